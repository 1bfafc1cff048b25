"""Which posts an old site did not publish, though nothing calls them drafts. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from kbsite.importers.posts.permalinks import moment_of

_TRUE = (True, "true", 1)
_ENDS = ("expirydate", "unpublishdate")
_BEGINS = ("publishdate", "pubdate")


def withheld(given: Mapping[str, object], today: date, waits: bool) -> str:
    """Why, by what the post says with keys in lower case, or "": Hugo's `expiryDate`,
    `publishDate` and their other names, `headless` and `build`; with `waits` a date to come."""
    ends = _first_moment(given, _ENDS)
    if ends and ends.date() <= today:
        return f"it expired on {ends.date()}"
    # Whatever the time zone of its date, a day later it is there.
    begins = _first_moment(given, _BEGINS) or (moment_of(given.get("date")) if waits else None)
    if begins and begins.date() > today + timedelta(days=1):
        return f"it was to be published on {begins.date()}"
    if given.get("headless") in _TRUE:
        return "it is headless: it had no page"
    if _build(given, "render") in ("false", "never", "link"):
        return "its `build` says that it has no page"
    return ""


def is_unlisted(given: Mapping[str, object]) -> bool:
    """Whether lists of the old site left a post out."""
    return lists_nowhere(given.get("build") or given.get("_build"))


def lists_nowhere(build: object) -> bool:
    """Whether the `build` of a page says that no list has it."""
    return _option(build, "list") in ("false", "never")


def _build(given: Mapping[str, object], name: str) -> str:
    return _option(given.get("build") or given.get("_build"), name)


def _option(build: object, name: str) -> str:
    """An option of `build`, in lower case; of its keys Hugo ignores the case, too."""
    options = build if isinstance(build, Mapping) else {}
    found = (value for key, value in options.items() if str(key).lower() == name)
    return str(next(found, "")).lower()


def _first_moment(given: Mapping[str, object], keys: Sequence[str]) -> datetime | None:
    return next(filter(None, (moment_of(given.get(key)) for key in keys)), None)
