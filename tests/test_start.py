"""Commands that do little import little: what they must not load, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import write_files

#: What only a build that has something to do needs.
BUILDING = {"markdown_it", "mdit_py_plugins", "pygments", "jinja2", "fontTools", "math_core"}
BUILDING |= {"merman", "pypinyin", "imagesize", "sqlite3", "multiprocessing", "brotli", "ziamath"}
#: What only `kbsite serve` needs.
SERVING = {"starlette", "uvicorn", "watchdog", "anyio", "h11"}
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


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["build", "--help"], ["serve", "--help"]]
)
def test_help_loads_the_command_line_alone(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert loaded & (BUILDING | SERVING | HEAVY | READING) == set()
    own = {name for name in loaded if name.startswith("kbsite.")}
    commands = {f"kbsite.{name}" for name in ("command_group", "note_commands", "import_commands")}
    assert own == {"kbsite.cli", "kbsite.collector", "kbsite.refusals", "kbsite.real_paths"} | (
        commands
    )


def test_what_is_loaded_is_not_looked_through_for_garbage() -> None:
    program = (
        "import gc, sys\n"
        "rounds = []\n"
        "gc.callbacks.append(lambda phase, info: rounds.append(phase))\n"
        "from kbsite import __main__\n"
        "__main__._leave = lambda code: print('rounds:', len(rounds))\n"
        "sys.argv = ['kbsite', '--version']\n"
        "__main__.program()\n"
    )
    loaded_by("--version")  # what is compiled for the first time is garbage afterwards
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "rounds: 0"


def test_a_new_note_loads_no_more_than_the_configuration(tmp_path: Path) -> None:
    write_files(tmp_path, {"kbsite.yaml": "title: 笔记\n", "content/a.md": ""})
    loaded = loaded_by("new", "标题", "--root", str(tmp_path))
    assert (tmp_path / "content/标题.md").exists()
    assert loaded & (BUILDING | HEAVY) == set()
    assert "kbsite.engine" not in loaded


WRITES = """
LOG = open("log.txt", "w")
def output(graph, config):
    LOG.write("planned")
    return []
"""


def test_what_a_sites_own_code_wrote_is_there_in_the_end(tmp_path: Path) -> None:
    files = {"kbsite.yaml": "extensions: [own.py:output]\n", "content/a.md": "", "own.py": WRITES}
    write_files(tmp_path, files)
    subprocess.run([sys.executable, "-m", "kbsite", "build", "-q"], cwd=tmp_path, check=True)
    assert (tmp_path / "log.txt").read_text(encoding="utf-8") == "planned"


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
@pytest.mark.parametrize(("command", "code"), [("schema", 0), ("nothing-like-this", 2)])
def test_a_program_without_output_ends_as_one_with(command: str, code: int) -> None:
    line = f'"{sys.executable}" -m kbsite {command} >&-'
    done = subprocess.run(["sh", "-c", line], stderr=subprocess.PIPE, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


class Loaded(NamedTuple):
    """The modules that builds of one site load: the first, one when nothing has changed, and one
    when a note was edited."""

    first: set[str]
    unchanged: set[str]
    edited: set[str]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Of a site whose notes have names in Latin letters."""
    root, note = tmp_path_factory.mktemp("site"), "content/geometry/hull.md"
    text = "---\ndate: 2026-01-01\n---\n文字\n"
    write_files(root, {"kbsite.yaml": "title: 笔记\n", note: text})
    build = ["build", "--quiet", "--jobs", "2", "--root", str(root)]
    first, unchanged = loaded_by(*build), loaded_by(*build)
    write_files(root, {note: f"{text}别的\n"})
    return Loaded(first, unchanged, loaded_by(*build))


def test_a_build_loads_nothing_to_serve_with(builds: Loaded) -> None:
    assert builds.first & SERVING == set()
    assert not any(name.startswith("kbsite.preview") for name in builds.first)


def test_a_build_without_han_in_its_names_loads_nothing_that_spells_them(builds: Loaded) -> None:
    assert "kbsite.stages.pipeline" in builds.first
    assert "pypinyin" not in builds.first


def test_an_edit_loads_nothing_that_joins_the_scripts_of_the_theme(builds: Loaded) -> None:
    joining = {"kbsite.assets.scripts", "kbsite.assets.javascript", "kbsite.assets.stylesheets"}
    assert "kbsite.assets.scripts" in builds.first
    assert "kbsite.stages.pipeline" in builds.edited
    assert builds.edited & {*joining, "rjsmin"} == set()


def test_a_build_of_an_unchanged_site_loads_nothing_to_build_with(builds: Loaded) -> None:
    assert builds.unchanged & ((BUILDING | HEAVY) - {"sqlite3"}) == set()
    own = {name for name in builds.unchanged if name.startswith("kbsite.")}
    building = {"kbsite.stages.pipeline", "kbsite.stages.producing", "kbsite.notes", "kbsite.graph"}
    assert own & building == set()
