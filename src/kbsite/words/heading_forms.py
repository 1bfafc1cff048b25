"""A heading as it is compared with what a link says of it, as by Obsidian or by letters. No I/O."""

from __future__ import annotations

import re

from kbsite.urls import fold

# What `stripHeading` of its API leaves out.
_SPECIAL = re.compile(r"[!-&(-,./:-@\[-^`{-~\s]+")


def stripped(text: str) -> str:
    """A heading as it is where its link was written by Obsidian's completion, which cannot write
    `A: B|C` behind `#`."""
    return fold(_SPECIAL.sub(" ", text))


def letters(text: str) -> str:
    """A heading, or the anchor that some program made of it, without all but letters and digits."""
    return "".join(filter(str.isalnum, fold(text)))


def source_form(source: str, text: str) -> str:
    """The same of a heading's `source`, by which Obsidian knows it: `vector int` of `vector<int>`;
    "" where its `text` gives no other."""
    form = stripped(source) if source != text else ""
    return form if form != stripped(text) else ""
