"""The one ordered table of checks. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from kbsite.checks.attachments import unused_attachments
from kbsite.checks.connections import dead_ends, orphans
from kbsite.checks.names import duplicate_aliases, duplicate_titles
from kbsite.checks.pictures import unseen_pictures
from kbsite.checks.properties import undated, untagged
from kbsite.checks.survey import Survey
from kbsite.checks.text import lost_and_literal
from kbsite.checks.withheld_addresses import withheld_addresses
from kbsite.diagnostics import GROUP_OVER, Code, Diagnostic, info

Check: TypeAlias = Callable[[Survey], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    orphans,
    dead_ends,
    duplicate_titles,
    duplicate_aliases,
    unused_attachments,
    lost_and_literal,
    unseen_pictures,
    withheld_addresses,
    untagged,
    undated,
)


#: What may be true of most notes, and is then the way of the site and no slip: it is said once.
_WAYS: Mapping[Code, str] = {
    "orphan": "are linked from no other",
    "dead-end": "link to no other",
    "untagged": "have no tag",
    "undated": "have no date",
}


def diagnose(survey: Survey) -> Iterator[Diagnostic]:
    """All that the checks find; paths count from the content folder, and are "" where something is
    said of the whole site."""
    for check in CHECKS:
        found = list(check(survey))
        notes = len(survey.graph.listed)
        way = _WAYS.get(found[0].code) if found else None
        if way and len(found) > GROUP_OVER and len(found) * 2 > notes:
            message = f"{len(found):,} of {notes:,} notes {way}"
            yield info(found[0].code, "", message)
        else:
            yield from found
