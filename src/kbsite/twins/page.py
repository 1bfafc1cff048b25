"""A note's page as a Markdown file: what it is, and its text. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from kbsite.contexts import Page, SiteContext
from kbsite.twins.writer import markdown_of


def page_markdown(page: Page, site: SiteContext, body: str, diagrams: Mapping[str, str]) -> str:
    """`body` is the composed HTML of the page's note, addresses in it are absolute or begin at the
    site's root; `diagrams` are the sources of diagrams by name. Its front matter is YAML."""
    head = "\n".join(f"{name}: {value}" for name, value in _front_matter(page, site))
    title = " ".join(page.title.split())
    return f"---\n{head}\n---\n\n# {title}\n\n{markdown_of(body, diagrams)}"


def _front_matter(page: Page, site: SiteContext) -> Iterator[tuple[str, str]]:
    note = page.note
    yield "title", _text(page.title)
    yield "url", _text(site.origin + page.href)
    if not note:
        return
    if note.date:
        yield "date", note.date
    if note.updated:
        yield "updated", note.updated
    if note.tags:
        yield "tags", f"[{', '.join(_text(tag.title) for tag in note.tags)}]"
    if note.series:
        yield "series", _text(note.series.title)


def _text(value: str) -> str:
    """A JSON string, which YAML 1.2 reads as one."""
    return msgspec.json.encode(value).decode()
