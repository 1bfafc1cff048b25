"""What a note refers to in itself: footnotes, equation numbers, its contents. No I/O.

Ids begin with capitals, or have a colon, which the slug of no heading does.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kbsite.compose.inline import Links, compose_inline
from kbsite.languages import Strings
from kbsite.model import Note
from kbsite.nouns.bodies import Equation
from kbsite.nouns.slots import EquationNumber, EquationReference
from kbsite.urls import equation_id, href


def footnote_mark(footnote: int, occurrence: int, prefix: str = "") -> str:
    """The number that stands in the text. `prefix` stands before all ids, also below."""
    number = footnote + 1
    own = prefix + _mark_id(footnote, occurrence)
    link = f'<a href="#{prefix}FN-{number}" id="{own}" role="doc-noteref">{number}</a>'
    # Its footnote is level with it where there is room beside the text (`note.css`).
    place = "" if prefix or occurrence else f' style="--mark:--mark-{number}"'
    return f'<sup class="footnote-mark"{place}>{link}</sup>'


def footnote_item(footnote: int, content: str, marks: int, words: Strings, prefix: str = "") -> str:
    """A footnote with a way back to each of its `marks`."""
    back = "".join(_way_back(footnote, i, words, prefix) for i in range(marks))
    paragraph = "</p>\n"
    if content.endswith(paragraph):
        content = content.removesuffix(paragraph) + back + paragraph
    else:
        content += f"<p>{back.strip()}</p>\n"
    number = footnote + 1
    place = f"--mark:--mark-{number};--own:--note-{number};--above:--note-{footnote}"
    style = "" if prefix else f' style="{place}"'
    return f'<li id="{prefix}FN-{number}"{style}>\n{content}</li>\n'


def _way_back(footnote: int, occurrence: int, words: Strings, prefix: str) -> str:
    own, number = prefix + _mark_id(footnote, occurrence), f"{footnote + 1}"
    sign = "↩"
    if occurrence:
        number += f"-{occurrence + 1}"
        sign += f"<sup>{occurrence + 1}</sup>"
    label = f"{escape(words.back_to_text)} {number}"
    attributes = f'class="footnote-back" role="doc-backlink" aria-label="{label}"'
    return f' <a href="#{own}" {attributes}>{sign}</a>'


def footnote_section(items: str, words: Strings, *, is_whole: bool = True) -> str:
    """All footnotes of a page; of a part of one they are no landmark."""
    if not is_whole:
        return f'<div class="footnotes">\n<ol>\n{items}</ol>\n</div>\n'
    label = escape(words.footnotes)
    return (
        f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n'
        f"<ol>\n{items}</ol>\n</section>\n"
    )


def _mark_id(footnote: int, occurrence: int) -> str:
    return f"FNREF-{footnote + 1}" + (f"-{occurrence + 1}" if occurrence else "")


def equation_html(
    piece: EquationNumber | EquationReference,
    equations: Sequence[Equation],
    prefix: str = "",
    url: str = "",
) -> str:
    """The number beside an equation, or a link to it (at `url`, else on the page), in text or in a
    formula."""
    text = escape(piece.text)
    label = equations[piece.equation].label if piece.equation >= 0 else ""
    if isinstance(piece, EquationNumber):
        own = f' id="{escape(prefix + equation_id(label))}"' if label else ""
        return f'<mtext class="equation-number"{own}>{text}</mtext>'
    if label:
        url = url or href("", "", prefix + equation_id(label))
        text = f'<a href="{escape(url)}">{text}</a>'
    if not piece.in_math:
        return f'<span class="equation-reference">{text}</span>'
    return f"<mtext>{text}</mtext>"


def toc_html(note: Note, links: Links, anchors: Sequence[str]) -> str:
    """The headings of a note as nested lists."""
    if not note.headings:
        return ""
    parts: list[str] = []
    levels: list[int] = []
    for heading, html, anchor in zip(note.headings, note.heading_html, anchors, strict=True):
        while len(levels) > 1 and levels[-1] > heading.level:
            levels.pop()
            parts.append("</li>\n</ul>\n")
        if not levels or heading.level > levels[-1]:
            levels.append(heading.level)
            parts.append("<ul>\n")
        else:
            parts.append("</li>\n")
            levels[-1] = min(levels[-1], heading.level)
        words = compose_inline(html.content, links)
        parts.append(f'<li><a href="{escape(href("", "", anchor))}">{words}</a>')
    parts.append("</li>\n</ul>\n" * len(levels))
    # No landmark: the page has one for its contents already.
    return f'<div class="toc-marker">\n{"".join(parts)}</div>\n'
