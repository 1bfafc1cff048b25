"""The body of a note on its page. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbsite.compose.inline import Links
from kbsite.compose.part import Page, Part, Shown
from kbsite.compose.quoted import quote
from kbsite.languages import Strings
from kbsite.linking.embeds import Embed
from kbsite.model import Note
from kbsite.nouns.bodies import Body
from kbsite.nouns.views import TableSet

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
    tables: Sequence[TableSet] = (),
) -> str:
    """The `body` of `note` as HTML; `links` and `anchors` are those of its links and headings,
    `tables` stand in their places. Without `dark` it is for what has no stylesheet: pictures are
    those for light pages only, and what its author hid is left out. What `embeds` names is shown in
    place, out of `sources` by path; other embeds of notes are links.

    Its headings start below the page's own H1, its footnotes stand at the end."""
    page = Page(base_path, words, dark, sources, quote)
    html = Part(page, Shown(note, body, links, anchors, tables=tables), embeds).html()
    if not dark and (body.hides or any(one.body.hides for one in sources.values())):
        # Most builds need nothing of what reads Markdown.
        from kbsite.markdown.html.hidden import without_hidden

        return without_hidden(html)
    return html
