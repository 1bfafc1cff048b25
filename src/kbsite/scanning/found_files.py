"""READS files that a scan found, by their paths."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

from kbsite.nouns.sources import Attachment
from kbsite.scanning.file_names import rank_of_spelling
from kbsite.scanning.picture_place import without_place
from kbsite.urls import nfc


class ChangedFileError(OSError):
    """A file that is no longer what a scan found."""


def read_attachment(content: Path, attachment: Attachment) -> bytes:
    """The published bytes of an attachment. Raises OSError, ChangedFileError where it changed."""
    return without_place(read_as_found(content, attachment.path, attachment.digest))


def read_as_found(folder: Path, path: str, digest: str) -> bytes:
    """The bytes of a file that a scan found with this digest. Raises OSError, ChangedFileError."""
    try:
        data = read_file(folder, path)
    except FileNotFoundError:
        data = None
    if data is None or content_digest(data) != digest:
        said = "it changed while the site was built; build again"
        raise ChangedFileError(errno.ESTALE, said, str(folder / path))
    return data


def read_file(content: Path, path: str) -> bytes:
    """The bytes of a note or an attachment as they are now. Raises OSError."""
    try:
        return (content / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return find_file(content, path).read_bytes()


def find_file(content: Path, path: str) -> Path:
    """Where the file of an NFC path is; of several that come to it the first of a walk."""
    file = content / path
    if file.exists():
        return file
    # Names on disk may be NFD (macOS) where the path is NFC.
    found = [content]
    for name in path.split("/"):
        entries = [entry for folder in found if folder.is_dir() for entry in folder.iterdir()]
        found = [entry for entry in entries if nfc(entry.name) == name]
    return min(found, key=lambda file: rank_of_spelling(str(file)), default=file)


def content_digest(data: bytes) -> str:
    """What a scan tells a content by."""
    return hashlib.sha256(data).hexdigest()
