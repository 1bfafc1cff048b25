"""Words as Markdown shows them: nothing in them is read as its signs. No I/O."""

from __future__ import annotations

import re
from urllib.parse import quote

# What would begin or end something; `_` and `[` only where they can. All are named first, which
# are found more quickly than what may stand around them.
_SIGNS = re.compile(
    r"[`*$_~=<&\\\[](?:(?<=[`*$])|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=~)(?=~)|(?<==)(?==)"
    r"|(?<=<)(?=[a-zA-Z/!?])|(?<=&)(?=#?\w{1,40};)|(?<=\\)(?=[!-/:-@\[-`{-~]|\Z)"
    r"|(?<=\[)(?=[\[^!]|[^\[\]\n]{0,200}\][(:\[]))"
)
_SPACE = re.compile(r"\s+")
# What a line begins with that is no paragraph: what makes a table of the line above it among that.
_BLOCK = re.compile(r"(?:#{1,6}|[-+]|(\d{1,9})[.)])(?=\s|$)|>|~~~|=+\s*$|[-:|](?=[-:|\s]*$)|:(?= )")
_TICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """Words of a paragraph, white space folded."""
    if "  " in text or not text.isprintable():
        text = _SPACE.sub(" ", text)
    return _SIGNS.sub(_signed, text)


def _signed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def folded(text: str) -> str:
    """`text`, stripped, with single spaces for its white space: nothing else of that is printed."""
    return text if "  " not in text and text.isprintable() else " ".join(text.split())


def paragraph(text: str) -> str:
    """A paragraph's text, each of whose lines might begin as another block does."""
    if "\n" not in text:
        return _line(text)
    return "\n".join([_line(line.lstrip()) for line in text.split("\n")])


def _line(text: str) -> str:
    found = _BLOCK.match(text)
    if not found:
        return text
    at = len(found[1] or "")
    return f"{text[:at]}\\{text[at:]}"


def in_dollars(tex: str) -> str:
    """A formula in a line: where it ends with a space that was written `\\ `, something stands
    behind that, so that the dollar is not escaped."""
    tex = folded(tex)
    slashes = len(tex) - len(tex.rstrip("\\"))
    return f"${tex} {{}}$" if slashes % 2 else f"${tex}$"


def code_span(text: str) -> str:
    """Code in a line."""
    text = _SPACE.sub(" ", text)
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else ""


def fence_of(text: str) -> str:
    """What can stand around lines of code."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    return "`" * max(3, longest + 1)


def link(words: str, url: str) -> str:
    """`words` are Markdown already."""
    target = quote(url, safe="/:?#@!$&'*+,;=~%-._[]") if not url.isascii() or _odd(url) else url
    return f"[{words}]({target})"


def picture(alt: str, url: str) -> str:
    """An image; `alt` is plain text."""
    words = _SPACE.sub(" ", alt).replace("[", "\\[").replace("]", "\\]")
    return "!" + link(words, url)


def _odd(url: str) -> bool:
    return any(character in url for character in ' ()<>\\"\t\n')
