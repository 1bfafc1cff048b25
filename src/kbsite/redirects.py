"""`SiteGraph` → the pages at old URLs, each of which leads to a note. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from kbsite.config import Config
from kbsite.contexts import Page
from kbsite.model import SiteGraph
from kbsite.nouns.lazy import Lazy
from kbsite.urls import href


def plan_redirects(graph: SiteGraph, config: Config) -> Mapping[str, Callable[[], Page]]:
    """A page for each old URL; its `href` and title are those of the note that it leads to."""
    paths = dict(graph.redirects)
    urls = {url: url for url in paths}
    return Lazy(urls, lambda url: partial(_redirect, graph, config, url, paths[url]))


def _redirect(graph: SiteGraph, config: Config, url: str, path: str) -> Page:
    return Page(
        url=url,
        template="redirect.html",
        title=graph.titles[path],
        description="",
        href=href(config.base_path, graph.urls[path]),
        noindex=path in graph.unlisted,
    )
