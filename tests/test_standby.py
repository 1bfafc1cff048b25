"""The process that stands by for an edit: what it is asked it does at once and elsewhere, and where
there is none, or it dies, the site is the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from conftest import files_of, write_files
from kbsite.cache import FOLDER, Cache
from kbsite.diagnostics import Diagnostic, ProduceError, error
from kbsite.eject import eject
from kbsite.engine import BuildOptions, Engine
from kbsite.memo import Memo
from kbsite.processes import standby as module
from kbsite.processes.pool import Pool
from kbsite.processes.standby import Standby
from kbsite.stages.pipeline import _LATER
from kbsite.stages.rendering import Compiled
from test_determinism import generated_notes
from test_incremental import build, clean
from working import OwnError, dying, failing, marking, raising, squares

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is none")
TWO = BuildOptions(base_url="https://example.org/n/", jobs=2)


def blame(item: object, how: str) -> Diagnostic:
    return error("worker", str(item), how)


@pytest.fixture
def standby(monkeypatch: pytest.MonkeyPatch) -> Iterator[Standby]:
    """One, though this process has threads."""
    monkeypatch.setattr(module, "can_fork", lambda: True)
    monkeypatch.setattr("kbsite.processes.starting._threads", lambda: 1)
    found = Standby(2)
    yield found
    found.stop()


def test_what_it_is_asked_is_done_elsewhere_and_in_order(standby: Standby) -> None:
    assert standby.is_there
    first = standby.ask(range(3), squares, blame)
    standby.load("decimal")
    standby.load("no_such_module")
    second = standby.ask(range(3, 6), squares, blame)
    found = [*first, *second]
    assert [square for square, _ in found] == [0, 1, 4, 9, 16, 25]
    assert len({pid for _, pid in found}) == 1
    assert os.getpid() not in {pid for _, pid in found}


def test_it_begins_at_once(standby: Standby, tmp_path: Path) -> None:
    made = standby.ask([str(tmp_path / "here")], marking, blame)
    until = time.monotonic() + 30
    while not (tmp_path / "here").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert (tmp_path / "here").exists()
    assert list(made) == [str(tmp_path / "here")]


def test_what_is_raised_there_is_raised_here(standby: Standby) -> None:
    made = standby.ask(range(9), partial(raising, "own"), blame)
    assert [next(made) for _ in range(7)] == list(range(7))
    with pytest.raises(OwnError) as caught:
        next(made)
    assert "In a worker process" in "".join(caught.value.__notes__)
    with pytest.raises(OwnError):
        list(standby.ask([1], failing, blame))


def test_one_that_dies_is_replaced_and_begins_once_more(standby: Standby, tmp_path: Path) -> None:
    begin = partial(dying, "killed", str(tmp_path / "once"), str(tmp_path / "begun"))
    assert list(standby.ask(range(9), begin, blame)) == list(range(9))
    assert (tmp_path / "begun").read_text() == "begun\n" * 2
    assert len(list(standby.ask([3], squares, blame))) == 1


def test_where_it_dies_while_it_loads_this_process_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where there is too little memory for two."""
    killing = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
    (tmp_path / "kills_who_imports_it.py").write_text(killing, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(module, "can_fork", lambda: True)
    monkeypatch.setattr("kbsite.processes.starting._threads", lambda: 1)
    standby = Standby(2)
    standby.load("kills_who_imports_it")
    made = standby.ask(range(20), squares, blame)
    assert list(made) == [(n * n, os.getpid()) for n in range(20)]
    assert not standby.is_there


LEFT = """
from functools import partial
from kbsite.processes.standby import Standby
standby = Standby(2)
standby.load("kbsite.stages.note_parsing")
assert standby.is_there
"""


def test_a_program_that_does_not_stop_it_ends() -> None:
    subprocess.run([sys.executable, "-c", LEFT], check=True, timeout=60)


def test_what_it_is_to_load_is_there() -> None:
    for name in _LATER:
        import_module(f"kbsite.{name}")


def test_an_item_at_which_it_dies_twice_is_named(standby: Standby) -> None:
    with pytest.raises(ProduceError) as caught:
        list(standby.ask(range(9), partial(dying, "killed"), blame))
    assert caught.value.diagnostic == error("worker", "7", "was killed by SIGKILL")
    assert list(standby.ask([3], squares, blame)) == [(9, os.getpid())]


@pytest.mark.parametrize("why", ["one job", "no fork", "stopped"])
def test_without_one_this_process_works(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_fork", lambda: why != "no fork")
    monkeypatch.setattr("kbsite.processes.starting._threads", lambda: 1)
    standby = Standby(1 if why == "one job" else 2)
    if why == "stopped":
        standby.stop()
    assert not standby.is_there
    assert list(standby.ask(range(2), squares, blame)) == [(0, os.getpid()), (1, os.getpid())]
    standby.stop()


# --- of a site ---


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built, for whose edits a process stands by."""
    monkeypatch.setattr(module, "can_fork", lambda: True)
    monkeypatch.setattr("kbsite.processes.starting._threads", lambda: 1)
    root = write_files(tmp_path / "site", generated_notes(12))
    build(root)
    return root


def edit(root: Path, text: str = "\n多一段 $x^2$。\n\n```python\nprint(1)\n```\n") -> None:
    note = root / "content/组3/笔记3.md"
    note.write_text(note.read_text(encoding="utf-8") + text, encoding="utf-8")


def refuse(*arguments: object, **options: object) -> None:
    raise AssertionError("done in this process")


def test_an_edit_is_parsed_indexed_and_rendered_by_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(site)
    pid = os.getpid()

    def elsewhere(real: object, *arguments: object, **options: object) -> object:
        assert os.getpid() != pid
        assert callable(real)
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        for owner, attribute in (
            ("stages.note_parsing", "parse_with"),
            ("stages.note_indexing", "index_note"),
            ("render", "render_page"),
        ):
            loaded = __import__(f"kbsite.{owner}", fromlist=[attribute])
            patch.setattr(loaded, attribute, partial(elsewhere, getattr(loaded, attribute)))
        assert build(site, TWO).written > 1
    assert files_of(site / "_site") == clean(site)


def told_either_way(site: Path) -> Sequence[Diagnostic]:
    """What a build tells, with another process and without."""
    told = []
    for options in (TWO, BuildOptions(base_url=TWO.base_url, jobs=1)):
        with closing(Engine(site, options)) as engine:
            told.append(engine.build().diagnostics)
    assert told[0] == told[1]
    return told[0]


def test_a_note_that_cannot_be_read_is_told_as_without(site: Path) -> None:
    edit(site)
    note = site / "content/组3/笔记3.md"
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace("---\n", "---\ntags: [\n", 1), encoding="utf-8")
    found = told_either_way(site)
    assert any(one.severity == "error" and "笔记3" in one.path for one in found)


def test_many_edits_by_one_engine(site: Path) -> None:
    with closing(Engine(site, TWO)) as engine:
        for number in range(3):
            edit(site, f"\n第 {number} 段 $y_{number}$。\n")
            engine.publish(engine.build(), on_file=lambda count: None)
            assert files_of(site / "_site") == clean(site)


def test_what_it_compiles_templates_to_is_kept(site: Path) -> None:
    eject(site, "note.html")
    template = site / "templates/note.html"
    codes = []
    for number in range(2):
        template.write_text(
            template.read_text(encoding="utf-8") + "{# more #}\n" * number, encoding="utf-8"
        )
        build(site, TWO)
        with Cache(site / FOLDER) as cache:
            codes.append(Memo(cache, "templates", Compiled, Compiled()).last.code)
    changed = [name for name, code in codes[1].items() if codes[0].get(name) != code]
    assert len(changed) == 1
    assert files_of(site / "_site") == clean(site)


RULE = """
import os
def rule(md):
    def replace(state):
        for token in state.tokens:
            if token.type == "inline" and "坏" in token.content:
                raise ValueError("坏")
            for child in token.children or ():
                child.content = child.content.replace("早", "晚")
    md.core.ruler.push("evening", replace)
"""


def test_a_sites_own_rules_hold_there_too(site: Path) -> None:
    write_files(site, {"ext/own.py": RULE})
    with (site / "kbsite.yaml").open("a", encoding="utf-8") as file:
        file.write("extensions: [ext/own.py:rule]\n")
    build(site)
    edit(site, "\n早上好。\n")
    build(site, TWO)
    assert "晚上好" in (site / "_site/组3/笔记3/index.html").read_text(encoding="utf-8")
    assert files_of(site / "_site") == clean(site)
    edit(site, "\n这里坏了。\n")
    told = told_either_way(site)
    assert any(one.code == "extension" and one.path == "ext/own.py" for one in told)


def test_nothing_is_being_written_when_it_is_forked(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take this process's locks of the cache for its own."""
    states: list[bool] = []
    real = Pool

    def watched(*arguments: object) -> object:
        engine = engines[0]
        states.append(engine._cache._database.in_transaction)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "Pool", watched)
    edit(site)
    with closing(Engine(site, TWO)) as one:
        engines = [one]
        one.publish(one.build(), on_file=lambda count: None)
    assert states == [False]
