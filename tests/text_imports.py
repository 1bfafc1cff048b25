"""Texts of other programs, line by line, as the importers of each read them. Not a test."""

from __future__ import annotations

from collections.abc import Sequence

from kbsite.importers.counting import count_lines
from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.posts import kramdown
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.escaped_formulas import escaped_in_lines
from kbsite.importers.posts.hexo_tags import hexo_tags
from kbsite.importers.posts.hugo_shortcodes import hugo_shortcodes
from kbsite.importers.posts.jekyll_tags import jekyll_tags
from kbsite.importers.posts.kramdown_tables import tables
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.applying import applied
from kbsite.importers.texts.destinations import links_redirected
from kbsite.importers.texts.literal import literal
from kbsite.importers.texts.table_bars import table_bars

FOLD = '<details class="lake-collapse">'
EQUATION = "https://www.zhihu.com/equation?tex="
CONTEXT = Context(
    post=lambda name: f"{name}.md" if name.startswith("帖") else None,
    file=lambda path: f"图/{path.lstrip('/')}" if path.endswith(".png") else None,
    source=lambda path: "一\n二\n三",
)
HEXO = (hexo_tags(CONTEXT),)
ESCAPES = literal("the old site", lambda name: name.startswith("帖"), markdown=True)
HUGO = (hugo_shortcodes(CONTEXT), ESCAPES)
JEKYLL = (
    jekyll_tags(CONTEXT),
    kramdown.comments,
    kramdown.blocks,
    kramdown.within_html,
    tables,
    table_bars,
    kramdown.spans,
    escaped_in_lines,
    kramdown.inline_formulas,
    ESCAPES,
)


def converted(
    text: str, conversions: Sequence[Conversion] = GENERAL
) -> tuple[str, list[Change], list[Line]]:
    """The text after the conversions, what they said, and its lines."""
    changes: list[Change] = []
    source = [Line(line, number) for number, line in enumerate(text.split("\n"), 1)]
    lines = applied(source, conversions, changes)
    after = count_lines(source)
    for change in changes:
        after = after.plus(change.delta)
    assert after == count_lines(lines)
    return "\n".join(line.text for line in lines), changes, lines


REDIRECT = links_redirected(lambda address: "x" if address == "y" else None)
