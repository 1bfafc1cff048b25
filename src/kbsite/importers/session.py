"""One import into a site: READS what earlier ones left, and WRITES notes, memory and report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kbsite.cache import FOLDER
from kbsite.config import Config
from kbsite.importers.account import Account
from kbsite.importers.archive import Archive
from kbsite.importers.download import Downloader
from kbsite.importers.journal import Move, move_all
from kbsite.importers.kinds import IMPORTERS
from kbsite.importers.memory import (
    FILE_NAME,
    Section,
    encoded,
    name_of,
    read_memory,
    with_section,
)
from kbsite.importers.model import Entry, Options
from kbsite.importers.moved import followed
from kbsite.importers.own_files import OwnFiles
from kbsite.importers.remote_images import Fetch, RemoteImages
from kbsite.importers.reports import as_markdown
from kbsite.importers.running import Plan, Run
from kbsite.importers.writing import Writer, paths_below
from kbsite.publishing.staging import staging_folder
from kbsite.real_paths import real_path
from kbsite.refusals import UsageError, naming
from kbsite.scaffolding.left_out import is_left_out
from kbsite.scan import content_folder, fault_of_folder, notes_in
from kbsite.urls import nfc

#: The folder of what is staged for the folder of notes, and nothing else.
_FILES = "files"

#: The kinds whose links are written by where notes stand, so that one may be moved.
_LINK_BY_PLACE = frozenset(("notion", "hexo", "hugo", "jekyll"))


class ImportOptions(NamedTuple):
    """What the command line says."""

    into: str = ""
    dry_run: bool = False
    overwrite: bool = False
    download_images: bool = False


class Session:
    """An import of one kind into one folder. Raises RefusalError where there can be none."""

    def __init__(
        self,
        root: Path,
        config: Config,
        kind: str,
        options: ImportOptions,
        fetch: Fetch | None = None,
    ) -> None:
        """`fetch` is what asks the network for images, if they are to be brought home."""
        self._root, self._config, self._kind, self._options = root, config, kind, options
        self._fetch = fetch
        if options.download_images and not options.dry_run and fetch is None:
            self._fetch = Downloader()
        self._content = import_folder(root, config)
        self._into = _folder_below(self._content, options.into)
        self._folder = self._content / self._into
        if not real_path(self._folder).is_relative_to(real_path(self._content)):
            raise UsageError(f"--into {options.into} leaves the folder of notes")
        if is_left_out(root, self._content, config, self._folder):
            raise UsageError(f"--into {options.into!r} would be no part of the site")
        self._memory = read_memory(root)
        self._name = name_of(kind, self._into)
        self._remembered = self._memory.imports.get(self._name, Section())
        self._before = self._remembered
        if kind in _LINK_BY_PLACE:
            self._before = followed(self._folder, self._remembered)

    def check(self, path: Path) -> None:
        """Raises UsageError where source and site lie in one another."""
        source, content = real_path(path), real_path(self._content)
        if source.is_relative_to(content) or content.is_relative_to(source):
            raise UsageError(f"{path} and the folder of notes {self._content} lie in one another")

    def run(self, source: Archive, on_file: Callable[[int], None]) -> tuple[Account, str]:
        """The account, and the path of the file that holds it, "" where none was written."""
        with ExitStack() as stack:
            staging = None
            if not self._options.dry_run:
                self._content.parent.mkdir(parents=True, exist_ok=True)
                staging = stack.enter_context(staging_folder(self._staging_base()))
            overwrite = self._options.overwrite
            files = staging / _FILES if staging else None
            own = OwnFiles(real_path(self._root), real_path(self._content), self._config)
            writer = Writer(self._content, own, self._folder, files, overwrite=overwrite)
            pictures = RemoteImages(writer, self._before.images, self._fetch)
            run = Run(self._plan(pictures, own, self._standing(source, writer)), source, writer)
            run.run(on_file)
            if staging is None:
                return run.account(True, {}), ""
            section = self._section(run, pictures, {})
            failed = self._move(writer.moves, section, staging)
            if failed:
                self._remember(self._section(run, pictures, failed), staging)
            account = run.account(False, failed)
            return account, self._report(account, staging)

    def _standing(self, source: Archive, writer: Writer) -> Callable[[Entry, str], bool | None]:
        """For `Options.stands`."""

        def stands(entry: Entry, target: str) -> bool | None:
            is_same = writer.compared(target, partial(source.open, entry))
            return None if self._options.overwrite and not is_same else is_same

        return stands

    def _plan(
        self, pictures: RemoteImages, own: OwnFiles, stands: Callable[[Entry, str], bool | None]
    ) -> Plan:
        names = self._config.imports
        options = Options(
            self._into,
            names.title,
            names.tags,
            names.date,
            placed=self._before.placed(),
            today=datetime.now(tz=UTC).date(),
            toggles=names.toggles,
            reserved=own.reserved(real_path(self._folder)),
            stands=stands,
            others=self._others,
        )
        below = self._folder.relative_to(self._root).as_posix() if self._is_below() else "."
        prefix = "" if below == "." else f"{nfc(below)}/"
        importer, timezone = IMPORTERS[self._kind], self._config.timezone
        return Plan(self._kind, importer, options, prefix, timezone, self._before, pictures)

    def _others(self) -> Iterator[str]:
        """For `Options.others`."""
        kept = (self._before.notes, self._before.files, self._before.images)
        own = {one.target for group in kept for one in group.values()}
        prefix = f"{self._into}/" if self._into else ""
        for path in map(nfc, paths_below(self._content)):
            if not (path.startswith(prefix) and path[len(prefix) :] in own):
                yield path

    def _is_below(self) -> bool:
        return self._folder.is_relative_to(self._root)

    def _staging_base(self) -> Path:
        """On the disk of the notes, and where no build looks."""
        hidden = self._root / FOLDER / "import"
        content = self._content
        if content.exists() and content.stat().st_dev != self._root.stat().st_dev:
            return real_path(content)
        hidden.parent.mkdir(exist_ok=True)
        return hidden

    def _section(self, run: Run, pictures: RemoteImages, failed: dict[str, str]) -> Section:
        section = run.section(failed)
        images = {key: one for key, one in pictures.kept.items() if one.target not in failed}
        return Section(section.notes, section.files, images)

    def _move(self, moves: list[Move], section: Section, staging: Path) -> dict[str, str]:
        """Everything goes into place, the memory last; what could not."""
        memory: list[Move] = []
        if section != self._remembered:
            remembered = staging / FILE_NAME
            self._write_memory(remembered, section)
            memory = [Move(remembered, self._root / FILE_NAME, FILE_NAME)]
        whole = (staging / _FILES, self._folder) if moves else None
        failed = move_all(self._root, [*moves, *memory], whole) if moves or memory else {}
        if why := failed.pop(FILE_NAME, ""):
            raise UsageError(f"{self._root / FILE_NAME} {why}")
        return failed

    def _remember(self, section: Section, staging: Path) -> None:
        remembered = staging / FILE_NAME
        self._write_memory(remembered, section)
        remembered.replace(self._root / FILE_NAME)

    def _write_memory(self, staged: Path, section: Section) -> None:
        with naming(str(self._root / FILE_NAME)):
            staged.write_bytes(encoded(with_section(self._memory, self._name, section)))

    def _report(self, account: Account, staging: Path) -> str:
        """Writes the account beside the notes, unless nothing came of it that is new."""
        name = "-".join(["import", self._kind, *self._into.split("/")]).rstrip("-") + ".md"
        if self._content == self._root:
            # There it would be a note.
            name = f".{name}"
        path = self._root / name
        if account.is_quiet and not account.has_failed and path.exists():
            return ""
        text = as_markdown(account).encode()
        if not path.exists() or path.read_bytes() != text:
            written = staging / "report.md"
            with naming(str(path)):
                written.write_bytes(text)
            written.replace(path)
        return str(path)


def import_folder(root: Path, config: Config) -> Path:
    """The folder of notes, which need not exist. A site folder that holds notes itself and has no
    `content/` is one, as for a build; an empty one gets `content/`."""
    folder = content_folder(root, config)
    if folder != root:
        return folder
    has_notes = (root / ".obsidian").is_dir() or notes_in(root)
    return root if has_notes else root / config.content


def _folder_below(content: Path, into: str) -> str:
    """`--into` as a path below `content`, the folder of notes. Raises UsageError."""
    parts = [part for part in nfc(into).replace("\\", "/").split("/") if part not in ("", ".")]
    path = "/".join(parts)
    if fault_of_folder(content, parts) or into.startswith(("/", "\\")):
        raise UsageError(f"--into {into!r} is no folder below the folder of notes")
    return path
