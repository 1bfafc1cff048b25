"""The classes by which a theme gives the columns of a table their width: of a column that holds a
sentence, of a cell that may not break, of one of a few words. No I/O."""

from __future__ import annotations

import re

from markdown_it.token import Token

from kbsite.words.patterns import late_pattern

#: Classes. Of the head of a column that has a sentence in a cell: Han can break anywhere, so a
#: browser would make it as narrow as two characters before the table scrolls; of a cell with a date
#: or a range of numbers, which would break behind a hyphen; of one of a few words (`117 小时`,
#: `model-10`), of which that column would break the last.
LONG, WHOLE, SHORT = "long", "whole", "short"
# So many ems of text are a sentence; what does not count, since it cannot break or is not shown.
_SENTENCE = 12
# More ems than any column has room for, and as many as may ask for more: seven such columns are as
# wide as the text. What can break; marks, which may show something else than what is written.
_ROOM, _FEW = 2, 4
_MAY_BREAK = re.compile(r"[ \-–/\u2e80-\uffff]")
_MARKS = frozenset("`$<[{\\*_~=&!")
_NO_TEXT = re.compile(r"\$[^$]*\$|\]\([^()]*\)|<[^<>]*>|`[^`]*`")
# The same of formulas in brackets, where there are such. Behind a backslash none begins: from each
# its end would be looked for in all of the cell.
_IN_BRACKETS = late_pattern(r"(?<!\\)\\[(\[][^\\]*+(?:\\[^()\[\]][^\\]*+)*+\\[)\]]")
_DATE = re.compile(r"\d[\d.:/ ]*[-–][-–\d.:/ ]{,20}")
_LATIN = late_pattern(r"[\x00-\u2e7f]")


def stamp_width(text: str, cell: Token, head: Token, *, brackets: bool) -> None:
    """Gives `cell`, or the `head` of its column, the class that its `text` asks for; `brackets`:
    whether `\\(…\\)` are formulas."""
    if _is_sentence(text, brackets=brackets):
        head.attrSet("class", LONG)
    elif _DATE.fullmatch(text):
        cell.attrSet("class", WHOLE)
    elif _is_short(text) and cell.tag == "td":
        cell.attrSet("class", SHORT)


def _is_sentence(text: str, *, brackets: bool) -> bool:
    if len(text) <= _SENTENCE:
        return False
    if brackets:
        text = _IN_BRACKETS.sub("", text)
    return _ems(_NO_TEXT.sub("", text)) > _SENTENCE


def _is_short(text: str) -> bool:
    is_plain = _ROOM < len(text) <= 2 * _FEW and _MARKS.isdisjoint(text)
    return is_plain and _ROOM < _ems(text) <= _FEW and _MAY_BREAK.search(text) is not None


def _ems(text: str) -> float:
    """About how wide it is."""
    return len(text) - len(_LATIN.findall(text)) / 2
