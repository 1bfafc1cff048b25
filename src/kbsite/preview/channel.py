"""What is told to every open page, as server-sent events (HTML Living Standard, 9.2). No I/O of its
own: it hands text to the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec

#: Seconds of silence after which a line is sent that says nothing, so that a connection that is no
#: more is found out.
_SILENCE = 15.0
#: So many changed files are remembered for those that listen again.
_NAMED = 1000
#: As many may wait for a reader who does not read; more, and it has to begin anew.
_WAITING = 100
#: As many listen at once; for one more the one that began first has to end, and may begin anew.
_MOST = 50


class Channel:
    """All that listen. It belongs to the server's thread but for `tell` and `close`."""

    def __init__(self, server: str) -> None:
        """`server` tells this run of the server from others."""
        self._hello: dict[str, object] = {"server": server, "build": 0, "note": None}
        self._hello |= {"files": {}, "since": 0}
        #: With which build each file changed last, of those that did after the build `_since`.
        self._files: Mapping[str, int] = {}
        self._since = 0
        #: In the order in which they began.
        self._listeners: dict[asyncio.Queue[str | None], None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    def begin(self) -> None:
        """It is told from now on what is told; called in the server's thread."""
        self._loop = asyncio.get_running_loop()

    @property
    def is_heard(self) -> bool:
        """Whether any page listens."""
        return bool(self._listeners)

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Sends an event to all, from any thread."""
        self._note(data["build"], data.get("files", ()))
        told = {"build": data["build"], "note": data.get("note")}
        self._hello = {**self._hello, **told, "files": self._files, "since": self._since}
        self._send(_event(event, data))

    def _note(self, build: int, files: Sequence[str] | None) -> None:
        if files is None or len(self._files) + len(files) > _NAMED:
            self._files, self._since = {}, build
        elif files:
            self._files = {**self._files, **dict.fromkeys(files, build)}

    def close(self) -> None:
        """Ends all streams, from any thread."""
        self._is_closed = True
        self._send(None)

    def _send(self, text: str | None) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, text)

    def _hand_out(self, text: str | None) -> None:
        for queue in list(self._listeners):
            if queue.full():
                _end(queue)
            else:
                queue.put_nowait(text)

    async def listen(self) -> AsyncIterator[str]:
        """The stream of one listener."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_WAITING)
        for first in list(self._listeners)[: -(_MOST - 1)]:
            _end(first)
        self._listeners[queue] = None
        try:
            yield _event("hello", self._hello)
            while not self._is_closed:
                try:
                    text = await asyncio.wait_for(queue.get(), _SILENCE)
                except TimeoutError:
                    text = ": keep-alive\n\n"
                if text is None:
                    return
                yield text
        finally:
            self._listeners.pop(queue, None)


def _end(queue: asyncio.Queue[str | None]) -> None:
    """Ends a stream, and what waits in it is not sent."""
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {msgspec.json.encode(data).decode()}\n\n"
