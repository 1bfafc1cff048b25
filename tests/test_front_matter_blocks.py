"""Where front matter begins and ends, and in what bytes: what is none, what is never closed, what
would take for ever to read."""

from __future__ import annotations

import codecs

import pytest

from front_matter_cases import note
from kbsite.front_matter.block import split_front_matter
from kbsite.nouns.bodies import Body
from markdown_cases import parse, parse_body

NUL = "the note begins with a NUL, which shows nothing", "Take it out."


@pytest.mark.parametrize(
    "head", ["---\n title: 甲\n date: 2026-05-01\n---\n", "---\n\n title: 甲\n--- \n\n"]
)
def test_front_matter_that_is_indented_as_a_whole_is_read(head: str) -> None:
    read = parse(head)
    assert (read.title, read.diagnostics) == ("甲", ())


@pytest.mark.parametrize(
    "text",
    [
        "---\nprivate: true\n正文",
        "---\nprivate: true",
        "---\n  private: true\n\n正文",
        "---\nprivate：true\n",
        '---\n"private": true\n',
    ],
)
def test_front_matter_that_is_never_closed(text: str) -> None:
    (found,) = parse(text).diagnostics
    assert (found.line, found.column) == (1, 1)
    assert found.message == "the front matter is never closed"
    assert found.hint == "End it with a line that holds only ---"
    assert not parse(text).readable


@pytest.mark.parametrize(
    "text",
    [
        "---\n正文\n\n---\n正文",
        "---\n\n## 题\n",
        "----\ntitle: 题\n---\n",
        "正文\n---\ntitle: 题\n---\n",
        "--- x\ntitle: 题\n---\n",
        "---\n注意 事项: 甲\n乙\n---\n",
        "---\n注意 事项: 甲\n\n文",
        "---\nTable of contents:\n\n- 甲\n- 乙\n\n---\n文",
        "---\nNote to self: 甲\n \n# 题\n---\n文",
        "---\n- 注意 事项: 甲\n---\n",
        "---\n\u200b\n---\n文",
        "---",
        "",
    ],
)
def test_a_thematic_break_is_no_front_matter(text: str) -> None:
    assert split_front_matter(text)[:6] == ("", "", 1, text, 1, None)
    assert parse(text).readable


@pytest.mark.parametrize(
    ("text", "block", "body", "line"),
    [
        ("---\na: 1\n---\n文", "a: 1\n", "文", 4),
        ("---  \na: 1\n--- \n\n文", "a: 1\n", "\n文", 4),
        ("---\na: 1\n...\n文", "a: 1\n", "文", 4),
        ("---\na: 1\n---", "a: 1\n", "", 4),
        ("---\n---\n文", "", "文", 3),
        ("---\n# 注\n\na: 1\n---\n---\n文", "# 注\n\na: 1\n", "---\n文", 6),
        ("---\n{private: true}\n---\n", "{private: true}\n", "", 4),
        ("---\nnumber headings: auto\n---\n#甲", "number headings: auto\n", "#甲", 4),
        (
            "---\n\ndate created: 1\nin use by:\n  - 甲\n- 乙\n# 注\n---\n文",
            "\ndate created: 1\nin use by:\n  - 甲\n- 乙\n# 注\n",
            "文",
            9,
        ),
        ('---\n"date created": 1\n---\n文', '"date created": 1\n', "文", 4),
    ],
)
def test_where_the_block_is_cut(text: str, block: str, body: str, line: int) -> None:
    assert split_front_matter(text)[:6] == ("YAML", block, 2, body, line, None)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("---\ntitle: 甲\ntags: 乙\n---\n文", 4),
        ("\n---\ntitle: 甲\npassword:\ntags:\n- 乙\n---\n文", 5),
        ("title: 甲\ndate: 2026-05-01\n---\n文", 4),
    ],
)
def test_a_second_block_is_told(body: str, line: int) -> None:
    (found,) = parse(f"---\ntitle: 甲\n---\n{body}").diagnostics
    assert (found.code, found.severity, found.line) == ("front-matter-key", "warning", line)
    assert found.message == "a second block of front matter is text here"


@pytest.mark.parametrize(
    "body",
    [
        "---\nQ: 甲\nA: 乙\n---\n",
        "---\n\ntitle: 甲\ntags: 乙\n\n---\n",
        "---\ntitle: 甲\n正文\n---\n",
        "---\n文\n---\n",
        "```\n---\ntitle: 甲\ndate: 1\n---\n```\n",
        "---\n" + "title: 甲\n" * 300,
    ],
)
def test_what_is_no_second_block(body: str) -> None:
    assert parse(f"---\ntitle: 甲\n---\n{body}").diagnostics == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Title: 甲\nDate: 2014-05-03\n\n文", 1),
        ("\ntitle: 甲\ncategories:\n- 乙\nSlug:", 2),
        ("# 甲\ndate: 2014-05-03\ntags: 乙\n\n文", 2),
        ("Author: 甲\nStatus: published\nTags: 乙, 丙\n \n文\n---\n", 1),
    ],
)
def test_front_matter_without_fences_is_told(text: str, line: int) -> None:
    (found,) = parse(text).diagnostics
    assert (found.code, found.severity, found.line) == ("front-matter-key", "warning", line)
    assert found.message == "front matter without fences is text here"


@pytest.mark.parametrize(
    "text",
    [
        "Title: 甲\n\nDate: 2014-05-03\n",
        "title: 甲\n说明: 乙\n\n文",
        "title: 甲\ndate: 乙\n正文\n\n文",
        "文\n\ntitle: 甲\ndate: 乙\n",
        "# 甲\ntitle: 甲\n\n文",
        "```yaml\ntitle: 甲\ndate: 乙\n```\n",
        "title: 甲\ndate: 2026-05-01\n---\n文",
    ],
)
def test_what_is_no_front_matter_without_fences(text: str) -> None:
    assert parse(text).diagnostics == ()


def test_blank_lines_above_do_not_hide_the_front_matter() -> None:
    note = parse("\n\n---\nprivate: true\ndate: x\n---\n文")
    assert [(d.line, d.column) for d in note.diagnostics] == [(5, 7)]
    assert note.front_matter.private


@pytest.mark.parametrize(
    ("data", "line", "column", "message", "hint"),
    [
        (
            "---\ntitle: 题\n---\n".encode("gbk"),
            *(2, 8, "not UTF-8: byte 11 (0xcc) cannot be read"),
            "It reads as GBK:  iconv -f GB18030 -t UTF-8",
        ),
        (
            "中文".encode() + b"\nab\xff",
            *(2, 3, "not UTF-8: byte 9 (0xff) cannot be read"),
            "Save the file as UTF-8.",
        ),
        (
            b"ab\xe4",
            *(1, 3, "not UTF-8: byte 2 (0xe4) cannot be read"),
            "Save the file as UTF-8.",
        ),
        ("---\nprivate: true\n---\n".encode("utf-16"), 1, 1, "this is UTF-16", "Save it as UTF-8."),
        ("---\nprivate: true\n".encode("utf-32"), 1, 1, "this is UTF-32", "Save it as UTF-8."),
        ("---\nprivate: true\n".encode("utf-16-le"), 1, 1, "this is UTF-16", "Save it as UTF-8."),
        ("---\nprivate: true\n".encode("utf-16-be"), 1, 1, "this is UTF-16", "Save it as UTF-8."),
        ("# 一".encode("utf-16-le"), 1, 1, "this is UTF-16", "Save it as UTF-8."),
        ("a中文".encode("utf-16-le"), 1, 1, "this is UTF-16", "Save it as UTF-8."),
        (b"\0---\nprivate: true\n", 1, 1, *NUL),
        (b"-\0--\nprivate: true\n", 1, 2, *NUL),
        (b"\0" * 100, 1, 1, *NUL),
    ],
)
def test_bytes_that_are_not_utf8(
    data: bytes, line: int, column: int, message: str, hint: str
) -> None:
    read = parse(data)
    (found,) = read.diagnostics
    assert (found.line, found.column, found.message, found.hint) == (line, column, message, hint)
    assert (found.code, read.readable) == ("encoding", False)
    assert parse_body(data) == Body()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_byte_order_mark_and_any_line_end_are_read(mark: bytes, end: str) -> None:
    text = "---\ntitle: 题\nprivate: true\n---\n文\n".replace("\n", end)
    read = parse(mark + text.encode())
    assert (read.title, read.front_matter.private, read.readable) == ("题", True, True)


def test_nul_in_the_body_is_replaced() -> None:
    assert parse_body("甲\0乙").pieces == ("<p>甲\ufffd乙</p>\n",)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (found,) = note(*lines).diagnostics
    assert (found.line, found.column) == (2, 5)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
def test_deep_nesting_ends_in_a_sentence(opening: str) -> None:
    read = note("x: 1", *(opening * 5000).split("\n"))
    (found,) = read.diagnostics
    assert found.severity == "error"
    assert not read.readable
