"""Every link, anchor and asset of a built site resolves, also below a base path.

`KBSITE_CORPUS=FOLDER` runs the checker over the notes in that folder too.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from checker import check_site
from conftest import BASE_URL, Once, run_kbsite, write_files
from graphs import graph_of
from kbsite.linking.link_diagnostics import site_diagnostics
from kbsite.nouns.resolutions import Found, Missing, Unpublished
from kbsite.nouns.sources import Attachment
from markdown_cases import parse
from test_sites import FEATURES, build


def test_this_repository_resolves_at_the_root_of_a_host(repository_site: Path) -> None:
    report = check_site(repository_site, origin="https://kbsite.example")
    assert (report.faults, report.broken) == ([], [])
    assert report.pages > 20
    assert report.checked > 500


def test_this_repository_resolves_below_a_base_path(repository_site_below: Path) -> None:
    report = check_site(repository_site_below, "/notes", origin="https://name.github.io")
    assert (report.faults, report.broken) == ([], [])
    assert report.checked > 500


@pytest.mark.parametrize("feature", FEATURES)
def test_the_test_sites_resolve(feature: str, once: Once) -> None:
    output = build(feature, once)
    config = output.parent / "kbsite.yaml"
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    found = re.search(r"base_url: (https://[^/\s]+)(\S*?)/?$", text, re.MULTILINE)
    origin, base_path = found.groups() if found else ("", "")
    report = check_site(output, base_path, origin)
    assert (report.faults, report.broken) == ([], [])


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """A checker that never complains proves nothing."""
    write_files(
        tmp_path,
        {
            "index.html": (
                "<title>t</title><link rel=stylesheet href=/notes/a.css><h1 id=x>a</h1>"
                "<p id=x><a href='#y'>no id</a><a href='/notes/b/'>no page</a><img src=c.png>"
                "<a href='/elsewhere/'>not below the base path</a><a href='/notes/d e'>space</a>"
                "<a href='https://here.example/notes/gone/'>absolute</a>"
                "<a href='https://other.example/'>another host</a><a href='//[x/'>no host</a>"
            ),
            "two/index.html": "<title>t</title><h1>a</h1><h1>b</h1><a href='../#x'>fine</a>",
            "a.css": "@import 'gone.css'; b { background: url(\"gone.png\") } /* url(never) */",
        },
    )
    report = check_site(tmp_path, "/notes", "https://here.example")
    assert sorted(report.faults) == [
        "index.html: #y leads to no id",
        "index.html: '/notes/d e' is not encoded",
        "index.html: /elsewhere/ leaves /notes/",
        "index.html: id 'x' stands 2 times",
        "two/index.html: 2 <h1>",
        "two/index.html: has the title of index.html, 't'",
    ]
    assert sorted(report.broken) == [
        ("a.css", "gone.css"),
        ("a.css", "gone.png"),
        ("index.html", "/notes/b/"),
        ("index.html", "/notes/d e"),
        ("index.html", "c.png"),
        ("index.html", "https://here.example/notes/gone/"),
    ]


@pytest.mark.skipif("KBSITE_CORPUS" not in os.environ, reason="KBSITE_CORPUS names no folder")
def test_the_corpus_resolves(tmp_path: Path) -> None:
    """But for titles that two notes of it share and links that its authors left open."""
    corpus = Path(os.environ["KBSITE_CORPUS"])
    run = run_kbsite("build", "--root", corpus, "--output", tmp_path, "--base-url", BASE_URL, "-v")
    assert run.code in (0, 1), run.err
    report = check_site(tmp_path, "/notes", "https://name.github.io")
    faults = [fault for fault in report.faults if "has the title of" not in fault]
    named = set(re.findall(r"there is no (?:note|file) '(.*)'", run.err))
    unnamed = [(page, link) for page, link in report.broken if link not in named]
    assert (faults, unnamed) == ([], [])


HEADINGS = """\
# 总 C<T> 览
## vector<int> 用法
## __init__ 方法
## 见 [[甲|乙]]
## 见 [[私人/日记|丙]] 吧
## 注[^1]释
## A &amp; B
## 有 %%批注%% 的
### 子 `a|b` **x**
## 见 [[私人/日记]]

[^1]: 注
"""


@pytest.mark.parametrize(
    ("fragment", "anchor", "words"),
    [
        ("vector<int> 用法", "vector-用法", "标 > vector<int> 用法"),
        ("__init__ 方法", "init-方法", "标 > __init__ 方法"),
        ("见 甲 乙", "见-乙", "标 > 见 乙"),
        ("见 乙", "见-乙", "标 > 见 乙"),
        ("见 私人 日记 丙 吧", "见-丙-吧", "标 > 见 丙 吧"),
        ("见 私人 日记", "h:9", "标"),
        ("注 1 释", "注释", "标 > 注 1 释"),
        ("A &amp; B", "a--b", "标 > A &amp; B"),
        ("有 批注 的#子 `a b` **x**", "子-ab-x", "标 > 有  的 > 子 `a b` **x**"),
        ("总 C<T> 览", "", "标"),
        ("总 C<T> 览#见 甲 乙", "见-乙", "标 > 见 乙"),
        ("总 C<T> 览#没有", None, "标 > 总 C<T> 览 > 没有"),
        ("见 甲", None, "标 > 见 甲"),
        ("^乙", None, "标"),
    ],
)
def test_a_heading_is_found_by_its_source_and_shows_nothing_that_this_hides(
    fragment: str, anchor: str | None, words: str
) -> None:
    texts = {
        "标.md": HEADINGS,
        "甲.md": "",
        "私人/日记.md": "---\nprivate: true\n---\n",
        "x.md": f"[[标#{fragment}]]\n",
    }
    graph = graph_of([parse(text, path) for path, text in texts.items()])
    (found,) = graph.resolutions["x.md"]
    assert isinstance(found, Found)
    assert (None if found.astray else found.anchor, found.text) == (anchor, words)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("./css.html#浮动", "前端/css.md"),
        ("CSS.html", "前端/css.md"),
        ("/前端/css.html", "前端/css.md"),
        ("../线性/index.html", "线性/README.md"),
        ("../图/index.html", "图/index.md"),
        ("old.html", "线性/README.md"),
        ("私.html", None),
        ("./无.html", ""),
    ],
)
def test_a_page_of_other_programs_is_the_note_that_it_was_made_of(
    link: str, path: str | None
) -> None:
    texts = {
        "前端/css.md": f"[链]({link})\n\n## 浮动\n",
        "前端/old.md": "",
        "前端/私.md": "---\nprivate: true\n---\n",
        "线性/README.md": "---\nredirect_from: /前端/old.html\n---\n",
        "图/index.md": "",
    }
    graph = graph_of([parse(text, path) for path, text in texts.items()])
    (found,) = graph.resolutions["前端/css.md"]
    if path:
        assert isinstance(found, Found)
        assert (found.note, found.anchor) == (path, "浮动" if "#" in link else "")
    else:
        assert isinstance(found, Missing if path == "" else Unpublished)


@pytest.mark.parametrize(
    ("link", "anchor"),
    [
        ("[链](#_1-1-list-接口)", "11-list-接口"),  # VuePress
        ("[链](标.md#_1-数据类型)", "1-数据类型"),  # Docsify
        ("[链](标.md?id=_1-数据类型)", "1-数据类型"),
        ("[链](/标?id=1-数据类型)", "1-数据类型"),
        ("[链](?id=数据类型)", None),
        ("[链](#c-stl-简介-一)", "c--stl简介一"),
        ("[链](#c-stl：简介（一）)", "c--stl简介一"),
        ("[链](#C-STL：简介（一）)", "c--stl简介一"),  # Hexo
        ("[链](标.html#1-数据类型)", "1-数据类型"),
        ('<a href="#_1-1-list-接口">链</a>', "11-list-接口"),
        ("[链](#_0-标)", ""),
        ("[链](#12)", "12"),
        ("[链](#1-2)", "12"),
        ("[链](#_2-数据类型)", None),
        ("[链](#：)", None),
        ("[[标#_1-1-list-接口]]", None),
    ],
)
def test_an_anchor_that_another_program_made_leads_to_its_heading(
    link: str, anchor: str | None
) -> None:
    headings = ("1.1 List 接口", "1. 数据类型", "C++ & STL：简介（一）", "1.2", "1、2")
    text = "".join(f"## {heading}\n\n" for heading in headings)
    graph = graph_of([parse(f"# 0 标\n\n{text}{link}\n", "标.md")])
    (found,) = graph.resolutions["标.md"]
    assert isinstance(found, Found)
    assert (None if found.astray else found.anchor) == anchor


@pytest.mark.parametrize(
    ("route", "path"),
    [("/docs/x", "/docs/x.md"), ("/", "/README.md"), ("/a.md?id=b", "/a.md#b")],
)
def test_of_a_route_of_docsify_the_path_is_said(route: str, path: str) -> None:
    note = parse(f"[链](#{route})\n", "a.md")
    (found,) = site_diagnostics(graph_of([note]), {"a.md": note})
    assert found.code == "anchor-missing"
    assert found.message == f"`#{route}` is a route of Docsify, not a heading"
    assert found.hint == f"Write the path of the note: [words]({path})."


@pytest.mark.parametrize(
    ("link", "anchor"),
    [
        ("[[词向量]]", ""),
        ("[[词\u200b向量\u200b#训\u200b练]]", "训练"),
        ("[[\ufeff词向量.md#训练\u200b]]", "训练"),
        ("[字](词\u2060向量.md\u200b)", ""),
        ("[字](词向量\u200b#训练)", "训练"),
    ],
)
@pytest.mark.parametrize("path", ["词向量.md", "词\u200b向量\ufeff.md"])
def test_a_name_is_found_by_what_is_seen_of_it(link: str, anchor: str, path: str) -> None:
    graph = graph_of([parse("## 训练\u200b\n", path), parse(link, "x.md")])
    (found,) = graph.resolutions["x.md"]
    assert isinstance(found, Found)
    assert (found.note, found.anchor) == (path, anchor)
    assert not found.astray


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("![x](../图片目录/图-1.png)", "Did you mean '../图片 目录/图 1.png'?"),
        ("![x](/图1.png)", "Did you mean '../图片 目录/图 1.png'?"),
        ("![[流程.png]]", "Did you mean 'img/流程图.png'?"),
        ("![x](./流程图.jpg)", "Did you mean 'img/流程图.png'?"),
        ('<img alt="x" src="./流程图.png">', "Did you mean 'img/流程图.png'?"),
        ("[x](./讲义.pdf)", "Did you mean 'img/讲义.pdf'?"),
        ("![[无.png]] ", ""),
        ("![x](./讲义.png)", ""),
        ("![x](limits.png)", ""),
        ("[x](没有.zip)", ""),
        ("[x](www.example.org)", "An address begins with its scheme: https://www.example.org"),
        (
            "[x](docs.example.org/3)",
            "An address begins with its scheme: https://docs.example.org/3",
        ),
        ("[x](https：//example.org/a)", "The colon of an address is ASCII: https://example.org/a"),
        ("[[甲｜乙]]", "The bar before other words is ASCII: [[甲|乙]], or \\| in a table."),
        (
            "![[流程图.png｜300]]",
            "The bar before other words is ASCII: ![[流程图.png|300]], or \\| in a table.",
        ),
        ("![x](https：//a.b/c.png)", "The colon of an address is ASCII: https://a.b/c.png"),
        (
            "![x](www.example.org/c.png)",
            "An address begins with its scheme: https://www.example.org/c.png",
        ),
        ("[[socket.io]]", "Did you mean 'socket.io 入门'?"),
        ("[[draw.io]]", ""),
        ("![x](./fig1.png)", ""),
        ("![x](截图-20260501.png)", ""),
        ("![x](截屏-20260502.png)", "Did you mean '截图 20260502.png'?"),
        ("[x](甲乙.md)", ""),
    ],
)
def test_what_leads_nowhere_is_told_what_to_write(link: str, hint: str) -> None:
    note = parse(link, "题/x.md")
    files = [
        *("图片 目录/图 1.png", "题/img/流程图.png", "题/img/讲义.pdf", "甲.png", "lists.css"),
        *("题/fig2.png", "题/截图 20260502.png"),
    ]
    attachments = [Attachment(path, "", 1) for path in files]
    notes = [note, parse("", "甲.md"), parse("", "socket.io 入门.md")]
    graph = graph_of(notes, attachments=attachments)
    (found,) = [d for d in site_diagnostics(graph, {note.path: note}) if "missing" in d.code]
    assert found.hint == hint
