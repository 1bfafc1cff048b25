"""What an importer reads and gives, as frozen values. No I/O.

An importer reads a `Source` and yields what is to be written, a note or a file at a time, so that
memory stays flat: a first pass over names and titles says where everything will stand, a second
reads each text. All paths are NFC with `/`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Literal, NamedTuple, Protocol, TypeAlias

import msgspec


class UnreadableError(Exception):
    """A file of the source cannot be read; the message is why, as a `Fate` says it."""


class Line(NamedTuple):
    """A line of a note without its line end, and the line of the source file (from 1) that it
    came from; 0: from none, an importer wrote it."""

    text: str
    number: int


def text_of(lines: Iterable[Line]) -> str:
    """The text of `lines`."""
    return "\n".join(line.text for line in lines)


def trimmed(lines: Sequence[Line]) -> list[Line]:
    """`lines` without blank ones at both ends."""
    begin, end = 0, len(lines)
    while begin < end and not lines[begin].text.strip():
        begin += 1
    while end > begin and not lines[end - 1].text.strip():
        end -= 1
    return list(lines[begin:end])


class Counts(msgspec.Struct, frozen=True):
    """How many there are in a text, or how many more: then numbers may be negative."""

    formulas: int = 0
    code_blocks: int = 0
    images: int = 0
    links: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(
            self.formulas + other.formulas,
            self.code_blocks + other.code_blocks,
            self.images + other.images,
            self.links + other.links,
        )

    def minus(self, other: Counts) -> Counts:
        return self.plus(Counts(-other.formulas, -other.code_blocks, -other.images, -other.links))


Outcome: TypeAlias = Literal["converted", "kept", "lost"]


class Change(msgspec.Struct, frozen=True):
    """Something of a note that is not as it was. `construct` names its kind in a word or two
    ("callout", "Zhihu formula"), by which an account groups; `kept`: left as it was written, which
    kbsite shows as text. `line` is the source file's, 0 where it has none. `delta`: what this makes
    the counts of the written note differ by from those of its source; all changes together have to
    explain the whole difference."""

    construct: str
    outcome: Outcome
    line: int
    why: str = ""
    delta: Counts = Counts()


#: Pure. Appends what it changed; never touches code (`code_lines.py` tells where it is).
Conversion: TypeAlias = Callable[[list[Line], list[Change]], list[Line]]


class Entry(msgspec.Struct, frozen=True):
    """A file of the source. `path` is safe and is unique in the source, case folded; `size` in
    bytes, unpacked. `name`: the path that it has in the source, where another one differs from
    that in case alone, or in how accents are encoded (this one may not be NFC), else "".
    `is_mended`: its name was scrambled, and links may call it so."""

    path: str
    size: int
    name: str = ""
    is_mended: bool = False


class Fate(msgspec.Struct, frozen=True):
    """What became of a file of the source; each has exactly one. A `Draft` or a `Copy` is its
    source's fate, so an importer yields a Fate for the others alone. `target`: where what was
    merged stands, as in `Draft`."""

    path: str
    fate: Literal["imported", "merged", "skipped", "failed"]
    why: str = ""
    target: str = ""


class Source(Protocol):
    """A folder, an archive, or archives within one, alike."""

    @property
    def name(self) -> str:
        """Of the file or folder, without its suffix."""

    @property
    def entries(self) -> Sequence[Entry]:
        """In the order of their paths."""

    @property
    def refused(self) -> Sequence[Fate]:
        """Files that are no entries, as they are unsafe or unreadable. The importer leaves
        them alone."""

    def open(self, entry: Entry) -> BinaryIO:
        """Its bytes, as a stream to be closed. Raises UnreadableError, as may reading from it."""

    def text(self, entry: Entry) -> str:
        """Its text without a BOM, with LF line ends: UTF-8, else UTF-16 with a BOM, else GB18030,
        else with `�` for what is neither; the account says so. Raises UnreadableError, also where
        it is over 16 MiB."""


class Draft(msgspec.Struct, frozen=True):
    """A note to be written.

    `source`: the entry it was made from, "" where no file holds it (the index of a folder).
    `id`: stable from one export to the next (a tool's own id, else the source path).
    `target`: where it goes, below the folder that is imported into; from `Targets`.
    `front`: front matter with typed values (str, bool, int, float, date, datetime, None, lists of
    them), in the order in which it is written; `title` among it where the text gives none.
    `lines`: the body, converted. `counts`: of the text in the source, by `counting.count`.
    `head`: front matter as it was written, with its fences, which then is kept to the letter
    (`front` is not looked at) unless kbsite would refuse it."""

    source: str
    id: str
    target: str
    front: Mapping[str, object]
    lines: Sequence[Line]
    changes: Sequence[Change]
    counts: Counts
    head: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A file that goes beside the notes as it is. `why`: what is to be said of it all the same.
    `id`: as that of a note; "": the source path."""

    source: Entry
    target: str
    why: str = ""
    id: str = ""


class Options(msgspec.Struct, frozen=True):
    """What an importer may know of the site. `into`: the folder below `content/` that is imported
    into, "" for itself: for links that start at the content folder. `title`, `tags`, `date`: names
    of properties in the source that stand for these, the site's own before the usual ones; compared
    case folded. `placed`: the targets of the last import, by id, which `Targets` keeps, so that
    links and URLs stay when a title changes. `today`: what is to be published later, or was until
    now, is a draft; None: that is not asked. `toggles`: items of a list with blocks below them are
    toggles of Notion, which writes both alike. `reserved`: folders of the site for `Targets`.
    `stands`: whether what stands at a target, or has its URL, is a file of the bytes of an entry;
    None where nothing does, or what does makes way. `others`: the paths, below `content/`, of
    all files that this import did not write."""

    into: str = ""
    title: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    placed: Mapping[str, str] = {}
    today: datetime.date | None = None
    toggles: bool = False
    reserved: frozenset[str] = frozenset()
    stands: Callable[[Entry, str], bool | None] = lambda entry, target: None
    others: Callable[[], Iterable[str]] = tuple


Made: TypeAlias = Draft | Copy | Fate
Importer: TypeAlias = Callable[[Source, Options], Iterator[Made]]
