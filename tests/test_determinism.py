"""The same notes give the same bytes: in another folder, process, time zone, locale, with other
hash seeds and worker counts, in whatever order the files were created; and the same `Engine`,
asked again after an edit, gives what a new one gives. `test_equality.py` makes edits at random."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import REPOSITORY, files_of, run_kbsite, write_files
from kbsite.engine import BuildOptions, Engine
from kbsite.model import BuildResult

WORLDS: tuple[dict[str, str], dict[str, str]] = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "C"},
)

#: A few notes are worth a worker.
WORKERS_AT_ONCE = (
    "from kbsite.processes import workers; from kbsite.stages import producing\n"
    "workers._NOTES_A_WORKER = producing._PAGES_A_WORKER = 20\n"
)


GENERATED_CONFIG = """\
base_url: https://example.org/a/
permalinks: pinyin
nav: [/series/, 笔记3, 一: 组1/, /tags/]
"""


def generated_notes(count: int) -> dict[str, str]:
    """Notes that link to one another, with formulas, code, tags, series, an order and old names."""
    chance = random.Random(7)
    notes = {}
    for number in range(count):
        others = [chance.randrange(count) for _ in range(3)]
        links = "，".join(f"[[笔记{other}]]" for other in others)
        tags = ", ".join(chance.choice(["甲", "乙/丙", "Go", "go", "d e"]) for _ in range(2))
        date = f"date: 2026-0{number % 9 + 1}-{number % 27 + 1:02}\n" if number % 3 else ""
        place = f"series: 系列 {number % 5}\norder: {number % 4}\n" if number % 2 else ""
        old = f"aliases: [旧{number % 50}, /旧/{number}/]\n" if number % 4 == 0 else ""
        notes[f"content/组{number % 7}/笔记{number}.md"] = (
            f"---\ntags: [{tags}]\n{date}{place}{old}---\n\n"
            f"参见{links}。公式 $x^{{{number}}}+\\alpha$。\n\n"
            f"## 节 {number % 4}\n\n```python\nprint({number})\n```\n\n[缺](没有{number}.md)\n"
        )
    return notes


class Worlds(NamedTuple):
    """A site that was built in two worlds: the folder of the site that was built in the second,
    and the files of both."""

    root: Path
    first: dict[str, bytes]
    second: dict[str, bytes]


def build_in(number: int, root: Path, sources: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the site of `sources`, which are written to `root` and built there."""
    write_files(root, {path: sources[path] for path in sorted(sources, reverse=bool(number))})
    command = ("build", "--root", root, "--jobs", str(number + 1))
    run = run_kbsite(*command, env=WORLDS[number], before=WORKERS_AT_ONCE)
    assert run.code == 0, run.err
    return files_of(root / "_site")


@pytest.fixture(scope="module", params=["repository", "generated"])
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    folder, git = tmp_path_factory.mktemp("worlds"), REPOSITORY / ".git"
    if request.param == "generated":
        notes = {path: text.encode() for path, text in generated_notes(60).items()}
        sources = {**notes, "kbsite.yaml": GENERATED_CONFIG.encode()}
    else:
        sources = {"kbsite.yaml": (REPOSITORY / "kbsite.yaml").read_bytes()}
        for part in ("content", "templates", "static"):
            files = files_of(REPOSITORY / part).items()
            sources |= {f"{part}/{path}": data for path, data in files}
    if request.param == "repository" and git.exists():
        # As others have it, built in the world of who runs them; with the dates of its commits.
        first = files_of(request.getfixturevalue("repository_site"))
        sources[".git"] = git.read_bytes() if git.is_file() else f"gitdir: {git}\n".encode()
    else:
        first = build_in(0, folder / "site", sources)
    return Worlds(folder / "sitesite", first, build_in(1, folder / "sitesite", sources))


def test_two_worlds_give_the_same_bytes(worlds: Worlds) -> None:
    first, second = worlds.first, worlds.second
    assert list(first) == list(second)
    assert [path for path in first if first[path] != second[path]] == []
    assert len(first) > 30


def test_building_again_writes_nothing(worlds: Worlds) -> None:
    output = worlds.root / "_site"
    before = {file: file.stat().st_mtime_ns for file in output.rglob("*")}
    run = run_kbsite("build", "--root", worlds.root, env=WORLDS[0])
    assert "0 files written, 0 removed" in run.out
    assert before == {file: file.stat().st_mtime_ns for file in output.rglob("*")}


# --- one engine, many builds ---


OPTIONS = BuildOptions(base_url="https://example.org/n/", jobs=1)


Outputs = dict[str, tuple[str, bytes]]


def produced(result: BuildResult) -> Outputs:
    return {output.path: (output.key, output.produce()) for output in result.outputs}


def assert_same_as_clean(engine: Engine, root: Path, before: Outputs | None = None) -> Outputs:
    """What `engine` gives now is what an engine without memories gives, and what has the key that
    it had `before` has the bytes, too. Key and bytes by path."""
    incremental, clean = engine.build(), Engine(root, OPTIONS).build()
    assert incremental.diagnostics == clean.diagnostics
    outputs = produced(incremental)
    assert outputs == produced(clean)
    for path, (key, data) in outputs.items():
        known = (before or {}).get(path)
        assert not known or known[0] != key or known[1] == data, path
    return outputs


def test_an_edit_a_deletion_and_a_rename_between_builds(tmp_path: Path) -> None:
    notes = generated_notes(12)
    write_files(tmp_path, notes)
    engine = Engine(tmp_path, OPTIONS)
    assert_same_as_clean(engine, tmp_path)
    first, second, third, *_ = sorted(tmp_path / path for path in notes)
    first.write_text(
        "---\ntitle: 新的标题\ntags: [新]\n---\n\n[[笔记3]]换了字。\n", encoding="utf-8"
    )
    assert_same_as_clean(engine, tmp_path)
    second.unlink()
    assert_same_as_clean(engine, tmp_path)
    third.rename(third.with_name("改名.md"))
    assert_same_as_clean(engine, tmp_path)


def test_an_output_is_made_anew_exactly_when_its_key_changes(tmp_path: Path) -> None:
    """Keys are what the cache will trust: the same key must mean the same bytes."""
    write_files(tmp_path, generated_notes(12))
    engine = Engine(tmp_path, OPTIONS)
    before = engine.build()
    old = {output.path: (output.key, output.produce()) for output in before.outputs}
    note = tmp_path / "content/组3/笔记3.md"
    note.write_text(note.read_text(encoding="utf-8") + "\n多一段。\n", encoding="utf-8")
    changed = set()
    for output in engine.build().outputs:
        if output.path not in old and output.path.startswith("assets/search/"):
            # Named by its content.
            continue
        key, data = old[output.path]
        assert output.produce() == data or output.key != key, output.path
        if output.key != key:
            changed.add(output.path)
    assert "组3/笔记3/index.html" in changed
    assert len(changed) < len(old) / 2
