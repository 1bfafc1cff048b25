"""Whether a formula, code or a comment that the text above opens reaches over a place in it.
No I/O."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from kbsite.markdown.math.bracket_math import closing_bracket
from kbsite.markdown.math.dollar_math import closing_dollars
from kbsite.markdown.math.formula_tokens import CLOSING
from kbsite.tex.bounds import MAX_LENGTH

_MARK = re.compile(r"`+|\$\$?|\\.|<!--", re.DOTALL)
# `env` key: a text, where a part of it begins, and up to where no formula is open in that.
_READ = "kbsite.open_formulas"


def open_at(src: str, start: int, at: int, env: MutableMapping[str, Any]) -> str:
    """The mark of the formula, code or comment that text from `start` on opens and something behind
    `at` closes, a line of `[` alone among them; "" where there is none. What stands in another is
    no mark, nor is one that nothing closes. A formula is no longer than the converter takes."""
    floor = max(start, at - MAX_LENGTH)
    if _begins_with_bracket(src, floor, at):
        return "["
    text, begin, done = env.get(_READ, ("", 0, 0))
    # What stands further up was read for the line above, so that a long paragraph stays linear.
    done = max(floor, done) if text is src and begin == start and done <= at else floor
    stop = src.find("\n\n", at, at + MAX_LENGTH)
    stop = min(len(src), at + MAX_LENGTH) if stop < 0 else stop
    while found := _MARK.search(src, done, at):
        end = _end(src, found, stop, env)
        if end is not None and end >= at:
            return found[0]
        done = found.end() if end is None else end
    env[_READ] = src, start, done
    return ""


def _begins_with_bracket(src: str, floor: int, at: int) -> bool:
    """Whether a `[`, or the `\\\\[` of Hexo, is all that stands above in the line, or else in the
    one above."""
    line = src.rfind("\n", floor, at)
    text = src[line + 1 if line >= 0 else floor : at].strip(" \t>")
    if not text and line >= 0:
        above = src.rfind("\n", floor, line)
        text = src[above + 1 if above >= 0 else floor : line].strip(" \t>")
    return text.removeprefix("\\\\") == "["


def _end(src: str, found: re.Match[str], stop: int, env: MutableMapping[str, Any]) -> int | None:
    """Behind what a mark opens; None where nothing closes it."""
    mark, begin = found.group(), found.end()
    if mark[0] == "`":
        code = re.compile(rf"(?<!`){mark}(?!`)").search(src, begin, stop)
        return code.end() if code else None
    if mark == "<!--":
        closing = src.find("-->", begin, stop)
        return None if closing < 0 else closing + len("-->")
    if mark in CLOSING:
        end = closing_bracket(src, begin, stop)
    elif mark[0] == "$":
        end = closing_dollars(src, found.start(), mark, stop, env)
    else:
        return None
    return None if end is None else end + len(mark)
