"""A formula in parts that say the same whatever stands beside them → its text. No I/O.

Most formulas are made of such parts, and these come again and again: `_{t-1}`, ` \\le `,
`\\mathbf{x}`. What a part says is what `Reader` reads there; a formula that has anything else is
read by that alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from kbsite.tex.readable_commands import ENVIRONMENTS, OF_ONE, OF_TEXT, RULES, WITH_MORE
from kbsite.tex.readable_reader import CLOSERS, ROW_END, shown
from kbsite.tex.readable_scripts import SOFT, fraction, indexed, root

#: Commands as in `Reader.symbols`; those of a text with it.
Symbols: TypeAlias = tuple[tuple[str, str], ...]
Read: TypeAlias = tuple[str, Symbols]

#: A longer formula is none of parts: so long are the parts that are kept, too.
MAX_LENGTH = 2000
# The space behind an operator, which is shown where one stands before it as well.
_MAYBE = "\x02"

_ACTIVE = r"\\{}^_&~'$"
_PLAIN = f"[^{_ACTIVE} ]"
_NO_BRACE = r"[^{}\\]++|\\."
_FLAT = rf"\{{(?:{_NO_BRACE})*+\}}"
_NESTED = rf"\{{(?:{_NO_BRACE}|{_FLAT})*+\}}"
_GROUP = rf"\{{(?:{_NO_BRACE}|{_NESTED})*+\}}"
_SIZED = r"(?:left|right|middle|[bB]igg?[lrm]?)"
_OTHERS = rf"(?:[dt]?frac|sqrt|begin|end|q?quad|{_SIZED})(?![A-Za-z])"
# In the order of how often they come.
_PARTS = re.compile(
    # what stands for itself
    rf"[^{_ACTIVE}]*{_PLAIN}"
    # a prime, an index or a power, not behind a space, which would have to go
    rf"|(?<! )(?:[_^](?:{_PLAIN}|{_GROUP}|\\[A-Za-z]++(?!\{{))|')"
    r"| ?\\(?:"
    # a command with an argument, or with a group behind it; a symbol, with the space that ends it
    rf"(?!{_OTHERS})[A-Za-z]++(?:{_GROUP}|(?!\{{) ?)"
    # what is written otherwise beside an index or a slash
    rf"|(?<!/\\)(?<!/ \\)[dt]?frac{_GROUP}{_GROUP}(?! ?(?:[/^_]|\\middle|\\[bB]ig))"
    rf"|sqrt{_GROUP}(?![_^])"
    # a delimiter with its size
    rf"|{_SIZED}(?![A-Za-z]) ?(?:\.(?![_^'\\])|[^{_ACTIVE} .]|\\[A-Za-z]++ ?|\\[{{}}|])"
    # environments and their rows
    rf"|(?:begin|end)\{{[A-Za-z]+\*?\}}(?![\[_^'])|\\(?!\[| ?(?:\\end|\\h(?:dash)?line|\Z))"
    # spaces; signs
    r"|(?:q?quad(?![A-Za-z]) ?|[,:;> ])(?![_^'])|[{}|#$&_])"
    rf"|{_GROUP}"
    r"|[ &~](?![_^'])"
    # anything else, which is no part
    r"|[&~]?."
)
_STANDING = re.compile(rf"(?:{_PLAIN}| )+")
_WORDS = re.compile(r"[^{}\\$]++")
_COMMAND = re.compile(rf"( ?)(\\(?:[A-Za-z]+|.))(?:({_GROUP})({_GROUP})?|( ?))")
_WITH_SIZE = re.compile(rf"( ?)\\{_SIZED}(?![A-Za-z]) ?+(.+)")
_WRITTEN = {
    "'": "′",
    r"\\": ROW_END,
    **dict.fromkeys((" ", "&", "~", r"\,", r"\:", r"\;", r"\>", r"\ ", r"\quad", r"\qquad"), " "),
}


class OtherwiseError(Exception):
    """A formula that is not made of parts."""


def row(tex: str) -> Read:
    """The text of `tex`, whose tokens are it in pieces, spaces single ones.

    Raises OtherwiseError."""
    if " '" in tex:
        raise OtherwiseError
    text = ""
    symbols: Symbols = ()
    for part, noted in map(_read, _PARTS.findall(tex)):
        text += part
        if noted:
            symbols += noted
    if _MAYBE in text:
        text, *others = text.split(_MAYBE)
        for other in others:
            text += (" " if text[-2:-1] == " " else "") + other
    return text.strip(), symbols


@lru_cache(maxsize=8192)
def _read(part: str) -> Read:
    """The text of a part of a row; it may end with `_MAYBE`."""
    mark, rest = part[0], part[1:]
    if rest and mark in "_^{":
        group = part if mark == "{" else rest
        if group[0] == "{":
            text, symbols = row(group[1:-1])
        else:
            text, symbols = _symbol(rest) if rest[0] == "\\" else (rest, ())
        return _some(text if mark == "{" else indexed(mark, text)), symbols
    if rest and "\\" in part:
        return _command(part)
    if part not in _WRITTEN and not _STANDING.fullmatch(part):
        raise OtherwiseError
    return _WRITTEN.get(part, part), ()


def _some(text: str) -> str:
    """`text`, which is some: with nothing there, what is around it stands side by side."""
    if not text:
        raise OtherwiseError
    return text


def _symbol(token: str) -> Read:
    if token in RULES:
        raise OtherwiseError
    text, noted = shown(token)
    return _some(text), () if noted is None else ((token[1:], noted),)


def _command(part: str) -> Read:
    """What begins with a command, perhaps behind a space."""
    if with_size := _WITH_SIZE.fullmatch(part):
        space, delimiter = with_size.groups()
        text, symbols = ("", ()) if delimiter == "." else _read(delimiter)
        return space + text.replace(_MAYBE, ""), symbols
    match = _COMMAND.fullmatch(part)
    if match is None:
        raise OtherwiseError
    space, token, first, second, behind = match.groups()
    if first is None:
        text, symbols = (_WRITTEN[token], ()) if token in _WRITTEN else _symbol(token)
        if behind and len(text) == 1 and not text.isalnum():
            return space + text + (" " if space or text in CLOSERS else _MAYBE), symbols
        return space + text, symbols
    text, symbols = _argument(token, first[1:-1]) if second is None else _fraction(first, second)
    return space + text, symbols


def _fraction(first: str, second: str) -> Read:
    above, symbols = row(first[1:-1])
    below, others = row(second[1:-1])
    return f"{SOFT}{fraction(above, below)}{SOFT}", symbols + others


def _argument(token: str, tex: str) -> Read:
    """A command with one argument, or with a group behind it."""
    if token in OF_TEXT:
        if tex.isspace() or not _WORDS.fullmatch(tex):
            raise OtherwiseError
        return tex, ()
    if token in (r"\begin", r"\end"):
        if (name := tex.rstrip("*")) in WITH_MORE:
            raise OtherwiseError
        return ENVIRONMENTS.get(name, "  ")[token == r"\end"], ()
    text, symbols = row(tex)
    if token == r"\sqrt":
        return root("", text) + SOFT, (*symbols, ("sqrt", "√"))
    if change := OF_ONE.get(token):
        return change(_some(text)), symbols
    symbol, noted = _symbol(token)
    return symbol + _some(text), noted + symbols
