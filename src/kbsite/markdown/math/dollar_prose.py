"""Whether a dollar among words opens nothing, as what lies between it and the next is a part of
their sentence. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.characters import HAN
from kbsite.words.patterns import late_pattern

# What a formula has, even one in words: a command, a script, a relation or operator, a number, a
# letter alone.
_FORMULA = re.compile(
    r"[\\^_=<>+|\d\u00b1\u00d7\u00f7\u0370-\u03ff\u2190-\u22ff]|(?<!\*)\*(?!\*)"
    r"|(?<![A-Za-z])[A-Za-z](?![A-Za-z])"
)
_GOES_ON = late_pattern(rf"[，。；：？！][ \t]*{HAN.pattern}")
# What stands behind the second dollar where that opens a formula.
_NEXT = late_pattern(rf"(?=[^\s$])(?:(?!{HAN.pattern})[^$\n]){{1,200}}(?<![\s，、。；：])\$")
_SAYS = re.compile(r"[A-Za-z0-9\\]")


def is_prose(src: str, begin: int, end: int, stop: int) -> bool:
    """Whether that from `begin` to `end`, between single dollars, is such: words of Chinese alone,
    which go on behind a mark or before a formula. One that is set as a formula (`$面积$`) has no
    space on its inner sides."""
    content = src[begin:end]
    if not HAN.search(content) or _FORMULA.search(content):
        return False
    is_apart = content[0].isspace() or content[-1].isspace()
    goes_on = _GOES_ON.search(content) is not None
    if is_apart and goes_on:
        return True
    if not (is_apart or goes_on):
        return False
    following = _NEXT.match(src, end + 1, stop)
    return following is not None and _SAYS.search(following.group()) is not None
