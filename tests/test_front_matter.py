"""Front matter: what it means, and the line, column and words of every mistake in it.

A mistake is never an exception, and a note that has one is never published: what could not be
read may have said `private`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from front_matter_cases import note
from kbsite.front_matter.values import nearest_key
from kbsite.model import FrontMatter, Nested
from kbsite.nodes.tree import MAX_DEPTH
from kbsite.words.dates import parse_date
from markdown_cases import parse

#: In the order of their names.
MACROS = (("*", "x"), ("A", "y"), ("b", "2"))
COLUMN = "The keys of one mapping begin in one column: indent none of them."
WRITTEN = "Write it on one line in single quotes; in JSON double every backslash."
NAMES = r"A name is ASCII letters, or one character that is none, as \R, \norm or \*."
COLON = "Behind the key stand an ASCII colon and a space."


def front_matter(*lines: str) -> FrontMatter:
    """The front matter `lines`, which must hold no mistake."""
    read = note(*lines)
    assert read.diagnostics == ()
    assert read.readable
    return read.front_matter


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: 甲\n<<<<<<< HEAD\ndate: 2026-01-01\n=======\n>>>>>>> 分支\n---\n", 3),
        ("+++\n<<<<<<< HEAD\ntitle = 1\n=======\ntitle = 2\n>>>>>>> 分支\n+++\n", 2),
        ('{\n<<<<<<< HEAD\n"title": "甲",\n"draft": true\n}\n', 2),
        ("<<<<<<< HEAD\n---\nprivate: true\n---\n甲\n=======\n乙\n>>>>>>> 分支\n", 1),
        ("<<<<<<< HEAD\n---\nprivate: true\n=======\n---\n>>>>>>> 分支\n---\n正文\n", 1),
        ("\ufeff\n\n<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> 分支\n", 3),
    ],
)
def test_a_conflict_of_git_is_told_as_one(text: str, line: int) -> None:
    read = parse(text)
    said = "a conflict of git, which is still to be merged"
    (found,) = read.diagnostics
    assert (found.code, found.line, found.message) == ("front-matter", line, said)
    assert not read.readable


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("title: 题", "title", "题"),
        ("title: 007", "title", "007"),
        ("title: no", "title", "no"),
        ("title: 12:30:00", "title", "12:30:00"),
        ("title: 2026-05-01", "title", "2026-05-01"),
        ("title: 1e3", "title", "1e3"),
        ("title: ~", "title", ""),
        ('title: "~"', "title", "~"),
        ('title: "A: B"', "title", "A: B"),
        ("title: '  多  余 '", "title", "多 余"),
        ("title: Cafe\u0301", "title", "Caf\u00e9"),
        ("title: 行\u2028分", "title", "行 分"),
        ("TITLE: 题", "title", "题"),
        ('"title": 题', "title", "题"),
        ("slug: 1.10", "slug", "1.10"),
        ("tags: [no, 3.10, null, 算法]", "tags", ("no", "3.10", "算法")),
        ("tags: 算法、几何，数学, x", "tags", ("算法", "几何", "数学", "x")),
        ("tags: [算法，几何、数学, x]", "tags", ("算法", "几何", "数学", "x")),
        ("tags:\n- 算法、几何\n- 数学", "tags", ("算法", "几何", "数学")),
        ("aliases: [甲，乙]", "aliases", ("甲，乙",)),
        ("tags: ['#算法', a/b/, ' ', 算法]", "tags", ("算法", "a/b")),
        ("tags:", "tags", ()),
        ("tag: C++ 与 C#", "tags", ("C++ 与 C#",)),
        ("tags: 机器 学习", "tags", ("机器 学习",)),
        ('tags: "#算法 #几何/凸包"', "tags", ("算法", "几何/凸包")),
        ("tags: ['#算法 #几何', 'C# #1']", "tags", ("算法", "几何", "C# #1")),
        (
            "categories: [[甲, 乙], 丙]",
            "properties",
            (("categories", (Nested(("甲", "乙")), "丙")),),
        ),
        ("cssclasses: [宽]", "properties", (("cssclasses", ("宽",)),)),
        ("title:\t题", "title", "题"),
        ("private\u200b: true", "private", True),
        ("ｐｒｉｖａｔｅ: ｔｒｕｅ", "private", True),
        ("{title: 题, private: true}", "private", True),
        ("? private\n: true", "private", True),
        ("line_breaks: Hard", "line_breaks", "hard"),
        ("line_breaks: soft", "line_breaks", "soft"),
        ("line_breaks: auto", "line_breaks", ""),
        ("line_breaks:", "line_breaks", ""),
        ("math: {delimiters: all}", "math_delimiters", "all"),
        ("math: {delimiters: dollars}", "math_delimiters", "dollars"),
        ("math: {macros: {R: '\\mathbb{R}'}}", "math_macros", (("R", r"\mathbb{R}"),)),
        ("math: {macros: {'\\b': 2, '\\*': x, A: ' y '}}", "math_macros", MACROS),
        ("math: {macros: {e: ''}}", "math_macros", (("e", ""),)),
        ("math:", "math_macros", ()),
        ("math: {macros: }", "math_macros", ()),
        ("math: true", "properties", (("math", True),)),
        ("math: false", "properties", (("math", False),)),
        ("huge: 1.0e999", "properties", (("huge", "1.0e999"),)),
        ("alias: 凸包", "aliases", ("凸包",)),
        ("description: 短", "summary", "短"),
        ("date: 2026-5-1", "date", "2026-05-01"),
        ("created: 2026年5月1日", "date", "2026-05-01"),
        ("lastmod: 2026/05/01 12:30", "updated", "2026-05-01T12:30:00+08:00"),
        ("date: 2026-05-01T23:30:00Z", "date", "2026-05-02T07:30:00+08:00"),
        ("date:", "date", ""),
        ('draft: "false"', "draft", False),
        ('draft: "true"', "draft", True),
        ("draft: no", "draft", False),
        ("draft: 是", "draft", True),
        ("private: Yes", "private", True),
        ("private: 0", "private", False),
        ("publish:", "publish", None),
        ("published: off", "publish", False),
        ("unlisted: TRUE", "unlisted", True),
        ("search: false", "search", False),
        ("search:", "search", True),
        ("pinned: true", "pinned", True),
        ("pinned: 否", "pinned", False),
        ("pinned: 100", "pinned", True),
        ("pinned: 0.0", "pinned", False),
        ("pinned:", "pinned", False),
        ("series: 扩散 模型", "series", "扩散 模型"),
        ("series: [扩散模型]", "series", "扩散模型"),
        ("series: [2026]", "series", "2026"),
        ("series: [[2026]]", "series", "[[2026]]"),
        ("tags: '[[a, b|c、d]], e'", "tags", ("[[a, b|c、d]]", "e")),
        ("series: []", "series", ""),
        ("series:", "series", ""),
        ("order: 3", "order", 3.0),
        ("order: -2.50", "order", -2.5),
        ("order: +.5", "order", 0.5),
        ("order: '10.'", "order", 10.0),
        ("order: 1e2", "order", 100.0),
        ("order: １２", "order", 12.0),
        ("order: 0\nweight: 7", "order", 0.0),
        ("weight: 0", "order", 0.0),
        ("weight:", "order", None),
        ("cover: 图.png", "properties", (("cover", "图.png"),)),
        ("n: [1, 2.5, true, no, 08, '1']", "properties", (("n", (1, 2.5, True, "no", "08", "1")),)),
        ("m: {a: 1, b: [x]}", "properties", (("m", {"a": 1, "b": Nested(("x",))}),)),
    ],
)
def test_a_value_is_read(line: str, field: str, value: Any) -> None:
    assert getattr(front_matter(line), field) == value


@pytest.mark.parametrize(
    ("lines", "line", "column", "message", "hint"),
    [
        (
            ["title: 题", "date: 2024-13-45"],
            *(3, 7, "`date`: '2024-13-45' is not a date"),
            "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.",
        ),
        (
            ["date: 12:30:00"],
            *(2, 7, "`date`: '12:30:00' is not a date"),
            "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.",
        ),
        (
            ["updated: [2026-05-01]"],
            *(2, 10, "`updated` must be a date"),
            "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.",
        ),
        (
            ["名: 中文", "draft: maybe"],
            *(3, 8, "`draft` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        (
            ["private:"],
            *(2, 9, "`private` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        (
            ["publish: [true]"],
            *(2, 10, "`publish` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        *(
            (
                lines,
                *(3, 9, f"the quote {quote} that opens here is not closed"),
                f"Close it with another {quote} behind the value, or leave it out.",
            )
            for lines, quote in (
                (["order: 1", 'title:  "没闭合', "tags: [a]"], '"'),
                (["order: 1", "title:  '没闭合", "tags: [a]"], "'"),
                (["order: 1", 'title:  "没闭合', 'summary: "好"', "tags: [a]"], '"'),
                (["order: 1", 'tags: [ "没闭合, b]', "title: c"], '"'),
            )
        ),
        (
            ['title: "引号"里的引号"'],
            *(2, 12, "something stands behind the closing quote"),
            "Put a value that holds \" between two ', and one that holds ' between two \".",
        ),
        (
            ["title: [甲]"],
            *(2, 8, "`title` must be text"),
            "Put the value in quotes, on one line.",
        ),
        *(
            (
                ["title: 题", f"order: {value}"],
                *(3, 8, f"`order`: {value!r} is not a number"),
                "Write 3, 2.5 or -1.",
            )
            for value in (
                "第一",
                "nan",
                "inf",
                "1e999",
                "0x10",
                "1_000",
                "1 2",
                "true",
                ".",
                "1,5",
            )
        ),
        (["weight: [1]"], *(2, 9, "`weight` must be a number"), "Write 3, 2.5 or -1."),
        (["series: [甲, 乙]"], *(2, 9, "`series` must be one name"), "A note belongs to one."),
        (["series: {甲: 乙}"], *(2, 9, "`series` must be one name"), "A note belongs to one."),
        (["series: ..."], *(2, 9, "`series`: '...' comes to nothing in a URL"), ""),
        (["tags: {a: 1}"], *(2, 7, "`tags` must be a list"), "As in  [first, second]"),
        (
            ["tags:", "  - 甲", "  - [乙]"],
            *(4, 5, "`tags` must be a list of words"),
            "One word an entry.",
        ),
        (
            ["title: 甲", "title: 乙"],
            *(3, 1, "the key 'title' stands here twice"),
            "Keep one of them.",
        ),
        (
            ["draft: false", "Draft: true"],
            *(3, 1, "the key `draft` stands here twice"),
            "Keep one of them.",
        ),
        (
            ["m:", "  a: 1", "  a: 2"],
            *(4, 3, "the key 'a' stands here twice"),
            "Keep one of them.",
        ),
        *(
            (lines, len(lines) + 1, 1, "this line is indented less than the first", COLUMN)
            for lines in (
                [" layout: post", "private: true"],
                ["  # 注", " layout: post", "# 注", "draft: true"],
                [" title: |", "   甲", "password: 秘"],
                [" - a", "encrypt: true"],
            )
        ),
        (
            ["  layout: post", " private: true"],
            *(3, 2, "this line is indented less than the first", COLUMN),
        ),
        (
            ["{title: 甲}", "private: true"],
            *(3, 1, "something stands behind the value that ends above"),
            "Give every key a line of its own, without braces.",
        ),
        (
            ["%YAML 1.2", "", "# 注", "title: 甲", "private: true"],
            *(2, 1, "no line of --- stands below %YAML"),
            "Take the line of %YAML away: nothing here needs it.",
        ),
        (
            ["title: 甲", "--- # 二", "private: true"],
            *(3, 1, "a second document, which nothing reads"),
            "Take the line of --- or ... away: all keys stand in one document.",
        ),
        (
            ["a: &x 1", "b: *x"],
            *(2, 4, "YAML anchors and aliases are not read"),
            "Write the value out, or put it in quotes if it starts with & or *.",
        ),
        (
            ["<<: {private: true}"],
            *(2, 1, "YAML merge keys are not read", "Write the entries out."),
        ),
        (
            ["title: **题**"],
            *(2, 9, "did not find expected alphabetic or numeric character"),
            "A value that starts with @, `, %, & or * must stand in quotes.",
        ),
        (
            ["title: !x 重要"],
            *(2, 8, "YAML tags are not read"),
            "Put the value in quotes if it starts with !.",
        ),
        (
            ["a: " + "[" * 40 + "]" * 40],
            *(2, 3 + MAX_DEPTH, f"nested deeper than {MAX_DEPTH} levels"),
            "",
        ),
        (
            ["title: 题", "? [甲, 乙]", ": 1"],
            *(3, 3, "a key must be a word, not a list or mapping"),
            "",
        ),
        (
            ["title: {{title}}"],
            *(2, 9, "a key must be a word, not a list or mapping"),
            'A value that begins with [ or { must stand in quotes, as in  title: "[A] B"',
        ),
        (
            ["tags:", "- 甲", "-乙", "title: 题"],
            *(4, 1, "could not find expected ':'"),
            "Items of a list begin with a dash and a space, as in  - A",
        ),
        (
            ["tags: - 甲"],
            *(2, 7, "block sequence entries are not allowed in this context"),
            "The items of a list stand in lines of their own below the key.",
        ),
        (
            ["中文键: 值", "title: 甲: 乙"],
            *(3, 9, "mapping values are not allowed in this context"),
            'A value that holds ": " must stand in quotes, as in  title: "A: B"',
        ),
        (
            ["tags:", "\t- 甲"],
            *(3, 1, "found character that cannot start any token"),
            "YAML is indented with spaces, not tabs.",
        ),
        (
            ["title: @甲"],
            *(2, 8, "found character that cannot start any token"),
            "A value that starts with @, `, %, & or * must stand in quotes.",
        ),
        (
            ["title: 甲", "tags: [甲, 乙"],
            *(4, 1, "did not find expected ',' or ']'"),
            "A list or mapping opened here or above is not closed.",
        ),
        (
            ["title: 甲", "tags: [#算法, 图论]", "date: 2026-01-02"],
            *(3, 8, "`#` begins a comment, and the bracket that closes is part of it"),
            "Leave # out, as in  [first, second], or put it in quotes.",
        ),
        (
            ["tags: ['#算法', \"#图\", 图论 #数组]"],
            *(2, 24, "`#` begins a comment, and the bracket that closes is part of it"),
            "Leave # out, as in  [first, second], or put it in quotes.",
        ),
        (
            ["tags: [", "  算法, # 其一]", "]", "aliases: [甲 # 乙"],
            *(6, 1, "did not find expected ',' or ']'"),
            "A list or mapping opened here or above is not closed.",
        ),
        (
            ["tags: [算法, "],
            *(3, 1, "did not find expected node content"),
            "A list or mapping opened here or above is not closed.",
        ),
        (
            ["title: ]甲"],
            *(2, 8, "did not find expected node content"),
            'A value that begins with [ or { must stand in quotes, as in  title: "[A] B"',
        ),
        (
            ["tags:", "  - 甲", " - 乙"],
            *(4, 2, "did not find expected key"),
            "Keys of one mapping, and items of one list, begin in one column.",
        ),
        (
            ["summary: |", "  甲", " title: 题"],
            *(4, 2, "did not find expected key"),
            "Keys of one mapping, and items of one list, begin in one column.",
        ),
        (
            ["title: 题", "- 甲"],
            *(3, 1, "did not find expected key"),
            "Items of a list stand below a key that has no value, and no key stands among them.",
        ),
        (
            ["title: 题", "}"],
            *(3, 1, "did not find expected key"),
            "A line begins with a key, or with a dash and a space.",
        ),
        (
            ["tags: [甲, 乙]，", "title: 题"],
            *(2, 13, "did not find expected key"),
            "The value ends at its bracket: leave out what stands behind that.",
        ),
        (
            ["title: [带括号] 的标题", "tags: [甲]"],
            *(2, 14, "did not find expected key"),
            'A value that begins with [ or { must stand in quotes, as in  title: "[A] B"',
        ),
        (
            ["tags: [[甲]], [[乙]]"],
            *(2, 12, "did not find expected key"),
            "A list has one pair of brackets, as in  tags: [A, B]; links in it stand in quotes:"
            ' "[[A]]"',
        ),
        (
            ["title: 甲\0乙"],
            *(2, 9, "a control character that YAML does not allow"),
            "",
        ),
        (
            ["甲: 乙", "title: 中文\x07"],
            *(3, 10, "a control character that YAML does not allow"),
            "",
        ),
        (
            ["title: 行\u2028分", "draft: maybe"],
            *(3, 8, "`draft` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        (["private：true"], 2, 1, "front matter must be `key: value` lines", COLON),
        (["private:true"], 2, 1, "front matter must be `key: value` lines", COLON),
        (["ｐｒｉｖａｔｅ：ｔｒｕｅ"], 2, 1, "front matter must be `key: value` lines", COLON),
        (["private = true"], 2, 1, "front matter must be `key: value` lines", COLON),
        (["title：题"], 2, 1, "front matter must be `key: value` lines", COLON),
        (["- private: true"], 2, 1, "front matter must be `key: value` lines", COLON),
        (
            ["title: 题", "private：true", "date: 2026-05-01"],
            *(3, 1, "could not find expected ':'", COLON),
        ),
        (["title：题", "private: true"], 2, 1, "a key without a colon", COLON),
        (
            ["title: 题", "summary: “甲: 乙”"],
            *(3, 12, "mapping values are not allowed in this context"),
            'Quotes are " or \': others are letters to YAML, as in  title: "A: B"',
        ),
        (
            ["title: 题", " order: 2"],
            *(3, 7, "mapping values are not allowed in this context"),
            "The keys of one mapping begin in one column.",
        ),
        (
            ['title: "\\mathbb{R}"'],
            *(2, 9, "found unknown escape character"),
            "Between single quotes a backslash stays what it is.",
        ),
        (
            ["line_breaks: hart"],
            *(2, 14, "`line_breaks`: 'hart' is none of auto, hard, soft", "Did you mean `hard`?"),
        ),
        (["line_breaks: 1"], 2, 14, "`line_breaks`: '1' is none of auto, hard, soft", ""),
        (["line_breaks: [hard]"], 2, 14, "`line_breaks` must be one of auto, hard, soft", ""),
        (["math: katex"], 2, 7, "`math` must be a mapping", "As in  math: {delimiters: all}"),
        (["math: []"], 2, 7, "`math` must be a mapping", "As in  math: {delimiters: all}"),
        (
            ["math:", "  delimiters: dolars"],
            *(3, 15, "`math.delimiters`: 'dolars' is none of dollars, all"),
            "Did you mean `dollars`?",
        ),
        (
            ["math:", "  macros: [R]"],
            *(3, 11, "`math.macros` must be a mapping", r"As in  macros: {R: '\mathbb{R}'}"),
        ),
        (
            ["math:", "  macros:", "    R2: x"],
            *(4, 5, "`math.macros`: 'R2' cannot name a macro", NAMES),
        ),
        (
            ["math:", "  macros:", r"    '\实数': x"],
            *(4, 5, r"`math.macros`: '\\实数' cannot name a macro", NAMES),
        ),
        (
            ["math:", "  macros:", "    R: x", r"    \R: y"],
            *(5, 5, "`math.macros`: the macro `R` stands here twice", "Keep one of them."),
        ),
        (
            ["math:", "  macros:", "    R:"],
            *(4, 7, "`math.macros`: the body of `R` must be text", WRITTEN),
        ),
        (
            ["math:", "  macros: {R: [x]}"],
            *(3, 15, "`math.macros`: the body of `R` must be text", WRITTEN),
        ),
        (
            ["math:", r'  macros: {grad: "x\nabla"}'],
            *(3, 18, "`math.macros`: the body of `grad` holds a control character", WRITTEN),
        ),
    ],
)
def test_a_mistake_has_a_place_and_keeps_the_note_back(
    lines: list[str], line: int, column: int, message: str, hint: str
) -> None:
    read = note(*lines)
    (found,) = read.diagnostics
    assert (found.line, found.column, found.message) == (line, column, message)
    assert (found.hint, found.severity, found.code) == (hint, "error", "front-matter")
    assert not read.readable


def test_every_mistake_of_a_mapping_is_told() -> None:
    read = note("date: x", "draft: x", "math: {macros: {1a: x, b: [], c: y}, delimiters: z}")
    assert [d.column for d in read.diagnostics if d.line == 4] == [17, 27, 50]
    read = note("date: x", "draft: x", "title: [z]")
    assert [d.line for d in sorted(read.diagnostics, key=lambda d: d.line)] == [2, 3, 4]


@pytest.mark.parametrize(
    "lines",
    [
        ["privat: true"],
        ["Drafts: true"],
        ["pubished: false"],
        ["line-breaks: hard"],
    ],
)
def test_a_misspelt_flag_is_a_warning(lines: list[str]) -> None:
    (found,) = note(*lines).diagnostics
    assert (found.severity, found.code, found.line, found.column) == (
        *("warning", "front-matter-key"),
        *(2, 1),
    )
    assert found.hint.startswith("Did you mean `")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        *(("serie", "series"), ("orders", "order"), ("titel", "title"), ("sumary", "summary")),
        *(("alais", "alias"), ("redirect-from", "redirect_from"), ("permlink", "permalink")),
        *(("标题", "title"), ("标签", "tags"), ("别名", "aliases")),
    ],
)
def test_a_slip_in_another_key_is_told_by_the_way(key: str, meant: str) -> None:
    """A note whose `aliases` are not read loses its old URL without a word."""
    (found,) = note(f"{key}: 甲").diagnostics
    assert (found.severity, found.code) == ("info", "front-matter-key")
    assert (found.line, found.column) == (2, 1)
    assert found.hint == f"Did you mean `{meant}`?"


@pytest.mark.parametrize("lines", ["标题: 甲\ntitle: 乙", "title: 乙\ntitel: 甲"])
def test_a_slip_is_not_told_beside_what_it_would_be(lines: str) -> None:
    assert note(lines).diagnostics == ()


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("tags:\n  -算法\n  -图论", ("算法", "图论")),
        ("tags:\n  -deep learning\n  -C++", ("deep learning", "C++")),
        ("tags: -算法", ("算法",)),
        ("tags: -算法、-图论", ("算法", "图论")),
        ("tags:\n  -算法,\n  -图论", ("算法", "图论")),
        ("tags: -算法、图论", ("算法", "图论")),
    ],
)
def test_a_list_without_spaces_behind_its_dashes_is_read_and_told(
    lines: str, tags: tuple[str, ...]
) -> None:
    found = note(lines)
    assert found.front_matter.tags == tags
    (told,) = found.diagnostics
    assert (told.severity, told.code, told.hint) == (
        *("warning", "front-matter-key"),
        f"Write each as  - {tags[0]}",
    )


@pytest.mark.parametrize(
    "line",
    ["tags: -fPIC", "tags: -1", "tags: '-甲 -乙'", "aliases: -log p -log q"],
)
def test_what_else_begins_with_a_dash_is_a_word(line: str) -> None:
    read = note(line).front_matter
    assert len((*read.tags, *read.aliases)) == 1
    assert note(line).diagnostics == ()


@pytest.mark.parametrize(
    ("lines", "place", "hint"),
    [
        ("tags: #算法", (2, 7), "Leave # out, as in  [first, second], or put it in quotes."),
        ("Tags:   #算法 #图论\t\ndate: 2026-01-02", (2, 9), "Leave # out"),
        ("aliases:\n  - 旧\n  - #老", (4, 5), "Leave # out"),
        ("tags:\n- #算法\n- #图论", (3, 3), "Leave # out"),
        ("title: #1 两数之和", (2, 8), 'Put it in quotes, as in  "#1".'),
    ],
)
def test_a_word_that_is_a_comment_to_yaml_is_told(
    lines: str, place: tuple[int, int], hint: str
) -> None:
    """It would be lost without a word, and Obsidian shows tags with their signs."""
    (told,) = note(lines).diagnostics
    assert (told.severity, told.code) == ("warning", "front-matter-key")
    assert (told.line, told.column) == place
    assert told.message.startswith("`#")
    assert told.hint.startswith(hint)


@pytest.mark.parametrize(
    "lines",
    [
        *(
            "tags: # 待定",
            "tags: [算法] #图论",
            "tags: #TODO",
            "tags: ## 待定",
            "tags:\n# 注\n- 算法",
        ),
        *("tags: # 注\n  - 算法", "tags:\n  - 算法 #常用", "tags: '#算法'", "date: #2026-01-02"),
        *(
            "draft: #true",
            "tags: 算法#图论",
            "tags:",
            "tags:\n#算法",
            "封面: #fff",
            "tags: ~ #算法",
        ),
    ],
)
def test_a_comment_is_none_of_these(lines: str) -> None:
    assert note(lines).diagnostics == ()


@pytest.mark.parametrize(
    "key",
    [
        *("categories", "cover", "created_at", "updated_at", "last_modified", "subtitle", "uid"),
        *("data", "rate", "height", "mathjax", "nav_order", "series_order", "cssclasses", "toc"),
        *("published_at", "publish_date", "dg-publish"),
    ],
)
def test_a_key_of_another_program_is_no_mistake(key: str) -> None:
    assert note(f"{key}: 甲").diagnostics == ()


@pytest.mark.parametrize(
    "line",
    [
        *(
            "status: draft",
            "visibility: private",
            "access: private",
            "hidden: true",
            "secret: true",
        ),
        *(
            "草稿: true",
            "私密: 是",
            "公开: false",
            "dg-publish: false",
            "isDraft: true",
            "状态: [草稿]",
        ),
        *("不公开: 是", "未公开: true", "仅自己可见: 是的", "不发布: true", "是否草稿: 是"),
        *(
            "暂不公开: 1",
            "非公开: 是",
            "私人: true",
            "内部: 是",
            "是否私密: 是",
            "not-public: true",
        ),
        *("expiryDate: 2026-01-02", "unpublishdate: 2099-01-02"),
        *("是否公开: 不公开", "公开: 仅自己可见", "可见: 不", "对外公开: 否", "已发布: false"),
        *("状态: 未公开", "发布状态: 待发布", "可见范围: 仅我可见", "公开: 只有自己能看"),
    ],
)
def test_what_only_others_keep_back_is_a_warning(line: str) -> None:
    (found,) = note(line, "draft: false").diagnostics
    assert (found.severity, found.code, found.line) == ("warning", "front-matter-key", 2)
    assert "true`" in found.hint
    for said in ("private: false", "publish: true", "draft: true", "unlisted: true"):
        assert note(line, said).diagnostics == ()


@pytest.mark.parametrize(
    "line",
    [
        *("status: done", "visibility: public", "hidden: false", "公开: true", "dg-publish: true"),
        *("不公开: 否", "是否公开: 是", "未发布: false", "状态: 已发布", "可见范围: 所有人可见"),
        *(
            "不公开的原因: 是",
            "公开: 2024",
            "hide: [toc]",
            "password: ",
            'password: ""',
            "password: false",
            "encrypt: false",
            "expiryDate: ",
        ),
    ],
)
def test_what_others_publish_is_no_mistake(line: str) -> None:
    assert note(line).readable
    assert note(line).diagnostics == ()


@pytest.mark.parametrize(
    "line", ["password: 123", "密码: 春天", "encrypt: true", "Password: [a, b]"]
)
def test_a_note_that_asks_for_a_password_is_kept_back(line: str) -> None:
    (found,) = note(line).diagnostics
    assert (found.severity, found.code, found.line) == ("error", "front-matter", 2)
    assert not note(line).readable
    assert note(line, "private: true").diagnostics == ()


def test_a_draft_that_asks_for_a_password_is_kept_back_and_no_mistake() -> None:
    draft = note("draft: true", "password: 123")
    assert [(found.severity, found.code, found.line) for found in draft.diagnostics] == [
        ("info", "front-matter-key", 3)
    ]
    assert draft.readable
    # Drafts may be published, too.
    assert draft.front_matter.private
    assert not note("draft: false", "password: 123").readable


def test_a_password_is_no_property() -> None:
    lines = ("password: 123", "server: {user: a, pwd: b}", "private: true")
    assert front_matter(*lines).properties == (("server", {"user": "a"}),)
    assert note("encrypt: true", 'password: ""').readable


@pytest.mark.parametrize(
    ("line", "column", "message", "hint"),
    [
        (
            "math: {makros: {}}",
            8,
            "`math.makros` means nothing to kbsite",
            "Did you mean `macros`?",
        ),
        ("math: {enable: true}", 8, "`math.enable` means nothing to kbsite", None),
    ],
)
def test_an_unknown_key_of_math_is_a_warning(
    line: str, column: int, message: str, hint: str | None
) -> None:
    (found,) = note(line).diagnostics
    assert (found.severity, found.code, found.column) == ("warning", "front-matter-key", column)
    assert (found.message, found.hint) == (message, hint or "Known: macros, delimiters.")


@pytest.mark.parametrize(
    ("lines", "publish"),
    [
        (["publish: true", "published: false"], False),
        (["published: true", "publish: false"], False),
        (["publish: true", "published: true"], True),
    ],
)
def test_of_two_flags_the_one_that_keeps_the_note_back_counts(
    lines: list[str], publish: bool
) -> None:
    assert front_matter(*lines).publish is publish


def test_lists_of_two_keys_are_one() -> None:
    assert front_matter("tag: 甲", "tags: [乙, 甲]").tags == ("乙", "甲")


def test_no_title_and_no_property_holds_a_control_character() -> None:
    note = parse('---\ntitle: "a\\0b\\x08"\n"c\\0": ["d\\x01\\te", {f: "\\x1b[[g]]"}]\n---\n')
    assert note.title == "ab"
    assert note.front_matter.properties == (("c", ("d\te", Nested({"f": "[[g]]"}))),)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 为什么除以 $\\sqrt{d_k}$\n---\n", "为什么除以 √dₖ"),
        ("# 为什么除以 $\\sqrt{d_k}$\n", "为什么除以 √dₖ"),
        ("---\ntitle: 甲 $x^2$\n---\n# 甲 $x^2$\n", "甲 x²"),
        ("---\ntitle: 除以$\\sqrt{d_k}$的原因与\\( O(n^2) \\)\n---\n", "除以√dₖ的原因与O(n²)"),
        ("---\ntitle: 甲 \\(x^2\\)\n---\n# 甲 $x^2$\n", "甲 x²"),
        ("---\ntitle: 用 `ls` 与 **cd**\n---\n# 用 `ls` 与 **cd**\n", "用 ls 与 cd"),
        ("---\ntitle: 给定 $n$ 个点的 $f(n)$\n---\n", "给定 n 个点的 f(n)"),
        (
            "---\ntitle: 用 \\(HNOI\\)、s/\\(a\\|b\\)/ 与 $a$b\n---\n",
            "用 \\(HNOI\\)、s/\\(a\\|b\\)/ 与 $a$b",
        ),
        ("---\ntitle: 花 $5 与 $10，在 $HOME 与 $A_B\n---\n", "花 $5 与 $10，在 $HOME 与 $A_B"),
    ],
)
def test_formulas_in_a_title_are_read_where_only_text_can_stand(text: str, title: str) -> None:
    assert parse(text).title_text == (title,)


@pytest.mark.parametrize(
    "text",
    [
        "用 ${user_name}-${version} 命名",
        "$(my_dir)/$(name)",
        "`$x_1$` 与 `\\(x^2\\)` 的写法",
        "正则 ^[a-z]$|^\\d$ 与 ^a$、^b$",
        "参数 $_，$? 与 $^$",
    ],
)
def test_no_variable_and_no_code_in_a_title_or_summary_is_a_formula(text: str) -> None:
    note = parse(f"---\ntitle: '{text}'\nsummary: '{text}'\n---\n正文\n")
    assert note.title_text == note.summary == (text,)


def test_so_are_those_in_a_summary() -> None:
    note = parse("---\nsummary: 设 $\\theta\\in\\mathbb{R}^d$，价 $5\n---\n正文\n")
    assert note.excerpt == note.summary == ("设 θ∈ℝᵈ，价 $5",)


def test_keys_of_other_programs_are_compared_once() -> None:
    note("difficulty: Easy", "rating: 1500")
    before = nearest_key.cache_info().misses
    note("difficulty: Hard", "rating: 1600")
    assert nearest_key.cache_info().misses == before


@pytest.mark.parametrize("written", ["也许", "[true]", "{a: 1}"])
def test_a_note_is_published_whatever_it_says_of_being_pinned(written: str) -> None:
    """It may be the property of another program."""
    read = note(f"pinned: {written}")
    assert read.readable and not read.front_matter.pinned
    assert [(one.severity, one.code) for one in read.diagnostics] == [
        ("warning", "front-matter-key")
    ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026.5.1", "2026-05-01"),
        ("2026-05-01 9:05", "2026-05-01T09:05:00+08:00"),
        ("2026-05-01T23:59:59.999+0800", "2026-05-01T23:59:59+08:00"),
        ("2026-05-01 23:30 -05:00", "2026-05-02T12:30:00+08:00"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("2026-05/01", None),
        ("0000-01-01", None),
        ("0001-01-01 00:00 +09:00", None),
        ("2026-05-01 24:00", None),
        ("2026-05-01 12:00 +99:99", None),
        ("2026-05", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert parse_date(text, "+08:00") == date


@given(st.text("0123456789-/.年月日T: Z+"))
def test_any_date_is_read_or_refused(text: str) -> None:
    read = parse_date(text, "+08:00")
    assert read is None or len(read) in (10, 25)
