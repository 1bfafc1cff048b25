"""READS the content folder: which files there are, and the digest of each. What lies as it did
when it was last read is not read again."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path

from kbsite.claims import MANIFEST
from kbsite.config import FILE_NAME
from kbsite.diagnostics import Diagnostic, counted, error, info, warning
from kbsite.nouns.sources import Seen
from kbsite.real_paths import real_path
from kbsite.scanning.file_facts import read_facts
from kbsite.scanning.file_names import is_hidden, named_files
from kbsite.scanning.folder_entries import HIDDEN, FoundEntry, entries_below
from kbsite.urls import is_drawing, nfc
from kbsite.words.globs import matcher

NOTE_SUFFIX = ".md"
#: What tells a site that kbsite built, and a virtual environment of Python (PEP 405).
_NO_NOTES = (MANIFEST, "pyvenv.cfg")
# What a folder of notes holds beside notes when it is itself the site folder.
NOT_NOTES = frozenset({"templates", "static", "node_modules", "_site"})
#: Files that say what a repository is, in any language, and are its notes only where it has others.
_ABOUT = re.compile(
    r"(?i)(readme|license|changelog|contributing|code_of_conduct|security|authors"
    r"|import-(?:notion|obsidian|hexo|hugo|jekyll|markdown)(?:-.+)?)"
    r"([._-][a-z]{2,3}([_-][a-z0-9]{2,8}){0,2})?\.(?:md|markdown)"
)
#: A file that changed later than this before it was read (nanoseconds) may change again without a
#: trace: clocks of file systems tick in up to two seconds (FAT).
_TICK = 2_000_000_000
#: What is kept of the number of a file. On Windows' ReFS it has 128 bits, and the cache takes 64.
_INODE = 2**64 - 1


class Walk:
    """One walk over the content folder, collecting what is wrong in `found`."""

    def __init__(
        self,
        root: Path,
        content: Path,
        ignore: Sequence[str],
        output: Path,
        seen: Mapping[str, Seen],
        templates: tuple[str, ...] = (),
    ) -> None:
        """`seen` is what the last walk left in `current`; `templates` are folders whose Markdown
        files are no notes, since notes are made from them."""
        self.content = content
        self.site = {real_path(root), real_path(content)}
        self.output = real_path(output)
        self.is_root = content == root
        self.found: list[Diagnostic] = []
        #: How each file lies; of one that may change without a trace no size, so that it is read
        #: again in any case.
        self.current: dict[str, Seen] = {}
        self._seen = seen
        #: What changed later may change again without a trace.
        self._settled = time.time_ns() - _TICK
        self._ignored, self._templates = matcher(ignore), templates
        #: The notes in those, and what `ignore` named.
        self.note_templates: tuple[str, ...] = ()
        self.left_out: list[str] = []
        #: The folders that symbolic links below others led to: such links double with each level.
        self._linked: set[str] = set()

    def files(self) -> Iterator[tuple[str, Seen]]:
        """(NFC path, how it lies), in path order; two files of one NFC path are an error, and so
        is a note that cannot be read. Raises OSError where the content folder cannot be."""
        for path, file in named_files(self._entries(), "", self.found):
            if (seen := self._look_at(path, file.path)) is not None:
                yield path, seen

    def files_beside(
        self, folder: Path, name: str, *, is_trusted: bool
    ) -> Iterator[tuple[str, Seen]]:
        """The same of a folder that holds no notes, which messages call `name`; none where it is
        not there. One that `is_trusted` may have links that lead anywhere."""
        for path, file in paths_beside(folder, name, None if is_trusted else self):
            seen = self._look_at(f"{name}/{path}", file.path, key=f"/{name}/{path}")
            if seen is not None:
                yield path, seen

    def note_paths(self, is_meant: Callable[[str], bool]) -> list[str]:
        """The paths of the notes, or of other files that are meant, unread; none where all only say
        what a repository is. Where nothing at its top does, those of its folders are notes."""
        try:
            paths = [path for path, _ in self._entries() if is_meant(path)]
        except OSError:
            return []
        names = [path.rpartition("/")[2] for path in paths]
        says = _ABOUT.fullmatch
        return [] if any(map(says, paths)) and all(map(says, names)) else paths

    def _entries(self) -> list[tuple[str, os.DirEntry[str]]]:
        """The files, without templates. Raises OSError where the content folder cannot be read."""
        found: list[tuple[str, os.DirEntry[str]]] = []
        self._below(self.content, "", frozenset(), found, is_linked=False)
        if not self._templates:
            return found
        kept = [(p, file) for p, file in found if not (is_note(p) and self._is_template(p))]
        if len(kept) == len(found):
            return found
        out = [nfc(path) for path, _ in found if is_note(path) and self._is_template(path)]
        self.note_templates = tuple(sorted(out))
        for folder in self._templates:
            if number := sum(path.startswith(folder) for path in out):
                self.found.append(_left_out(folder, number))
        return kept

    def _is_template(self, path: str) -> bool:
        return nfc(path).startswith(self._templates)

    def _below(
        self,
        folder: Path,
        prefix: str,
        above: frozenset[str],
        found: list[tuple[str, os.DirEntry[str]]],
        *,
        is_linked: bool,
    ) -> None:
        """Adds all files below `folder` to `found`; `is_linked` where a symbolic link led to it."""
        real = os.path.realpath(folder)
        if real in above:
            self.found.append(warning("symlink-skipped", prefix, "a symbolic link in a circle"))
            return
        folders = []
        for entry in self._entries_of(folder, prefix):
            path = prefix + entry.name
            if is_hidden(entry.name, prefix):
                continue
            if self._ignored and self._ignored(spelt := nfc(path)):
                self.left_out.append(spelt)
                continue
            if entry.is_symlink() and not self.link_is_safe(path, Path(entry.path)):
                continue
            if entry.is_dir():
                if real_path(Path(entry.path)) == self.output or (
                    self.is_root and not prefix and entry.name in NOT_NOTES
                ):
                    continue
                folders.append(entry)
            elif not entry.is_file():
                self.note_special(path, entry)
            elif not (self.is_root and path == FILE_NAME):
                found.append((path, entry))
        # Which of two links is followed must not be left to the file system.
        for entry in sorted(folders, key=attrgetter("name")):
            path, inner, is_link = prefix + entry.name, above | {real}, entry.is_symlink()
            if not (is_link and is_linked) or self._is_first(path, entry.path, inner):
                lies_in_link = is_link or is_linked
                self._below(Path(entry.path), path + "/", inner, found, is_linked=lies_in_link)

    def _entries_of(self, folder: Path, prefix: str) -> list[os.DirEntry[str]]:
        """What lies in `folder` itself; nothing where it cannot be read, or holds no notes."""
        try:
            entries = list(os.scandir(folder))
        except OSError as fault:
            if not prefix:
                # A site without its notes is not what anybody wants published.
                raise
            self.found.append(error("unreadable", prefix, f"cannot be read: {fault.strerror}"))
            return []
        names = {entry.name for entry in entries} if prefix else set()
        if MANIFEST in names:
            self.found.append(_built_site(prefix))
        return entries if names.isdisjoint(_NO_NOTES) else []

    def _is_first(self, path: str, link: str, above: frozenset[str]) -> bool:
        """Whether no link below a link led yet to the folder that the one at `path` leads to. One
        in a circle, which is not followed, takes no folder from others."""
        target = os.path.realpath(link)
        if target in above:
            return True
        if target not in self._linked:
            self._linked.add(target)
            return True
        message = "a symbolic link below another, to a folder that such a one leads to already"
        self.found.append(warning("symlink-skipped", nfc(path), message))
        return False

    def note_special(self, path: str, file: os.PathLike[str]) -> None:
        """Tells of a pipe, a socket or a device, which is never read: one waits for a writer."""
        if os.path.exists(file):  # noqa: PTH110 - an entry of a folder is no Path
            message = "neither a file nor a folder, so it is not read"
            self.found.append(warning("unreadable", nfc(path), message))

    def link_is_safe(self, path: str, link: Path) -> bool:
        """Whether a symbolic link leads to something below the site folder."""
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            message = "a symbolic link that leads nowhere"
            self.found.append(warning("symlink-skipped", nfc(path), message))
            return False
        for folder in self.site:
            # Hidden files are no part of the site: `.git`, `.env`, `.obsidian`.
            if target.is_relative_to(folder) and not any(
                part.startswith(".") for part in target.relative_to(folder).parts
            ):
                return True
        message = "a symbolic link that leaves the site folder is not followed"
        hint = "Put a copy of the file in its place."
        self.found.append(error("symlink-outside", nfc(path), message, hint=hint))
        return False

    def _look_at(self, path: str, file: str, key: str = "") -> Seen | None:
        """How a file lies; read only where it lies otherwise than when it was seen, which is known
        by `key`: that of one beside the notes begins with `/`, as no path of theirs does."""
        try:
            # Before it is read: what changes meanwhile is found changed by the next walk.
            status = os.stat(file)  # noqa: PTH116 - a Path each takes as long again
            lies = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _INODE
            known = self._seen.get(key or path)
            if known is None or known[:4] != lies:
                known = Seen(*lies, *read_facts(Path(file)))
        except OSError as fault:
            # An attachment is harmless unless a note uses it, and then that one's warning says so;
            # nothing does of a stylesheet.
            make = error if key or path.lower().endswith(NOTE_SUFFIX) else warning
            self.found.append(make("unreadable", path, f"cannot be read: {fault.strerror}"))
            return None
        is_settled = known.modified < self._settled and known.changed < self._settled
        # Of another what it was can be told, and it is read again: no file has that size.
        self.current[key or path] = known if is_settled else known._replace(size=-1)
        return known


def paths_beside(folder: Path, name: str, walk: Walk | None) -> Iterator[FoundEntry]:
    """(NFC path, file) below a folder that holds no notes, in path order, without what is hidden;
    `walk` judges symbolic links and names. Links to folders are not followed. Raises OSError."""
    found: list[FoundEntry] = []
    for raw, file in entries_below(folder) if folder.is_dir() else ():
        if HIDDEN.match(file.name):
            continue
        is_link = file.is_symlink()
        if walk and is_link and not walk.link_is_safe(f"{name}/{raw}", Path(file.path)):
            continue
        # A link in a circle is no file; an entry would raise.
        target = Path(file.path) if is_link else file
        if target.is_file():
            found.append((raw, file))
        elif walk and not target.is_dir():
            walk.note_special(f"{name}/{raw}", file)
    return named_files(found, f"{name}/", walk.found if walk else [])


def notes_beside(root: Path, content: Path) -> int:
    """How many notes lie in the site folder beside `content`; in a vault of Obsidian also in its
    folders. No deeper: this must not take long where much else is there."""
    number, folders, is_vault = 0, [root], (root / ".obsidian").is_dir()
    for folder in folders:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        if folder != root and any(entry.name == MANIFEST for entry in entries):
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            number += is_note(entry.name) and not _ABOUT.fullmatch(entry.name) and entry.is_file()
            is_other = folder == root and entry.name not in NOT_NOTES | {content.name}
            if is_vault and is_other and entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
    return number


def is_note(path: str) -> bool:
    """Whether a file of the content folder is a note."""
    return path.lower().endswith(NOTE_SUFFIX) and not is_drawing(path)


def _built_site(prefix: str) -> Diagnostic:
    path = os.fsencode(prefix).decode(errors="backslashreplace")
    message = "kbsite built a site into this folder: nothing in it is read"
    hint = "Delete it if it is not wanted; move notes of your own out of it."
    return info("built-site", nfc(path), message, hint=hint)


def _left_out(folder: str, number: int) -> Diagnostic:
    many = f"folder of templates, which are no notes: {counted(number, 'file')}"
    what = many if folder.endswith("/") else "template of daily notes, which is none itself"
    hint = "Obsidian's settings name it. A note that is to be published lies elsewhere."
    return info("vault-templates", folder, f"the vault's {what}", hint=hint)
