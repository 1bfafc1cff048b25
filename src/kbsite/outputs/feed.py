"""`feed.xml`: Atom (RFC 4287) with the newest dated notes, full text. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import NamedTuple

from kbsite.compose.inline import compose_text
from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.languages import LANGUAGES
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.outputs.feed_content import Content, feed_content
from kbsite.reading.note_language import language_beside
from kbsite.urls import href, output_path
from kbsite.words.patterns import late_pattern

ENTRIES = 20
#: Texts of notes come to so many characters together: a longer feed is refused by some who fetch
#: feeds, and all fetch it whole again and again. What is beyond has its summary alone.
MAX_TEXT = 500_000

# Control characters and the like, which a note may hold and XML 1.0 may not.
_NOT_XML = late_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_text = partial(escape, quote=False)


def feed(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """And the pictures of the formulas in it. Nothing without `base_url`: links in a feed are
    absolute."""
    if not config.base_url:
        return
    paths = [path for path in graph.listed if graph.dates[path][0]][:ENTRIES]
    names = {term.key: term.name for term in graph.terms}
    tags = {path: [names[key] for key in graph.tags[path]] for path in paths}
    keys = {path: _key(graph, config, path) for path in paths}
    contents = _contents_of(graph, config, keys)
    yield PlannedOutput(
        "feed.xml",
        key_of("feed", config, list(keys.values()), tags),
        partial(_produce, graph, config, contents, tags),
    )
    pictures = {picture.url: picture for one in contents.values() for picture in one.pictures}
    for url, picture in pictures.items():
        produce = partial(_drawn, picture.mathml, picture.tex)
        key = key_of("formula", url)
        yield PlannedOutput(output_path(url), key, produce, travels=True, is_kept=True)


def _key(graph: SiteGraph, config: Config, path: str) -> str:
    return key_of(
        graph.notes[path].digest,
        graph.urls[path],
        graph.feed_ids[path],
        graph.dates[path],
        graph.titles[path],
        graph.resolutions[path],
        graph.anchors[path],
        graph.tables.get(path, ()),
        (config.origin, config.base_path, config.language),
    )


class Sized(NamedTuple):
    """How many characters the text of a note has in the feed, and what it is; None where it is
    beyond what a feed holds."""

    size: int
    content: Content | None


#: Those of the last build, by key: to compose twenty notes takes as long as all else that an edit
#: of another note plans.
_sized: dict[str, Sized] = {}


def tell_contents(sized: Mapping[str, Sized]) -> None:
    """What another process made of notes, by what it was made from."""
    _sized.update(sized)


def last_contents() -> Mapping[str, Sized]:
    """What to tell another process."""
    return dict(_sized)


def _contents_of(graph: SiteGraph, config: Config, keys: Mapping[str, str]) -> dict[str, Content]:
    """What the feed holds of each note, by path, the newest first: `MAX_TEXT` at most, then empty
    ones."""
    contents: dict[str, Content] = {}
    sized: dict[str, Sized] = {}
    total = 0
    for path, key in keys.items():
        size, content = _sized.get(key, _UNKNOWN)
        if content is None and total + size <= MAX_TEXT:
            content = _content(graph, config, path)
            size = len(content.html)
        total += size
        contents[path] = content if content and total <= MAX_TEXT else Content("", ())
        sized[key] = Sized(size, content if total <= MAX_TEXT else None)
    _sized.clear()
    _sized.update(sized)
    return contents


_UNKNOWN = Sized(0, None)


def _content(graph: SiteGraph, config: Config, path: str) -> Content:
    # Most edits make no text of the feed.
    from kbsite.compose.body import Shown, compose_body

    root = config.origin + config.base_path
    shown = Shown(
        graph.notes[path],
        graph.bodies[path],
        graph.resolutions[path],
        graph.anchors[path],
        tables=graph.tables.get(path, ()),
    )
    body = compose_body(shown, root, LANGUAGES[config.language], dark=False)
    return feed_content(body, root, href(root, graph.urls[path]))


def _drawn(mathml: str, tex: str) -> bytes:
    """The picture of a formula."""
    from kbsite.outputs.formula_svg import draw_formula

    return draw_formula(mathml, tex)


def _produce(
    graph: SiteGraph,
    config: Config,
    contents: Mapping[str, Content],
    tags: Mapping[str, Sequence[str]],
) -> bytes:
    root = config.origin + config.base_path
    entries = [_entry(graph, config, path, one, tags[path], root) for path, one in contents.items()]
    # A feed has to say when it changed; one without entries never did.
    dates = (_moment(_changed(graph, path), config.timezone) for path in contents)
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
    graph: SiteGraph,
    config: Config,
    path: str,
    content: Content,
    categories: Sequence[str],
    root: str,
) -> str:
    note, links = graph.notes[path], graph.resolutions[path]
    url = href(root, graph.urls[path])
    published = _moment(graph.dates[path][0], config.timezone)
    updated = _moment(_changed(graph, path), config.timezone)
    tags = "".join(f'<category term="{escape(tag)}"/>\n' for tag in categories)
    language = language_beside(note.language, config.language)
    lang = f' xml:lang="{language}"' if language else ""
    text = ""
    if content.html:
        text = (
            f'<content type="html"{lang} xml:base="{escape(url)}">{_text(content.html)}</content>\n'
        )
    return (
        f"<entry>\n<id>{_text(graph.feed_ids[path])}</id>\n<title>{_text(graph.titles[path])}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(url)}"/>\n'
        f"<published>{published}</published>\n<updated>{updated}</updated>\n{tags}"
        f"<summary{lang}>{_text(compose_text(note.summary, links))}</summary>\n{text}</entry>\n"
    )


def _changed(graph: SiteGraph, path: str) -> str:
    date, updated = graph.dates[path]
    return updated or date


def _moment(date: str, timezone: str) -> str:
    """RFC 3339: a date without a time begins at midnight in the site's zone."""
    return date if "T" in date else f"{date}T00:00:00{timezone}"
