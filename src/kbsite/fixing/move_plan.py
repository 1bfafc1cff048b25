"""What moving a note, a file or a folder takes: which notes change, and how. No I/O of its own.

Everything is tried on a copy in memory: the site as it will be is built from the notes as they will
be, and every link of it has to come to what it came to before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

import msgspec

from kbsite.fixing.heading_words import Renamed, renamed_in, reworded
from kbsite.fixing.moves import Move, MovePlan, Refusal, Rewrite
from kbsite.fixing.old_urls import with_old_urls
from kbsite.fixing.outcomes import UNSEEN, Outcome, View, counted, new_errors, views_of
from kbsite.fixing.redirecting import said_of_lost
from kbsite.fixing.retargeting import Aim, is_kept, is_relative, path_in, retarget
from kbsite.fixing.source_text import SourceText
from kbsite.fixing.unused import Used
from kbsite.model import Link, Note
from kbsite.nouns.slots import LinkText
from kbsite.placing.linked_notes import Ground
from kbsite.urls import fold, nfc

#: The note at a path with these bytes.
ParseNote = Callable[[str, bytes], Note]


class _Mended(NamedTuple):
    """A note's new bytes, the links that it has to have then, and how many of them are new."""

    data: bytes
    links: tuple[Link, ...]
    changed: int


class MovePlanner:
    """Plans one move. `read` gives the bytes of a note as it is now."""

    def __init__(
        self, ground: Ground[Note], move: Move, read: Callable[[str], bytes], parse: ParseNote
    ) -> None:
        self._used = Used(ground, read, parse)
        self.ground = self._used.ground
        self.move = move
        self.read = self._used.read
        self.parse = parse
        self.before = views_of(self.ground)
        moved = [c.path for c in self.ground.cards if move.path(c.path) != c.path]
        self._moved = {path: parse(move.path(path), self.read(path)) for path in moved}
        #: The site with everything in its new place and no link mended.
        self.after: list[View] = []
        self.refusals: list[Refusal] = []
        self.said: list[str] = []
        self._refused: set[tuple[str, int]] = set()

    def plan(self) -> MovePlan:
        """The whole."""
        after = self.after = views_of(self._ground(self._moved), count=len(self.before))
        mended = self._reword(dict(self._mend(after)))
        urls = self._old_urls(after[0])
        plan = self._written(mended, urls)
        lost = self._verify(plan, urls)
        if lost and not self.refusals:
            urls = {path: [u for u in all_ if u not in lost] for path, all_ in urls.items()}
            plan = self._written(mended, urls)
            self._verify(plan, urls)
        said = said_of_lost(lost, after[0].graph.urls.values())
        said += dict.fromkeys(self.said)
        said += (
            f"{card.path} cannot be read, so its links are left as they are"
            for card in self.ground.cards
            if not card.readable
        )
        plan = plan._replace(refusals=tuple(self.refusals), said=tuple(said))
        return self._used.without(plan)

    def _ground(self, cards: Mapping[str, Note]) -> Ground[Note]:
        """The site as it will be, with `cards` in place of those of the notes at these (old)
        paths."""
        now = [cards.get(card.path, card) for card in self.ground.cards]
        files = [
            msgspec.structs.replace(file, path=self.move.path(file.path))
            for file in self.ground.attachments
        ]
        return self.ground._replace(
            cards=sorted(now, key=lambda card: card.path),
            attachments=sorted(files, key=lambda file: file.path),
            git_dates={self.move.path(p): dates for p, dates in self.ground.git_dates.items()},
        )

    def _mend(self, after: Sequence[View]) -> Iterator[tuple[str, _Mended]]:
        for card in self.ground.cards:
            aims = list(self._aims(card, after))
            if not aims:
                continue
            source = SourceText(self.read(card.path))
            new_path = self.move.path(card.path)
            done = retarget(card, source, aims, after, new_path, partial(self._links, new_path))
            for number, reason in done.refused.items():
                if not self._hidden_in_heading(card, number):
                    self._refuse(card, number, reason)
            if done.edits:
                data = source.edited(done.edits)
                if self._links(new_path, data) == done.links:
                    yield card.path, _Mended(data, done.links, len(done.edits))
                else:
                    self._refuse(card, aims[0].link, "its note would be read otherwise")

    def _reword(self, mended: dict[str, _Mended]) -> dict[str, _Mended]:
        """`mended`, and the links that name a heading by a link in it which is mended."""
        new, renamed = dict(self._moved), dict[str, list[Renamed]]()
        for card in self.ground.cards if mended else ():
            if one := mended.get(card.path):
                now = new[card.path] = self.parse(self.move.path(card.path), one.data)
                if names := renamed_in(card, now):
                    renamed[card.path] = names
        if not renamed:
            return mended
        names = list(dict.fromkeys(name for one in renamed.values() for name in one))
        after = views_of(self._ground(new), count=len(self.before))
        for card in self.ground.cards:
            wanted = set()
            for number, led in enumerate(self._led(card)):
                expected = [one.moved(self.move.path) for one in led]
                if any(one.path in renamed for one in led) and not self._is_left(
                    card, number, expected, after
                ):
                    wanted.add(number)
            if wanted:
                one = mended.get(card.path)
                data = one.data if one else self.read(card.path)
                parse = partial(self._links, self.move.path(card.path))
                links = new.get(card.path, card).links
                done = reworded(data, links, wanted, names, parse)
                if done.changed and parse(done.data) == done.links:
                    count = done.changed + (one.changed if one else 0)
                    mended[card.path] = _Mended(done.data, done.links, count)
        return mended

    def _refuse(self, card: Note, number: int, reason: str) -> None:
        target, line = card.links[number].target, card.mentions[number].line
        if (card.path, number) not in self._refused:
            reason = self._hidden_in_heading(card, number) or reason
            self._refused.add((card.path, number))
            message = f"the link to {target!r} cannot be mended: {reason}"
            self.refusals.append(Refusal(card.path, line, message))

    def _hidden_in_heading(self, card: Note, number: int) -> str:
        """Why a link to a heading cannot be mended whose own link is to a note that moves and is
        not published: no words may keep what that heading said. "" where none is."""
        led = self._led(card)[number]
        to = path_in(led)
        note = next((one for one in self.ground.cards if one.path == to), None)
        if note is None or not card.links[number].fragment:
            return ""
        of_note = self._led(note)
        for heading in note.headings:
            links = [piece.link for piece in heading.text if isinstance(piece, LinkText)]
            if any(
                of_note[link][0].kind == "hidden" and self._moves(of_note[link]) for link in links
            ):
                return (
                    f"a heading of {to} holds a link to a note that moves and is not published; "
                    "end that heading with  ^id , and link to  #^id"
                )
        return ""

    def _moves(self, led: Sequence[Outcome]) -> bool:
        return any(one.moved(self.move.path) != one for one in led)

    def _links(self, path: str, data: bytes) -> tuple[Link, ...] | None:
        card = self.parse(path, data)
        return card.links if card.readable else None

    def _aims(self, card: Note, after: Sequence[View]) -> Iterator[Aim]:
        """The links of a note that no longer come to what they came to."""
        for number, led in enumerate(self._led(card)):
            expected = tuple(outcome.moved(self.move.path) for outcome in led)
            link = card.links[number]
            was = path_in(led)
            if link.kind == "tag" or not was:
                continue
            # kbsite finds some by their names, and in whatever case; other programs do not.
            is_left = self._is_left(card, number, expected, after)
            new_path = self.move.path(card.path)
            if not is_left or any(
                is_relative(link, card.path, was, spelt)
                and not is_relative(link, new_path, self.move.path(was), spelt)
                for spelt in (fold, nfc)
            ):
                yield Aim(number, expected, was, self._words(card.path, number))

    def _led(self, card: Note) -> list[tuple[Outcome, ...]]:
        """What each link of a note comes to, in each view, as far as that counts."""
        seen = [view.outcomes(card.path) for view in self.before]
        return [
            counted([one[number] if one else UNSEEN for one in seen])
            for number in range(len(card.links))
        ]

    def _is_left(
        self, card: Note, number: int, expected: Sequence[Outcome], after: Sequence[View]
    ) -> bool:
        """Whether a link comes to what is `expected`; one that led nowhere may find something."""
        new_path = self.move.path(card.path)
        for outcome, view in zip(expected, after, strict=True):
            found = view.outcomes(new_path)
            if outcome.kind in ("nothing", "unseen"):
                continue
            if not found or not is_kept(outcome, found[number]):
                return False
        return True

    def _words(self, path: str, number: int) -> str:
        for view in self.before:
            if targets := view.graph.resolutions.get(path):
                return targets[number].text
        return ""

    def _old_urls(self, after: View) -> dict[str, list[str]]:
        """The URLs that led to each note and no longer do, by its (old) path."""
        before = self.before[0].graph
        led: dict[str, list[str]] = {path: [url] for path, url in before.urls.items()}
        for url, path in before.redirects:
            led[path].append(url)
        leads = dict(after.graph.redirects)
        leads |= {url: path for path, url in after.graph.urls.items()}
        found = {}
        for path, urls in led.items():
            new_path = self.move.path(path)
            lost = [url for url in urls if leads.get(url) != new_path]
            if lost and new_path in after.graph.urls:
                found[path] = lost
        return found

    def _written(self, mended: Mapping[str, _Mended], urls: Mapping[str, list[str]]) -> MovePlan:
        rewrites = []
        for path in sorted({*mended, *(path for path, lost in urls.items() if lost)}):
            one, old = mended.get(path), self.read(path)
            data = one.data if one else old
            added = urls.get(path, [])
            if added:
                source = SourceText(data)
                edits = with_old_urls(source, added)
                if edits is None:
                    said = f"its front matter cannot be added to; give it  redirect_from: {added}"
                    self.refusals.append(Refusal(path, 1, said))
                    continue
                data = source.edited(edits)
            rewrites.append(Rewrite(path, old, data, one.changed if one else 0, tuple(added)))
        return MovePlan(self.move, tuple(rewrites), (), ())

    def _verify(self, plan: MovePlan, urls: Mapping[str, list[str]]) -> list[str]:
        """Compares the site as it will be with the site as it is. Returns the old URLs that do not
        redirect."""
        cards = dict(self._moved)
        for one in plan.rewrites:
            cards[one.path] = self.parse(self.move.path(one.path), one.data)
        after = views_of(self._ground(cards), count=len(self.before))
        for card in self.ground.cards:
            self._compare(card, after)
        self._compare_faults(after)
        self._compare_ids(after[0])
        leads = dict(after[0].graph.redirects)
        return [u for p, added in urls.items() for u in added if leads.get(u) != self.move.path(p)]

    def _compare(self, card: Note, after: Sequence[View]) -> None:
        new_path = self.move.path(card.path)
        if len(self.before[0].outcomes(card.path)) != len(after[0].outcomes(new_path)):
            self.refusals.append(Refusal(card.path, 0, "it would no longer be published"))
            return
        for number, led in enumerate(self._led(card)):
            expected = [outcome.moved(self.move.path) for outcome in led]
            if not self._is_left(card, number, expected, after):
                self._refuse(card, number, "it would lead elsewhere")

    def _compare_ids(self, after: View) -> None:
        """Notes that feed readers will see anew: named by an alias that is another place now."""
        for path, name in self.before[0].graph.feed_ids.items():
            is_new = after.graph.feed_ids.get(self.move.path(path), name) != name
            # Without an address of the site there is no feed.
            if is_new and not name.startswith("/"):
                self.said.append(
                    f"the feed will show {path} as new; to avoid it, give it  id: {name}"
                )

    def _compare_faults(self, after: Sequence[View]) -> None:
        """Where something is refused, mistakes of notes that are not published may be why."""
        count = len(after) if self.refusals else 1
        found = chain.from_iterable(map(new_errors, self.before[:count], after[:count]))
        told = (Refusal(fault.path, fault.line, fault.message) for fault in found)
        self.refusals += dict.fromkeys(told)
