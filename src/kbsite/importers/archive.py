"""READS what is imported: a folder, a zip archive, or archives within one. Nothing is unpacked but
into memory, a piece at a time, or, an archive within another, into a temporary file."""

from __future__ import annotations

import hashlib
import io
import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

from kbsite.importers.encodings import decoded
from kbsite.importers.entries import BUILT, BuiltSiteError, Found, Gathered, built_folders
from kbsite.importers.entry_names import printable, zip_name
from kbsite.importers.folder import files_below
from kbsite.importers.model import Entry, Fate, UnreadableError
from kbsite.importers.zip_directory import mended
from kbsite.real_paths import real_path
from kbsite.refusals import RefusalError

_PIECE = 2**20
_MAX_DEPTH = 3
_TOO_DEEP = f"an archive within {_MAX_DEPTH} others, which is not opened"
_IS_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
#: What `zipfile` and what it unpacks with raise for an archive that is damaged or not what it
#: says; UnicodeDecodeError is a ValueError.
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError)
_ALL_FAULTS = (*_FAULTS, EOFError, RuntimeError, ValueError, OverflowError, OSError)


class Limits(NamedTuple):
    """What is refused, in bytes: a file, a text, all files together (`total`, and no more than
    `ratio` times what lies on disk, or `free`), and a file over `small` of more than `ratio`
    times its packed size; `entries` in number."""

    entries: int = 200_000
    size: int = 16 * 2**30
    text: int = 16 * 2**20
    total: int = 64 * 2**30
    ratio: int = 200
    small: int = 16 * 2**20
    free: int = 2**30


class Archive:
    """A `Source`."""

    def __init__(self, name: str, limits: Limits, packed: int, stack: ExitStack) -> None:
        """`packed`: how many bytes lie on disk; 0: they are not packed."""
        self.name = name
        self._limits = limits
        self._stack = stack
        self._gathered = Gathered(limits.entries)
        self._digests: dict[str, str] = {}
        #: How many bytes may still come.
        self._room = limits.total
        if packed:
            self._room = min(limits.total, max(limits.free, limits.ratio * packed))

    @property
    def entries(self) -> Sequence[Entry]:
        return self._gathered.entries

    @property
    def refused(self) -> Sequence[Fate]:
        return self._gathered.refused

    @property
    def said(self) -> Mapping[str, str]:
        """What was mended of an entry, by its path: its name, its encoding."""
        return self._gathered.said

    def digest(self, path: str) -> str:
        """Of an entry whose text was read, else ""."""
        return self._digests.get(path, "")

    def open(self, entry: Entry) -> BinaryIO:
        try:
            return self._gathered.opening[entry.path]()
        except _ALL_FAULTS as fault:
            raise UnreadableError(_why(fault)) from None

    def text(self, entry: Entry) -> str:
        most = self._limits.text
        if entry.size > most:
            raise UnreadableError(f"a text of {entry.size:,} bytes; {most:,} are the most")
        with self.open(entry) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise UnreadableError(f"a text of more than {most:,} bytes")
        self._digests[entry.path] = hashlib.sha256(data).hexdigest()[:16]
        text, said = decoded(data)
        if said:
            self._gathered.say(entry.path, said)
        return text

    def add_folder(self, folder: Path) -> None:
        """All files below `folder`. Raises BuiltSiteError."""
        for found, path in files_below(folder, self._gathered.refuse):
            self._add(found, partial(_opened_file, path))
        self._expand(0, 1)

    def add_zip(self, file: BinaryIO, depth: int) -> int:
        """All files of an archive; how many there are. Raises UnreadableError."""
        start = len(self._gathered.entries)
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(mended(file)))
        except _ALL_FAULTS as fault:
            raise UnreadableError(_why(fault)) from None
        infos = [
            info for info in archive.infolist() if not info.orig_filename.endswith(("/", "\\"))
        ]
        shared = _sharing(infos)
        named = [zip_name(info) for info in infos]
        built = built_folders(name for name, _ in named)
        for folder in sorted(built):
            self._gathered.refuse(printable(folder), BUILT, is_failure=False)
        for info, (name, said) in zip(infos, named, strict=True):
            path = name.replace("\\", "/")
            if built and any(
                path[: at + 1] in built for at, char in enumerate(path) if char == "/"
            ):
                continue
            why = self._fault(info)
            if not why and info.header_offset in shared:
                why = "shares its bytes with another file"
            found = Found(name, info.file_size, said, why, info.CRC)
            self._add(found, partial(_opened_member, archive, info))
        self._expand(start, depth)
        return len(infos)

    def in_order(self) -> None:
        """Sorts the entries, when all are there."""
        self._gathered.in_order()

    def _add(self, found: Found, opening: Callable[[], BinaryIO]) -> None:
        if not found.refused and found.size > self._room:
            found = found._replace(refused="all files together are too large")
        elif not found.refused:
            self._room -= found.size
        self._gathered.add(found, opening)

    def _fault(self, info: zipfile.ZipInfo) -> str:
        """Why a member cannot be read, or must not be."""
        mode = info.external_attr >> 16
        size, packed = info.file_size, info.compress_size
        if info.flag_bits & _IS_ENCRYPTED:
            return "is encrypted"
        if stat.S_ISLNK(mode):
            return "a link, which is not followed"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            return "no file: a device, a socket or a pipe"
        if info.compress_type not in _METHODS:
            return f"is packed by method {info.compress_type}, which cannot be read"
        if size > self._limits.size:
            return f"{size:,} bytes are too many"
        if size > self._limits.small and size > self._limits.ratio * max(1, packed):
            return f"{packed:,} bytes that unpack to {size:,}"
        return ""

    def _expand(self, start: int, depth: int) -> None:
        """Archives that are parts of this one, those of a folder among them."""
        for entry in self._gathered.archives_from(start):
            opening = self._gathered.replace(entry)
            if depth >= _MAX_DEPTH:
                self._gathered.refuse(entry.path, _TOO_DEEP)
                continue
            before = len(self._gathered.entries)
            try:
                number = self.add_zip(self._spooled(opening), depth + 1)
            except UnreadableError as fault:
                is_built = isinstance(fault, BuiltSiteError)
                self._gathered.refuse(entry.path, str(fault), is_failure=not is_built)
                continue
            except _ALL_FAULTS as fault:
                self._gathered.refuse(entry.path, _why(fault))
                continue
            came = len(self._gathered.entries) - before
            noun = "file" if number == 1 else "files"
            why = f"an archive of {number:,} {noun}, {came:,} of which were read"
            self._gathered.merge(entry.path, why)

    def _spooled(self, opening: Callable[[], BinaryIO]) -> BinaryIO:
        """An archive on disk, whatever its size."""
        file = self._stack.enter_context(_temporary_file())
        with opening() as stream:
            shutil.copyfileobj(stream, file, _PIECE)
        file.seek(0)
        return file


LIMITS = Limits()


@contextmanager
def open_source(path: Path, limits: Limits = LIMITS) -> Iterator[Archive]:
    """The source at `path`, as long as it is open. Raises RefusalError where it cannot be read."""
    with ExitStack() as stack:
        try:
            archive = _opened(path, limits, stack)
        except BuiltSiteError:
            sentence = f"{path} is {BUILT}: import the notes that it was made of"
            raise RefusalError(sentence) from None
        archive.in_order()
        yield archive


def _opened(path: Path, limits: Limits, stack: ExitStack) -> Archive:
    if path.is_dir():
        archive = Archive(real_path(path).name, limits, 0, stack)
        archive.add_folder(path)
        return archive
    if not path.is_file():
        raise RefusalError(f"there is no file or folder {path}")
    archive = Archive(path.stem, limits, path.stat().st_size, stack)
    try:
        archive.add_zip(stack.enter_context(path.open("rb")), 1)
    except BuiltSiteError:
        raise
    except UnreadableError as fault:
        sentence = f"{path} is neither a folder nor a zip archive that can be read: {fault}"
        if path.suffix.lower() in (".md", ".markdown", ".txt"):
            sentence = f"{path} is one file: import the folder that it lies in"
        raise RefusalError(sentence) from None
    return archive


@contextmanager
def _temporary_file() -> Iterator[BinaryIO]:
    with TemporaryFile(prefix="kbsite-") as file:
        yield file


def _sharing(infos: Iterable[zipfile.ZipInfo]) -> set[int]:
    """Where members begin whose bytes another has as well, which only bombs have."""
    found: set[int] = set()
    end = -1
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            found.add(info.header_offset)
        end = max(end, info.header_offset + 30 + info.compress_size)
    return found


def _opened_file(path: Path) -> BinaryIO:
    return io.BufferedReader(_Guarded(path.open("rb", buffering=0)), _PIECE)


def _opened_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    return io.BufferedReader(_Guarded(archive.open(info)), _PIECE)


class _Guarded(io.RawIOBase):
    """Says of every fault that a file cannot be read, and why."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._stream.read(len(buffer))
        except _ALL_FAULTS as fault:
            raise UnreadableError(_why(fault)) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _why(fault: BaseException) -> str:
    """A fault as half a sentence."""
    if isinstance(fault, OSError) and fault.strerror:
        return f"cannot be read: {fault.strerror}"
    if isinstance(fault, EOFError):
        return "ends too soon"
    if isinstance(fault, RuntimeError) and "encrypted" in str(fault):
        return "is encrypted"
    return f"is damaged: {str(fault)[:100] or type(fault).__name__}"
