"""The lines that markdown-it's block rules work on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from kbsite.markdown.blocks.block_lines import state_of


@given(st.text(alphabet=" \t\n-a中\u00a0", max_size=40))
def test_the_lines_are_those_that_markdown_it_finds(text: str) -> None:
    md = MarkdownIt("commonmark")
    ours, theirs = vars(state_of(text, md, {}, [])), vars(StateBlock(text, md, {}, []))
    assert ours == theirs
