"""Which posts an old site did not publish, though nothing calls them drafts. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kbsite.importers.posts.permalinks import moment_of

_TRUE = (True, "true", 1)
_NEVER = (False, "false", "never")


def withheld(given: Mapping[str, object], today: date, waits: bool) -> str:
    """Why, by what the post says with keys in lower case, or "": Hugo's `expiryDate`,
    `publishDate`, `headless` and `build`; with `waits` a date to come."""
    ends = moment_of(given.get("expirydate"))
    if ends and ends.date() <= today:
        return f"it expired on {ends.date()}"
    # Whatever the time zone of its date, a day later it is there.
    begins = moment_of(given.get("publishdate")) or (
        moment_of(given.get("date")) if waits else None
    )
    if begins and begins.date() > today + timedelta(days=1):
        return f"it was to be published on {begins.date()}"
    if given.get("headless") in _TRUE:
        return "it is headless: it had no page"
    options = given.get("build") or given.get("_build")
    if isinstance(options, Mapping) and options.get("render") in _NEVER:
        return "its `build` says that it has no page"
    return ""


def is_unlisted(given: Mapping[str, object]) -> bool:
    """Whether lists of the old site left a post out."""
    options = given.get("build") or given.get("_build")
    return isinstance(options, Mapping) and options.get("list") in _NEVER
