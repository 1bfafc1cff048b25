"""Whether a dollar or bracket that stays text was to open a formula, or a dollar to close one: TeX
stands beside it. No I/O."""

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
# What stands before one that was to close.
_START = late_pattern(rf"(?:\A|[$`\n]|{HAN.pattern})(?P<tex>[^$`\n{HAN.pattern[1:-1]}]*)\Z")
_SCRIPT = re.compile(r"[\w)}]\^[\w(]", re.ASCII)
# `costs 50$`, behind other words.
_PRICE = re.compile(r"[A-Za-z,.;:]\s+\d[\d,.]*\Z")
_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*+\\([a-zA-Z]{2,})")
_GROUP = re.compile(r"[_^]\{")
# `$O(n^2`, without a space, and `$x_1`.
_BEGINNING = re.compile(
    r"[A-Za-z(][A-Za-z0-9(]*\^[A-Za-z0-9(]|[A-Za-z]_[A-Za-z0-9](?![A-Za-z0-9_/.-])"
)


def opens_tex(src: str, begin: int, end: int, stop: int) -> bool:
    """Whether the mark from `begin` to `end`, which nothing closes before `stop`, stands before
    TeX: a command, a script in braces, a power, an index. What lies behind other dollars, code or
    Chinese says nothing of them."""
    if _NO_FORMULA.match(src, end, stop) or _BEHIND_NAME.match(src, begin):
        return False
    found = _END.search(src, end, min(stop, end + _NEAR))
    tex = src[end : found.start() if found else min(stop, end + _NEAR)]
    if not ("\\" in tex or "^" in tex or "_" in tex):
        return False
    return (
        _GROUP.search(tex) is not None
        or _BEGINNING.match(tex) is not None
        or any(is_command(name) for name in _COMMAND.findall(tex))
    )


def closes_tex(src: str, begin: int) -> bool:
    """Whether the dollar at `begin`, which opens nothing, stands behind TeX: a command, a script in
    braces, a power. A path of Windows has none."""
    found = _START.search(src, max(0, begin - _NEAR), begin)
    tex = found["tex"] if found else ""
    # What ends an environment is the rest of a formula that is told where it opens.
    if not ("\\" in tex or "^" in tex or "_{" in tex) or ":\\" in tex or r"\end{" in tex:
        return False
    if _PRICE.search(tex):
        return False
    return (
        _GROUP.search(tex) is not None
        or _SCRIPT.search(tex) is not None
        or any(is_command(name) for name in _COMMAND.findall(tex))
    )
