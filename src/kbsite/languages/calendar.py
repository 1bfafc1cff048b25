"""How a language names months, days of the week and halves of the day. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Calendar(NamedTuple):
    """As in the locale of moment.js, by which Obsidian writes dates; weekdays begin with Sunday."""

    months: Sequence[str]
    short_months: Sequence[str]
    weekdays: Sequence[str]
    short_weekdays: Sequence[str]
    least_weekdays: Sequence[str]
    #: What makes a number an ordinal, by the token of moment.js and its last digit; of others, and
    #: of the teens, the first.
    ordinal_endings: Mapping[str, Sequence[str]]
    #: Parts of the day, each with the time before which it ends, as `hour * 100 + minute`.
    parts_of_day: Sequence[tuple[int, str]]
    #: The first day of a week (0 is Sunday), and the day of January that is in the first week.
    first_weekday: int
    in_first_week: int
    #: `L`, `LT` and their like, and what they stand for.
    long_forms: Mapping[str, str]

    def ordinal(self, number: int, token: str) -> str:
        """`2nd` of 2 for `D`, a day."""
        endings = self.ordinal_endings.get(token, ("",))
        digit = 0 if number % 100 // 10 == 1 else number % 10
        return f"{number}{endings[digit if digit < len(endings) else 0]}"

    def part_of_day(self, hour: int, minute: int) -> str:
        """`AM` of 9:00."""
        time = hour * 100 + minute
        return next(word for end, word in self.parts_of_day if time < end)
