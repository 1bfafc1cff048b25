"""Notes from a small grammar, as Hypothesis strategies: few names, so that links between notes,
names of several notes, links that lead nowhere and mentions of unpublished notes come often. Not
a test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import strategies as st

from media_files import png

#: Where a note can stand, below the content folder.
PATHS = (
    "甲.md",
    "乙.md",
    "夹/甲.md",
    "夹/丙.md",
    "夹/index.md",
    "夹/README.md",
    "夹/里/丁.md",
    "别/丙.md",
    "index.md",
    "tags/一.md",
    "series/系.md",
    "Go 语言.md",
)
FOLDERS = ("夹", "别", "夹/里", "新")
ATTACHMENTS = ("图.png", "夹/图.png", "夹/说明.txt")
#: What they can hold: of one length, the last without a size.
PICTURES = tuple(data.ljust(80, b"\0") for data in (png(1, 2), png(2, 1), b"1"))

_TARGETS = (
    "甲",
    "乙",
    "丙",
    "夹/甲",
    "夹",
    "丁",
    "旧名",
    "没有",
    "甲#节一",
    "丙#节二",
    "#节一",
    "一",
    "甲#^n",
    "丙#^n",
    "#^n",
)
_FILES = ("甲.md", "../甲.md", "丙.md", "夹/丙.md#节一", "/旧/", "/夹/", "没有.md", "夹/说明.txt")

_target = st.sampled_from(_TARGETS)
_link = st.one_of(
    _target.map("[[{}]]".format),
    _target.map("[[{}|这里]]".format),
    _target.map("![[{}]]".format),
    st.sampled_from(_FILES).map("[文]({})".format),
    st.sampled_from(("图.png", "夹/图.png", "../图.png", "夹/说明.txt")).map("![画]({})".format),
    st.sampled_from(("甲.md", "夹/丙.md", "没有.md")).map('<a href="{}">文</a>'.format),
)
_words = st.sampled_from(
    (
        *("前文", "后文1", "后文2", "**重点**", "Go 与 HTML", "#一", "#二/三", "`a1`"),
        *("题一和旧名", "Go 语言的别题一", "缓存一致", "缓存分片"),
    )
)
_paragraph = st.tuples(_words, _link, _words).map("{0[0]}，见{0[1]}与{0[2]}。".format)
_two_links = st.tuples(_link, _link).map("先读{0[0]}。\n再读{0[1]}，1 遍。".format)

#: A block of a note: what stands between two blank lines.
BLOCKS = st.one_of(
    _paragraph,
    _paragraph,
    _two_links,
    _words,
    st.sampled_from(
        (
            "## 节一",
            "## 节二",
            "### 节一",
            "# 大题",
            "# 甲",
            "## 见[[乙]]",
            "```python\nprint(1)\n```",
            "```python\nprint(2)\n```",
            "```mermaid\ngraph TD; A1-->B\n```",
            "式 $x^1$ 与 $\\alpha$。",
            "$$\n\\label{e1} \\beta = 1\n$$",
            "$$\n\\label{e1} \\beta = 2\n$$",
            "由 \\eqref{e1} 得 $\\eqref{e1}$。",
            "坏的 $\\frac{$。",
            "注[^1]。\n\n[^1]: 脚注，见[[甲]]。",
            "又注[^1]。",
            "<!-- more -->",
            "> [!note] 题\n> 见[[丙]]。",
            "- [ ] 事1\n- [x] 事2",
            "| 列 | [[乙]] |\n|---|---|\n| 1 | 2 |",
            "*[HTML]: 超文本",
            "%%批注 [[甲]]%%",
            "[TOC]",
            "```base\nfilters: 状态 == '读'\nviews: [{order: [file.name, file.tags, 参]}]\n```",
            "```base\nfilters: file.hasLink('甲') || 1\nviews: [{groupBy: 状态, limit: 2}]\n```",
            "![[表.base]]",
            "![[表.base#二]]",
            "[[表.base]]",
            '<p id="段1">文</p>',
            "有名的1。 ^n",
            "有名的2。 ^n",
            "- 项1 ^n\n- 项2",
            "![[甲#^n]]",
            "![[丙#节一]]\n\n![[#^n]]",
            "- ![[夹/甲]]",
            "<img src=图.png>",
            "行一\n行二",
        )
    ),
)

_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("题一", "题二", "甲", "别题", "论[[乙]]"),
    "date": ("2026-01-02", "2026-01-01", "2025-02-01", "不是日子"),
    "updated": ("2026-03-01", "2026-03-02"),
    "tags": ("[一]", "[二/三, 一]", "[Go, go]", "[]", '["[[丙]]"]'),
    "aliases": ("[旧名]", "[甲, 旧名]", "[/旧/]", "[丙]"),
    "redirect_from": ("/旧/", "/旧/1/", "/甲/"),
    "slug": ("abc", "Abc", "甲"),
    "permalink": ("/甲/", "/x1/", "/x2.html", "/tags/一/"),
    "series": ("系", "列", '"[[乙]]"', '"[[甲#节一]] 系"'),
    "order": ("1", "2", "-1.5"),
    "unlisted": ("true",),
    "draft": ("true", "false"),
    "private": ("true", "也许"),
    "publish": ("true", "false"),
    "summary": ("摘要1", "摘要2", '"见[[丙]]"'),
    "id": ("号1", "号2"),
    "关联": ('"[[甲]]"', '"[[丙#节二|字]]"', "[[乙]]"),
    "line_breaks": ("hard", "soft"),
    "状态": ("读", "写", "1"),
    "参": ('"[[乙]]"', '["[[甲|这]]", "[[丙]] 与 [[没有]]"]', "2026-01-02"),
    "math": ("{macros: {R: '\\alpha'}}", "{delimiters: all}"),
}
#: A key of front matter and its value, None for none.
KEYS = st.sampled_from(sorted(_KEYS)).flatmap(
    lambda key: st.tuples(st.just(key), st.none() | st.sampled_from(_KEYS[key]))
)

#: What is no note as the grammar has it.
ODD = st.sampled_from(
    (
        b"",
        b"\xff\xfe not UTF-8",
        b"---\ntitle: [1\n---\n\n\xe6\x96\x87\n",
        b"\xef\xbb\xbf---\r\ntags: [\xe4\xb8\x80]\r\n---\r\n\r\n# 1\r\n",
        b"---\nprivate: true\n",
    )
)

_HEAD = re.compile(r"---\n(.*?)---\n\n?", re.DOTALL)


def joined(front: dict[str, str], blocks: list[str]) -> str:
    """The text of a note."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    head = f"---\n{lines}---\n\n" if front else ""
    return head + "".join(f"{block}\n\n" for block in blocks)


def parted(text: str) -> tuple[dict[str, str], list[str]]:
    """Front matter and blocks of what `joined` made, and of anything else roughly."""
    head = _HEAD.match(text)
    lines = head[1].splitlines() if head else []
    front = dict(line.split(": ", 1) for line in lines if ": " in line)
    body = text[head.end() :] if head else text
    return front, [block for block in body.split("\n\n") if block.strip()]


def _note(keys: list[tuple[str, str | None]], blocks: list[str]) -> str:
    return joined({key: value for key, value in keys if value}, blocks)


# Most have a date, since git is asked where one has none.
_dated = st.sampled_from(("2026-01-01", "2026-01-01", "2026-01-02", None)).map(
    lambda date: [("date", date)]
)
NOTES = st.builds(
    lambda date, keys, blocks: _note([*date, *keys], blocks),
    _dated,
    st.lists(KEYS, max_size=3),
    st.lists(BLOCKS, min_size=1, max_size=4),
)

_CONFIG: dict[str, tuple[str, ...]] = {
    "title": ("站一", "站二"),
    "description": ("一句话",),
    "language": ("en", "zh-CN", "xx"),
    "permalinks": ("pinyin", "path"),
    "line_breaks": ("hard", "soft"),
    "publish": ("marked", "all"),
    "base_url": ("https://example.org/a/", "https://example.org", '""'),
    "timezone": ('"+08:00"', '"-05:00"'),
    "latest": ("1", "2"),
    "ignore": ("[夹]", "['*丙*']"),
    "nav": ("[甲, /tags/]", "[{一: 夹/}, /series/]", "[图.png]", "[旧名, A: /列/, 丙#节一]"),
    "math": ("{delimiters: all}", "{macros: {alpha: '\\gamma'}}"),
    "extensions": (
        "[ext/mine.py:rule]",
        "[ext/mine.py:rule, ext/mine.py:output]",
        "[ext/mine.py:late]",
        "[ext/none.py:rule]",
    ),
    "properties": ("{show: none}", "{order: [参], labels: {参: 参见}}"),
    "output": ("出",),
}
#: A key of `kbsite.yaml` and its value, None for none.
CONFIG_KEYS = st.sampled_from(sorted(_CONFIG)).flatmap(
    lambda key: st.tuples(st.just(key), st.none() | st.sampled_from(_CONFIG[key]))
)

# A rule that changes what all notes are, and an output that is made from the graph.
_EXTENSION = """\
from kbsite.keys import digest_of
from kbsite.model import PlannedOutput

def rule(md):
    md.inline.ruler.disable("backticks" if {rule} == 1 else "emphasis")

def output(graph, config):
    text = "{rule}" + repr(sorted(graph.titles.items()))
    yield PlannedOutput("mine{rule}.txt", digest_of(text), text.encode)

def late(graph, config):
    if graph.notes.get("甲.md"):
        raise ValueError("甲")
    return []
"""

#: A file that is no note, with texts that it can have, from the site folder.
PARTS: dict[str, tuple[str, ...]] = {
    "templates/head.html": ('<meta name="a" content="1">', "{{ site.title }}"),
    "templates/footer.html": ("<p>一</p>", "{{ page.titel }}", "{% if %}"),
    "templates/note.html": (
        '{% extends "theme/note.html" %}{% block main %}1{{ super() }}{% endblock %}',
        '{% extends "theme/note.html" %}{% block no_such %}2{% endblock %}',
    ),
    "templates/part.html": ("1",),
    "static/custom.css": ("a { color: red }", '@import "more.css";'),
    "static/more.css": ("b { top: 1px }", "b { top: 2px }"),
    "static/css/palette.css": (":root { --ink: light-dark(#111, #222) }",),
    "static/icon.svg": ('<svg xmlns="http://www.w3.org/2000/svg"/>',),
    "static/js/mine.js": ("let a = 1;", "let a = 2;"),
    "content/.obsidian/app.json": ("{}", '{"strictLineBreaks": true}'),
    "content/表.base": (
        "views: [{name: 一, order: [状态, file.name]}, {name: 二, filters: file.inFolder('夹')}]\n",
        "filters: 状态 == '写'\n",
        "views: [",
    ),
    "ext/mine.py": (_EXTENSION.format(rule="1"), _EXTENSION.format(rule="2"), "def rule(md:\n"),
}


def changes() -> Iterator[tuple[str, str | None]]:
    """Each text that a part can have, and none."""
    for path, texts in PARTS.items():
        yield from ((path, text) for text in (None, *texts))
