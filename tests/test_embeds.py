"""Notes within notes: what is shown, how often, and that a page stays whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import codes_of, graph_of
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.compose import part
from kbsite.compose.body import Shown, compose_body
from kbsite.compose.ids import balanced, prefixed
from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.linking.embeds import MAX_DEPTH, MAX_EMBEDS
from kbsite.model import SiteGraph
from kbsite.nouns.sources import Attachment
from kbsite.outputs.feed import feed
from kbsite.pages.note_context import NoteContexts
from kbsite.pages.references import References
from kbsite.settings.config_sections import PropertiesConfig
from markdown_cases import parse_whole

WORDS = LANGUAGES["zh-CN"]


def site(notes: Mapping[str, str]) -> SiteGraph:
    """A site of these texts by the names of their files."""
    parsed = [parse_whole(text, f"{name}.md") for name, text in notes.items()]
    return graph_of([note for note, _ in parsed], bodies={note.path: body for note, body in parsed})


def page(graph: SiteGraph, name: str) -> str:
    """The text of a note as its page shows it."""
    note = graph.notes[f"{name}.md"]
    context = NoteContexts(References(graph, Config())).of(note)
    sources = {
        one.path: Shown(
            graph.notes[one.path],
            graph.bodies[one.path],
            one.links,
            one.anchors,
            one.title,
            one.url,
        )
        for one in context.embedded
    }
    body = graph.bodies[note.path]
    shown = Shown(note, body, context.links, context.anchors)
    return compose_body(shown, "", WORDS, embeds=context.embeds, sources=sources)


def codes(graph: SiteGraph, name: str) -> set[str]:
    return codes_of(graph, f"{name}.md", graph.notes.values())


# --- that a page stays whole ---

_BLOCKS = st.sampled_from(
    (
        *("# 题", "## 节", "### 小节", "## 节 ^a", "文 ^b", "- 项 ^c\n  - 子 ^d", "> 引 ^e"),
        *("注[^1]。\n\n[^1]: 脚注[^2]，![[乙]]\n\n[^2]: 又一条", "再注[^1]与[^2]。"),
        *("$$\n\\label{q} x \\tag{1}\n$$", "由 \\eqref{q}。", "| 表 |\n|---|\n| ![[丙#节]] |\n^f"),
        *(
            "![[乙]]",
            "文 ![[丙]] 文",
            "![[甲#节]]",
            "![[#节]]",
            "![[#^b]]",
            "![[丙#^c]] ![[乙#^e]]",
        ),
        *(
            '<p id="own">文</p>',
            "<div>\n\n文",
            "</div>",
            "<a name='n'></a>文",
            "`x`{#given}",
            "[TOC]",
        ),
        *("<label for='i'>文</label><input id=i>", "> [!note]- 题\n> ![[甲]]", "- ![[乙#^c]]"),
        *("<a class='x' href='乙.md' id='k'>文</a>", "<p>\n<img src='图.png' id=m>\n</p>"),
        "见[[#节]]与[[丙#^b]]，[文](乙.md){#link}。",
    )
)
_NOTES = st.lists(_BLOCKS, min_size=1, max_size=7, unique=True).map("\n\n".join)
_ID = re.compile(r'<[^<>]*?\sid=["\']?([^"\'\s>]+)')
_TO_OWN = re.compile(r'href="#([^"]*)"')


@given(st.fixed_dictionaries({"甲": _NOTES, "乙": _NOTES, "丙": _NOTES}))
@settings(max_examples=60, deadline=None)
def test_no_id_stands_twice_and_what_leads_to_one_finds_it(notes: dict[str, str]) -> None:
    graph = site(notes)
    for name in notes:
        html = page(graph, name)
        ids = Counter(_ID.findall(html))
        assert {own for own, count in ids.items() if count > 1} == set()
        assert {unquote(target) for target in _TO_OWN.findall(html)} <= set(ids)


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<div><p>a", "<div><p>a</p></div>"),
        ("a</div>b</p>", "ab"),
        ("<ul><li>a<li>b</ul>c", "<ul><li>a<li>b</ul>c"),
        ("<b><i>a</b></i>", "<b><i>a</b>"),
        ("<br><img src=a><svg><path/></svg>", "<br><img src=a><svg><path/></svg>"),
        (
            "<!-- <div> --><script>'</p><div>'</script>",
            "<!-- <div> --><script>'</p><div>'</script>",
        ),
        ('<p title="<div>">a</p>', '<p title="<div>">a</p>'),
        ("<p>a</p><div>\n<section> <!--line:3-->\n", "<p>a</p>"),
        ("a<details><summary><b>b</b></summary>\n", "a"),
        ("a<details><summary>b</summary>c", "a<details><summary>b</summary>c</details>"),
        ("a<div>b<div>", "a<div>b</div>"),
        ("a<div><div></div>", "a<div><div></div></div>"),
        ('a<div id="b">', 'a<div id="b"></div>'),
        ("a<table><tr><td>", "a<table><tr><td></td></tr></table>"),
        ("<div title=it's><b>a</b>", "<div title=it's><b>a</b></div>"),
    ],
)
def test_a_part_of_a_page_opens_and_closes_what_it_holds(given_html: str, expected: str) -> None:
    assert balanced(given_html) == expected


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ('<p id="a" title="id=b">', '<p id="x:a" title="id=b">'),
        ("<a name=a ID=b>", '<a name="x:a" ID="x:b">'),
        ("<input name=\"a\"><label for='a'>", "<input name=\"a\"><label for='x:a'>"),
        (
            '<td headers="a b"><i aria-labelledby="c">',
            '<td headers="x:a x:b"><i aria-labelledby="x:c">',
        ),
        (
            '<rect fill="url(#g)"/><use xlink:href="#g"/>',
            '<rect fill="url(#x:g)"/><use xlink:href="#x:g"/>',
        ),
        ("id=a <!-- <p id=a> -->", "id=a <!-- <p id=a> -->"),
        ("</b><p title=it's id = a\"b>", '</b><p title=it\'s id = "x:a&quot;b">'),
        ('<p title=甲\u3000id=a x"id=b>', '<p title=甲\u3000id=a x"id=b>'),
        ("<p id=a><p id='b", '<p id="x:a"><p id=\'b'),
    ],
)
def test_ids_get_a_prefix_and_what_names_them_too(given_html: str, expected: str) -> None:
    assert prefixed(given_html, "x:") == expected


# --- where it ends ---


def test_embeds_nest_to_a_depth_and_the_author_is_told() -> None:
    graph = site({str(n): f"层{n}\n\n![[{n + 1}]]" for n in range(MAX_DEPTH + 3)})
    html = page(graph, "0")
    assert f"层{MAX_DEPTH}<" in html
    assert f"层{MAX_DEPTH + 1}<" not in html
    assert f'<p><a href="/{MAX_DEPTH + 1}/">{MAX_DEPTH + 1}</a></p>' in html
    assert codes(graph, "0") == codes(graph, "1") == {"embed-depth"}
    assert codes(graph, "3") == set()


def test_a_circle_is_told_to_those_who_are_in_it() -> None:
    graph = site({"外": "![[甲]]", "甲": "甲文\n\n![[乙]]", "乙": "乙文\n\n![[甲]]"})
    assert (codes(graph, "甲"), codes(graph, "乙")) == ({"embed-cycle"}, {"embed-cycle"})
    assert codes(graph, "外") == set()
    assert page(graph, "外").count("甲文") == 1
    assert page(graph, "甲").count("甲文") == 1


def test_a_note_may_show_parts_of_itself_that_do_not_show_it() -> None:
    graph = site({"甲": "## 一\n\n文 ^a\n\n## 二\n\n![[#^a]]\n\n![[甲#一]]"})
    assert codes(graph, "甲") == set()
    assert page(graph, "甲").count("文<") == 3


def test_the_id_of_a_title_is_the_top_of_its_note() -> None:
    graph = site({"甲": "# 题 {#abc}\n\n甲文 [[#abc]]", "乙": "[[甲#abc]]\n\n![[甲#abc]]"})
    assert codes(graph, "甲") == codes(graph, "乙") == set()
    assert '甲文 <a href="/甲/"' in unquote(page(graph, "甲"))
    assert page(graph, "乙").count("甲文") == 1


def test_a_fan_of_embeds_is_bounded_and_its_first_are_shown() -> None:
    """Each note shows all others twice: without a bound there were a million."""
    notes = {
        str(n): f"正文{n}\n\n" + "".join(f"![[{m}]]\n\n" * 2 for m in range(9)) for n in range(9)
    }
    graph = site(notes)
    html = page(graph, "0")
    assert html.count("<figure") == MAX_EMBEDS
    assert all(f"正文{n}<" in html for n in range(9))
    assert "embed-size" in codes(graph, "0")


def test_large_notes_are_shown_until_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part, "MAX_EMBEDDED", 2_500)
    graph = site({"长": "字" * 1000, "页": "![[长]]\n\n" * 5})
    assert page(graph, "页").count("<figure") == 3


@pytest.mark.parametrize(
    "notes",
    [
        lambda n: {str(i): f"![[{(i + 1) % n}]]" for i in range(n)},
        lambda n: {str(i): f"![[{i}]]\n\n![[#^a]]\n\n文 ^a" for i in range(n)},
        lambda n: {"0": "![[1]]\n\n" * n, "1": "![[0]]"},
        lambda n: {
            "0": "".join(f"![[1#^b{i}]]\n\n" for i in range(n)),
            "1": "".join(f"文 ^b{i}\n\n" for i in range(n)),
        },
    ],
    ids=["a circle", "of themselves", "many", "of many blocks"],
)
def test_time_grows_with_the_embeds(notes) -> None:  # type: ignore[no-untyped-def]
    def seconds(n: int) -> float:
        graph = site(notes(n))
        context = NoteContexts(References(graph, Config()))
        with uncollected():
            return cpu_seconds(lambda: [context.of(graph.notes[path]) for path in graph.urls])

    assert growth(seconds, 200) < RATIO


# --- who sees it ---


def test_only_the_page_shows_what_is_embedded() -> None:
    """A feed has a link, an excerpt and a description nothing, and nobody what is private."""
    notes = {
        "页": "---\ndate: 2026-01-01\n---\n开头\n\n![[甲]]\n\n![[暗]]\n\n![[暗#小节|替]]",
        "甲": "甲文",
        "暗": "---\nprivate: true\ntitle: 暗题\n---\n暗文\n\n## 小节",
    }
    graph = site(notes)
    assert "甲文" in page(graph, "页")
    (entry,) = feed(graph, Config(base_url="https://example.org"))
    shown = entry.produce().decode()
    assert "甲文" not in shown
    assert "&gt;甲&lt;/a&gt;" in shown
    assert graph.notes["页.md"].excerpt == ("开头",)
    for text in (page(graph, "页"), shown):
        assert "暗" not in text
        assert "小节" not in text


def test_a_page_depends_on_what_it_shows() -> None:
    """Its context holds the digests and the links of what is shown, and of nothing else."""
    graph = site({"页": "![[甲]]", "甲": "甲 ![[乙]]", "乙": "乙", "丙": "丙"})
    context = NoteContexts(References(graph, Config())).of(graph.notes["页.md"])
    assert [one.path for one in context.embedded] == ["甲.md", "乙.md"]
    assert context.embedded[0].body == graph.notes["甲.md"].digest


# --- links besides ---


def test_notes_that_are_still_to_be_written_are_wanted() -> None:
    """By name, without regard to case; a private note, a file, an address, a place outside are
    none."""
    graph = site(
        {
            "一": "[[Go 语言]]，[[暗]]，![[图.png]]，[[https://a.b]]，[[../外]]，[文](文.zip)，[[文#节]]",
            "二": (
                '---\n见: ["[[go 语言]]", "[[暗]]"]\n---\n'
                "![[别的]]，[文](夹/新.md)，[[图.excalidraw]]"
            ),
            "暗": "---\nprivate: true\n---\n[[谁]]",
        }
    )
    assert [(one.name, one.places) for one in graph.wanted] == [
        ("Go 语言", (("一.md", 0), ("二.md", 3))),
        ("别的", (("二.md", 0),)),
        ("夹/新", (("二.md", 1),)),
        ("文", (("一.md", 6),)),
    ]


def test_an_array_in_brackets_is_text_where_no_note_is_called_so() -> None:
    """Years, days and numbers of cards are names of notes, and so is what has words of its own."""
    arrays = '[[1,0]]，[[5]]，[["a","b"]]，[[-1]]，[["#",\'.\']]\n\n![[2, 3]]'
    graph = site({"页": f"# 题 [[7,7]]\n\n{arrays}\n\n[[6]]，[[2024]]", "6": "文"})
    shown = unescape(re.sub("<[^>]+>", "", page(graph, "页")))
    assert shown.split() == [*arrays.split(), "6，2024"]
    assert '<span class="missing">2024</span>' in page(graph, "页")
    assert graph.titles["页.md"] == "题 [[7,7]]"
    assert [one.name for one in graph.wanted] == ["2024"]
    assert [fault.message for fault in graph.link_faults["页.md"]] == [
        "there is no note or file '2024'"
    ]
    written = site({"页": "[[1-2-3]]，[[2024-01-01]]，[[202403081200]]，[[1|二]]，[甲](1,0)"})
    assert len(written.wanted) == 5


def test_a_missing_picture_does_not_say_the_words_of_its_caption() -> None:
    """The name of its file is new to who reads them."""
    names = {
        '![凸包](a.png "图 1：凸包")': "a.png",
        '![`a` 与 $n$](a.png "`a` 与 $n$")': "a.png",
        '![点集](a.png "凸包")': "点集",
        "![点集](a.png)": "点集",
        '![](a.png "凸包")': "a.png",
        '![凸包](/Users/甲/项目/a.png "图 1：凸包")': "a.png",
        "![](../图/a%20b.png)": "a b.png",
    }
    for source, name in names.items():
        assert f'<span class="missing">{name}</span>' in page(site({"页": source}), "页"), source


def test_a_picture_of_a_drawing_that_lies_elsewhere_is_named() -> None:
    notes = [parse_whole("![[图.excalidraw]] ![[单.excalidraw.md]]", "页.md")[0]]
    files = ("画/图.excalidraw.md", "导出/旧/图.svg", "导出/图.svg", "单.excalidraw.md")
    attachments = [Attachment(path, "", 1) for path in files]
    graph = graph_of(notes, attachments=attachments)
    hints = [fault.hint for fault in graph.link_faults["页.md"]]
    assert hints[0] == "导出/图.svg lies in another folder: put it beside the drawing."
    assert hints[1].startswith("Export it as SVG")


def test_a_backlink_is_quoted_however_it_was_written() -> None:
    """The sentence around an embed, or that it is one; the label of a property."""
    graph = site(
        {
            "甲": "",
            "句": "先看图。下面 ![[甲]] 说得细。再看。",
            "独": "文。\n\n![[甲]]\n\n![[甲|名]]",
            "例": "见 ![例子](甲.md)。",
            "强": "又见 **![[甲]]**。",
            "注": '![图](图.png "图 1。源于[[甲]]。")',
            "属": '---\n见: "[[甲|字]]"\nseries: "[[甲]]"\n---\n',
            "钥": '---\ntitle: 钥\n"[[甲]]": 1\n---\n',
        }
    )
    config = Config(properties=PropertiesConfig(labels={"见": "参见 & 读"}))
    context = NoteContexts(References(graph, config)).of(graph.notes["甲.md"])
    assert {one.title: one.quotes for one in context.backlinks} == {
        "句": ("下面 <mark>甲</mark> 说得细。",),
        "独": ("嵌入",),
        "例": ("见 <mark>例子</mark>。",),
        "强": ("又见 <strong><mark>甲</mark></strong>。",),
        "注": ("源于<mark>甲</mark>。",),
        "属": ("参见 &amp; 读: <mark>字</mark>", "系列: <mark>甲</mark>"),
        "钥": ("<mark>甲</mark>",),
    }


def test_a_link_in_a_property_is_a_link_of_the_note() -> None:
    graph = site({"页": '---\n相关: "[[甲]]，又[[没有|字]]"\n裸: [[甲]]\n---\n文', "甲": ""})
    note = graph.notes["页.md"]
    assert [(one.key, one.link.target) for one in note.front_matter.links] == [
        ("相关", "甲"),
        ("相关", "没有"),
        ("裸", "甲"),
    ]
    assert [(at.line, at.column) for at in note.mentions] == [(2, 6), (2, 13), (3, 4)]
    assert dict(note.front_matter.properties)["裸"] == "[[甲]]"
    assert [one.source for one in graph.backlinks["甲.md"]] == ["页.md", "页.md"]
    assert codes(graph, "页") == {"link-missing"}


def links_of(graph: SiteGraph, name: str) -> list[str]:
    """Where the links in the text of a note lead to."""
    return re.findall(r'<a href="([^"]*)"', unquote(page(graph, name)))


def test_a_text_goes_before_an_anchor_that_was_made_of_another() -> None:
    headings = "## 重复\n\n## 重复\n\n## 重复-1\n\n"
    graph = site({"甲": f"{headings}[[#重复-1|文]] [[#重复-1-1|文]] [文](#重复-1) [[#重复|文]]"})
    assert links_of(graph, "甲") == ["/甲/#重复-1-1", "/甲/#重复-1-1", "/甲/#重复-1", "/甲/#重复"]


def test_the_top_of_a_page_needs_no_heading() -> None:
    graph = site(
        {
            "甲": '[文](#top) [文](#TOP) <a href="#top">文</a> [文](#)',
            "乙": "[文](甲.md#top) [文](#top)\n\n## Top\n",
            "丙": "[[#top|文]]",
        }
    )
    assert links_of(graph, "甲") == ["/甲/#top", "/甲/#top", "/甲/#top", "/甲/"]
    assert links_of(graph, "乙") == ["/甲/#top", "/乙/#top"]
    assert links_of(graph, "丙") == ["/丙/"]
    warned = [
        n for n in "甲乙丙" if "anchor-missing" in codes_of(graph, f"{n}.md", graph.notes.values())
    ]
    assert warned == ["丙"]


def test_an_id_is_found_in_any_case() -> None:
    graph = site({"甲": "# 甲 {#abc}\n\n## 节 {#Id}", "乙": "[[甲#ABC]] [[甲#iD]]"})
    assert "anchor-missing" not in codes_of(graph, "乙.md", graph.notes.values())
    assert links_of(graph, "乙") == ["/甲/", "/甲/#Id"]


def test_a_formula_in_the_name_of_an_embed_is_one() -> None:
    graph = site({"甲": "## 界 $x^2$ <br>\n\n文\n", "乙": "![[甲#界 $x^2$]]\n"})
    (name,) = re.findall("<figcaption>(.*)</figcaption>", page(graph, "乙"))
    assert name.startswith('<a href="/%E7%94%B2/#') and "甲 › 界 <math" in name
