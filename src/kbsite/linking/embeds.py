"""Which notes a note shows within itself, and where that ends. No I/O.

What an embed shows may embed in its turn. A page follows these to a depth and up to a number, those
that its author wrote first; what would show itself again, without end, is left a link.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

import msgspec

from kbsite.diagnostics import Code
from kbsite.model import Card
from kbsite.nouns.resolutions import Ambiguous, Found, LinkFault, Resolution
from kbsite.urls import BLOCK_MARK

#: Embeds nest so deep, and a page shows so many, directly or not.
MAX_DEPTH, MAX_EMBEDS = 5, 200
#: So many are looked at for one page beside its own.
_MAX_LOOKED_AT = 10 * MAX_EMBEDS
_HINT = "There is a link in its place."


class Embed(msgspec.Struct, frozen=True, array_like=True):
    """Link number `link` of the note around it shows the note at `path`: the section of its heading
    number `heading`, or its block number `block`, or all of it (-1). What it does not name among
    its own `embeds` stays a link there."""

    link: int
    path: str
    heading: int = -1
    block: int = -1
    embeds: tuple[Embed, ...] = ()


class _Part(NamedTuple):
    """What an embed leads to; it holds the embeds `start` to `end` of its note."""

    path: str
    heading: int
    block: int
    start: int
    end: int


class _Node:
    """An embed on its way to become an `Embed`: it stands at place `rank` of the embeds of the
    note at `path`, within what `around` shows (None: on the page itself)."""

    def __init__(self, around: _Node | None, path: str, rank: int, link: int, part: _Part) -> None:
        self.around = around
        self.path = path
        self.rank = rank
        self.link = link
        self.part = part
        self.depth: int = around.depth + 1 if around else 1
        self.top: _Node = around.top if around else self
        self.inner: list[_Node] = []

    def frozen(self) -> Embed:
        part = self.part
        inner = tuple(node.frozen() for node in self.inner)
        return Embed(self.link, part.path, part.heading, part.block, inner)

    def shown_again_at(self) -> _Node | None:
        """The embed, this one or one around it, that stands in what this one leads to."""
        node: _Node | None = self
        part = self.part
        while node and not (node.path == part.path and part.start <= node.rank < part.end):
            node = node.around
        return node


class Embeds:
    """Those of all notes; `resolutions` and `anchors` are those of each note's links and
    headings."""

    def __init__(
        self,
        cards: Mapping[str, Card],
        resolutions: Mapping[str, Sequence[Resolution]],
        anchors: Mapping[str, Sequence[str]],
    ) -> None:
        self._cards = cards
        self._resolutions = resolutions
        self._anchors = anchors
        self._numbers_of = cache(self._numbers)

    def of(self, path: str) -> tuple[Embed, ...]:
        """What the page of a note shows."""
        found = self._plan(path, {}) if self._cards[path].embeds else ()
        return tuple(node.frozen() for node in found)

    def faults(self, path: str) -> tuple[LinkFault, ...]:
        """What of the embeds of a note its page does not show, by their links."""
        found: dict[tuple[int, Code], str] = {}
        self._plan(path, found)
        return tuple(
            LinkFault(link, "warning", code, message, _HINT)
            for (link, code), message in sorted(found.items())
        )

    def _plan(self, path: str, faults: dict[tuple[int, Code], str]) -> list[_Node]:
        """The embeds on a page, with those within; what is wrong goes to `faults`."""
        page: list[_Node] = []
        own = len(self._cards[path].embeds)
        queue = deque([self._of_part(None, path, 0, own)])
        shown = 0
        for node in islice(_in_turn(queue), own + _MAX_LOOKED_AT):
            part = node.part
            if again := node.shown_again_at():
                if again.around is None:
                    faults[node.top.link, "embed-cycle"] = _circle(node, again)
            elif node.depth > MAX_DEPTH:
                message = f"embeds within embeds, more than {MAX_DEPTH} deep: {part.path}"
                faults[node.top.link, "embed-depth"] = message
            elif shown == MAX_EMBEDS:
                message = f"the page shows {MAX_EMBEDS} embeds already: {part.path}"
                faults[node.top.link, "embed-size"] = message
                break
            else:
                shown += 1
                (node.around.inner if node.around else page).append(node)
                queue.append(self._of_part(node, part.path, part.start, part.end))
        return page

    def _of_part(self, around: _Node | None, path: str, start: int, end: int) -> Iterator[_Node]:
        links, targets = self._cards[path].embeds[start:end], self._resolutions[path]
        for rank, link in enumerate(links, start):
            if part := self._part(targets[link]):
                yield _Node(around, path, rank, link, part)

    def _part(self, target: Resolution) -> _Part | None:
        """The part of a note that an embed leads to; None where it leads to none."""
        if not isinstance(target, Found | Ambiguous) or not target.note or target.astray:
            return None
        path, anchor = target.note, target.anchor
        card = self._cards[path]
        if not anchor:
            return _Part(path, -1, -1, 0, len(card.embeds))
        number = self._numbers_of(path).get(anchor)
        if number is None:
            return None
        is_block = anchor.startswith(BLOCK_MARK)
        counts = card.block_embeds if is_block else card.heading_embeds
        start, end = counts[number] if counts else (0, 0)
        heading, block = (-1, number) if is_block else (number, -1)
        return _Part(path, heading, block, start, end)

    def _numbers(self, path: str) -> dict[str, int]:
        """The numbers of headings and blocks by their anchors."""
        blocks = (f"{BLOCK_MARK}{name}" for name in self._cards[path].blocks)
        headings = self._anchors[path]
        return {
            **{anchor: number for number, anchor in enumerate(blocks)},
            **{anchor: number for number, anchor in enumerate(headings)},
        }


def _in_turn(queue: deque[Iterator[_Node]]) -> Iterator[_Node]:
    """Those of each in `queue`, which may grow meanwhile."""
    while queue:
        yield from queue.popleft()


def _circle(node: _Node, again: _Node) -> str:
    if node is again:
        return "this embed stands in what it shows"
    return f"this embed shows itself again, by way of {node.path}"


def paths_in(embeds: Sequence[Embed]) -> Iterator[str]:
    """The paths of all notes that `embeds` show, as they come."""
    for embed in embeds:
        yield embed.path
        yield from paths_in(embed.embeds)
