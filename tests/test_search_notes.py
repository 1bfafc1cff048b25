"""One note → passages, chunks, terms with their postings; and the text of a note by section."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.search.characters import normalised
from kbsite.search.formulas import Formulas, without_marks
from kbsite.search.note_index import NoteIndex, NoteText, index_note
from kbsite.search.passages import (
    CHUNK_CHARACTERS,
    CHUNK_PASSAGES,
    MAX_PASSAGE,
    Passage,
    chunks,
    cut,
    passages,
)
from kbsite.search.terms import body_terms
from markdown_cases import parse_whole

TITLE, ALIAS, TAG, HEADING, BODY = 0, 3, 4, 5, 8


def note(text: str = "", *, code: str = "", **fields: Any) -> NoteText:
    """A note of one section before any heading."""
    given = {"url": "/a/", "title": "题", "sections": ((-1, text, code),), **fields}
    return NoteText(**given)


def entries(index: NoteIndex) -> dict[str, list[tuple[int, int]]]:
    """Term → (passage, class) of each of its entries."""
    found = {}
    ones, one_bodies, manies, many_bodies = msgspec.structs.astuple(index.terms)
    for terms, bodies, is_many in ((ones, one_bodies, False), (manies, many_bodies, True)):
        assert terms == sorted(terms)
        for term, body in zip(terms, bodies, strict=True):
            assert term not in found
            found[term] = decoded(body, is_many)
    return found


def decoded(body: bytes, is_many: bool) -> list[tuple[int, int]]:
    numbers = []
    number = shift = 0
    for byte in body:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    if is_many:
        assert numbers.pop(0) == len(numbers) - 2
    else:
        assert len(numbers) == 1
    passage = 0
    found = []
    for entry in numbers:
        passage += entry >> 4
        found.append((passage, entry & 15))
    return found


def shown(index: NoteIndex) -> list[dict[str, Any]]:
    """What a browser reads of each chunk, by name."""
    return [named(chunk) for chunk in index.chunks]


def named(chunk: bytes) -> dict[str, Any]:
    names = ("url", "title", "date", "tags", "sections", "aliases", "folds", "tex")
    return dict(zip(names, json.loads(chunk), strict=False))


# --- passages ---


def test_every_heading_has_a_passage_and_what_stands_before_the_first() -> None:
    assert passages(2, [(1, "文\n", "")]) == [
        Passage(-1, ""),
        Passage(0, ""),
        Passage(1, "文\n"),
    ]


def test_code_has_passages_of_its_own_behind_the_text() -> None:
    assert passages(1, [(0, "文\n", "x = 1\n"), (-1, "引\n", "")]) == [
        Passage(-1, "引\n"),
        Passage(0, "文\n"),
        Passage(0, "x = 1\n", True),
    ]


def test_passages_end_at_lines() -> None:
    assert cut("一二三\n四五\n六七八九\n", 6) == ["一二三\n", "四五\n", "六七八九\n"]
    assert cut("一二\n四五\n六七八九\n", 6) == ["一二\n四五\n", "六七八九\n"]


def test_long_lines_end_at_sentences() -> None:
    assert cut("一二三。四五，六七。八九十。", 7) == ["一二三。", "四五，六七。", "八九十。"]


def test_long_sentences_end_at_marks() -> None:
    assert cut("一二三，四五六，七八", 6) == ["一二三，", "四五六，七八"]


def test_no_cut_falls_between_a_letter_and_its_neighbour() -> None:
    assert cut("一二三，n，四五六，七八", 6) == ["一二三，n，四五六，", "七八"]


def test_no_formula_is_cut() -> None:
    assert cut("一二三四，\x02a，b，c\x03，五六七", 6) == [
        "一二三四，",
        "\x02a，b，c\x03",
        "，五六七",
    ]


def test_a_run_that_is_too_long_is_cut_anywhere() -> None:
    assert [len(part) for part in cut("中" * 100, 6)] == [6] * 15 + [10]


def test_a_run_may_be_twice_as_long() -> None:
    assert cut("中" * 10 + "，文。", 6) == ["中" * 10 + "，", "文。"]


WORDS = st.sampled_from(
    [
        "快速",
        "排序",
        "n",
        "k",
        "log",
        "lower_bound",
        "C++",
        "α",
        "O(n²)",
        "2ⁿ",
        "xₜ",
        "擴",
        "!",
        "#",
    ]
)
MARKS = st.sampled_from([" ", "，", "。", "、", "\n", "(", ")", "；", "  ", "", "\t", "：", "？"])
TEXTS = st.lists(st.tuples(WORDS, MARKS).map("".join), max_size=60).map("".join)


@given(TEXTS, st.integers(20, 60))
def test_passages_hold_all_of_the_text(text: str, limit: int) -> None:
    parts = cut(text, limit)
    assert "".join(parts) == text
    assert all(parts)
    assert all(len(part) <= 2 * limit for part in parts)


@given(st.lists(st.tuples(WORDS, MARKS, WORDS, MARKS), max_size=60))
def test_no_term_is_lost_by_cutting(words: list[tuple[str, ...]]) -> None:
    """Where there are places to cut at all."""
    text = "".join("".join(some) + "中文。快速，" for some in words)
    found: Counter[str] = Counter()
    for part in cut(text, 60):
        found.update(body_terms(normalised(part)))
    assert found == body_terms(normalised(text))


@given(st.lists(st.text(max_size=900).map(lambda text: Passage(0, text)), max_size=30))
def test_chunks_hold_all_passages_and_not_too_many(parts: list[Passage]) -> None:
    groups = list(chunks(parts))
    assert [passage for group in groups for passage in group] == parts
    for group in groups:
        assert 1 <= len(group) <= CHUNK_PASSAGES
        assert len(group) == 1 or sum(len(p.text) for p in group) <= CHUNK_CHARACTERS


# --- the index of a note ---


def test_where_terms_stand() -> None:
    index = index_note(
        note(
            "排序。",
            title="快速排序",
            aliases=("Quick Sort",),
            tags=("算法/排序",),
            tag_keys=("算法", "算法/排序"),
            headings=(("x", "栈"), ("y", "为什么排序很快而且稳定")),
            names=("qsort",),
            code="def quick_sort(): ...",
        )
    )
    found = entries(index)
    assert found["快速"] == [(0, TITLE)]
    assert found["排序"] == [(0, TITLE), (0, TAG), (0, BODY + 5), (3, HEADING + 2)]
    assert found["quick"] == [(0, ALIAS), (1, BODY + 5)]
    assert found["quicksort"] == [(0, ALIAS)]
    assert found["qsort"] == [(0, ALIAS)]
    assert found["quick_sort"] == [(1, BODY + 5)]
    assert found["栈"] == [(2, HEADING)]
    assert found["#算法"] == [(0, TAG)] == found["#算法/排序"]
    assert found["~kuai su"] == [(0, TITLE)] == found["^ksp"]
    assert found["~zhan"] == [(2, HEADING)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [("快速排序", 0), ("快速排序法", 1), ("一二三四五六七", 1), ("一二三四五六七八", 2)],
)
def test_a_short_title_weighs_more(title: str, kind: int) -> None:
    assert entries(index_note(note(title=title)))[title[:2]] == [(0, TITLE + kind)]


def test_what_stands_often_in_a_short_text_weighs_more() -> None:
    def level(text: str) -> int:
        return entries(index_note(note(text)))["排序"][0][1]

    assert level("排序") < level("排序，排序") < level("排序，" * 9) <= 15
    assert level("排序" + "，文字" * 200) < level("排序")


def test_passages_are_numbered_by_chunks() -> None:
    headings = tuple((f"h{i}", f"节{i}") for i in range(20))
    index = index_note(note(headings=headings))
    assert entries(index)["节"] == [(1 + i, HEADING) for i in range(20)]
    assert [len(chunk["sections"]) for chunk in shown(index)] == [8, 8, 5]
    assert shown(index)[1]["sections"][0] == ["h7", "节7", ""]


def test_the_second_chunk_begins_at_eight() -> None:
    text = "\n".join("文" * 1400 + f"甲{c}" for c in "乙丙丁")
    found = entries(index_note(note(text)))
    assert [found[f"甲{c}"][0][0] for c in "乙丙丁"] == [0, 1, 8]


def test_what_a_chunk_holds() -> None:
    [chunk] = shown(
        index_note(
            note(
                "梯度 \x02\\nabla_\\theta f\x03 與\n\n \t行\n",
                title="擴散",
                aliases=("别名",),
                tags=("深度学习/扩散",),
                date="2025-01-02T08:00:00+08:00",
                headings=(("a", "关于 ∇f"),),
                code="x\n",
                names=("diffusion",),
            )
        )
    )
    assert chunk == {
        "url": "/a/",
        "title": "擴散",
        "aliases": ["别名"],
        "tags": ["深度学习/扩散"],
        "date": "2025-01-02",
        "sections": [
            ["", "", "梯度 ∇_θ f 與\n行\n"],
            ["", "", "x\n", 1],
            ["a", "关于 ∇f", ""],
        ],
        "folds": "擴扩與与",
        "tex": {"nabla": "∇"},
    }


def test_a_plain_note_has_neither_forms_nor_symbols() -> None:
    [chunk] = shown(index_note(note("文")))
    assert chunk.keys() == {"url", "title", "date", "tags", "sections"}


def test_what_is_empty_stands_where_something_follows() -> None:
    [chunk] = shown(index_note(note("\x02\\nabla f\x03")))
    assert (chunk["aliases"], chunk["folds"], chunk["tex"]) == ([], "", {"nabla": "∇"})


def test_chunks_are_readable_utf_8() -> None:
    [chunk] = index_note(note("文 “引”")).chunks
    assert "文 “引”".encode() in chunk


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        # A letter is found with its neighbours, in a formula and beside it.
        ("第 \x02k\x03 大", {"第 k", "k 大"}, set()),
        ("和 \x02a+b\x03 的", {"a b", "和 a", "b 的"}, set()),
        ("\x02T(n)=2T(n/2)+O(n)\x03", {"o n", "t n", "n 2"}, set()),
        ("\x02\\frac{1}{n}\\sum_{i=1}^n x_i\x03", {"1 n", "n i", "i 1", "x_i", "frac"}, set()),
        ("\x02a/b\x03", {"a b"}, {"frac"}),
        ("用 \x02O(n \\log n)\x03 的时间", {"o n", "n log", "log n", "n 的", "用 o"}, set()),
        (r"\x02" + r"\mathcal{O}\left(n^2\right)" + r"\x03", set(), set()),
        ("\x02\\mathcal{O}\\left(m \\times n\\right)\x03", {"o m", "m n"}, set()),
        ("\x02\\Theta(n)\x03", {"theta", "theta n"}, set()),
        # Commands by their names, letters by theirs.
        ("\x02\\nabla\\varphi\x03", {"nabla", "varphi", "phi"}, set()),
        ("\x02\\mathrm{softmax}(x_t)\x03", {"softmax", "x_t"}, {"mathrm"}),
        ("\x02\\binom n k\x03", {"binom"}, set()),
        # Marks that stand alone mean nothing.
        ("甲\x02乙", {"甲乙"}, set()),
        ("甲\x03乙\x02", {"甲乙"}, set()),
    ],
)
def test_terms_of_formulas(text: str, found: set[str], missing: set[str]) -> None:
    terms = entries(index_note(note(text))).keys()
    assert found <= terms
    assert not missing & terms


def test_a_long_formula_is_cut_and_found() -> None:
    tex = r"\begin{aligned}" + r"a_1 + \nabla f + b \\" * 400 + r"\binom{n}{k}\end{aligned}"
    index = index_note(note(f"\x02{tex}\x03"))
    found = entries(index)
    texts = [section[2] for chunk in shown(index) for section in chunk["sections"]]
    assert len(found["nabla"]) == len(texts) > 2
    assert found["binom"]
    assert max(map(len, texts)) <= MAX_PASSAGE
    assert all(chunk["tex"] == {"nabla": "∇"} for chunk in shown(index))


def test_two_ways_to_write_one_formula() -> None:
    formulas = Formulas()
    text = formulas.readable("\x02a\\le b\x03 和 \x02a\\leq b\x03")
    assert without_marks(text) == "a≤b 和 a≤b\n"
    assert {"le", "leq"} <= body_terms(formulas.searched(text)).keys()


@given(
    st.text(alphabet="中文ab_ \n。\x02\x03\\{}^αOn()!", max_size=200),
    st.text(alphabet="ab_( \n\x02", max_size=50),
)
def test_any_text_has_an_index(text: str, code: str) -> None:
    index = index_note(note(text, code=code, headings=(("x", text), ("y", code))))
    entries(index)
    for chunk in shown(index):
        assert not {"\x02", "\x03"} & set("".join(section[2] for section in chunk["sections"]))
    assert index_note(note(text, code=code, headings=(("x", text), ("y", code)))) == index


HOSTILE = {
    "Han without end": "中",
    "underscores": "_",
    "letters": "n，",
    "camelCase": "aBcDeF",
    "braces": "{_{",
    "marks of formulas": "\x02",
    "marks that close": "\x03\x02",
    "formulas": "\x02a+b\x03",
    "complexities": "\x02O(O(\x03",
    "one line of sentences": "一二三。",
    "one line of unsafe sentences": "一。a。",
    "lines": "a\n",
    "words": "ab ",
    "spaces": " ",
    "full-width letters": "ａ，",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    def seconds(units: int) -> float:
        text = note(HOSTILE[name] * units, code=HOSTILE[name] * units)
        return cpu_seconds(lambda: index_note(text))

    with uncollected():
        assert growth(seconds, 8000) < RATIO


def test_time_grows_with_headings() -> None:
    def seconds(units: int) -> float:
        headings = tuple((f"h{i}", f"节 {i} a\\nabla") for i in range(units))
        return cpu_seconds(lambda: index_note(note(headings=headings)))

    with uncollected():
        assert growth(seconds, 1000) < RATIO


@pytest.mark.parametrize("unit", ["a", "\\", "\\a ", "中", " ", "\\nabla", "{"])
def test_time_grows_with_a_title(unit: str) -> None:
    def seconds(units: int) -> float:
        text = note(title=unit * units + "\\nabla", tags=(unit * units,))
        return cpu_seconds(lambda: index_note(text))

    with uncollected():
        assert growth(seconds, 4000) < RATIO


# --- what the parser gives ---


def texts(markdown: str) -> list[tuple[int, str]]:
    """(heading, text) of each section of a note, where the words of other notes stand as ‹›."""
    sections = parse_whole(markdown).body.sections
    return [
        (section.heading, "".join(p if isinstance(p, str) else "‹›" for p in section.text))
        for section in sections
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("设 $x^2$ 与\n后文 **粗**`码`\n", "设 \x02x^2\x03 与后文 粗码\n"),
        ("$$\na\n$$\n", "\x02a\x03\n"),
        ("|甲|乙|\n|-|-|\n|$a$|[[丙]]|\n", "甲 | 乙\n\x02a\x03 | ‹›\n"),
        ("![替代 $x$](a.png '说明')\n", "替代 \x02x\x03\n说明\n"),
        ("> [!note] 题\n> 文\n", "题\n文\n"),
        ("文[^1]\n\n[^1]: 注\n", "文\n注\n"),
        ("- 一\n- 二\n  1. 三\n", "一\n二\n三\n"),
        ("甲\x02乙\x03 `\x02` $a\x03$\n", "甲乙  \x02a\x03\n"),
        ("<p>块\x02</p>\n", "块\n\n"),
        ("10<sup>5</sup>，CO<SUB class='a'>2</SUB>\n", "10⁵，CO₂\n"),
        ("<p>2<sup>n + m</sup></p>\n", "2^(n + m)\n\n"),
    ],
)
def test_the_text_of_a_section(markdown: str, text: str) -> None:
    assert texts(markdown) == [(-1, text)]


def test_sections_are_those_of_the_headings_that_the_note_knows() -> None:
    """Neither the H1 that is its title nor what stands in a footnote."""
    written = "# 题\n\n引[^1]\n\n[^1]: 注\n\n    ## 注中\n\n## 甲\n\n文\n\n## 乙\n\n```\n码\n```\n"
    parsed = parse_whole(written)
    assert [heading.text for heading in parsed.note.headings] == [("甲",), ("乙",)]
    assert [(s.heading, s.text, s.code) for s in parsed.body.sections] == [
        (-1, ("引\n注\n注中\n",), ""),
        (0, ("文\n",), ""),
        (1, (), "码\n"),
    ]


def test_the_id_of_a_heading_is_made_of_what_stands_there() -> None:
    [heading] = parse_whole("## 上界 10<sup>5</sup>\n").note.headings
    assert (heading.anchor, heading.text) == ("上界-105", ("上界 10⁵",))


def test_a_heading_in_html_is_that_of_what_follows() -> None:
    assert texts("文\n\n<div>\n<h2>节</h2>\n</div>\n\n甲\n")[-1] == (0, "\n\n甲\n")


def test_a_heading_of_the_first_level_that_is_no_title_counts() -> None:
    assert texts("---\ntitle: 题\n---\n# 甲\n\n文\n") == [(0, "文\n")]
