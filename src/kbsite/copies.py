"""Notes that are copies of others, as their names say: what of two belongs to one goes to the other
first. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kbsite.diagnostics import Diagnostic, warning
from kbsite.model import Card

_NUMBER = r"(?: ?[(（]\d{1,3}[)）]| ?\d{1,3})"
_CONFLICT = (
    r"\.sync-conflict-\d{8}-\d{6}-\w{1,16}"
    r"| ?[(（][^()（）]{0,80}[Cc]onflicted copy[^()（）]{0,80}[)）]"
)
#: What systems and programs put behind the name of a file that they copy.
_SUFFIX = re.compile(
    rf"(?:(?: -)? ?(?:副本|[Cc]opy){_NUMBER}?|的副本{_NUMBER}?| ?[(（]\d{{1,3}}[)）]| \d{{1,3}}"
    rf"|{_CONFLICT})\.md\Z"
)
#: The last characters of all but those of Syncthing, which end as they like: sooner asked for.
_LAST = frozenset("0123456789)）y本")
_IN_CONFLICT = re.compile(rf"(?:{_CONFLICT})\.md\Z")


def originals_first(notes: Mapping[str, Card]) -> Mapping[str, Card]:
    """`notes` with those behind all others that are copies of one of them and name a place that is
    one note's alone."""
    copies = {
        path: card
        for path, card in notes.items()
        if _names_place(card)
        and (path[-4:-3] in _LAST or "sync-conflict" in path)
        and (suffix := _SUFFIX.search(path))
        and f"{path[: suffix.start()]}.md" in notes
    }
    if not copies:
        return notes
    return {path: card for path, card in notes.items() if path not in copies} | copies


def _names_place(card: Card) -> bool:
    front = card.front_matter
    return bool(front.permalink or front.slug or front.former or front.id)


def in_conflict(paths: Iterable[str]) -> Iterator[Diagnostic]:
    """Tells of the notes that are versions of other machines: a program which keeps folders alike
    put them beside the notes that they are of."""
    for path in paths:
        if "onflict" in path and (suffix := _IN_CONFLICT.search(path)):
            name = f"{path[: suffix.start()]}.md"
            message = f"the version of {name} that another machine has, as a note of its own"
            hint = "Merge both, and delete this file."
            yield warning("conflict", path, message, hint=hint)
