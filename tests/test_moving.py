"""`kbsite mv`: whatever is moved, every link comes to what it came to before."""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import Kbsite, files_of, write_files
from growth import RATIO, cpu_seconds, growth
from kbsite.config import Config
from kbsite.fixing.comments import links_in_comments
from kbsite.fixing.loose_links import LooseLinks
from kbsite.fixing.move_plan import MovePlanner
from kbsite.fixing.moves import Move, MovePlan
from kbsite.fixing.outcomes import Outcome, View
from kbsite.model import Note
from kbsite.notes import parse_note
from kbsite.nouns.sources import Attachment, SourceFile
from kbsite.placing.linked_notes import Ground
from kbsite.reading.parse_options import ParseOptions

OPTIONS = ParseOptions("+08:00")
Files = Mapping[str, bytes]


def parse(path: str, data: bytes) -> Note:
    return parse_note(SourceFile(path, str(hash(data)), data), OPTIONS).note


def ground_of(files: Files) -> Ground[Note]:
    notes = [parse(path, files[path]) for path in sorted(files) if path.endswith(".md")]
    attachments = [Attachment(path, "", 0) for path in sorted(files) if not path.endswith(".md")]
    return Ground(notes, attachments, {}, Config())


def plan_of(files: Files, old: str, new: str) -> MovePlan:
    return MovePlanner(ground_of(files), Move(old, new), files.__getitem__, parse).plan()


def moved(files: Files, plan: MovePlan) -> dict[str, bytes]:
    """The files once `plan` is carried out."""
    assert not plan.refusals
    written = {**files, **{one.path: one.data for one in plan.rewrites}}
    return {plan.move.path(path): data for path, data in written.items()}


def outcomes_of(files: Files, *, as_author: bool = True) -> dict[str, list[Outcome]]:
    """What each link of each note comes to, in order, tags aside."""
    ground = ground_of(files)
    view = View(ground, as_author=as_author)
    # To readers an unpublished note has no links.
    return {
        note.path: list(view.outcomes(note.path)) or [Outcome("unseen")] * len(note.links)
        for note in ground.cards
    }


FOLDERS = ("", "a/", "b/", "a/c/")
NAMES = ("x", "y", "C# z", "C#", "index", "README")
PICTURES = ("p.png", "a/p.png", "b/q r.png")
NOTES = st.sampled_from([f"{folder}{name}.md" for folder in FOLDERS for name in NAMES])


def _relative(source: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


#: How the note at a path is linked to from another: every form that there is.
FORMS: tuple[Callable[[str, str], str], ...] = (
    lambda source, path: f"[[{path.removesuffix('.md')}]]",
    lambda source, path: f"[[{posixpath.basename(path).removesuffix('.md')}]]",
    lambda source, path: f"[[{posixpath.basename(path)}|词]]",
    lambda source, path: f"[[{path.removesuffix('.md')}#节]]",
    lambda source, path: f"[[{path}#节]]",
    lambda source, path: f"![[{posixpath.basename(path)}#节]]",
    lambda source, path: f"![[{posixpath.basename(path).removesuffix('.md')}]]",
    lambda source, path: f"[词]({_relative(source, path).replace(' ', '%20').replace('#', '%23')})",
    lambda source, path: f"[词](</{path.replace('#', '%23')}#节> '题')",
    lambda source, path: (
        f"![图]({_relative(source, path).replace(' ', '%20').replace('#', '%23')})"
    ),
    lambda source, path: f'<a href="{_relative(source, path).replace("#", "%23")}">词</a>',
    lambda source, path: f"[词][r]\n\n[r]: </{path.replace('#', '%23')}>\n",
    lambda source, path: f"| 表 |\n|---|\n| [[{path.removesuffix('.md')}\\|词]] |\n",
    lambda source, path: f"## 见 [[{posixpath.basename(path).removesuffix('.md')}]]\n",
    lambda source, path: f"## 见 [[{path.removesuffix('.md')}]] 与 [[#见]]\n",
    lambda source, path: f"`[[{path}]]` $[[{path}]]$ [[没有]] [词](没有.md)",
)
HEADS = (
    "",
    "---\ntitle: 题\n---\n",
    "---\nprivate: true\n---\n",
    "---\naliases: [别名]\n---\n",
    '---\nup: "[[C#]]"\nsee: ["[[C# z#节]]", "[[C#.md]]"]\n---\n',
)


@st.composite
def sites(draw: Any) -> dict[str, bytes]:
    """A few notes in a few folders, namesakes among them, with links of every form."""
    paths = draw(st.lists(NOTES, min_size=2, max_size=6, unique=True))
    files = dict.fromkeys(PICTURES, b"")
    for path in paths:
        links = draw(
            st.lists(
                st.tuples(st.sampled_from(FORMS), st.sampled_from([*paths, *PICTURES])), max_size=4
            )
        )
        body = "\n\n".join(form(path, target) for form, target in links)
        end = draw(st.sampled_from(("\n", "\r\n")))
        text = f"{draw(st.sampled_from(HEADS))}# 节\n\n## 节\n\n{body}\n"
        files[path] = text.replace("\n", end).encode()
    return files


def may_be(files: Files, old: str, new: str) -> bool:
    """Whether nothing is at `new`, and it is not below `old`."""
    taken = set(files) | {folder for path in files for folder in _above(path)}
    return new not in taken and not f"{new}/".startswith(f"{old}/")


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_every_link_comes_to_what_it_came_to(data: Any) -> None:
    files = data.draw(sites())
    notes = sorted(path for path in files if path.endswith(".md"))
    folders = sorted({folder for path in notes for folder in _above(path)})
    old = data.draw(st.sampled_from([*notes, *folders]))
    names = (
        ("d/新.md", "x.md", "b/y.md", "新 名.md", "b/E#.md", "D #2.md")
        if old.endswith(".md")
        else ("d", "b/e", "x")
    )
    new = data.draw(st.sampled_from(names))
    if not may_be(files, old, new):
        return
    plan = plan_of(files, old, new)
    if any("published at" in refusal.message for refusal in plan.refusals):
        # Two notes at one URL: `x.md` beside `x/index.md`.
        return
    is_private = any(b"private" in data for data in files.values())
    if is_private and all("no way to write" in refusal.message for refusal in plan.refusals):
        # By a name that a published note has as well, no link leads to a private one.
        assume(not plan.refusals)
    after = moved(files, plan)
    readers, author = (outcomes_of(files, as_author=one) for one in (False, True))
    new_readers, new_author = (outcomes_of(after, as_author=one) for one in (False, True))
    for path in readers:
        new_path = plan.move.path(path)
        seen = zip(readers[path], author[path], strict=True)
        found = zip(new_readers[new_path], new_author[new_path], strict=True)
        for led, leads in zip(seen, found, strict=True):
            # What an author is led to counts where readers are led nowhere.
            one, other = (led[0], leads[0]) if led[0].kind == "path" else (led[1], leads[1])
            if one.kind != "nothing":
                assert other[:3] == one.moved(plan.move.path)[:3], path
                assert other.is_clear or not one.is_clear
            assert (led[0].kind == "hidden") == (leads[0].kind == "hidden") or one.kind == "nothing"


# --- each form of link, before and after ---

FORMS_MENDED = [
    ("[[2d]] [[几何/2d]] [[2d.md]] [[/几何/2d]]", "[[two]] [[图形/two]] [[two.md]] [[/图形/two]]"),
    ("[[2d|平面]] [[2d#节]] ![[2d]] ![[2d#节]]", "[[two|平面]] [[two#节]] ![[two]] ![[two#节]]"),
    (
        "[一](几何/2d.md) [二](./几何/2d) [三](/几何/2d.md#节)",
        "[一](图形/two.md) [二](./图形/two) [三](/图形/two.md#节)",
    ),
    (
        "[一](几何/2d.html) [二](./几何/2d.html#节)",
        "[一](图形/two.html) [二](./图形/two.html#节)",
    ),
    (
        "[一](几何/2d.md\u200b) [二](<\ufeff几何/2d>) [[\u200b2d]] [[2d\u200b#节\u200b|三]]",
        "[一](图形/two.md\u200b) [二](<\ufeff图形/two>) [[\u200btwo]] [[two\u200b#节\u200b|三]]",
    ),
    ("[一](%E5%87%A0%E4%BD%95/2d.md 'a')", "[一](%E5%9B%BE%E5%BD%A2/two.md 'a')"),
    ("[一](<几何/2d.md>) ![图](几何/图.png)", "[一](<图形/two.md>) ![图](几何/图.png)"),
    ("[一][r] [r]\n\n[r]: 几何/2d.md\n  '题'", "[一][r] [r]\n\n[r]: 图形/two.md\n  '题'"),
    ('<a class="a" href="几何/2d.md#x">一</a>', '<a class="a" href="图形/two.md#x">一</a>'),
    (
        "| [[2d\\|a]] | `[[2d]]` |\n|---|---|\n| [[2d]] | x |",
        "| [[two\\|a]] | `[[2d]]` |\n|---|---|\n| [[two]] | x |",
    ),
    (
        "> - [[2d]]\n>   <!-- [[2d]] --> %% [[2d]] %%",
        "> - [[two]]\n>   <!-- [[2d]] --> %% [[2d]] %%",
    ),
    (
        "```\n[[2d]]\n```\n\n$[[2d]]$ \\[[2d]] [[没有]] [[题]]",
        "```\n[[2d]]\n```\n\n$[[2d]]$ \\[[2d]] [[没有]] [[题]]",
    ),
    ("## 见 [[2d]]\n\n[[#见 2d]]", "## 见 [[two|2d]]\n\n[[#见 2d]]"),
    ("注^[见[[2d]]] 与[^1]\n\n[^1]: [[2d]]", "注^[见[[two]]] 与[^1]\n\n[^1]: [[two]]"),
]


@pytest.mark.parametrize(("written", "mended"), FORMS_MENDED)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_form_of_link_is_mended_as_it_was_written(
    written: str, mended: str, ends: str
) -> None:
    mark = "\ufeff" if ends == "\r\n" else ""
    files = {
        "几何/2d.md": "---\ntitle: 题\n---\n## 节\n".encode(),
        "几何/图.png": b"",
        "总.md": f"{mark}{written}".replace("\n", ends).encode(),
    }
    after = moved(files, plan_of(files, "几何/2d.md", "图形/two.md"))
    assert after["总.md"].decode() == f"{mark}{mended}".replace("\n", ends)
    assert after["图形/two.md"].decode() == (
        "---\ntitle: 题\nredirect_from:\n  - /几何/2d/\n---\n## 节\n"
    )


def test_links_of_what_is_moved_and_links_to_namesakes() -> None:
    files = {
        "a/x.md": b"[y](y.md) [b](../b/y.md) ![p](p.png) [[y]] [x](x.md#s)\n",
        "a/y.md": b"[[x]]\n",
        "b/y.md": b"[[z]]\n",
        "c/z.md": b"[[x]] [[b/y]]\n",
        "a/p.png": b"",
    }
    after = moved(files, plan_of(files, "a/x.md", "b/z.md"))
    body = after["b/z.md"].decode().partition("---\n\n")[2]
    assert body == "[y](../a/y.md) [b](../b/y.md) ![p](../a/p.png) [[a/y]] [x](z.md#s)\n"
    assert after["b/y.md"] == b"[[c/z]]\n"
    assert after["c/z.md"] == b"[[b/z]] [[b/y]]\n"
    assert after["a/y.md"] == b"[[b/z]]\n"


def test_a_folder_takes_its_notes_files_and_list_page_along() -> None:
    files = {
        "几何/index.md": "# 目录\n".encode(),
        "几何/2d.md": "[上](index.md) ![](图.png) [外](../总.md) [[3d]]\n".encode(),
        "几何/3d.md": b"",
        "几何/图.png": b"",
        "总.md": "[[几何]] [[几何/2d]] [夹](几何/) ![[几何/图.png]] [[图.png]]\n".encode(),
    }
    after = moved(files, plan_of(files, "几何", "数学/几何 学"))
    body = after["数学/几何 学/2d.md"].decode().partition("---\n\n")[2]
    assert body == "[上](index.md) ![](图.png) [外](../../总.md) [[3d]]\n"
    assert after["总.md"].decode() == (
        "[[几何 学]] [[几何 学/2d]] [夹](数学/几何%20学/) ![[几何 学/图.png]] [[图.png]]\n"
    )
    assert set(after) == {
        "总.md",
        *(f"数学/几何 学/{n}" for n in ("index.md", "2d.md", "3d.md", "图.png")),
    }


def test_pages_of_other_programs_keep_their_names() -> None:
    files = {"总.md": b"[a](./b/index.html) [c](b/README.html)", "b/README.md": b"x"}
    after = moved(files, plan_of(files, "b", "d"))
    assert after["总.md"] == b"[a](./d/index.html) [c](d/index.html)"


def test_every_old_url_still_leads_to_the_note() -> None:
    files = {
        "a/x.md": b"---\naliases: [w]\nredirect_from: /old/\n---\n",
        "a/f.md": b"---\npermalink: /fixed/\n---\n",
        "a/d.md": b"---\ndraft: true\n---\n",
    }
    before = View(ground_of(files)).graph
    assert [url for url, _ in before.redirects] == ["/a/w/", "/old/"]
    plan = plan_of(files, "a", "b")
    assert {one.path: one.urls for one in plan.rewrites} == {"a/x.md": ("/a/x/", "/a/w/")}
    graph = View(ground_of(moved(files, plan))).graph
    led = {url for url, path in graph.redirects if path == "b/x.md"}
    assert {"/a/x/", "/a/w/", "/old/"} <= led
    # Where something else stands already there is no redirect.
    files = {"a/index.md": b"", "a/b.md": b""}
    plan = plan_of(files, "a/index.md", "x.md")
    assert plan.said == ("there is no redirect from /a/: another page stands there",)
    assert plan.rewrites == ()


def test_what_cannot_be_mended_is_refused_with_its_line() -> None:
    files = {"a.md": b"", "b.md": b"\n[[a]]\n"}
    plan = plan_of(files, "a.md", "x[1].md")
    assert plan.refusals[0][:2] == ("b.md", 2)
    assert "cannot be mended: there is no way to write" in plan.refusals[0].message
    taken = plan_of({"a.md": b"", "c.md": b"---\npermalink: /d/\n---\n"}, "a.md", "d.md")
    assert "would be published at /d/" in taken.refusals[0].message
    # Were it published, `b` would be where `x.md` is.
    private = {"b/index.md": b"---\nprivate: true\n---\n[[x]]\n", "x.md": b""}
    hidden = plan_of(private, "b", "x")
    assert [refusal.message for refusal in hidden.refusals] == [
        "the link to 'x' cannot be mended: it would lead elsewhere",
        "would be published at /x/, where x.md stands already",
    ]
    flow = plan_of({"a.md": b"---\n{title: t}\n---\n"}, "a.md", "d.md")
    assert "front matter cannot be added to" in flow.refusals[0].message


def test_pictures_with_white_space_in_their_address_are_mended() -> None:
    written = "![](图/截图 1.png) ![a|b](图/截图 1.png =300x200) [x](图/截图 1.png)"
    files = {"图/截图 1.png": b"", "总.md": written.encode()}
    after = moved(files, plan_of(files, "图/截图 1.png", "像/a b.png"))
    mended = "![](像/a%20b.png) ![a|b](像/a%20b.png =300x200) [x](像/a%20b.png)"
    assert after["总.md"].decode() == mended


def test_links_with_white_space_in_their_address_are_mended() -> None:
    written = '[x](我的 笔记.md#一 节 (二)) [y](我的 笔记.md "题") [z](#二 节) [0](我的 笔记)'
    files = {"我的 笔记.md": b"# x", "总.md": written.encode()}
    after = moved(files, plan_of(files, "我的 笔记.md", "夹/a b.md"))
    mended = '[x](夹/a%20b.md#一 节 (二)) [y](夹/a%20b.md "题") [z](#二 节) [0](我的 笔记)'
    assert after["总.md"].decode() == mended


def test_links_with_quotes_in_an_address_that_holds_spaces_are_mended() -> None:
    written = """[x](it's 1.md) [y](it's 1.md 'a') [z](it's 1.md#it's b) ![](a"b" c.png 'c')"""
    files = {"it's 1.md": b"# x", 'a"b" c.png': b"", "总.md": written.encode()}
    after = moved(files, plan_of(files, "it's 1.md", "夹/a b.md"))
    assert after["总.md"].decode() == written.replace("it's 1.md", "夹/a%20b.md")
    after = moved(files, plan_of(files, 'a"b" c.png', "夹/d.png"))
    assert after["总.md"].decode() == written.replace('a"b" c.png', "夹/d.png")


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        ("---\n{t: 1}\n---\n", None),
        ("", "---\nredirect_from:\n  - /a/\n---\n\n"),
        ("---\nt: 1\n---\n", "---\nt: 1\nredirect_from:\n  - /a/\n---\n"),
        ("---\nredirect_from: /x/ # 旧\n---\n", "---\nredirect_from: [/x/, /a/] # 旧\n---\n"),
        ("---\nredirect_from: /x/\n---\n", "---\nredirect_from: [/x/, /a/]\n---\n"),
        ('---\nredirect_from: ["/x/"] # 旧\n---\n', '---\nredirect_from: ["/x/", /a/] # 旧\n---\n'),
        (
            "---\nredirect_from:\n- /x/\nt: 1\n---\n",
            "---\nredirect_from:\n- /x/\n- /a/\nt: 1\n---\n",
        ),
        ("+++\nt = 1\n[k]\nx = 2\n+++\n", '+++\nt = 1\nredirect_from = ["/a/"]\n[k]\nx = 2\n+++\n'),
        ('+++\nredirect_from = ["/x/"]\n+++\n', '+++\nredirect_from = ["/x/", "/a/"]\n+++\n'),
        ('{"title": "t"}\n', '{"title": "t", "redirect_from": ["/a/"]}\n'),
        ("date: 2026-01-01\n---\n", "date: 2026-01-01\nredirect_from:\n  - /a/\n---\n"),
    ],
)
def test_the_old_url_is_added_to_front_matter_as_it_is_written(
    front: str, kept: str | None
) -> None:
    plan = plan_of({"a.md": f"{front}文\n".encode()}, "a.md", "b.md")
    if kept is None:
        assert "cannot be added to" in plan.refusals[0].message
    else:
        assert plan.rewrites[0].data.decode() == f"{kept}文\n"


def test_moving_back_gives_the_links_back() -> None:
    files = {
        "a/x.md": b"---\nt: 1\n---\n[y](y.md) [[y]] ![p](../p.png)\n",
        "a/y.md": b"[[x]] [x](x.md) <a href='x.md'>x</a>\n",
        "p.png": b"",
    }
    there = moved(files, plan_of(files, "a/x.md", "b/c/z.md"))
    back = moved(there, plan_of(there, "b/c/z.md", "a/x.md"))
    assert back["a/y.md"] == files["a/y.md"]
    assert back["a/x.md"].endswith(files["a/x.md"].partition(b"---\n")[2].partition(b"---\n")[2])
    assert outcomes_of(back) == outcomes_of(files)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_what_nothing_uses_yet_is_mended_as_well(end: str) -> None:
    written = (
        "[^1] [用][u]\n\n[t]: 几何/2d.md\n[u]: 几何/2d.md\n\n"
        "[^1]: 见 [[几何/2d]]\n[^二]: 见 [[几何/2d]] 与 [x][未用]\n\n[未用]: <几何/2d.md> '题'"
    )
    files = {
        "几何/2d.md": b"[s]: ../\xe6\x80\xbb.md",
        "总.md": (written.replace("\n", end or "\n") + end).encode(),
    }
    after = moved(files, plan_of(files, "几何/2d.md", "图/形/二.md"))
    mended = (
        written.replace("几何/2d.md", "图/形/二.md")
        .replace("几何/2d", "形/二")
        .replace("\n", end or "\n")
        + end
    )
    assert after["总.md"].decode() == mended
    assert after["图/形/二.md"].decode().endswith("---\n\n[s]: ../../总.md")


def test_what_is_added_for_a_definition_is_never_written() -> None:
    # Its label holds a link that is mended.
    text = "见 [<a href='2d.md'>x</a>]: 说明\n\n[<a href='2d.md'>y</a>]: y.md\n".encode()
    after = moved(
        {"2d.md": b"", "总.md": text}, plan_of({"2d.md": b"", "总.md": text}, "2d.md", "b.md")
    )
    assert after["总.md"] == text.replace(b"2d.md'>x", b"b.md'>x")


def test_a_definition_in_code_stays() -> None:
    text = b"```\n[t]: 2d.md\n```\n\n    [^1]: [[2d]]\n"
    after = moved(
        {"2d.md": b"", "总.md": text}, plan_of({"2d.md": b"", "总.md": text}, "2d.md", "3d.md")
    )
    assert after["总.md"] == text


def test_a_rename_in_case_alone_mends_paths_and_says_what_no_redirect_can_keep() -> None:
    files = {
        "夹/Hello.md": b"[s](Hello.md) [t](sub/a.md)\n",
        "夹/sub/a.md": b"[h](../Hello.md) [i](../HELLO.md) [[Hello]] ![p](../../P.png)\n",
        "P.png": b"",
    }
    plan = plan_of(files, "夹/Hello.md", "夹/hello.md")
    after = moved(files, plan)
    assert after["夹/hello.md"] == b"[s](hello.md) [t](sub/a.md)\n"
    assert after["夹/sub/a.md"] == (
        b"[h](../hello.md) [i](../HELLO.md) [[Hello]] ![p](../../P.png)\n"
    )
    (said,) = plan.said
    assert said.startswith("there can be no redirect from /夹/Hello/ to /夹/hello/, as both")
    folder = plan_of({"A/x.md": b"", "A/y.md": b"", "z.md": b"[x](A/x.md)\n"}, "A", "a")
    (said,) = folder.said
    assert said.startswith("there can be no redirect from /A/x/ to /a/x/ (and 1 more), as both")
    assert [one.data for one in folder.rewrites] == [b"[x](a/x.md)\n"]


# --- the command ---

SITE: dict[str, str | bytes] = {
    "content/几何/2d.md": "# 平面\n",
    "content/总.md": "[[2d]] [图](几何/图.png)\n",
    "content/几何/图.png": b"",
    "kbsite.yaml": "nav:\n  - 平面: 几何/2d.md\n  - /几何/\n",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site, as the current folder."""
    monkeypatch.chdir(write_files(tmp_path, SITE))
    return tmp_path


def test_a_note_is_moved_and_the_site_has_no_new_fault(site: Path, kbsite: Kbsite) -> None:
    dry = kbsite("mv", "几何/2d", "图形/平面几何", "--dry-run")
    assert (dry.code, files_of(site / "content")) == (
        0,
        {p.removeprefix("content/"): _bytes(d) for p, d in SITE.items() if p != "kbsite.yaml"},
    )
    assert "\n-[[2d]] [图](几何/图.png)\n+[[平面几何]] [图](几何/图.png)\n" in dry.out
    run = kbsite("mv", "几何/2d", "图形/平面几何", "--yes")
    assert run == (
        0,
        "content/几何/2d.md → content/图形/平面几何.md: 1 link in 1 note mended; "
        "1 old URL kept; kbsite.yaml mended\n"
        "  kbsite.yaml:3:5: `nav` names '/几何/', which will not be there\n",
        "",
    )
    assert sorted(files_of(site / "content")) == ["几何/图.png", "图形/平面几何.md", "总.md"]
    assert (site / "kbsite.yaml").read_text(encoding="utf-8") == (
        "nav:\n  - 平面: 图形/平面几何.md\n  - /几何/\n"
    )
    write_files(site, {"kbsite.yaml": ""})
    assert "warning" not in kbsite("check").out
    assert not list((site / ".kbsite").glob("moving*"))


def test_links_in_comments_are_told_with_their_line(site: Path, kbsite: Kbsite) -> None:
    text = (
        "甲\n\n%% 见 [[2d]] %%\n\n<!--\n[x](几何/2d.md)\n[[没有]]\n-->\n\n"
        "`%% [[2d]] %%`\n\n```\n%% [[2d]] %%\n```\n\n%% 见 [[总]] %%\n"
        "\n``a`<!-- [x](几何/2d.md) -->``\n\n$$\n%% [[2d]] %%\n$$\n\n$a%%$[[2d]]$%%$\n"
        "\n- ````\n\n  %% [[2d]] %%\n  ````\n\n` $$\n\n\\`%% [[2d]] %%`\n\n<!--> [[2d]] -->\n"
    )
    write_files(site, {"content/注.md": text})
    run = kbsite("mv", "几何/2d", "图形/平面", "--yes")
    assert [line for line in run.out.splitlines() if "comment" in line] == [
        "  content/注.md:3: a comment names '2d', which is left as it is",
        "  content/注.md:6: a comment names '几何/2d.md', which is left as it is",
        "  content/注.md:33: a comment names '2d', which is left as it is",
    ]
    mended = text.replace("$[[2d]]$", "$[[平面]]$")
    assert (site / "content/注.md").read_text(encoding="utf-8") == mended


@pytest.mark.parametrize(
    "unit", ["<!--", "%%a %% <!-- ", "` $$\n\n", "$a %% $ ", "> ```\n", "``", r"\`` "]
)
def test_comments_are_looked_for_in_linear_time(unit: str) -> None:
    loose = LooseLinks((), (), Move("乙.md", "丙.md"), parse)

    def seconds(n: int) -> float:
        data = f"<!--\n{unit * n}\n\n`".encode()
        return cpu_seconds(lambda: list(links_in_comments("甲.md", data, loose)))

    assert growth(seconds, 8_000) < RATIO


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("几何/2d.md", "总汇/", "总汇/2d.md"),
        ("几何/2d", "夹", "夹/2d.md"),
        ("content/几何/2d.md", "content/x", "x.md"),
        ("几何/2d", "2D", "2D.md"),
        ("几何/2d", "几何/2D", "几何/2D.md"),
        ("几何/图.png", "像", "像.png"),
        ("几何/", "夹", "夹/几何/2d.md"),
        ("几何", "代数", "代数/2d.md"),
        ("几何/", "代数/", "代数/2d.md"),
        ("几何/", "夹/", "夹/几何/2d.md"),
        ("几何/2d", "v1.5", "v1.5.md"),
    ],
)
def test_operands_are_as_those_of_mv(
    old: str, new: str, where: str, site: Path, kbsite: Kbsite
) -> None:
    (site / "content/夹").mkdir()
    run = kbsite("mv", old, new, "--yes")
    assert (run.code, run.err) == (0, "")
    assert where in files_of(site / "content")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("没有", "x"),
        ("几何/2d", "总"),
        ("几何/2d", "几何/2d"),
        ("几何", "几何/里"),
        ("几何/2d", "../x"),
        ("../kbsite.yaml", "x"),
        ("几何/2d", ".x"),
        ("几何/2d", "a/.b/c"),
        ("几何/2d", "con"),
        ("几何/2d", "a:b"),
        ("几何/2d", "a|b"),
        ("几何/2d", "长" * 90),
        ("几何/2d", "总.md/x"),
        ("几何/图.png", "图.jpg"),
        ("几何/2d", "模板/x"),
        ("", "x"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    old: str, new: str, site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"kbsite.yaml": "ignore: [模板/]\n"})
    before = files_of(site / "content")
    run = kbsite("mv", old, new, "--yes")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("kbsite: ")
    assert files_of(site / "content") == before


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people make symbolic links")
@pytest.mark.parametrize(
    ("link", "target", "code"),
    [
        ("夹/同.md", "../几何/2d.md", 2),
        ("同", "几何", 2),
        ("几何/外.md", "../总.md", 2),
        ("几何/内.md", "2d.md", 0),
        ("夹/总.md", "../总.md", 0),
        ("回", ".", 0),
    ],
)
def test_no_symbolic_link_is_left_that_leads_nowhere(
    link: str, target: str, code: int, site: Path, kbsite: Kbsite
) -> None:
    (site / "content/夹").mkdir()
    (site / "content" / link).symlink_to(target)
    before = sorted(str(file) for file in (site / "content").rglob("*") if file.is_file())
    run = kbsite("mv", "几何", "数学/深/几何", "--yes")
    assert (run.code, link in run.err) == (code, code == 2)
    after = sorted(str(file) for file in (site / "content").rglob("*") if file.is_file())
    assert len(after) == len(before)
    assert (after == before) == (code == 2)


def test_tables_and_canvases_follow_what_is_moved(site: Path, kbsite: Kbsite) -> None:
    """Paths and names in expressions, what a canvas shows and what its cards link to; what only
    looks like one stays, and what may be one is told with its line."""
    base = (
        'filters: file.inFolder("几何") || file.hasLink("/几何/2d") || title == "几何"\r\n'
        'formulas: {甲: \'file.folder == "几何"\', 乙: \'link("几何/2d.md", "几何")\', '
        "丙: 'file.path.startsWith(\"几何/\")', 丁: 'file.path.contains(\"几何\")'}\r\n"
    )
    canvas = (
        '{"nodes":[{"text":"\\ud800[[几何/2d]]"},'
        '{"file" : "\\u51e0何/2d.md","text":"\\"file\\": 几何/2d.md"},{"file":"几"},'
        '{"text":"见 [[几何/2d]]，\\n[图](几何/图.png)"},'
        '{"label":"几何","background":"几何/图.png"}]}'
    )
    files = {"表.base": base, "几何/图.canvas": canvas, "坏.canvas": '{"file":"几何/2d.md",'}
    fence = f'[[2d]]\n\n```base\n{base}```\n\n`file.inFolder("几何")`\n'
    write_files(site / "content", {**files, "总.md": fence})
    run = kbsite("mv", "几何", "图形/平面", "--yes")
    assert (run.code, run.err) == (0, "")
    assert "tables and canvases in 3 files mended" in run.out
    assert run.out.endswith(
        "  content/表.base:2: '几何' is named there, and left as it is\n"
        "  content/总.md:5: '几何' is named there, and left as it is\n"
    )
    mended = base.replace('("几何', '("图形/平面').replace('"/几何/2d"', '"/图形/平面/2d"')
    mended = mended.replace('== "几何"\'', '== "图形/平面"\'').replace(
        'contains("图形/平面', 'contains("几何'
    )
    content = {path: data.decode() for path, data in files_of(site / "content").items()}
    assert content["表.base"] == mended
    assert content["总.md"] == fence.replace(base, mended)
    new = canvas.replace("\\u51e0何/", "图形/平面/", 1).replace("见 [[几何/", "见 [[平面/")
    new = new.replace("](几何/图", "](图").replace('d":"几何/', 'd":"图形/平面/')
    assert content["图形/平面/图.canvas"] == new
    assert content["坏.canvas"] == files["坏.canvas"]


def test_the_configuration_follows_what_is_moved(site: Path, kbsite: Kbsite) -> None:
    """Globs that begin with its path; what is the author's own to mend is told with its line, and
    nothing that was hidden is shown."""
    settings = (
        "ignore:\n  - 几何/草稿*.md  # 一\n  - '/几何/旧/'\n  - ./几何/旧/\n  - 旧事/\n  - 秘密\n"
        "check: {ignore: [dead-end, untagged 几何/, orphan 几何/2d.md]}\n"
    )
    own = {
        "templates/footer.html": '<a href="/几何/2d/">\n<a href="/%E5%87%A0%E4%BD%95/x">\n几何学'
    }
    hidden = {"content/几何/草稿1.md": "稿", "content/几何/旧/a.md": "旧"}
    write_files(site, {"kbsite.yaml": settings, **own, **hidden})
    run = kbsite("mv", "几何", "图形: 平面", "--yes")
    assert run.code == 2
    run = kbsite("mv", "几何", "图形/平 面", "--yes")
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith(
        "; kbsite.yaml mended\n"
        "  templates/footer.html:1: '/几何' is named there, and left as it is\n"
        "  templates/footer.html:2: '/几何' is named there, and left as it is\n"
    )
    assert (site / "kbsite.yaml").read_text(encoding="utf-8") == settings.replace(
        "几何", "图形/平 面"
    )
    write_files(site, {"content/图形/秘密/b.md": "密"})
    run = kbsite("mv", "图形/秘密", "图形/公开", "--yes")
    assert (run.code, run.err) == (
        1,
        "content/图形/秘密/b.md: `ignore` in kbsite.yaml hides it, and would not then\n"
        "Nothing is moved\n",
    )


def test_a_name_that_is_ignored_in_all_folders_goes_on_to_hide_them(
    site: Path, kbsite: Kbsite
) -> None:
    hidden = {"content/稿/a.md": "藏", "content/几何/稿/b.md": "藏"}
    write_files(site, {"kbsite.yaml": "ignore: [稿]\n", **hidden})
    run = kbsite("mv", "稿", "旧", "--yes")
    refused = "content/几何/稿/b.md: `ignore` in kbsite.yaml hides it, and would not then\n"
    assert (run.code, run.err) == (1, f"{refused}Nothing is moved\n")
    (site / "content/几何/稿/b.md").unlink()
    assert kbsite("mv", "稿", "旧", "--yes").code == 0
    assert (site / "kbsite.yaml").read_text(encoding="utf-8") == "ignore: [旧]\n"


def test_what_the_system_does_not_let_be_read_is_told(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = write_files(site / "content", {"锁/a.md": "[[2d]]"}) / "锁"
    real_scan = os.scandir

    def scan(path: str | Path = ".") -> object:
        if Path(path).name == locked.name:
            raise PermissionError(errno.EACCES, "Permission denied", str(locked))
        return real_scan(path)

    monkeypatch.setattr(os, "scandir", scan)
    run = kbsite("mv", "几何/2d", "几何/平面", "--yes")
    assert run.code == 0
    assert (
        "content/锁/ cannot be read: Permission denied, so its links are left as they are"
        in run.out
    )


def test_templates_of_a_vault_are_not_published_by_a_move(site: Path, kbsite: Kbsite) -> None:
    vault = {".obsidian/templates.json": '{"folder": "模板"}', "模板/子/日记.md": "{{date}}"}
    write_files(site / "content", vault)
    run = kbsite("mv", "模板", "模版", "--yes")
    assert run.code == 2
    assert "模板/ holds templates by the settings of Obsidian" in run.err
    run = kbsite("mv", "几何/2d", "模板/2d", "--yes")
    assert (run.code, run.err) == (2, "kbsite: 模板/2d.md would be no part of the site\n")
    assert kbsite("new", "记", "--into", "模板").code == 2
    run = kbsite("mv", "模板/子", "子", "--yes")
    assert (run.code, "which would be published" in run.err) == (2, True)
    write_files(site / "content", {".obsidian/daily-notes.json": '{"template": "几何/2d"}'})
    run = kbsite("mv", "几何", "图形", "--yes")
    assert (run.code, "几何/2d.md is the template of daily notes" in run.err) == (2, True)
    # Pictures there are none of them.
    assert kbsite("mv", "几何/图.png", "模板/图.png", "--yes").code == 0


@pytest.mark.parametrize("name", ["2d", "2D.md", "几何/2b"])
def test_what_is_not_there_is_answered_with_the_nearest(
    name: str, site: Path, kbsite: Kbsite
) -> None:
    run = kbsite("mv", name, "x", "--yes")
    assert run.err.endswith("in content; did you mean '几何/2d'?\n")


def test_nothing_is_written_without_a_word(site: Path, kbsite: Kbsite) -> None:
    before = files_of(site / "content")
    assert kbsite("mv", "几何/2d", "x").code == 2
    assert files_of(site / "content") == before


def test_a_link_that_cannot_be_mended_moves_nothing(site: Path, kbsite: Kbsite) -> None:
    rule = (
        "from markdown_it.token import Token\n\ndef rule(md):\n    def add(state):\n"
        "        for token in state.tokens:\n            if token.content == '甲':\n"
        "                token.children = [Token('made', '', 0)]\n"
        "    md.core.ruler.push('made', add)\n"
        "    md.add_render_rule('made', lambda *a: '<a href=\"几何/2d.md\">甲</a>')\n"
    )
    config = "extensions: [ext/m.py:rule]\n"
    write_files(site, {"ext/m.py": rule, "kbsite.yaml": config, "content/甲.md": "文\n\n甲\n"})
    before = files_of(site / "content")
    run = kbsite("mv", "几何/2d", "x", "--yes")
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "content/甲.md:3: the link to '几何/2d.md' cannot be mended: "
        "it is not found in its source\n"
        "Nothing is moved\n"
    )
    assert files_of(site / "content") == before


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_where_writing_fails_everything_is_as_it_was(
    fails_at: int, site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(site / "content")
    calls = iter(range(9))

    def failing(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Path, target: Any) -> Any:
            is_journal = str(target).endswith("moving.json")
            if not is_journal and next(calls) == fails_at:
                raise OSError(28, "No space left on device", str(path))
            return method(path, target)

        return call

    for name in ("replace", "rename"):
        monkeypatch.setattr(Path, name, failing(getattr(Path, name)))
    run = kbsite("mv", "几何/2d", "图形/x", "--yes")
    assert (run.code, run.out) == (2, "")
    assert "No space left" in run.err
    assert str(site) in run.err
    assert ".tmp" not in run.err
    assert files_of(site / "content") == before
    assert not (site / "content/图形").exists()


def test_a_move_that_was_cut_off_is_finished_by_the_next(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    real = Path.replace

    def crash(path: Path, target: Any) -> Any:
        if str(target).endswith("总.md"):
            raise Crash
        return real(path, target)

    unlink = Path.unlink
    monkeypatch.setattr(Path, "replace", crash)
    monkeypatch.setattr(
        Path, "unlink", lambda path, **k: None if path.name == "moving.json" else unlink(path, **k)
    )
    with pytest.raises(Crash):
        kbsite("mv", "几何/2d", "图形/x", "--yes")
    monkeypatch.undo()
    monkeypatch.chdir(site)
    assert (site / "content/几何/2d.md").exists()
    run = kbsite("mv", "总", "汇", "--yes")
    assert (run.code, run.err) == (0, "A move that was interrupted is finished\n")
    assert (
        (site / "content/汇.md").read_text(encoding="utf-8").endswith("[[x]] [图](几何/图.png)\n")
    )
    assert (site / "content/图形/x.md").exists()
    assert not list(site.rglob("*.tmp"))


def test_names_that_differ_in_how_accents_are_encoded(site: Path, kbsite: Kbsite) -> None:
    decomposed = normalize("NFD", "Café")
    write_files(site, {f"content/{decomposed}.md": "", "content/总.md": "[[Café]]\n"})
    run = kbsite("mv", "Café", "x", "--yes")
    assert (run.code, run.err) == (0, "")
    assert (site / "content/总.md").read_text(encoding="utf-8") == "[[x]]\n"


def test_a_heading_stands_behind_a_name_that_holds_a_mark() -> None:
    files = {
        "b/C# z.md": "## 节\n".encode(),
        "x.md": "[[b/C# z # 节|词]] [[C# z#节]] [[b/C# z]]\n".encode(),
    }
    done = moved(files, plan_of(files, "b/C# z.md", "d/新.md"))
    assert done["x.md"].decode() == "[[d/新 # 节|词]] [[新#节]] [[d/新]]\n"


@pytest.mark.parametrize(
    ("written", "new", "then"),
    [
        ("[[C#.md]]", "E", "[[E.md]]"),
        ("[[C#.md]]", "E#", "[[E#.md]]"),
        ("[[C#.md#泛型]]", "E#", "[[E#.md#泛型]]"),
        ("![[C##泛型]]", "E", "![[E#泛型]]"),
        ("![[C##泛型]]", "E#", "![[E##泛型]]"),
        ("![[C#]]", "E", "![[E]]"),
        ("![[C#]]", "D #2", "![[D #2]]"),
        ("![](C%23.md#泛型)", "E#", "![](E%23.md#泛型)"),
        ('---\nup: "[[C#]]"\n---\n', "D #2", '---\nup: "[[D #2]]"\n---\n'),
        ('---\nup: "[[C##泛型]]"\n---\n', "E", '---\nup: "[[E#泛型]]"\n---\n'),
    ],
)
def test_a_mark_in_a_name_is_part_of_it_in_every_form(written: str, new: str, then: str) -> None:
    files = {
        "C#.md": "---\ntitle: C sharp\n---\n## 泛型\n".encode(),
        "x.md": written.encode(),
    }
    done = moved(files, plan_of(files, "C#.md", f"{new}.md"))
    assert done["x.md"].decode() == then


def test_a_heading_stands_behind_a_name_that_gets_a_mark() -> None:
    files = {"C.md": "## 节\n".encode(), "x.md": "[[C # 节|词]] ![[C#节]] [[C#无]]\n".encode()}
    done = moved(files, plan_of(files, "C.md", "E#.md"))
    assert done["x.md"].decode() == "[[E# # 节|词]] ![[E##节]] [[E##无]]\n"


@pytest.mark.parametrize(
    ("heading", "then"),
    [
        ("## 见 [[旧/n]]", "## 见 [[新/n|旧/n]]"),
        ("## 见 [[旧/n.md#节]]", "## 见 [[新/n.md#节|旧/n.md > 节]]"),
        ("## 见 [[旧/n|词]]", "## 见 [[新/n|词]]"),
        ("## 见 [[旧/n|]]", "## 见 [[新/n|旧/n]]"),
        ("## 见 [[n]]", "## 见 [[n]]"),
        ("# 见 [[旧/n]]", "# 见 [[新/n|旧/n]]"),
    ],
)
def test_a_heading_keeps_the_words_that_its_anchor_is_made_of(heading: str, then: str) -> None:
    anchor = parse("x.md", f"文\n\n{heading}\n".encode()).headings[0].anchor
    files = {
        "旧/n.md": "# 题\n## 节\n".encode(),
        "x.md": f"{heading}\n".encode(),
        "y.md": f"[词](x.md#{anchor})\n".encode(),
    }
    done = moved(files, plan_of(files, "旧/n.md", "新/n.md"))
    assert done["x.md"].decode() == f"{then}\n"
    assert done["y.md"] == files["y.md"]


def test_no_heading_says_the_name_of_a_note_that_is_not_published() -> None:
    files = {"旧/n.md": b"---\nprivate: true\n---\n", "x.md": "## 见 [[旧/n]]\n".encode()}
    done = moved(files, plan_of(files, "旧/n.md", "新/n.md"))
    assert done["x.md"].decode() == "## 见 [[新/n]]\n"


@pytest.mark.parametrize(
    ("heading", "link", "then"),
    [
        ("## 见 [[旧/n|词]]", "[[x#见 旧 n 词]]", "[[x#见 新 n 词]]"),
        ("## 见 [[旧/n|词]]", "![[x#见 旧 n 词#下]]", "![[x#见 新 n 词#下]]"),
        ("## 见 [词](旧/n.md)", "[[x#见 词 旧 n.md|话]]", "[[x#见 词 新 n md|话]]"),
        ("## 见 [[密/旧]]", "[[x#见 密/旧]]", "[[x#见 密/新]]"),
        ("## 见 [[密/旧]]", "[[x#见 密 旧#下]]", "[[x#见 密 新#下]]"),
    ],
)
def test_a_link_goes_on_naming_a_heading_by_the_link_in_it(
    heading: str, link: str, then: str
) -> None:
    files = {
        "旧/n.md": "# 题\n".encode(),
        "密/旧.md": b"---\nprivate: true\n---\n",
        "x.md": f"{heading}\n### 下\n".encode(),
        "y.md": f"{link}\n".encode(),
    }
    old, new = ("密/旧.md", "密/新.md") if "密" in heading else ("旧/n.md", "新/n.md")
    done = moved(files, plan_of(files, old, new))
    assert done["y.md"].decode() == f"{then}\n"
    assert done["x.md"].decode().count("旧") == 0


def test_a_heading_that_says_the_name_of_an_unpublished_note_is_linked_by_a_block() -> None:
    files = {
        "旧/n.md": b"---\nprivate: true\n---\n",
        "x.md": "## 见 [[旧/n]]\n### 下\n".encode(),
        "y.md": "[[x#见-旧n]]\n".encode(),
    }
    refusals = plan_of(files, "旧/n.md", "新/n.md").refusals
    assert [one.path for one in refusals] == ["y.md"]
    assert "a heading of x.md holds a link" in refusals[0].message
    files["x.md"] = "## 见 [[旧/n]] ^id\n### 下\n".encode()
    files["y.md"] = b"[[x#^id]]\n"
    done = moved(files, plan_of(files, "旧/n.md", "新/n.md"))
    assert done["x.md"].decode() == "## 见 [[新/n]] ^id\n### 下\n"


def test_a_heading_of_docsify_goes_with_its_link() -> None:
    files = {"总.md": "[a](b/x.md?id=节) [b](/b/x?id=节)".encode(), "b/x.md": "## 节\n".encode()}
    after = moved(files, plan_of(files, "b", "d"))
    assert after["总.md"] == "[a](d/x.md?id=节) [b](/d/x?id=节)".encode()
