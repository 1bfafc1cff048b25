"""A surveyed site as what fixes start from. No I/O."""

from __future__ import annotations

from kbsite.extensions.reading import parse_with
from kbsite.keys import digest_of
from kbsite.model import Note
from kbsite.nouns.fragments import Fragments
from kbsite.nouns.sources import SourceFile
from kbsite.placing.linked_notes import Ground
from kbsite.stages.site import Planned, Reading


def ground_of(planned: Planned, reading: Reading) -> Ground[Note]:
    """What the site is made of."""
    attachments = planned.sources.attachments if planned.sources else ()
    cards = [reading.notes[path] for path in reading.notes]
    return Ground(cards, attachments, reading.git_dates, reading.config, reading.drafts)


def parse_bytes(reading: Reading, path: str, data: bytes) -> Note:
    """The note with these bytes."""
    source = SourceFile(path, digest_of(data), data)
    return parse_with(source, reading.options, reading.own, Fragments()).note
