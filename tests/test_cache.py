"""The cache forgets, and never lies: whatever happens to its file."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.cache import Cache, CacheReader
from kbsite.lock import FILE, locked
from kbsite.publishing.staging import staging_folder
from kbsite.stages.remembered import Known, Remembered

VALUES = {f"{i:02}": bytes([i]) * (i * 300 + 1) for i in range(40)}


def filled(folder: Path) -> Path:
    with Cache(folder) as cache:
        cache.put("note", VALUES)
        cache.put("page", {"01": b"another"})
    return cache.path


def test_what_was_put_is_there_in_the_next_process(tmp_path: Path) -> None:
    filled(tmp_path)
    with Cache(tmp_path) as cache:
        assert dict(cache.get_many("note", [*VALUES, "none"])) == VALUES
        assert cache.get("page", "01") == b"another"
        assert cache.get("page", "02") is None


def test_another_process_reads_what_was_committed_and_changes_nothing(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("note", VALUES)
        cache.commit()
        reader = CacheReader(cache.path)
        assert dict(reader.get_many("note", VALUES)) == VALUES
        with pytest.raises(sqlite3.OperationalError):
            reader._database.execute("DELETE FROM entries")


def test_a_reader_of_what_is_no_cache_finds_nothing_and_leaves_it(tmp_path: Path) -> None:
    file = tmp_path / "cache.db"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    assert CacheReader(file).get("note", "01") is None
    assert file.read_bytes().startswith(b"no database")


def test_files_that_an_older_version_saw_are_read_again(tmp_path: Path) -> None:
    """It knew nothing of texts that keep themselves back."""
    with Cache(tmp_path) as cache:
        cache.put("seen", {"": msgspec.msgpack.encode(["夹", {"a.txt": [1, 2, 3, 4, "d", 0, 0]}])})
        assert Remembered(cache).known.last == Known()


def test_a_temporary_file_that_somebody_reads_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows it cannot be removed, which is no reason to fail when all is built."""
    (tmp_path / "file").touch()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def refuse(file: str, **options: object) -> None:
        raise PermissionError(13, "in use", file)

    cache = Cache(tmp_path / "file")
    assert cache.path.is_relative_to(tmp_path / "temporary")
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        cache.close()
    assert cache.path.exists()


def test_what_is_dropped_is_gone(tmp_path: Path) -> None:
    filled(tmp_path)
    with Cache(tmp_path) as cache:
        cache.drop("note", [*VALUES.keys() - {"03"}, "none"])
        assert [key for key, _ in cache.get_many("note", VALUES)] == ["03"]
        assert cache.get("page", "01") == b"another"


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_gives_what_was_put_or_nothing(seed: int, tmp_path: Path) -> None:
    path = filled(tmp_path)
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(1 + seed % 4):
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    path.write_bytes(data)
    # What is not found damaged the first time is the second.
    for _ in range(2):
        with Cache(tmp_path) as cache:
            found = dict(cache.get_many("note", VALUES))
            assert all(VALUES[key] == value for key, value in found.items())
            cache.put("note", VALUES)
    with Cache(tmp_path) as cache:
        assert dict(cache.get_many("note", VALUES)) == VALUES


@given(st.binary(max_size=2000))
@settings(max_examples=30, deadline=None)
def test_any_bytes_may_stand_where_the_file_was(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cache.db").write_bytes(data)
        with Cache(Path(folder)) as cache:
            cache.put("note", {"a": b"1"})
            assert cache.get("note", "a") == b"1"


# --- large values, each in a file of its own ---

LARGE = {"": b"large" * 200_000}


def large_files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.large")}


def test_a_large_value_is_in_a_file_that_the_next_process_reads(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("memo", LARGE)
        cache.put("note", {"a": LARGE[""]})
        assert cache.get("memo", "") == LARGE[""]
    assert large_files(tmp_path) == {"memo-0.large": LARGE[""]}
    assert CacheReader(tmp_path / "cache.db").get("memo", "") == LARGE[""]
    with Cache(tmp_path) as cache:
        cache.put("memo", {"": b"small again"})
        assert cache.get("memo", "") == b"small again"


def test_what_is_not_committed_leaves_the_file_that_was(tmp_path: Path) -> None:
    """As of a process that is killed; what it wrote twice is in one file."""
    newer, newest = (bytes([number]) * 600_000 for number in (1, 2))
    with Cache(tmp_path) as cache:
        cache.put("memo", LARGE)
    cache = Cache(tmp_path)
    cache.put("memo", {"": newer})
    cache.put("memo", {"": newest})
    assert cache.get("memo", "") == newest
    assert CacheReader(cache.path).get("memo", "") == LARGE[""]
    cache._database.rollback()
    assert cache.get("memo", "") == LARGE[""]
    assert large_files(tmp_path) == {"memo-0.large": LARGE[""], "memo-1.large": newest}
    cache.close()
    with Cache(tmp_path) as cache:
        for value in (newer, newest):
            cache.put("memo", {"": value})
            cache.commit()
            assert cache.get("memo", "") == value
    assert large_files(tmp_path) == {"memo-1.large": newer, "memo-0.large": newest}


@pytest.mark.parametrize("damage", ["gone", "flipped", "short", "folder"])
def test_a_large_value_that_is_damaged_is_none(damage: str, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("memo", LARGE)
    file = tmp_path / "memo-0.large"
    data = bytearray(file.read_bytes())
    file.unlink()
    if damage == "flipped":
        data[-1] ^= 1
        file.write_bytes(data)
    elif damage == "short":
        file.write_bytes(data[:-1])
    elif damage == "folder":
        file.mkdir()
    with Cache(tmp_path) as cache:
        assert cache.get("memo", "") is None
        cache.put("memo", LARGE)
        assert cache.get("memo", "") == LARGE[""]


@pytest.mark.parametrize("name", ["../secret.large", "/secret.large", "memo-0", "a\0.large", ""])
def test_a_damaged_cache_names_no_file_elsewhere(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.large").write_bytes(b"1")
    with Cache(tmp_path / "cache") as cache:
        cache._database.execute(
            "INSERT INTO entries (kind, key, sums, value) VALUES ('memo', '', x'00', ?)", (name,)
        )
        assert cache.get("memo", "") is None


def test_where_a_large_file_cannot_be_written_the_value_is_in_the_table(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"memo-{number}.large").mkdir()
    with Cache(tmp_path) as cache:
        cache.put("memo", LARGE)
    with Cache(tmp_path) as cache:
        assert cache.get("memo", "") == LARGE[""]


def test_what_is_forgotten_leaves_no_large_file(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("memo", LARGE)
        cache.forget()
        assert cache.get("memo", "") is None
        assert large_files(tmp_path) == {}
        # In memory from now on, since it may be the disk.
        cache.forget()
        cache.put("memo", LARGE)
        assert cache.get("memo", "") == LARGE[""]
        assert large_files(tmp_path) == {}


def test_a_file_of_another_layout_is_begun_anew(tmp_path: Path) -> None:
    path = filled(tmp_path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 999")
    database.close()
    with Cache(tmp_path) as cache:
        assert cache.get("page", "01") is None


def test_without_a_folder_it_works_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with Cache(tmp_path / "file") as cache:
        cache.put("note", {"a": b"1"})
        assert cache.get("note", "a") == b"1"
    assert not cache.path.exists()


HOLD = """
import sys, time
from pathlib import Path
from kbsite.lock import FILE, locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_waits_until_the_first_ends_or_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert first.stdout and first.stdin
    assert first.stdout.readline().strip() == b"held"
    waited = []

    def kill() -> None:
        waited.append(True)
        first.kill()

    with locked(tmp_path, kill):
        assert waited == [True]
    first.wait()
    first.stdin.close()
    first.stdout.close()
    with locked(tmp_path, lambda: pytest.fail("nobody holds it")):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="it locks otherwise")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_the_system_locks_nothing_a_build_waits_for_nobody(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And removes no folder of another that may be at work."""

    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    with locked(tmp_path, lambda: pytest.fail("nobody holds it")):
        pass
    with staging_folder(tmp_path / "out") as first, staging_folder(tmp_path / "out"):
        assert first.is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_in_place_of_the_lock_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    with locked(tmp_path, lambda: pytest.fail("nobody holds it")):
        pass
    reader = os.open(tmp_path / FILE, os.O_RDONLY | os.O_NONBLOCK)
    with locked(tmp_path, lambda: pytest.fail("nobody holds it")):
        os.close(reader)


def test_a_full_disk_leaves_what_was_kept(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("note", {"a": b"1"})
    with Cache(tmp_path) as cache:
        # As many pages as there are.
        (pages,) = cache._database.execute("PRAGMA page_count").fetchone()
        cache._database.execute(f"PRAGMA max_page_count = {pages}")
        cache.put("note", {"b": bytes(400_000)})
        cache.put("note", {"c": b"3"})
        cache.forget()
        cache.put("note", {"d": b"4"})
        assert cache.get("note", "d") == b"4"
    with Cache(tmp_path) as cache:
        assert [cache.get("note", key) for key in "abcd"] == [b"1", None, None, None]
