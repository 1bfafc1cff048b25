"""What the conversions of a post may ask of the site that it comes from. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Context(NamedTuple):
    """`post`: a name of a post, as a tag or shortcode gives it → the path of the note, None where
    there is no such post; `file`: the same of a file beside the post or of the site; `source`: the
    text of a file of the site; `in_html`: the text is HTML, in which Markdown means nothing. Paths
    have `FINAL` of `texts/destinations.py` before them, so that nobody takes them for those of the
    old site. `path`: that of the post, from the root of the old site; `versions`: what a
    name of a page may be in a language, "" for that of the post."""

    post: Callable[[str], str | None]
    file: Callable[[str], str | None]
    source: Callable[[str], str | None]
    in_html: bool = False
    path: str = ""
    versions: Callable[[str, str], Iterable[str]] = lambda name, language: (name,)

    def is_post(self, name: str) -> bool:
        """Whether there is a post of this name."""
        return self.post(name) is not None
