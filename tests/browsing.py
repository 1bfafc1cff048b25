"""Serving a built site and visiting it in Chromium. Not a test."""

from __future__ import annotations

import http.server
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Quiet, and with the site's own page for what is not there."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "notes/404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Slowly(_Handler):
    """A page comes tag by tag, as far as it is likely to be seen at first, then the rest."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        head, body, rest = source.read().partition(b"<body")
        outputfile.write(head + body)
        tags = re.split(b"(?=<)", rest)
        for tag in tags[:300]:
            outputfile.write(tag)
            time.sleep(0.01)
        outputfile.write(b"".join(tags[300:]))


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing when a browser hangs up, and keeps as many waiting as it may open at once."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def served(folder: Path, slowly: bool = False) -> Iterator[str]:
    """The address without a slash at the end under which `folder`, which holds a site in
    `notes/`, is served; `slowly`, as by a connection that stalls at every tag."""
    handler = _Slowly if slowly else _Handler
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Visit:
    """A page in a context of its own, and what it complained of."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        """Chromium reports what the Content-Security-Policy refuses here, too."""
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _failed(self, request: Request) -> None:
        """A request that leaving the page cut off is no fault."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def without_cache(self) -> None:
        """Each page from now on fetches all that it is made from, as the first that is opened."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *fault: object) -> None:
        self.context.close()
