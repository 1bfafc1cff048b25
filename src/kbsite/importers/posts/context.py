"""What the conversions of a post may ask of the site that it comes from. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Context(NamedTuple):
    """`post`: a name of a post, as a tag or shortcode gives it → the path of the note, None where
    there is no such post; `file`: the same of a file beside the post or of the site; `source`: the
    text of a file of the site; `in_html`: the text is HTML, in which Markdown means nothing. Paths
    have `FINAL` of `texts/destinations.py` before them, so that nobody takes them for those of the
    old site."""

    post: Callable[[str], str | None]
    file: Callable[[str], str | None]
    source: Callable[[str], str | None]
    in_html: bool = False
