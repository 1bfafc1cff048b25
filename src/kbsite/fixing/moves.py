"""A move and what it takes, as values; no I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kbsite.config import Config


class Move(NamedTuple):
    """Paths from the content folder, NFC."""

    old: str
    new: str

    def path(self, path: str) -> str:
        """Where what is at `path` will be; a folder's path ends with /."""
        bare = path.rstrip("/")
        if bare == self.old or path.startswith(f"{self.old}/"):
            return self.new + path[len(self.old) :]
        return path


class Rewrite(NamedTuple):
    """A note at `path` (where it is now), its bytes and its new ones; `links` of its links are
    mended, and `urls` are put into its front matter."""

    path: str
    old: bytes
    data: bytes
    links: int
    urls: tuple[str, ...]


class Refusal(NamedTuple):
    """Why nothing can be done, and where (line 0: nowhere in particular)."""

    path: str
    line: int
    message: str


class Word(NamedTuple):
    """An entry of `key` in `kbsite.yaml`: where it is written, how, and what it has to say;
    `applied` gives the configuration then."""

    key: str
    line: int
    column: int
    old: str
    new: str
    applied: Callable[[Config], Config]


class MovePlan(NamedTuple):
    """What is to be written. With `refusals` nothing is. `said` is what an author should know."""

    move: Move
    rewrites: tuple[Rewrite, ...]
    refusals: tuple[Refusal, ...]
    said: tuple[str, ...]
