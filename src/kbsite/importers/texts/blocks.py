"""The blocks of a text as kbsite reads them, without what stands in their lines. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from kbsite.importers.model import Line, text_of
from kbsite.markdown.parser import note_parser
from kbsite.markdown.settings import Settings, with_settings

_LITERAL = frozenset(("fence", "code_block", "math_block", "comment_block"))
_WHOLE = re.compile(r"\s*<(?:(?:pre|script|style|textarea)\b|!--)", re.IGNORECASE)


# Conversions one after another ask of one text.
@lru_cache(maxsize=4)
def blocks_of(text: str) -> Sequence[Any]:
    """Their tokens, in order, which nobody changes."""
    md = note_parser(()).md
    tokens: list[Any] = []
    md.block.parse(text, md, with_settings(Settings(brackets=True)), tokens)
    return tokens


def indented_code(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether kbsite reads it as code because it is indented."""
    return _rows(lines, lambda token: token.type == "code_block")


def literal_lines(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether kbsite reads no Markdown in it up to an end that is written, or because
    it is indented."""
    return _rows(lines, _is_literal)


def _is_literal(token: Any) -> bool:
    is_html = token.type == "html_block"
    return token.type in _LITERAL or (is_html and bool(_WHOLE.match(token.content)))


def _rows(lines: Sequence[Line], is_meant: Callable[[Any], bool]) -> list[bool]:
    inside = [False] * len(lines)
    for token in blocks_of(text_of(lines)):
        if token.map and is_meant(token):
            begin, stop = token.map[0], min(token.map[1], len(lines))
            inside[begin:stop] = [True] * (stop - begin)
    return inside
