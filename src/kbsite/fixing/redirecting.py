"""Old URLs go into the front matter of the notes that stand in their place. No I/O of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kbsite.fixing.old_urls import with_old_urls
from kbsite.fixing.source_text import SourceText


class Redirected(NamedTuple):
    """The new bytes of notes, and the paths of those whose front matter cannot be added to."""

    fixed: Mapping[str, bytes]
    left: Sequence[str]


def redirected(urls: Mapping[str, Sequence[str]], read: Callable[[str], bytes]) -> Redirected:
    """`urls` are the old ones of each note, by its path; `read` gives its bytes."""
    fixed: dict[str, bytes] = {}
    left: list[str] = []
    for path, old in sorted(urls.items()):
        source = SourceText(read(path))
        edits = with_old_urls(source, old)
        if edits is None:
            left.append(path)
        else:
            fixed[path] = source.edited(edits)
    return Redirected(fixed, left)
