"""A built site as its readers get it: `python benchmarks/web/measure.py SITE [--base /notes]
[--runs 3] [--notes 0]
[--json FILE]`.

SITE is an output folder of `kbsite build`, built for the path `--base`. One page of each kind is
taken, of notes one of middling size and those with most formulas, code, tables, pictures and
diagrams. For each: bytes on the wire (gzip) and requests of a first visit, requests to other hosts,
what the browser complains of, layout shift, whether the text is the same without script, what
axe-core finds (light, dark, 320 px wide, search open), and Lighthouse's scores (mobile, medians of
`--runs`). Over `--notes` more notes, evenly among all, what of that is amiss, less what their
authors took from other hosts. Over all pages: html-validate and the Nu Html Checker. `make
bench-web` installs what comes from npm into `.bench/web`; what is not there is left out. A busy
machine lowers Lighthouse's figures for performance, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from host import hosted
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLateError
from tools import FOLDER, html_validate, lighthouse, nu_checker

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))

from axe import violations
from browsing import Visit
from page_costs import STATES, costs_of, violations_in, visits

KINDS = ("home", "folder", "tag", "tags", "archive", "search", "graph")
_BODY = re.compile(rb'<body [^>]*class="([a-z]+)-page')
#: Kind of note → what it has more of than others.
_RICH = {
    "code": b'<pre class="code',
    "math": b"<math",
    "tables": b"<tr",
    "images": b"<img ",
    "diagrams": b'class="diagram"',
}
Axe = Callable[[Page], list[str]]


def pages_of(site: Path) -> dict[str, str]:
    """Kind → path below the site of the page that stands for it."""
    found = _by_kind(site)
    taken = {
        kind: max(found[kind], key=lambda one: len(one[1]))[0] for kind in KINDS if kind in found
    }
    notes = found.get("note", [])
    if notes:
        by_size = sorted(notes, key=lambda one: len(one[1]))
        taken["note"] = by_size[len(notes) // 2][0]
    for kind, mark in _RICH.items():
        most = max(notes, key=lambda one: one[1].count(mark), default=None)
        if most and mark in most[1]:
            taken[kind] = most[0]
    paths = {kind: _path(site, file) for kind, file in taken.items()}
    return paths | {"not found": "404.html"}


def notes_of(site: Path, count: int) -> list[str]:
    """The paths of `count` notes, evenly among all."""
    files = [file for file, _ in _by_kind(site).get("note", [])]
    step = max(len(files) / count, 1) if count else 1
    return [_path(site, files[int(at * step)]) for at in range(min(count, len(files)))]


def _by_kind(site: Path) -> dict[str, list[tuple[Path, bytes]]]:
    found: dict[str, list[tuple[Path, bytes]]] = {}
    for file in sorted(site.rglob("index.html")):
        data = file.read_bytes()
        if kind := _BODY.search(data):
            found.setdefault(kind[1].decode(), []).append((file, data))
    return found


def _path(site: Path, file: Path) -> str:
    path = file.parent.relative_to(site).as_posix()
    return "" if path == "." else f"{path}/"


def axe_of(script: Path) -> Axe | None:
    """What runs axe-core on a page, None where it is not there."""
    if not script.exists():
        return None
    return partial(violations, source=script.read_text(encoding="utf-8"))


def measured(browser: Browser, address: str, path: str, axe: Axe | None) -> dict[str, Any]:
    """All but Lighthouse of the page at `path`."""
    with visits(browser) as three:
        costs = costs_of(three, address + quote(path))
    text = costs.weight("document", "stylesheet", "script", "fetch", "other")
    found = {}
    if axe:
        with Visit(browser, address) as visit:
            for state in STATES:
                visit.go(quote(path))
                with suppress(TooLateError):
                    found[state] = violations_in(visit.page, axe, state)
    return {
        "path": path,
        "text": text,
        "script": costs.weight("script"),
        "font": costs.weight("font"),
        "images": costs.weight("image", "media"),
        "requests": len(costs.fetched),
        "files": [[one.kind, one.size, one.url.removeprefix(address)] for one in costs.fetched],
        "foreign": list(costs.foreign),
        "complaints": [said for said in costs.complaints if not _is_of_others(said, costs.foreign)],
        "shift": round(costs.shift, 4),
        "same text": costs.texts[0] == costs.texts[1],
        "axe": found,
    }


def _is_of_others(said: str, foreign: Sequence[str]) -> bool:
    """Whether a complaint is of a file of another host, which may be out of reach. The browser also
    says so without a name; for files of the site itself there is a second one with it."""
    return bool(foreign) and said.startswith((*foreign, "Failed to load resource: net::"))


def amiss(page: dict[str, Any]) -> Iterator[str]:
    """What a page does not keep of what is promised of every page."""
    yield from page["complaints"]
    if page["shift"]:
        yield f"shift {page['shift']}"
    if not page["same text"]:
        yield "another text without script"
    for state, found in page["axe"].items():
        yield from (f"{state}: {said}" for said in found)


def table(pages: dict[str, dict[str, Any]]) -> Iterator[str]:
    """A line of Markdown for each page."""
    columns = ("text + code", "script", "font", "images", "requests", "other hosts", "complaints")
    columns += ("shift", "same text", "axe", "Lighthouse")
    yield f"| page | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for kind, page in pages.items():
        kilobytes = [f"{page[name] / 1000:.1f} KB" for name in ("text", "script", "font", "images")]
        cells = [
            *kilobytes,
            page["requests"],
            len(page["foreign"]),
            len(page["complaints"]),
            page["shift"],
            "yes" if page["same text"] else "no",
            " / ".join(str(len(found)) for found in page["axe"].values()) or "–",
            " / ".join(map(str, page["lighthouse"] or ())) or "–",
        ]
        yield f"| {kind} `/{page['path']}` | {' | '.join(map(str, cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--base", default="")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--notes", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    shell = next(filter(None, map(shutil.which, names)))
    whole = next(filter(None, map(shutil.which, names[1:])), shell)
    axe = axe_of(FOLDER / "axe-core/axe.min.js")
    pages: dict[str, dict[str, Any]] = {}
    with hosted(options.site, options.base) as address:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shell, args=["--no-sandbox"])
            for kind, path in pages_of(options.site).items():
                pages[kind] = measured(browser, address, path, axe)
            more = notes_of(options.site, options.notes)
            notes = {path: measured(browser, address, path, axe) for path in more}
            browser.close()
        for page in pages.values():
            url = address + quote(page["path"])
            page["lighthouse"] = lighthouse(url, options.runs, whole) if options.runs else None
    with tempfile.TemporaryDirectory() as folder:
        rules = html_validate(options.site, Path(folder))
    result = {
        "pages": pages,
        "notes": notes,
        "html-validate": rules,
        "nu": nu_checker(options.site),
    }
    print(*table(pages), sep="\n")
    for kind, page in pages.items():
        for name in ("foreign", "complaints"):
            print(*(f"{kind}: {said}\n" for said in dict.fromkeys(page[name])), sep="", end="")
        for state, found in page["axe"].items():
            print(*(f"{kind}, {state}: {said}\n" for said in found), sep="", end="")
    if notes:
        faults = {path: list(amiss(page)) for path, page in notes.items()}
        print(f"{sum(map(bool, faults.values()))} of {len(notes)} more notes have faults")
        print(
            *(f"{path}: {said}\n" for path, all_ in faults.items() for said in all_), sep="", end=""
        )
    print(f"html-validate: {dict(rules or {}) if rules is not None else '–'}")
    print(f"Nu Html Checker: {dict(result['nu'] or {}) if result['nu'] is not None else '–'}")
    if options.json:
        text = json.dumps(result, ensure_ascii=False, indent=1)
        options.json.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
