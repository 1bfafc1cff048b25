"""Serves a built site as GitHub Pages does: below a path, packed, with its own page for what is not
there."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_PACKED = ("text/", "application/json", "application/xml", "image/svg", "javascript")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base
        super().__init__(*arguments)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix(self.base).lstrip("/")
        file = (self.folder / path).resolve()
        if file.is_dir():
            file /= "index.html"
        if file.is_relative_to(self.folder) and file.is_file():
            self._answer(200, file)
        else:
            self._answer(404, self.folder / "404.html")

    def _answer(self, status: int, file: Path) -> None:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        data = file.read_bytes()
        self.send_response(status)
        if kind.startswith(_PACKED):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind + "; charset=utf-8" * kind.startswith("text/"))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Browsers hang up."""


@contextmanager
def hosted(folder: Path, base: str) -> Iterator[str]:
    """The address, ending with `/`, under which the site in `folder`, built for the path `base`, is
    served."""
    handler = partial(_Handler, folder=folder.resolve(), base=base)
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}{base}/"
    server.shutdown()
