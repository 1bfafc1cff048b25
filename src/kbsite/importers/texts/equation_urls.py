"""Addresses of pictures of formulas, which hold the TeX that they show. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote, unquote_plus

# What may follow the TeX, which is encoded itself.
_FURTHER = re.compile(r"&(?:amp;)?(?:preview|consumer|display|mode|size|color|bg)=[^&]*+")
_ENTITY = re.compile("&(?:amp|lt|gt|quot|#39);")
# What tools escape in the addresses of Markdown; `\{`, `\,` and a double one are TeX.
_ESCAPE = re.compile(r"(?<!\\)\\(?=[()\[\]_*])")
# How the picture was to look.
_LOOKS = re.compile(
    r"(?:\\(?:dpi\{\d+\}|bg_\w+|bg\{\w+\}|fn_\w+|inline|tiny|small|large|LARGE|huge)(?![a-zA-Z])\s*)+"
)


def _of_form(written: str) -> str:
    """In a query, of which the TeX is a value: a space is `+`. Some escape it as HTML, too; no TeX
    holds `&lt;`."""
    return _ENTITY.sub(lambda one: unescape(one[0]), unquote_plus(_FURTHER.sub("", written)))


def _of_value(written: str) -> str:
    return unquote(written.partition("&")[0])


def _of_query(written: str) -> str:
    """Of Codecogs: all behind `?`, in which no more than a space and `+` has to be encoded."""
    plain = _ESCAPE.sub("", written).replace("&space;", " ").replace("&plus;", "+")
    return _LOOKS.sub("", unquote(_ENTITY.sub(lambda one: unescape(one[0]), plain)), count=1)


_HOSTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"(?:www\.)?zhihu\.com/equation\?tex=", _of_form),
    (r"(?:www\.)?juejin\.(?:cn|im)/equation\?tex=", _of_form),
    (r"render\.githubusercontent\.com/render/math\?math=", _of_form),
    (r"math\.jianshu\.com/math\?formula=", _of_value),
    (
        r"cdn\.(?:nlark|yuque)\.com/yuque/__latex/[\w.-]++#card=math&(?:amp;)?code=",
        _of_value,
    ),
    (r"latex\.csdn\.net/eq\?", _of_query),
    (r"\w++\.codecogs\.com/(?:gif|png|svg)(?:\.(?:latex|image|download))?+\?", _of_query),
)
_BEGIN = r"(?:https?:)?//"
_PATTERNS = [(re.compile(_BEGIN + host), decode) for host, decode in _HOSTS]
#: What such an address begins with; behind it stands the TeX.
EQUATION = _BEGIN + "(?:" + "|".join(host for host, _ in _HOSTS) + ")"
#: One of them is in each such address.
SIGNS = ("/equation?tex=", "/math?", "card=math", "latex.csdn.net/eq?", ".codecogs.com/")
ZHIHU = "zhihu.com/"


def tex_of(url: str) -> str | None:
    """The TeX that an address holds, None where it is no such address."""
    for pattern, decode in _PATTERNS:
        if found := pattern.match(url):
            return decode(url[found.end() :])
    return None
