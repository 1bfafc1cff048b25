"""Where the lines of a note begin and how far they are indented, for markdown-it's block rules.
No I/O.

markdown-it finds it out character by character.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

from kbsite.markdown.new_tokens import new_token

_BLANKS = " \t"
_TAB = 4


def block_lines(md: MarkdownIt) -> None:
    """Sets another block parser, with the same rules."""
    block = _LineParser()
    block.ruler = md.block.ruler
    md.block = block


class _LineParser(ParserBlock):
    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803
    ) -> list[Token] | None:
        if not src:
            return None
        state = state_of(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _State(StateBlock):
    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = new_token(ttype, tag, "", self.level + min(nesting, 0), "", {})
        token.nesting, token.block = nesting, True
        self.level += nesting
        self.tokens.append(token)
        return token


def state_of(src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> StateBlock:
    """The same as `StateBlock(src, md, env, tokens)`."""
    state = _State("", md, env, tokens)
    lines = src.split("\n")
    # White space behind the last line end is no line.
    if not lines[-1].strip(_BLANKS):
        lines.pop()
    begins = list(accumulate((len(line) + 1 for line in lines), initial=0))
    shifts = [len(line) - len(line.lstrip(_BLANKS)) for line in lines]
    counts = list(shifts)
    if "\t" in src:
        widths = zip(lines, shifts, strict=True)
        counts = [len(line[:shift].expandtabs(_TAB)) if shift else 0 for line, shift in widths]
    # A line behind the last, so that rules need not look where they are.
    state.bMarks = [*begins[:-1], len(src)]
    state.eMarks = [*(begin - 1 for begin in begins[1:]), len(src)]
    state.tShift, state.sCount = [*shifts, 0], [*counts, 0]
    state.bsCount = [0] * len(begins)
    state.src, state.lineMax = src, len(lines)
    return state
