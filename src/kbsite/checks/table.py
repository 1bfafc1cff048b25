"""The one ordered table of checks. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from kbsite.checks.attachments import unused_attachments
from kbsite.checks.connections import dead_ends, orphans
from kbsite.checks.names import duplicate_aliases, duplicate_titles
from kbsite.checks.pictures import unseen_pictures
from kbsite.checks.properties import undated, untagged
from kbsite.checks.survey import Survey
from kbsite.checks.text import lost_and_literal
from kbsite.diagnostics import Diagnostic

Check: TypeAlias = Callable[[Survey], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    orphans,
    dead_ends,
    duplicate_titles,
    duplicate_aliases,
    unused_attachments,
    lost_and_literal,
    unseen_pictures,
    untagged,
    undated,
)


def diagnose(survey: Survey) -> Iterator[Diagnostic]:
    """All that the checks find; paths count from the content folder."""
    for check in CHECKS:
        yield from check(survey)
