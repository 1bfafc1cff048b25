"""Words within a formula, `\\text{若 $x$}`: which dollars stand in them, what stands outside.
No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from kbsite.words.patterns import late_pattern

_ARGUMENT = r"\s*\{[^{}$]*\}"
# A command with the brace that opens its words; chemistry has some above its arrows.
_OPENING = (
    r"\\(?:text(?!color|style)[a-z]*|[mhf]box|framebox|emph|ce|[lrc]lap|tag\*?|sout|reflectbox"
    rf"|(?:color|raise)box{_ARGUMENT}|fcolorbox{_ARGUMENT}{_ARGUMENT})\s*\{{"
)
_BEGINNING = re.compile(_OPENING)
_MARK = late_pattern(rf"({_OPENING})|\\.|([{{}}$])", re.DOTALL)
# What else is not read as mathematics: names, labels, addresses, what is typed, comments, and
# the environment whose second column is words.
_ASIDE = late_pattern(
    r"\\(?:math(?:rm|bf|sf|it)|operatorname\*?|label|(?:eq)?ref|href|url)\s*\{(?:[^{}\\]|\\.)*+\}"
    r"|\\verb\*?([^a-zA-Z*\s])[^\n]*?\1|(?<!\\)(?:\\\\)*+%[^\n]*"
    r"|\\begin\{([dr]?cases\*)\}.*?\\end\{\2\}",
    re.DOTALL,
)

# `env` key: (a text, how many characters of it may still be walked over).
_LEFT = "kbsite.text_groups"
#: How often a text may be walked over, in search of dollars that may not be there.
_WALKS = 8


def dollar_outside(
    src: str, begin: int, first: int, stop: int, env: MutableMapping[str, Any]
) -> int:
    """Where the first dollar behind `begin` stands that is not among words; `first` is where the
    first of all does, and the answer where none is found before `stop`."""
    if _BEGINNING.search(src, begin, first) is None:
        return first
    text, left = env.get(_LEFT, ("", 0))
    if text is not src:
        left = _WALKS * len(src)
    if left <= 0:
        return first
    end = next(
        (at for at, mark, words in _marks(src, begin, stop) if mark == "$" and not words), -1
    )
    env[_LEFT] = src, left - ((end if end >= 0 else stop) - begin)
    return end if end >= 0 else first


def may_hold_words(text: str) -> bool:
    """Whether there may be words within its formulas."""
    return "\\" in text and _BEGINNING.search(text) is not None


def without_words(tex: str, name: str = "") -> str:
    """What of a formula is read as mathematics; `name` stands for names and the like."""
    tex = _ASIDE.sub(name, tex)
    if _BEGINNING.search(tex) is None:
        return tex
    out: list[str] = []
    done = depth = 0
    for at, mark, words in _marks(tex, 0, len(tex)):
        if words and not depth:
            out.append(tex[done:at])
        elif depth and not words:
            done = at + len(mark)
        depth = words
    return "".join(out) + tex[done:] * (not depth)


def _marks(src: str, begin: int, stop: int) -> Iterator[tuple[int, str, int]]:
    """(place, a dollar, a brace or what opens words, in how many groups of words it leaves)."""
    groups: list[bool] = []
    words = 0
    for match in _MARK.finditer(src, begin, stop):
        opening, mark = match.groups()
        if opening or mark == "{":
            groups.append(bool(opening))
            words += groups[-1]
        elif mark == "}" and groups:
            words -= groups.pop()
        if opening or mark:
            yield match.start(), opening or mark, words
