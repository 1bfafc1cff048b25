r"""Photographs a sheet of formulas in Han text, kbsite's beside KaTeX's, in three browsers.

    npm install --ignore-scripts --prefix FOLDER katex
    python benchmarks/math_sheet.py OUTPUT --katex FOLDER [--chromium-107 PATH]

The sheet goes through a real build: conversion, font and style sheet are what a reader gets.
`OUTPUT` receives `N-chromium-1x.png`, `-chromium-2x`, `-firefox` and `-webkit` for each page
of the sheet, and the pages themselves below `site/sheet/`. A browser that is not installed is
left out with a word. Needed: node, Chromium and Playwright, Debian's `firefox-esr`, and for
WebKit `gir1.2-webkit2-4.1`, `python3-gi` and `xvfb`. `--chromium-107` names a Chromium without
MathML (npm's `@sparticuz/chromium@107`, unpacked): it photographs the note itself, in which
the TeX has to be what is seen.
"""

from __future__ import annotations

import argparse
import html
import http.server
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

#: A note of sentences and display formulas; each is a row of the sheet.
SHEET = Path(__file__).with_suffix(".md")
ROWS_A_PAGE = 8
_FORMULA = re.compile(
    r'<math alttext="([^"]*)"([^>]*)>.*?</math>|<code class="tex">\$+(.*?)\$+</code>', re.DOTALL
)
_KATEX = """
const katex = require(process.argv[1]);
const read = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const draw = ([tex, displayMode]) =>
  katex.renderToString(tex, {displayMode, throwOnError: false, output: 'html'});
console.log(JSON.stringify(read.map(draw)));
"""
_WEBKIT = """
import sys, gi
gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')
from gi.repository import GLib, Gtk, WebKit2
url, path, width, height, zoom = *sys.argv[1:3], *map(int, sys.argv[3:])
window, view = Gtk.OffscreenWindow(), WebKit2.WebView()
window.set_default_size(width * zoom, height * zoom); window.add(view); view.set_zoom_level(zoom)
def shoot():
    window.get_pixbuf().savev(path, 'png', [], []); Gtk.main_quit()
def loaded(view, event):
    if event == WebKit2.LoadEvent.FINISHED: GLib.timeout_add(1500, shoot)
view.connect('load-changed', loaded); view.load_uri(url); window.show_all(); Gtk.main()
"""
_STYLE = """
body.prose { max-width: none; padding: 0 1rem; }
.pair { display: grid; grid-template-columns: 1.6rem 1fr 1fr; gap: 1rem;
  border-bottom: 1px solid var(--line); align-items: center; }
.pair > :first-child { color: var(--faint); font-size: .7rem; }
.pair p, .pair .math { margin: .35rem 0; }
"""
# Firefox takes its pictures at one device pixel a CSS pixel.
_ZOOM = "body { zoom: 2; }"
WIDTH = 1360


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--katex", type=Path, required=True, help="a folder with node_modules")
    parser.add_argument("--chromium-107", type=Path, dest="old", help="a Chromium without MathML")
    parser.add_argument("--pages", help="only these pages of the sheet: 1,3")
    options = parser.parse_args(arguments)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    site = build_site(output)
    katex = options.katex / "node_modules/katex/dist"
    shutil.copytree(katex, site / "katex", dirs_exist_ok=True)
    chosen = {int(page) for page in options.pages.split(",")} if options.pages else None
    pages = [
        (number, name)
        for number, name in write_pages(site, katex)
        if chosen is None or number in chosen
    ]
    with served(site) as address:
        urls = [(f"{output}/{number}", f"{address}sheet/{name}") for number, name in pages]
        shoot_chromium(urls)
        shoot_firefox(urls)
        shoot_webkit(urls)
        if options.old:
            shoot_without_mathml(f"{address}note/", options.old, output / "without-mathml.png")


def build_site(output: Path) -> Path:
    """A site of one note, each row of the sheet a paragraph or a display formula."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "content").mkdir()
        shutil.copy(SHEET, Path(folder) / "content/note.md")
        site = output / "site"
        command = [sys.executable, "-m", "kbsite", "build", "--root", folder, "--output", str(site)]
        subprocess.run(command, check=True)
    return site


def write_pages(site: Path, katex: Path) -> Iterator[tuple[int, str]]:
    """(number, file name) of pages that hold some rows each, kbsite's left, KaTeX's right."""
    page = (site / "note/index.html").read_text(encoding="utf-8")
    links = "".join(re.findall(r'<link rel="stylesheet"[^>]*>', page))
    links += '<link rel="stylesheet" href="/katex/katex.min.css">'
    prose = page.partition('class="prose')[2].partition("</article>")[0]
    rows = re.findall(r'<p>.*?</p>|<div class="math".*?</div>', prose, re.DOTALL)
    others = with_katex(rows, katex)
    folder = site / "sheet"
    folder.mkdir(exist_ok=True)
    for start in range(0, len(rows), ROWS_A_PAGE):
        shown = "".join(
            f'<div class="pair"><div>{i + 1}</div><div>{rows[i]}</div><div>{others[i]}</div></div>'
            for i in range(start, min(start + ROWS_A_PAGE, len(rows)))
        )
        number = start // ROWS_A_PAGE + 1
        for name, zoom in ((f"{number}.html", ""), (f"{number}-large.html", _ZOOM)):
            text = (
                f'<!doctype html><html lang="zh-CN"><meta charset="utf-8">{links}'
                f'<style>{_STYLE}{zoom}</style><body class="prose">{shown}'
            )
            (folder / name).write_text(text, encoding="utf-8")
        yield number, f"{number}.html"


def with_katex(rows: Sequence[str], katex: Path) -> list[str]:
    """The rows with every formula drawn by KaTeX from the same TeX."""
    found = [
        (html.unescape(match[1] or match[3]), 'display="block"' in (match[2] or "") or not match[1])
        for row in rows
        for match in _FORMULA.finditer(row)
    ]
    command = ["node", "-e", _KATEX, str((katex / "katex.js").resolve())]
    done = subprocess.run(
        command, input=json.dumps(found).encode(), stdout=subprocess.PIPE, check=True
    )
    drawn = iter(json.loads(done.stdout))
    return [_FORMULA.sub(lambda _: next(drawn), row) for row in rows]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def _found(what: str, *names: str) -> str | None:
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        print(f"{what}: not installed, left out", file=sys.stderr)
    return path


def shoot_chromium(urls: Sequence[tuple[str, str]]) -> None:
    """At one and at two device pixels a CSS pixel."""
    path = _found("Chromium", "chromium", "chromium-browser", "google-chrome")
    if path is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for ratio in (1, 2):
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 600}, device_scale_factor=ratio
            )
            page = context.new_page()
            for stem, url in urls:
                page.goto(url)
                page.evaluate("document.fonts.ready")
                page.screenshot(path=f"{stem}-chromium-{ratio}x.png", full_page=True)
        browser.close()


def shoot_firefox(urls: Sequence[tuple[str, str]]) -> None:
    path = _found("Firefox", "firefox-esr", "firefox")
    if path is None:
        return
    with tempfile.TemporaryDirectory() as profile:
        for stem, url in urls:
            command = [
                *(path, "--headless", "--profile", profile, f"--window-size={WIDTH * 2}"),
                *("--screenshot", f"{stem}-firefox.png", url.replace(".html", "-large.html")),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=90)


def shoot_webkit(urls: Sequence[tuple[str, str]]) -> None:
    xvfb = _found("Xvfb", "xvfb-run")
    # Debian's own Python: the one that has its gi module.
    python = _found("Debian's Python", "/usr/bin/python3")
    if xvfb is None or python is None:
        return
    for stem, url in urls:
        # The picture is as tall as the window.
        size = (str(WIDTH), "1100", "2")
        command = [xvfb, "-a", python, "-c", _WEBKIT, url, f"{stem}-webkit.png", *size]
        subprocess.run(command, check=True, capture_output=True, timeout=90)


def shoot_without_mathml(url: str, chromium: Path, picture: Path) -> None:
    command = [
        *(str(chromium), "--headless", "--no-sandbox", "--disable-gpu", "--single-process"),
        *("--no-zygote", "--hide-scrollbars", f"--window-size={WIDTH},3000"),
        *(f"--screenshot={picture}", url),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=90)


if __name__ == "__main__":
    main()
