"""Links that stand in no note: in the cards of a canvas, in the expressions of tables. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from kbsite.fixing.moves import Move
from kbsite.fixing.outcomes import Outcome, View, counted
from kbsite.fixing.retargeting import Aim, is_kept, path_in, retarget
from kbsite.fixing.source_text import SourceText
from kbsite.fixing.spellings import spellings
from kbsite.model import Link, Note


class LooseLinks:
    """What they have to say when `move` is done. `before` and `after` are the site as it is and
    with everything in its new place; `parse` gives the note at a path with these bytes."""

    def __init__(
        self,
        before: Sequence[View],
        after: Sequence[View],
        move: Move,
        parse: Callable[[str, bytes], Note],
    ) -> None:
        self.move = move
        self._before = before
        self._after = after
        self._parse = parse

    def text(self, path: str, text: str) -> str:
        """Markdown that stands in the file at `path`; what cannot be mended stays."""
        source, new_path = SourceText(text.encode()), self.move.path(path)
        note = self._parse(path, text.encode())
        aims = [aim for number in range(len(note.links)) if (aim := self._aim(note, number))]
        if not aims:
            return text
        links = partial(self._links, new_path)
        done = retarget(note, source, aims, self._after, new_path, links)
        data = source.edited(done.edits)
        return data.decode() if links(data) == done.links else text

    def name(self, name: str) -> str:
        """The name of a note, "" where it may stay."""
        link = Link("wikilink", name)
        led = counted([view.outcome("", link) for view in self._before])
        aim = self._missed(0, "", "", link, led)
        if aim is None:
            return ""
        path = self.move.path(aim.was)
        for spelt in spellings("wikilink", name, aim.was, path, ""):
            if self._is_kept("", Link("wikilink", spelt), aim.outcomes):
                return spelt
        return ""

    def is_lost(self, path: str, link: Link) -> bool:
        """Whether `link` in the note at `path` no longer leads where it leads."""
        led = counted([view.outcome(path, link) for view in self._before])
        return self._missed(0, self.move.path(path), "", link, led) is not None

    def _links(self, path: str, data: bytes) -> tuple[Link, ...]:
        return self._parse(path, data).links

    def _aim(self, note: Note, number: int) -> Aim | None:
        link = note.links[number]
        led = counted([view.outcome(note.path, link) for view in self._before])
        words = self._before[0].resolver.resolve(note.path, link).text
        return self._missed(number, self.move.path(note.path), words, link, led)

    def _missed(
        self, number: int, source: str, words: str, link: Link, led: Sequence[Outcome]
    ) -> Aim | None:
        """What `link` in the file at `source` has to come to, None where it still does."""
        was = path_in(led)
        expected = tuple(outcome.moved(self.move.path) for outcome in led)
        if not was or self._is_kept(source, link, expected):
            return None
        return Aim(number, expected, was, words)

    def _is_kept(self, source: str, link: Link, expected: Sequence[Outcome]) -> bool:
        return all(
            is_kept(outcome, view.outcome(source, link))
            for outcome, view in zip(expected, self._after, strict=True)
            if outcome.kind == "path"
        )
