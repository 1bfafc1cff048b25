"""Paragraphs that become something else than a paragraph. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from markdown_it.token import Token

#: (opening token, inline token) → what stands in place of the paragraph, None where it stays.
Replacement: TypeAlias = Callable[[Token, Token], Token | None]


def with_paragraphs_replaced(tokens: Sequence[Token], replacement: Replacement) -> list[Token]:
    """`tokens` with other tokens in place of whole paragraphs (opening, inline, closing)."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        other = replacement(token, tokens[i + 1]) if token.type == "paragraph_open" else None
        kept.append(other or token)
        i += 3 if other else 1
    return kept
