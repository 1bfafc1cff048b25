"""A formula in a line and the marks beside it → pieces that no line break parts. No I/O.

Browsers break lines on both sides of a formula, whatever stands there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from kbsite.nouns.slots import LinkEnd, LinkStart, Piece

# Two at the most: the theme leaves room for so many on each side of a formula that scrolls.
_NO_START = re.compile(r"""[，。、；：！？）」』》】〉〕｝〗…—～”’％%)\]}?!,.;:"'/·-]{1,2}""")
#: At the end of a text as HTML.
_NO_END = re.compile(r"(?:[（「『《【〈〔｛〖“‘(\[{]|&quot;|&#x27;){1,2}\Z")
_LONGEST_END = len("&quot;&quot;")
_CLASS = '<span class="kept'
_KEPT, _OPENED, _END = f'{_CLASS}">', f'{_CLASS} opened">', "</span>"
_SCROLLS = ('<span class="wide-math"', '<span class="wider-math"')


def add_text(pieces: list[Piece], text: str) -> None:
    """Adds a text to the pieces of a line."""
    found = _NO_START.match(text)
    begin, end = _last_formula(pieces) if found else (0, 0)
    if found and end:
        if end == len(pieces):
            mark = found.group()
            text = text[len(mark) :]
            pieces[begin:] = [_kept(pieces[begin:], escape(mark))]
        else:
            kept = _kept(pieces[begin:end])
            pieces[begin:end] = [kept.replace(_CLASS, f"{_CLASS} joined", 1)]
    pieces.append(escape(text))


def add_formula(pieces: list[Piece], formula: list[Piece]) -> None:
    """Adds a formula, or its TeX as code."""
    place = len(pieces)
    if _last_formula(formula)[1]:
        while place and _opens(pieces[place - 1]):
            place -= 1
    text = pieces[place - 1] if place else ""
    if (
        isinstance(text, str)
        and place
        and (found := _NO_END.search(text, max(0, len(text) - _LONGEST_END)))
    ):
        mark = found.group()
        pieces[place - 1] = text[: -len(mark)]
        apart = place < len(pieces)
        if apart:
            pieces.insert(place, f"{_KEPT}{mark}{_END}")
        formula = ["".join((_OPENED, "" if apart else mark, *map(str, formula), _END))]
    pieces += formula


def _kept(formula: Sequence[Piece], mark: str = "") -> str:
    shown = "".join(map(str, formula))
    if shown.startswith(_CLASS):
        return f"{shown.removesuffix(_END)}{mark}{_END}"
    return f"{_KEPT}{shown}{mark}{_END}"


def _last_formula(pieces: Sequence[Piece]) -> tuple[int, int]:
    """(begin, end) of the formula behind which nothing but ends of tags stand; (0, 0) where
    there is none."""
    end = len(pieces)
    while end:
        last = pieces[end - 1]
        if isinstance(last, str):
            if last.startswith(("<math", _CLASS)):
                return (end - 1, end) if last.endswith((_END, "</math>")) else (0, 0)
            if last == _END and end > 2:
                start, inner = pieces[end - 3 : end - 1]
                if str(start).startswith(_SCROLLS) and isinstance(inner, str):
                    return end - 3, end
            if not last.startswith("</"):
                break
        elif not isinstance(last, LinkEnd):
            break
        end -= 1
    return 0, 0


def _opens(piece: Piece) -> bool:
    """Whether it is the start of an element around what comes next."""
    if isinstance(piece, str):
        return piece[:1] == "<" and piece[1:2] != "/" and piece.count("<") == 1
    return isinstance(piece, LinkStart)
