"""What looks like a table in a paragraph and is none: its delimiter row is missing, has other signs
or another number of cells. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.blocks.tables import BLANKS, cells_of
from kbsite.markdown.literal.marks import leading_marks
from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern
from kbsite.words.unseen import INVISIBLE, NO_SPACES

_BAR = re.compile(r"\|")
_DASHES = frozenset("-—–－─")
_DELIMITER = re.compile(r":?-+:?")
# A line that begins with a bar, and below it one of nothing but bars, dashes and colons.
_NO_TABLE = late_pattern(
    rf"^[ \t]*(?P<above>[{NO_SPACES}{INVISIBLE}]*)(?P<head>\|.*)\n"
    rf"[ \t]*(?P<before>[{NO_SPACES}{INVISIBLE}]*)"
    rf"(?P<rule>\|[ \t{NO_SPACES}{INVISIBLE}|:：\-—–－─]*)$",
    re.MULTILINE,
)
# Two lines that begin and end with a bar; what a cell of a formula such as `|a| + |b|` ends with.
_ROWS = re.compile(r"^[ \t]*(?P<head>\|.*\|)[ \t]*\n[ \t]*(?P<below>\|.*\|)[ \t]*$", re.MULTILINE)
_OPERATORS = "+-*/=<>≤≥≠≈^_&\\"


def literal_tables(token: Token) -> Iterator[Meant]:
    """The first of them; `token` is the inline token of the paragraph."""
    text = token.content
    table = _literal_table(text) if "|" in text and "\n" in text else None
    # Its rows may be those of code or a formula.
    if table and leading_marks(token, _BAR):
        yield table


def _literal_table(text: str) -> Meant | None:
    found = next((one for one in _NO_TABLE.finditer(text) if _DASHES & set(one["rule"])), None)
    if not found:
        return _no_rule(text)
    rule = found["rule"].strip(BLANKS)
    cells = [rule[begin:end].strip(BLANKS) for begin, end in cells_of(rule)]
    above, below = len(cells_of(found["head"].strip(BLANKS))), len(cells)
    hint = "A table has | --- | --- | below its first line, as many as that has cells."
    if other := found["above"] or found["before"]:
        reason = f"U+{ord(other[0]):04X} stands before its first bar"
        return _meant(found.start("head"), reason, "Take that out.")
    if above == below and all(map(_DELIMITER.fullmatch, cells)):
        # As lines of the paragraph that the item or quote ends with (CommonMark, 5.1 and 5.2).
        if found.start():
            reason = "it goes on with the list item or quote above it"
            hint = "Leave a blank line above it. What belongs to an item is indented as its text."
        else:
            reason = "not all of it stands in the list item or quote that it begins in"
            hint = "Indent its lines as the text of the item, or begin each with >."
        return _meant(found.start("head"), reason, hint)
    if other := re.search(r"[^|:\- \t]", rule):
        reason = "the line below the first has other signs than -, : and |"
        if other.group().isspace() or not other.group().isprintable():
            reason = f"the line below the first has U+{ord(other.group()):04X}, which is no space"
    elif above != below:
        reason = f"the first line has {above} cells and the one below it {below}"
    else:
        reason = "the line below the first has cells without ---"
    return _meant(found.start("rule"), reason, hint)


def _no_rule(text: str) -> Meant | None:
    """Rows of a table that lacks the line below the first."""
    found = _ROWS.search(text)
    if not found:
        return None
    head, below = found["head"], found["below"]
    cells = [head[begin:end].strip(BLANKS) for begin, end in cells_of(head)]
    if not 2 <= len(cells) == len(cells_of(below)) or not all(map(_is_name, cells)):
        return None
    hint = "Put a line | --- | --- | below the first, of as many cells."
    return _meant(found.start("head"), "no line of --- stands below its first", hint)


def _is_name(cell: str) -> bool:
    """Whether it may be the name of a column, not a part of a formula."""
    is_word = any(map(str.isalnum, cell))
    return is_word and cell[0] not in _OPERATORS and cell[-1] not in _OPERATORS


def _meant(at: int, reason: str, hint: str) -> Meant:
    return Meant("table-literal", at, f"this looks like a table and is none: {reason}", hint)
