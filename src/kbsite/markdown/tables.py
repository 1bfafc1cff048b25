"""GFM's tables: where the text of each cell stands in its row, which cells no column shows, which
columns hold sentences, and what looks like a table and is none. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from kbsite.markdown.reporter import Meant
from kbsite.markdown.settings import settings_of
from kbsite.words.patterns import late_pattern
from kbsite.words.unseen import INVISIBLE, NO_SPACES

#: `Token.meta` keys: of the inline token of a cell, the `Cell`; of a table, its rows of too many,
#: and (line, column) of the first of the last lines in it without a bar, where the others begin
#: with one.
CELL, LOST, BARE = "cell", "lost_cells", "bare_row"

#: What parts the cells of a row.
BAR = re.compile(r"(?<!\\)\|")
#: Classes. Of the head of a column that has a sentence in a cell: Han can break anywhere, so a
#: browser would make it as narrow as two characters before the table scrolls; of a cell with a date
#: or a range of numbers, which would break behind a hyphen; of one of a few words (`117 小时`,
#: `model-10`), of which that column would break the last.
LONG, WHOLE, SHORT = "long", "whole", "short"
# So many ems of text are a sentence; what does not count, since it cannot break or is not shown.
_SENTENCE = 12
# More ems than any column has room for, and as many as may ask for more: seven such columns are as
# wide as the text. What can break; marks, which may show something else than what is written.
_ROOM, _FEW = 2, 4
_MAY_BREAK = re.compile(r"[ \-–/\u2e80-\uffff]")
_MARKS = frozenset("`$<[{\\*_~=&!")
_NO_TEXT = re.compile(r"\$[^$]*\$|\]\([^()]*\)|<[^<>]*>|`[^`]*`")
# The same of formulas in brackets, where there are such.
_IN_BRACKETS = late_pattern(r"\\[(\[][^\\]*+(?:\\[^()\[\]][^\\]*+)*+\\[)\]]")
_DATE = re.compile(r"\d[\d.:/ ]*[-–][-–\d.:/ ]{,20}")
_LATIN = late_pattern(r"[\x00-\u2e7f]")
_BLANKS = " \t"
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


class Row:
    """The `text` of a row, how many characters stand before it in its line, and whether it lacks
    its last bar, and the line below it the first."""

    def __init__(self, text: str, column: int, *, is_broken: bool = False) -> None:
        self.text = text
        self.column = column
        self.is_broken = is_broken

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where its cells begin and end."""
        return _cells_of(self.text)


class Cell:
    """The cell of a number in its row."""

    def __init__(self, row: Row, number: int) -> None:
        self.row = row
        self.number = number

    @cached_property
    def _begin(self) -> tuple[int, list[int]]:
        """How many characters stand before its text in the line; where in that bars stand, which
        are written `\\|`."""
        if self.number >= len(self.row.spans):
            return self.row.column, []
        begin, end = self.row.spans[self.number]
        written = self.row.text[begin:end]
        text = written.strip(_BLANKS).replace("\\|", "|")
        bars = [at for at, character in enumerate(text) if character == "|"]
        return self.row.column + begin + len(written) - len(written.lstrip(_BLANKS)), bars

    def column_of(self, position: int) -> int:
        """The column, from 1, of an offset in the text of the cell."""
        begin, bars = self._begin
        return begin + position + bisect_left(bars, position) + 1


class LostCells(NamedTuple):
    """A row of more cells than its table has columns: the line of the note, counted from 0, the
    column of the first that is not shown, and both numbers."""

    line: int
    column: int
    cells: int
    columns: int


def tables(md: MarkdownIt) -> None:
    """A line is looked at only where the next may be a delimiter row."""
    md.enable("table")

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line + 1] + state.tShift[start_line + 1]
        if not state.src.startswith(("|", "-", ":"), begin):
            return False
        first = len(state.tokens)
        if not table(state, start_line, end_line, silent):
            return False
        if not silent:
            _stamp(state, first)
        return True

    md.block.ruler.at("table", rule, {"alt": ["paragraph", "reference"]})


def _stamp(state: StateBlock, first: int) -> None:
    lost: list[LostCells] = []
    heads: list[Token] = []
    columns = number = line = 0
    may_be_bare = False
    bare: tuple[int, int] | None = None
    row = Row("", 0)
    brackets = settings_of(state.env).brackets
    for i in range(first, len(state.tokens)):
        token = state.tokens[i]
        if token.type == "inline":
            token.meta[CELL] = Cell(row, number)
            if _is_sentence(token.content, brackets=brackets):
                heads[number].attrSet("class", LONG)
            elif _DATE.fullmatch(token.content):
                state.tokens[i - 1].attrSet("class", WHOLE)
            elif _is_short(token.content) and state.tokens[i - 1].tag == "td":
                state.tokens[i - 1].attrSet("class", SHORT)
            number += 1
        elif token.type == "th_open":
            heads.append(token)
        elif token.type == "tr_open" and token.map:
            row, number, line = _row(state, token.map[0]), 0, token.map[0]
        elif token.type == "tr_close":
            if not columns:
                columns, may_be_bare = number, number < 2 or row.text[:1] != "|"
            if "|" in row.text:
                bare = None
            # The name of a block (`^id`) needs no line above; kramdown is told as such.
            elif not (may_be_bare or row.text.startswith(("^", "{:"))):
                bare = bare or (line, row.column + 1)
            # By what is quickly counted.
            if row.text.count("|") >= columns and (found := _lost(row, line, columns)):
                lost.append(found)
    if lost:
        state.tokens[first].meta[LOST] = lost
    if bare:
        state.tokens[first].meta[BARE] = bare


def _is_sentence(text: str, *, brackets: bool) -> bool:
    if len(text) <= _SENTENCE:
        return False
    if brackets:
        text = _IN_BRACKETS.sub("", text)
    return _ems(_NO_TEXT.sub("", text)) > _SENTENCE


def _is_short(text: str) -> bool:
    is_plain = _ROOM < len(text) <= 2 * _FEW and _MARKS.isdisjoint(text)
    return is_plain and _ROOM < _ems(text) <= _FEW and _MAY_BREAK.search(text) is not None


def _ems(text: str) -> float:
    """About as wide it is."""
    return len(text) - len(_LATIN.findall(text)) / 2


def _row(state: StateBlock, line: int) -> Row:
    begin = state.bMarks[line] + state.tShift[line]
    column = begin - state.src.rfind("\n", 0, begin) - 1
    text = state.src[begin : state.eMarks[line]].strip(_BLANKS)
    is_broken = text[:1] == "|" and text[-1:] != "|" and _goes_on(state, line + 1)
    return Row(text, column, is_broken=is_broken)


def _goes_on(state: StateBlock, line: int) -> bool:
    """Whether `line` is not blank and begins with no bar."""
    if line >= state.lineMax or state.isEmpty(line):
        return False
    return state.src[state.bMarks[line] + state.tShift[line]] != "|"


def _lost(row: Row, line: int, columns: int) -> LostCells | None:
    """What is not shown of a row."""
    for begin, end in row.spans[columns:]:
        text = row.text[begin:end]
        if text.strip(_BLANKS):
            begin += len(text) - len(text.lstrip(_BLANKS))
            return LostCells(line, row.column + begin + 1, len(row.spans), columns)
    return None


def _cells_of(row: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end."""
    bars = [bar.start() for bar in BAR.finditer(row)]
    spans = list(zip([0, *(bar + 1 for bar in bars)], [*bars, len(row)], strict=True))
    if spans and spans[0] == (0, 0):
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return spans


def no_table(text: str) -> Meant | None:
    """What looks like a table in the text of a paragraph and is none."""
    found = next((one for one in _NO_TABLE.finditer(text) if _DASHES & set(one["rule"])), None)
    if not found:
        return _no_rule(text)
    rule = found["rule"].strip(_BLANKS)
    cells = [rule[begin:end].strip(_BLANKS) for begin, end in _cells_of(rule)]
    above, below = len(_cells_of(found["head"].strip(_BLANKS))), len(cells)
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
    cells = [head[begin:end].strip(_BLANKS) for begin, end in _cells_of(head)]
    if not 2 <= len(cells) == len(_cells_of(below)) or not all(map(_is_name, cells)):
        return None
    hint = "Put a line | --- | --- | below the first, of as many cells."
    return _meant(found.start("head"), "no line of --- stands below its first", hint)


def _is_name(cell: str) -> bool:
    """Whether it may be the name of a column, not a part of a formula."""
    is_word = any(map(str.isalnum, cell))
    return is_word and cell[0] not in _OPERATORS and cell[-1] not in _OPERATORS


def _meant(at: int, reason: str, hint: str) -> Meant:
    return Meant("table-literal", at, f"this looks like a table and is none: {reason}", hint)
