"""The body of a note on its page. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbsite.bodies import Body
from kbsite.compose.inline import Links
from kbsite.compose.part import Page, Part, Shown
from kbsite.compose.quoted import quote
from kbsite.embeds import Embed
from kbsite.languages import Strings
from kbsite.model import Note

__all__ = ["Shown", "compose_body"]


def compose_body(
    note: Note,
    body: Body,
    links: Links,
    anchors: Sequence[str],
    base_path: str,
    words: Strings,
    *,
    dark: bool = True,
    embeds: Sequence[Embed] = (),
    sources: Mapping[str, Shown] = {},
) -> str:
    """The `body` of `note` as HTML; `links` and `anchors` are those of its links and headings.
    Without `dark` pictures are those for light pages only, for what has no stylesheet. What
    `embeds` names is shown in place, out of `sources` by path; other embeds of notes are links.

    Its headings start below the page's own H1, its footnotes stand at the end."""
    page = Page(base_path, words, dark, sources, quote)
    return Part(page, Shown(note, body, links, anchors), embeds).html()
