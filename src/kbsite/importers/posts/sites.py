"""What a generator makes of an old site, as values; no behaviour, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kbsite.importers.model import Change, Conversion
from kbsite.importers.posts.configuration import Settings
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.front import Dialect, PostFront
from kbsite.importers.posts.permalinks import Former


class Place(NamedTuple):
    """Where a file of the old site goes: its path in the new tree. `draft`: why the old site did
    not publish it, "" where it did; `assets`: the folder of the old site whose files belong to
    it."""

    path: str
    is_note: bool
    draft: str = ""
    assets: str = ""


class Skip(NamedTuple):
    """A file of the old site that goes nowhere, and why."""

    why: str


class Post(NamedTuple):
    """A post that was read: its path from the root of the old site, and its front matter."""

    path: str
    front: PostFront


class Site(NamedTuple):
    """What a generator makes of a folder. `root`: where it lies in the source, "" or with a slash
    at its end; `place`: a path from there → where the file goes; `former`: where a post stood;
    `complete`: adds what its path and the site say to a post's front matter; `conversions`: before
    those that every text gets; `roots`: the folders in which an address that starts with `/` is
    looked for; `base` and `hosts`: where the site was published; `code`: the folder of files that
    tags show as code; `breaks`: whether a single line break is one; `waits`: whether a post of
    tomorrow was published tomorrow; `footnotes`: whether `^[…]` may have been one; `inherited`:
    what the site says of a path where its post says nothing, keys in lower case."""

    root: str
    place: Callable[[str], Place | Skip]
    dialect: Dialect
    former: Callable[[Post], Sequence[Former]]
    complete: Callable[[str, PostFront, list[Change]], None]
    conversions: Callable[[Context], Sequence[Conversion]]
    roots: Sequence[str]
    base: str
    hosts: Sequence[str]
    settings: Settings
    code: str = ""
    breaks: bool = False
    waits: bool = False
    footnotes: bool = True
    inherited: Callable[[str], Mapping[str, object]] = lambda path: {}
