"""Files that no note uses. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, fold, suffix_of


def unused_attachments(survey: Survey) -> Iterator[Diagnostic]:
    """Pictures, sound, video and PDF that no note links to or shows. What a note names that is not
    published counts as used. Other files may be there for another reason."""
    used = {attachment.path for attachment, _ in survey.graph.attachments}
    named = {
        fold(link.target.replace("\\", "/").rpartition("/")[2])
        for path, note in survey.notes.items()
        if path not in survey.graph.urls
        for link in note.links
    }
    for attachment in survey.attachments:
        path = attachment.path
        name = path.rpartition("/")[2]
        if (
            path in used
            or suffix_of(name) not in IMAGE_SUFFIXES | PLAYER_SUFFIXES
            or fold(name) in named
        ):
            continue
        yield info("attachment-unused", path, "no note uses this file; it is not published")
