"""The body of a note on its page. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbsite.compose.part import Page, Part, Shown
from kbsite.compose.quoted import quote
from kbsite.languages import Strings
from kbsite.linking.embeds import Embed

__all__ = ["Shown", "compose_body"]


def compose_body(
    shown: Shown,
    base_path: str,
    words: Strings,
    *,
    dark: bool = True,
    embeds: Sequence[Embed] = (),
    sources: Mapping[str, Shown] = {},
) -> str:
    """The body of a note as HTML. Without `dark` it is for what has no stylesheet: pictures are
    those for light pages only, and what its author hid is left out. What `embeds` names is shown in
    place, out of `sources` by path; other embeds of notes are links.

    Its headings start below the page's own H1, its footnotes stand at the end."""
    page = Page(base_path, words, dark, sources, quote)
    html = Part(page, shown, embeds).html()
    if not dark and any(one.body.hides for one in (shown, *sources.values())):
        # Most builds need nothing of what reads Markdown.
        from kbsite.markdown.html.hidden import without_hidden

        return without_hidden(html)
    return html
