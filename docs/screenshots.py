"""Makes the pictures of the documentation from `_site/` (`make screenshots`).

Serves the built site on a free port of this machine and photographs it with the installed
Chromium, so that the pictures show what a reader sees.
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

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent
SITE = DOCS.parent / "_site"
IMAGES = DOCS / "images"
#: (file, path below the site), each 1280 × 800, light.
PICTURES = (("home.png", "/"),)
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


def main() -> int:
    """Writes every picture; the exit code."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("screenshots: no chromium here (Debian: apt install chromium)", file=sys.stderr)
        return 2
    if not (SITE / "index.html").is_file():
        print("screenshots: no _site/ here; run `make build` first", file=sys.stderr)
        return 2
    IMAGES.mkdir(exist_ok=True)
    with served(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(
            viewport={"width": 1280, "height": 800},
            color_scheme="light",
            reduced_motion="reduce",
            locale="zh-CN",
        )
        for name, path in PICTURES:
            page.goto(address + path, wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=IMAGES / name, animations="disabled", caret="hide")
        browser.close()
    too_large = [name for name, _ in PICTURES if (IMAGES / name).stat().st_size > MAX_BYTES]
    for name in too_large:
        print(f"screenshots: {name} is over {MAX_BYTES:,} bytes", file=sys.stderr)
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
