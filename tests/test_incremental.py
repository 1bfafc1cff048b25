"""A build does what is new and no more, whatever it finds in `.kbsite/`, and ends where a clean one
does."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from array import array
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import unquote

import msgspec
import pytest
from jinja2 import Environment

from conftest import Kbsite, files_of, write_files
from kbsite import cache
from kbsite import publish as publishing
from kbsite.cache import FOLDER, Cache
from kbsite.claims import MANIFEST
from kbsite.code.block import Highlighted, highlight_fence
from kbsite.contexts import NoteContext, Page
from kbsite.engine import BuildOptions, Engine
from kbsite.extensions.reading import parse_with
from kbsite.model import Note, ParsedNote, PlannedOutput
from kbsite.nouns.sources import SourceFile
from kbsite.outputs.feed_content import Content, feed_content
from kbsite.pages.note_context import NoteContexts
from kbsite.processes.starting import can_fork
from kbsite.processes.workers import Crew, share_out
from kbsite.publish import Published, publish
from kbsite.publishing.inspecting import Inspection, _Copy
from kbsite.publishing.stamps import NO_STAMPS, Stamps, others, shared
from kbsite.render import render_page
from kbsite.search.note_index import NoteIndex, NoteText, index_note
from kbsite.stages import producing
from kbsite.stages.other_outputs import files_of_many
from kbsite.stages.parsing import _load_parser
from kbsite.stages.producing import _first_made
from kbsite.stages.remembered import Publication, Remembered
from kbsite.stages.searching import Search
from test_determinism import generated_notes

OPTIONS = BuildOptions(base_url="https://example.org/n/", jobs=1)


def build(root: Path, options: BuildOptions = OPTIONS) -> Published:
    with closing(Engine(root, options)) as engine:
        return engine.publish(engine.build(), on_file=lambda count: None)


def clean(root: Path) -> dict[str, bytes]:
    """What a build that knows nothing gives."""
    copy = root.parent / "clean"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(FOLDER, "_site"))
    build(copy)
    return files_of(copy / "_site")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with a site that was built in another: which it has to be again, since what was
    published is known by where it lies."""
    folder = tmp_path_factory.mktemp("incremental")
    root = write_files(folder / "site", generated_notes(20))
    build(root)
    shutil.copytree(root, folder / "as-built")
    return folder / "as-built", root


@pytest.fixture
def site(built: tuple[Path, Path]) -> Path:
    as_built, root = built
    shutil.rmtree(root)
    return shutil.copytree(as_built, root)


@pytest.fixture
def forks() -> Iterator[None]:
    """Workers are forked where that can be: it is quick, and they have what tests replaced."""
    default = multiprocessing.get_start_method(allow_none=True)
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    yield
    multiprocessing.set_start_method(default, force=True)


def test_a_second_process_parses_and_makes_nothing(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("done again")

    monkeypatch.setattr("kbsite.stages.note_parsing.parse_with", refuse)
    monkeypatch.setattr("kbsite.render.render_page", refuse)
    assert build(site) == Published(0, 0)


def test_numbers_of_files_may_have_128_bits(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on ReFS, of which Windows makes drives for developers."""
    real = os.stat

    def stat(file: str, **options: Any) -> Any:
        found = real(file, **options)
        if not str(file).endswith(".md"):
            return found
        fields = {name: getattr(found, name) for name in dir(found) if name.startswith("st_")}
        return SimpleNamespace(**{**fields, "st_ino": found.st_ino << 64 | 7})

    monkeypatch.setattr("kbsite.scanning.walk.os.stat", stat)
    monkeypatch.setattr("kbsite.scanning.walk._TICK", -(10**12))
    build(site)
    # Nothing is read again, and so nothing missed.
    monkeypatch.setattr("kbsite.scanning.walk.read_facts", None)
    assert build(site) == Published(0, 0)


def test_one_edit_parses_one_note(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def count(source: SourceFile, *rest: Any) -> ParsedNote:
        parsed.append(source.path)
        return parse_with(source, *rest)

    monkeypatch.setattr("kbsite.stages.note_parsing.parse_with", count)
    note = site / "content/组3/笔记3.md"
    note.write_text(note.read_text(encoding="utf-8") + "\n多一段。\n", encoding="utf-8")
    assert build(site).written > 0
    assert parsed == ["组3/笔记3.md"]
    assert files_of(site / "_site") == clean(site)


def test_an_edit_composes_for_the_feed_the_note_that_changed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[str] = []

    def count(html: str, root: str, url: str) -> Content:
        composed.append(unquote(url))
        return feed_content(html, root, url)

    module = import_module("kbsite.outputs.feed")
    monkeypatch.setattr(module, "feed_content", count)
    feed = (site / "_site/feed.xml").read_text(encoding="utf-8")
    for path, is_shown in (("content/组3/笔记3.md", False), ("content/组1/笔记8.md", True)):
        # As another process is.
        monkeypatch.setattr(module, "_sized", {})
        note = site / path
        note.write_text(note.read_text(encoding="utf-8") + "\n多 $b^2$。\n", encoding="utf-8")
        build(site)
        assert composed == ["https://example.org/n/组1/笔记8/"] * is_shown
        changed = (site / "_site/feed.xml").read_text(encoding="utf-8") != feed
        assert changed == is_shown
    monkeypatch.setattr(module, "_sized", {})
    assert files_of(site / "_site") == clean(site)


def planned(site: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The notes whose pages a build plans anew."""
    seen: set[str] = set()
    of = NoteContexts.of

    def count(self: NoteContexts, note: Note) -> NoteContext:
        seen.add(note.path)
        return of(self, note)

    with monkeypatch.context() as patch:
        patch.setattr(NoteContexts, "of", count)
        build(site)
    return seen


def test_a_page_is_planned_where_what_it_is_made_from_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "---\ndate: 2026-01-0{}\n---\n\n"
    texts = {i: f"{head.format(i)}第{i}篇。\n\n见 [[{i + 1}]]，完。\n" for i in range(1, 5)}
    files = {f"content/{i}.md": text for i, text in texts.items()}
    site = write_files(tmp_path / "site", files)
    assert planned(site, monkeypatch) == {"1.md", "2.md", "3.md", "4.md"}
    second = site / "content/2.md"
    # Nothing that another page shows of it.
    second.write_text(texts[2] + "\n后记。\n", encoding="utf-8")
    assert planned(site, monkeypatch) == {"2.md", "3.md"}
    # A link more: the graph is built anew, and shows in two pages.
    second.write_text(texts[2] + "\n后记，见 [[4]]。\n", encoding="utf-8")
    assert planned(site, monkeypatch) == {"2.md", "3.md", "4.md"}
    # A title, which any page may show.
    second.write_text(texts[2].replace("date", "title: 新\ndate"), encoding="utf-8")
    assert planned(site, monkeypatch) == {"1.md", "2.md", "3.md", "4.md"}
    assert planned(site, monkeypatch) == set()
    assert files_of(site / "_site") == clean(site)


def test_a_page_is_made_again_only_where_its_context_changed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tag changes what any page may show, and few pages show it."""
    made: list[str] = []

    def count(environment: Environment, page: Page, *rest: Any) -> bytes:
        made.append(page.url)
        return render_page(environment, page, *rest)

    monkeypatch.setattr("kbsite.render.render_page", count)
    note = site / "content/组3/笔记3.md"
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace("tags: [", "tags: [全新的标签, ", 1), encoding="utf-8")
    published = build(site)
    assert "/tags/全新的标签/" in made
    # Those that are made are others than before.
    assert len(made) <= published.written < len(files_of(site / "_site")) / 3
    assert files_of(site / "_site") == clean(site)


def test_code_that_stays_is_not_coloured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "---\ndate: 2026-01-01\n---\n\n文。\n\n```python\nx = 1\n```\n"
    site = write_files(tmp_path / "site", {"content/甲.md": text})
    build(site)
    coloured: list[str] = []

    def count(code: str, info: str, title: str = "") -> Highlighted:
        coloured.append(code)
        return highlight_fence(code, info, title)

    monkeypatch.setattr("kbsite.markdown.fences.highlight_fence", count)
    for more in ("又一段。\n", "```python\ny = 2\n```\n", "第三段。\n"):
        text += "\n" + more
        write_files(site, {"content/甲.md": text})
        build(site)
    assert coloured == ["y = 2\n"]
    assert files_of(site / "_site") == clean(site)


@pytest.mark.parametrize("damage", ["gone", "flipped", "short", "foreign", "empty"])
def test_a_damaged_cache_costs_time_only(damage: str, site: Path) -> None:
    file = site / FOLDER / "cache.db"
    data = bytearray(file.read_bytes())
    if damage == "gone":
        shutil.rmtree(site / FOLDER)
    elif damage == "flipped":
        for place in range(0, len(data), 997):
            data[place] ^= 0x40
        file.write_bytes(data)
    elif damage == "short":
        file.write_bytes(data[: len(data) // 2])
    else:
        file.write_bytes(b"SQLite format 3\0 but not" if damage == "foreign" else b"")
    note = site / "content/组4/笔记4.md"
    note.write_text("# 换了\n\n正文 $y$。\n", encoding="utf-8")
    build(site)
    assert files_of(site / "_site") == clean(site)


@pytest.mark.parametrize("damage", ["gone", "flipped", "short", "older"])
def test_damaged_files_of_large_values_cost_time_only(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_LARGE", 0)
    root = write_files(tmp_path / "site", generated_notes(12))
    build(root)
    (root / "content/组1/笔记1.md").write_text("# 先换\n\n正文 $z$。\n", encoding="utf-8")
    build(root)
    files = sorted((root / FOLDER).glob("*.large"))
    assert {"graph-1.large", "pages-1.large", "stamps-1.large"} <= {file.name for file in files}
    for file in files:
        data = bytearray(file.read_bytes())
        if damage == "gone":
            file.unlink()
        elif damage == "flipped":
            data[len(data) // 2] ^= 0x40
            file.write_bytes(data)
        elif damage == "short":
            file.write_bytes(data[: len(data) // 2])
        elif file.name.endswith("-0.large"):
            file.with_name(file.name.replace("-0", "-1")).write_bytes(data)
    (root / "content/组4/笔记4.md").write_text("# 换了\n\n正文 $y$。\n", encoding="utf-8")
    build(root)
    assert files_of(root / "_site") == clean(root)


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
def test_notes_in_another_folder_have_the_dates_of_that(tmp_path: Path) -> None:
    """Git knows nothing of a folder that was renamed and not committed."""
    site = write_files(tmp_path / "site", {"kbsite.yaml": "title: 站\n", "content/甲.md": "文。\n"})
    git = ["git", "-C", str(site), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "一"]):
        subprocess.run([*git, *command], check=True)
    build(site)
    assert b"<time" in (site / "_site/甲/index.html").read_bytes()
    (site / "content").rename(site / "notes")
    write_files(site, {"kbsite.yaml": "title: 站\ncontent: notes\n"})
    build(site)
    assert files_of(site / "_site") == clean(site)


def test_damage_that_is_found_late_costs_time_only(tmp_path: Path) -> None:
    """Some of it is seen only when all was to be made anew."""
    notes = {f"content/{i}.md": f"---\ndate: 2026-01-01\n---\n见[[{i - 1}]]。\n" for i in range(6)}
    root = write_files(tmp_path / "site", notes)
    build(root)
    remembered = files_of(root / FOLDER)
    data = remembered["cache.db"]
    for seed in range(12):
        chance = random.Random(seed)
        damaged = bytearray(data)
        for place in range(chance.randrange(600), len(data), chance.choice((211, 611, 2011))):
            damaged[place] ^= 0x10
        shutil.rmtree(root / FOLDER)
        write_files(root / FOLDER, {"cache.db": bytes(damaged)})
        write_files(root, {"content/0.md": f"改 {seed}，见[[1]]。\n"})
        build(root)
        page = (root / "_site/0/index.html").read_text(encoding="utf-8")
        assert f"改 {seed}，见" in page


@pytest.mark.parametrize("statement", ["UPDATE entries SET value = x'00'", "DELETE FROM entries"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_bodies_that_are_lost_alone_are_parsed_anew(
    statement: str, jobs: int, site: Path, monkeypatch: pytest.MonkeyPatch, forks: None
) -> None:
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 10)
    with closing(sqlite3.connect(site / FOLDER / "cache.db")) as database:
        database.execute(f"{statement} WHERE kind = 'body'")
        database.commit()
    shutil.rmtree(site / "_site")
    build(site, BuildOptions(base_url=OPTIONS.base_url, jobs=jobs))
    assert files_of(site / "_site") == clean(site)


def test_a_full_disk_costs_the_cache_and_not_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file may have so many pages of 4 KB and no more; the site has room."""
    connected = cache._connected
    root = write_files(tmp_path / "site", generated_notes(20))
    expected = clean(root)
    build(root)
    assert (root / FOLDER / "cache.db").stat().st_size > 40 * 4096
    for pages in (1, 12, 40):

        def small(path: Path, pages: int = pages) -> sqlite3.Connection:
            database = connected(path)
            database.execute(f"PRAGMA max_page_count = {pages}")
            return database

        shutil.rmtree(root / FOLDER)
        shutil.rmtree(root / "_site")
        with monkeypatch.context() as patch:
            patch.setattr(cache, "_connected", small)
            build(root)
        assert files_of(root / "_site") == expected
        assert build(root).removed == 0


def test_what_is_remembered_may_be_deleted_under_a_server(
    site: Path, monkeypatch: pytest.MonkeyPatch, forks: None
) -> None:
    """Workers find no file where the engine has one open."""
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 10)
    with closing(Engine(site, BuildOptions(base_url=OPTIONS.base_url, jobs=2))) as engine:
        engine.publish(engine.build(), on_file=lambda count: None)
        shutil.rmtree(site / FOLDER)
        shutil.rmtree(site / "_site")
        write_files(site / "content", {"组4/笔记4.md": "# 换了\n"})
        engine.publish(engine.build(), on_file=lambda count: None)
    assert files_of(site / "_site") == clean(site)


def test_an_attachment_that_changes_during_a_build_and_back_again(tmp_path: Path) -> None:
    """As where another branch is checked out and left while a server builds."""
    root = write_files(tmp_path / "site", {"content/a.md": "![](f.txt)\n"})
    file = root / "content/f.txt"
    file.write_bytes(b"one")
    with closing(Engine(root, OPTIONS)) as engine:
        planned = engine.build()
        file.write_bytes(b"two")
        engine.publish(planned, on_file=lambda count: None)
    file.write_bytes(b"one")
    build(root)
    assert (root / "_site/f.txt").read_bytes() == b"one"


def test_a_note_that_changes_behind_the_scan_and_back_again(tmp_path: Path) -> None:
    notes = {f"content/{name}.md": "---\ndate: 2026-01-01\n---\n一\n" for name in "ab"}
    root = write_files(tmp_path / "site", notes)
    note = root / "content/b.md"

    def edit(*progress: object) -> None:
        """While the first note is parsed."""
        note.write_text("---\ndate: 2026-01-01\n---\n二\n", encoding="utf-8")

    with closing(Engine(root, OPTIONS, edit)) as engine:
        engine.publish(engine.build(), on_file=lambda count: None)
    write_files(root, notes)
    build(root)
    assert files_of(root / "_site") == clean(root)


def test_published_files_that_were_touched_are_made_again(site: Path) -> None:
    page = site / "_site/组3/笔记3/index.html"
    page.write_text("改了", encoding="utf-8")
    (site / "_site/index.html").unlink()
    assert build(site) == Published(2, 0)
    assert files_of(site / "_site") == clean(site)


def test_each_output_folder_has_stamps_of_its_own(site: Path, tmp_path: Path) -> None:
    other = BuildOptions(output=str(tmp_path / "other"), base_url=OPTIONS.base_url, jobs=1)
    count = build(site, other).written
    assert count == len(files_of(site / "_site")) - 1
    assert build(site, other) == build(site) == Published(0, 0)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_make_the_same_pages(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 10)
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 10)
    loaded: list[int] = []
    monkeypatch.setattr(
        "kbsite.stages.pipeline.loads", lambda count: [partial(loaded.append, count)]
    )
    default = multiprocessing.get_start_method()
    multiprocessing.set_start_method(method, force=True)
    try:
        root = write_files(tmp_path / "site", generated_notes(24))
        build(root, BuildOptions(base_url=OPTIONS.base_url, jobs=2))
    finally:
        multiprocessing.set_start_method(default, force=True)
    assert files_of(root / "_site") == clean(root)
    assert loaded == [24]


def test_what_workers_load_is_loaded_by_making_the_first_of_many() -> None:
    made: list[str] = []
    many = [
        PlannedOutput(f"{n}.txt", "", cast(Any, partial(made.append, f"{n}"))) for n in range(200)
    ]
    broken = [PlannedOutput(f"{n}.svg", "", cast(Any, partial(int, "?"))) for n in range(200)]
    few = [PlannedOutput("math.css", "", cast(Any, partial(made.extend, ["font"])))]
    assert len(list(_first_made([*few, *broken, *many]))) == 2
    assert made == ["0"]


def test_what_waits_for_pages_is_done_while_others_index(
    site: Path, monkeypatch: pytest.MonkeyPatch, forks: None
) -> None:
    """And what those that make the pages need is loaded while others merge, once."""
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 5)
    events: list[str] = []
    plan, first = Search.plan, producing._first_made

    def planned(self: Search, *given: Any) -> Any:
        *others, indexing, merging = given
        for event, steps in (("indexed", indexing), ("merged", merging)):
            deque(steps, maxlen=0)
            events.append(event)
        return (yield from plan(self, *others))

    def told(event: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def telling(*given: Any) -> Any:
            events.append(event)
            return do(*given)

        return telling

    monkeypatch.setattr(Search, "plan", planned)
    monkeypatch.setattr("kbsite.stages.pipeline.files_of_many", told("feed", files_of_many))
    monkeypatch.setattr("kbsite.stages.producing._first_made", told("first", first))
    shutil.rmtree(site / FOLDER)
    with closing(Engine(site, BuildOptions(base_url=OPTIONS.base_url, jobs=2))) as engine:
        engine.build()
    ready = ["first"] if can_fork() else []
    assert events == ["feed", "indexed", *ready, "merged"]
    monkeypatch.setattr("kbsite.stages.producing._LARGE", 5)
    events.clear()
    shutil.rmtree(site / FOLDER)
    with closing(Engine(site, BuildOptions(base_url=OPTIONS.base_url, jobs=2))) as engine:
        engine.build()
    assert events == ["feed", "indexed", "merged"]


def test_the_parser_is_loaded_once_for_all_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: None
) -> None:
    """Of a large process it is not, which would stay larger."""
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 10)
    loads: list[object] = []

    def share(told: Any, begin: Any, blame: Any, crew: Crew, steps: Any) -> Any:
        loads.append(crew.load)
        return share_out(told, begin, blame, crew, steps)

    monkeypatch.setattr("kbsite.stages.parsing.share_out", share)
    root = write_files(tmp_path / "site", generated_notes(24))
    for large in (24, 23):
        monkeypatch.setattr("kbsite.stages.parsing.LARGE", large)
        with closing(Engine(root, BuildOptions(jobs=2))) as engine:
            engine.build()
        shutil.rmtree(root / FOLDER)
    assert loads == [_load_parser, None]


def test_a_mistake_in_a_template_is_told_by_a_worker_too(
    tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch, forks: None
) -> None:
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 10)
    root = write_files(
        tmp_path, {**generated_notes(24), "templates/note.html": "{{ page.titel }}\n"}
    )
    run = kbsite("build", "--root", root, "--jobs", "2")
    assert run.code == 1
    assert "templates/note.html:1:1: error: " in run.err
    assert not (root / "_site").exists()


def test_a_notes_folder_that_cannot_be_written_builds(site: Path, tmp_path: Path) -> None:
    """As from a disk that is mounted to be read: what is remembered is forgotten in the end."""
    shutil.rmtree(site / FOLDER)
    (site / FOLDER).write_bytes(b"in the way")
    output = tmp_path / "elsewhere"
    options = BuildOptions(output=str(output), base_url=OPTIONS.base_url, jobs=1)
    assert build(site, options).written > 30
    assert (site / FOLDER).read_bytes() == b"in the way"


# --- the publisher alone ---


def test_what_lies_there_by_its_stamp_is_not_produced(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise AssertionError("produced")

    first = publish([PlannedOutput("a", "1", lambda: b"x")], tmp_path / "s")
    assert first == Published(1, 0)
    again = publish([PlannedOutput("a", "1", fail)], tmp_path / "s", stamps=first.stamps)
    assert (again, again.stamps) == (Published(0, 0), first.stamps)


def test_other_processes_work_while_the_manifest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    read = publishing._read_manifest

    def read_manifest(folder: Path) -> list[str]:
        done.append("manifest")
        return read(folder)

    def produce(outputs: Sequence[PlannedOutput]) -> Iterator[tuple[PlannedOutput, bytes]]:
        done.append("asked")
        for output in outputs:
            yield output, output.produce()
            done.append(output.path)

    monkeypatch.setattr(publishing, "_read_manifest", read_manifest)
    outputs = [PlannedOutput(path, "1", lambda: b"x") for path in "ab"]
    assert publish(outputs, tmp_path / "s", produce=produce) == Published(2, 0)
    assert done == ["asked", "manifest", "a", "b"]


@pytest.mark.parametrize("what", ["key", "unknown", "clean"])
def test_what_may_have_changed_is_produced(what: str, tmp_path: Path) -> None:
    stamps = publish([PlannedOutput("a", "1", lambda: b"x")], tmp_path / "s").stamps
    if what == "key":
        stamps = msgspec.structs.replace(stamps, keys=["0", *stamps.keys[1:]])
    elif what == "unknown":
        stamps = stamps.without({"a"})
    made = []

    def produce() -> bytes:
        made.append(True)
        return b"x"

    outputs = [PlannedOutput("a", "1", produce)]
    publish(outputs, tmp_path / "s", stamps=stamps, clean=what == "clean")
    assert made == [True]
    assert (tmp_path / "s/a").read_bytes() == b"x"


def refused(work: object, keeps: int) -> int:
    raise BlockingIOError


@pytest.mark.parametrize(
    "how",
    [
        *("here", "in another process", "by both", "by another program"),
        *("where none can be started", "where none can be forked"),
    ],
)
def test_files_that_do_not_lie_as_they_did_are_found(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = ("in another process", "by another program")
    folder = tmp_path / "站 点"
    names = ["图.png", "一样", "更长", "别的", "没了", "成了夹"]
    stamps = publish([PlannedOutput(n, "1", lambda: b"x") for n in names], folder).stamps
    time.sleep(0.02)
    (folder / "更长").write_bytes(b"longer")
    (folder / "别的").write_bytes(b"y")
    (folder / "没了").unlink()
    (folder / "成了夹").unlink()
    (folder / "成了夹").mkdir()
    (folder / "图.png").unlink()
    (folder / "图.png").symlink_to("一样")
    published = Publication(folder=str(folder), files=len(names), stamps=stamps.mark)
    with closing(Cache(tmp_path)) as cache:
        Remembered(cache).keep(published, stamps)
        cache.commit()
        if how == "where none can be started":
            monkeypatch.setattr("sys.executable", str(tmp_path / "no python"))
        if how == "where none can be forked":
            monkeypatch.setattr("kbsite.publishing.inspecting.forked", refused)
        forks = sys.platform == "linux" and "started" not in how and "program" not in how
        monkeypatch.setattr("kbsite.publishing.inspecting.can_fork", lambda: forks)
        if how != "here":
            monkeypatch.setattr("kbsite.publishing.inspecting._MANY", 1)
        monkeypatch.setattr("kbsite.publishing.inspecting._CAN_ASK", how not in alone)
        monkeypatch.setattr("kbsite.publishing.inspecting._PART", 1 if how == "by both" else 4096)
        remembered = Remembered(cache)
        remembered.inspect(jobs=2)
        looked: list[tuple[int, ...]] = []
        real = Stamps.touched

        def touched(self: Stamps, folder: Path, *part: int) -> Iterator[str]:
            looked.append(part)
            return real(self, folder, *part)

        has_line = Inspection._has_line

        def late(inspection: Inspection) -> bool:
            # The other process has not come to it yet, then it is there first.
            return bool(looked) and has_line(inspection)

        monkeypatch.setattr(Stamps, "touched", touched)
        if how == "by both":
            monkeypatch.setattr(Inspection, "_has_line", late)
        assert remembered.touched() == {"图.png", "更长", "别的", "没了", "成了夹"}
        if how in alone:
            assert looked == []
        elif how == "by both":
            assert looked[0] == (len(names), len(names) + 1)
            assert [start for start, _ in looked] == list(range(6, 6 - len(looked), -1))
        monkeypatch.setattr(Stamps, "touched", real)
        # The manifest lists what is no more as it was, and is read.
        assert remembered.untouched().paths == ["一样"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked")
def test_a_program_may_have_waited_for_the_process_that_inspects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have its number by then, and lives on."""
    process = _Copy(tmp_path / "cache.db", str(tmp_path))
    os.waitpid(process._id, 0)
    monkeypatch.setattr(os, "kill", pytest.fail)
    process.stop()
    assert process.out.closed


def test_without_their_stamps_all_files_may_have_been_touched(tmp_path: Path) -> None:
    """They are lost, or another process has published since."""
    with closing(Cache(tmp_path)) as cache:
        remembered = Remembered(cache)
        remembered.keep(Publication(folder=str(tmp_path), stamps=b"1"), NO_STAMPS)
        assert remembered.touched() is None
        assert remembered.untouched() == NO_STAMPS


def test_what_was_found_long_ago_is_looked_for_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site)
    monkeypatch.setattr("kbsite.publishing.inspecting._MANY", 1)
    options = BuildOptions(base_url=OPTIONS.base_url, jobs=2)
    (site / "_site/index.html").unlink()
    assert build(site, options).written == 1
    monkeypatch.setattr("kbsite.publishing.inspecting._FRESH", 0)
    with closing(Engine(site, options)) as engine:
        planned = engine.build()
        (site / "_site/index.html").unlink()
        assert engine.publish(planned, on_file=lambda count: None).written == 1


def test_a_stamp_is_of_the_file_as_it_lies(tmp_path: Path) -> None:
    stamps = publish([PlannedOutput("a", "k", lambda: b"xyz")], tmp_path / "s").stamps
    found = (tmp_path / "s/a").stat()
    assert (stamps.paths, stamps.keys) == (["a", MANIFEST], ["k", ""])
    assert stamps.file_sizes()[0] == 3
    assert array("q", stamps.mtimes)[0] == found.st_mtime_ns


@pytest.mark.parametrize("seed", range(20))
def test_what_two_tables_share_is_found(seed: int) -> None:
    chosen = random.Random(seed)
    tables = []
    for _ in range(2):
        paths = [f"{number:03}" for number in range(400) if chosen.random() < 0.98]
        tables.append((paths, [str(chosen.random() < 0.99) for _ in paths]))
    old, new = (list(zip(*table, strict=True)) for table in tables)
    same = list(shared(*tables))
    rows = [row for at, _, count in same for row in old[at : at + count]]
    assert rows == [row for _, at, count in same for row in new[at : at + count]]
    assert rows == sorted(set(old) & set(new))
    ends = [(at + count, now + count) for at, now, count in same]
    starts = {(at, now) for at, now, _ in same}
    assert starts.isdisjoint(ends), "what stands together is one run"
    places = others(len(new), ((start, count) for _, start, count in same))
    rest = [row for place in places for row in new[place]]
    assert rest == sorted(set(new) - set(old))


def test_an_index_that_was_interrupted_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path / "site", generated_notes(12))
    indexed: list[str] = []

    def count(text: NoteText, known: Mapping[str, tuple[str, ...]]) -> NoteIndex:
        indexed.append(text.url)
        return index_note(text, known)

    monkeypatch.setattr("kbsite.stages.note_indexing.index_note", count)
    with closing(Engine(root, BuildOptions(drafts=True, jobs=1, live=True))) as engine:
        with closing(cast("Generator[object]", engine.news())) as steps:
            while len(indexed) < 5:
                next(steps)
        *_, last = engine.news()
        assert last
        found = {o.path: o.produce() for o in last.result.outputs if "assets/search" in o.path}
    assert len(indexed) == len(set(indexed)) == 12
    build(root, BuildOptions(drafts=True, jobs=1))
    published = files_of(root / "_site")
    assert found == {path: data for path, data in published.items() if "assets/search" in path}
