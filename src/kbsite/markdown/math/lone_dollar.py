"""Whether a dollar or bracket that stays text was to open a formula: TeX stands right behind it.
No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.characters import HAN
from kbsite.tex.convert import is_command
from kbsite.words.patterns import late_pattern

# How far behind it.
_NEAR = 200
_END = late_pattern(rf"[$`]|{HAN.pattern}")
# `US$`, `HK$`, and R's `df$x`.
_BEHIND_NAME = re.compile(r"(?<=[A-Z]{2})|(?<=[a-z0-9_)\]])")
# An amount, `$HOME`, `${HOME}`, `$env:x`, `$home\bin`.
_NO_FORMULA = re.compile(
    r"\s*\d++(?:[,.]\d++)*+[kKmMbB]?(?![\w^\\{(])(?!\s*[\\^+*=<>-])"
    r"|[A-Z_][A-Z0-9_]{2,}(?![A-Za-z0-9_])|\{\w{2,}\}|[A-Za-z_]\w{2,}[\\/:]"
)
_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*+\\([a-zA-Z]{2,})")
_GROUP = re.compile(r"[_^]\{")
# `$O(n^2`, without a space.
_POWER = re.compile(r"[A-Za-z(][A-Za-z0-9(]*\^[A-Za-z0-9(]")


def opens_tex(src: str, begin: int, end: int, stop: int) -> bool:
    """Whether the mark from `begin` to `end`, which nothing closes before `stop`, stands before
    TeX: a command, a script in braces, a power. What lies behind other dollars, code or Chinese
    says nothing of them."""
    if _NO_FORMULA.match(src, end, stop) or _BEHIND_NAME.match(src, begin):
        return False
    found = _END.search(src, end, min(stop, end + _NEAR))
    tex = src[end : found.start() if found else min(stop, end + _NEAR)]
    if not ("\\" in tex or "^" in tex or "_{" in tex):
        return False
    return (
        _GROUP.search(tex) is not None
        or _POWER.match(tex) is not None
        or any(is_command(name) for name in _COMMAND.findall(tex))
    )
