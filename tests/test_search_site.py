"""The search's files of whole sites: what is in them and what must not be, that a build does what
is new, and that nothing that happens to `.kbsite/` shows."""

from __future__ import annotations

import multiprocessing
import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import files_of, write_files
from kbsite.cache import FOLDER, Cache
from kbsite.engine import BuildOptions, Engine
from kbsite.memo import Memo
from kbsite.model import PlannedOutput
from kbsite.search.manifest import Names
from kbsite.search.merge import Sizes
from kbsite.search.postings import Limits
from kbsite.stages import indexing, searching
from kbsite.stages.note_places import Made, Packed
from kbsite.stages.stored_index import FILES, NOTHING, OF_NOTES, State
from test_determinism import generated_notes
from test_incremental import build, clean
from test_search_index import read_index
from test_search_notes import named


def index_of(root: Path) -> dict[str, bytes]:
    """The contents of the index's files, by name."""
    files = (root / "_site/assets/search").iterdir()
    return {file.stem: zlib.decompress(file.read_bytes()) for file in files}


def texts_of(root: Path) -> list[dict[str, Any]]:
    """What the index shows of each note, in the order of ids; files of one note as one."""
    files = index_of(root)
    texts = []
    for name in read_index(files)[2]:
        one = named(files[name])
        number = 1
        while f"{name}-{number}" in files:
            one["sections"] += named(files[f"{name}-{number}"])["sections"]
            number += 1
        texts.append(one)
    return texts


def found_by(root: Path, term: str) -> list[str]:
    """The URLs of the notes that a term leads to."""
    urls = [one["url"] for one in texts_of(root)]
    return [urls[note] for note in read_index(index_of(root))[0].get(term, {})]


def site_of(folder: Path, notes: Mapping[str, str]) -> Path:
    root = write_files(folder / "site", {f"content/{path}": text for path, text in notes.items()})
    build(root)
    return root


def test_ids_are_by_date_then_by_url_and_the_undated_come_first(tmp_path: Path) -> None:
    root = site_of(
        tmp_path,
        {
            "甲.md": "---\ndate: 2026-03-01\n---\n",
            "乙.md": "---\ndate: 2025-01-01\n---\n",
            "b.md": "",
            "a.md": "---\nslug: z\n---\n",
            "丙.md": "---\ndate: 2025-01-01T08:00:00+08:00\n---\n",
        },
    )
    assert [(one["url"], one["date"]) for one in texts_of(root)] == [
        ("/b/", ""),
        ("/z/", ""),
        ("/%E4%B9%99/", "2025-01-01"),
        ("/%E4%B8%99/", "2025-01-01"),
        ("/%E7%94%B2/", "2026-03-01"),
    ]


def test_links_say_what_readers_see(tmp_path: Path) -> None:
    root = site_of(
        tmp_path,
        {
            "公开.md": "见[[目标]]，又见[[隐藏的计划]]\n与[[隐藏的计划|那份计划]]、[[没有]]。\n",
            "目标.md": "---\ntitle: 别的名字\n---\n",
            "隐藏的计划.md": "---\nprivate: true\ntags: [绝密]\n---\n机密的内容\n",
        },
    )
    (text,) = [s[2] for one in texts_of(root) if one["title"] == "公开" for s in one["sections"]]
    assert text == "见目标，又见私密笔记与那份计划、没有。\n"
    everything = b"".join(index_of(root).values()).decode(errors="replace")
    assert not re.search("隐藏|绝密|机密", everything)
    terms = read_index(index_of(root))[0]
    assert not {"隐藏", "绝密", "机密", "#绝密"} & terms.keys()


@pytest.mark.parametrize(
    "head", ["search: false", "unlisted: true", "private: true", "draft: true"]
)
def test_a_note_that_is_not_to_be_found_leaves_nothing(head: str, tmp_path: Path) -> None:
    notes = {"甲.md": "看得见\n", "乙.md": f"---\n{head}\ntags: [独有]\n---\n## 暗处\n\n看不见\n"}
    root = site_of(tmp_path, notes)
    without = site_of(tmp_path / "without", {"甲.md": "看得见\n"})
    assert index_of(root) == index_of(without)


def test_tags_are_found_by_their_parents(tmp_path: Path) -> None:
    root = site_of(tmp_path, {"甲.md": "---\ntags: [深度学习/扩散模型, 杂]\n---\n"})
    (one,) = texts_of(root)
    assert one["tags"] == ["深度学习/扩散模型", "杂"]
    assert {t for t in read_index(index_of(root))[0] if t.startswith("#")} == {
        *("#深度学习", "#深度学习/扩散模型", "#杂"),
    }


def test_headings_have_the_anchors_of_the_page(tmp_path: Path) -> None:
    text = (
        "# 题目\n\n引言\n\n## 做法\n\n甲\n\n[^a]: 脚注里\n\n    # 不是标题\n\n## 做法\n\n乙[^a]\n"
    )
    root = site_of(tmp_path, {"x.md": text})
    page = (root / "_site/x/index.html").read_text(encoding="utf-8")
    (one,) = texts_of(root)
    sections = [(anchor, heading) for anchor, heading, *_ in one["sections"]]
    assert sections == [("", ""), ("做法", "做法"), ("做法-1", "做法")]
    assert all(f'id="{anchor}"' in page for anchor, _ in sections if anchor)


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("mlp.md", "---\ntitle: 多层感知机\n---\n", True),
        ("mlp/index.md", "---\ntitle: 多层感知机\n---\n", True),
        ("多层.md", "---\nslug: mlp\n---\n", True),
        ("多层.md", "---\npermalink: /old/mlp.html\n---\n", True),
        ("kept-secret.md", "---\ntitle: 层\nslug: 多层\n---\n", False),
    ],
)
def test_the_name_in_the_url_finds_a_note(
    path: str, text: str, is_found: bool, tmp_path: Path
) -> None:
    root = site_of(tmp_path, {path: text})
    assert bool(found_by(root, "mlp")) == is_found
    assert found_by(root, "secret") == []
    assert "aliases" not in texts_of(root)[0]


def test_a_name_in_pinyin_is_no_name(tmp_path: Path) -> None:
    root = write_files(
        tmp_path / "site", {"content/几何.md": "", "kbsite.yaml": "permalinks: pinyin"}
    )
    build(root)
    assert (root / "_site/ji-he/index.html").exists()
    assert found_by(root, "he") == []


def test_a_site_without_notes_has_an_index(tmp_path: Path) -> None:
    root = site_of(tmp_path, {"甲.md": "---\ndraft: true\n---\n"})
    assert read_index(index_of(root)) == ({}, {}, [])


# --- from one build to the next ---


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a site that was built, with the times of its files."""
    root = write_files(tmp_path_factory.mktemp("built") / "site", generated_notes(12))
    build(root)
    return shutil.copytree(root, root.with_name("as-built"))


@pytest.fixture
def site(built: Path) -> Path:
    """The site where it was built: what was published is known by where it lies."""
    root = built.with_name("site")
    shutil.rmtree(root)
    return shutil.copytree(built, root)


def edit(root: Path, number: int, more: str) -> None:
    note = next((root / "content").rglob(f"笔记{number}.md"))
    note.write_text(note.read_text(encoding="utf-8") + more, encoding="utf-8")


Files = Mapping[str, bytes]
MORE = "\n又一段\n"


@pytest.fixture(scope="module")
def expected(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Files]:
    """What a clean build gives where `MORE` was added to a note, and where not."""
    found = {}
    for is_edited in (False, True):
        root = shutil.copytree(built, tmp_path_factory.mktemp("expected") / "site")
        if is_edited:
            edit(root, 3, MORE)
        found[is_edited] = clean(root)
    assert found[False] != found[True]
    return found


def _watched(patch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the notes that will be indexed."""
    indexed: list[str] = []
    real = indexing._index_all

    def index_all(notes: Iterable[tuple[str, Packed]], *rest: Any) -> Iterator[Made]:
        told = list(notes)
        indexed.extend(path for path, _ in told)
        return real(told, *rest)

    patch.setattr(indexing, "_index_all", index_all)
    return indexed


def test_one_edit_indexes_one_note_and_merges_no_others(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = index_of(site)
    edit(site, 7, "\n梯度消失\n")

    def refuse(*arguments: object) -> None:
        raise AssertionError("merged anew")

    indexed = _watched(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(searching, "merge_all", refuse)
        build(site)
    assert [path.rpartition("/")[2] for path in indexed] == ["笔记7.md"]
    new = index_of(site)
    assert new != texts
    assert files_of(site / "_site") == clean(site)


def test_a_change_of_a_site_that_no_note_shows_indexes_none(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(site, {"content/新.md": "---\ndate: 2999-01-01\n---\n新的一篇\n"})
    indexed = _watched(monkeypatch)
    build(site)
    assert indexed == ["新.md"]
    assert files_of(site / "_site") == clean(site)


def test_many_changes_are_merged_anew(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_FEW", 3)
    for number in range(10):
        edit(site, number, "\n改动\n")

    def refuse(*arguments: object) -> None:
        raise AssertionError("patched")

    monkeypatch.setattr(searching, "merge_changes", refuse)
    build(site)
    assert files_of(site / "_site") == clean(site)


def test_the_cache_keeps_nothing_that_is_no_more(site: Path) -> None:
    for number in range(3):
        edit(site, number, f"\n第{number}次\n")
        build(site)
    shutil.rmtree(site / "content/组1")
    build(site)
    kept = _rows(site)
    shutil.rmtree(site / FOLDER)
    build(site)
    assert _rows(site) == kept


def _rows(site: Path) -> Mapping[str, int]:
    with closing(sqlite3.connect(site / FOLDER / "cache.db")) as database:
        query = "SELECT kind, count(*) FROM entries WHERE kind LIKE 'search%' GROUP BY kind"
        return dict(database.execute(query).fetchall())


@pytest.mark.parametrize("statement", ["UPDATE entries SET value = x'00'", "DELETE FROM entries"])
@pytest.mark.parametrize("kind", [*OF_NOTES, FILES, "search"])
@pytest.mark.parametrize("is_edited", [True, False])
def test_what_is_lost_is_made_anew(
    kind: str, statement: str, is_edited: bool, site: Path, expected: Mapping[bool, Files]
) -> None:
    with closing(sqlite3.connect(site / FOLDER / "cache.db")) as database:
        database.execute(f"{statement} WHERE kind = ?", (kind,))
        database.commit()
    if is_edited:
        edit(site, 3, MORE)
    else:
        shutil.rmtree(site / "_site")
    build(site)
    assert files_of(site / "_site") == expected[is_edited]


TWO = BuildOptions(base_url="https://example.org/n/", jobs=2)


def _shared(patch: pytest.MonkeyPatch) -> None:
    """Few notes are worth workers, and few notes with a term a rest of its list in other files."""
    patch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 10)
    patch.setattr(searching, "SIZES", Sizes(Limits(bytes=60, notes=5, block=80)))


def test_workers_make_what_one_process_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shared(monkeypatch)
    root = write_files(tmp_path / "site", generated_notes(24))
    build(root, TWO)
    with Cache(root / FOLDER) as cache:
        assert any(shard.tails for shard in Memo(cache, "search", State, NOTHING).last.shards.all)
    assert files_of(root / "_site") == clean(root)


@pytest.mark.parametrize("options", [None, TWO], ids=["one process", "workers"])
def test_names_that_meet_stay_apart_from_one_build_to_the_next(
    options: BuildOptions | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of forty bits, two names in a hundred thousand may be one; here all have ten. Workers that
    merge do not know of those that meet."""
    _shared(monkeypatch)
    few: Callable[[], Names] = partial(Names, short=lambda mark: f"{mark[:2]}______")
    monkeypatch.setattr("kbsite.stages.stored_index.Names", few)
    monkeypatch.setattr(searching, "Names", few)
    root = write_files(tmp_path / "site", generated_notes(24))
    build(root, *filter(None, [options]))
    assert not multiprocessing.active_children()
    for number in range(2):
        edit(root, number, f"\n第{number}次改动\n")
        build(root)
        assert files_of(root / "_site") == clean(root)
        _, _, fragments = read_index(index_of(root))
        assert len(set(fragments)) == len(texts_of(root)) == 24


def test_all_files_of_the_index_are_planned_with_keys_of_their_own(site: Path) -> None:
    with closing(Engine(site, BuildOptions(jobs=1))) as engine:
        outputs: Sequence[PlannedOutput] = engine.plan().outputs
    planned = {o.path: o.key for o in outputs if o.path.startswith("assets/search/")}
    assert planned.keys() == {f"assets/search/{name}.bin" for name in index_of(site)}
