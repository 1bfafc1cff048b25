"""What parts of a note came to, by all that determines it, so that a part that stays as it is need
not be made again when its note changes. No I/O.

    fragments = Fragments(known)          # of an older version of the note, or of any note
    parsed = parse_note(source, options, fragments=fragments)
    fragments.used                        # to be kept for the next version

Code blocks are such parts: their colours take more than all else in a note, most of it when a
process first meets a language. Formulas are none: to convert one costs less than to keep it.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbsite.keys import key_of


class Fragments:
    """Those that are known, and those of them and of new ones that one note uses: both by key,
    finished HTML."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known = known or {}
        self.used: dict[str, str] = {}

    def find(self, key: str) -> str | None:
        """A fragment, which counts as used; None where it has to be made."""
        html = self.used.get(key) or self.known.get(key)
        if html is not None:
            self.used[key] = html
        return html

    def add(self, key: str, html: str) -> None:
        """Remembers what was made."""
        self.used[key] = html


def fragment_key(kind: str, *parts: str) -> str:
    """The key of what is made of nothing but `parts`, by this version of kbsite."""
    return key_of("fragment", kind, parts)
