"""Where a post stood on the old site, by the template that its configuration has. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from kbsite.urls import MAX_PATH_BYTES, decoded, note_permalink

_NUMBERS = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_TOKEN = re.compile(r":([a-z_]+)")
_SLASHES = re.compile(r"/{2,}")

#: What a token stands for, None where it cannot be known.
Value: TypeAlias = "str | None"


def moment_of(value: object) -> datetime | None:
    """A date of front matter by the clock of its author, zones left out."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    found = _NUMBERS.match(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in found.groups())
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def filled(template: str, values: Mapping[str, Value]) -> tuple[str, str]:
    """The template with its tokens filled in, and ""; or "", and the first token of which nothing
    is known."""
    unknown = next((t for t in _TOKEN.findall(template) if values.get(t) is None), "")
    if unknown:
        return "", f":{unknown}"
    whole = _TOKEN.sub(lambda token: values[token[1]] or "", template)
    return _SLASHES.sub("/", f"/{whole.lstrip('/')}"), ""


def clock(moment: datetime | None) -> Mapping[str, Value]:
    """The tokens of dates that Hexo, Hugo and Jekyll share."""
    if moment is None:
        return {}
    return {
        "year": f"{moment.year:04}",
        "month": f"{moment.month:02}",
        "i_month": str(moment.month),
        "day": f"{moment.day:02}",
        "i_day": str(moment.day),
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
    }


def old_url(path: str) -> str:
    """A path of the old site as an entry of `redirect_from`, "" where it is none that a host
    sees."""
    parts = urlsplit(path) if "://" in path else None
    path = parts.path if parts else path
    if not path or re.search(r"[?#\\\x00-\x1f\x7f]", path) or ".." in path.split("/"):
        return ""
    if len(decoded(path).encode()) >= MAX_PATH_BYTES:
        return ""
    whole = _SLASHES.sub("/", f"/{path}")
    whole = re.sub(r"/index\.html?$", "/", whole)
    try:
        url = note_permalink("", override=decoded(whole))
    except ValueError:
        return ""
    return whole if url else ""


def hexo_slug(name: str) -> str:
    """A name as Hexo's `slugize` has it, but for letters with accents."""
    spaced = re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+", "-", name)
    return spaced.strip("-")


def hugo_segment(name: str) -> str:
    """A name of a file or a title as a segment of a URL: `urlize`, lower case."""
    kept = "".join(c if c.isalnum() or c in "._-+~@" else " " if c.isspace() else "" for c in name)
    return re.sub(r"[\s-]*\s[\s-]*", "-", kept.strip()).lower()


def jekyll_slug(name: str, *, cased: bool = True) -> str:
    """A name as Jekyll's `slugify` has it, mode `pretty`."""
    joined = re.sub(r"[^\w.~!$&'()+,;=@]+", "-", name).strip("-")
    return joined if cased else joined.lower()


def jekyll_clock(moment: datetime | None) -> Mapping[str, Value]:
    """Jekyll's further tokens."""
    if moment is None:
        return {}
    year, week, weekday = moment.isocalendar()
    return {
        **clock(moment),
        "short_year": f"{moment.year % 100:02}",
        "y_day": f"{moment.timetuple().tm_yday:03}",
        "w_year": f"{year:04}",
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_month": _MONTHS[moment.month - 1][:3],
        "long_month": _MONTHS[moment.month - 1],
        "short_day": _DAYS[weekday - 1][:3],
        "long_day": _DAYS[weekday - 1],
    }


def hugo_clock(moment: datetime | None) -> Mapping[str, Value]:
    """Hugo's further tokens."""
    if moment is None:
        return {}
    return {
        **clock(moment),
        "monthname": _MONTHS[moment.month - 1].lower(),
        "weekday": str(moment.isoweekday() % 7),
        "weekdayname": _DAYS[moment.weekday()].lower(),
        "yearday": str(moment.timetuple().tm_yday),
    }


_MONTHS: Sequence[str] = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_DAYS: Sequence[str] = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)


class Former(NamedTuple):
    """Where a post stood: its URL from the old site's root, "" where that is not known, as `why`
    says."""

    url: str
    why: str = ""
