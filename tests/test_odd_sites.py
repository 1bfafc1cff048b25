"""Sites that are odd in one way each: what is published, and that nothing else breaks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Kbsite, unpacked, write_files

NOTE = "---\ndate: 2026-01-01\n---\n好。\n"


class Odd(NamedTuple):
    """A site's files; the exit code; pages that are there; words in one of them, words that
    are in none."""

    files: dict[str, str]
    code: int
    pages: tuple[str, ...]
    words: tuple[str, str] = ("index.html", "")
    nowhere: str = ""


ODD = {
    "a permalink that spells out index.html introduces the page": Odd(
        {"a.md": "---\npermalink: /index.html\n---\n欢迎词", "b.md": NOTE},
        0,
        ("index.html", "b/index.html"),
        ("index.html", "欢迎词"),
    ),
    "a note and a tag named index.html": Odd(
        {"index.html.md": "---\ntags: [index.html]\n---\n文", "x/index.html.md": NOTE},
        0,
        ("index.html_/index.html", "x/index.html_/index.html", "tags/index.html_/index.html"),
    ),
    "the manifest's own name": Odd(
        {"a.md": "---\nredirect_from: /.kbsite-manifest.json/\n---\n", "b.md": NOTE},
        0,
        ("a/index.html", "b/index.html", ".kbsite-manifest.json"),
    ),
    "folders named as kbsite's own pages": Odd(
        {"Archive/a.md": NOTE, "Tags/b.md": NOTE, "tags/c.md": NOTE},
        1,
        ("Archive/a/index.html", "archive/index.html", "Tags/b/index.html", "tags/index.html"),
        ("index.html", "LATEST UPDATES"),
    ),
    "an attachment where a page stands": Odd(
        {"a.md": "[x](b/index.html)", "b.md": NOTE, "b/index.html": "<p>附件</p>"},
        1,
        ("a/index.html", "b/index.html"),
        ("b/index.html", "好。"),
    ),
    "an attachment where kbsite's own page stands": Odd(
        {"a.md": "---\ntags: [甲]\n---\n[x](tags/index.html)", "tags/index.html": "<p>附件</p>"},
        1,
        ("a/index.html", "tags/index.html"),
        ("tags/index.html", "甲"),
        "附件",
    ),
    "a folder, a permalink and a redirect of a name that kbsite uses": Odd(
        {
            "llms.txt/a.md": NOTE,
            "b.md": "---\npermalink: /llms.txt\n---\n",
            "c.md": "---\nredirect_from: [/llms.txt, /llms-full.txt]\n---\n",
        },
        1,
        ("c/index.html", "llms.txt"),
    ),
    "files that differ in case": Odd(
        {
            "a.md": "![](IMG/1.svg) ![[Fig.svg]] ![](x/2.svg) ![](X/3.SVG)",
            **dict.fromkeys(("IMG/1.svg", "img/1.svg", "b/Fig.svg", "fig.svg"), "<svg/>"),
            **dict.fromkeys(("x/2.svg", "x/3.svg"), "<svg/>"),
        },
        0,
        ("IMG/1.svg", "b/Fig.svg", "x/2.svg", "x/3.svg"),
    ),
    "files that differ in case, both shown": Odd(
        {"a.md": "![](IMG/1.svg) ![](img/1.svg)", "IMG/1.svg": "<svg/>", "img/1.svg": "<svg/>"},
        1,
        ("a/index.html", "IMG/1.svg"),
    ),
    "a slug that comes to nothing": Odd(
        {"a.md": "---\nslug: ..\n---\n", "b.md": NOTE}, 1, ("b/index.html",)
    ),
    "the page of a document": Odd(
        {"a.md": "[三](p.pdf#page=3)，[[p.pdf#page=4]]", "p.pdf": "%PDF"},
        0,
        ("p.pdf",),
        ("a/index.html", '<a href="/p.pdf#page=3">三</a>'),
    ),
    "a name that ends in a mark": Odd(
        {
            "C#.md": "---\naliases: [F#]\n---\n## 例\n",
            "C++ & C#.md": NOTE,
            "X/D# 入门.md": "## 例\n",
            "a.md": "[[C#]]，[[C#|看]]，[[C++ & C#]]，[[F#]]，[[b#]]，[[C##例]]，[[D# 入门#例]]。",
            "b.md": NOTE,
        },
        0,
        ("C#/index.html",),
        (
            "a/index.html",
            '<a href="/C%23/">C#</a>，<a href="/C%23/">看</a>，'
            '<a href="/C++-%26-C%23/">C++ &amp; C#</a>，<a href="/C%23/">F#</a>，'
            '<a href="/b/">b</a>，<a href="/C%23/#%E4%BE%8B">C# &gt; 例</a>，'
            '<a href="/X/D%23-%E5%85%A5%E9%97%A8/#%E4%BE%8B">D# 入门 &gt; 例</a>。',
        ),
        nowhere='class="missing"',
    ),
    "a title that names a private note with a mark": Odd(
        {
            "绝密.md": "---\nprivate: true\n---\n",
            "绝密#二.md": "---\nprivate: true\n---\n",
            "a.md": "# 见 [[绝密#]] 与 [[绝密#二]]\n\n## 又 [[绝密#]]\n",
        },
        0,
        (),
        ("a/index.html", "见 私密笔记 与 私密笔记"),
        nowhere="绝密",
    ),
    "names that begin with a dot, which hosts do not publish": Odd(
        {
            "a.md": "---\ntags: [.NET, NET]\nslug: .vimrc\n---\n文",
            "b.md": "---\npermalink: /.env/\nseries: .系\n---\n[[a]] #.NET",
        },
        0,
        (
            *("dot-vimrc/index.html", "tags/dot-NET/index.html", "tags/NET/index.html"),
            *("dot-env/index.html", "series/dot-系/index.html"),
        ),
        ("dot-vimrc/index.html", '<a href="/tags/dot-NET/">.NET</a>'),
    ),
    "Windows' paths": Odd(
        {"图/好.png": "png", "a.md": "![好](图\\好.png)，[[夹\\b]]", "夹/b.md": NOTE},
        0,
        ("图/好.png",),
        ("a/index.html", '<a href="/%E5%A4%B9/b/">'),
    ),
    "a less-than sign in an attribute": Odd(
        {"a.md": '<img alt="1 < 2" src="好.png">', "好.png": "png"},
        0,
        ("好.png",),
        ("a/index.html", 'src="/%E5%A5%BD.png"'),
    ),
    "a URL of the author's HTML that nothing answers to": Odd(
        {"a.md": "<a href='/other/?id=3#z'>x</a> <a href='?q=1'>y</a>"},
        0,
        (),
        ("a/index.html", "<a href='/other/?id=3#z'>x</a> <a href='?q=1'>y</a>"),
    ),
    "an id of the author's before a heading of that name": Odd(
        {"a.md": '<a id="定义"></a>\n\n## 定义\n\n[[#定义]]'},
        0,
        (),
        ("a/index.html", '<h2 id="定义-1">'),
    ),
    "an unlisted introduction": Odd(
        {"a/index.md": "---\nunlisted: true\ntitle: 不列出\n---\n", "a/b.md": NOTE},
        0,
        ("a/index.html",),
        ("index.html", "<span>a</span>"),
    ),
    "an index that lives elsewhere is a note like any": Odd(
        {"a/index.md": "---\npermalink: /x/\ntitle: 别处\n---\n", "a/b.md": NOTE},
        0,
        ("x/index.html",),
        ("archive/index.html", "别处"),
    ),
    "an ignored folder, written as git does": Odd(
        {"私人/a.md": "机密话", "b.md": NOTE, "../kbsite.yaml": "ignore: [/私人/]\n"},
        0,
        ("b/index.html",),
        nowhere="机密话",
    ),
    "alternative text that names a private note": Odd(
        {"绝密.md": "---\nprivate: true\n---\n", "a.md": "![见 [[绝密]] 图](b.png)", "b.png": "p"},
        0,
        ("b.png",),
        ("a/index.html", 'alt="见 私密笔记 图"'),
        nowhere="绝密",
    ),
}


@pytest.mark.parametrize("title", ODD)
def test_an_odd_site(title: str, tmp_path: Path, kbsite: Kbsite) -> None:
    odd = ODD[title]
    write_files(tmp_path / "content", odd.files)
    run = kbsite("build", "--root", tmp_path)
    assert (run.code, "Traceback" in run.err) == (odd.code, False), run.err
    output = tmp_path / "_site"
    for page in odd.pages:
        assert (output / page).is_file(), page
    page, words = odd.words
    assert words in (output / page).read_text(encoding="utf-8")
    for file in output.rglob("*"):
        if file.is_file():
            assert not odd.nowhere or odd.nowhere.encode() not in unpacked(file), file


def test_a_folder_named_as_a_page_of_kbsite_leaves_that_page_alone(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path / "content", {"Archive/a.md": NOTE, "b.md": NOTE})
    assert kbsite("build", "--root", tmp_path).code == 0
    pages = tmp_path / "_site"
    assert "LATEST UPDATES" in (pages / "index.html").read_text(encoding="utf-8")
    assert 'class="year"' in (pages / "archive/index.html").read_text(encoding="utf-8")
    crumbs = (pages / "Archive/a/index.html").read_text(encoding="utf-8")
    assert '<li><a href="/archive/">Archive</a></li>' in crumbs


def test_many_notes_of_one_name_are_named_by_three(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path / "content", {f"{i}/笔记.md": NOTE for i in range(9)})
    write_files(tmp_path / "content", {"a.md": "[[笔记]]"})
    run = kbsite("build", "--root", tmp_path)
    assert "could be any of 0/笔记.md, 1/笔记.md, 2/笔记.md and 6 more" in run.err


def test_a_note_links_to_its_neighbour_of_that_name(tmp_path: Path, kbsite: Kbsite) -> None:
    """The nearest one: in the same folder, else fewest steps away."""
    files = {f"{i}/{name}.md": "[[README]]" for i in range(5) for name in ("README", "a")}
    write_files(tmp_path / "content", {**files, "3/深/b.md": "[[README]]"})
    run = kbsite("build", "--root", tmp_path)
    pages = tmp_path / "_site"
    assert "link-ambiguous" in run.err
    assert 'href="/2/"' in (pages / "2/a/index.html").read_text(encoding="utf-8")
    assert 'href="/3/"' in (pages / "3/深/b/index.html").read_text(encoding="utf-8")
