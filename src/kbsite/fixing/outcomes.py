"""What every link of a site comes to, in terms that survive a move: paths, not URLs. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from kbsite.diagnostics import Diagnostic
from kbsite.graph import graph_of_linked
from kbsite.model import Details, Link, Note, SiteGraph
from kbsite.nouns.resolutions import Ambiguous, Found, Missing, Resolution
from kbsite.placing.graph_memory import GraphMemory
from kbsite.placing.linked_notes import Ground, link_notes
from kbsite.urls import nfc


class Outcome(NamedTuple):
    """A note or file by its path, a folder by its path with / at the end, another page by its URL;
    or `nothing`, and `hidden` for a note that is not published. `is_clear` is false where it could
    be another."""

    kind: str
    path: str = ""
    anchor: str = ""
    is_clear: bool = True

    def moved(self, new_path: Callable[[str], str]) -> Outcome:
        """The same where paths are others."""
        return self._replace(path=new_path(self.path)) if self.kind == "path" else self


#: A link that a view does not show.
UNSEEN = Outcome("unseen")


def counted(seen: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What counts of what a link comes to in each view: what readers are led to; what the author is
    led to where they see nothing."""
    readers, *author = seen
    if readers.kind in ("path", "page"):
        author = [UNSEEN for _ in author]
    return (readers, *author)


class View:
    """The links of a site as its readers see them; with `as_author`, as if every note were
    published."""

    def __init__(self, ground: Ground[Note], *, as_author: bool = False) -> None:
        if as_author:
            ground = ground._replace(cards=[_published(card) for card in ground.cards])
        memory = GraphMemory()
        linked = link_notes(ground, memory)
        self.resolver = linked.resolver
        self.graph: SiteGraph = graph_of_linked(linked, ground, Details({}, {}, {}), memory)
        self._outcomes: dict[str, Sequence[Outcome]] = {}

    @cached_property
    def _pages(self) -> dict[str, str]:
        """URL → path of what is no note: files, and folders with / at the end."""
        folders = {
            folder.url: f"{folder.path}/" for folder in self.graph.folders.values() if folder.path
        }
        return {**folders, **{url: path for path, url in self.resolver.attachments.items()}}

    def outcome(self, source: str, link: Link) -> Outcome:
        """What a link in the note at `source` comes to."""
        return self.of(self.resolver.resolve(source, link))

    def of(self, target: Resolution) -> Outcome:
        """A resolution of this view."""
        if isinstance(target, Found | Ambiguous) and target.note:
            return Outcome("path", target.note, target.anchor, isinstance(target, Found))
        if isinstance(target, Found):
            path = self._pages.get(target.url)
            return Outcome("path", path) if path else Outcome("page", target.url)
        return Outcome("nothing" if isinstance(target, Missing) else "hidden")

    def outcomes(self, source: str) -> Sequence[Outcome]:
        """Those of all links of a note, () where the view does not show it."""
        if source not in self._outcomes:
            targets = self.graph.resolutions.get(source, ())
            self._outcomes[source] = tuple(self.of(target) for target in targets)
        return self._outcomes[source]


def views_of(ground: Ground[Note], count: int = 0) -> list[View]:
    """What readers see, and where some notes are not published, what their author sees."""
    readers = View(ground)
    if count == 1 or (not count and len(readers.graph.urls) == len(ground.cards)):
        return [readers]
    return [readers, View(ground, as_author=True)]


def _published(card: Note) -> Note:
    front = msgspec.structs.replace(card.front_matter, draft=False, private=False, publish=True)
    return msgspec.structs.replace(card, front_matter=front, readable=True)


def new_errors(before: View, after: View) -> Iterator[Diagnostic]:
    """Those of the site as a whole that `before` has not: two notes at one URL, say."""
    known = {_said(fault) for fault in before.graph.faults}
    for fault in after.graph.faults:
        if fault.severity == "error" and _said(fault) not in known:
            yield fault


def _said(fault: Diagnostic) -> tuple[str, str]:
    return fault.code, nfc(fault.message)
