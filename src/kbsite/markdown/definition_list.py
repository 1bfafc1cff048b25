"""Definition lists: a term, and below it `: meaning`. No I/O.

mdit-py-plugins' rule, without its second marker `~`: with that Chinese writes "about", also
at the start of a line (`~ 3 个`).
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin


def definition_list(md: MarkdownIt) -> None:
    """Tokens `dl_open`, `dt_open`, `dd_open` and their ends."""
    deflist_plugin(md)
    # The plugin's function is reached through the ruler alone.
    read = next(fn for fn in md.block.ruler.getRules("") if fn.__name__ == "deflist")

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        line = start_line
        # Silent, it is asked for a meaning; else for a term, a blank line at most below it.
        if not silent:
            line += 1
            if line < end_line and state.isEmpty(line):
                line += 1
        if line >= end_line:
            return False
        if not state.src.startswith(":", state.bMarks[line] + state.tShift[line]):
            return False
        return read(state, start_line, end_line, silent)

    md.block.ruler.at("deflist", rule, {"alt": ["paragraph", "reference", "blockquote"]})
