"""What a reader waits for: bytes, as a server sends them packed, and requests of a page that is
opened for the first time. On this repository's own site, without what only a click loads."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

HREF = re.compile(r'<(?:link rel="stylesheet"|script) [^>]*?(?:href|src)="(/assets/[^"]+)"')
KB = 1000


def weights(site: Path, page: str) -> dict[str, int]:
    """Path → packed bytes of the page and all that it loads by itself."""
    html = (site / page).read_text(encoding="utf-8")
    paths = [page, *(path.lstrip("/") for path in HREF.findall(html))]
    return {path: len(gzip.compress((site / path).read_bytes(), 9)) for path in paths}


@pytest.mark.parametrize(
    ("page", "most"),
    [
        # Short formulas in its cards are drawn in a font of the system.
        ("index.html", 50 * KB),
        ("deploy/dify/index.html", 40 * KB),
        ("llm/flash-attention/index.html", 100 * KB),
        ("diffusion/sde/index.html", 100 * KB),
    ],
)
def test_a_page_is_light(repository_site: Path, page: str, most: int) -> None:
    found = weights(repository_site, page)
    assert sum(found.values()) <= most, found
    # The stylesheet is one of them.
    assert 4 <= len(found) <= 6, found
    scripts = {path: size for path, size in found.items() if path.endswith(".js")}
    assert len(scripts) == 2
    assert sum(scripts.values()) <= 10 * KB
    [blocking] = (size for path, size in scripts.items() if path.endswith("/theme.js"))
    assert blocking <= KB / 2
