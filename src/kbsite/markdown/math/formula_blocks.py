"""Formulas that stand in lines of their own: where they end, and their token. No I/O."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from kbsite.markdown.math.formula_tokens import SKIPPED, stripped
from kbsite.markdown.math.stray_words import has_stray_han, parts_formula

# By what closes a formula: what reaches to the first of its marks in a line.
_MARKS = {
    "$$": re.compile(r"(?:[^\\$]|\\.?|\$(?!\$))*+(\$\$)"),
    r"\]": re.compile(r"(?:[^\\]|\\(?![\[\]]).?)*+(\\[\[\]])"),
    r"\\]": re.compile(r"(?:[^\\]|\\{4}|\\(?!\\[\[\]]).?)*+(\\\\[\[\]])"),
}
# What begins an item of a list: a bullet, which is a sign in formulas too, or else a number.
_ITEM = re.compile(r"(?:[-+*]|(\d{1,9}[.)]))[ \t]")
# The second line of a table, a heading or a definition.
_SECOND = re.compile(r"(?=[:| \t]*+-)[-:| \t]++|=+|:[ \t].*")
# `env` keys: (start of a paragraph, counted up to, number of `$$`); the lines in which formulas
# begin that an item has taken in.
_COUNTED, _TAKEN = "kbsite.dollars", "kbsite.taken"


def push_block(
    state: StateBlock, content: str, markup: str, start_line: int, end_line: int
) -> None:
    """Pushes the formula that stands in these lines, the last left out."""
    token = state.push("math_block", "math", 0)
    token.block, token.content, token.markup = True, stripped(content), markup
    token.meta = {SKIPPED: content[: len(content) - len(content.lstrip())].count("\n")}
    token.map = [start_line, end_line]
    state.line = end_line
    if start_line in state.env.get(_TAKEN, ()) and _goes_on(state, end_line):
        state.sCount[end_line] = state.blkIndent


def leftmost(state: StateBlock, start_line: int) -> int:
    """How far left the lines of a formula may stand that begins in this one: no further than the
    text of its item, but where it stands further left itself, below a paragraph of that."""
    return 0 if is_lazy(state, start_line) else state.blkIndent


def is_lazy(state: StateBlock, line: int) -> bool:
    """Whether a line stands further left than the text of the item that it would go on with."""
    return 0 <= state.sCount[line] < state.blkIndent


def take_in(state: StateBlock, start_line: int, end_line: int) -> None:
    """Lets the item above have the formula in these lines, as it would have lines of text there;
    without that it ends, and the next begins another list."""
    if is_lazy(state, start_line):
        state.env.setdefault(_TAKEN, set()).add(start_line)
        for line in range(start_line, end_line):
            state.sCount[line] = state.blkIndent


def _goes_on(state: StateBlock, line: int) -> bool:
    """Whether text goes on behind a formula that stands further left than its item, as its
    paragraph would. Another such formula says so itself."""
    if line >= state.lineMax or state.isEmpty(line) or not is_lazy(state, line):
        return False
    # What interrupts no paragraph, and stands in an item only with all its lines.
    if line + 1 < state.lineMax and _SECOND.fullmatch(text_of(state, line + 1)):
        return False
    before, state.parentType = state.parentType, "paragraph"
    rules = state.md.block.ruler.getRules("paragraph")
    ends = any(rule(state, line, state.lineMax, True) for rule in rules)
    state.parentType = before
    return not ends


def text_of(state: StateBlock, line: int) -> str:
    """A line without the white space around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def lines_of(
    state: StateBlock, start_line: int, end_line: int, first: str, closing: str
) -> tuple[int, str] | None:
    """(line that ends with `closing`, the TeX before it) of a formula of more than one line;
    `first` is what stands behind its opening.

    A blank line ends the search, unless a group or an environment is open, or the formula was
    opened and is closed by lines that hold the marks alone; then no sentence may follow, and words
    only in rows of what is open and closed again. Where it stands further left than its item, the
    next item ends the search."""
    groups = _opened(first)
    left, lazy = leftmost(state, start_line), is_lazy(state, start_line)
    blank = parted = words = False
    for line in range(start_line + 1, end_line):
        text = text_of(state, line)
        if text and (state.sCount[line] < left or (lazy and _is_item(text))):
            return None
        if mark := _MARKS[closing].match(text):
            last = text[: mark.start(1)]
            if mark[1] != closing or mark.end() < len(text) or (parted and last):
                return None
            if words and groups + _opened(last) != 0:
                return None
            lines = state.getLines(start_line + 1, line, state.sCount[start_line], True)
            content = f"{first}\n{lines}{last}"
            return (line, content) if content.strip() else None
        before, groups = groups, groups + _opened(text)
        blank = blank or not text
        parted = parted or (not text and groups <= 0)
        if parted and first.strip():
            return None
        if blank and has_stray_han(text):
            words = True
            if max(before, groups) <= 0 or parts_formula(text):
                return None
    return None


def _is_item(text: str) -> bool:
    """Whether a line begins an item of a list, and no row of a formula."""
    match = _ITEM.match(text)
    return match is not None and (bool(match[1]) or text.endswith(":") or has_stray_han(text))


def _opened(text: str) -> int:
    """How many groups and environments `text` opens more than it closes."""
    braces = text.count("{") - text.count(r"\{") - text.count("}") + text.count(r"\}")
    return braces + text.count(r"\begin{") - text.count(r"\end{")


def continues_formula(state: StateBlock, begin: int) -> bool:
    """True where the paragraph that `begin` would interrupt has an open `$$`."""
    # Counted from where the line above left off, so that a long paragraph stays linear.
    start = state.bMarks[state.line]
    counted: tuple[int, int, int] = state.env.get(_COUNTED, (start, start, 0))
    _, done, count = counted if counted[0] == start and counted[1] <= begin else (0, start, 0)
    count += state.src.count("$$", done, begin)
    state.env[_COUNTED] = start, begin, count
    return count % 2 == 1
