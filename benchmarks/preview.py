"""From a save to the answer of `kbsite serve`:
`python benchmarks/preview.py FOLDER [--saves 50] [--works body heading title tag link]`.

A note in the middle of the site in FOLDER (`made_up.py` makes one) is saved again and again by
renaming a file into its place. Measured, in milliseconds from the rename: when the event `build`
comes, and when the page with the new text has been answered; and the CPU time of the server for
one save, with what it does afterwards. At the end its memory, after the first save and after all.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from changes import notes_of, with_paragraph

#: Seconds between two saves, so that each is the first.
PAUSE = 0.3
#: Seconds for a first build.
PATIENCE = 600

Work = Callable[[str, str], str]
"""A note and words that its page is to show → the note with them."""


def title(text: str, words: str) -> str:
    """Every page that lists the note changes."""
    return re.sub(r"^title: .*", f"title: {words}", text, count=1, flags=re.MULTILINE)


def tag(text: str, words: str) -> str:
    """One that no note has."""
    return text.replace("tags: [", f"tags: [{words}, ", 1)


WORKS: Mapping[str, Work] = {
    "body": with_paragraph,
    "heading": lambda text, words: f"{text}\n\n## {words}\n",
    "title": title,
    "tag": tag,
    "link": lambda text, words: f"{text}\n\n[[{words}]]\n",
}


class Times(NamedTuple):
    """Of one save, in milliseconds."""

    told: float
    answered: float


class Server:
    """`kbsite serve` of a site, in a process of its own."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "kbsite", "serve", "--port", "0", "--root", str(root)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout
        found = re.search(r"http://([\d.:]+)/", self.process.stdout.readline())
        assert found
        self.host = found[1]
        self.process.stdout.readline()
        # What is planned last of all is there.
        while self._get("/robots.txt").status != HTTPStatus.OK:
            time.sleep(PAUSE)
        connection = HTTPConnection(self.host, timeout=PATIENCE)
        connection.request("GET", "/_kbsite/events")
        self._events: HTTPResponse = connection.getresponse()
        self.event()

    def event(self) -> None:
        """Waits for one."""
        while not self._events.readline().startswith(b"data:"):
            pass

    def page(self, url: str) -> str:
        return self._get(url).read().decode()

    def _get(self, url: str) -> HTTPResponse:
        connection = HTTPConnection(self.host, timeout=PATIENCE)
        connection.request("GET", url)
        return connection.getresponse()

    def cpu(self) -> float:
        """Milliseconds of CPU that the process took; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()
        except OSError:
            return 0.0
        return (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MB that the process holds; 0 where the system does not say."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def save(server: Server, note: Path, text: str, url: str, words: str) -> Times:
    """Puts `text` in place of a note; what it took until `url` has `words`."""
    beside = note.with_name(f".{note.name}.new")
    beside.write_text(text, encoding="utf-8")
    started = time.perf_counter()
    beside.replace(note)
    server.event()
    told = time.perf_counter()
    while words not in server.page(url):
        pass
    answered = time.perf_counter()
    return Times((told - started) * 1000, (answered - started) * 1000)


def told(name: str, times: list[Times]) -> str:
    """A line of the result."""

    def spread(values: list[float]) -> str:
        worst = sorted(values)[max(0, round(len(values) * 0.95) - 1)]
        return f"{statistics.median(values):6.0f} {worst:6.0f}"

    return f"{name:8} {spread([t.told for t in times])}   {spread([t.answered for t in times])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--works", nargs="+", choices=list(WORKS), default=list(WORKS))
    options = parser.parse_args()
    root = options.folder.resolve()
    content = root / "content" if (root / "content").is_dir() else root
    notes = notes_of(content)
    note = notes[len(notes) // 2]
    first = note.read_text(encoding="utf-8")
    url = quote("/" + note.relative_to(content).with_suffix("").as_posix() + "/")
    server = Server(root)
    try:
        print(f"{len(notes):,} notes   told: median, p95   answered: median, p95   CPU")
        early = 0.0
        for name in options.works:
            times: list[Times] = []
            cpu = 0.0
            for number in range(options.saves + 1):
                words = f"新写的{name}{number}"
                times.append(save(server, note, WORKS[name](first, words), url, words))
                early = early or server.memory()
                time.sleep(PAUSE)
                cpu = cpu or server.cpu()
            # The first finds nothing warm.
            cpu = (server.cpu() - cpu) / (len(times) - 1)
            print(f"{told(name, times[1:])}   {cpu:6.0f}", flush=True)
        print(f"memory: {early:.0f} MB, after all {server.memory():.0f} MB")
    finally:
        server.stop()
        note.write_text(first, encoding="utf-8")


if __name__ == "__main__":
    main()
