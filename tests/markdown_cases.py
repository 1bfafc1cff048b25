"""Reads `fixtures/markdown/*.md` and writes a parsed note in their notation. Not a test.

A case is a title, and between lines that hold only `.` what is written and what becomes of it:

    Title
    .
    Markdown, where ⇥ is a tab and ␠ a space
    .
    HTML with slots, then a list of what the note knows
    .

What stands between cases is prose. Slots are shown in braces: `{a 0}…{/a 0}` is link number 0,
`{text 0}` the words that its target gives, `{media 0 "alt" "title"}` an embed, `{url 0}` an
attribute of raw HTML, `{h 0}…{/h 0}` a heading, `{math x^2}` and `{display x^2}` a converted
formula, `{note 0}` the mark of a footnote, `{number 0 (1)}` and `{equation 0 (1)}` the number of an
equation and a reference to it, `{toc}` the contents. The list below says of each

    title        the title, where it is not the file name `note`
    shown as     the same as HTML, where it is not plain text
    h 0          level, anchor, text
    a 0          kind, target and fragment, `words` where it has its own, line:column
    note 0       a footnote
    equation 0   number and label
    tags         those of the front matter and the text
    id x         an anchor that is no heading's
    block x      what is embedded by the block id `x`
    1:1 code     line:column and code of a diagnostic
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

from kbsite.model import Note, ParsedNote
from kbsite.notes import parse_note
from kbsite.nouns.bodies import Body
from kbsite.nouns.slots import (
    Drawing,
    EquationNumber,
    EquationReference,
    FootnoteMark,
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Media,
    NoteTable,
    Piece,
    TocMarker,
    Url,
)
from kbsite.nouns.sources import SourceFile
from kbsite.reading.parse_options import ParseOptions

FIXTURES = Path(__file__).parent / "fixtures" / "markdown"
OPTIONS = ParseOptions(timezone="+08:00", macros=(("R", r"\mathbb{R}"),))

_MATH = re.compile(
    r'(?:<span class="(?:wide-)?math"(?: tabindex="0")?>)?'
    r'<math alttext="([^"]*)"([^>]*)>.*?</math>(?:</span>)?',
    re.DOTALL,
)
# What keeps a formula and the marks beside it on one line.
_KEPT = re.compile(r'<span class="kept[^"]*">([^<]*(?:<math .*?</math>)?[^<]*)</span>', re.DOTALL)
_TITLE = "note"
_VISIBLE = str.maketrans({"\n": "⏎", "\t": "⇥"})


class Case(NamedTuple):
    """One case of a fixture; `line` is that of its title."""

    file: str
    line: int
    title: str
    source: str
    expected: str


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one fixture in order."""
    lines = path.read_text(encoding="utf-8").split("\n")
    dots = [i for i, line in enumerate(lines) if line == "."]
    assert len(dots) % 3 == 0, f"{path.name}: a case has three lines `.`"
    for begin, middle, end in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
        yield Case(
            path.stem,
            begin,
            lines[begin - 1],
            "\n".join(lines[begin + 1 : middle]).replace("⇥", "\t").replace("␠", " "),
            "\n".join(lines[middle + 1 : end]),
        )


def all_cases() -> list[Case]:
    """Every case of every fixture."""
    return [case for path in sorted(FIXTURES.glob("*.md")) for case in read_cases(path)]


def parse(text: str | bytes, path: str = "note.md") -> Note:
    """A note of this text, with the options of the tests."""
    return parse_whole(text, path).note


def parse_body(text: str | bytes, path: str = "note.md") -> Body:
    """Its body."""
    return parse_whole(text, path).body


def parse_whole(text: str | bytes, path: str = "note.md") -> ParsedNote:
    """Both."""
    data = text.encode() if isinstance(text, str) else text
    return parse_note(SourceFile(path, "digest", data), OPTIONS)


def flatten(pieces: Iterable[Piece]) -> str:
    """Pieces in the notation of the fixtures."""
    return _MATH.sub(_formula, _KEPT.sub(r"\1", "".join(map(_shown, pieces))))


def _formula(match: re.Match[str]) -> str:
    name = "display" if 'display="block"' in match[2] else "math"
    return f"{{{name} {unescape(match[1])}}}"


def _shown(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case LinkStart(link, title, attributes):
            return f"{{a {link}" + (f' "{title}"' if title else "") + f"{attributes}}}"
        case LinkEnd(link):
            return f"{{/a {link}}}"
        case LinkText(link):
            return f"{{text {link}}}"
        case Media():
            return _shown_media(piece)
        case Url(link, attribute):
            return f"{{{attribute or 'url'} {link}}}"
        case HeadingStart(heading):
            return f"{{h {heading}}}"
        case HeadingEnd(heading):
            return f"{{/h {heading}}}"
        case FootnoteMark(footnote, occurrence):
            return f"{{note {footnote}}}" + (f"×{occurrence + 1}" if occurrence else "")
        case EquationNumber(equation, text):
            return f"{{number {equation} {text}}}"
        case EquationReference(equation, text):
            return f"{{equation {equation} {text}}}"
        case TocMarker():
            return "{toc}"
        case Drawing(diagram):
            return f"{{diagram {diagram}}}"
        case NoteTable(fence):
            return f"{{table {fence}}}"


def _shown_media(media: Media) -> str:
    words = "".join(p if isinstance(p, str) else _shown(p) for p in media.alt)
    title = f' "{media.title}"' if media.title else ""
    has_size = media.width or media.height
    size = f" {media.width or ''}×{media.height or ''}" if has_size else ""
    place = (" linked" if media.linked else "") + (f" block {media.block}" if media.block else "")
    end = " lazy}" if media.lazy else "}"
    return (
        f'{{media {media.source or media.link} "{words}"{title}{size}{media.attributes}{place}{end}'
    )


def describe(parsed: ParsedNote) -> str:
    """A note in the notation of the fixtures."""
    note, body = parsed
    lines = [flatten(body.pieces).rstrip("\n")]
    if note.title_content or note.title != _TITLE:
        lines.append(f"title {note.title}")
    if (shown := flatten(note.title_content)) not in ("", note.title):
        lines.append(f"shown as {shown}")
    for i, (heading, html) in enumerate(zip(note.headings, note.heading_html, strict=True)):
        text = flatten(heading.text)
        attributes = f" [{html.attributes.strip()}]" if html.attributes else ""
        lines.append(f"h {i} = {heading.level} #{heading.anchor} {text}{attributes}".rstrip())
    for i, (link, at) in enumerate(zip(note.links, note.mentions, strict=True)):
        fragment = f"#{link.fragment}" if link.fragment else ""
        words = " words" if link.has_text else ""
        target = (link.target + fragment).translate(_VISIBLE) or "(this note)"
        lines.append(f"a {i} = {link.kind} {target}{words} {at.line}:{at.column}")
    for i, footnote in enumerate(body.footnotes):
        content = " ".join(flatten(footnote.content).split("\n")).strip()
        lines.append(
            f"note {i} = {content}" + (f" ×{footnote.marks}" if footnote.marks > 1 else "")
        )
    for i, equation in enumerate(body.equations):
        lines.append(f"equation {i} = {equation.text} {equation.label}".rstrip())
    if note.tags:
        lines.append(f"tags {', '.join(note.tags)}")
    lines += [f"id {anchor}" for anchor in note.anchors]
    for block in body.blocks:
        shown = block.opening + flatten(body.pieces[block.start : block.end]) + block.closing
        lines.append(f"block {block.id} = {' '.join(shown.split())}")
    lines += [f"{d.line}:{d.column} {d.code}" for d in note.diagnostics]
    return "\n".join(line for line in lines if line)
