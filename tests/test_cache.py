"""The cache forgets, and never lies: whatever happens to its file."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.cache import Cache, CacheReader
from kbsite.lock import locked

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
from kbsite.lock import locked
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
