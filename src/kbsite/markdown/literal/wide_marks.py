"""Marks that Chinese input makes where those of Markdown were meant, which are on the same keys:
`＃` for `#`, `》` for `>`, `·` for a backtick, `￥` for `$`, `＊`, `｜`, `【`. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.characters import HAN
from kbsite.markdown.literal.marks import leading_marks
from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern

_SIGNS = "＃》＞·｀｜￥¥＊【"
# A line may begin in a quote or an item.
_MAY_HAVE = late_pattern(
    r"^[ \t>*+.)\d-]*(?:[＃》＞｜]|·{3}|｀{3}|[￥¥]{2})|＊＊|【【|[￥¥](?=[^￥¥\n]*[\\^_])", re.M
)
_LEADING = re.compile(r"＃+|[》＞｜]|·{3}|｀{3}|[￥¥]{2}")
# A row above a line of dashes, or above another of several cells.
_ROW = r"｜[^｜\n]+(?:｜[^｜\n]+)+｜[ \t]*"
_TABLE = late_pattern(
    r"^(?P<indent>[ \t]*)(?:｜.*\n[ \t]*｜(?=.*[-—–－─])[ \t\u3000|｜:：\-—–－─]*$"
    rf"|{_ROW}\n[ \t]*{_ROW}$)",
    re.MULTILINE,
)
_LINK = re.compile(r"【【(?P<words>[^【】\n]{1,200})】】")


class _Mark(NamedTuple):
    """The pattern of a mark, the one that was meant, and what that begins."""

    pattern: re.Pattern[str]
    meant: str
    name: str


# What a line may begin with. One `＃` without a space may be spoken of (`＃1`), `＞` compare, and
# `￥￥` say how dear something is.
_LINES = (
    _Mark(
        re.compile(r"^[ \t]*(?P<mark>＃{2,6}(?=[^\s＃])|＃{1,6}(?=[ \u3000]+\S))", re.MULTILINE),
        "#",
        "heading",
    ),
    _Mark(
        re.compile(
            r"^[ \t]*(?P<mark>》(?=[ \u3000]*[^\s，。、；：！？）」』])"
            rf"|＞(?=[ \u3000]?{HAN.pattern}))",
            re.MULTILINE,
        ),
        ">",
        "quote",
    ),
    _Mark(
        re.compile(
            r"^[ \t]*(?P<mark>·{3}(?=[ \t]*[A-Za-z])|｀{3})[ \t]*[\w+#.-]*[ \t]*$", re.MULTILINE
        ),
        "```",
        "block of code",
    ),
    _Mark(
        re.compile(
            r"^[ \t]*(?P<mark>[￥¥]{2})(?=[ \t]*(?:$|[^\d\s.,￥¥][^￥¥]*[￥¥]{2}))", re.MULTILINE
        ),
        "$$",
        "formula",
    ),
)
# What may stand in a line. A price is no formula, nor a path of Japanese Windows (`C:¥a_b¥c`), and
# stars may hide a name (`张＊＊、李＊＊`).
_WORDS = (
    _Mark(
        re.compile(r"(?P<mark>＊＊)[^\s＊，。、；：！？](?:[^＊\n]{0,200}[^\s＊])?＊＊"),
        "**",
        "bold text",
    ),
    _Mark(
        re.compile(
            r"(?<![A-Za-z\d_])(?<![A-Za-z]:)(?P<mark>[￥¥])(?=[^￥¥\n]*[\\^_])"
            r"[^\s￥¥\d](?:[^￥¥\n]{0,200}[^\s￥¥])?(?P=mark)(?![￥¥])"
        ),
        "$",
        "formula",
    ),
)


def may_have_wide(body: str) -> bool:
    """Whether any may stand in a text."""
    return any(sign in body for sign in _SIGNS) and _MAY_HAVE.search(body) is not None


def literal_wide(text: Token, *, is_paragraph: bool) -> Iterator[Meant]:
    """The first of each sort in the text of a block."""
    content = text.content
    shown = leading_marks(text, _LEADING) if is_paragraph else set()
    for mark in _LINES if shown else ():
        found = (one for one in mark.pattern.finditer(content) if one["mark"] in shown)
        # A title may be broken before the sign that closes it.
        if (one := next(found, None)) and not _closes(one):
            yield _no_mark(one, mark)
    if "｜" in shown and (table := _TABLE.search(content)):
        message = "this looks like a table and is none: its bars are of full width"
        yield Meant("table-literal", table.end("indent"), message, "Write | for each of them.")
    words = "\0".join([child.content for child in text.children or () if child.type == "text"])
    for mark in _WORDS:
        if one := _shown(mark.pattern, words, content):
            yield _no_mark(one, mark)
    if one := _shown(_LINK, words, content):
        message = "a link stays text: its brackets are of full width"
        yield Meant("link-literal", one.start(), message, f"Write [[{one['words']}]].")


def _no_mark(found: re.Match[str], mark: _Mark) -> Meant:
    message = f"`{found['mark']}` begins no {mark.name}: it is another sign than {mark.meant}"
    space = " and a space" if mark.meant in "#>" else ""
    signs = mark.meant * len(found["mark"]) if mark.meant == "#" else mark.meant
    hint = f"Chinese input makes it: write {signs}{space}."
    return Meant("mark-literal", found.start("mark"), message, hint)


def _closes(found: re.Match[str]) -> bool:
    """Whether a `》` ends what a `《` above it begins."""
    above = found.string[: found.start()]
    return found["mark"] == "》" and above.count("《") > above.count("》")


def _shown(pattern: re.Pattern[str], words: str, content: str) -> re.Match[str] | None:
    """The first in `content` that is among its `words`: not in code or formulas."""
    shown = {found.group() for found in pattern.finditer(words)}
    found = pattern.finditer(content) if shown else iter(())
    return next((one for one in found if one.group() in shown), None)
