"""The life of a worker process: it does shares of items until the process that started it goes.
I/O through the pipe to that process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from kbsite.collector import collect_seldom, keep_all

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Answer = tuple[list[Any], BaseException | None] | None
"""What was made of the items of a share up to the one where something was raised, and that; None
says that the process is there."""

#: How a process ends that has no memory left, for the other side to find out what took it.
OUT_OF_MEMORY = 71
#: So many new objects, and garbage is looked for: what is left of a page holds the whole of it.
_NEW = 10_000


def serve(
    connection: Connection, others: Iterable[Connection], begin: Callable[[], Callable[[Any], Any]]
) -> None:
    """Answers each share with what the function that `begin` gives makes of its items. Connections
    of `others` are closed here.

    Two threads read and write, so that work goes on while the other side is busy. The work itself
    stays in the main thread, where a timer can stop it."""
    # Ctrl-C is the other side's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the other side does then is inherited where it was forked.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    collect_seldom(_NEW)
    keep_all()
    # Here, and not by a thread: it would be in doubt of one that dies at its first item.
    with suppress(OSError):
        connection.send_bytes(pickle.dumps(None))
    inbox: SimpleQueue[bytes] = SimpleQueue()
    outbox: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(connection, inbox), daemon=True).start()
    Thread(target=_write, args=(connection, outbox), daemon=True).start()
    work: Callable[[Any], Any] | None = None
    while True:
        made: list[Any] = []
        fault: BaseException | None = None
        try:
            items = pickle.loads(inbox.get())
            work = work or begin()
            for item in items:
                made.append(work(item))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        # Whatever it is, it is raised on the other side.
        except BaseException as raised:
            fault = _portable(raised)
        _show_printed()
        outbox.put(_packed((made, fault)))


def _show_printed() -> None:
    """What a site's own code printed: there is no other moment for it, as the process is killed."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()


def _read(connection: Connection, inbox: SimpleQueue[bytes]) -> None:
    try:
        while True:
            inbox.put(connection.recv_bytes())
    except (EOFError, OSError):
        # The other side has gone, and nobody wants what is being made.
        os._exit(0)


def _write(connection: Connection, outbox: SimpleQueue[bytes]) -> None:
    try:
        while True:
            connection.send_bytes(outbox.get())
    except OSError:
        os._exit(0)


def _packed(answer: Answer) -> bytes:
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as fault:
        return pickle.dumps(([], _portable(fault)))


def _portable(fault: BaseException) -> BaseException:
    """`fault` with its traceback as a note, which travels; where it cannot travel itself,
    RuntimeError in its place."""
    import traceback

    lines = "".join(traceback.format_exception(fault))
    fault.add_note(f"\nIn a worker process:\n{lines}")
    try:
        pickle.loads(pickle.dumps(fault))
    except Exception:
        instead = RuntimeError(f"{type(fault).__name__}: {fault}")
        instead.add_note(f"\nIn a worker process:\n{lines}")
        return instead
    return fault
