"""Whatever happens to a build, every file of the site is whole, and the next build ends where a
clean one does. `benchmarks/faults.py` does the same at more moments."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Run, files_of, write_files
from faulty import (
    Builds,
    Prepared,
    check_next_build,
    check_whole,
    flip,
    prepare_site,
    restored,
)
from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.lock import locked
from test_determinism import generated_notes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and owners of Unix")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare_site(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def builds(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builds]:
    builds = Builds(tmp_path_factory.mktemp("builds"), prepared.folder)
    yield builds
    builds.close()


class Measured(NamedTuple):
    """What the second build takes: steps on the disk, and seconds."""

    steps: int
    seconds: float


@pytest.fixture(scope="module")
def measured(
    prepared: Prepared, builds: Builds, tmp_path_factory: pytest.TempPathFactory
) -> Measured:
    site = restored(prepared, tmp_path_factory.mktemp("measured") / "site")
    run, steps = builds.build("none", 0, site, "--jobs", "1")
    assert run.code == 0
    assert steps > 50
    started = time.perf_counter()
    builds.build("none", 0, restored(prepared, site))
    return Measured(steps, time.perf_counter() - started)


# --- killed ---


@pytest.mark.parametrize("part", [0.1, 0.5, 0.7, 0.9, 1.0])
def test_a_build_that_is_killed_at_a_step_leaves_whole_files(
    part: float, measured: Measured, builds: Builds, prepared: Prepared, tmp_path: Path
) -> None:
    site = restored(prepared, tmp_path / "site")
    run, _ = builds.build("kill", max(1, round(part * measured.steps)), site, "--jobs", "1")
    assert run.code < 0
    check_whole(prepared, site)
    check_next_build(prepared, site)


@pytest.mark.parametrize("part", [0.7, 0.9])
def test_a_build_that_is_killed_at_a_moment_leaves_whole_files(
    part: float, measured: Measured, builds: Builds, prepared: Prepared, tmp_path: Path
) -> None:
    """Within a call of the system too, or of SQLite."""
    site = restored(prepared, tmp_path / "site")
    builds.build("alarm", part * measured.seconds, site)
    check_whole(prepared, site)
    check_next_build(prepared, site)


def test_the_first_build_is_killed(
    measured: Measured, builds: Builds, prepared: Prepared, tmp_path: Path
) -> None:
    """There is neither an output nor a manifest then."""
    site = restored(prepared, tmp_path / "site")
    shutil.rmtree(site / "_site")
    shutil.rmtree(site / CACHE_FOLDER)
    run, _ = builds.build("kill", measured.steps // 2, site, "--jobs", "1")
    assert run.code < 0
    check_whole(prepared, site)
    check_next_build(prepared, site)


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    """They hold no pipe open that would keep one another waiting for work."""
    site = write_files(tmp_path / "site", generated_notes(600))
    build = subprocess.Popen(
        [sys.executable, "-m", "kbsite", "build", "--root", str(site), "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while len(_members(build.pid)) < 3 and time.monotonic() < deadline and build.poll() is None:
        time.sleep(0.01)
    assert len(_members(build.pid)) >= 3, "there are no workers"
    build.kill()
    build.wait()
    while _members(build.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = _members(build.pid)
    if left:
        os.killpg(build.pid, 9)
    assert left == []


def _members(group: int) -> list[str]:
    """The processes of a group, by `ps`."""
    if not shutil.which("ps"):
        pytest.skip("there is no ps")
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,pid=,stat="], capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in listed.stdout.splitlines())
    return [pid for pgid, pid, state in rows if pgid == str(group) and not state.startswith("Z")]


# --- no room ---


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6])
def test_a_disk_that_is_full_is_told_and_leaves_whole_files(
    part: float, measured: Measured, builds: Builds, prepared: Prepared, tmp_path: Path
) -> None:
    """From some step on nothing can be made, wherever: cache, staging, manifest, output."""
    site = restored(prepared, tmp_path / "site")
    run, _ = builds.build("full", max(1, round(part * measured.steps)), site, "--jobs", "1")
    assert (run.code, "No space left on device" in run.err) in ((2, True), (0, False))
    check_whole(prepared, site)
    check_next_build(prepared, site)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system in memory of so many KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = []

    def mount(size: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)]
        if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("nothing can be mounted here")
        mounted.append(folder)
        return folder

    yield mount
    for there in mounted:
        subprocess.run(["umount", str(there)], check=True)


@pytest.mark.parametrize("free", [8, 150, 400])
def test_a_small_disk(
    free: int, prepared: Prepared, builds: Builds, small_disk: Callable[[int], Path]
) -> None:
    """A real one, with so many KB free, that SQLite sees too. It is the larger the next time."""
    disk = small_disk(100_000)
    site = restored(prepared, disk / "site")
    _set_free(disk, free)
    run, _ = builds.build("none", 0, site, "--jobs", "1")
    assert (run.code, "No space left on device" in run.err) in ((2, True), (0, False))
    check_whole(prepared, site)
    subprocess.run(["mount", "-o", "remount,size=100000k", str(disk)], check=True)
    check_next_build(prepared, site)


@pytest.mark.parametrize("free", [30, 60])
def test_a_small_disk_with_all_temporary_files(
    free: int, prepared: Prepared, builds: Builds, small_disk: Callable[[int], Path]
) -> None:
    """What is remembered has nowhere to lie, either."""
    disk = small_disk(100_000)
    site = restored(prepared, disk / "site")
    shutil.rmtree(site / CACHE_FOLDER)
    _set_free(disk, free)
    run, _ = builds.build("none", 0, site, "--jobs", "1", env={"TMPDIR": str(disk)})
    assert (run.code, "No space left on device" in run.err) in ((2, True), (0, False))
    subprocess.run(["mount", "-o", "remount,size=100000k", str(disk)], check=True)
    check_next_build(prepared, site)


def _set_free(disk: Path, free: int) -> None:
    found = os.statvfs(disk)
    used = (found.f_blocks - found.f_bfree) * found.f_frsize // 1024
    subprocess.run(["mount", "-o", f"remount,size={used + free}k", str(disk)], check=True)


# --- what is remembered is damaged ---


@pytest.mark.parametrize("seed", range(4))
def test_any_byte_of_what_is_remembered_may_flip(
    seed: int, prepared: Prepared, tmp_path: Path
) -> None:
    site = restored(prepared, tmp_path / "site")
    flip(site, random.Random(seed), 1 if seed % 2 else 20)
    check_next_build(prepared, site)


# --- two at once ---


def test_two_builds_at_once_both_end_well(prepared: Prepared, tmp_path: Path) -> None:
    site = restored(prepared, tmp_path / "site")
    command = [sys.executable, "-m", "kbsite", "build", "--root", str(site), "--clean"]
    builds = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
    ]
    for build in builds:
        _, err = build.communicate()
        assert build.returncode == 0, err
        assert b"Traceback" not in err
    found = files_of(site / "_site")
    assert found == prepared.new
    check_next_build(prepared, site)


def test_the_lock_is_free_behind_a_build(prepared: Prepared, tmp_path: Path) -> None:
    site = restored(prepared, tmp_path / "site")
    check_next_build(prepared, site)
    with locked(site / CACHE_FOLDER, lambda: pytest.fail("somebody holds it")):
        pass


# --- what cannot be written ---


@pytest.fixture
def build_bound(builds: Builds) -> Callable[..., Run]:
    """`build_bound(site, *arguments)`: a build to which read-only means that."""
    if os.geteuid() == 0 and sys.platform != "linux":
        pytest.skip("root writes everywhere")
    return lambda site, *arguments: builds.build("bound", 0, site, *arguments)[0]


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Makes a folder read-only with all in it; it is writable again in the end."""
    folders = []

    def set_mode(folder: Path, mode: int) -> None:
        for path in (folder, *folder.rglob("*")):
            path.chmod(mode | 0o111 if path.is_dir() else mode)

    def close(folder: Path) -> None:
        folders.append(folder)
        set_mode(folder, 0o444)

    yield close
    for folder in folders:
        set_mode(folder, 0o644)


def test_read_only_notes_build(
    prepared: Prepared,
    build_bound: Callable[..., Run],
    tmp_path: Path,
    read_only: Callable[[Path], None],
) -> None:
    site = restored(prepared, tmp_path / "site")
    read_only(site / "content")
    run = build_bound(site)
    assert run.code == 0, run.err
    assert files_of(site / "_site") == prepared.new


@pytest.mark.parametrize("is_known", [False, True])
def test_a_read_only_site_folder_builds_elsewhere(
    is_known: bool,
    prepared: Prepared,
    build_bound: Callable[..., Run],
    tmp_path: Path,
    read_only: Callable[[Path], None],
) -> None:
    """And leaves nothing there, nor needs what is remembered of an earlier build."""
    site = restored(prepared, tmp_path / "site")
    shutil.rmtree(site / "_site")
    if not is_known:
        shutil.rmtree(site / CACHE_FOLDER)
    before = files_of(site)
    read_only(site)
    for _ in range(2):
        run = build_bound(site, "--output", tmp_path / "out")
        assert run.code == 0, run.err
        assert files_of(tmp_path / "out") == prepared.new
    assert files_of(site) == before


def test_a_read_only_output_is_refused_with_a_sentence(
    prepared: Prepared,
    build_bound: Callable[..., Run],
    tmp_path: Path,
    read_only: Callable[[Path], None],
) -> None:
    site = restored(prepared, tmp_path / "site")
    read_only(site / "_site")
    run = build_bound(site)
    assert run.code == 2
    assert "Permission denied" in run.err
    check_whole(prepared, site)
