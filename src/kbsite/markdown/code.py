"""Code blocks with Pygments' classes. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_LANGUAGE = re.compile(r"[^\s{},:]+")
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none"})
_FORMATTER = HtmlFormatter(nowrap=True)


def language_of(info: str) -> str:
    """The language that a fence's info string names, lower case, "" where it names none."""
    match = _LANGUAGE.match(info.strip())
    return match.group().lower() if match else ""


@lru_cache(maxsize=16384)
def highlight_code(text: str, language: str) -> str:
    """A whole `<pre>`; languages that Pygments does not know stay plain."""
    lexer = _lexer(language)
    if lexer is None:
        inner = escape(text, quote=False)
    else:
        parts: list[str] = []
        _FORMATTER.format(lexer.get_tokens(text), _Writer(parts))
        inner = "".join(parts)
    name = f' class="language-{escape(language)}"' if language else ""
    label = f' data-language="{escape(language)}"' if language else ""
    return f'<pre class="code"{label} tabindex="0"><code{name}>{inner}</code></pre>\n'


class _Writer:
    """The one method of a file that Pygments' formatter uses."""

    def __init__(self, parts: list[str]) -> None:
        self.write = parts.append


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    if language in _PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
