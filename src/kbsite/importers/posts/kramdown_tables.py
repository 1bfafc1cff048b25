"""Tables as kramdown has them, without a head or with rules between their rows → GFM. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from kbsite.importers.model import Change, Line
from kbsite.importers.texts.literal import exact_lines

_ROW = re.compile(r"[ \t>]*\|.*\|[ \t]*")
_RULE = re.compile(
    r"[ \t>]*+\|[ \t]*+:?[-=]++:?[ \t]*+(?:[|+][ \t]*+:?[-=]++:?[ \t]*+)*+\|?[ \t]*+"
)
#: In which a bar parts no cells.
_WHOLE = re.compile(r"`[^`]*`|\$[^$]*\$|\\.")


def tables(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. A head has one row in GFM, and there is always one: where kramdown has none
    it is empty."""
    is_row = ["|" in line.text and _is_row(line.text) for line in lines]
    if not any(is_row):
        return lines
    result: list[Line] = []
    rows = zip(lines, is_row, exact_lines(lines), strict=True)
    for is_table, group in groupby(rows, lambda row: row[1] and not row[2]):
        block = [line for line, *_ in group]
        joins = bool(result) and bool(result[-1].text.strip(" \t>"))
        result += block if joins or not is_table else _table(block, changes)
    return result


def _table(block: Sequence[Line], changes: list[Change]) -> Sequence[Line]:
    is_rule = [bool(_RULE.fullmatch(line.text)) for line in block]
    rules = [n for n, found in enumerate(is_rule) if found]
    cells = [line for line, found in zip(block, is_rule, strict=True) if not found]
    if len(cells) < 2 or (rules == [1] and _is_delimiter(block[1].text, block[0].text)):
        return block
    lead = block[0].text.partition("|")[0]
    number = block[0].number
    first = next((n for n in rules if n), 0)
    above = first - (1 if rules and rules[0] == 0 else 0)
    rule = next((block[n].text for n in rules if "-" in block[n].text), "")
    if above == 1 and rule:
        head = [cells[0], Line(_delimiter(rule, _width(cells[0].text)), block[first].number)]
        cells = cells[1:]
        why = "rules between rows are left out" if len(rules) > 1 else ""
    else:
        width = max(_width(line.text) for line in cells)
        head = [Line(f"{lead}|{'  |' * width}", number), Line(f"{lead}|{'---|' * width}", number)]
        why = "its head is empty, as it had none"
    changes.append(Change("kramdown table", "converted", number, why))
    return [*head, *cells]


def _is_row(text: str) -> bool:
    return bool(_ROW.fullmatch(text) or _RULE.fullmatch(text))


def _width(row: str) -> int:
    """How many cells a row has."""
    return _WHOLE.sub("", row).strip(" \t>").count("|") - 1


def _is_delimiter(rule: str, head: str) -> bool:
    """Whether GFM has it as the line below a head."""
    is_plain = "+" not in rule and "=" not in rule
    return is_plain and len(rule.strip(" \t>|").split("|")) == _width(head)


def _delimiter(rule: str, width: int) -> str:
    """The rule as GFM has it below a head of so many cells."""
    plain = rule.rstrip().replace("+", "|").replace("=", "-")
    lead = plain.partition("|")[0]
    cells = plain.strip(" \t>|").split("|")[:width]
    return f"{lead}|{'|'.join(cells + ['---'] * (width - len(cells)))}|"
