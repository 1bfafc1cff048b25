"""Excerpts: of the summary, of what stands before `<!-- more -->`, of the opening; as HTML and as
plain text, in which formulas and code have their words."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import feedparser
import pytest

from conftest import BASE_URL, Kbsite, write_files
from kbsite.markdown.texts.excerpts import EXCERPT_LENGTH, MARKED_LENGTH, MARKED_TEXT_LENGTH
from markdown_cases import flatten, parse, parse_body


def text_of(source: str) -> str:
    """The excerpt as plain text."""
    return " ".join(flatten(parse(source).summary).split())


def html_of(source: str) -> str:
    """The excerpt as it stands in a list."""
    return " ".join(flatten(parse(source).excerpt).split())


OPENING = "第一段。\n\n第二段。\n\n"

MARKED = [
    # --- where it stands ---
    (OPENING + "<!-- more -->\n\n第三段。", "第一段。第二段。"),
    (OPENING + "<!--more-->\n第三段。", "第一段。第二段。"),
    (OPENING + "<!--\tMore -->\n第三段。", "第一段。第二段。"),
    (OPENING + "前一句。<!-- more -->后一句。", "第一段。第二段。前一句。"),
    ("甲。\n<!-- more -->\n乙。", "甲。"),
    ("甲 **乙 *丙<!-- more -->丁* 戊** 己", "甲 乙 丙"),
    ("甲[乙<!-- more -->丙](a.md)丁", "甲乙"),
    ("> 引文。\n>\n> <!-- more -->\n>\n> 后。", "引文。"),
    ("前。\n\n> [!note] 题\n> 引文。<!-- more -->后。", "前。引文。"),
    ("<!-- more -->\n\n甲。", "甲。"),
    ("![](a.png)\n\n<!-- more -->\n\n甲。", "甲。"),
    # --- what counts ---
    ("# 题\n\n## 节\n\n甲。\n\n<!-- more -->\n\n乙。", "甲。"),
    (
        "做法：\n\n- 一\n- 二。\n- 三\n\n<!-- more -->\n\n后。",
        "做法：一 二。三",
    ),
    ("1. 一\n\n2. 二\n<!-- more -->\n", "一 二"),
    ("- 甲\n  <!-- more -->\n- 乙", "甲"),
    ("凸集\n: 定义。\n\n<!-- more -->\n\n后。", "凸集 定义。"),
    ("甲。\n\n| 表 |\n|-|\n| 格 |\n\n乙。\n\n<!-- more -->", "甲。乙。"),
    ("```py\nx\n```\n\n甲。\n\n$$\ny\n$$\n\n<!-- more -->", "[代码] 甲。[公式]"),
    ("```py\nx\n```\n\n<!-- more -->\n\n甲。", "甲。"),
    # --- what its author lost is not shown as what kbsite leaves out ---
    ("由 [公式] 与**[代码]**得 `[公式]`。\n\n<!-- more -->", "由 … 与…得 [公式]。"),
    ("甲[^1]。<!-- more -->\n\n[^1]: 注。", "甲。"),
    (
        "一。\n\n二。\n\n三。\n\n四。\n\n五。\n\n六。\n\n<!-- more -->\n\n七。",
        "一。二。三。四。五。六。",
    ),
    ("<div>\n<!-- more -->\n</div>\n\n甲。", "甲。"),
    # --- powers and indices ---
    (
        "10<sup>5</sup> 个 H<sub>2</sub>O，**2<sup>*k*</sup>**。\n\n<!-- more -->",
        "10⁵ 个 H₂O，2ᵏ。",
    ),
    ("<p>n ≤ 10<sup>5</sup></p>\n\n<!-- more -->", "n ≤ 10⁵"),
    (
        "4<sup>th</sup> 与 *a<sup>b*</sup>，注<sup>[1]</sup>。\n\n<!-- more -->",
        "4th 与 ab，注[1]。",
    ),
    (
        "<div>\n<style>\na {}\n\nb {}\n</style>\n</div>\n\n<template>\n\n题\n\n</template>\n\n"
        "甲。\n\n<!-- more -->",
        "甲。",
    ),
    # --- the first, and no other ---
    ("甲。\n\n<!-- more -->\n\n乙。\n\n<!-- more -->", "甲。"),
    ("`<!-- more -->` 甲。\n\n乙。\n\n<!-- more -->\n\n丙。", "<!-- more --> 甲。乙。"),
    ("```\n<!-- more -->\n```\n\n甲。\n\n乙。", "甲。乙。"),
    ("甲。\n\n<!-- read more -->\n\n乙。", "甲。乙。"),
    ("甲。\n\n%%\n<!-- more -->\n%%\n\n乙。", "甲。乙。"),
    ("---\nsummary: 摘要\n---\n甲。\n\n<!-- more -->\n\n乙。", "摘要"),
]


@pytest.mark.parametrize(("source", "expected"), MARKED)
def test_what_stands_before_the_marker_is_the_excerpt(source: str, expected: str) -> None:
    assert text_of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<sub>图 1：网络</sub>，见<sup>1,2</sup>与 2<sup>10</sup>。", "图 1：网络，见1,2与 2¹⁰。"),
        ("- 并行计算\n- 长程依赖\n- 位置编码", "并行计算 长程依赖 位置编码"),
        (
            "Q1 什么是栈\n\nQ2 什么是队列\n\n答：见下。\n\n后",
            "Q1 什么是栈 Q2 什么是队列 答：见下。后",
        ),
        ("- [ ] 任务一\n- [x] 任务二", "任务一 任务二"),
        ("栈\n: 后进先出\n\n队列\n: 先进先出", "栈 后进先出 队列 先进先出"),
    ],
)
def test_paragraphs_and_items_without_a_mark_at_their_end_are_parted(
    source: str, expected: str
) -> None:
    assert text_of(source) == expected


def test_tags_that_are_open_at_the_marker_are_closed() -> None:
    found = html_of("甲 **乙 *丙<!-- more -->丁* 戊** 己")
    assert found == "甲 <strong>乙 <em>丙</em></strong>"


SENTENCE = "这一句话正好有二十个字，句号也算在里面。"


@pytest.mark.parametrize(
    "tag", ['<a title="a > b" href="秘/密.md">', "<a title=x'> ", '<a\ntitle=x href="秘/密.md"\n']
)
def test_an_attribute_is_no_text(tag: str) -> None:
    """Not even behind `>` in a value, or where the tag never ends."""
    shown = text_of(f"<div>\n{tag}词</a>\n</div>\n\n后。")
    assert "密" not in shown
    assert "title" not in shown
    assert shown.endswith("后。")


def test_a_marked_excerpt_is_not_cut_at_the_usual_length() -> None:
    before = SENTENCE * 14
    source = f"{before}\n\n<!-- more -->\n\n后。"
    assert EXCERPT_LENGTH < len(before) < MARKED_TEXT_LENGTH
    assert html_of(source) == text_of(source) == before


def test_a_marked_excerpt_is_bounded_by_whole_sentences() -> None:
    source = SENTENCE * 90 + "\n\n<!-- more -->\n\n后。"
    assert html_of(source) == SENTENCE * (MARKED_LENGTH // len(SENTENCE)) + "…"
    assert text_of(source) == SENTENCE * (MARKED_TEXT_LENGTH // len(SENTENCE)) + "…"


def test_a_sentence_with_formulas_is_whole_or_not_there() -> None:
    source = f"{'甲' * 300}。乙乙 $x$ 丙丙{'丁' * 20}。\n\n<!-- more -->"
    assert text_of(source) == "甲" * 300 + "。…"


def test_a_sentence_longer_than_all_is_cut() -> None:
    source = "甲" * 2000 + "<!-- more -->"
    assert html_of(source) == "甲" * MARKED_LENGTH + "…"
    assert text_of(source) == "甲" * MARKED_TEXT_LENGTH + "…"


@pytest.mark.parametrize("end", ["", "\n\n<!-- more -->\n"])
def test_a_picture_whose_data_stayed_text_is_left_out(end: str) -> None:
    data = "data:image/svg+xml;utf8,<svg xmlns='a' width='6'></svg>"
    assert text_of(f"![]({data})\n\n甲 ![图]({data}) 乙。{end}") == "甲 乙。"
    assert text_of(f"甲 ![]({data.removesuffix('>')}{end}").startswith("甲 ![](data:")


# --- what must survive ---

DASHES = [
    ("MoE-LLM 与 10^{-8}", "MoE-LLM 与 10^{-8}"),
    ("减号 −5，连字号 well‑known", "减号 −5，连字号 well‑known"),
    ("2019–2024 年——至今", "2019–2024 年——至今"),
    ("`--flag` 与 a--b、a---b", "--flag 与 a--b、a---b"),
    ("**MoE-LLM** 与 [x-y](https://a.com)", "MoE-LLM 与 x-y"),
    ("令 $10^{-8}$，则", "令 [Math]，则"),
    ("令 $$10^{-8}$$ 则", "令 [公式] 则"),
    ("甲。\n\n```c\nx--;\n```", "甲。[代码]"),
]
#: An excerpt of each kind of what `{}` says.
KINDS = {
    "opening": "{}\n",
    "before the marker": "{}\n\n<!-- more -->\n\n后。\n",
    "in a list before the marker": "- {}\n\n<!-- more -->\n\n后。\n",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("source", "expected"), DASHES)
def test_hyphens_and_minus_signs_survive(kind: str, source: str, expected: str) -> None:
    if "\n" in source and kind.startswith("in a list"):
        source = source.replace("\n", "\n  ")
    shown = text_of(KINDS[kind].format(source)) if "{}" in KINDS[kind] else ""
    assert (
        shown.replace("[代码]", " [代码]").split() == expected.replace("[代码]", " [代码]").split()
    )


@pytest.mark.parametrize("words", [source for source, _ in DASHES[:3]])
def test_hyphens_survive_in_a_summary(words: str) -> None:
    source = f"---\nsummary: '{words}'\n---\n正文。\n"
    assert text_of(source) == html_of(source) == words


def test_hyphens_survive_everywhere_on_the_site(tmp_path: Path, kbsite: Kbsite) -> None:
    """On the home page, in a folder, under a tag, in the feed and the description."""
    words = "MoE-LLM、−5、2019–2024，10^{-8}"
    head = "---\ndate: 2026-01-01\ntags: 签\n---\n"
    write_files(
        tmp_path, {"content/夹/甲.md": f"{head}{words}，$10^{{-8}}$。\n\n<!-- more -->\n后。"}
    )
    run = kbsite("build", "--root", tmp_path, "--base-url", BASE_URL)
    assert run.code == 0, run.err
    for path in ("index.html", "夹/index.html", "tags/签/index.html"):
        page = (tmp_path / "_site" / path).read_text(encoding="utf-8")
        assert words in page
        assert re.search(r"<mo[^>]*>−</mo>", page)
    page = (tmp_path / "_site/夹/甲/index.html").read_text(encoding="utf-8")
    description = re.search(r'<meta name="description" content="([^"]*)">', page)
    assert description
    assert unescape(description[1]) == f"{words}，[Math]。"
    (entry,) = feedparser.parse((tmp_path / "_site/feed.xml").read_bytes()).entries
    assert entry.summary == f"{words}，[Math]。"
    assert not re.search(r"<!--\s*more", page)


def test_feed_and_description_stay_short(tmp_path: Path, kbsite: Kbsite) -> None:
    head = "---\ndate: 2026-01-01\n---\n"
    write_files(tmp_path, {"content/甲.md": f"{head}{SENTENCE * 80}\n\n<!-- more -->\n\n后。"})
    kbsite("build", "--root", tmp_path, "--base-url", BASE_URL)
    (entry,) = feedparser.parse((tmp_path / "_site/feed.xml").read_bytes()).entries
    assert len(entry.summary) <= MARKED_TEXT_LENGTH + 1
    assert entry.summary.endswith("。…")


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("softmax 的上界", "…"),
        ("Classifier-Free 引导", "…"),
        ("概率流的方差", "概率流…"),
        ("x" * 40, "xxx…"),
    ],
)
def test_no_latin_word_is_cut_in_two(end: str, shown: str) -> None:
    """What does not fit goes whole; in Han any place is as good, and an endless word is none."""
    opening = "字" * (EXCERPT_LENGTH - 3)
    assert text_of(opening + end) == opening + shown


def test_a_formula_of_definitions_alone_has_no_words() -> None:
    source = "文。\n\n$$\n\\newcommand{\\F}{f}\n$$\n\n$\\def\\G{g}$\n\n后 $\\F$。\n\n$$x$$\n"
    assert text_of(source) == "文。后 [Math]。[公式]"
    assert "newcommand" not in html_of(source)
    assert all("newcommand" not in flatten(one.text) for one in parse_body(source).sections)


def test_what_stands_for_formulas_and_code_is_in_the_sites_language(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """In lists, in what a page says of itself and where others quote it."""
    text = "It is $$x$$ as one sees:\n\n$$x + y$$\n\n```\nz\n```\n\nThe end of [[b]].\n"
    files = {
        "kbsite.yaml": f"language: en\nbase_url: {BASE_URL}\n",
        "content/a.md": f"---\ndate: 2026-05-01\n---\n{text}",
        "content/b.md": "# B\n\n## The $$y$$\n\n## C\n\nHere is $$z$$ of [[a]].\n",
    }
    write_files(tmp_path, files)
    assert kbsite("build", "--root", tmp_path).code == 0
    site = tmp_path / "_site"
    texts = {
        path.name: path.read_text("utf-8") for path in (site / "index.html", site / "feed.xml")
    }
    own, other = ((site / name / "index.html").read_text("utf-8") for name in "ab")
    assert "It is [Formula] as one sees: [Formula] [Code] The end of" in texts["index.html"]
    assert "It is [Formula] as one sees: [Formula] [Code] The end of" in texts["feed.xml"]
    assert 'content="It is [Formula] as one sees: [Formula] [Code]' in own
    assert "Here is [Formula] of" in own and "The [Formula]</a></li>" in other
    assert not any(re.search(r"\[(公式|代码)\]", page) for page in (*texts.values(), own, other))
