"""Where notes are named without a link: what counts, what does not, and what a page shows of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import write_files
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite import mentions
from kbsite.compose.inline import compose_inline
from kbsite.engine import BuildOptions, Engine
from kbsite.mentions import NameFinder, folded, name_of, names_of
from kbsite.model import SiteGraph
from kbsite.nouns.bodies import BLOCK_END
from kbsite.nouns.relations import UnlinkedMention
from test_incremental import build


def graph_of(folder: Path, notes: Mapping[str, str], *, drafts: bool = False) -> SiteGraph:
    root = write_files(folder, {f"content/{path}": text for path, text in notes.items()})
    engine = Engine(root, BuildOptions(drafts=drafts))
    *_, whole = engine.news()
    engine.close()
    assert whole and whole.graph
    return whole.graph


def quotes_of(graph: SiteGraph, path: str) -> list[str]:
    """The sentences that name a note, the words in brackets."""
    unlinked = graph.unlinked.get(path)
    return [_text(graph, one) for one in unlinked.found] if unlinked else []


def _text(graph: SiteGraph, one: UnlinkedMention) -> str:
    html = compose_inline(one.quote, graph.resolutions[one.source])
    return re.sub("<[^>]*>", "", html.replace("<mark>", "[").replace("</mark>", "]"))


# --- what is a mention ---

_NAMED = {
    "注意力.md": "甲",
    "自注意力.md": "乙",
    "gpt.md": "---\ntitle: GPT-4\naliases: [大模型四]\n---\n丙",
    "Go 语言.md": "丁",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Chinese has no word boundaries; the longest name goes first.
        ("他的注意力不集中。", {"注意力.md": "他的[注意力]不集中。"}),
        ("用自注意力计算。", {"自注意力.md": "用[自注意力]计算。"}),
        # A mark of ASCII ends a sentence where no word goes on.
        (
            "见 a.com/s?q=1;x!y 的注意力，嗯?好。",
            {"注意力.md": "见 a.com/s?q=1;x!y 的[注意力]，嗯?"},
        ),
        ("**自**注意力", {"自注意力.md": "[自注意力]"}),
        # Latin has: beside a letter or a digit there is no mention, beside Han there is.
        ("用GPT-4写", {"gpt.md": "用[GPT-4]写"}),
        ("gpt-4 与 GPT-40", {"gpt.md": "[gpt-4] 与 GPT-40"}),
        ("ChatGPT-4 或 XGo 语言", {}),
        ("我写Go 语言2", {"Go 语言.md": "我写[Go 语言]2"}),
        ("我写Ｇｏ　语言", {"Go 语言.md": "我写[Ｇｏ　语言]"}),
        ("即大模型四。", {"gpt.md": "即[大模型四]。"}),
        # Not in code, formulas, links, headings, nor across them.
        ("`注意力` 与 $\\text{注意力}$", {}),
        ("[注意力](https://example.org) 与 [[没有|注意力]]", {}),
        ("## 注意力\n\n# 注意力", {}),
        ("```\n注意力\n```\n\n    注意力\n\n<!-- 注意力 -->\n\n%%注意力%%", {}),
        ("$$\n注意力\n$$\n\n![注意力](https://example.org/a.png) 注`x`意力", {}),
        ('<a href="https://example.org">注意力</a> <code>注意力</code>', {}),
        # A paragraph names a note once; a list item, a cell, a footnote is one of its own.
        ("注意力，注意力。", {"注意力.md": "[注意力]，注意力。"}),
        ("脚注[^1]\n\n[^1]: 看注意力。", {"注意力.md": "看[注意力]。"}),
        ("| 列 |\n|---|\n| 注意力 |", {"注意力.md": "[注意力]"}),
        # Where the note links to it anyway, nothing is missing.
        ("注意力，见[[注意力]]。", {}),
        ("注意力，见[这里](注意力.md)。", {}),
        # The sentence around, with what stands in it.
        (
            "前一句。算 $x$ 的注意力 `f()`，见[[自注意力|它]]！后一句。",
            {"注意力.md": "算 xx 的[注意力] f()，见它！"},
        ),
    ],
)
def test_what_is_a_mention(text: str, found: dict[str, str], tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {**_NAMED, "文.md": text + "\n"})
    assert {path: " / ".join(quotes_of(graph, path)) for path in graph.unlinked} == found


def test_where_a_mention_is(tmp_path: Path) -> None:
    text = "---\ntags: [a]\n---\n\n起头\n换行\n见 GPT-4 与\nGo 语言\n\n- 项\n- 注意力\n"
    graph = graph_of(tmp_path, {**_NAMED, "文.md": text})
    lines = {
        path: [(one.line, one.words) for one in graph.unlinked[path].found]
        for path in _NAMED
        if path in graph.unlinked
    }
    assert lines == {
        "gpt.md": [(7, "GPT-4")],
        "Go 语言.md": [(8, "Go 语言")],
        "注意力.md": [(11, "注意力")],
    }


def test_which_names_are_looked_for(tmp_path: Path) -> None:
    notes = {
        "栈.md": "一字",
        "2024.md": "只有数字",
        "队列/甲.md": "---\ntitle: 队列\n---\n两篇同名",
        "队列/乙.md": "---\ntitle: 队列\n---\n两篇同名",
        "堆.md": "---\naliases: [优先队列, 散列]\n---\n别名",
        "散列.md": "题目先于别名",
        "藏.md": "---\ntitle: 藏起的\nunlisted: true\n---\n散列",
        "私.md": "---\ntitle: 私密的\nprivate: true\n---\n散列",
        "稿.md": "---\ntitle: 草稿的\ndraft: true\n---\n散列",
        "文.md": "栈、2024、队列、优先队列、散列、藏起的、私密的、草稿的。",
    }
    graph = graph_of(tmp_path, notes)
    assert {path: quotes_of(graph, path) for path in graph.unlinked} == {
        "堆.md": ["栈、2024、队列、[优先队列]、散列、藏起的、私密的、草稿的。"],
        "散列.md": ["栈、2024、队列、优先队列、[散列]、藏起的、私密的、草稿的。"],
    }


def test_a_quote_names_nothing_that_is_not_published(tmp_path: Path) -> None:
    notes = {
        "私.md": "---\ntitle: 机密\nprivate: true\n---\n",
        "散列.md": "文",
        "文.md": "散列，见[[机密]]、[[私]]与[[机密|它]]。",
    }
    assert quotes_of(graph_of(tmp_path, notes), "散列.md") == ["[散列]，见私密笔记、私密笔记与它。"]


@pytest.mark.parametrize(
    ("name", "notes", "of", "is_common"),
    [
        ("散列表", 10, 200, False),
        ("散列表", 11, 200, True),
        ("散列表", 5, 6, False),
        ("散列表", 6, 7, True),
        ("散列", 20, 1000, False),
        ("散列", 21, 1000, True),
        ("散列", 5, 6, False),
    ],
)
def test_a_common_word_is_no_name(name: str, notes: int, of: int, is_common: bool) -> None:
    assert mentions.is_common(name, notes, of) is is_common


def test_twenty_are_shown_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "COMMON_FLOOR", 99)
    notes = {f"{i:02}.md": "\n\n".join(["讲散列表的一句。"] * 4) for i in range(10)}
    root = write_files(tmp_path, {f"content/{path}": text for path, text in notes.items()})
    write_files(root, {"content/散列表.md": "文"})
    build(root)
    page = (root / "_site/散列表/index.html").read_text(encoding="utf-8")
    section = re.search(r'<section class="mentions">.*?</section>', page, re.DOTALL)
    assert section
    assert "40 处" in section.group() and "只列出前 20 处" in section.group()
    # Of one note no more than three are listed.
    assert section.group().count("<blockquote>") == 20
    assert section.group().count("<li>") == 7


# --- names ---


def test_a_title_goes_before_an_alias_and_two_of_a_kind_mean_none() -> None:
    titles = {"a.md": "Ａ表", "b.md": "B 表", "c.md": "b  表"}
    aliases = {"b.md": ("a表", "旧名"), "c.md": ("旧名", "新名"), "a.md": ("新名 ", "新名")}
    assert names_of(titles, aliases) == {"a表": "a.md", "b 表": "", "旧名": "", "新名": ""}


def test_what_no_sentence_says_is_no_name() -> None:
    assert [name_of(text) for text in ("栈", " 1 ", "10-12", "——", "长" * 65)] == [""] * 5
    assert name_of(" İİ栈  表 ") == "İİ栈 表"


_TEXTS = st.text("甲乙aB1 \x1e_é", max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.text("甲乙ab1 ", min_size=2, max_size=4), max_size=12), _TEXTS)
def test_both_ways_to_find_names_find_the_same(names: set[str], text: str) -> None:
    names = {name for name in map(name_of, names) if name}
    finder, slow = NameFinder(names, 99), NameFinder(names, 1)
    assert finder.places(text + BLOCK_END) == slow.places(text + BLOCK_END)
    for name, (_, *starts) in finder.places(text + BLOCK_END).items():
        assert all(folded(text).startswith(name, start) for start in starts)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_a_folded_text_is_as_long(text: str) -> None:
    assert len(folded(text)) == len(text)


_HOSTILE = {
    "names that begin one another": lambda n: ({"a" * i for i in range(2, 65)}, "a" * 20 * n),
    "the same in Chinese": lambda n: ({"甲" * i for i in range(2, 65)}, "甲" * 20 * n),
    "many names": lambda n: ({f"名{i}" for i in range(9 * n)}, "名8、名12、" * 40 * n),
    "one name all over": lambda n: ({"散列"}, "散列。\x1e" * 100 * n),
    "hardly names": lambda n: ({f"甲乙{i}" for i in range(n)}, "甲乙" * 100 * n),
}


@pytest.mark.parametrize("shape", _HOSTILE)
@pytest.mark.parametrize("by", ["library", "Python"])
def test_finding_names_is_linear(shape: str, by: str) -> None:
    def seconds(n: int) -> float:
        names, text = _HOSTILE[shape](n)
        finder = NameFinder(names, 99 if by == "library" else 1)
        return cpu_seconds(lambda: finder.places(text + BLOCK_END))

    with uncollected():
        assert growth(seconds, 60) < RATIO
