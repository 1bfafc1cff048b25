"""Dates as written → text in the site's zone, which sorts as time does. No I/O."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?"
    r"(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


def parse_date(text: str, offset: str) -> str | None:
    """A date as written → `YYYY-MM-DD`, or RFC 3339 in the zone `offset` (`+08:00`) where it
    has a time; None where it is neither. A time that names no zone is in `offset`."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, *months, day, hour, minute, second, zone = match.groups()
    month = next(m for m in months if m)
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=_zone(zone or offset),
        )
        return moment.astimezone(_zone(offset)).isoformat()
    except (ValueError, OverflowError):
        return None


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
