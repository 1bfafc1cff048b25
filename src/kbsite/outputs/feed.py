"""`feed.xml`: Atom (RFC 4287) with the full text of the newest dated notes. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape

from kbsite.compose.body import compose_body
from kbsite.compose.inline import compose_text
from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.languages import LANGUAGES
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import href

ENTRIES = 20

# Control characters and the like, which a note may hold and XML 1.0 may not.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_text = partial(escape, quote=False)


def feed(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """Nothing without `base_url`: links in a feed are absolute."""
    paths = [path for path in graph.listed if graph.dates[path][0]][:ENTRIES]
    if not config.base_url:
        return
    names = {term.key: term.name for term in graph.terms}
    tags = {path: [names[key] for key in graph.tags[path]] for path in paths}
    key = key_of(
        "feed",
        config,
        tags,
        [
            (
                graph.notes[path].digest,
                graph.urls[path],
                graph.feed_ids[path],
                graph.dates[path],
                graph.resolutions[path],
                graph.anchors[path],
            )
            for path in paths
        ],
    )
    yield PlannedOutput("feed.xml", key, partial(_produce, graph, config, tags))


def _produce(graph: SiteGraph, config: Config, paths: Mapping[str, Sequence[str]]) -> bytes:
    """`paths` are those of the notes, each with its tags."""
    root = config.origin + config.base_path
    entries = [_entry(graph, config, path, tags, root) for path, tags in paths.items()]
    # A feed has to say when it changed; one without entries never did.
    dates = (_moment(_changed(graph, path), config.timezone) for path in paths)
    newest = max(dates, default="1970-01-01T00:00:00Z")
    author = _text(config.author or config.title)
    home, itself = href(root, "/"), href(root, "/feed.xml")
    subtitle = f"<subtitle>{_text(config.description)}</subtitle>\n" if config.description else ""
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(config.language)}">\n'
        f"<id>{_text(home)}</id>\n<title>{_text(config.title)}</title>\n{subtitle}"
        f"<updated>{newest}</updated>\n<author><name>{author}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(itself)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>\n'
        f"{''.join(entries)}</feed>\n"
    )
    return _NOT_XML.sub("", text).encode()


def _entry(
    graph: SiteGraph, config: Config, path: str, categories: Sequence[str], root: str
) -> str:
    note, links = graph.notes[path], graph.resolutions[path]
    url = href(root, graph.urls[path])
    published = _moment(graph.dates[path][0], config.timezone)
    updated = _moment(_changed(graph, path), config.timezone)
    tags = "".join(f'<category term="{escape(tag)}"/>\n' for tag in categories)
    words = LANGUAGES[config.language]
    anchors, pieces = graph.anchors[path], graph.bodies[path]
    body = compose_body(note, pieces, links, anchors, root, words, dark=False)
    return (
        f"<entry>\n<id>{_text(graph.feed_ids[path])}</id>\n<title>{_text(graph.titles[path])}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(url)}"/>\n'
        f"<published>{published}</published>\n<updated>{updated}</updated>\n{tags}"
        f"<summary>{_text(compose_text(note.summary, links))}</summary>\n"
        f'<content type="html">{_text(body)}</content>\n</entry>\n'
    )


def _changed(graph: SiteGraph, path: str) -> str:
    date, updated = graph.dates[path]
    return updated or date


def _moment(date: str, timezone: str) -> str:
    """RFC 3339: a date without a time begins at midnight in the site's zone."""
    return date if "T" in date else f"{date}T00:00:00{timezone}"
