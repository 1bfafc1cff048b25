"""What notes do not say about themselves. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info


def untagged(survey: Survey) -> Iterator[Diagnostic]:
    """Notes of lists without a tag."""
    for path in survey.graph.listed:
        if not survey.notes[path].tags:
            yield info("untagged", path, "this note has no tag")


def undated(survey: Survey) -> Iterator[Diagnostic]:
    """Notes of lists without a date, of their own or by git."""
    for path in survey.graph.listed:
        if not survey.graph.dates[path][0]:
            hint = "Give it a `date`. Without one it stands last in lists, and not in the feed."
            yield info("undated", path, "this note has no date", hint=hint)
