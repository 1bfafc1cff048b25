"""What must come out alike, said in another way: two notes as one, formulas in dollars and in
brackets, a link in each of its forms."""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from graphs import graph_of
from kbsite.notes import parse_note
from kbsite.nouns.resolutions import Found
from kbsite.nouns.sources import SourceFile
from markdown_cases import OPTIONS, flatten, parse, parse_whole

#: Blocks that need nothing of one another, each of a kind of its own.
_ALONE = (
    "甲与 *乙*，**丙。**丁\n续行",
    "## 节",
    "节二\n---",
    "- 项\n  - 里\n\n  段\n- [ ] 事",
    "3. 三\n4. 四",
    "> 引\n继\n>\n> > 深",
    "> [!note]- 题 $x$\n> 文",
    "| 列 | $a|b$ |\n|:-:|---|\n| `x` | [[乙]] |",
    "```python {1} title=x\nprint(1)  # [!code ++]\n```",
    "~~~\n```\n~~~",
    "    码\n\n    码",
    "$$\nx\n- y\n$$",
    "式 $x_1$ 为 \\\\(y\\\\)，价 $5 到 $10，未完 $\\frac{1}",
    "<div>\n*x*\n\n文\n\n</div>",
    "<b>未关",
    "%%批注\n\n注%%后",
    "<!-- 注\n\n注 -->",
    "词\n: 释\n\n  又",
    "![[图.png|300]]",
    '见 [词](甲.md#节 "题")、[[丙|字]]、![[丁]]。<https://a.com>',
    "***",
    "#标签 ==亮== ~~删~~ https://a.com/一",
    "##无空格\n\n1.甲\n2.乙",
    "[词] (a.md) 与 【【甲】】",
)
_notes = st.lists(st.sampled_from(_ALONE), min_size=1, max_size=5).map("\n\n".join)
# What is numbered through a note, and which image is loaded at once.
_NUMBERS = re.compile(r"(?<=[{/])(a|text|media|h|note) \d+| lazy(?=\})")


def _without_numbers(text: str) -> str:
    return _NUMBERS.sub(lambda one: one[1] or "", text)


def _come_to(text: str) -> tuple[str, list[str], str]:
    """The body of a note, what is said of it, and what the search reads; HTML at the end of a
    file lacks its line end."""
    note, body = parse_whole(text)
    html = _without_numbers(flatten(body.pieces))
    told = sorted(f"{one.code} {one.message}" for one in note.diagnostics)
    words = "".join(_without_numbers(flatten(one.text)) + one.code for one in body.sections)
    return html.replace("\n", ""), told, words.replace("\n", "")


@given(_notes, _notes)
def test_two_notes_in_one_are_one_after_the_other(first: str, second: str) -> None:
    first, second = f"前。\n\n{first}", f"后。\n\n{second}"
    one, other = _come_to(first), _come_to(second)
    both = _come_to(f"{first}\n\n{second}")
    assert both[0] == one[0] + other[0]
    assert both[1] == sorted(one[1] + other[1])
    # Code of a section stands behind all of its text.
    assert sorted(both[2]) == sorted(one[2] + other[2])


_BRACKETS = msgspec.structs.replace(OPTIONS, brackets=True)
_tex = st.sampled_from(
    (
        *("x", "x_1*y*z", "a < b", "P(A|B)", "|x|", "x[1]", "\\{x\\}", "\\text{若 甲}", "a\nb"),
        *("[[x]]", "#a", "x'", "a % b", "\\frac{a}{b}", "\\frac{", "\\foo", "**a**", "&lt;", "-1"),
        *("\\begin{cases}a\\\\b\\end{cases}", "\\left[a\\right]", "==a==", "f(x)", "5"),
    )
)
#: Where formulas stand: `{i}` in a line, `{d}` displayed.
_PLACES = (
    *("设{i}为", "{i}", "- {i}，又 {i}", "1. 甲\n\n   {d}", "> 引 {i}", "## 题 {i}", "**{i}** *a*"),
    *("| {i} | 甲 |\n|---|---|\n| 甲{i}甲甲甲甲甲甲甲甲甲 | {i} |", "[{i}](a.md) ![a](a.png)"),
    *("甲\n{d}\n乙", "{d}", "- 甲\n  {d}\n- 乙", "> {d}", "词\n: {i}", "甲^[乙 {i}]", "甲 {d} 乙"),
    *("> [!note] 题 {i}\n> {d}", "![{i}](a.png)", "“{i}”，（{i}）", "[[x|{i}]]", "~~{i}~~ ==a=="),
)


def _formulas_in(text: str) -> str:
    note, body = parse_note(SourceFile("note.md", "", text.encode()), _BRACKETS)
    # What is converted stands there as it is written.
    shown = [flatten(one.content) for one in body.footnotes] + [flatten(body.pieces)]
    said = "\n".join(f"{one.line} {one.code} {one.message}" for one in note.diagnostics)
    text = "\n".join((*shown, flatten(note.summary), note.title, said))
    for bracket, dollar in ((r"\(", "$"), (r"\)", "$"), (r"\[", "$$"), (r"\]", "$$")):
        text = text.replace(bracket, dollar)
    return text


# Of many displays in lines of text only those in dollars are told.
@given(st.dictionaries(st.sampled_from(_PLACES), _tex, min_size=1, max_size=4))
def test_a_formula_is_the_same_in_dollars_and_in_brackets(places: dict[str, str]) -> None:
    written = ["", ""]
    for place, tex in places.items():
        # A heading, a cell and the title of a callout are one line.
        one_line = tex.replace("\n", " ")
        for number, (begin, end) in enumerate((("$", "$"), (r"\(", r"\)"))):
            opening, closing = ("$$", "$$") if begin == "$" else (r"\[", r"\]")
            formulas = {"i": begin + one_line + end, "d": opening + one_line + closing}
            filled = place.replace("{i}", formulas["i"]).replace("{d}", formulas["d"])
            written[number] += f"{filled}\n\n"
    assert _formulas_in(written[0]) == _formulas_in(written[1])


_NAMES = ("甲", "Go 语言", "C# 入门", "50% 与 a&b", "it's", "v1.0 版", "é", "😀", "a(b)", "a_b*c")
_PARTS = (
    ("", ""),
    ("一 二", "## 一 二"),
    ("A: B", "## A: B"),
    ("x_y", "## `x_y`"),
    ("^p", "段 ^p"),
)


@given(st.sampled_from(_NAMES), st.sampled_from(_PARTS), st.sampled_from(("", "夹/", "夹 #/里/")))
def test_a_link_leads_to_one_place_in_all_its_forms(
    name: str, part: tuple[str, str], folder: str
) -> None:
    fragment, block = part
    path, behind = f"{folder}{name}", f"#{fragment}" if fragment else ""
    address = quote(f"{path}.md") + (f"#{quote(fragment, safe='^')}" if fragment else "")
    forms = [
        *(f"[[{path}{behind}]]", f"[[/{path}{behind}|词]]", f"![[./{path}.md{behind}]]"),
        *(f"[词]({address})", f"[词](./{address} '题')", f"[词](</{address}>)"),
        *(f"![词]({address})", f"[词][一]\n\n[一]: {address}", f'<a href="{address}">词</a>'),
        f"| 列 |\n|---|\n| [[{path}{behind}\\|词]] |",
    ]
    if "#" not in path:
        forms += [f"[词](<{path}.md{behind}>)", f"[词][二]\n\n[二]: <{path}.md{behind}>"]
        forms += [f"[词]({path}.md{behind})", f'[词]({path}.md{behind} "题")']
    target = parse(f"文\n\n{block}\n", f"{path}.md")
    graph = graph_of([target, parse("\n\n".join(forms), "总.md")])
    found = graph.resolutions["总.md"]
    assert len(found) == len(forms)
    assert {(type(one), getattr(one, "note", "")) for one in found} == {(Found, target.path)}
    anchors = {one.anchor for one in found if isinstance(one, Found)}
    assert len(anchors) == 1
    assert not any(one.astray for one in found if isinstance(one, Found))
