r"""Formulas whose backslashes are doubled for a renderer that takes one away, as MathJax behind
most Markdown parsers needs it: `\\\\` → `\\`, `\\{` → `\{`, `\_` → `_`. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.convert import convert_tex

_FORMULA = re.compile(r"(?<![\\$])(\$\$)([^$]++)\$\$|(?<![\\$])(\$)(?!\s)((?:[^$\n\\]|\\.)++)\$")
#: Nobody means two row breaks in a row.
_FOUR = re.compile(r"(?<!\\)\\{4}(?!\\)")
_TWO = re.compile(r"\\\\")
#: A command, or a sign that has to be escaped, behind two backslashes: in an environment they may
#: begin a row.
_DOUBLED = re.compile(r"(?<!\\)\\\\(?=[A-Za-z{}_|,;:!%#&$])")
_UNDERSCORE = re.compile(r"(?<!\\)\\(?=[_*])")
_IN_TEXT = re.compile(r"\\(?:text\w*|mathrm|mathtt|operatorname|mbox)\b")


def escaped_formulas(*, is_certain: bool) -> Conversion:
    r"""The conversion. `is_certain`: the renderer is known to take backslashes away, so that `\_`
    is one, too; else only what nobody means otherwise is."""

    def find(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
        for found in _FORMULA.finditer(stretch.text):
            tex = found[2] or found[4]
            if "\\" not in tex or len(tex) > MAX_LENGTH or stretch.in_code(found.start()):
                continue
            meant = _meant(tex, is_certain=is_certain)
            if meant != tex:
                number = stretch.number(found.start())
                why = "its renderer took backslashes away"
                changes.append(Change("escaped formula", "converted", number, why))
                mark = found[1] or found[3]
                yield Edit(*found.span(), f"{mark}{meant}{mark}")

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if not any("$" in line.text for line in lines):
            return lines
        if not any("\\\\" in line.text or "\\_" in line.text for line in lines):
            return lines
        return edited(lines, lambda stretch: find(stretch, changes))

    return convert


def _meant(tex: str, *, is_certain: bool) -> str:
    """What the renderer made of a formula, where that is TeX; else the formula."""
    meant = tex
    if _FOUR.search(tex) or (_DOUBLED.search(tex) and not _is_fit(tex)):
        meant = _TWO.sub(lambda _: "\\", tex)
    if is_certain and not _IN_TEXT.search(tex):
        meant = _UNDERSCORE.sub("", meant)
    return meant if meant != tex and _reads(meant) else tex


def _is_fit(tex: str) -> bool:
    r"""Whether TeX with `\\` in it is right as it stands: it has rows, and reads as TeX."""
    return "\\begin" in tex.replace("\\\\begin", "") and _reads(tex)


def _reads(tex: str) -> bool:
    """Whether it is TeX, without the marks of the quote that it stands in."""
    bare = re.sub(r"(?m)^[ \t>]+", "", tex).strip()
    return not convert_tex(bare, True, ()).fault
