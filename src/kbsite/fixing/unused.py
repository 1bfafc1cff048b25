"""Definitions and footnotes that nothing in their note uses yet, whose links are to be mended as
well. No I/O of its own.

A parser says nothing of what it does not show. So such a note is planned for with a line at its end
that uses all of them, and written without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from kbsite.fixing.moves import MovePlan, Rewrite
from kbsite.model import Note
from kbsite.placing.linked_notes import Ground

# In a label with a tag or an address there may be a link.
_LABEL = r"\[((?:[^\[\]\\\n<:]|\\.){1,999})\]"
# Before it stands what lists and quotes begin with.
_DEFINITION = re.compile(rf"^[ \t>*+\-\d.)]{{0,100}}{_LABEL}:(?=[ \t]*\S)", re.MULTILINE)
_ANY = re.compile(_LABEL)


class Used:
    """A `ground` whose notes use all that they define, and `read` of their bytes."""

    def __init__(
        self,
        ground: Ground[Note],
        read: Callable[[str], bytes],
        parse: Callable[[str, bytes], Note],
    ) -> None:
        readable = (card.path for card in ground.cards if card.readable)
        ends = ((path, _uses(read(path))) for path in readable)
        self._ends = {path: end for path, end in ends if end}
        self._read = read
        cards = [
            parse(card.path, self.read(card.path)) if card.path in self._ends else card
            for card in ground.cards
        ]
        self.ground = ground._replace(cards=cards)

    def read(self, path: str) -> bytes:
        """The bytes of a note, with the line that is not its own."""
        return self._read(path) + self._ends.get(path, b"")

    def without(self, plan: MovePlan) -> MovePlan:
        """`plan` without those lines."""
        return plan._replace(rewrites=tuple(map(self._without, plan.rewrites)))

    def _without(self, one: Rewrite) -> Rewrite:
        end = self._ends.get(one.path, b"")
        # Nothing of that line is ever written.
        assert one.old.endswith(end) and one.data.endswith(end)
        return one._replace(old=one.old.removesuffix(end), data=one.data.removesuffix(end))


def _uses(data: bytes) -> bytes:
    """What uses the definitions in the text of a note of which nothing else there does."""
    if b"]:" not in data:
        return b""
    text = data.decode(errors="replace")
    defined = Counter(_DEFINITION.findall(text))
    there = Counter(map(str.casefold, _ANY.findall(text)))
    unused = [f"[{label}]" for label, count in defined.items() if there[label.casefold()] == count]
    # Line ends are those that the text has, by which new ones are chosen.
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    return f"{end}{end}{' '.join(unused)}{end}".encode() if unused else b""
