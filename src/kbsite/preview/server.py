"""Answers requests, in a thread of its own. I/O through sockets; READS the preview's own scripts.

What is asked for is looked up among the outputs, and the outputs are the loop's: it is asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kbsite.diagnostics import error
from kbsite.preview.addresses import Address
from kbsite.preview.byte_ranges import content_range, range_asked
from kbsite.preview.channel import Channel
from kbsite.preview.connections import WAITING, Connection
from kbsite.preview.documents import media_type, substitute, with_script
from kbsite.preview.guard import Guard, Request, path_of
from kbsite.preview.state import Answer
from kbsite.refusals import sentence_of
from kbsite.urls import href

#: All of the preview's own is below it; no permalink can be there (`claims.py`).
OWN = "/_kbsite"
#: Seconds that whoever asks for a page waits for a build, before being told of it; and for anything
#: else, in place of which nothing can be said: a page would stay without its stylesheet.
_PATIENCE, _LONG_PATIENCE = 5.0, 60.0
#: Seconds in which open connections have to end.
_LEAVING = 0.4
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Content(NamedTuple):
    """What there is to serve, as questions to the loop and as values: `output` gives what is at a
    path, `page` what is to be known of the page there; `files` are the preview's own, by name. The
    site was below the `former` paths before."""

    output: Callable[[str], Future[Answer]]
    page: Callable[[str], Future[Any]]
    files: Mapping[str, bytes]
    base_path: str
    former: Collection[str]
    language: str
    has_script: bool


class Server:
    """Serves `content` at an address from `start` to `stop`."""

    def __init__(self, address: Address, content: Callable[[], Content], channel: Channel) -> None:
        """`content` gives what is served now: the base path may change."""
        self._address = address
        self._content = content
        self._channel = channel
        routes = [Route("/{path:path}", self._any)]
        application = Starlette(routes=routes)
        config = uvicorn.Config(
            _Guarded(application, address.guard),
            http=Connection,
            backlog=WAITING,
            ws="none",
            lifespan="off",
            log_config=None,
            # What is no HTTP is no concern of the author's.
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)

    def start(self) -> None:
        """Answers from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Ends all connections, within a second."""
        self._channel.close()
        self._server.should_exit = True
        self._thread.join(_LEAVING)
        self._server.force_exit = True
        self._thread.join(_LEAVING)
        self._address.socket.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._channel.begin()
        asyncio.get_running_loop().set_exception_handler(_pass_over)
        await self._server.serve(sockets=[self._address.socket])

    # --- requests ---

    async def _any(self, asked: Asked) -> Response:
        content = self._content()
        path = path_of(asked.scope["raw_path"]) or ""
        base = unquote(content.base_path)
        if base and path in ("/", base):
            return _moved(content.base_path + "/")
        if not path.startswith(base + "/"):
            return _led_on(asked, content, path) or _plain(HTTPStatus.NOT_FOUND)
        path = path[len(base) :]
        if path.startswith(f"{OWN}/"):
            return await self._own(asked, content, path.removeprefix(f"{OWN}/"))
        try:
            return await self._output(asked, content, path)
        except OSError as fault:
            # It is other than it was planned, which the next build finds out.
            said = error("unreadable", "", sentence_of(fault))
            return self._page(asked, content, substitute(content.language, said), 503)

    async def _own(self, asked: Asked, content: Content, name: str) -> Response:
        if name == "events" and content.has_script:
            return StreamingResponse(
                self._channel.listen(), headers=_HEADERS, media_type="text/event-stream"
            )
        if name == "page":
            url = path_of(asked.query_params.get("url", "").encode()) or ""
            base = unquote(content.base_path)
            answer = await _patiently(
                content.page(url[len(base) :] if url.startswith(base) else "")
            )
            if answer is None:
                return _plain(HTTPStatus.NOT_FOUND)
            return JSONResponse(answer, headers=_HEADERS)
        if (data := content.files.get(name.removeprefix("preview/"))) is not None:
            return _whole(asked, data, media_type(name), HTTPStatus.OK)
        return _plain(HTTPStatus.NOT_FOUND)

    async def _output(self, asked: Asked, content: Content, path: str) -> Response:
        is_page = path.endswith(".html") or "." not in path.rpartition("/")[2]
        seconds = _PATIENCE if is_page else _LONG_PATIENCE
        answer = await _patiently(content.output(path), seconds)
        if answer is None:
            return self._page(asked, content, substitute(content.language, None), 503)
        if answer.location:
            return _moved(answer.location)
        if answer.status == HTTPStatus.NOT_FOUND:
            base = unquote(content.base_path)
            if moved := _led_on(asked, content, base + path, base + "/"):
                return moved
        data = answer.data
        if callable(data):
            data = await asyncio.to_thread(data)
        if data is None:
            if not answer.fault:
                return _plain(HTTPStatus.NOT_FOUND)
            return self._page(asked, content, substitute(content.language, answer.fault), 503)
        if answer.path.endswith(".html"):
            return self._page(asked, content, data, answer.status)
        return _whole(asked, data, media_type(answer.path), answer.status)

    def _page(self, asked: Asked, content: Content, data: bytes, status: int) -> Response:
        # The script knows the page by the bytes that a build would publish.
        tag = _tag_of(data)
        if content.has_script:
            data = with_script(data, content.base_path + OWN, tag)
        return _whole(asked, data, media_type(".html"), status, tag)


class _Guarded:
    """Asks the guard before anything else is done."""

    def __init__(self, application: ASGIApp, guard: Guard) -> None:
        self._application = application
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        guard = self._guard
        request = Request(
            scope["method"], scope["raw_path"], scope["query_string"], scope["headers"]
        )
        if status := guard.refusal(request):
            allowed = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
            await _plain(status, allowed)(scope, receive, send)
            return
        if not guard.has_token(request):
            await self._application(scope, receive, send)
            return
        cookie = f"{guard.cookie}={guard.token}; Path=/; HttpOnly; SameSite=Strict"

        async def send_with_cookie(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self._application(scope, receive, send_with_cookie)


def _pass_over(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What the system does not allow, too many open files say, is tried again and no bug."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)


async def _patiently(answer: Future[Any], seconds: float = _PATIENCE) -> Any:
    """The answer, None where it takes longer than that."""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(answer), seconds)
    except TimeoutError:
        return None


def _tag_of(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _whole(asked: Asked, data: bytes, kind: str, status: int, tag: str = "") -> Response:
    quoted = f'"{tag or _tag_of(data)}"'
    headers = {**_HEADERS, "ETag": quoted}
    if status == HTTPStatus.OK and quoted in asked.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    # The tag of a page is not that of its bytes, which hold the script.
    if status != HTTPStatus.OK or tag:
        return Response(data, status, headers, kind)
    headers["Accept-Ranges"] = "bytes"
    part = range_asked(asked.method, asked.headers, len(data), quoted)
    if part is None:
        return Response(data, status, headers, kind)
    headers["Content-Range"] = content_range(part, len(data))
    if not part:
        return Response(None, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
    return Response(data[part.start : part.stop], HTTPStatus.PARTIAL_CONTENT, headers, kind)


def _moved(location: str) -> Response:
    return Response(status_code=HTTPStatus.FOUND, headers={**_HEADERS, "Location": location})


def _led_on(asked: Asked, content: Content, path: str, below: str = "") -> Response | None:
    """To where the site is now, from where it was: from base paths that begin with `below`, since
    what is under another may have been meant as it is."""
    for former in sorted(map(unquote, content.former), key=len, reverse=True):
        if former.startswith(below) and path.startswith(former + "/"):
            query = f"?{asked.url.query}" if asked.url.query else ""
            return _moved(href(content.base_path, "/" + path[len(former) :].lstrip("/")) + query)
    return None


def _plain(status: HTTPStatus, headers: Mapping[str, str] = {}) -> Response:
    text = f"{status.value} {status.phrase}\n"
    return Response(text, status, {**_HEADERS, **headers}, "text/plain")
