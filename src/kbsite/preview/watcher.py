"""Says when to look at the files again. READS what the system tells of a site's folders.

An event is a hint and no more: what changed, a scan finds out. Where the system tells nothing, on
a network mount or past its limit of watches, there is a hint every second.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path, PurePath
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from kbsite.config import Config
from kbsite.extensions.entries import file_of
from kbsite.scan import content_folder
from kbsite.scanning.file_names import GITBOOK
from kbsite.scanning.vault_settings import SETTINGS, VAULT

#: Reading causes none of them.
_EVENTS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
#: What editors write beside a file: Vim (`4913`, `a.md~`), Emacs (`#a.md#`), JetBrains, Word.
_BESIDE = re.compile(
    r"4913|.*~|#.*#|.*\.(sw[a-z]|tmp|temp|bak|part|crswap)|.*___jb_(tmp|old|bak)___|~\$.*"
)
#: A file of one of these kinds that is closed, moved or deleted is a save that has ended.
_SAVED = (".md", ".html", ".css", ".js", ".yaml", ".py")
#: File systems that tell nothing of what other machines do.
_REMOTE = frozenset({"9p", "afs", "cifs", "drvfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf"})
_REMOTE |= frozenset({"fuse.sshfs", "fuse.rclone", "prl_fs", "virtiofs"})


#: That a folder is deleted, as Linux calls it (`IN_DELETE_SELF`).
_DELETED = 0x400


class Folder(NamedTuple):
    """A folder that is watched, with all below it or alone; it need not be there."""

    path: Path
    is_deep: bool


def folders_of(root: Path, config: Config) -> tuple[Folder, ...]:
    """Those whose files a build of the site in `root` reads."""
    content = content_folder(root, config)
    deep = {content, root / "templates", root / "static"}
    if content != root:
        deep.add(root / VAULT)
    extensions = {(root / file).parent for file in map(file_of, config.extensions) if file}
    return (
        *(Folder(path, is_deep=False) for path in sorted({root, *extensions} - deep)),
        *(Folder(path, is_deep=True) for path in sorted(deep)),
    )


#: Called with whether a save has ended.
OnHint = Callable[[bool], None]


class Watcher:
    """Calls `on_hint` from a thread of its own. `out` are folders of which nothing is told."""

    def __init__(self, folders: Iterable[Folder], out: Iterable[Path], on_hint: OnHint) -> None:
        self._folders = tuple(folders)
        tops = [str(folder.path) for folder in self._folders]
        self._handler = _Handler(tops, [str(path) for path in out], on_hint)
        self._on_hint = on_hint
        self._observer = Observer()
        self._watches: dict[Folder, tuple[ObservedWatch, int]] = {}
        #: Why there is a hint every second, "" where the system tells of changes.
        self.trouble = ""

    def start(self) -> None:
        """Watches from now on."""
        try:
            if any(_is_remote(folder.path) for folder in self._folders):
                raise OSError("a folder of another machine")
            # What it says is of its own tables, and nothing that an author could mend.
            warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
            logging.getLogger("watchdog").setLevel(logging.CRITICAL)
            self._observer.start()
            for folder in self._folders:
                self._see(folder)
            self._check_room()
        except (OSError, RuntimeError) as fault:
            self._poll(fault)

    def check(self) -> None:
        """Watches what was made again meanwhile, and gives a hint then; without events it always
        gives one."""
        if self.trouble:
            self._on_hint(True)
            return
        try:
            if sum(self._see(folder) for folder in self._folders):
                self._on_hint(False)
            self._check_room()
        except OSError as fault:
            self._poll(fault)

    def _check_room(self) -> None:
        """Raises OSError where the system has no watch left: that it refused some for folders below
        others, of which changes would be missed, the observer does not tell."""
        if any(_is_refused(folder.path) for folder in self._folders):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _see(self, folder: Folder) -> bool:
        """Watches a folder as it is now; whether it is another than before. Raises OSError."""
        number = _number(folder.path)
        watch, known = self._watches.get(folder, (None, 0))
        if number == known:
            return False
        if watch:
            with suppress(OSError, KeyError):
                self._observer.unschedule(watch)
            del self._watches[folder]
        if number:
            self._watches[folder] = (self._watch(folder), number)
        return True

    def stop(self) -> None:
        """Watches no more."""
        with suppress(RuntimeError):
            self._observer.stop()
            self._observer.join(1)

    def _watch(self, folder: Folder) -> ObservedWatch:
        return self._observer.schedule(
            self._handler, str(folder.path), recursive=folder.is_deep, event_filter=_EVENTS
        )

    def _poll(self, fault: Exception) -> None:
        self.trouble = getattr(fault, "strerror", None) or str(fault)
        self.stop()


class _Handler(FileSystemEventHandler):
    def __init__(self, tops: Iterable[str], out: Iterable[str], on_hint: OnHint) -> None:
        """`tops` are the folders that are watched, `out` those of which nothing is told."""
        # Of two the inner says what is hidden: a site may lie in a hidden folder.
        self._tops = sorted((f"{top}{os.sep}" for top in tops), key=len, reverse=True)
        self._out = tuple(f"{folder}{os.sep}" for folder in out)
        self._on_hint = on_hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        seen = [path for path in paths if self._is_of_site(path)]
        if not seen:
            return
        has_ended = not isinstance(event, FileCreatedEvent | FileModifiedEvent)
        # Elsewhere than on Linux nothing is said of a file that is closed.
        has_ended = has_ended or not sys.platform.startswith("linux")
        self._on_hint(has_ended and any(path.lower().endswith(_SAVED) for path in seen))

    def _is_of_site(self, path: str) -> bool:
        if f"{path}{os.sep}".startswith(self._out):
            return False
        top = next((top for top in self._tops if path.startswith(top)), "")
        inner = PurePath(path[len(top) :]).parts or ("",)
        if PurePath(top).name == VAULT:
            inner = (VAULT, *inner)
        if _BESIDE.fullmatch(inner[-1]) or "node_modules" in inner:
            return False
        # What Obsidian says of notes is in a hidden folder.
        is_setting = PurePath(*inner).as_posix().endswith(SETTINGS)
        hidden = [name for name in inner if name.startswith(".") and name != GITBOOK]
        return is_setting or not hidden


def _number(folder: Path) -> int:
    """What tells a folder from another that takes its name, 0 where there is none."""
    try:
        return folder.stat().st_ino or 1 if folder.is_dir() else 0
    except OSError:
        return 0


def _is_refused(folder: Path) -> bool:
    """Whether Linux, which alone counts watches, has none left for `folder`."""
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    if (watching := system.inotify_init1(os.O_CLOEXEC)) < 0:
        return False
    try:
        given = system.inotify_add_watch(watching, os.fsencode(folder), _DELETED)
        return given < 0 and ctypes.get_errno() == errno.ENOSPC
    finally:
        os.close(watching)


def _is_remote(folder: Path) -> bool:
    """Whether `folder` lies on a mount that other machines write to; Linux alone says."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    real = os.path.realpath(folder)
    kind = ""
    length = -1
    for line in mounts.splitlines():
        _, place, of, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if len(place) > length and (real == place or real.startswith(place.rstrip("/") + "/")):
            kind, length = of, len(place)
    return kind in _REMOTE
