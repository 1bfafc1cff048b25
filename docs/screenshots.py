"""Makes pictures of every kind of page from `_site/` (`make screenshots`).

Serves the built site on a free port of this machine and photographs it with the installed
Chromium, by day and by night, on a phone and on a desk, so that whoever changes the theme sees all
of it: `.screenshots/`, which git ignores. The picture of the README is one of them.
"""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).resolve().parent
SITE = DOCS.parent / "_site"
ALL = DOCS.parent / ".screenshots"
README = DOCS / "images/home.png"
#: Name → path below the site, of the pages that every site has.
PAGES = {
    "home": "",
    "archive": "archive/",
    "tags": "tags/",
    "folders": "folders/",
    "search": "search/",
    "graph": "graph/",
    "404": "404.html",
}
WIDTHS = {360: 780, 1280: 800}
MAX_BYTES = 200_000


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which `folder` is served for the while."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pages_of(site: Path) -> dict[str, str]:
    """Name → path of one page of each kind: the longest note, the first tag, the first folder."""
    pages = dict(PAGES)
    kinds: dict[str, list[Path]] = {}
    for file in sorted(site.glob("**/index.html")):
        text = file.read_text(encoding="utf-8")
        kind = text.partition('<body class="')[2].partition('-page"')[0]
        kinds.setdefault(kind, []).append(file)
    for kind in ("note", "tag", "folder", "series"):
        if files := kinds.get(kind):
            largest = max(files, key=lambda file: file.stat().st_size)
            pages[kind] = f"{largest.parent.relative_to(site).as_posix()}/"
    return pages


def photograph(browser: Browser, address: str, pages: dict[str, str]) -> None:
    """Every page, as `home-1280-dark.png`; the first screen, and a note as it is printed."""
    for width, height in WIDTHS.items():
        for theme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
                locale="zh-CN",
            )
            for name, path in pages.items():
                page.goto(f"{address}/{path}", wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                file = ALL / f"{name}-{width}-{theme}.png"
                page.screenshot(path=file, animations="disabled", caret="hide")
            if theme == "light" and width == max(WIDTHS) and "note" in pages:
                page.goto(f"{address}/{pages['note']}", wait_until="networkidle")
                page.emulate_media(media="print")
                page.screenshot(path=ALL / "note-print.png", full_page=True)
            page.close()


def main() -> int:
    """Writes every picture; the exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("screenshots: no chromium here (Debian: apt install chromium)", file=sys.stderr)
        return 2
    if not (SITE / "index.html").is_file():
        print("screenshots: no _site/ here; run `make build` first", file=sys.stderr)
        return 2
    README.parent.mkdir(exist_ok=True)
    ALL.mkdir(exist_ok=True)
    with served(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        photograph(browser, address, pages_of(SITE))
        browser.close()
    shutil.copyfile(ALL / "home-1280-light.png", README)
    print(f"{len(list(ALL.glob('*.png')))} pictures in {ALL.name}/", file=sys.stderr)
    if README.stat().st_size > MAX_BYTES:
        print(f"screenshots: {README.name} is over {MAX_BYTES:,} bytes", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
