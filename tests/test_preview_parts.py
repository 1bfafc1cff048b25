"""Parts of the preview that need no server."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import write_files
from kbsite.config import parse_config
from kbsite.diagnostics import error, warning
from kbsite.engine import BuildOptions, Engine
from kbsite.model import ParsedNote
from kbsite.notes import parse_note
from kbsite.nouns.bodies import Body, Section
from kbsite.nouns.sources import SourceFile
from kbsite.preview.editors import at_place, editor_url
from kbsite.preview.following import _first_change
from kbsite.preview.moves import Moves
from kbsite.preview.page_data import PageData, Place
from kbsite.preview.report import Report
from kbsite.preview.source_lines import lines_of, title_line
from kbsite.preview.watcher import Folder, Watcher, folders_of
from kbsite.reading.parse_options import ParseOptions
from made_notes import BLOCKS
from previewing import wait_until

_MARK = re.compile(r"<!--line:\d+-->")
OPTIONS = ParseOptions(timezone="+08:00")

# --- editors ---


@pytest.mark.parametrize(
    ("editor", "path", "url"),
    [
        ("vscode", "/笔记/a b.md", "vscode://file/%E7%AC%94%E8%AE%B0/a%20b.md:7:3"),
        ("vscode", "C:/notes/a.md", "vscode://file/C:/notes/a.md:7:3"),
        ("cursor", "/a#b?c%d.md", "cursor://file/a%23b%3Fc%25d.md:7:3"),
        ("obsidian", "/v/a&b.md", "obsidian://open?path=%2Fv%2Fa%26b.md"),
        ("idea", "/v/a+b.md", "idea://open?file=%2Fv%2Fa%2Bb.md&line=7&column=3"),
        ("ed://{path}?at={line}", "/a.md", "ed:///a.md?at=7"),
        ("ed://x/?f={path}:{line}", "/a:1.md", "ed://x/?f=%2Fa%3A1.md:7"),
        ("", "/a.md", ""),
    ],
)
def test_an_editor_is_a_url(editor: str, path: str, url: str) -> None:
    assert at_place(editor_url(editor, path), 7, 3) == url


def test_a_path_cannot_say_where() -> None:
    assert at_place(editor_url("vscode", "/{line}{column}.md"), 7, 3).endswith(
        "%7Bcolumn%7D.md:7:3"
    )


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("vscode", True),
        ("myeditor://open?file={path}&line={line}", True),
        ("emacs", False),
        ("ed://open", False),
        ("javascript://x{path}", False),
        ("ed://{path}{file}", False),
        ("ed://{path} x", False),
    ],
)
def test_an_editor_is_checked(written: str, allowed: bool) -> None:
    config, mistakes = parse_config(f"editor: '{written}'\n")
    assert (config.editor == written, not mistakes) == (allowed, allowed)


# --- lines ---


def marked(text: str) -> tuple[ParsedNote, ParsedNote]:
    """A note, and the same with its lines."""
    source = SourceFile("a.md", "", text.encode())
    return parse_note(source, OPTIONS), parse_note(source, OPTIONS, mark_lines=True)


def html_of(parsed: ParsedNote) -> str:
    """Its text, slots left out but for headings."""
    return "".join(p if isinstance(p, str) else f"<{type(p).__name__}>" for p in parsed.body.pieces)


def test_lines_are_those_of_the_file() -> None:
    text = "---\ntitle: 题\n---\n段落。\n\n- 甲\n- 乙\n\n  乙的第二段\n\n> 引\n\n"
    text += "```py\nx\n```\n\n$$\nx\n$$\n"
    _, with_lines = marked(text)
    lines = lines_of(html_of(with_lines))
    # p, ul, li, li, p in it, p, blockquote, p, pre, div of the formula
    assert [line for _, line in lines] == [4, 6, 6, 6, 7, 7, 9, 11, 11, 13, 17]
    assert [number for number, _ in lines] == list(range(11))


def test_raw_elements_count_and_have_no_line_of_their_own() -> None:
    html = (
        '<!--line:3--><div title="<p>"><p>甲</p></div><!-- <p> --><script>"<p>"</script>'
        "<textarea><p></textarea><!--line:9--><p>乙</p><pre-x></pre-x><IMG src=a>"
    )
    assert lines_of(html) == [(0, 3), (2, 9)]


def test_lines_are_found_in_linear_time() -> None:
    for odd in ("<p ", '<p "', "<!--", "<script>", "<p a='", "<!--line:1-->"):
        assert len(lines_of(odd * 20_000)) <= 20_000


@settings(deadline=None, max_examples=40)
@given(st.lists(BLOCKS, max_size=8))
def test_a_note_with_lines_is_the_same_note(blocks: list[str]) -> None:
    plain, with_lines = marked("\n\n".join(blocks) + "\n")
    for field in ("title", "links", "mentions", "headings", "excerpt", "summary", "diagnostics"):
        assert getattr(with_lines.note, field) == getattr(plain.note, field)
    assert _MARK.sub("", html_of(with_lines)) == html_of(plain)
    notes = zip(plain.body.footnotes, with_lines.body.footnotes, strict=True)
    assert all(_MARK.sub("", repr(b.content)) == repr(a.content) for a, b in notes)


def test_the_line_of_a_title() -> None:
    assert title_line("---\ndate: 2026-01-01\ntitle: 题\n---\n") == 3
    assert title_line("\n# 题\n") == 2
    assert title_line("没有题目\n") == 1


def test_pages_that_are_still_to_be_planned_have_their_own_lines(tmp_path: Path) -> None:
    notes = {f"content/{n}.md": "\n" * n + f"# 第{n}篇\n\n文字。\n" for n in range(60)}
    root = write_files(tmp_path, notes)
    with closing(Engine(root, BuildOptions(drafts=True, jobs=1, live=True))) as engine:
        first = next(engine.news())
        assert first is not None
        said = PageData()
        for n in (7, 40, 7):
            output = first.pages[f"{n}/index.html"]
            assert output.key == ""
            lines = said.of(first, output, None, Place(root, ""))["lines"]
            assert lines == [(-1, n + 1), (0, n + 3)]


# --- notes that go elsewhere ---

A = "# 甲\n\n文字。\n"


@pytest.mark.parametrize(
    ("steps", "moved"),
    [
        # What each step makes of files; None removes one.
        ([{"a.md": None, "b.md": A}], {"/a/": "/b/"}),
        ([{"a.md": None}, {"c.md": "# 丙\n"}, {"b.md": A}], {"/a/": "/b/"}),
        # Written in two parts.
        ([{"a.md": None}, {"b.md": ""}, {"b.md": A}], {"/a/": "/b/"}),
        # A copy that was there before.
        ([{"b.md": A}, {"a.md": None}], {}),
        ([{"b.md": A}, {"a.md": None}, {"c.md": A}], {"/a/": "/c/"}),
        ([{"a.md": None}, {"b.md": A, "c.md": A}], {}),
    ],
)
def test_a_page_follows_its_note(
    tmp_path: Path, steps: list[dict[str, str | None]], moved: dict[str, str]
) -> None:
    root = write_files(tmp_path, {"content/a.md": A, "content/另.md": "# 另\n"})
    moves, found = Moves(), dict[str, str]()
    with closing(Engine(root, BuildOptions(drafts=True, jobs=1, live=True))) as engine:
        before = next(engine.news())
        for step in steps:
            for name, text in step.items():
                if text is None:
                    (root / "content" / name).unlink()
                else:
                    (root / "content" / name).write_text(text, encoding="utf-8")
            now = next(engine.news())
            assert now
            found |= moves.take(before, now)
            before = now
    assert found == moved


# --- following ---


def body_of(*texts: str) -> Body:
    return Body(sections=tuple(Section(i - 1, (text,), "") for i, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("old", "new", "heading"),
    [
        (("头", "一", "二"), ("头", "一", "二改"), 1),
        (("头", "一", "二"), ("头改", "一", "二改"), -1),
        (("头", "一"), ("头", "一", "新"), 1),
        (("头", "一", "二"), ("头", "一"), 0),
        (("头",), ("头",), -1),
    ],
)
def test_the_heading_of_the_first_change(
    old: tuple[str, ...], new: tuple[str, ...], heading: int
) -> None:
    assert _first_change(body_of(*old), body_of(*new)) == heading


@pytest.mark.parametrize(
    ("entry", "folder"),
    [
        ("ext/deep/a.py:rule", "ext/deep"),
        (r"'ext\deep\a.py:rule'", "ext/deep"),
        ("./ext//a.py:rule", "ext"),
        (r"'C:\ext\a.py:rule'", ""),
        ("../ext/a.py:rule", ""),
        ("ext", ""),
    ],
)
def test_the_folder_of_an_extension_is_watched(tmp_path: Path, entry: str, folder: str) -> None:
    config = parse_config(f"extensions: [{entry}]\n")[0]
    names = ("content", "templates", "static", ".obsidian")
    own = {tmp_path, *(tmp_path / name for name in names)}
    (tmp_path / "content").mkdir()
    watched = {one.path for one in folders_of(tmp_path, config)}
    assert watched - own == ({tmp_path / folder} if folder else set())


# --- what the system tells ---

#: Watches a folder with twenty others in it where the system gives watches for five.
FEW = """
import sys
from pathlib import Path
from kbsite.preview.watcher import Folder, Watcher
Path("/proc/sys/user/max_inotify_watches").write_text("5")
watcher = Watcher([Folder(Path(sys.argv[1]), True)], [], print)
watcher.start()
print(watcher.trouble)
watcher.stop()
"""
ALONE = ["unshare", "--user", "--map-root-user"]


def _has_own_limits() -> bool:
    """Whether a process may have limits of its own, which is not so in some containers."""
    file = "/proc/sys/user/max_inotify_watches"
    with suppress(OSError):
        run = subprocess.run([*ALONE, "test", "-w", file], capture_output=True, check=False)
        return run.returncode == 0
    return False


@pytest.mark.skipif(not _has_own_limits(), reason="limits are those of the machine")
def test_folders_past_the_limit_of_watches_are_looked_at(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / str(number)).mkdir()
    command = [*ALONE, sys.executable, "-c", FEW, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    # In words of its own before watchdog 7.
    said = (os.strerror(errno.ENOSPC), "inotify watch limit reached")
    assert run.stdout.split("\n")[0] in said


def test_a_limit_that_is_reached_later_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[bool] = []
    watcher = Watcher([Folder(tmp_path, is_deep=True)], [], hints.append)
    watcher.start()
    watcher.check()
    assert (watcher.trouble, hints) == ("", [])
    monkeypatch.setattr("kbsite.preview.watcher._is_refused", lambda folder: True)
    watcher.check()
    assert watcher.trouble == os.strerror(errno.ENOSPC)
    watcher.check()
    assert hints == [True]


def test_a_folder_that_leaves_and_comes_back_is_followed_in_silence(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    inside, outside = tmp_path / "站/甲/乙", tmp_path / "外"
    inside.mkdir(parents=True)
    hints: list[bool] = []
    watcher = Watcher([Folder(tmp_path / "站", is_deep=True)], [], hints.append)
    watcher.start()
    for source, target in ((inside.parent, outside), (outside, inside.parent)):
        hints.clear()
        source.rename(target)
        wait_until(lambda: bool(hints), "the move is told")
    hints.clear()
    wait_until(lambda: bool((inside / "a.md").write_text("a")) and bool(hints), "it is told")
    watcher.stop()
    assert [str(one.message) for one in recwarn] == []


# --- the terminal ---


def test_what_is_wrong_in_several_pages_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    """And again only after it was mended."""
    template = error("template", "templates/footer.html", "'x' is undefined", line=1, column=1)
    note = warning("link-missing", "content/a.md", "there is no note or file 'b'", line=1, column=1)
    report = Report()
    report.diagnostics([template, note, template])
    report.diagnostics([template, template])
    report.diagnostics([])
    printed = capsys.readouterr().err
    assert printed.count("is undefined") == printed.count("no note or file") == 1
    assert printed.endswith("All is well again\n")
