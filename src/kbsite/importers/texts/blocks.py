"""The blocks of a text as kbsite reads them, without what stands in their lines. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kbsite.importers.model import Line
from kbsite.markdown.parser import note_parser
from kbsite.markdown.settings import Settings, with_settings


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
    inside = [False] * len(lines)
    for token in blocks_of("\n".join(line.text for line in lines)):
        if token.type == "code_block" and token.map:
            begin, stop = token.map[0], min(token.map[1], len(lines))
            inside[begin:stop] = [True] * (stop - begin)
    return inside
