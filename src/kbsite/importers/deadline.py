"""Ends the connections of a fetch that takes too long. I/O through sockets.

A time limit of a socket begins anew with each byte: a host that sends a header byte by byte would
keep an import for days.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

_Open: TypeAlias = http.client.HTTPConnection | socket.socket
#: Seconds after which what was only just connected is ended as well.
_AGAIN = 0.5


class Deadlines:
    """Those of the fetches that are going on, one in each thread."""

    def __init__(self) -> None:
        self._here = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What connects meanwhile is ended after so many seconds."""
        connections: list[_Open] = []
        is_done = threading.Event()
        watch = threading.Thread(target=_watch, args=(connections, is_done, seconds), daemon=True)
        self._here.connections, self._here.ends = connections, time.monotonic() + seconds
        watch.start()
        try:
            yield
        finally:
            self._here.connections = None
            is_done.set()

    def add(self, connection: _Open) -> None:
        """One of the fetch in this thread, which need not be connected yet; its socket as well,
        which `urllib` takes from it when the answer begins."""
        self._here.connections.append(connection)

    def left(self) -> float:
        """How many seconds the fetch in this thread has. Raises TimeoutError where it has none."""
        if (seconds := float(self._here.ends - time.monotonic())) <= 0:
            raise TimeoutError("it takes too long")
        return seconds


def _watch(connections: list[_Open], is_done: threading.Event, seconds: float) -> None:
    while not is_done.wait(seconds):
        seconds = _AGAIN
        for one in list(connections):
            found = one if isinstance(one, socket.socket) else one.sock
            if found:
                # Not as TLS ends: the host would have to answer.
                with suppress(OSError):
                    socket.socket.shutdown(found, socket.SHUT_RDWR)
