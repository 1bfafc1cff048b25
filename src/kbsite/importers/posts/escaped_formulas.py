r"""Formulas whose backslashes are doubled for a renderer that takes one away, as MathJax behind
most Markdown parsers needs it: `\\(x\\)` → `$x$`, `\\\\` → `\\`, `\\{` → `\{`, `\_` → `_`.
No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.texts.chat_math import TAKEN, bracket_formulas
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.convert import convert_tex
from kbsite.tex.escaped import without_escapes

_FORMULA = re.compile(r"(?<![\\$])(\$\$)([^$]++)\$\$|(?<![\\$])(\$)(?!\s)((?:[^$\n\\]|\\.)++)\$")
#: Nobody means two row breaks in a row.
_FOUR = re.compile(r"\\{4}")
_TWO = re.compile(r"\\\\")
#: A command, or a sign that has to be escaped, behind two backslashes: in an environment they may
#: begin a row.
_DOUBLED = re.compile(r"(?<!\\)\\\\(?=[A-Za-z{}_|,;:!%#&$])")
_MAY_HAVE = re.compile(r"\\\\|\\[_*]")


def escaped_in_lines(lines: list[Line], changes: list[Change]) -> list[Line]:
    r"""`\_` → `_` in formulas between single dollars, which are text to kramdown; those between two
    it hands on as they are."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        return _edits(stretch, changes, takes=True, marks=("$",))

    return edited(lines, find) if any(_MAY_HAVE.search(line.text) for line in lines) else lines


def escaped_formulas(*, is_certain: bool) -> Conversion:
    r"""The conversion, of formulas in brackets and dollars. `is_certain`: the renderer is known to
    take backslashes away, so that `\_` is one, too; else that is so where a formula of the note
    shows it, by two where nobody means two."""
    in_brackets = bracket_formulas(doubled=True)

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        seen = len(changes)
        lines = in_brackets(lines, changes)
        if not any("$" in line.text for line in lines):
            return lines
        if not any(_MAY_HAVE.search(line.text) for line in lines):
            return lines
        takes = is_certain or any(change.why == TAKEN for change in changes[seen:])
        takes = takes or _shows_it(lines)

        def find(stretch: Stretch) -> Iterator[Edit]:
            return _edits(stretch, changes, takes=takes)

        return edited(lines, find)

    return convert


def _edits(
    stretch: Stretch, changes: list[Change], *, takes: bool, marks: Sequence[str] = ("$", "$$")
) -> Iterator[Edit]:
    for found, tex in _formulas(stretch):
        mark = found[1] or found[3]
        meant = _meant(tex, takes=takes)
        if meant != tex and mark in marks:
            number = stretch.number(found.start())
            changes.append(Change("escaped formula", "converted", number, TAKEN))
            yield Edit(*found.span(), f"{mark}{meant}{mark}")


def _formulas(stretch: Stretch) -> Iterator[tuple[re.Match[str], str]]:
    """Those in dollars that hold a backslash, and their TeX."""
    for found in stretch.outside_code(_FORMULA):
        tex = found[2] or found[4]
        if "\\" in tex and len(tex) <= MAX_LENGTH:
            yield found, tex


def _shows_it(lines: list[Line]) -> bool:
    """Whether a formula has backslashes that its renderer took away."""
    shown: list[str] = []

    def find(stretch: Stretch) -> Iterator[Edit]:
        shown.extend(tex for _, tex in _formulas(stretch) if _single(tex) != tex)
        return iter(())

    edited(lines, find)
    return bool(shown)


def _meant(tex: str, *, takes: bool) -> str:
    """What the renderer made of a formula, where that is TeX; else the formula."""
    meant = _single(tex)
    if takes:
        meant = without_escapes(meant)
    return meant if meant != tex and _reads(meant) else tex


def _single(tex: str) -> str:
    """A formula with one backslash for two, where nobody means two."""
    if not (_FOUR.search(tex) or (_DOUBLED.search(tex) and not _is_fit(tex))):
        return tex
    meant = _TWO.sub(lambda _: "\\", tex)
    return meant if _reads(meant) else tex


def _is_fit(tex: str) -> bool:
    r"""Whether TeX with `\\` in it is right as it stands: it has rows, and reads as TeX."""
    return "\\begin" in tex.replace("\\\\begin", "") and _reads(tex)


def _reads(tex: str) -> bool:
    """Whether it is TeX, without the marks of the quote that it stands in."""
    bare = re.sub(r"(?m)^[ \t>]+", "", tex).strip()
    return not convert_tex(bare, True, ()).fault
