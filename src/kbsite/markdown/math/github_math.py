"""Formulas as GitHub and GitLab have them: a fence of the language `math`, `` $`x`$ ``. No I/O."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from kbsite.markdown.math.formula_tokens import SKIPPED, push_formula, stripped

#: A formula in the line that is longer is text; it bounds the search for its end.
MAX_LENGTH = 2000


def github_math(md: MarkdownIt) -> None:
    """The tokens of `dollar_math`; this rule has to stand before that one."""
    md.inline.ruler.before("escape", "github_math", _in_line)
    md.core.ruler.after("block", "math_fence", _fences)


def _in_line(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("$`", start):
        return False
    end = state.src.find("`$", start + 2, min(state.posMax, start + 2 + MAX_LENGTH))
    content = state.src[start + 2 : end]
    if end < 0 or not content.strip() or "`" in content:
        return False
    if not silent:
        push_formula(state, content, "$`", "$")
    state.pos = end + 2
    return True


def _fences(state: StateCore) -> None:
    for token in state.tokens:
        content = token.content.lstrip()
        if token.type == "fence" and token.info.strip().lower() == "math" and content:
            lead = token.content[: len(token.content) - len(content)]
            token.type, token.tag, token.markup, token.info = "math_block", "math", "$$", ""
            token.content = stripped(content)
            token.meta = {SKIPPED: 1 + lead.count("\n")}
