"""Notes that are copies of others, as their names say: what of two belongs to one goes to the other
first. No I/O."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from kbsite.diagnostics import Diagnostic, warning
from kbsite.model import Card, FrontMatter
from kbsite.words.patterns import late_pattern

_NUMBER = r"(?: ?[(（]\d{1,3}[)）]| ?\d{1,3})"
_CONFLICT = (
    r"\.sync-conflict-\d{8}-\d{6}-\w{1,16}"
    r"| ?[(（][^()（）]{0,80}[Cc]onflicted copy[^()（）]{0,80}[)）]"
)
#: What systems and programs put behind the name of a file that they copy.
_SUFFIX = late_pattern(
    rf"(?:(?: -)? ?(?:副本|[Cc]opy){_NUMBER}?|的副本{_NUMBER}?| ?[(（]\d{{1,3}}[)）]| \d{{1,3}}"
    rf"|{_CONFLICT})\.md\Z"
)
#: The last characters of all but those of Syncthing, which end as they like: sooner asked for.
_LAST = frozenset("0123456789)）y本")
_IN_CONFLICT = late_pattern(rf"(?:{_CONFLICT})\.md\Z")


def originals_first(notes: Mapping[str, Card]) -> Mapping[str, Card]:
    """`notes` with those behind all others that are copies of one of them and name a place, as it
    does, that is one note's alone."""
    copies = {
        path: card
        for path, card in notes.items()
        if _names_place(card)
        and (path[-4:-3] in _LAST or "sync-conflict" in path)
        and (suffix := _SUFFIX.search(path))
        and (original := notes.get(f"{path[: suffix.start()]}.md"))
        and _share_place(card.front_matter, original.front_matter)
    }
    if not copies:
        return notes
    return {path: card for path, card in notes.items() if path not in copies} | copies


def _names_place(card: Card) -> bool:
    front = card.front_matter
    return bool(front.permalink or front.slug or front.former or front.id)


def _share_place(one: FrontMatter, other: FrontMatter) -> bool:
    """Whether both name it. A number behind a name may be part of it: `Python 3`."""
    return not _places(one).isdisjoint(_places(other))


def _places(front: FrontMatter) -> set[tuple[str, str]]:
    """What it names, as far as the same is the same in other spelling."""
    urls = (front.permalink, *(alias.text for alias in front.former))
    slug = "" if front.permalink else front.slug
    named = (("id", front.id), ("slug", slug), *(("url", url) for url in urls))
    return {(kind, name.strip("/").casefold()) for kind, name in named if name}


def in_conflict(published: Iterable[str], notes: Container[str]) -> Iterator[Diagnostic]:
    """Tells of those `published` that are versions of other machines: a program which keeps folders
    alike put them beside the one of all `notes` that they are of."""
    for path in published:
        if "onflict" in path and (suffix := _IN_CONFLICT.search(path)):
            name = f"{path[: suffix.start()]}.md"
            message = f"the version of {name} that another machine has, as a note of its own"
            hint = "Merge both, and delete this file."
            if name not in notes:
                # What else is in brackets may be words of its author.
                if ".sync-conflict-" not in path:
                    continue
                message = f"a version that another machine had of {name}, which is not here"
                hint = "Give it a name of its own, or delete it."
            yield warning("conflict", path, message, hint=hint)
