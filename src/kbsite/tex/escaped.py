r"""TeX as it is written for a Markdown parser that takes backslashes away: `n\_{i}`, in
`\\( … \\)`. No I/O."""

from __future__ import annotations

import re

from kbsite.tex.convert import parses_as_tex

# Words and names, in which `\_` is a sign.
_WORDS = (
    r"\\(?:text\w*|math(?:rm|tt|sf|bf|it)|operatorname\*?|[mh]box|label|tag|(?:eq)?ref|href|url)"
    r"\s*\{(?:[^{}\\]|\\.)*+\}"
)
# Those, or a backslash before a sign that would make emphasis.
_ESCAPE = re.compile(rf"({_WORDS})|(?<!\\)\\(?=[_*])", re.DOTALL)
#: Letters, numbers and signs: `x`, `f(x, y)`.
SIMPLE = re.compile(r"(?:[A-Za-z](?![A-Za-z])|\d++|[-+*/=<>()|,.!'\s])++")
# Words, too, where there is a relation: `degree = 0`.
_RELATION = re.compile(
    r"(?=[^=<>]*[A-Za-z\d)][ ]?[=<>][ ]?[A-Za-z\d(-])[-+*/=<>()|,.'\sA-Za-z\d]++"
)

_SCRIPT = re.compile(
    rf"{_WORDS}|(?:(?P<base>\\[A-Za-z]++|(?<![A-Za-z\\])[A-Za-z]++|[0-9)}}]))(?P<sign>\\_)"
    r"(?P<script>\{|[A-Za-z0-9](?![A-Za-z0-9])|\\[A-Za-z])",
    re.DOTALL,
)


def without_escapes(tex: str) -> str:
    r"""`\_` and `\*` as `_` and `*`, but in words, as in `\text{a\_b}`."""
    return _ESCAPE.sub(lambda found: found[1] or "", tex) if "\\" in tex else tex


def with_single_backslashes(tex: str) -> str:
    r"""The same of what stands between `\\(` and `\\)`: where a row ends with four backslashes,
    each two are one."""
    tex = without_escapes(tex)
    return tex.replace("\\\\", "\\") if "\\" * 4 in tex else tex


def is_formula(tex: str, *, in_parentheses: bool) -> bool:
    r"""Whether what stands between `\\(` and `\\)`, or between `\\[` and `\\]`, is one: these marks
    say more than escaped brackets do, but in words about regular expressions."""
    tex = without_escapes(tex)
    if parses_as_tex(tex):
        return True
    is_plain = SIMPLE.fullmatch(tex) is not None or _RELATION.fullmatch(tex) is not None
    return in_parentheses and is_plain and any(map(str.isalpha, tex))


def escaped_script(tex: str) -> int | None:
    r"""Where `\_` stands that was to be a subscript, as in `n\_{i}` and `a\_1`: behind a letter by
    itself, a number or a group, and before such. In `is\_valid` it is a part of a name."""
    for found in _SCRIPT.finditer(tex):
        base = found["base"] or ""
        is_name = base.isalpha() and len(base) > 1
        if base and (found["script"] == "{" or not is_name):
            return found.start("sign")
    return None
