"""`sitemap.xml` (sitemaps.org protocol 0.9): every canonical page with its honest date.
No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.pages import canonical_pages
from kbsite.urls import href

#: The protocol's limit for one file.
MAX_URLS = 50_000
#: Permalinks, or the files that list them, by what holds them.
_OUTER = {"url": "urlset", "sitemap": "sitemapindex"}
_OPEN = '<?xml version="1.0" encoding="utf-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """One file, or an index and parts where there are more than `MAX_URLS` pages. Nothing
    without `base_url`."""
    if not config.base_url:
        return
    root = config.origin + config.base_path
    pages = canonical_pages(graph)
    parts = [pages[i : i + MAX_URLS] for i in range(0, len(pages), MAX_URLS)]
    if len(parts) == 1:
        yield _planned("sitemap.xml", root, "url", pages)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield _planned(name, root, "url", part)
    yield _planned("sitemap.xml", root, "sitemap", [(f"/{name}", "") for name in names])


def _planned(path: str, root: str, item: str, entries: Sequence[tuple[str, str]]) -> PlannedOutput:
    key = key_of("sitemap", root, item, entries)
    return PlannedOutput(path, key, partial(_produce, root, item, entries))


def _produce(root: str, item: str, entries: Sequence[tuple[str, str]]) -> bytes:
    outer = _OUTER[item]
    lines = [_OPEN.format(outer)]
    for url, date in entries:
        changed = f"<lastmod>{date}</lastmod>" if date else ""
        lines.append(
            f"<{item}><loc>{escape(href(root, url), quote=False)}</loc>{changed}</{item}>\n"
        )
    return ("".join(lines) + f"</{outer}>\n").encode()
