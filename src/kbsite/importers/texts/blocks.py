"""The blocks of a text as kbsite reads them, without what stands in their lines. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

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
