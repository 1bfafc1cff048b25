"""READS and WRITES what earlier imports wrote, in a file of the site that belongs in its
repository.

By it a newer export updates the notes that nobody edited since, and an edited one is left alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kbsite.refusals import RefusalError

FILE_NAME = ".kbsite-imports.json"

#: Where links lead: what stands behind their words, or in double brackets, where the words may be
#: there for the sake of that.
_LED = re.compile(
    r"(?<=\]\()[^()\n]++(?=\))|(?<=\[\[)[^\[\]\n]++|(?<=\]:)[ \t]*+\S++"
    r"|(?<=src=)[\"'][^\"'\n]*+|(?<=href=)[\"'][^\"'\n]*+"
)


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A note or file that was written: where, below the folder that was imported into, and the
    SHA-256 of its bytes. `words`: of a note `words_of`, "" from an older kbsite."""

    target: str
    digest: str
    words: str = ""


def words_of(text: str, source: str) -> str:
    """The digest of a note without where its links lead, and of its source. Files that were moved
    here, or came, let links lead elsewhere, or say more, though the source is as it was."""
    return hashlib.sha256(f"{source}\n{_LED.sub('', text)}".encode()).hexdigest()[:16]


class Section(msgspec.Struct, frozen=True):
    """What was imported from one kind of source into one folder: notes and files by id, remote
    images by address, without what only grants access."""

    notes: Mapping[str, Kept] = {}
    files: Mapping[str, Kept] = {}
    images: Mapping[str, Kept] = {}

    def placed(self) -> dict[str, str]:
        """Targets of notes and files by id."""
        return {
            identity: kept.target
            for group in (self.files, self.notes)
            for identity, kept in group.items()
        }


class Memory(msgspec.Struct, frozen=True):
    """All imports into a site, by `name_of`."""

    version: int = 1
    imports: Mapping[str, Section] = {}


def name_of(kind: str, into: str) -> str:
    """Under which an import is remembered."""
    return f"{kind} {into}".rstrip()


def read_memory(root: Path) -> Memory:
    """What the site in `root` remembers. Raises RefusalError where it cannot be read: to go on
    without it would take every note for edited."""
    path = root / FILE_NAME
    try:
        memory = msgspec.json.decode(path.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        sentence = f"{path} is damaged ({fault}): restore it, or delete it to begin anew"
        raise RefusalError(sentence) from None
    if memory.version != 1:
        raise RefusalError(f"{path} is of a newer kbsite")
    return memory


def with_section(memory: Memory, name: str, section: Section) -> Memory:
    """`memory` with another section."""
    return Memory(imports={**memory.imports, name: section})


def encoded(memory: Memory) -> bytes:
    """One line for each note, in order, so that a repository shows what changed."""
    data = msgspec.json.encode(memory, order="deterministic")
    return msgspec.json.format(data, indent=1) + b"\n"
