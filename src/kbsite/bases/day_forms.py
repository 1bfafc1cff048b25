"""A date in a form of the author's, by the tokens of moment.js as in Obsidian. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from kbsite.bases.values import MOMENT, Day, text
from kbsite.languages import Calendar

#: What tables do not write: the zone, seconds since 1970, and eras.
_BEYOND = frozenset({"X", "x", "Z", "ZZ", "z", "zz", *("N" * count for count in range(1, 6))})


class _Moment(NamedTuple):
    date: date
    hour: int
    minute: int
    second: int
    calendar: Calendar

    @property
    def weekday(self) -> int:
        """0 is Sunday."""
        return self.date.isoweekday() % 7

    @property
    def place_in_week(self) -> int:
        """0 is the first day of a week in the language."""
        return (self.weekday - self.calendar.first_weekday) % 7

    @property
    def week(self) -> tuple[int, int]:
        """The year and the number of its week in the language."""
        # A week is of the year in which this day of it lies.
        decides = 7 - self.calendar.in_first_week
        ordinal = self.date.toordinal() - self.place_in_week + decides
        if ordinal > date.max.toordinal():
            return date.max.year + 1, 1
        day = date.fromordinal(ordinal)
        return day.year, (_day_of_year(day) + 6) // 7


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


_Number: TypeAlias = Callable[[_Moment], int]
_Written: TypeAlias = Callable[[_Moment], str]

#: Tokens that are numbers; behind `o` some of them are ordinals.
_NUMBERS: Mapping[str, _Number] = {
    "M": lambda at: at.date.month,
    "Q": lambda at: (at.date.month + 2) // 3,
    "D": lambda at: at.date.day,
    "DDD": lambda at: _day_of_year(at.date),
    "d": lambda at: at.weekday,
    "w": lambda at: at.week[1],
    "W": lambda at: at.date.isocalendar().week,
    "y": lambda at: at.date.year,
    "e": lambda at: at.place_in_week,
    "E": lambda at: at.date.isoweekday(),
    "H": lambda at: at.hour,
    "h": lambda at: at.hour % 12 or 12,
    "k": lambda at: at.hour or 24,
    "m": lambda at: at.minute,
    "s": lambda at: at.second,
}
_ORDINALS = ("M", "Q", "D", "DDD", "d", "w", "W", "y")


def _padded(number: _Number, width: int) -> _Written:
    return lambda at: f"{number(at):0{width}}"


def _ordinal(token: str) -> _Written:
    return lambda at: at.calendar.ordinal(_NUMBERS[token](at), token)


_TOKENS: Mapping[str, _Written] = {
    **{token: _padded(number, 1) for token, number in _NUMBERS.items()},
    **{token + token: _padded(_NUMBERS[token], 2) for token in "MDwWyHhkms"},
    **{f"{token}o": _ordinal(token) for token in _ORDINALS},
    "DDDD": _padded(_NUMBERS["DDD"], 3),
    "yyy": _padded(_NUMBERS["y"], 3),
    **dict.fromkeys(("yyyy", "YYYY", "Y"), _padded(_NUMBERS["y"], 4)),
    "YYYYY": _padded(_NUMBERS["y"], 5),
    "YYYYYY": lambda at: f"+{at.date.year:06}",
    "YY": lambda at: f"{at.date.year % 100:02}",
    "gg": lambda at: f"{at.week[0] % 100:02}",
    "gggg": lambda at: f"{at.week[0]:04}",
    "ggggg": lambda at: f"{at.week[0]:05}",
    "GG": lambda at: f"{at.date.isocalendar().year % 100:02}",
    "GGGG": lambda at: f"{at.date.isocalendar().year:04}",
    "GGGGG": lambda at: f"{at.date.isocalendar().year:05}",
    "MMM": lambda at: at.calendar.short_months[at.date.month - 1],
    "MMMM": lambda at: at.calendar.months[at.date.month - 1],
    "dd": lambda at: at.calendar.least_weekdays[at.weekday],
    "ddd": lambda at: at.calendar.short_weekdays[at.weekday],
    "dddd": lambda at: at.calendar.weekdays[at.weekday],
    "A": lambda at: at.calendar.part_of_day(at.hour, at.minute),
    "a": lambda at: at.calendar.part_of_day(at.hour, at.minute).lower(),
    "Hmm": lambda at: f"{at.hour}{at.minute:02}",
    "Hmmss": lambda at: f"{at.hour}{at.minute:02}{at.second:02}",
    "hmm": lambda at: f"{at.hour % 12 or 12}{at.minute:02}",
    "hmmss": lambda at: f"{at.hour % 12 or 12}{at.minute:02}{at.second:02}",
    # Fractions of a second are not kept.
    **{"S" * count: _padded(lambda at: 0, count) for count in range(1, 10)},
}
_TOKEN = "|".join(sorted({*_TOKENS, *_BEYOND}, key=len, reverse=True))
#: What stands in brackets, or behind a backslash, is written as it is.
_PART = re.compile(
    rf"\[(?P<kept>[^\[]*)\]|\\(?P<escaped>{_TOKEN}|.)?|(?P<token>{_TOKEN})", re.DOTALL
)
_LONG = re.compile(r"\[[^\[]*\]|\\?(?:LTS|LT|L{1,4}|l{1,4})")


def formatted(day: Day, form: str, calendar: Calendar) -> str | None:
    """`day` in a form such as `YYYY年M月`, None where that cannot be."""
    found = MOMENT.match(day.iso)
    if not found or unknown_in(form):
        return None
    year, month, number, hour, minute, second = (int(part or 0) for part in found.groups())
    moment = _Moment(date(year, month, number), hour, minute, second, calendar)

    def written(part: re.Match[str]) -> str:
        if token := part["token"]:
            return _TOKENS[token](moment)
        return part["kept"] or (part["escaped"] or "").strip("\\")

    form = _LONG.sub(lambda long: calendar.long_forms.get(long[0], long[0]), form)
    return text(_PART.sub(written, form))


def unknown_in(form: str) -> str:
    """The first token of a form that moment.js knows and tables do not, "" for none."""
    tokens = (part["token"] for part in _PART.finditer(form))
    return next((token for token in tokens if token in _BEYOND), "")
