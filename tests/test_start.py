"""Commands that do little import little: what they must not load, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import write_files

#: What only a build that has something to do needs.
BUILDING = {"markdown_it", "mdit_py_plugins", "pygments", "jinja2", "fontTools", "math_core"}
BUILDING |= {"merman", "pypinyin", "imagesize", "sqlite3", "multiprocessing", "brotli", "ziamath"}
#: What comes with something else, and takes long.
HEAVY = {"asyncio", "email", "http", "importlib.metadata", "rich", "ssl", "socket", "xml"}
#: What a command needs that reads `kbsite.yaml`.
READING = {"yaml", "msgspec", "difflib", "json", "hashlib"}


def loaded_by(*arguments: str) -> set[str]:
    """The modules that `kbsite` with these arguments has loaded when it ends."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr, flush=True))\n"
        "from kbsite.cli import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, check=True, text=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_help_loads_the_command_line_alone(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert loaded & (BUILDING | HEAVY | READING) == set()
    own = {name for name in loaded if name.startswith("kbsite.")}
    assert own == {"kbsite.cli", "kbsite.refusals"}


def test_a_new_note_loads_no_more_than_the_configuration(tmp_path: Path) -> None:
    write_files(tmp_path, {"kbsite.yaml": "title: 笔记\n", "content/a.md": ""})
    loaded = loaded_by("new", "标题", "--root", str(tmp_path))
    assert (tmp_path / "content/标题.md").exists()
    assert loaded & (BUILDING | HEAVY) == set()
    assert "kbsite.engine" not in loaded
