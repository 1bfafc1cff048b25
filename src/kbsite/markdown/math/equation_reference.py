"""`\\eqref{label}` and `\\ref{label}` in text, outside a formula, as MathJax reads them. No I/O."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kbsite.markdown.positions import POSITION

_REFERENCE = re.compile(r"\\(eqref|ref)\{([^{}\n\\]{1,200})\}")


def equation_reference(md: MarkdownIt) -> None:
    """Tokens `equation_ref`; `content` is the label, `markup` the command."""
    md.inline.ruler.before("escape", "equation_ref", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("equation_ref", "", 0)
        token.content, token.markup = found[2].strip(), found[1]
        token.meta = {POSITION: state.pos}
    state.pos = found.end()
    return True
