"""The blocks of a text as kbsite reads them, without what stands in their lines. No I/O."""

from __future__ import annotations

from typing import Any

from kbsite.markdown.parser import note_parser
from kbsite.markdown.settings import Settings, with_settings


def blocks_of(text: str) -> list[Any]:
    """Their tokens, in order."""
    md = note_parser(()).md
    tokens: list[Any] = []
    md.block.parse(text, md, with_settings(Settings(brackets=True)), tokens)
    return tokens
