"""Builds in processes of their own to which something happens: killed at a moment, or at a step on
the disk; no room on the disk from some step on. Not a test: `test_faults.py` and
`benchmarks/faults.py` use it.

A step is what Python's audit hooks tell of: a file opened to be written, a folder made, something
renamed or removed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from conftest import Run, files_of, write_files
from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.claims import MANIFEST
from kbsite.cli import cli
from test_determinism import generated_notes

#: Builds at a word, each in a process that is forked from this one, in which all is imported and
#: the theme's templates are compiled: what happens to a build happens after its start. It counts
#: the steps below a folder, and at one of them does what it is told, or it is killed after so many
#: seconds; says their number at the end.
#: Told to be bound, it gives up what lets root write everywhere, if it is root.
_SERVER = """
import ctypes, errno, json, os, signal, sys, tempfile

from kbsite import cli

def bind():
    drop_from_bounding_set, override, read_search = 24, 1, 2
    kernel = ctypes.CDLL(None, use_errno=True)
    for capability in (override, read_search):
        if kernel.prctl(drop_from_bounding_set, capability, 0, 0, 0):
            raise OSError("it cannot be given up")
    # What root may is counted anew where a program begins, and none does here.
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if kernel.capget(header, data):
        raise OSError("it cannot be asked for")
    for part in range(3):
        data[part] &= ~(1 << override | 1 << read_search)
    if kernel.capset(header, data):
        raise OSError("it cannot be given up")

def build(action, last, folder, out, err, environment, *arguments):
    main, steps = os.getpid(), 0
    os.environ.update(environment)
    tempfile.tempdir = None
    if action == "bound" and os.geteuid() == 0:
        bind()
    if action == "alarm":
        signal.setitimer(signal.ITIMER_REAL, last)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)

    def step(event, arguments):
        nonlocal steps
        if event == "open":
            mode, flags = arguments[1], arguments[2]
            writes = flags & (os.O_WRONLY | os.O_RDWR) or (mode and set("wxa+") & set(mode))
        else:
            writes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir")
        if not writes or isinstance(arguments[0], int):
            return
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if os.getpid() != main or not path.startswith(folder):
            return
        steps += 1
        if action == "kill" and steps == last:
            os.kill(main, signal.SIGKILL)
        if action == "full" and steps >= last and event in ("open", "os.mkdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    sys.argv[1:] = arguments
    sys.addaudithook(step)
    try:
        cli.main()
    finally:
        print(f"steps {steps}", file=sys.stderr)

def run(arguments):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            build(*arguments)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

answers = os.fdopen(os.dup(1), "w")
warm = sys.argv[1]
try:
    sys.argv[1:] = ["build", "-q", "--root", warm, "--jobs", "1"]
    cli.main()
except SystemExit:
    pass
for line in sys.stdin:
    print(run(json.loads(line)), file=answers, flush=True)
"""


class Prepared(NamedTuple):
    """A site that was built and then edited: the folder as it stands before its second build, the
    files of the old output and of the new one."""

    folder: Path
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]


def prepare_site(folder: Path, count: int = 12) -> Prepared:
    """`count` notes that are built, then some edited, some removed, some added, a setting changed:
    files come, go and change, a folder becomes a file."""
    site = write_files(folder / "before", generated_notes(count))
    write_files(site, {"kbsite.yaml": "base_url: https://example.org/a/\n"})
    write_files(site, {"content/组1/变.md": "---\nslug: x\n---\n"})
    _build(site)
    old = files_of(site / "_site")
    content = site / "content"
    for number, note in enumerate(sorted(content.rglob("笔记*.md"))):
        if number % 5 == 0:
            note.write_bytes(note.read_bytes() + b"\n$\\beta$, [[X]]\n")
        elif number % 7 == 0:
            note.unlink()
    write_files(content, {"X.md": "新的，见[[笔记3]]。\n"})
    write_files(content, {"组1/变.md": "---\npermalink: /组1/x\n---\n"})
    write_files(site, {"static/custom.css": "a { color: red }\n"})
    clean = folder / "clean"
    shutil.copytree(site, clean, ignore=shutil.ignore_patterns("_site", CACHE_FOLDER))
    _build(clean)
    return Prepared(site, old, files_of(clean / "_site"))


def restored(prepared: Prepared, folder: Path) -> Path:
    """A copy of the edited site in `folder`, which may hold an earlier one, with its old output and
    all that is remembered. Times are kept, so that what knows files by them does."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared.folder, folder)
    return folder


class Builds:
    """Starts builds to which something happens."""

    def __init__(self, folder: Path, site: Path) -> None:
        """`folder` is for its own files. A copy of `site` is built first: what that loads and keeps
        in memory is there for all others."""
        self._folder = folder
        warm = shutil.copytree(site, folder / "warm")
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(warm)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
        )

    def build(
        self,
        action: str,
        step: float,
        site: Path,
        *arguments: str | Path,
        env: Mapping[str, str] | None = None,
    ) -> tuple[Run, int]:
        """A build to which `action` ("kill", "full", "bound" or "none") happens at the `step`th
        step below the folder of the site, with `env` over the environment; and how many steps there
        were, 0 where it was killed. To one that is bound, read-only means that from the first on.
        To one with an "alarm" a step is a second, and it is killed in the midst of what it does.
        """
        assert self._server.stdin and self._server.stdout
        out, err = self._folder / "out", self._folder / "err"
        order = [action, step, os.path.realpath(site), str(out), str(err), dict(env or {})]
        command = ["build", "--root", str(site), *map(str, arguments)]
        self._server.stdin.write(json.dumps([*order, *command]))
        self._server.stdin.write("\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        said, _, steps = err.read_text("utf-8").rpartition("steps ")
        if code in (-signal.SIGKILL, -signal.SIGALRM):
            return Run(code, out.read_text("utf-8"), err.read_text("utf-8")), 0
        assert "Traceback" not in said, said
        return Run(code, out.read_text("utf-8"), said), int(steps)

    def close(self) -> None:
        """Ends the process that starts them."""
        self._server.communicate()


def killed_after(seconds: float, site: Path, *arguments: str) -> bool:
    """Whether a build was still at work after `seconds`, when it was killed."""
    build = subprocess.Popen(
        [sys.executable, "-m", "kbsite", "build", "--root", str(site), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        build.wait(seconds)
    except subprocess.TimeoutExpired:
        build.kill()
        build.wait()
        return True
    return False


def check_whole(prepared: Prepared, site: Path) -> None:
    """Every file of the output is whole: the old one or the new one."""
    output = site / "_site"
    found = files_of(output) if output.is_dir() else {}
    found.pop(MANIFEST, None)
    for path, data in found.items():
        assert data in (prepared.old.get(path), prepared.new.get(path)), f"{path} is not whole"


def state_of(prepared: Prepared, site: Path) -> str:
    """How far the output has come: the old site, the new one, or files of both."""
    output = site / "_site"
    found = files_of(output) if output.is_dir() else {}
    states = {"old site": prepared.old, "new site": prepared.new}
    return next((name for name, files in states.items() if found == files), "files of both")


def flip(site: Path, chance: random.Random, count: int) -> None:
    """Flips `count` bits of a file of what is remembered."""
    files = [file for file in sorted((site / CACHE_FOLDER).iterdir()) if file.stat().st_size]
    file = chance.choice(files)
    data = bytearray(file.read_bytes())
    for _ in range(count):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def check_next_build(prepared: Prepared, site: Path) -> None:
    """The next build ends where a clean one does, and nothing else is left."""
    _build(site)
    found = files_of(site / "_site")
    assert sorted(found) == sorted(prepared.new)
    assert [path for path in found if found[path] != prepared.new[path]] == []
    known = {*(path.name for path in prepared.folder.iterdir()), CACHE_FOLDER, "_site"}
    assert {path.name for path in site.iterdir()} - known == set()


def _build(site: Path) -> None:
    done = CliRunner().invoke(cli, ["build", "--root", str(site), "--jobs", "1"])
    assert done.exit_code == 0, done.output
