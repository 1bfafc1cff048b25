"""Order and navigation: what comes before and after a note, what stands in which list, trees, and
the header that a site chooses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from browsing import Visit, served
from conftest import BASE_URL, Kbsite, files_of, write_files
from graphs import graph_of, pages_of
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.config import Config, parse_config
from kbsite.contexts import Branch
from kbsite.model import Alias, FrontMatter, Note, Positions, SiteGraph
from kbsite.pages.trees import MAX_DEPTH, SIDE
from kbsite.taxonomies import SEARCH_URL
from kbsite.words.order import order_key
from kbsite.words.tags import MAX_BYTES, MAX_LEVELS, tag_key, tag_levels
from test_sites import site_folder


def note(path: str, **front: object) -> Note:
    """A note that says nothing but its front matter."""
    matter = FrontMatter(**front)  # type: ignore[arg-type]
    name = path.rpartition("/")[2].removesuffix(".md")
    places = Positions((1, 1), ((1, 1),) * len(matter.former))
    return Note(path, matter, name, places, title_text=(name,), tags=matter.tags, digest=path)


def rows(branches: Iterable[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch of a tree with its depth."""
    for branch in branches:
        yield depth, branch
        yield from rows(branch.branches, depth + 1)


# --- the order of names ---


@pytest.mark.parametrize(
    "ordered",
    [
        ["第2章.md", "第10章.md", "第10章-补.md"],
        ["a.md", "a b.md"],
        ["a.md", "a/b.md", "a b/a.md"],
        ["1.md", "2/index.md", "3.md"],
        ["卷2/第1章.md", "卷10/第1章.md"],
    ],
)
def test_numbers_count_and_folders_stay_together(ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=lambda path: order_key(None, path)) == ordered


def test_an_order_goes_before_a_name_and_nothing_before_a_number() -> None:
    orders = {"c.md": -1.0, "b.md": 0.0, "d.md": 2.5, "a.md": None}
    assert sorted(orders, key=lambda path: order_key(orders[path], path)) == list(orders)


@pytest.mark.parametrize("date", ["", "date: 2024-05-01\n"])
def test_numbers_count_in_every_list_of_notes(kbsite: Kbsite, tmp_path: Path, date: str) -> None:
    """Of notes of one day, or of none."""
    chapters = [f"第{number}章" for number in (1, 2, 10, 11)]
    text = f"---\ntags: [书]\n{date}---\n\n见 [[目标]]。\n"
    notes = {f"{chapter}.md": text for chapter in chapters}
    write_files(tmp_path / "content", notes | {"目标.md": "文字。\n"})
    kbsite("build", "--root", tmp_path)
    for page in ("", "tags/书/", "archive/", "search/", "目标/", "graph/"):
        html = (tmp_path / "_site" / page / "index.html").read_text(encoding="utf-8")
        main = html.partition("<main")[2]
        shown = dict.fromkeys(re.findall(r">(第\d+章)<", main))
        assert list(shown) == chapters, page


def test_only_folders_and_series_are_by_order(kbsite: Kbsite, tmp_path: Path) -> None:
    """All other lists are by path alone, whatever the permalink."""
    text = "---\ntags: [书]\ndate: 2024-05-01\n{}---\n\n见 [[目标]]。\n"
    paths = ("书/甲.md", "书/甲10.md", "书 二/甲2.md", "甲3.md", "甲4/甲4.md")
    orders = {paths[0]: "order: 2\n", paths[1]: "order: 1\n", paths[3]: "permalink: /0/\n"}
    write_files(tmp_path, {f"content/{path}": text.format(orders.get(path, "")) for path in paths})
    write_files(
        tmp_path, {"content/目/目标.md": "文字。\n", "kbsite.yaml": "base_url: https://a.example\n"}
    )
    kbsite("build", "--root", tmp_path)

    def shown(file: str) -> list[str]:
        text = (tmp_path / "_site" / file).read_text(encoding="utf-8").partition("<main")
        return list(dict.fromkeys(re.findall(r"[>\[](甲\d*)[<\]]", text[2] or text[0])))

    assert shown("书/index.html") == ["甲10", "甲"]
    by_path = ["甲", "甲10", "甲2", "甲3", "甲4"]
    for page in ("", "tags/书/", "archive/", "search/", "目/目标/", "graph/"):
        assert shown(f"{page}index.html") == by_path, page
    assert shown("feed.xml") == by_path
    assert shown("llms.txt") == ["甲3", *(name for name in by_path if name != "甲3")]


def test_lists_name_a_few_tags_of_a_note(kbsite: Kbsite, tmp_path: Path) -> None:
    """All of them are on its own page; on a phone twenty were longer than a screen."""
    tags = [f"标签{number}" for number in range(12)]
    write_files(tmp_path / "content", {"甲.md": f"---\ntags: [{', '.join(tags)}]\n---\n\n文字。\n"})
    kbsite("build", "--root", tmp_path)

    def named(page: str) -> list[str]:
        html = (tmp_path / "_site" / page / "index.html").read_text(encoding="utf-8")
        return re.findall(
            r"(标签\d+|…)(?=</a>|</li>)", html.partition("<article")[2].partition("</ul>")[0]
        )

    assert named("tags/标签0/") == [*tags[:8], "…"]
    assert named("甲/") == tags


@pytest.mark.parametrize("years", [3, 4])
def test_the_archive_of_many_years_leads_to_each(
    kbsite: Kbsite, tmp_path: Path, years: int
) -> None:
    dates = {
        f"content/{n}.md": f"---\ndate: {2020 + n}-05-01\n---\n\n文字。\n" for n in range(years)
    }
    write_files(tmp_path, dates)
    kbsite("build", "--root", tmp_path)
    html = (tmp_path / "_site/archive/index.html").read_text(encoding="utf-8")
    places = re.findall(r'<h2 id="(KB-year-\d+)"', html)
    assert len(places) == years
    led_to = re.findall(r'href="#(KB-year-\d+)"', html)
    assert led_to == (places if years > 3 else [])


# --- any site ---

NAMES = st.sampled_from(["index", "甲", "乙", "第2章", "第10章", "a b", "a-b", "tags", "series"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".md")
FRONT = st.fixed_dictionaries(
    {},
    optional={
        "order": st.sampled_from([-1.0, 0.0, 0.5, 2.0]),
        "series": st.sampled_from(["甲", "A B", "a-b", "A/B", "乙"]),
        "tags": st.lists(st.sampled_from(["甲", "甲/乙", "A b", "a-B/c"]), max_size=2).map(tuple),
        "unlisted": st.booleans(),
        "permalink": st.sampled_from(
            ["", "/tags/甲/", "/tags/甲/乙/", "/series/甲/", "/series/", "/folders/", "/archive/"]
        ),
        "former": st.lists(
            st.sampled_from([Alias("旧", True), Alias("乙", True), Alias("/tags/甲/", False)])
        ).map(tuple),
        "id": st.sampled_from(["", "甲"]),
    },
)
SITES = st.dictionaries(PATHS, FRONT, max_size=12)


def graph_from(site: Mapping[str, Mapping[str, object]]) -> SiteGraph:
    return graph_of(note(path, **front) for path, front in site.items())


@given(SITES)
def test_previous_is_the_inverse_of_next(site: Mapping[str, Mapping[str, object]]) -> None:
    around = graph_from(site).neighbours
    for path, (before, after) in around.items():
        assert not before or around[before][1] == path
        assert not after or around[after][0] == path


@given(SITES)
def test_from_first_to_last_every_listed_note_is_read_once(
    site: Mapping[str, Mapping[str, object]],
) -> None:
    graph = graph_from(site)
    read = []
    for path, (before, _) in graph.neighbours.items():
        chain = [] if before else [path]
        while chain and (after := graph.neighbours[chain[-1]][1]):
            chain.append(after)
        read += chain
        of_series = {term.key for term in graph.series for p in chain if p in term.notes}
        keys = [order_key(graph.notes[p].front_matter.order, p) for p in chain]
        assert len(of_series) <= 1 and keys == sorted(keys)
    assert sorted(read) == sorted(graph.listed)


@given(SITES)
def test_no_note_is_lost(site: Mapping[str, Mapping[str, object]]) -> None:
    """It is listed, or introduces a page that is there; and the lists hold nothing else, but that
    of the search, which finds both."""
    graph = graph_from(site)
    pages = pages_of(graph)
    for path, url in graph.urls.items():
        if not graph.notes[path].front_matter.unlisted and path not in graph.listed:
            assert pages[url].template not in ("note.html", "404.html")
    search = pages.pop(SEARCH_URL)
    open_ = {page.href for page in pages.values() if page.note} - {search.href}
    assert {entry.href for entry in search.entries} <= open_
    shown = [entry.href for page in pages.values() for entry in page.entries]
    listed = {page.href for page in pages.values() if page.note and page.note.path in graph.listed}
    assert set(shown) <= listed


@settings(deadline=None)  # The dictionary of pinyin is loaded once.
@given(SITES, SITES, st.sampled_from(["path", "pinyin"]))
def test_notes_that_are_not_published_change_nothing(
    site: Mapping[str, Mapping[str, object]],
    hidden: Mapping[str, Mapping[str, object]],
    permalinks: str,
) -> None:
    config = parse_config(f"permalinks: {permalinks}\nnav: [/tags/, /series/, /tags/甲/, /甲/]")[0]
    public = [note(path, **front) for path, front in site.items()]
    private = [
        note(path, private=True, **front) for path, front in hidden.items() if path not in site
    ]
    alone, among = graph_of(public, config), graph_of([*public, *private], config)
    assert visible(among) == visible(alone)


def visible(graph: SiteGraph) -> SiteGraph:
    return msgspec.structs.replace(
        graph, faults=(), link_faults={}, reporting=(), nav_diagnostics=()
    )


@given(SITES)
def test_all_notes_and_all_tags_are_in_their_trees(
    site: Mapping[str, Mapping[str, object]],
) -> None:
    graph = graph_from(site)
    pages = pages_of(graph)
    by_href = {page.href: page for page in pages.values()}
    tree = [branch.href for _, branch in rows(pages["/folders/"].tree)]
    for path in graph.listed:
        assert pages[graph.urls[path]].href in tree
    tags = [by_href[branch.href].url for _, branch in rows(pages["/tags/"].tree)]
    assert sorted(tags) == sorted(term.url for term in graph.terms)


@given(SITES)
def test_the_page_itself_is_marked_once_in_the_tree_around_it(
    site: Mapping[str, Mapping[str, object]],
) -> None:
    for page in pages_of(graph_from(site)).values():
        if page.template in ("note.html", "folder.html") and page.tree:
            current = [branch.href for _, branch in rows(page.tree) if branch.current]
            assert current == [page.href]


# --- series ---


def test_a_series_is_read_by_order_then_by_path_wherever_its_notes_lie() -> None:
    notes = [
        note("b/第10讲.md", series="扩散 模型"),
        note("a/二.md", series="扩散-模型", order=2.0),
        note("c.md", series="扩散 模型", order=-0.5),
        note("b/第2讲.md", series="扩散 模型"),
        note("b/不列.md", series="扩散 模型", order=0.0, unlisted=True),
    ]
    (series,) = graph_of(notes).series
    assert series.notes == ("c.md", "a/二.md", "b/第2讲.md", "b/第10讲.md")
    assert (series.name, series.url) == ("扩散 模型", "/series/扩散-模型/")
    place = pages_of(graph_of(notes))["/b/第2讲/"].note
    assert place and place.series
    assert (place.series.number, place.series.count) == (3, 4)


def test_a_long_list_has_titles_only_where_nobody_reads_on() -> None:
    notes = [note(f"{number:02}.md", tags=("标签",)) for number in range(60)]
    entries = pages_of(graph_of(notes))["/tags/标签/"].entries
    assert len({entry.href for entry in entries}) == 60
    assert [bool(entry.tags) for entry in entries] == [True] * 50 + [False] * 10
    assert all(entry.title for entry in entries)


def test_a_series_in_pinyin_keeps_apart_from_one_that_sounds_like_it() -> None:
    notes = [note("a.md", series="几何", date="2026-01-01"), note("b.md", series="集合")]
    graph = graph_of(notes, Config(permalinks="pinyin"))
    assert [term.url for term in graph.series] == ["/series/ji-he/", "/series/集合/"]
    assert [found.message for found in graph.faults] == [
        "the series 集合 would stand at /series/ji-he/, where the series 几何 stands already"
    ]


def test_there_is_no_page_of_series_where_there_is_no_series() -> None:
    graph = graph_of([note("series/甲.md"), note("series/乙.md", series="密", unlisted=True)])
    assert graph.series_url == ""
    assert pages_of(graph)["/series/"].template == "folder.html"


def test_a_folder_called_series_leaves_the_page_of_series_its_place() -> None:
    graph = graph_of([note("series/甲.md", series="甲"), note("Series/乙.md")])
    assert pages_of(graph)["/Series/"].template in ("series-list.html", "folder.html")
    assert len({url.casefold() for url in pages_of(graph)}) == len(pages_of(graph))


# --- trees ---


def test_a_long_folder_costs_each_of_its_pages_a_bounded_number_of_entries() -> None:
    notes = [note(f"书/第{i}章.md", order=float(i)) for i in range(200)]
    notes += [note(f"书/卷{i}/a.md") for i in range(100)]
    pages = pages_of(graph_of(notes))
    tree = [branch for _, branch in rows(pages["/书/第100章/"].tree)]
    # The folder, those in it, the notes around, the page itself, all of them.
    assert len(tree) == 1 + 2 * SIDE + 2 * SIDE + 1 + 1
    assert (tree[-1].title, tree[-1].href) == ("全部 300 篇", pages["/书/"].href)
    assert [branch.title for branch in tree if branch.current] == ["第100章"]
    assert len(list(rows(pages["/书/卷50/"].tree))) == 1 + 2 * SIDE + 1 + 1


def test_deep_folders_stand_side_by_side_in_the_tree() -> None:
    deep = "/".join("abcdefghijklmnopqrstuvwxyz")
    pages = pages_of(graph_of([note(f"{deep}/甲.md"), note(f"{deep}/乙.md"), note("丙.md")]))
    tree = list(rows(pages["/folders/"].tree))
    assert max(depth for depth, _ in tree) == MAX_DEPTH + 1
    assert len(tree) == 26 + 3
    assert len(list(rows(pages[f"/{deep}/甲/"].tree))) == MAX_DEPTH + 2


def test_folders_are_open_as_far_as_few_entries_are_seen() -> None:
    def opened(count: int) -> list[bool]:
        notes = [note(f"{i}/{j}/甲.md") for i in range(2) for j in range(count)]
        return [b.open for _, b in rows(pages_of(graph_of(notes))["/folders/"].tree) if b.branches]

    assert all(opened(20))
    assert opened(40)[:2] == [True, False]
    assert not any(opened(60))


# --- tags ---


def test_a_tag_of_many_levels_is_cut(kbsite: Kbsite, tmp_path: Path) -> None:
    """Not even a deep one can exceed what file systems hold."""
    deep = "/".join(["层"] * 3000)
    write_files(
        tmp_path / "content",
        {"甲.md": f"---\ntags: [{deep}]\n---\n\n#a/{'b/' * 40}c\n", "乙.md": "#a/b\n"},
    )
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0
    assert run.err.count("the first 16 levels count [tag-levels]") == 2
    assert "甲.md:2:7: warning: of the tag '层/层/" in run.err
    assert "甲.md:5:1: warning: of the tag 'a/b/" in run.err
    pages = [path for path in files_of(tmp_path / "_site") if path.startswith("tags/")]
    assert len(pages) == 1 + 2 * MAX_LEVELS
    page = (tmp_path / "_site/甲/index.html").read_text(encoding="utf-8")
    assert page.count('href="/tags/a/b/b/b/b/b/b/b/b/b/b/b/b/b/b/b/"') == 2


def test_the_levels_of_a_tag() -> None:
    assert tag_levels("a//b/ . /c") == ("a", "b", "c")
    assert tag_levels("a/b/c") is tag_levels("a/b/c")
    assert tag_key("Deep Learning/GPU") == tag_key("deep-learning/gpu") == "deep-learning/gpu"
    long = tag_levels("/".join(["长" * 60] * 9))
    assert len("/".join(long).encode()) <= MAX_BYTES < len("/".join([*long, long[0]]).encode())


def test_a_permalink_that_no_file_system_holds_is_a_mistake(kbsite: Kbsite, tmp_path: Path) -> None:
    write_files(tmp_path, {"content/a.md": f"---\npermalink: /{'层/' * 3000}\n---\n"})
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 1
    assert "a.md:2:1: error: the permalink is longer than 1,000 bytes [permalink]" in run.err


# --- the header ---


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("nav: {关于: a.md}", 1, 6, "`nav` must be a list"),
        ("nav:\n  - 书: [a.md, b.md]", 2, 8, "`nav`: an entry is a target, or one title with"),
        ("nav:\n  -\n  - a", 2, 4, "`nav`: an entry is a target, or one title with its target"),
        ("nav:\n  - {a: b, c: d}", 2, 5, "`nav`: an entry is a target, or one title with"),
        ("nav: [a, ' ']", 1, 10, "`nav`: an entry is a target, or one title with its target"),
    ],
)
def test_an_entry_of_another_form_is_a_mistake(
    text: str, line: int, column: int, message: str
) -> None:
    _, (found,) = parse_config(text)
    assert (found.line, found.column) == (line, column)
    assert found.message.startswith(message)
    assert found.hint == "As in  - 关于: about.md"


def header(tmp_path: Path, page: str = "index.html") -> str:
    html = (tmp_path / "_site" / page).read_text(encoding="utf-8")
    return html.partition('<header class="site-header">')[2].partition("</header>")[0]


def test_the_entry_of_the_page_or_of_the_nearest_above_it_is_current(
    kbsite: Kbsite, tmp_path: Path
) -> None:
    write_files(
        tmp_path,
        {
            "kbsite.yaml": "nav: [/, 书/, 书/卷/, 甲]\n",
            "content/书/卷/一.md": "",
            "content/书/二.md": "",
            "content/甲.md": "",
        },
    )
    kbsite("build", "--root", tmp_path)

    def current(page: str) -> list[tuple[str, str]]:
        return re.findall(r'aria-current="(\w+)">([^<]*)<', header(tmp_path, page))

    assert current("index.html") == [("page", "首页")]
    assert current("书/index.html") == [("page", "书")]
    assert current("书/二/index.html") == [("true", "书")]
    assert current("书/卷/一/index.html") == [("true", "卷")]
    assert current("甲/index.html") == [("page", "甲")]
    assert current("tags/index.html") == []


def test_without_nav_the_header_leads_to_tags_archive_notes_graph_and_feed(
    kbsite: Kbsite, tmp_path: Path
) -> None:
    write_files(tmp_path, {"content/a.md": "甲。\n"})
    kbsite("build", "--root", tmp_path)
    words = re.findall(r"<a href[^>]*>([^<]*)</a>", header(tmp_path))
    assert words == ["标签", "归档", "全部笔记", "图谱"]
    kbsite("build", "--root", tmp_path, "--base-url", "https://name.github.io/notes/")
    assert '<a href="/notes/feed.xml">订阅</a>' in header(tmp_path)
    write_files(tmp_path, {"kbsite.yaml": "nav: []\n"})
    kbsite("build", "--root", tmp_path)
    assert "<nav" not in header(tmp_path)


def test_a_target_is_a_path_a_title_a_folder_a_page_a_file_or_an_address(
    kbsite: Kbsite, tmp_path: Path
) -> None:
    site_folder("navigation", tmp_path)
    kbsite("build", "--root", tmp_path)
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', header(tmp_path))
    assert [(unquote(url), words) for url, words in links] == [
        ("/关于/", "关于本站"),
        ("/书/", "讲义"),
        ("/讲座/第二讲/", "第二讲"),
        ("/series/", "系列"),
        ("/folders/", "全部"),
        ("https://example.org/tools", "工具"),
        ("/附件/数据.csv", "数据"),
        ("/关于/#联系", "关于本站"),
        ("/关于/", "关于本站"),
    ]


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("关于：关于.md", "Between a title and its target stand an ASCII colon and a space"),
        ("/tags/，/archive/", "between entries of one line an ASCII comma"),
        ("www.example.org", "An address begins with its scheme: https://www.example.org"),
        ("example.org/a", "An address begins with its scheme: https://example.org/a"),
        ("关于我.md", "Did you mean '关于'?"),
        ("/series/", "It is there as soon as a note has a `series`."),
    ],
)
def test_an_entry_that_leads_nowhere_says_what_to_write(
    entry: str, hint: str, kbsite: Kbsite, tmp_path: Path
) -> None:
    write_files(tmp_path, {"kbsite.yaml": f"nav: ['{entry}']\n", "content/关于.md": "文"})
    lines = kbsite("build", "--root", tmp_path).err.splitlines()
    said = f"kbsite.yaml:1:7: warning: `nav`: there is no note, folder or page '{entry}' [config]"
    assert hint in lines[lines.index(said) + 1]


def test_what_is_not_published_is_not_named_in_the_header(kbsite: Kbsite, tmp_path: Path) -> None:
    """And `--strict` fails, since the entry is not there."""
    write_files(
        tmp_path,
        {
            "kbsite.yaml": "nav: [密文, 我的密文: 密文.md]\n",
            "content/密文.md": "---\nprivate: true\n---\n",
            "content/a.md": "",
        },
    )
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0
    assert "kbsite.yaml:1:7: warning: `nav`: '密文' is not published" in run.err
    assert "kbsite.yaml:1:17: warning: `nav`: '密文.md' is not published" in run.err
    assert not any("密".encode() in data for data in files_of(tmp_path / "_site").values())
    assert kbsite("build", "--root", tmp_path, "--strict").code == 1


# --- in a browser ---


@pytest.mark.browser
def test_the_notes_around_stand_beside_the_text_where_there_is_room(
    browser: Browser, kbsite: Kbsite, tmp_path: Path
) -> None:
    """Open there and closed above it elsewhere, without any script; not on paper."""
    site_folder("navigation", tmp_path)
    kbsite("build", "--root", tmp_path, "--base-url", BASE_URL, "--output", tmp_path / "notes")
    with (
        served(tmp_path) as host,
        Visit(browser, f"{host}/notes/", java_script_enabled=False) as visit,
    ):
        page = visit.go("书/第2章/")
        here, text = page.locator(".nearby [aria-current=page]"), page.locator(".prose")
        for width, is_beside in ((1280, True), (360, False)):
            page.set_viewport_size({"width": width, "height": 800})
            column, words = page.locator(".nearby").bounding_box(), text.bounding_box()
            assert column and words
            assert (column["x"] + column["width"] < words["x"]) == is_beside
            assert here.is_visible() == is_beside
        page.locator(".nearby summary").click()
        assert here.inner_text() == "第2章"
        page.emulate_media(media="print")
        assert not page.locator(".nearby").is_visible()
        visit.go("folders/")
        page.emulate_media(media="screen")
        page.locator("summary").first.click()
        assert not page.get_by_role("link", name="第10章").is_visible()
        assert visit.complaints == []


# --- growth ---


def test_planning_takes_time_that_grows_with_the_notes() -> None:
    """In one folder, in one series, with one tag; in folders within folders."""

    def seconds(n: int) -> float:
        flat = [note(f"书/第{i}章.md", series="甲", tags=("乙/丙",)) for i in range(n)]
        flat += [note(f"散/第{i}章.md", order=float(-i)) for i in range(n)]
        nested = [note(f"{'/'.join('abcdefgh'[: i % 8 + 1])}/第{i}/章.md") for i in range(n)]
        return cpu_seconds(lambda: pages_of(graph_of([*flat, *nested])))

    with uncollected():
        assert growth(seconds, 300) < RATIO


def test_the_home_page_names_the_series_of_most_notes(kbsite: Kbsite, tmp_path: Path) -> None:
    """Eight of them, and where all are."""
    notes = {
        f"content/{letter}{number}.md": f"---\nseries: {letter}\n---\n"
        for count, letter in enumerate("abcdefghij")
        for number in range(count + 1)
    }
    root = write_files(tmp_path, notes)
    kbsite("build", "--root", root)
    home = (root / "_site/index.html").read_text(encoding="utf-8")
    _, _, section = home.partition('<section aria-labelledby="KB-series">')
    links = re.findall(r'href="(/series/.*?)"', section.partition("</section>")[0])
    assert links == [*(f"/series/{letter}/" for letter in "jihgfedc"), "/series/"]
