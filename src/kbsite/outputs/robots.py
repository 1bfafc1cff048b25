"""`robots.txt` (RFC 9309): what may be read, which is all by default; where the sitemap is.
No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import href


def robots(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """The sitemap is named where its absolute URL is known."""
    lines = [f"User-agent: {name}" for name in config.robots.refuse]
    if lines:
        lines += ["Disallow: /", ""]
    refused = [f"Disallow: {href(config.base_path, path)}" for path in config.robots.disallow]
    lines += ["User-agent: *", *(refused or ["Allow: /"])]
    if config.base_url:
        lines.append(f"Sitemap: {config.origin}{href(config.base_path, '/sitemap.xml')}")
    text = "\n".join(lines) + "\n"
    yield PlannedOutput("robots.txt", key_of("robots", text), text.encode)
