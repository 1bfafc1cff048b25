"""What the last row of a table says of a column. No I/O."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence

from kbsite.bases.values import Day, Value, is_empty, is_number, number, shown, shown_number

Numbers = Sequence[float]

_OF_NUMBERS: Mapping[str, Callable[[Numbers], float]] = {
    "Average": statistics.fmean,
    "Max": max,
    "Median": statistics.median,
    "Min": min,
    "Range": lambda numbers: max(numbers) - min(numbers),
    "Stddev": statistics.pstdev,
    "Sum": lambda numbers: sum(numbers),
}
_OF_ALL: Mapping[str, Callable[[Sequence[Value]], int]] = {
    "Checked": lambda values: sum(value is True for value in values),
    "Empty": lambda values: sum(map(is_empty, values)),
    "Filled": lambda values: sum(not is_empty(value) for value in values),
    "Unchecked": lambda values: sum(value is False for value in values),
    "Unique": lambda values: len({shown(value) for value in values if not is_empty(value)}),
}
_OF_DAYS: Mapping[str, Callable[[Sequence[Day]], Day]] = {
    "Earliest": lambda days: min(days, key=lambda day: day.iso),
    "Latest": lambda days: max(days, key=lambda day: day.iso),
}
#: The names that Obsidian gives them.
SUMMARIES = (*_OF_NUMBERS, *_OF_ALL, *_OF_DAYS)


def summary(name: str, values: Sequence[Value]) -> str:
    """What `name` says of the values of a column, "" where it says nothing of such."""
    if name in _OF_ALL:
        return str(_OF_ALL[name](values))
    if name in _OF_DAYS:
        days = [value for value in values if isinstance(value, Day)]
        return _OF_DAYS[name](days).text if days else ""
    numbers = [value for value in values if isinstance(value, int | float) and is_number(value)]
    if not numbers:
        return ""
    try:
        result = number(_OF_NUMBERS[name](numbers))
    except OverflowError:
        return ""
    return "" if result is None else shown_number(round(result, 2))
