"""The notes in `content/`: their code runs, they are long enough and hang together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import REPOSITORY

CONTENT = REPOSITORY / "content"
NOTES = sorted(path for path in CONTENT.rglob("*.md") if path.name != "index.md")
_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of code and where it begins."""

    path: Path
    line: int
    language: str
    code: str


def blocks(*languages: str) -> list[Block]:
    found = []
    for path in sorted(CONTENT.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            if match[1] in languages:
                line = text.count("\n", 0, match.start()) + 1
                found.append(Block(path, line, match[1], match[2]))
    return found


def name_of(value: Block | Path) -> str:
    path = value.path if isinstance(value, Block) else value
    line = f":{value.line}" if isinstance(value, Block) else ""
    return path.relative_to(CONTENT).as_posix() + line


def test_the_twelve_notes_are_there() -> None:
    assert len(NOTES) == 12
    assert len({block.path for block in blocks("python")}) >= 10
    assert len(blocks("cpp", "c++")) >= 1


#: Runs files, each as a program of its own, and says in the end that it came to all of them.
_RUN = """
import runpy, sys, traceback

for file in sys.argv[1:]:
    try:
        runpy.run_path(file, run_name="__main__")
    except Exception:
        traceback.print_exc()
print("all ran")
"""


def test_python_runs(tmp_path: Path) -> None:
    """Each block by itself, as a reader copies it. NumPy comes with the extra `dev`; it is loaded
    once for all."""
    files = []
    for block in blocks("python"):
        files.append(tmp_path / f"{block.path.stem}, line {block.line}.py")
        files[-1].write_text(block.code, encoding="utf-8")
    assert len(set(files)) == len(files)
    command = [sys.executable, "-W", "error", "-c", _RUN, *map(str, files)]
    # Its threads spin while they wait for work that is not there.
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=alone)
    missing = re.search(r"No module named '(\w+)'", done.stderr)
    assert not missing, f"{missing and missing[1]} is not installed: pip install -e '.[dev]'"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("all ran\n")


@pytest.mark.parametrize("block", blocks("cpp", "c++"), ids=name_of)
def test_cpp_compiles_and_runs(block: Block, tmp_path: Path) -> None:
    """A block without `main` is a solution as LeetCode takes it: it has to compile."""
    compiler = shutil.which("g++")
    if not compiler:
        pytest.skip("there is no g++")
    source = tmp_path / "block.cpp"
    whole = re.search(r"\bint\s+main\s*\(", block.code)
    source.write_text(block.code + ("" if whole else "\nint main() {}\n"), encoding="utf-8")
    command = [compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-o", "block", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, f"{name_of(block)}\n{done.stderr}"
    done = subprocess.run(
        [tmp_path / "block"], capture_output=True, text=True, timeout=60, input=""
    )
    assert done.returncode == 0, done.stderr


def prose_of(path: Path) -> str:
    """A note without front matter and code."""
    text = path.read_text(encoding="utf-8")
    text = text.split("\n---\n", 1)[1]
    return _BLOCK.sub("", text)


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_a_note_is_long_enough(path: Path) -> None:
    han = re.findall(r"[\u3400-\u4dbf\u4e00-\u9fff]", prose_of(path))
    assert len(han) >= 1200


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_a_note_links_to_others_and_is_linked_to(path: Path, repository_site: Path) -> None:
    assert len(re.findall(r"\[\[[^\]]+\]\]", prose_of(path))) >= 2
    page = repository_site / path.relative_to(CONTENT).with_suffix("") / "index.html"
    assert 'class="backlinks"' in page.read_text(encoding="utf-8")


def test_the_home_page_lists_all_newest_first(repository_site: Path) -> None:
    home = (repository_site / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<h3><a href="/([^"]+)/">', home)
    updated = {
        path.relative_to(CONTENT).with_suffix("").as_posix(): re.search(
            r"^updated: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        for path in NOTES
    }
    assert sorted(shown) == sorted(updated)
    dates = [found[1] for url in shown if (found := updated[url])]
    assert len(dates) == len(NOTES)
    assert dates == sorted(dates, reverse=True)


_HYPHENATED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
_MINUS = re.compile(r"\$([^$]*-[^$]*)\$")


def test_hyphens_and_minus_signs_survive_in_the_excerpts(repository_site: Path) -> None:
    home = (repository_site / "index.html").read_text(encoding="utf-8")
    hyphenated, minus = set(), set()
    for path in NOTES:
        url = path.relative_to(CONTENT).with_suffix("").as_posix()
        entry = home.partition(f'<h3><a href="/{url}/">')[2]
        excerpt = re.search(r'<p class="excerpt">(.*?)</p>', entry, re.DOTALL)
        assert excerpt, url
        # What certainly stands before the excerpt's end.
        opening = prose_of(path).strip()[:90]
        for word in _HYPHENATED.findall(_MINUS.sub("", opening)):
            hyphenated.add(word)
            assert word in excerpt[1], f"{url}: {word}"
        for tex in _MINUS.findall(opening):
            minus.add(tex)
            assert tex in unescape(excerpt[1]), f"{url}: {tex}"
            assert "−" in excerpt[1], f"{url}: {tex}"
    assert len(hyphenated) >= 3
    assert len(minus) >= 2


@pytest.mark.parametrize("path", NOTES, ids=name_of)
def test_a_note_says_what_it_is(path: Path) -> None:
    front = path.read_text(encoding="utf-8").split("\n---\n", 1)[0]
    for key in ("title", "date", "updated", "tags"):
        assert re.search(rf"^{key}:", front, re.MULTILINE), f"{name_of(path)} has no {key}"


def test_this_repository_builds_without_a_warning(repository_site: Path) -> None:
    said = (repository_site.parent / "said.txt").read_text(encoding="utf-8").splitlines()
    # Tests beside this one build the same folder, one after another.
    assert [line for line in said if "waiting for it" not in line] == []
