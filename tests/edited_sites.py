"""A machine that edits a small site at random and builds it in one of several ways after each edit:
the output folder, the diagnostics and the counts must be those of a clean build. Not a test:
`test_equality.py` runs it for a moment, `benchmarks/equality.py` for as long as one likes.

It knows the command line, `Engine` and the files on disk, nothing of what is remembered or how.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from conftest import write_files
from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.claims import MANIFEST
from kbsite.cli import cli
from kbsite.diagnostics import ProduceError
from kbsite.engine import BuildOptions, Engine
from made_notes import (
    ATTACHMENTS,
    BLOCKS,
    CONFIG_KEYS,
    FOLDERS,
    KEYS,
    NOTES,
    ODD,
    PATHS,
    PICTURES,
    changes,
    joined,
    parted,
)


class How(NamedTuple):
    """How a build is made: by an `Engine` that lives on, as a server's, by a new one, by the
    command line in this process or in one of its own."""

    by: Literal["kept", "new", "command", "process"]
    drafts: bool = False
    jobs: int = 1
    clean: bool = False


class Report(NamedTuple):
    """What a build says, less what differs from one to the next."""

    diagnostics: Any
    notes: int
    pages: int
    is_published: bool
    written: int
    removed: int


class Found(NamedTuple):
    """A file: when it was written, and what it holds."""

    mtime: int
    data: bytes


HOWS = st.sampled_from(
    [How("kept")] * 4
    + [How("new")] * 3
    + [How("command")] * 2
    + [How("kept", drafts=True), How("new", drafts=True), How("command", clean=True)]
    + [How("kept", jobs=2), How("new", jobs=2), How("process", jobs=2)]
)
Trick = Literal[
    "written", "set back", "put in place", "old", "from the future", "touched", "copied"
]
#: Ways in which a file comes to another text of the same length; the last two keep the text.
TRICKS = st.sampled_from(
    ("written", "set back", "put in place", "old", "from the future", "touched", "copied")
)
NUMBERS = st.integers(0, 11)
_OTHER = str.maketrans("12甲乙节节一二", "21乙甲节节二一")


def prepare(patch: pytest.MonkeyPatch) -> None:
    """Makes a small site worth workers and an inspection, and what it remembers worth files; a
    file known that is hardly older than the scan."""
    patch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 3)
    patch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 3)
    patch.setattr("kbsite.publishing.inspecting._MANY", 1)
    patch.setattr("kbsite.cache._LARGE", 300)
    # What changed a moment ago is always read again; that moment is made short.
    patch.setattr("kbsite.scanning.walk._TICK", 20_000_000)


def clean_build(root: Path, output: str, drafts: bool) -> tuple[Report, dict[str, bytes]]:
    """What `root` gives where nothing is remembered, and the files."""
    with tempfile.TemporaryDirectory(prefix="kbsite-clean-", dir=root.parents[1]) as folder:
        copy = Path(folder) / root.name
        left = shutil.ignore_patterns(CACHE_FOLDER, "_site", "出")
        shutil.copytree(root, copy, ignore=left, symlinks=True)
        report = _of_command(_in_process, copy, How("command", drafts))
        files = {path: found.data for path, found in files_below(copy / output).items()}
    return report, files


def files_below(folder: Path) -> dict[str, Found]:
    """Every file below `folder`, and every folder as an empty one, less what is remembered."""
    found = {}
    for top, folders, files in os.walk(folder):
        hidden = (".git", CACHE_FOLDER) if top == str(folder) else ()
        folders[:] = [name for name in folders if name not in hidden]
        for name in folders:
            found[(Path(top) / name).relative_to(folder).as_posix() + "/"] = Found(0, b"")
        for name in files:
            file = Path(top) / name
            if not file.exists():
                continue
            path = file.relative_to(folder).as_posix()
            found[path] = Found(file.stat().st_mtime_ns, file.read_bytes())
    return found


def _of_command(run: Callable[[list[str]], str], root: Path, how: How) -> Report:
    arguments = ["build", "--root", str(root), "--json", "--jobs", str(how.jobs)]
    arguments += ["--drafts"] * how.drafts + ["--clean"] * how.clean
    told = json.loads(run(arguments))
    found = told["diagnostics"]
    # What keeps a site from being published, by the command line's documentation.
    is_published = not any(
        d["code"] in ("config", "extension", "template") and d["severity"] == "error" for d in found
    )
    return Report(
        found, told["notes"], told["pages"], is_published, told["written"], told["removed"]
    )


def _in_process(arguments: list[str]) -> str:
    done = CliRunner().invoke(cli, arguments)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def _in_own_process(arguments: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kbsite", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def _of_engine(engine: Engine, clean: bool) -> Report:
    result = engine.build()
    written, removed, is_published = 0, 0, False
    if result.folder:
        try:
            published = engine.publish(result, clean=clean, on_file=lambda count: None)
            written, removed, is_published = published.written, published.removed, True
        except ProduceError as fault:
            found = (*result.diagnostics, fault.diagnostic)
            result = msgspec.structs.replace(result, diagnostics=found)
    diagnostics = msgspec.to_builtins(result.diagnostics)
    return Report(
        json.loads(json.dumps(diagnostics)),
        result.notes,
        result.pages,
        is_published,
        written,
        removed,
    )


class EditedSite(RuleBasedStateMachine):
    """A site in a temporary folder. Each rule is an edit and then a build, which is compared."""

    #: Whether builds may be made in processes of their own, which takes half a second each.
    with_processes: ClassVar[bool] = False
    #: Where the site lies; in memory where that can be, since that is faster.
    folder: ClassVar[str | None] = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    #: Called after each comparison.
    on_step: ClassVar[Callable[[], None]] = staticmethod(lambda: None)

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="kbsite-edited-", dir=self.folder)) / "site"
        self.config: dict[str, str] = {}
        self.engines: dict[How, Engine] = {}
        self.commits = 0

    def teardown(self) -> None:
        """Leaves nothing."""
        for engine in self.engines.values():
            engine.close()
        shutil.rmtree(self.root.parent)

    # --- edits of notes ---

    @initialize(
        notes=st.dictionaries(st.sampled_from(PATHS), NOTES, min_size=2, max_size=5), how=HOWS
    )
    def begin(self, notes: dict[str, str], how: How) -> None:
        write_files(self.root / "content", {"图.png": PICTURES[0], **notes})
        self.compare(how)

    @rule(path=st.sampled_from(PATHS), text=NOTES, how=HOWS)
    def add(self, path: str, text: str, how: How) -> None:
        self.write(path, text.encode())
        self.compare(how)

    @rule(path=st.sampled_from(PATHS), data=ODD, how=HOWS)
    def add_what_is_odd(self, path: str, data: bytes, how: How) -> None:
        self.write(path, data)
        self.compare(how)

    @rule(number=NUMBERS, at=st.integers(0, 5), block=BLOCKS, how=HOWS)
    def insert(self, number: int, at: int, block: str, how: How) -> None:
        self.edit(number, lambda front, blocks: blocks.insert(at, block))
        self.compare(how)

    @rule(number=NUMBERS, at=st.integers(0, 5), block=BLOCKS, how=HOWS)
    def replace(self, number: int, at: int, block: str, how: How) -> None:
        def put(front: dict[str, str], blocks: list[str]) -> None:
            blocks[at : at + 1] = [block]

        self.edit(number, put)
        self.compare(how)

    @rule(number=NUMBERS, at=st.integers(0, 5), how=HOWS)
    def cut(self, number: int, at: int, how: How) -> None:
        def cut(front: dict[str, str], blocks: list[str]) -> None:
            del blocks[at : at + 1]

        self.edit(number, cut)
        self.compare(how)

    @rule(number=NUMBERS, keys=st.lists(KEYS, min_size=1, max_size=3), how=HOWS)
    def say(self, number: int, keys: list[tuple[str, str | None]], how: How) -> None:
        """Retags, dates, names, hides …"""

        def put(front: dict[str, str], blocks: list[str]) -> None:
            said = {**front, **dict(keys)}
            front.clear()
            front.update({key: value for key, value in said.items() if value is not None})

        self.edit(number, put)
        self.compare(how)

    @rule(number=NUMBERS, path=st.sampled_from(PATHS), how=HOWS)
    def move(self, number: int, path: str, how: How) -> None:
        """To another name or folder; what stands there is lost."""
        if file := self.note(number):
            target = self.root / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        self.compare(how)

    @rule(first=NUMBERS, second=NUMBERS, how=HOWS)
    def swap(self, first: int, second: int, how: How) -> None:
        """Each file keeps its size, time and inode."""
        one, other = self.note(first), self.note(second)
        if one and other and one != other:
            between = self.root / "between"
            one.rename(between)
            other.rename(one)
            between.rename(other)
        self.compare(how)

    @rule(number=NUMBERS, how=HOWS)
    def delete(self, number: int, how: How) -> None:
        if file := self.note(number):
            file.unlink()
        self.compare(how)

    @rule(old=st.sampled_from(FOLDERS), new=st.sampled_from(FOLDERS), how=HOWS)
    def move_folder(self, old: str, new: str, how: How) -> None:
        source, target = self.root / "content" / old, self.root / "content" / new
        has_place = not target.exists() and target.parent.is_dir()
        if source.is_dir() and has_place and not target.is_relative_to(source):
            source.rename(target)
        self.compare(how)

    @rule(
        path=st.sampled_from(PATHS),
        to=st.sampled_from(("甲.md", "../外.md")),
        how=HOWS,
        again=HOWS,
    )
    def link(self, path: str, to: str, how: How, again: How) -> None:
        """A note that is a symbolic link, also to what is no note by itself; that is edited."""
        file, target = self.root / "content" / path, self.root / "content" / to
        write_files(self.root, {"外.md": "外面1，[[乙]]。\n"})
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        try:
            file.symlink_to(os.path.relpath(target, file.parent))
        except OSError:
            assert sys.platform == "win32"
        self.build(how)
        if target.is_file():
            target.write_bytes(target.read_bytes() + b"\n[[X]]\n")
        self.compare(again)

    # --- edits of what is no note ---

    @rule(
        path=st.sampled_from(ATTACHMENTS),
        picture=st.none() | st.integers(0, len(PICTURES) - 1),
        how=HOWS,
    )
    def attach(self, path: str, picture: int | None, how: How) -> None:
        if picture is None:
            (self.root / "content" / path).unlink(missing_ok=True)
        else:
            self.write(path, PICTURES[picture])
        self.compare(how)

    @rule(change=st.sampled_from(list(changes())), how=HOWS)
    def change(self, change: tuple[str, str | None], how: How) -> None:
        """A template, a static file, an extension, a vault's settings; or there is none."""
        path, text = change
        if text is None:
            (self.root / path).unlink(missing_ok=True)
        else:
            write_files(self.root, {path: text})
        self.compare(how)

    @rule(keys=st.lists(CONFIG_KEYS, min_size=1, max_size=2), how=HOWS)
    def configure(self, keys: list[tuple[str, str | None]], how: How) -> None:
        for key, value in keys:
            self.config.pop(key, None)
            if value is not None:
                self.config[key] = value
        text = "".join(f"{key}: {value}\n" for key, value in self.config.items())
        write_files(self.root, {"kbsite.yaml": text})
        self.compare(how)

    @precondition(lambda self: bool(shutil.which("git")))
    @rule(number=NUMBERS, how=HOWS, again=HOWS)
    def commit(self, number: int, how: How, again: How) -> None:
        """Notes without a date get another, and no file changes."""

        def leave_dates_to_git(front: dict[str, str], blocks: list[str]) -> None:
            for key in ("date", "updated"):
                front.pop(key, None)

        self.edit(number, leave_dates_to_git)
        self.build(how)
        self.commits += 1
        moment = f"2026-04-{self.commits % 28 + 1:02}T00:00:00Z"
        names = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
        environment = {**os.environ, **dict.fromkeys(names, moment)}
        identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "gc.auto=0")
        for command in (
            ("init", "-q"),
            ("add", "content"),
            ("commit", "-q", "--allow-empty", "-m", "x"),
        ):
            arguments = ["git", "-C", str(self.root), *identity, *command]
            subprocess.run(arguments, check=True, env=environment, capture_output=True)
        self.compare(again)

    # --- what a build must see through ---

    @rule(number=st.integers(0, 40), trick=TRICKS, how=HOWS)
    def trick(self, number: int, trick: Trick, how: How) -> None:
        """One of the site's files gets another text of the same length, in some sly way."""
        self.play(number, trick)
        self.compare(how)

    @rule(number=st.integers(0, 40), first=TRICKS, then=TRICKS, how=HOWS, again=HOWS)
    def edit_right_behind_a_build(
        self, number: int, first: Trick, then: Trick, how: How, again: How
    ) -> None:
        """Within what the clock of the file system can tell."""
        self.play(number, first)
        self.build(how)
        self.play(number, then)
        self.compare(again)

    @rule(
        number=st.integers(0, 40),
        when=st.sampled_from(("parsing", "planned")),
        first=TRICKS,
        then=TRICKS,
        how=HOWS,
    )
    def edit_during_a_build(
        self, number: int, when: str, first: Trick, then: Trick, how: How
    ) -> None:
        """Behind the scan, or between planning and publishing; and perhaps back again."""
        waiting = [first]

        def edit(*progress: object) -> None:
            if waiting:
                self.play(number, waiting.pop())

        options = BuildOptions(drafts=how.drafts, jobs=1)
        progress = edit if when == "parsing" else lambda *progress: None
        with closing(Engine(self.root, options, progress)) as engine:
            result = engine.build()
            edit()
            if result.folder:
                with suppress(ProduceError, OSError):
                    engine.publish(result, on_file=lambda count: None)
        self.play(number, then)
        self.compare(how)

    @rule(
        number=st.integers(0, 60),
        damage=st.sampled_from(("gone", "longer", "empty", "other", "touched", "all gone")),
        how=HOWS,
    )
    def damage_output(self, number: int, damage: str, how: How) -> None:
        output = self.root / self.output
        files = sorted(f for f in output.rglob("*") if f.is_file() and f.name != MANIFEST)
        if files:
            file = files[number % len(files)]
            data = file.read_bytes()
            if damage == "all gone":
                shutil.rmtree(output)
            elif damage == "gone":
                file.unlink()
            elif damage == "touched":
                os.utime(file, (1, 1))
            else:
                texts = {"longer": data + b"x", "empty": b"", "other": data[::-1]}
                file.write_bytes(texts[damage])
                # Of what lies there only size and time are looked at.
                os.utime(file, (2, 2))
        self.compare(how)

    @rule(damage=st.sampled_from(("gone", "short", "flipped", "empty", "no folder")), how=HOWS)
    def damage_cache(self, damage: str, how: How) -> None:
        folder = self.root / CACHE_FOLDER
        if damage == "no folder":
            shutil.rmtree(folder, ignore_errors=True)
        for file in folder.glob("*"):
            if file.suffix not in (".db", ".db-wal"):
                continue
            data = bytearray(file.read_bytes())
            if damage == "gone":
                file.unlink()
            elif damage == "flipped":
                for place in range(50, len(data), 611):
                    data[place] ^= 0x10
                self.put(file, data)
            else:
                self.put(file, data[: len(data) // 2] if damage == "short" else b"")
        self.compare(how)

    @rule(how=HOWS)
    def restart(self, how: How) -> None:
        """Of what lives on."""
        for engine in self.engines.values():
            engine.close()
        self.engines = {}
        self.compare(how)

    @rule(how=HOWS)
    def change_nothing(self, how: How) -> None:
        self.compare(how)

    # --- how ---

    @property
    def output(self) -> str:
        return self.config.get("output", "_site")

    def note(self, number: int) -> Path | None:
        """One of the notes that there are."""
        files = sorted(f for f in (self.root / "content").rglob("*.md") if f.is_file())
        return files[number % len(files)] if files else None

    def write(self, path: str, data: bytes) -> None:
        """A note, in place of a symbolic link too."""
        file = self.root / "content" / path
        if file.is_symlink():
            file.unlink()
        write_files(self.root / "content", {path: data})

    def edit(self, number: int, change: Callable[[dict[str, str], list[str]], None]) -> None:
        """Changes front matter and blocks of a note."""
        if file := self.note(number):
            front, blocks = parted(file.read_text(encoding="utf-8", errors="replace"))
            change(front, blocks)
            file.write_bytes(joined(front, blocks).encode())

    def put(self, file: Path, data: bytes | bytearray) -> None:
        """Another file in place of one that an engine may have open: what is mapped into memory
        must not be cut short by anybody."""
        other = file.with_name("other")
        other.write_bytes(data)
        other.replace(file)

    def play(self, number: int, trick: Trick) -> None:
        """Plays `trick` on one of the files of the site."""
        files = [self.root / "kbsite.yaml", self.root / "外.md"]
        for part in ("content", "templates", "static", "ext"):
            files += sorted((self.root / part).rglob("*"))
        files = [file for file in files if file.is_file()]
        if not files:
            return
        file = files[number % len(files)]
        before, old = file.stat(), file.read_bytes()
        new = old if trick in ("touched", "copied") else self.other(file, old)
        assert len(new) == len(old)
        if trick in ("put in place", "copied"):
            beside = file.with_name(".beside")
            beside.write_bytes(new)
            os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
            beside.replace(file)
        elif trick != "touched":
            file.write_bytes(new)
        # Windows alone tells nobody when a file was changed but by the time that was set.
        if trick == "set back" and sys.platform != "win32":
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif trick in ("old", "touched"):
            os.utime(file, (1_000_000_000 + number, 1_000_000_000 + number))
        elif trick == "from the future":
            os.utime(file, (4_000_000_000, 4_000_000_000))

    def other(self, file: Path, data: bytes) -> bytes:
        """Another text of the same length, and of that the first again."""
        if data in PICTURES:
            return PICTURES[PICTURES.index(data) - 1]
        return (
            data.decode(errors="surrogateescape").translate(_OTHER).encode(errors="surrogateescape")
        )

    def build(self, how: How) -> Report:
        """Builds the site in place."""
        if how.by == "process" and not self.with_processes:
            how = how._replace(by="command")
        if how.by == "process":
            return _of_command(_in_own_process, self.root, how)
        if how.by == "command":
            return _of_command(_in_process, self.root, how)
        options = BuildOptions(drafts=how.drafts, jobs=how.jobs)
        if how.by == "new":
            with closing(Engine(self.root, options)) as engine:
                return _of_engine(engine, how.clean)
        if how not in self.engines:
            self.engines[how] = Engine(self.root, options)
        return _of_engine(self.engines[how], how.clean)

    def compare(self, how: How) -> None:
        """Builds, and compares with a clean build."""
        before = files_below(self.root)
        expected, files = clean_build(self.root, self.output, how.drafts)
        told = self.build(how)
        after = files_below(self.root)
        assert told.diagnostics == expected.diagnostics
        assert (told.notes, told.pages) == (expected.notes, expected.pages)
        assert told.is_published == expected.is_published
        if not expected.is_published:
            # The last site stays as it was.
            assert after == before
            assert (told.written, told.removed) == (0, 0)
        else:
            self.compare_files(how, before, after, files, told)
        type(self).on_step()

    def compare_files(
        self,
        how: How,
        before: dict[str, Found],
        after: dict[str, Found],
        clean: dict[str, bytes],
        told: Report,
    ) -> None:
        """`clean` is what lies in the output folder after a clean build."""
        own, others = self.parted(after)
        was, others_before = self.parted(before)
        assert others == others_before
        assert sorted(own) == sorted(clean)
        assert [path for path, found in own.items() if found.data != clean[path]] == []
        # Servers and rsync go by time: what need not be written is not.
        files = {path for path in own if not path.endswith("/")} - {MANIFEST}
        same = {path for path in files if path in was and was[path].data == own[path].data}
        if not how.clean:
            assert [path for path in same if was[path] != own[path]] == []
        assert told.written == len(files if how.clean else files - same)
        known = json.loads(was[MANIFEST].data)["files"] if MANIFEST in was else []
        assert told.removed == len(set(known) - files)

    def parted(self, found: dict[str, Found]) -> tuple[dict[str, Found], dict[str, Found]]:
        """What lies in the output folder, by the path from there, and the rest."""
        own, rest = {}, {}
        for path, file in found.items():
            below = path.removeprefix(f"{self.output}/")
            if below == path:
                rest[path] = file
            elif below:
                own[below] = file
        return own, rest
