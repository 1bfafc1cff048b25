"""Tables of notes and shown properties in a site: what stands in them, what never does, and that a
page is made again exactly when its rows change. Whole pages are in `sites/tables`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any, Literal

import pytest

from conftest import Kbsite, files_of, write_files
from graphs import graph_of
from growth import RATIO, cpu_seconds, growth
from kbsite.config import Config
from kbsite.engine import BuildOptions, Engine
from kbsite.model import Note
from kbsite.nouns.views import Table
from kbsite.pages.properties import note_properties
from kbsite.settings.config_sections import PropertiesConfig
from kbsite.tables.rows import MOST_ROWS
from markdown_cases import parse
from previewing import preview
from test_incremental import clean, planned


def tables_of(base: str, notes: dict[str, str]) -> Sequence[Table]:
    """The tables of a fence that says `base` in a note among `notes` (path → text)."""
    texts = {**notes, "索引.md": f"```base\n{base}\n```\n"}
    graph = graph_of([parse(text, path) for path, text in texts.items()])
    return graph.tables["索引.md"][0].tables


def rows_of(table: Table) -> list[tuple[str, ...]]:
    """The words of each row."""
    rows = (row for group in table.groups for row in group.rows)
    return [
        tuple("".join(p.text or "、" for p in cell.parts) or cell.value for cell in row)
        for row in rows
    ]


def notes(**front: str) -> dict[str, str]:
    """Notes of this front matter, each on a line."""
    return {f"{name}.md": f"---\n{said}\n---\n" for name, said in front.items()}


def found(filters: str, texts: dict[str, str]) -> list[str]:
    """The names of the notes that `filters` let in, but for that of the table."""
    (table,) = tables_of(f"filters: '{filters}'\nviews: [{{order: [file.basename]}}]", texts)
    return [name for (name,) in rows_of(table) if name != "索引"]


TEXTS = {
    "题/一.md": "---\ntags: [DP/线性, 哈希]\nauthor: '[[甲]]'\nk: 1\n---\n[[人/甲]]\n",
    "题/深/二.md": "---\ntags: dp\nauthors: ['[[甲|某]]', '[[乙]]']\ndate: 2026-01-02\n---\n#新\n",
    "人/甲.md": "---\naliases: [甲先生]\n---\n",
    "人/乙.md": "---\npinned: true\n---\n",
    "人/密.md": "---\nprivate: true\ntags: [秘]\n---\n[[甲]]",
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ('file.inFolder("题")', "二 一"),
        ('file.inFolder("题/深/")', "二"),
        ('file.inFolder("题/")  && !file.inFolder("题/深")', "一"),
        ('file.inFolder("")', "甲 乙 二 一"),
        ('file.folder == "人"', "甲 乙"),
        ('file.hasTag("dp")', "二 一"),
        ('file.hasTag("#DP/线性")', "一"),
        ('file.hasTag("新", "哈希")', "二 一"),
        ('file.tags.contains("哈希")', "一"),
        ('tags.contains("dp")', "二"),
        ('file.hasLink("甲")', "一 二"),
        ('file.hasLink("甲先生")', "一 二"),
        ('file.hasLink("[[甲]]")', "一 二"),
        ('file.hasLink("密") || file.hasLink("没有")', ""),
        ('author == link("甲")', "一"),
        ('authors.contains(link("甲先生"))', "二"),
        ('authors.containsAny(link("丙"), link("乙"))', "二"),
        ('author == "甲"', "一"),
        ('file.name == "甲.md" || file.path == "题/一.md"', "甲 一"),
        ('file.aliases.contains("甲先生") && aliases.length == 1', "甲"),
        ('file.ctime < date("2027-01-01")', "二"),
        ('date == "2026-01-02" && created == file.mtime', "二"),
        ('file.hasProperty("K") && K == 1', "一"),
        ('file.hasProperty("tags")', "二 一"),
        ('pinned && note.pinned == true && file.hasProperty("pinned")', "乙"),
        ("file == this.file || file.links.length > 0", "一 二"),
        ('file.hasTag("秘")', ""),
    ],
)
def test_filters_know_folders_tags_links_and_dates(filters: str, expected: str) -> None:
    assert set(found(filters.replace("'", "''"), TEXTS)) == set(expected.split())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-CN", "11月 十一月 27日 331日 五 周五 星期五 48周 4 48 5 下午 2026年11月27日"),
        ("en", "Nov November 27th 331st Fr Fri Friday 48th 5 48 5 PM November 27, 2026"),
    ],
)
def test_dates_are_named_in_the_language_of_the_site(
    language: Literal["zh-CN", "en"], expected: str
) -> None:
    form = "MMM MMMM Do DDDo dd ddd dddd wo e W E A LL"
    base = f"formulas: {{f: 'd.format(\"{form}\")'}}\nviews: [{{order: [formula.f]}}]"
    texts = {"a.md": "---\nd: 2026-11-27 14:00\n---\n", "b.md": f"```base\n{base}\n```\n"}
    graph = graph_of([parse(text, path) for path, text in texts.items()], Config(language=language))
    assert (expected,) in rows_of(graph.tables["b.md"][0].tables[0])


def test_this_is_the_note_that_shows_the_table() -> None:
    texts = {**TEXTS, "索引.md": "---\n主题: 题\n---\n"}
    base = (
        "filters: file.folder == this.主题 || file.hasLink(this)\nviews: [{order: [file.basename]}]"
    )
    texts["索引.md"] += f"```base\n{base}\n```\n"
    texts["人/乙.md"] = "[[索引]]"
    graph = graph_of([parse(text, path) for path, text in texts.items()])
    assert rows_of(graph.tables["索引.md"][0].tables[0]) == [("一",), ("乙",)]


def test_a_link_without_a_name_leads_nowhere_and_no_text_holds_a_control_character() -> None:
    texts = notes(密="private: true", 甲='up: "[[密]]"\nv: "a\\x07b"')
    base = r"""
formulas: {a: link(up), b: 'link("", "字")', c: "\"x\0y\"", d: 9007199254740993 + 1}
filters: file.name == "甲.md"
views: [{order: [formula.a, formula.b, v, formula.c, formula.d]}]"""
    (table,) = tables_of(base, texts)
    assert rows_of(table) == [("", "字", "ab", "xy", "9007199254740992")]


def test_rows_are_sorted_by_several_and_what_is_empty_is_last() -> None:
    texts = notes(
        a="n: 2\nd: 2026-01-01", b="n: 10\nd: 2026-01-02", c="n: 2\nd: 2026-01-02", e="d: x"
    )
    base = """
filters: '!d.isEmpty()'
views:
  - {order: [file.name, n], sort: [{property: n, direction: DESC}, {property: d, direction: ASC}]}
  - {order: [file.name], sort: [{property: n}, {property: d, direction: DESC}]}
  - {order: [file.name], sort: [{property: file.name, direction: DESC}], limit: 2}
"""
    one, two, three = tables_of(base, texts)
    assert rows_of(one) == [("b", "10"), ("a", "2"), ("c", "2"), ("e", "")]
    assert [heading.order for heading in one.headings] == ["", "descending"]
    assert [name for (name,) in rows_of(two)] == ["c", "a", "b", "e"]
    assert ([name for (name,) in rows_of(three)], three.total) == (["e", "c"], 4)


def test_groups_have_an_order_of_their_own() -> None:
    texts = notes(a="g: 乙", b="g: 甲", c="g: 乙", d="n: 1")
    base = """
filters: file.name != '索引.md'
views: [{order: [file.name], groupBy: {property: g, direction: DESC}}]
"""
    (table,) = tables_of(base, texts)
    groups = [(g.heading and [p.text for p in g.heading.parts], len(g.rows)) for g in table.groups]
    assert groups == [(["甲"], 1), (["乙"], 2), ([], 1)]


def test_a_view_without_a_limit_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbsite.tables.rows.MOST_ROWS", 3)
    texts = {f"{i}.md": "" for i in range(5)}
    base = "filters: file.name != '索引.md'\nviews: [{name: 一}, {limit: 4}]"
    one, two = tables_of(base, texts)
    assert (len(rows_of(one)), one.total) == (3, 5)
    assert (len(rows_of(two)), two.total) == (4, 5)
    graph = graph_of(
        [parse(t, p) for p, t in {**texts, "索引.md": f"\n```base\n{base}\n```"}.items()]
    )
    assert [(d.code, d.path, d.line) for d in graph.faults] == [("base-rows", "索引.md", 2)]
    assert MOST_ROWS == 2_000


def test_what_is_not_published_or_not_listed_is_in_no_table() -> None:
    texts = notes(
        a="n: 1", b="n: 1\nprivate: true", c="n: 1\ndraft: true", d="n: 1\nunlisted: true"
    )
    texts |= notes(e="n: 1\npublish: true", f="n: 1\nx: [")
    assert found("n == 1", texts) == ["a", "e"]
    base = "filters: n == 1\nviews: [{order: [file.name]}]"
    graph = graph_of(
        [
            parse(t, p)
            for p, t in {
                **texts,
                "索引.md": f"---\npublish: true\n---\n```base\n{base}\n```",
            }.items()
        ],
        Config(publish="marked"),
    )
    assert rows_of(graph.tables["索引.md"][0].tables[0]) == [("e",)]


def test_what_a_property_holds_is_shown_however_deep() -> None:
    """Lists in lists stand in brackets; links lead where they would in a text."""
    text = (
        "---\n作者: {名: 甲, 著: [a, [b, {c: 1}], []]}\n"
        "见: '又 [[乙]] 与 [外](https://x.example/)、[乙](夹/乙.md)'\n"
        "'[[乙|键]]': 'f[i](x)'\n---\n"
    )
    graph = graph_of([parse(text, "a.md"), parse("", "夹/乙.md")])
    assert list(note_properties(graph.properties["a.md"], Config())) == [
        ("作者", "名: 甲、著: （a、（b、（c: 1）））"),
        (
            "见",
            '又 <a href="/%E5%A4%B9/%E4%B9%99/">乙</a> 与 <a href="https://x.example/">外</a>、'
            '<a href="/%E5%A4%B9/%E4%B9%99/">乙</a>',
        ),
        ("键", "f[i](x)"),
    ]
    assert len(graph.backlinks["夹/乙.md"]) == 3


def test_links_that_name_a_tag_or_a_series_are_its_words() -> None:
    """A tag, a series and a title are called as readers see the link."""
    says = "title: '论 [[乙]]'\ntags: ['[[夹/乙]]', '[[密]]', '[[无]]']\nseries: '[[密|丙]]'\n"
    notes = [parse(f"---\n{says}---\n", "a.md"), parse("---\ntitle: 乙题\n---\n", "夹/乙.md")]
    graph = graph_of([*notes, parse("---\nprivate: true\n---\n", "密.md")])
    assert graph.titles["a.md"] == "论 乙"
    assert [term.name for term in graph.terms] == ["乙题", "无", "私密笔记"]
    assert [term.name for term in graph.series] == ["丙"]


def test_properties_are_shown_as_configured() -> None:
    text = "---\nstatus: done\ncssclasses: [宽]\nnumber: 3\ndg-x: 1\nempty:\n---\n"
    cells = graph_of([parse(text, "a.md")]).properties["a.md"]

    def shown(**keys: Any) -> list[tuple[str, str]]:
        return list(note_properties(cells, Config(properties=PropertiesConfig(**keys))))

    assert shown() == [("status", "done"), ("number", "3")]
    assert shown(order=("Number",), labels={"number": "题号"}) == [
        ("题号", "3"),
        ("status", "done"),
    ]
    assert shown(show="listed", order=("dg-x",)) == [("dg-x", "1")]
    assert shown(hide=("st*",))[0] == ("cssclasses", "宽")
    assert shown(show="none") == []


# --- made again exactly when it has to be ---

HEAD = "---\ndate: 2026-01-01\n"
FILES = {
    "content/索引.md": f"{HEAD}---\n```base\nfilters: n > 0\n"
    "views: [{order: [file.name, n, m]}]\n```\n",
    "content/别处.md": f"{HEAD}---\n![[表.base]]\n",
    "content/表.base": "filters: n > 1\nviews: [{order: [file.name]}]\n",
    "content/一.md": f"{HEAD}n: 1\n---\n一文。\n",
    "content/二.md": f"{HEAD}n: 2\n---\n二文。\n",
}


def test_a_page_is_planned_anew_when_its_rows_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_files(tmp_path / "site", FILES)
    planned(site, monkeypatch)

    def edited(path: str, text: str) -> set[str]:
        write_files(site, {path: text})
        return planned(site, monkeypatch)

    # A text, and a property that no table shows.
    assert edited("content/一.md", f"{HEAD}n: 1\nx: 1\n---\n别的文。\n") == {"一.md"}
    # A cell of one table, and a row of the other.
    assert edited("content/一.md", f"{HEAD}n: 5\n---\n一文。\n") == {"一.md", "索引.md", "别处.md"}
    # What the file says; the fence beside it has its own filters.
    assert edited("content/表.base", "filters: n > 3\n") == {"别处.md"}
    assert files_of(site / "_site") == clean(site)


def test_an_embedded_note_brings_its_tables_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_files(tmp_path / "site", FILES | {"content/外.md": f"{HEAD}---\n![[索引]]\n"})
    assert "外.md" in planned(site, monkeypatch)
    page = (site / "_site/外/index.html").read_text(encoding="utf-8")
    assert page.count('class="notes-table"') == 1
    assert "/js/tables.js" in page
    write_files(site, {"content/三.md": f"{HEAD}n: 3\n---\n"})
    assert {"外.md", "索引.md", "别处.md"} <= planned(site, monkeypatch)
    assert ">三</a></th>" in (site / "_site/外/index.html").read_text(encoding="utf-8")


def test_a_preview_shows_a_row_as_soon_as_it_is_there(tmp_path: Path) -> None:
    site = write_files(tmp_path / "site", FILES)
    with preview(site) as served:
        assert "三" not in served.text("/索引/")
        write_files(site, {"content/三.md": f"{HEAD}n: 3\n---\n"})
        served.wait_for("/索引/", ">三<")
        write_files(site, {"content/表.base": "filters: n == 3\n"})
        served.wait_for("/别处/", "1 篇")


def test_a_base_is_published_only_where_a_link_leads_to_it(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, FILES)
    kbsite("build", "--root", tmp_path)
    assert not (tmp_path / "_site/表.base").exists()
    write_files(tmp_path, {"content/三.md": f"{HEAD}---\n[[表.base]]\n"})
    kbsite("build", "--root", tmp_path)
    assert (tmp_path / "_site/表.base").exists()


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"- [", b"", b"\0", b"a: " + b"[" * 5000], ids=lambda data: repr(data[:5])
)
def test_an_odd_base_file_is_a_warning(data: bytes, tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/甲.md": f"{HEAD}---\n![[表.base]]\n", "content/表.base": data})
    run = kbsite("build", "--root", tmp_path, "-v")
    assert run.code == 0
    assert bool(re.search(r"content/表\.base:\d+:\d+: warning: .* \[base\]", run.err)) == bool(data)


def test_a_search_does_not_find_what_a_fence_says(tmp_path: Path) -> None:
    text = "---\ntitle: 表\n---\n文。\n```base\nviews: [{name: 独特的词}]\n```\n"
    with closing(Engine(write_files(tmp_path, {"content/a.md": text}), BuildOptions())) as engine:
        outputs = {output.path: output.produce() for output in engine.build().outputs}
    pages = {path for path, data in outputs.items() if "独特的词".encode() in data}
    assert pages == {"a/index.html", "a/index.md"}
    assert "代码" not in unescape(re.sub("<[^>]*>", "", outputs["index.html"].decode()))


# --- much of it ---


def test_time_grows_with_the_notes() -> None:
    base = """
filters: {and: ["n > 0", 'file.inFolder("a")', 'tags.contains("一")']}
formulas: {f: 'if(n % 2 == 0, "双", "单") + n'}
views:
  - {order: [n, file.name, formula.f, file.tags], sort: [{property: n, direction: DESC}], limit: 50}
"""
    index = parse(f"```base\n{base}\n```", "索引.md")

    def some(n: int) -> list[Note]:
        front = "---\nn: {}\ntags: [一]\n---\n"
        return [parse(front.format(i), f"a/{i}.md") for i in range(1, n + 1)]

    every = some(800)
    assert growth(lambda n: cpu_seconds(lambda: graph_of([index, *every[:n]])), 400) < RATIO
