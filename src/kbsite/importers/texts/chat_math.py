r"""Formulas as chat assistants write them, `\(…\)` and `\[…\]`, of which CommonMark leaves
parentheses and brackets: → `$…$` and `$$…$$`. No I/O.

What stands between the marks has to be TeX: notes are full of `\[HNOI2004\]`, and of `\[1\]` by
exporters that escape every bracket. What turns the page of a site into Markdown escapes the marks,
too, and all of the TeX: `\\(\\alpha\_i\\)`, `\\\[x\^2\\\]`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.texts.formula_marks import apart, has_dollar, in_dollars
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.markdown.literal.formulas import MOST_LINES
from kbsite.markdown.math.bracket_math import is_behind_name, is_simple
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.convert import convert_tex, parses_as_tex
from kbsite.tex.escaped import escaped_script, is_formula, without_escapes

FORMULA = "formula in brackets"
#: Why a formula is written with two backslashes for one.
TAKEN = "its renderer took backslashes away"
ESCAPED = "what made it Markdown escaped it"
_MARKS = {"(": ")", "[": "]"}
_OPENING = {")": "(", "]": "["}
#: A backslash and what it escapes; an end of paragraph.
_TOKEN = re.compile(r"\\.|\n[ \t>]*(?=\n)", re.DOTALL)
# The end of a row, too, which a bracket may follow.
_DOUBLED_TOKEN = re.compile(r"\\{4}|\\{2,3}[()\[\]]|\\.|\n[ \t>]*(?=\n)", re.DOTALL)
# What CommonMark takes for an escaped sign.
_ESCAPED_SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
_SINGLE = re.compile(r"(?<!\\)\\(?:\\\\)*+[A-Za-z]")
_ESCAPED_COMMAND = re.compile(r"\\\\[A-Za-z]")
_DOUBLED = re.compile(r"\\{4}|\\\\[A-Za-z]")
_QUOTE_MARKS = re.compile(r"^[ \t>]+", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n(?:[ \t>]*\n)+")
_LONE_OPENING = re.compile(r"^[ \t>]*\[[ \t]*$", re.MULTILINE)
_LONE_CLOSING = re.compile(r"^[ \t>]*\][ \t]*$", re.MULTILINE)
_COMMAND = re.compile(r"\\[a-zA-Z]{2,}")


class _Pair(NamedTuple):
    """Marks and what they enclose: where the opening begins and ends, where the closing does."""

    begin: int
    inner: int
    stop: int
    end: int
    bracket: str


def bracket_formulas(*, doubled: bool = False) -> Conversion:
    r"""The conversion; with `doubled` that of `\\(…\\)` and `\\[…\\]` too, as is written where a
    Markdown parser takes one backslash away before MathJax sees the text. Else they are read in a
    note that has one whose TeX was escaped."""

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if any("\\(" in line.text or "\\[" in line.text for line in lines):
            why = TAKEN if doubled else ESCAPED if _has_escaped(lines) else ""
            lines = edited(lines, lambda stretch: apart(_escaped(stretch, changes, why)))
        if any(line.text.strip(" \t>") == "[" for line in lines):
            lines = edited(lines, lambda stretch: _bare(stretch, changes))
        return lines

    return convert


def _has_escaped(lines: list[Line]) -> bool:
    """Whether there is a formula of which the marks and the TeX are escaped."""
    found: list[_Pair] = []

    def find(stretch: Stretch) -> Iterator[Edit]:
        if "\\\\" in stretch.text and not found:
            pairs = _pairs(stretch.text, doubled=True)
            found.extend(filter(lambda pair: _is_escaped(stretch, pair), pairs))
        return iter(())

    edited(lines, find)
    return bool(found)


def _is_escaped(stretch: Stretch, pair: _Pair) -> bool:
    text = stretch.text
    inner = text[pair.inner : pair.stop]
    if not text.startswith("\\\\", pair.begin) or len(inner) > MAX_LENGTH or _SINGLE.search(inner):
        return False
    if not _ESCAPED_COMMAND.search(inner) and escaped_script(inner) is None:
        return False
    return not stretch.in_code(pair.begin) and parses_as_tex(
        _ESCAPED_SIGN.sub(r"\1", inner).strip()
    )


def _meant(inner: str, why: str) -> str:
    r"""The TeX between two marks that are escaped: it is so, too, unless it has commands that are
    not. Where a renderer took backslashes away, `a\,b` and `\{1\}` were written as they are
    meant."""
    if _SINGLE.search(inner) or (why == TAKEN and not _DOUBLED.search(inner)):
        return without_escapes(inner)
    return _ESCAPED_SIGN.sub(r"\1", inner)


def _escaped(stretch: Stretch, changes: list[Change], why: str) -> Iterator[Edit]:
    """`why` two backslashes are read for one; empty where they are not."""
    for pair in _pairs(stretch.text, doubled=bool(why)):
        if stretch.in_code(pair.begin) or stretch.in_formula(pair.begin):
            continue
        yield from _edits(stretch, pair, changes, why)


def _pairs(text: str, *, doubled: bool) -> Iterator[_Pair]:
    """Each opening with the closing that follows it, with no opening of its kind between. Between
    two marks that are escaped, a bracket with one backslash is of the TeX."""
    if not doubled:
        yield from _paired(text, _TOKEN.finditer(text))
        return
    tokens = list(_DOUBLED_TOKEN.finditer(text))
    singles = (token for token in tokens if len(token[0]) == 2 or "\n" in token[0])
    single = next(singles, None)
    for pair in _paired(text, (token for token in tokens if len(token[0]) != 2)):
        before = []
        while single and single.start() < pair.end:
            if single.start() < pair.begin:
                before.append(single)
            single = next(singles, None)
        yield from _paired(text, before)
        yield pair
    yield from _paired(text, (single, *singles) if single else ())


def _paired(text: str, tokens: Iterable[re.Match[str]]) -> Iterator[_Pair]:
    opened: dict[str, tuple[int, int]] = {}
    for token in tokens:
        escape, sign = token[0][:-1], token[0][-1]
        if not escape or "\n" in token[0]:
            # A formula between lone brackets may hold a blank line, no other may.
            opened = {mark: at for mark, at in opened.items() if _is_lone(text, *at)}
        elif sign in _MARKS:
            opened[token[0]] = token.span()
        elif sign in _OPENING and (at := opened.pop(escape + _OPENING[sign], None)):
            over_blank = _BLANK_LINES.search(text, at[1], token.start())
            if not over_blank or _is_lone(text, *token.span()):
                yield _Pair(at[0], at[1], token.start(), token.end(), _OPENING[sign])
                opened.clear()


def bracketed(text: str) -> Iterator[tuple[int, int]]:
    """What lies between such marks, whether it is TeX or not."""
    return ((pair.begin, pair.end) for pair in _pairs(text, doubled=False))


def _is_lone(text: str, begin: int, end: int) -> bool:
    """Whether nothing else stands on the line."""
    stop = text.find("\n", end)
    start = text.rfind("\n", 0, begin) + 1
    behind = text[end : stop if stop >= 0 else len(text)]
    return not text[start:begin].strip(" \t>") and not behind.strip()


def _edits(stretch: Stretch, pair: _Pair, changes: list[Change], why: str) -> Iterator[Edit]:
    text = stretch.text
    inner = text[pair.inner : pair.stop]
    if len(inner) > MAX_LENGTH or not inner.strip():
        return
    is_doubled = text.startswith("\\\\", pair.begin)
    meant = _meant(inner, why) if is_doubled else inner
    tex = _BLANK_LINES.sub("\n", _QUOTE_MARKS.sub("", meant).strip())
    line = stretch.number(pair.begin)
    if not _is_formula(text, pair, tex, is_doubled=is_doubled):
        fault = convert_tex(tex, False, ()).fault
        if fault and _COMMAND.search(tex):
            changes.append(Change(FORMULA, "kept", line, f"it is no TeX: {fault}"))
        elif is_doubled:
            changes.append(Change(FORMULA, "kept", line, "it may be words"))
        return
    if has_dollar(tex):
        changes.append(Change(FORMULA, "kept", line, "its TeX holds a dollar"))
        return
    changes.append(Change(FORMULA, "converted", line, why if is_doubled else ""))
    display = pair.bracket == "["
    if "\n" not in inner:
        written = in_dollars(tex, stretch, pair.begin, pair.end, display=display, block=display)
        yield Edit(pair.begin, pair.end, written)
        return
    yield Edit(pair.begin, pair.inner, "$$" if display else "$")
    yield Edit(pair.inner, pair.stop, _BLANK_LINES.sub("\n", meant))
    yield Edit(pair.stop, pair.end, "$$" if display else "$")


def _is_formula(text: str, pair: _Pair, tex: str, *, is_doubled: bool) -> bool:
    if parses_as_tex(tex):
        return True
    if is_doubled and is_formula(tex, in_parentheses=pair.bracket == "("):
        return True
    if not is_simple(tex):
        return False
    if pair.bracket == "[":
        lone = _is_lone(text, pair.begin, pair.inner) or _is_lone(text, pair.begin, pair.end)
        if lone and _is_lone(text, pair.stop, pair.end):
            # Each on a line of its own: nobody escapes brackets so.
            return True
        return lone and re.search(r"[-+*/=<>]", tex) is not None
    return not is_behind_name(text, pair.begin)


def _bare(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """Brackets on lines of their own with certain TeX between: what is left of `\\[…\\]` where
    the text was copied without its backslashes."""
    text, done = stretch.text, 0
    closings = [match.span() for match in _LONE_CLOSING.finditer(text)]
    ends = [begin for begin, _ in closings]
    for found in _LONE_OPENING.finditer(text):
        index = bisect_right(ends, found.end())
        if found.start() < done or index >= len(closings):
            continue
        begin, end = closings[index]
        if stretch.row(begin) - stretch.row(found.start()) > MOST_LINES:
            continue
        tex = _QUOTE_MARKS.sub("", text[found.end() : begin]).strip()
        if "\\" not in tex or "\n\n" in tex or has_dollar(tex) or not parses_as_tex(tex):
            continue
        done = end
        line = stretch.number(found.start())
        changes.append(Change(FORMULA, "converted", line, "its brackets had no backslashes"))
        yield Edit(*found.span(), found[0].replace("[", "$$"))
        yield Edit(begin, end, text[begin:end].replace("]", "$$"))
