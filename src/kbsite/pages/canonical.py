"""The pages that a search engine should know. No I/O."""

from __future__ import annotations

from kbsite.model import SiteGraph
from kbsite.taxonomies import FIXED_URLS, SEARCH_URL


def canonical_pages(graph: SiteGraph) -> list[tuple[str, str]]:
    """(permalink, date of the last change or "") of each."""
    pages = {
        url: graph.dates[path][1] or graph.dates[path][0]
        for path, url in graph.urls.items()
        if path not in graph.unlisted
    }
    # A generated page that an unlisted note introduces is not indexed either.
    unlisted = set(graph.urls.values()) - set(pages)
    generated = [*FIXED_URLS, *(term.url for term in (*graph.terms, *graph.series))]
    if graph.series_url:
        generated.append(graph.series_url)
    for url in (*generated, *(folder.url for folder in graph.folders.values())):
        if url not in unlisted:
            pages.setdefault(url, "")
    # It is not indexed, whatever introduces it.
    pages.pop(SEARCH_URL, None)
    return sorted(pages.items())
