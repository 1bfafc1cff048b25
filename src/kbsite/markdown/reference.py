"""Link reference definitions, but for footnotes: `[^1]: …` defines no link. No I/O."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference


def no_footnote_references(md: MarkdownIt) -> None:
    """Leaves the text of footnotes alone, which CommonMark would read as a URL."""
    md.block.ruler.at("reference", _rule)


def _rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.src.startswith("[^", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    return reference(state, start_line, end_line, silent)
