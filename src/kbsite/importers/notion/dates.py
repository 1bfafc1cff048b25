"""Dates as Notion's interface writes them, in several languages. No I/O.

`April 3, 2024 10:00 AM`, `Apr 3, 2024`, `3 avril 2024 10:00`, `27. Juli 2023 11:52`,
`2024年4月3日 下午3:05`, `2024년 4월 3일 오전 10:00`, `2024/04/03`, `2024-04-03 10:00 (GMT+8)`; two
of them around `→` are a range."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar enero ene janeiro gennaio gen januari",
            "february feb février févr fevrier februar febrero fevereiro febbraio februari",
            "march mar mars märz mrz marzo março maart",
            "april apr avril avr abril abr aprile",
            "may mai mayo maio maggio mag mei",
            "june jun juin juni junio junho giugno giu",
            "july jul juillet juil juli julio julho luglio lug",
            "august aug août aout agosto ago augustus",
            "september sep sept septembre septiembre setembro settembre set",
            "october oct octobre oktober okt octubre outubro out ottobre ott",
            "november nov novembre noviembre novembro",
            "december dec décembre déc dezember dez diciembre dic dezembro dicembre",
        ),
        1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[,，]?\s*(?:at |um |à )?(?P<half>上午|下午|中午|凌晨|晚上|오전|오후|午前|午後)?\s*"
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r"\s*(?P<ampm>[ap]\.?m\.?)?)?"
    r"(?:\s*\(?(?P<zone>Z|(?:GMT|UTC)\s*(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})\)?)?"
)
_WEEKDAY = r"(?:\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?)?"
_FORMS = tuple(
    re.compile(rf"(?i)@?{form}{_TIME}")
    for form in (
        r"(?P<month>[^\W\d_]{3,12})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.? (?:de )?(?P<month>[^\W\d_]{3,12})\.?,? (?:de )?(?P<year>\d{4})",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_WEEKDAY}",
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})T?",
    )
)
_NUMERIC = re.compile(
    rf"(?i)@?(?P<first>\d{{1,2}})/(?P<second_>\d{{1,2}})/(?P<year>\d{{4}}){_TIME}"
)
_AFTERNOON = frozenset(("下午", "晚上", "오후", "午後", "中午"))
#: Nothing that is longer is a date.
_LONGEST = 60


def read_date(text: str) -> date | datetime | None:
    """One date, a `datetime` where it has a time, which knows its zone where that is named. None
    where it is none, or may be two (`03/04/2024`)."""
    text = text.strip()
    if not 8 <= len(text) <= _LONGEST:
        return None
    for form in _FORMS:
        if match := form.fullmatch(text):
            name = match["month"].casefold().rstrip(".")
            month = int(name) if name.isdecimal() else _MONTHS.get(name, 0)
            return _moment(match, month, int(match["day"]))
    match = _NUMERIC.fullmatch(text)
    if not match:
        return None
    first, second = int(match["first"]), int(match["second_"])
    if first > 12 >= second or first == second:
        return _moment(match, second, first)
    return _moment(match, first, second) if second > 12 else None


def read_range(text: str) -> tuple[date, date] | None:
    """Two dates around an arrow; the second may be a time of the same day."""
    if "→" not in text or len(text) > 2 * _LONGEST:
        return None
    left, _, right = text.partition("→")
    begin, end = read_date(left), read_date(right)
    if begin and not end:
        day = begin.strftime("%Y-%m-%d") if begin.year > 999 else ""
        end = read_date(f"{day} {right.strip()}")
    return (begin, end) if begin and end else None


def _moment(match: re.Match[str], month: int, day: int) -> date | datetime | None:
    try:
        if match["hour"] is None:
            return date(int(match["year"]), month, day)
        hour = int(match["hour"])
        half, ampm = match["half"] or "", (match["ampm"] or "").casefold()
        if half in _AFTERNOON or ampm.startswith("p"):
            hour += 12 if hour < 12 else 0
        elif (half or ampm) and hour == 12:
            hour = 0
        minute, second = int(match["minute"]), int(match["second"] or 0)
        zone = _zone(match["zone"] or "")
        return datetime(int(match["year"]), month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _zone(text: str) -> tzinfo | None:
    if not text:
        return None
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?", text)
    if not offset:
        return UTC
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-span if offset[1] == "-" else span)
