"""Old URLs go into the front matter of the notes that stand in their place, where they can. No I/O
of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def said_of_lost(lost: Sequence[str], urls: Iterable[str]) -> list[str]:
    """Why nothing redirects from these, where notes stand at `urls`."""
    there = {url.casefold(): url for url in urls}
    others = [url for url in lost if url.casefold() not in there]
    said = [f"there is no redirect from {url}: another page stands there" for url in others]
    spelt = [url for url in lost if url.casefold() in there]
    # Of a folder there is one for each note.
    for url in spelt[:1]:
        to, more = there[url.casefold()], f" (and {len(spelt) - 1:,} more)" if spelt[1:] else ""
        said.append(
            f"there can be no redirect from {url} to {to}{more}, as both are one file on some "
            "systems; on a host that tells case apart, as GitHub Pages does, old links end"
        )
    return said
