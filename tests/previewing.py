"""A preview that runs in this process, and what a browser would see of it."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from kbsite.diagnostics import Diagnostic
from kbsite.preview.report import Report
from kbsite.preview.session import ServeOptions, Session

#: Seconds in which whatever is waited for has to come about.
PATIENCE = 60.0


class Reply(NamedTuple):
    """What a request came to."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


class Silent(Report):
    """Keeps what would be printed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.found: tuple[Diagnostic, ...] = ()

    def say(self, sentence: str) -> None:
        self.lines.append(sentence)

    warn = say

    def built(self, changed: Any, pages: int | None, seconds: float) -> None:
        self.lines.append(f"{', '.join(changed)}: {pages}")

    def diagnostics(self, found: Any) -> None:
        self.found = tuple(found)


class Preview:
    """A running session and its address."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.host = f"127.0.0.1:{session.address.guard.port}"

    @property
    def report(self) -> Silent:
        report = self.session.report
        assert isinstance(report, Silent)
        return report

    def get(self, url: str, method: str = "GET", **headers: str) -> Reply:
        """Asks for a URL, percent-encoded or not."""
        connection = HTTPConnection(self.host, timeout=PATIENCE)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(url, safe="/%?=&:"), headers=names)
        answer = connection.getresponse()
        reply = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return reply

    def text(self, url: str) -> str:
        return self.get(url).text

    def data(self, url: str) -> dict[str, Any]:
        """What the page script would be told of a page."""
        found: dict[str, Any] = json.loads(self.get(f"/_kbsite/page?url={quote(url)}").data)
        return found

    def wait_for(self, url: str, words: str) -> None:
        """Until a page has `words`."""
        wait_until(lambda: words in self.text(url), f"{words!r} at {url}")

    def settled(self) -> int:
        """How many builds there were, once nothing happens any more."""
        last = -1
        while last != (last := self.session.builds):
            time.sleep(0.25)
        return last

    def events(self) -> Events:
        return Events(self.host)


class Events:
    """An open event stream."""

    def __init__(self, host: str) -> None:
        self._connection = HTTPConnection(host, timeout=PATIENCE)
        self._connection.request("GET", "/_kbsite/events")
        self._answer: HTTPResponse = self._connection.getresponse()
        assert self._answer.status == 200
        self.hello = self.next()

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event and its data; ("", {}) at the end."""
        name = ""
        while line := self._answer.readline():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                self._answer.readline()
                return name, json.loads(value)
        return "", {}

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, f"never came about: {what}"
        time.sleep(0.01)


@contextmanager
def preview(root: Path, **options: Any) -> Iterator[Preview]:
    """A preview of the site in `root`, once it was built for the first time."""
    session = Session(root, ServeOptions(**{"port": 0, **options}), Silent())
    thread = threading.Thread(target=session.run)
    thread.start()
    try:
        wait_until(lambda: session.state.number > 0, "a first build")
        yield Preview(session)
    finally:
        session.loop.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


# --- how editors save ---


def in_place(file: Path, text: str) -> None:
    """VS Code and Obsidian: the file is cut to nothing, then written."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)


def by_rename(file: Path, text: str) -> None:
    """Many others: a new file takes the place of the old."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def like_vim(file: Path, text: str) -> None:
    """Vim with a backup and a swap file: it tries whether it can write, renames the old file,
    writes a new one and deletes the old."""
    swap = file.with_name(f".{file.name}.swp")
    swap.write_bytes(b"b0VIM")
    probe = file.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = file.with_name(f"{file.name}~")
    if file.exists():
        file.rename(backup)
    in_place(file, text)
    with suppress(FileNotFoundError):
        backup.unlink()
    swap.unlink()


def like_jetbrains(file: Path, text: str) -> None:
    """JetBrains' safe write."""
    new, old = (file.with_name(f"{file.name}___jb_{kind}___") for kind in ("tmp", "old"))
    new.write_text(text, encoding="utf-8")
    if file.exists():
        file.rename(old)
    new.rename(file)
    with suppress(FileNotFoundError):
        old.unlink()


def by_foreign_name(file: Path, text: str) -> None:
    """Through a temporary file of a name that nobody knows."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.x1")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def in_bursts(file: Path, text: str) -> None:
    """A program that writes bit by bit."""
    for end in range(0, len(text), max(1, len(text) // 5)):
        in_place(file, text[:end])
    in_place(file, text)


SAVES = (in_place, by_rename, like_vim, like_jetbrains, by_foreign_name, in_bursts)
