"""Which connections stay open: those that are answered, however slowly they read, and for a while
those that may still ask. Whoever holds others open, and never ends what is asked, would keep the
author out: there is no room for as many as one likes. I/O through sockets."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds within which a connection has to ask for something, and again after each answer.
PATIENCE = 10.0
#: Connections at once. Some systems let a process have 256 files in all.
MOST = 100
#: As many are taken in one go, before any is ended.
WAITING = 32


class Connection(H11Protocol):
    """One that ends when it asks for nothing, however many bytes it sends."""

    _since = 0.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """It may ask from now on; of too many, the one that has asked for nothing for longest
        ends, whether it has read its answer or not."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._timer = self.loop.call_later(PATIENCE, self._look)
        there = [one for one in self.connections if isinstance(one, Connection) and one._is_there]
        if len(there) > MOST:
            idle = (one for one in there if one._is_idle)
            min(idle, key=lambda one: one._since).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is no more."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """It may ask for more."""
        self._since = self.loop.time()
        super().on_response_complete()

    @property
    def _is_there(self) -> bool:
        """It ends only when all is sent, unless it was aborted."""
        return self._is_sending or not self.transport.is_closing()

    @property
    def _is_sending(self) -> bool:
        """Whether an answer that is made waits for a slow reader."""
        return self.transport.get_write_buffer_size() > 0

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        """Ends it, or looks again when it may have to end."""
        now = self.loop.time()
        if self._is_sending or not self._is_idle:
            self._since = now
        ends = self._since + PATIENCE
        if ends <= now:
            self.transport.abort()
        else:
            self._timer = self.loop.call_at(ends, self._look)
