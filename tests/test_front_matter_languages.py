"""Front matter in TOML and JSON: it means what the same YAML means, every mistake has its line,
column and words, and no text that merely looks like it is eaten.

What TOML and JSON are is checked against `tomllib` and `json`.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable
from datetime import date as day
from datetime import datetime
from datetime import time as clock
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.flags import seen
from kbsite.front_matter.reader import parse_front_matter
from kbsite.model import FrontMatter, Nested
from kbsite.nodes.json import parse_json
from kbsite.nodes.toml import parse_toml
from kbsite.nodes.tree import MAX_DEPTH, MappingNode, Mistake, Node, ScalarNode, SequenceNode
from markdown_cases import parse, parse_whole

TWICE = "Keep one of them."
DEEP = f"nested deeper than {MAX_DEPTH} levels"
IN_QUOTES = 'Text stands in quotes, as in  title = "…"; true and false are in small letters.'
IN_JSON = 'Text stands between double quotes, on one line, as in  "title": "…"'
SINGLE = "Between single quotes a backslash stays what it is."
A_DATE = "Write 2026-05-01 or 2026-05-01T12:30:00+08:00."
BARE = 'A key is A–Z, a–z, 0–9, _ and -, or stands in quotes, as in  "标题" = 1'


def front_matter(text: str) -> FrontMatter:
    """The front matter of a note, which must hold no mistake, and is cut off."""
    read, body = parse_whole(text + "正文\n")
    assert read.diagnostics == ()
    assert body.pieces == ("<p>正文</p>\n",)
    return read.front_matter


def toml(*lines: str) -> str:
    return "\n".join(("+++", *lines, "+++", ""))


def braces(*lines: str) -> str:
    return "\n".join(("{", *lines, "}", ""))


# --- TOML ---


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (['title = "题"'], "title", "题"),
        (['TITLE = "a\\tb\\u00e9"'], "title", "a bé"),
        ([r"title = 'C:\new'"], "title", r"C:\new"),
        (['title = """', "多", '  行"""'], "title", "多 行"),
        (["title = '''", "'引'号 '''"], "title", "'引'号"),
        (['title = "" # 空'], "title", ""),
        (['"title" = "a # b"'], "title", "a # b"),
        (["title = 42"], "title", "42"),
        (["title = true"], "title", "true"),
        (["title = 1_000"], "title", "1000"),
        (['tags = ["甲", "乙"]'], "tags", ("甲", "乙")),
        (["tags = [ # 注", '  "甲",', "", "  '#乙',", "]"], "tags", ("甲", "乙")),
        (['tags = "甲、乙"'], "tags", ("甲", "乙")),
        (["draft = true"], "draft", True),
        (['draft = "false"'], "draft", False),
        (["private=true"], "private", True),
        (["date = 2026-05-01"], "date", "2026-05-01"),
        (["date = 2026-05-01T12:30:00"], "date", "2026-05-01T12:30:00+08:00"),
        (["date = 2026-05-01 12:30:00.25"], "date", "2026-05-01T12:30:00+08:00"),
        (["date = 2026-05-01t23:30:00z"], "date", "2026-05-02T07:30:00+08:00"),
        (["date = 2026-05-01T23:30:00-05:00"], "date", "2026-05-02T12:30:00+08:00"),
        (['date = "2026年5月1日"'], "date", "2026-05-01"),
        (["[math]", r"macros.R = '\mathbb{R}'"], "math_macros", (("R", r"\mathbb{R}"),)),
        (["[math.macros]", r"R = '\mathbb{R}'"], "math_macros", (("R", r"\mathbb{R}"),)),
        (['math = { delimiters = "all" }'], "math_delimiters", "all"),
        (["math.delimiters = 'all'"], "math_delimiters", "all"),
        (['"名" = 1'], "properties", (("名", 1),)),
        (["n = [1, -2.5, 1_0, 0xff, 0b11]"], "properties", (("n", (1, -2.5, 10, 255, 3)),)),
        (["t = 07:32:00", "f = inf"], "properties", (("t", "07:32:00"), ("f", "inf"))),
        (
            ["[params]", "a = 1", "b.c = 2"],
            "properties",
            (("params", {"a": 1, "b": Nested({"c": 2})}),),
        ),
        (
            ["[a.b]", "c = 1", "[a]", "d = 2"],
            "properties",
            (("a", {"b": Nested({"c": 1}), "d": 2}),),
        ),
        (
            ["[[a]]", "b = 1", "[[a]]", "b = 2"],
            "properties",
            (("a", (Nested({"b": 1}), Nested({"b": 2}))),),
        ),
        (["a = [{b = 1}, {}]"], "properties", (("a", (Nested({"b": 1}), Nested({}))),)),
    ],
)
def test_toml_is_read(lines: list[str], field: str, value: Any) -> None:
    assert getattr(front_matter(toml(*lines)), field) == value


@pytest.mark.parametrize(
    ("lines", "line", "column", "message", "hint"),
    [
        (["title = 题 目 # 注"], 2, 9, "`题 目` is no value in TOML", IN_QUOTES),
        (["draft = True"], 2, 9, "`True` is no value in TOML", IN_QUOTES),
        (["title =", "draft = true"], 2, 8, "no value behind the =", 'Empty text is written "".'),
        (["date = 2024-13-45"], 2, 8, "'2024-13-45' is not a date in TOML", A_DATE),
        (["date = 2023-02-29"], 2, 8, "'2023-02-29' is not a date in TOML", A_DATE),
        (["date = 2026-05-01 12:30"], 2, 8, "'2026-05-01 12:30' is not a date in TOML", A_DATE),
        (["date = 2026-05-01 24:00:00"], 2, 8, None, A_DATE),
        (
            ["date = 07:32:00"],
            *(2, 8, "`date`: '07:32:00' is not a date"),
            "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.",
        ),
        (
            ["a = 1", 'draft = "也许"'],
            *(3, 9, "`draft` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        (
            ["tags = ['甲',", " ['乙']]"],
            3,
            2,
            "`tags` must be a list of words",
            "One word an entry.",
        ),
        (["a = 1", "  a = 2"], 3, 3, "the key 'a' stands here twice", TWICE),
        (["a.b = 1", '"a".b = 2'], 3, 5, "the key 'b' stands here twice", TWICE),
        (["a = 1", "a.b = 2"], 3, 1, "the key 'a' stands here twice", TWICE),
        (["a = {b = 1, b = 2}"], 2, 13, "the key 'b' stands here twice", TWICE),
        (["[a]", "[b]", "[ a ]"], 4, 3, "the key 'a' stands here twice", TWICE),
        (["a = {}", "[a.b]"], 3, 2, "the key 'a' stands here twice", TWICE),
        (["draft = false", "Draft = true"], 3, 1, "the key `draft` stands here twice", TWICE),
        (
            ["title: '题'"],
            *(
                2,
                6,
                "no = behind the key",
                'TOML has an equals sign behind the key, as in  title = "…"',
            ),
        ),
        (["a = 1", '标题 = "x"'], 3, 1, "no key that TOML knows", BARE),
        ([r'title = "\mathbb"'], 2, 12, "unescaped '\\' in a string", SINGLE),
        (["a = [1,", "2"], 2, 5, "the [ that opens here is never closed", ""),
        (["a = " + "[" * 40 + "]" * 40], 2, 4 + MAX_DEPTH, DEEP, ""),
        (["a" + ".a" * 40 + " = 1"], 2, 1 + 2 * (MAX_DEPTH - 1), DEEP, ""),
        (["x = 1", "[a" + ".a" * 40 + "]"], 3, 2 + 2 * (MAX_DEPTH - 1), DEEP, ""),
        (["a = " + "1" * 1001], 2, 5, "a value of 1,001 characters without quotes", ""),
        (["a = 1 b = 2"], 2, 7, None, ""),
        (["a = 'x"], 2, 5, "the quotes that open here are never closed", ""),
        (['a = """x"'], 2, 5, "the quotes that open here are never closed", ""),
        (["a = 1", "b = 'x\0'"], 3, 7, None, ""),
        (["a.b = 1", "[a]"], 3, 3, None, ""),
        (["a = [1 2]"], 2, 8, "no comma between two entries", ""),
        (["a = {b = 1"], 2, 11, None, ""),
        (
            ["private: true"],
            2,
            8,
            None,
            'TOML has an equals sign behind the key, as in  title = "…"',
        ),
    ],
)
def test_a_mistake_in_toml_has_a_place(
    lines: list[str], line: int, column: int, message: str | None, hint: str
) -> None:
    """Where `message` is None the words are those of `tomllib`, or of no interest."""
    read = parse(toml(*lines) + "正文")
    (found,) = read.diagnostics
    assert (found.line, found.column, found.hint) == (line, column, hint)
    assert message in (None, found.message)
    assert (found.code, found.severity, read.readable) == ("front-matter", "error", False)


# --- JSON ---


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (['"title": "题"'], "title", "题"),
        ([r'"title": "\u9898\ud83d\ude00 \"a\" b\/c"'], "title", '题😀 "a" b/c'),
        (['"title": 42'], "title", "42"),
        (['"title": null'], "title", ""),
        (['"tags": ["甲", "乙"],', '"draft": true'], "tags", ("甲", "乙")),
        (['"draft": "false"'], "draft", False),
        (['"Private" : true'], "private", True),
        (['"publish": null'], "publish", None),
        (['"date": "2026-05-01T12:30:00Z"'], "date", "2026-05-01T20:30:00+08:00"),
        (
            ['"n": [1, -2.5, "1", null, 1e3, {}]'],
            "properties",
            (("n", (1, -2.5, "1", None, "1e3", Nested({}))),),
        ),
        (['"math": {"macros": {"R": "\\\\mathbb{R}"}}'], "math_macros", (("R", r"\mathbb{R}"),)),
        (['"a": {"}": "{"}'], "properties", (("a", {"}": "{"}),)),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        braces,
        lambda *lines: ";;;\n" + "\n".join(lines) + "\n;;;\n",
        lambda *lines: ";;;  \n{" + "\n".join(lines) + "}\n;;;\n",
        lambda *lines: "\n".join(lines) + "\n;;;\n",
        lambda *lines: "---json\n{" + "\n".join(lines) + "}\n---\n",
        lambda *lines: "\n\n{\n " + " ".join(lines) + "}  \n",
    ],
)
def test_json_is_read(form: Callable[..., str], lines: list[str], field: str, value: Any) -> None:
    """In braces (Hugo), in `;;;` with braces or without (Hexo, Middleman), without the first
    fence (Hexo)."""
    assert getattr(front_matter(form(*lines)), field) == value


@pytest.mark.parametrize(
    ("lines", "line", "column", "message", "hint"),
    [
        (['"title": "题",'], 2, 13, "a comma behind the last entry", "JSON allows none."),
        (['"tags": ["甲", ]'], 2, 13, "a comma behind the last entry", "JSON allows none."),
        (['"a": 1', '"b": 2'], 3, 1, 'a comma or } must stand here, not `"`', ""),
        (['"a": [1 2]'], 2, 9, "a comma or ] must stand here, not `2`", ""),
        (['"a": 1, "b" = 2'], 2, 13, "a colon behind the key must stand here, not `=`", ""),
        (["\"a\": 'x'"], 2, 6, "a value must stand here, not `'x'`", IN_JSON),
        (['"a": 题'], 2, 6, "a value must stand here, not `题`", IN_JSON),
        (['"a": 007'], 2, 6, "a value must stand here, not `007`", IN_JSON),
        (['"a": NaN'], 2, 6, "a value must stand here, not `NaN`", IN_JSON),
        (['"a":'], 3, 1, "a value must stand here, not `}`", IN_JSON),
        (['"a": 1, // 注'], 2, 9, "a key must stand here, not `//`", "JSON has no comments."),
        (["private: true"], 2, 1, "a key must stand here, not `private`", IN_JSON),
        (['"a": "x', 'y"'], 2, 6, "the quotes are not closed on this line", IN_JSON),
        (['"a": "x\ty"'], 2, 6, "the quotes are not closed on this line", IN_JSON),
        ([r'"a": "x\mathbb"'], 2, 8, r"`\m` means nothing in JSON", "Write a backslash twice."),
        ([r'"a": "\ud83d x"'], 2, 6, "half a character (a surrogate without its other half)", ""),
        (['"题": 1, "题": 2'], 2, 9, "the key '题' stands here twice", TWICE),
        (['"m": {"a": 1,', '  "a": 2}'], 3, 3, "the key 'a' stands here twice", TWICE),
        (['"a": ' + "[" * 40 + "]" * 40], 2, 5 + MAX_DEPTH, DEEP, ""),
        (['"a": ' + '{"a":' * 40 + "1" + "}" * 40], 2, 6 + 5 * (MAX_DEPTH - 1), DEEP, ""),
        (
            ['"date": "2024-13-45"'],
            *(2, 9, "`date`: '2024-13-45' is not a date"),
            "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.",
        ),
        (
            ['"private": null'],
            *(2, 12, "`private` is neither true nor false, so the note is kept private"),
            "Write true or false.",
        ),
        (
            ['"math": {"macros": {"beta": "\\beta"}}'],
            *(2, 29, "`math.macros`: the body of `beta` holds a control character"),
            "Write it on one line in single quotes; in JSON double every backslash.",
        ),
        (
            ['"a": 1', "} 正文", "{"],
            *(3, 3, "something stands behind the closing }"),
            "The front matter ends with the line of its last }.",
        ),
    ],
)
def test_a_mistake_in_json_has_a_place(
    lines: list[str], line: int, column: int, message: str, hint: str
) -> None:
    read = parse(braces(*lines) + "正文")
    (found,) = read.diagnostics
    assert (found.line, found.column, found.message, found.hint) == (line, column, message, hint)
    assert (found.code, found.severity, read.readable) == ("front-matter", "error", False)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{\n"draft": true\n\n正文', 4, 1, "a comma or } must stand here, not `正文`"),
        ('{"draft": [true\n', 1, 11, "the [ that opens here is never closed"),
        ('{"draft": true', 1, 1, "the { that opens here is never closed"),
        (' \u3000{"draft": tru}\n', 1, 13, "a value must stand here, not `tru`"),
        ('\n  {"draft": true', 2, 3, "the { that opens here is never closed"),
        ('\n\n{\n"a": "\n}', 4, 6, "the quotes are not closed on this line"),
        ('{"private": true} 正文', 1, 19, "something stands behind the closing }"),
        ("{private: true}\n正文", 1, 2, "a key must stand here, not `private`"),
        (';;;\n[1]\n"a": 1\n;;;\n', 2, 1, "a key must stand here, not `[`"),
        ('---json\n{"a": 1} 2\n"b": 3\n---\n', 2, 10, "something stands behind the closing }"),
    ],
)
def test_json_that_may_have_said_private_keeps_the_note_back(
    text: str, line: int, column: int, message: str
) -> None:
    (found,) = parse(text).diagnostics
    assert (found.line, found.column, found.message) == (line, column, message)
    assert not parse(text).readable


# --- which text is front matter ---


@pytest.mark.parametrize(
    "text",
    [
        *(
            "+++\n文",
            "+++",
            "+++ a +++\n文",
            "+++\n文\n+++\n文",
            "+++\n[链接]\n注意: x\n+++\n",
            "++++\na = 1\n++++\n",
            "++\n",
        ),
        *(";;;\n文\n;;;\n", ";;;\n文", ";;\n", ";;; 注\n"),
        *(
            "{\n文\n}",
            "{}\n",
            "{ }\n文",
            '{"a": 1}\n',
            '{"name": "x",\n "n": 1}\n文',
            "{{ page }}\n文",
            "{% raw %}\n{: .a }\n",
            "{.类}\n",
        ),
        *(
            "{文}：说明",
            "{x: 1} 是映射。\n",
            "{\n  x: 1\n}\n",
            '{"a": 1} 是一个对象。\n',
            '{"甲", "乙"}\n',
        ),
        *('{"a": 1\n\n正文', '"a": 1\n文\n', '"引文": 他说。\n\n---\n'),
        *("题目\n---\n", "note: 一句话\n---\n", "title: 题\n\n---\n", "title: 题\n文\n---\n"),
        *("title: 题\ndate: 2026-05-01\n", "    title: 题\n---\n", "见 title: 题\n---\n"),
        *("----\ntitle: 题\n----\n", "—\n文\n", "___\ndraft 一词\n"),
    ],
)
def test_what_merely_looks_like_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text)[:6] == ("", "", 1, text, 1, None)
    assert parse(text).readable


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("+++\na = 1\n+++\n文", ("TOML", "a = 1\n", 2, "文", 4)),
        ("+++\n+++\n文", ("TOML", "", 2, "文", 3)),
        ("\ufeff\n+++ \n[a]\nb=1\n+++", ("TOML", "[a]\nb=1\n", 3, "", 6)),
        ("---toml\na = 1\n---\n文", ("TOML", "a = 1\n", 2, "文", 4)),
        ("--- yaml\na: 1\n...\n文", ("YAML", "a: 1\n", 2, "文", 4)),
        (';;;\n"a": 1\n;;;\n文', ("JSON", '"a": 1\n', 2, "文", 4)),
        ('"a": 1\n;;;\n文', ("JSON", '"a": 1\n', 1, "文", 3)),
        ('\n{\n"a": 1\n}\n\n文', ("JSON", '{\n"a": 1\n}', 2, "\n文", 5)),
        ('{"date": "", "b": "}"} \n文', ("JSON", '{"date": "", "b": "}"}', 1, "文", 2)),
        ('{ "title" : {}}', ("JSON", '{ "title" : {}}', 1, "", 2)),
        ("title: 题\n---\n文", ("YAML", "title: 题\n", 1, "文", 3)),
        ("\ndate: 2026-05-01\ntags:\n- 甲\n  - 乙\n---", None),
    ],
)
def test_where_front_matter_of_other_generators_is_cut(
    text: str, cut: tuple[Any, ...] | None
) -> None:
    if cut is None:
        block = text.removeprefix("\n").removesuffix("---")
        cut = ("YAML", block, 2, "", 7)
    assert split_front_matter(text)[:6] == (*cut, None)


def test_hexo_may_leave_out_the_first_fence() -> None:
    read = front_matter("title: 题\ndate: 2026-05-01\nprivate: true\n---\n")
    assert (read.title, read.date, read.private) == ("题", "2026-05-01", True)
    (found,) = parse("\ntitle: 题\ndate: x\n---\n").diagnostics
    assert (found.line, found.column) == (3, 7)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (
            "\n+++\nprivate = true\n\n文",
            *(2, "the front matter is never closed", "End it with a line that holds only +++"),
        ),
        (
            ';;;\n"private": true\n文',
            *(1, "the front matter is never closed", "End it with a line that holds only ;;;"),
        ),
        (
            "\nprivate: true\ntitle: 题\n\n文",
            *(2, "the front matter has no fences", "Put it between two lines that hold only ---"),
        ),
        ("draft: true\n正文", 1, "the front matter has no fences", None),
        ("title: 题\npublish: no\n", 1, "the front matter has no fences", None),
        ("\n—\nprivate：true\n—\n", 2, "this is no fence of front matter", None),
        ("----\ntitle: 题\ndraft: yes\n----\n", 1, "this is no fence of front matter", None),
        ("－－－\nprivate: true\n", 1, "this is no fence of front matter", None),
        ("===\npublished: false\n===\n", 1, "this is no fence of front matter", None),
        ("\u3000---\nprivate: true\n---\n", 1, "this is no fence of front matter", None),
        ("\u00a0+++\nprivate = true\n+++\n", 1, "this is no fence of front matter", None),
        ("\u3000title: 题\nprivate: true\n---\n", 1, "the front matter has no fences", None),
        (
            "# 题\n\n---\ntitle: 题\nprivate: true\n---\n文",
            *(3, "front matter further down is not read"),
            "Put it at the very start of the note; of two blocks make one.",
        ),
        (
            "---\na: b\n---\n\n\ufeff---\nprivate: true # 别\n...\n",
            5,
            "front matter further down is not read",
            None,
        ),
        *(
            (f"{head}private: true\n---\n文\n", line, message, None)
            for message in ("front matter further down is not read",)
            for head, line in (
                ("---\ntitle: 甲\n...\n", 3),
                ("---\ntitle: 甲\n---\n", 3),
                ("---\n---\ntitle: 甲\n", 2),
                ("---\n title: 甲\n---\n\n\n", 5),
                ('{\n"title": "甲"}\n', 2),
                ("---\ntitle: 甲\n---\n# 题\n---\n", 5),
                ("---\n---\n文\n---\n", 4),
            )
        ),
        ("# 题\n\n---\n---\ndraft: true\n---\n", 4, "front matter further down is not read", None),
        ("# 题\n+++\nprivate = true\n+++\n", 2, "front matter further down is not read", None),
        (
            "# 题\n---\u3000\n\u200bdraft：true\n---\n",
            2,
            "front matter further down is not read",
            None,
        ),
        *(
            (f"---\na: b\n---\n{text}\n\n---\ndraft: true\n---\n", 6, message, None)
            for message in ("front matter further down is not read",)
            for text in ("代码 `a <!-- b`", "\\<!-- x", "    <!-- x")
        ),
        ('"private": true\n', 1, "the front matter has no fences", None),
        ("title: a\ndraft: true # 未完\n\n文", 1, "the front matter has no fences", None),
        ("password：abc123 # 注\n\n文\n", 1, "the front matter has no fences", None),
        (
            "# 题\n\n    ```\n\n---\npassword: 12 it's\n---\n",
            5,
            "front matter further down is not read",
            None,
        ),
        ("# 题\n\n+++\npassword = 'a b'\n+++\n", 3, "front matter further down is not read", None),
        (
            "# 题\n\n---\ndate created: 何时\ntags: [\n甲]\nprivate: true\n---\n",
            *(3, "front matter further down is not read", None),
        ),
        ("# 题\n\n---\npassword: 秘\n---\n", 3, "front matter further down is not read", None),
        ("<!-- x -->\n---\ndraft: true\n---\n", 2, "front matter further down is not read", None),
        (
            "# 题\n\n~~~\n```\n~~~\n\n---\nprivate: true\n---\n",
            *(7, "front matter further down is not read", None),
        ),
        *(
            (f"# 题\n\n{above}\n\n---\nprivate: true\n---\n", line, message, None)
            for message in ("front matter further down is not read",)
            for above, line in (("> ```\n> 码", 6), ("- 项\n\n  ```\n  码", 8))
        ),
        (
            "---\ntitle: 题\n---\n\n---\npublish: false\n---\n",
            *(5, "front matter further down is not read", None),
        ),
        (
            "---\ntitle: 题\n---\n\n---\n\ntitle: 甲\npublish: false\n\n---\n",
            *(5, "front matter further down is not read", None),
        ),
    ],
)
def test_fences_gone_wrong_keep_the_note_back(
    text: str, line: int, message: str, hint: str | None
) -> None:
    (found,) = parse(text).diagnostics
    assert (found.line, found.column, found.message) == (line, 1, message)
    assert hint in (None, found.hint)
    assert found.hint
    assert not parse(text).readable


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\u200e", "\u00ad", "\u3000\n", "\u200b\n"])
@pytest.mark.parametrize(
    "text",
    [
        *("%s---\nprivate: true\n---\n", "---%s\nprivate: true\n---\n", '%s{"private": true}\n'),
        *(
            "%s+++\nprivate = true\n+++\n",
            "---\nprivate: true\n---%s\n",
            "%stitle: 题\nprivate: true\n---",
        ),
    ],
)
def test_what_shows_nothing_hides_no_fence(text: str, hidden: str) -> None:
    read = parse(text % hidden)
    assert read.diagnostics == ()
    assert read.front_matter.private


def test_a_rule_above_a_long_paragraph_takes_no_time() -> None:
    paragraph = "一行二十五个字左右的正文，没有结尾的分隔线。\n" * 2000
    assert parse(f"文\n\n---\n{paragraph}\n```yaml\ndraft: true\n```\n").readable


def test_front_matter_further_down_may_be_an_example() -> None:
    block = "---\nprivate: true\n---\n"
    assert parse(f"文\n\n```yaml\n{block}```\n").readable
    assert parse(f"文\n\n{block.replace('true', 'false')}").readable
    assert parse("---\ntitle: 题\n---\n---\n\n文\n\nprivate: true\n\n---\n").readable
    assert parse("---\ntitle: 题\n---\n文\n\n---\n\nprivate: true\n\n---\n").readable
    assert parse("# 网\n\n---\nSSID: 家\n密码: 88888888\n---\n\n## 印\n").readable
    assert parse("密码: 一种保护信息的手段\n").readable
    assert parse("密码：指用于验证身份的字符串。\n").readable
    assert parse("passwd: 修改用户密码\n").readable
    assert parse("口令 = H(x)\n\npassword: the word\n").readable
    assert parse(f"文\n\n  ```yaml\n{block}  ```\n").readable
    assert parse(f"文\n\n~~~~\n~~~\n{block}~~~\n~~~~\n").readable
    assert parse(f"---\ntitle: 题\n---\n<!--\n{block}-->\n").readable
    assert parse("文\n\n---\n\nprivate: true 的意思\n\n---\n").readable


FRAGMENTS = (
    *("---\n", "+++\n", ";;;\n", "\n", "{", "}", '"a": 1', "a = 1\n", "a: 1\n", "- x\n", "正文\n"),
    *(
        "private: true\n",
        "title: 题\n",
        " ",
        "[",
        "]",
        '"',
        "'",
        "\\",
        ",",
        ":",
        "=",
        "\ufeff",
        "\0",
    ),
    *("...\n", "yaml", "json", "#", "—\n", "\t", '"private": true\n', "'''", '"""', "\u2028"),
)


def pieces() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(FRAGMENTS)).map("".join)


@given(pieces() | st.text())
@example(' {"private": true\n')
def test_no_text_raises_and_none_is_lost(text: str) -> None:
    split = split_front_matter(text)
    assert text.endswith(split.body)
    if not split.language:
        assert split.body == text
    head = text[: len(text) - len(split.body)]
    assert split.block in head
    if split.language:
        lines = text.split("\n")
        # The block may begin within its line only behind what shows nothing.
        rest = "\n".join(lines[split.line - 1 :])
        before = rest[: rest.index(split.block)]
        assert not seen(before).strip()
        assert len(before) == split.indent or split.language != "JSON"
        assert split.body_line == head.count("\n") + (1 if head.endswith("\n") else 2)
    read = parse(text.replace("\r", ""))
    assert read.readable == all(found.severity != "error" for found in read.diagnostics)
    for found in read.diagnostics:
        assert 1 <= found.line <= text.count("\n") + 2


# --- one mapping, three languages ---

WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"), exclude_characters="\ufeff")
)
NUMBERS = st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = WORDS | st.booleans() | NUMBERS | st.sampled_from(["no", "12:30", "007", "~", "", "null"])
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=3),
    max_leaves=6,
)
DATES = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)).map(
    lambda at: at.isoformat(" ", "seconds")
)
MAPPINGS = st.fixed_dictionaries(
    {"title": WORDS},
    optional={
        "tags": st.lists(SCALARS, max_size=3) | WORDS,
        "aliases": st.lists(WORDS, max_size=3),
        "date": DATES | WORDS,
        "draft": st.booleans() | WORDS,
        "publish": st.booleans() | st.sampled_from(["no", "是"]),
        "line_breaks": st.sampled_from(["hard", "soft", "auto", "hart"]),
        "math": st.fixed_dictionaries(
            {},
            optional={
                "delimiters": st.sampled_from(["all", "dollars", ""]),
                "macros": st.dictionaries(
                    WORDS | st.sampled_from(["R", "\\R"]), SCALARS, max_size=3
                ),
            },
        ),
        "permalink": WORDS,
        "cover": VALUES,
        "任意": VALUES,
    },
)


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_json(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return as_json(value)


@given(MAPPINGS)
def test_the_same_mapping_means_the_same_in_every_language(mapping: dict[str, Any]) -> None:
    entries = [(as_json(key), value) for key, value in mapping.items()]
    yaml = "---\n" + "".join(f"{key}: {as_json(value)}\n" for key, value in entries) + "---\n"
    hugo = "+++\n" + "".join(f"{key} = {as_toml(value)}\n" for key, value in entries) + "+++\n"
    members = ",\n".join(f"{key}: {as_json(value)}" for key, value in entries)
    read = [parse(text) for text in (yaml, hugo, f"{{\n{members}\n}}\n", f";;;\n{members}\n;;;\n")]
    assert all(note.front_matter == read[0].front_matter for note in read)
    told = [
        [(found.line, found.message, found.hint) for found in note.diagnostics] for note in read
    ]
    assert told == [told[0]] * len(read)


# --- against the standard library ---


def stands_for(node: Node, value: Any) -> bool:
    """Whether a node says what the standard library reads."""
    if isinstance(value, dict):
        entries = (
            {key.text: below for key, below in node.entries}
            if isinstance(node, MappingNode)
            else {}
        )
        return entries.keys() == value.keys() and all(
            stands_for(entries[k], value[k]) for k in value
        )
    if isinstance(value, list):
        items = node.items if isinstance(node, SequenceNode) else ()
        return len(items) == len(value) and all(map(stands_for, items, value))
    if not isinstance(node, ScalarNode) or node.plain is isinstance(value, str):
        return False
    if isinstance(value, bool) or value is None:
        return node.text == as_json(value)
    if isinstance(value, float):
        return float(node.text) == value or math.isnan(value)
    if isinstance(value, int):
        return int(node.text) == value
    if isinstance(value, datetime | day | clock):
        return bool(type(value).fromisoformat(node.text) == value)
    return bool(node.text == value)


TOML_FRAGMENTS = (
    *(
        "a",
        "b",
        '"c"',
        "'d'",
        "a.b",
        " = ",
        "=",
        ".",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "\n",
        " ",
    ),
    *(
        "a = ",
        "\nb = ",
        "\n[x]\n",
        "\n[[y]]\n",
        "\n[x.z]\n",
        "c.d = 1\n",
        "[1, 2, ]",
        "{g = 1, h.i = [{}]}",
    ),
    *("1", "0x1F", "1_0", "1e3", "-0.5", "01", "true", "inf", "nan", "# c", "题", "\t", "\\", "\0"),
    *(
        '"\\u00e9\\n"',
        '"""x\n"y"\\\n  z"""',
        "'''q\n'''",
        '""',
        '""""""',
        '""""a"""""',
        "''''b'''''",
    ),
    *(
        "2026-05-01",
        "07:32:00",
        "2026-05-01 07:32:00.5Z",
        "2026-02-30",
        "2026-05-01t07:32:00.1234+08:00",
    ),
)


@given(st.lists(st.sampled_from(TOML_FRAGMENTS), max_size=12).map("".join))
def test_toml_is_what_tomllib_reads(text: str) -> None:
    node = parse_toml(text)
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert isinstance(node, Mistake)
    else:
        assert not isinstance(node, Mistake)
        assert stands_for(node, value)


JSON_FRAGMENTS = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"a"',
        '"b"',
        '"a":',
        ',"b":',
        "{}",
        "[]",
        " ",
        "\n",
        '"',
        "'",
        "//",
    ),
    *("1", "-0", "1e5", "1.5E-3", "01", "1.", ".5", "-", "true", "null", "nul", "NaN", "Infinity"),
    *('"\\u00e9"', '"\\ud83d\\ude00"', '"\\x"', '"\\"', '"\t"', "题", "\0"),
)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)


def no_constant(name: str) -> None:
    raise ValueError(name)


@given(st.lists(st.sampled_from(JSON_FRAGMENTS), max_size=10).map("".join))
def test_json_is_what_the_standard_library_reads(inner: str) -> None:
    text = "{" + inner + "}"
    node = parse_json(text)
    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except ValueError:
        assert isinstance(node, Mistake)
    else:
        assert not isinstance(node, Mistake)
        assert stands_for(node, value)


# --- hostile texts ---


@pytest.mark.parametrize(
    "opening",
    ["+++\na = [", "+++\na = {a = ", "+++\na.", "{\n", '{\n"a":[', '{"draft":{"a":', ';;;\n"a":['],
)
def test_deep_nesting_ends_in_a_sentence(opening: str) -> None:
    head, _, repeated = opening.rpartition("\n")
    for close in ("", "\n+++\n", "\n;;;\n"):
        read = parse(f"{head}\n{repeated * 5000}{close}")
        assert [found.severity for found in read.diagnostics] in (["error"], [])


#: name → a text of some n units.
HOSTILE: dict[str, Callable[[int], str]] = {
    "TOML keys": lambda n: toml(*(f"k{i} = {i}" for i in range(n))),
    "TOML tables": lambda n: toml("a=1", *(f"[t.k{i}]\nx=1" for i in range(n))),
    "TOML lists of tables": lambda n: toml("a=1", "[[t]]\nx.y=1\n" * n),
    "a long dotted key": lambda n: toml("a" + ".a" * n + " = 1"),
    "many digits": lambda n: toml("a = " + "1" * n),
    "escapes": lambda n: toml('a = "' + "\\n" * n + '"'),
    "quotes that never close": lambda n: toml('a = """' + '\\"' * n),
    "quotes": lambda n: toml("a = " + '"' * n),
    "a TOML list": lambda n: toml("a = [", "1, # x\n" * n, "]"),
    "JSON keys": lambda n: braces(",\n".join(f'"k{i}": {i}' for i in range(n))),
    "JSON text that never closes": lambda n: '{\n"a": "' + '\\"' * n + "\n",
    "braces": lambda n: "{" * n,
    "spaces in braces": lambda n: "{" + " " * n + "x",
    "flags in braces": lambda n: "{\n" + '"draft" ' * n,
    "lines in JSON": lambda n: braces('"a": [' + "\n1," * n + "1]"),
    "without the first fence": lambda n: "title: x\n" + "a: 1\n" * n,
    "nearly a fence": lambda n: "-" * n + "\n" + "draft " * n,
    "blank lines": lambda n: " \n" * n + "x",
    "byte order marks": lambda n: "\ufeff" * n + "x",
    "marked tags": lambda n: f'---\ntags: "{"#a " * n}"\n---\n',
    "macros": lambda n: (
        "---\nmath: {macros: {" + ", ".join("R" + "x" * (i % 99) for i in range(n)) + "}}\n---\n"
    ),
}


def seconds(text: str) -> float:
    return cpu_seconds(lambda: parse_front_matter(split_front_matter(text), "a.md", "+08:00"))


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length(name: str) -> None:
    make, size = HOSTILE[name], 2000
    with uncollected():
        # Larger ones show where the system's memory is had in other pieces.
        while seconds(make(size)) < 0.01 and size < 400_000:
            size *= 2
        assert growth(lambda units: seconds(make(units)), size) < RATIO
