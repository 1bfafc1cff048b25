"""What importers share: where code is, names and places of files, counts, rendering, and that time
grows with the source (`importers/code_lines.py`, `targets.py`, `counting.py`, `rendering.py`)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import write_files
from growth import RATIO, cpu_seconds, growth
from kbsite.config import Config
from kbsite.importers.archive import open_source
from kbsite.importers.code_lines import code_lines, code_spans, outside_code
from kbsite.importers.counting import count
from kbsite.importers.model import Change, Counts, Draft, Line
from kbsite.importers.rendering import rendered
from kbsite.importers.session import ImportOptions, Session, import_folder
from kbsite.importers.targets import MAX_PATH, Targets, file_name, target_keys
from kbsite.markdown.parser import note_parser
from kbsite.urls import fold

FLAT = ("```", "```py", "````", "~~~", "~~~ a", "~~~~", "``` a`", "x", "")
QUOTED = ("> ```", "> x", ">", "> > ```", "> ~~~~")


def lines_of(texts: Sequence[str]) -> list[Line]:
    return [Line(text, number) for number, text in enumerate(texts, 1)]


@given(st.lists(st.sampled_from((*FLAT, *QUOTED)), max_size=7))
def test_code_is_where_the_parser_finds_it(texts: list[str]) -> None:
    texts = [*texts, "end"]
    found = code_lines(lines_of(texts))
    wanted = [False] * len(texts)
    for token in note_parser().md.parse("\n".join(texts)):
        if token.type == "fence" and token.map:
            wanted[slice(*token.map)] = [True] * (token.map[1] - token.map[0])
    assert found == wanted, texts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- ```\n  x\ny", "110"),
        ("1. a\n\n    ```py\n    x\n    ```\ny", "001110"),
        ("    ```\n      ```\n  y", "110"),
        ("```\n    ```\n```\ny", "1110"),
        ("> - ```\n>   x\n> y\nz", "1100"),
    ],
)
def test_code_in_lists_and_below_them(text: str, code: str) -> None:
    assert "".join(str(int(one)) for one in code_lines(lines_of(text.split("\n")))) == code


def test_code_spans_are_left_alone() -> None:
    assert outside_code("a `a` ``a ` a`` \\`a` ` a", str.upper) == "A `a` ``a ` a`` \\`A` ` A"
    assert [*code_spans("`` ` ``` `")] == [(3, 10)]


TITLES = st.text(max_size=20) | st.sampled_from(
    ["con", "a/b", "a?", "..", "A", "a", "a.", "#", "字" * 99]
)


@given(st.lists(st.tuples(TITLES, TITLES, st.sampled_from([".md", ".png", ""])), max_size=8))
def test_no_two_stand_in_one_place_and_all_stay(files: list[tuple[str, str, str]]) -> None:
    """Whatever titles and folders are called; the next import gives the same places, in any
    order, and its own titles nothing."""
    targets, placed = Targets(), {}
    for number, (folder, title, suffix) in enumerate(files):
        where = targets.folder(folder, "", folder) if folder else ""
        placed[str(number)] = targets.file(str(number), where, title, suffix)
    keys = [key for target in placed.values() for key in target_keys(target)]
    assert len(keys) == len(set(keys))
    for target in placed.values():
        assert len(target.encode()) <= MAX_PATH
        for part in target.split("/"):
            assert (
                part.strip(". ") and len(part.encode()) <= 255 and not set(part) & set('<>:"|?*\\')
            )
    again = Targets(placed)
    for identity in reversed(placed):
        assert again.file(identity, "else", "other") == placed[identity]


def test_names_are_readable() -> None:
    assert file_name("什么是 RAG？ [草稿] C#: a/b") == "什么是 RAG？ 草稿 C＃ a-b"
    assert file_name("CON.x") == "CON_.x" and file_name("...") == ""
    tree = Targets()
    paths = ["_posts/a#b[1].md", "x.md", "x/index.md", "f", "f/a.md", ".a/:.md", "a" * 300 + ".md"]
    found = [tree.path(path, path) for path in paths]
    assert found[:6] == ["_posts/a#b[1].md", "x.md", "x/index-2.md", "f", "f-2/a.md", "a/-.md"]
    assert len(found[6]) < 255


def test_what_is_counted() -> None:
    text = (
        "$a$ \\(b\\) ![c](d) ![[e.png]] ![[f]] [[g]] [h](i) <https://j.k>\n\n$$\nl\n$$\n\n"
        "```math\nm\n```\n\n```py\n$n$\n```\n<img src=o> <a href='p'>q</a>\n"
    )
    assert count(text) == Counts(formulas=4, code_blocks=1, images=3, links=5)
    aside = "<aside>\n💡 **[a](b)** $c$\n\n</aside>"
    assert count(aside) == Counts() and count(aside, in_html=True) == Counts(formulas=1, links=1)


def draft(front: dict[str, object], text: str, head: str = "", line: int = 1) -> Draft:
    lines = [Line(one, at) for at, one in enumerate(text.split("\n"), line)]
    return Draft("s", "s", "s.md", front, lines, [], Counts(), head)


def test_front_matter_is_written_as_kbsite_reads_it() -> None:
    front: dict[str, object] = {
        "title": "a: b",
        "date": date(2024, 5, 1),
        "tags": ["no", "12:30"],
        "Title": "twice",
        "🙂": True,
        "x\ny": None,
    }
    note = rendered(draft(front, "\n\n一\n\n", line=5), "+08:00")
    assert note.text == (
        "---\ntitle: 'a: b'\ndate: 2024-05-01\ntags: ['no', '12:30']\nTitle-2: twice\n🙂: true\n"
        "x y: null\n---\n\n一\n"
    )
    assert [note.target_line(line) for line in (0, 4, 7, 99)] == [0, 1, 10, 10]


def test_what_is_stashed_keeps_its_type() -> None:
    note = rendered(draft({}, "一", "---\nprivate:\nseries: [a, b]\n---\n"), "+08:00")
    assert "imported-private: null\n" in note.text and "imported-series: [a, b]\n" in note.text


@pytest.mark.parametrize("flag", ["private: 也许", "publish: [a]"])
def test_a_flag_that_cannot_be_read_keeps_a_note_back(flag: str) -> None:
    note = rendered(draft({}, "一", f"---\ntitle: a\n{flag}\n---\n"), "+08:00")
    assert "draft: true" in note.text and "imported-p" in note.text
    assert [one.outcome for one in note.changes] == ["kept"]


@pytest.mark.parametrize(
    ("said", "private"),
    [
        *(("password: 123", True), ("密码: x\nPrivate: false", True), ("encrypt: true", True)),
        *(('password: ""\ndate: 何时', False), ("password: ", False)),
    ],
)
def test_what_needs_a_password_is_private(said: str, private: bool) -> None:
    note = rendered(draft({}, "一", f"---\n{said}\n---\n"), "+08:00")
    assert ("\nprivate: true\n" in note.text) == private


def test_a_body_is_not_taken_for_front_matter() -> None:
    assert rendered(draft({}, "---\na: b\n---\nc"), "+08:00").text.startswith("---\n---\n---\na: b")
    assert rendered(draft({}, "---\nc"), "+08:00").text == "---\nc\n"


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({}, "content"),
        ({"README.md": ""}, "content"),
        ({"kbsite.yaml": "content: notes"}, "notes"),
        ({"笔记.md": ""}, "."),
        ({"算法/快排.md": ""}, "."),
        ({".obsidian/app.json": "{}"}, "."),
        ({"笔记.md": "", "content/a.md": ""}, "content"),
    ],
)
def test_where_notes_go(tmp_path: Path, files: dict[str, str], folder: str) -> None:
    write_files(tmp_path, files)
    config = Config(content="notes") if "kbsite.yaml" in files else Config()
    assert import_folder(tmp_path, config) == tmp_path / folder


def test_time_grows_with_the_source() -> None:
    """Notes of one title, pictures, and a folder each; `benchmarks/importing.py` does 5,000."""
    text = "# 同名\n\n第一段 $x$ 与[图](图.png)。\n\n```py\nx\n```\n"

    def seconds(n: int) -> float:
        folder = Path(tempfile.mkdtemp())
        files = {f"{at}/同名.md": text for at in range(n)} | {f"{at}/图.png": "" for at in range(n)}
        write_files(folder / "s", files)
        (folder / "site/.kbsite").mkdir(parents=True)

        def run() -> None:
            with open_source(folder / "s") as source:
                Session(folder / "site", Config(), "markdown", ImportOptions()).run(
                    source, lambda count: None
                )

        try:
            return cpu_seconds(run)
        finally:
            shutil.rmtree(folder)

    seconds(1)
    assert growth(seconds, 25) < RATIO


def test_a_folder_named_as_many_files_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files have the names that it would get, in the letters of another case."""
    names = 0

    def counted(text: str) -> str:
        nonlocal names
        names += 1
        return fold(text)

    monkeypatch.setattr("kbsite.importers.targets.fold", counted)
    files = ["A", *(f"A-{at}" for at in range(2, 300))]
    paths = [*files, *(f"a/{at}" for at in range(300))]
    targets = Targets()
    assert [targets.path(path, path) for path in paths][-1] == "a-300/299"
    assert names < 10 * len(paths)


def test_a_folder_named_as_a_file_is_one_folder() -> None:
    targets = Targets()
    paths = ["A", "A-2", "a/x", "a/y", "A/z", "a-2/x", "a/b/x"]
    assert [targets.path(path, path) for path in paths] == [
        *("A", "A-2", "a-3/x", "a-3/y", "A-4/z", "a-2-2/x", "a-3/b/x")
    ]


@pytest.mark.parametrize("unit", ["`", "` ``", "\\`", "```\n", "> ```\n", "~~~ a\n", "- ```\n"])
def test_lines_of_fences_take_linear_time(unit: str) -> None:
    def seconds(n: int) -> float:
        lines = lines_of((unit * n).split("\n"))
        return cpu_seconds(lambda: [code_lines(lines), [*code_spans(unit * n)]])

    assert growth(seconds, 4000) < RATIO


def test_changes_have_the_lines_of_both(tmp_path: Path) -> None:
    changed = [Change("x", "lost", 3)]
    note = rendered(
        Draft("s", "s", "s.md", {"a": 1}, [Line("b", 2), Line("c", 3)], changed, Counts()), "Z"
    )
    assert [note.target_line(one.line) for one in note.changes] == [6]
