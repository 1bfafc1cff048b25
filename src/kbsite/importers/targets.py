"""Where imported notes and files stand: readable names, no two in one place. No I/O."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from functools import partial
from itertools import count
from posixpath import splitext
from typing import TypeAlias

from kbsite.importers.model import Entry, Options
from kbsite.urls import NOT_IN_NAMES, fold, nfc, note_permalink, permalink

#: A path that is longer, in UTF-8 bytes, gets its folders cut: Windows allows 260 characters.
MAX_PATH = 600
#: A name that is longer, in UTF-8 bytes, is cut.
MAX_NAME = 120
#: The same where links use the name: file systems allow 255, and a number may follow.
MAX_SEGMENT = 240

# What no file name can hold, and what would end a wikilink.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*\\/\[\]^]+')
_LEFT_OVER = re.compile(r"(?<=\s)\x00+|\x00+(?=\s)|^\x00+|\x00+$")
_WINDOWS_DEVICES = re.compile(
    r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)"
)


def file_name(text: str, limit: int = MAX_NAME) -> str:
    """A title as the name of a file, without a suffix, that every system can hold and a wikilink
    can name: what cannot stand in it becomes `-`, or nothing at an end or beside a space. "" where
    nothing is left."""
    marked = _UNFIT.sub("\0", nfc(" ".join(text.split())))
    bare = _LEFT_OVER.sub("", marked).replace("\0", "-").replace("#", "＃")
    name = " ".join(bare.split()).strip(". ").lstrip("_")
    name = _WINDOWS_DEVICES.sub(r"\1_", name)
    return _cut(name, limit)


#: Whether a file has the bytes of what stands at a target; None where nothing does.
Stands: TypeAlias = Callable[[str], "bool | None"]


def nothing(target: str) -> None:
    """That nothing stands anywhere."""


def standing(options: Options, entry: Entry, *, is_note: bool = False) -> Stands:
    """What tells the place of an entry what stands there. A note is skipped where something does:
    only files get another name."""
    return nothing if is_note else partial(options.stands, entry)


class Targets:
    """Gives each note, file and folder its place below the folder that is imported into. What
    an earlier import placed stays there: `placed` has its targets by id. `reserved` are folders,
    `as_compared`, that are the site's own: what has the name of one gets another. What was
    `renamed`, by its id, has another one in this source."""

    def __init__(
        self,
        placed: Mapping[str, str] | None = None,
        reserved: Container[str] = (),
        renamed: Callable[[str], bool] = lambda identity: False,
    ) -> None:
        self._placed = dict(placed or {})
        self._reserved = reserved
        self._renamed = renamed
        self._taken: dict[str, str] = {}
        #: Folders that hold something.
        self._folders: set[str] = set()
        #: What each folder, as the source has it below one of these, is called.
        self._beside: dict[str, str] = {}
        #: The last number given to a name, so that a thousand notes of one title take no longer;
        #: that of a folder ends with a slash.
        self._last: dict[str, int] = {}
        for identity, target in self._placed.items():
            for key in target_keys(target):
                self._taken.setdefault(key, identity)

    def file(
        self, identity: str, folder: str, name: str, suffix: str = ".md", stands: Stands = nothing
    ) -> str:
        """The target of the note or file `identity`: in `folder` ("" or a target of `folder`),
        named `name`, which may be any text; with `-2`, `-3` … where that is taken. `suffix` is
        kept, and `.md` is what makes it a note. Of a file `stands` may tell what has its place."""
        if (kept := self._placed.get(identity)) and self._is_free(kept, identity):
            return kept
        name = file_name(name) or "未命名"
        return self._new(identity, folder, name, _file_suffix(suffix), stands)

    def path(self, identity: str, path: str, stands: Stands = nothing) -> str:
        """The target of the file at `path` in a source that is a tree of files with names of its
        own, which links use: each is changed only where a system could not hold it."""
        if (kept := self._placed.get(identity)) and self._is_free(kept, identity):
            return kept
        *folders, name = (_mended(part) for part in path.split("/"))
        base, suffix = splitext(name)
        return self._new(identity, "/".join(folders), base, suffix, stands)

    def folder(self, identity: str, parent: str, name: str) -> str:
        """A folder of its own in `parent`; the same `identity` gets the same one again."""
        key = f"folder\0{identity}"
        if key not in self._placed:
            self._placed[key] = self._new(key, parent, file_name(name) or "未命名", "")
            self._folders.add(self._placed[key])
        return self._placed[key]

    def _new(
        self, identity: str, folder: str, name: str, suffix: str, stands: Stands = nothing
    ) -> str:
        folder = self._beside_files(_shortened(folder, len(f"/{name}{suffix}".encode())))
        base = f"{folder}/{name}" if folder else name
        start = f"{fold(base)}{suffix}"
        for number in count(self._last.get(start, 1)):
            self._last[start] = number
            target = f"{base}-{number}{suffix}" if number > 1 else f"{base}{suffix}"
            if self._is_free(target, identity):
                is_own = stands(target) is not False
            else:
                is_own = self._was_renamed(target) and stands(target) is True
            if is_own:
                self._taken.update(dict.fromkeys(target_keys(target), identity))
                return target
        raise AssertionError("numbers do not end")

    def _was_renamed(self, target: str) -> bool:
        """Whether an earlier import put there what the source calls otherwise now."""
        owners = {self._taken.get(key, "") for key in target_keys(target)}
        return all(self._placed.get(owner) == target and self._renamed(owner) for owner in owners)

    def _beside_files(self, folder: str) -> str:
        """`folder`, of which no part is named as a file is."""
        if folder in self._folders or not folder:
            return folder
        path = ""
        for part in folder.split("/"):
            base = f"{path}/{part}" if path else part
            if base not in self._beside:
                self._beside[base] = self._folder_beside_files(base)
            path = self._beside[base]
        return path

    def _folder_beside_files(self, base: str) -> str:
        key = f"{fold(base)}/"
        for number in count(self._last.get(key, 1)):
            self._last[key] = number
            path = f"{base}-{number}" if number > 1 else base
            is_taken = f"file\0{fold(path)}" in self._taken
            if path in self._folders or not (is_taken or as_compared(path) in self._reserved):
                self._folders.add(path)
                self._taken.setdefault(f"file\0{fold(path)}", "folder")
                return path
        raise AssertionError("numbers do not end")

    def _is_free(self, target: str, identity: str) -> bool:
        if as_compared(target) in self._reserved:
            return False
        return all(self._taken.get(key, identity) == identity for key in target_keys(target))


def _file_suffix(suffix: str) -> str:
    """A suffix that every system can hold, lower case where it is known to be one."""
    return _UNFIT.sub("", nfc(suffix)).rstrip(". ")[:20] if suffix.strip(".") else ""


def _mended(part: str) -> str:
    """A name of a file or folder that every system can hold and that is not hidden."""
    name = NOT_IN_NAMES.sub("-", nfc(part)).strip().rstrip(". ").lstrip(".")
    base, suffix = splitext(name)
    if len(suffix) > 20:
        base, suffix = name, ""
    base = _WINDOWS_DEVICES.sub(r"\1_", base)
    return _cut(base or "未命名", MAX_SEGMENT - len(suffix.encode())) + suffix


def as_compared(path: str) -> str:
    """A path as the least exact of file systems compares it: by letters of either case (APFS,
    NTFS), without signs that are not seen (HFS+) and dots at the end of a name (Windows)."""
    if not path.isascii():
        path = "".join(char for char in path if unicodedata.category(char) != "Cf")
    return "/".join(name.rstrip(". ") for name in fold(path).split("/"))


def target_keys(target: str) -> tuple[str, str]:
    """What two targets must not share: the name of the file, and the URL it is published at."""
    if target.endswith(".md"):
        url = note_permalink(target) or target
    else:
        url = permalink(target.split("/"), directory=False)
    return f"file\0{fold(target)}", f"url\0{fold(url)}"


def _cut(name: str, limit: int) -> str:
    encoded = name.encode()
    if len(encoded) <= limit:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:6]
    return encoded[: limit - 7].decode(errors="ignore").rstrip(". ") + "-" + digest


def _shortened(folder: str, behind: int) -> str:
    """`folder`, or a short one for all of its kind where the path would be too long."""
    if len(folder.encode()) + behind <= MAX_PATH:
        return folder
    first = folder.split("/")[0]
    first = _cut(first, MAX_NAME)
    return f"{first}/{hashlib.sha256(folder.encode()).hexdigest()[:12]}"
