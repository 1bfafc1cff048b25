"""Footnotes: `[^1]` with `[^1]: text` anywhere in the note, and `^[in the line]`. No I/O.

The definitions are mdit-py-plugins'; they stay where they stand among the tokens until
`footnote_order.py` takes them out.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from kbsite.markdown.links.label import link_label
from kbsite.markdown.positions import POSITION

_MARK = re.compile(r"\[\^([^\]\s^]{1,200})\]")
# `x^[1]`, `x^[2-4, 7]`: what is cited.
_NUMBERS = re.compile(r"[\d\s,，、–-]+")
# `env` key: true while the text of a footnote in the line is parsed; those do not nest.
_INSIDE = "kbsite.footnote"

#: `Token.meta` keys of a `footnote_ref`: its label ("" in the line), the blocks of a note in
#: the line, the number of the footnote, which of the marks that refer to it this is.
LABEL, BLOCKS, FOOTNOTE, OCCURRENCE = "label", "blocks", "footnote", "occurrence"
#: What the name of no footnote holds; `[^_^]: # (…)` hides a remark.
NO_LABEL = "^"


def footnote(md: MarkdownIt) -> None:
    """Tokens `footnote_ref`, and `footnote_reference_open` … `_close` around definitions."""
    md.block.ruler.before(
        "reference", "footnote_def", _definition, {"alt": ["paragraph", "reference"]}
    )
    md.block.ruler.at("reference", _reference)
    md.inline.ruler.after("image", "footnote_inline", _in_line)
    md.inline.ruler.before("link", "footnote_ref", _mark)


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    return state.src.startswith("[^", begin) and footnote_def(state, start_line, end_line, silent)


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Link reference definitions, but for what CommonMark would read as one of `^1`."""
    if state.src.startswith("[^", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    return reference(state, start_line, end_line, silent)


def _mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    # `[^1](url)` is a link.
    if not found or state.src.startswith("(", found.end()) or state.linkLevel > 0:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.content = found.group()
        token.meta = {LABEL: found[1], POSITION: state.pos}
    state.pos = found.end()
    return True


def _in_line(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("^[", start) or state.env.get(_INSIDE) or state.linkLevel > 0:
        return False
    end = link_label(state, start + 1)
    if end < 0 or not _is_note(state.src[start + 2 : end], state.src[end + 1 : end + 3]):
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        children: list[Token] = []
        inner = Token("inline", "", 0, content=state.src[start + 2 : end], children=children)
        state.env[_INSIDE] = True
        state.md.inline.parse(inner.content, state.md, state.env, children)
        state.env[_INSIDE] = False
        paragraph = (Token("paragraph_open", "p", 1), inner, Token("paragraph_close", "p", -1))
        token.meta = {LABEL: "", BLOCKS: paragraph, POSITION: start}
    state.pos = end + 1
    return True


def _is_note(text: str, behind: str) -> bool:
    """Whether `^[text]` is a footnote: not where it is a raised reference, as Typora and Pandoc
    write it (`^[1]^`)."""
    if behind[:1] == "^" and behind != "^[":
        return False
    return text.strip() != "" and not _NUMBERS.fullmatch(text)
