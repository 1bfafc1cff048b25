"""Rules are tried where they can begin: the tokens are those of trying all of them everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kbsite.markdown.dispatch import Beginnings, dispatch
from kbsite.markdown.links.destination import link_destination, link_destinations
from kbsite.markdown.parser import create_parser, note_parser
from kbsite.markdown.settings import Settings, with_settings

ALL = create_parser()
CHOSEN = note_parser(()).md

_WORDS = (
    *"abc中文，。 \n\n\t1.)(-+*_~`=#>|:<>[]!^$%&{}\\\"'@/",
    *("https://a.com", "www.a.cn", "+a@b.cn", "-x@y.com", "$x$", "$$\n", "\\(x\\)", "\\eqref{a}"),
    *(
        "$a_1$",
        "$b\\$",
        "$ c $",
        "$5",
        "$`",
        "$HOME$",
        "\\text{若",
        "$d\\,e$：",
        "w.",
        "ww.a",
        "\\mbox{",
    ),
    *("\\[\n", "\n\\]", "\\begin{align}", "\\end{align}\n"),
    *("[[笔记]]", "![[图.png]]", "![图](a.png)", "[词](b)", "[^1]", "[^1]: 注", "^[注]", "#标签"),
    *("%%", "==", "**", "~~", "```", "&amp;", "<b>", "<https://a.com>", "{#id}", "    ", "---\n"),
    *("| a | b |\n|---|---|\n", "词\n: 义\n", "*[HTML]: 标记\n", "> [!note]\n> ", "[a]: b\n"),
)
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
TEXTS = st.lists(st.sampled_from(_WORDS), max_size=25).map("".join)


def tokens(md: MarkdownIt, text: str, brackets: bool) -> list[str]:
    """As text, without addresses of memory: an embed knows the line that it stands in, and so
    itself."""
    env = with_settings(Settings(brackets=brackets))
    return [_ADDRESS.sub("", repr(token)) for token in md.parse(text, env)]


@given(TEXTS, st.booleans())
def test_the_tokens_are_those_of_trying_every_rule(text: str, brackets: bool) -> None:
    assert tokens(CHOSEN, text, brackets) == tokens(ALL, text, brackets)


@given(st.text("a甲()<>\\ \n\t\x7f\xa0.&;", max_size=90), st.data())
def test_a_destination_is_what_markdown_it_takes_for_one(text: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(text)))
    begin = data.draw(st.integers(0, end))
    known, found = parseLinkDestination(text, begin, end), link_destination(text, begin, end)
    assert (found.ok, found.str) == (known.ok, known.str)
    assert not found.ok or found.pos == known.pos


@given(st.lists(st.sampled_from([*"[]!()`a\\", "[a]", "![", "](b)", "[a]: b\n"])).map("".join))
def test_a_label_is_what_markdown_it_takes_for_one(text: str) -> None:
    plain, mine = MarkdownIt("commonmark"), MarkdownIt("commonmark")
    link_destinations(mine)
    assert mine.render(text) == plain.render(text)


def test_brackets_that_stay_open_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    skip = ParserInline.skipToken
    count = 0

    def counted(self: ParserInline, state: StateInline) -> None:
        nonlocal count
        count += 1
        skip(self, state)

    monkeypatch.setattr(ParserInline, "skipToken", counted)
    ALL.parse("[a]![" * 1000, with_settings(Settings()))
    assert count < 20_000


def test_a_rule_of_the_site_may_begin_with_any_character() -> None:
    def letter(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "甲":
            return False
        if not silent:
            state.push("letter", "b", 0)
        state.pos += 1
        return True

    def line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if state.src[state.bMarks[start]] != "乙":
            return False
        if not silent:
            state.push("line", "hr", 0)
            state.line = start + 1
        return True

    def own(md: MarkdownIt) -> None:
        md.inline.ruler.before("text", "letter", letter)
        md.block.ruler.before("table", "line", line, {"alt": ["paragraph"]})

    parsed = note_parser((own,)).md.parse("甲\n乙\n", {})
    kinds = [token.type for token in parsed]
    assert kinds == ["paragraph_open", "inline", "paragraph_close", "line"]
    assert [token.type for token in parsed[1].children or ()] == ["letter"]


def test_a_rule_that_the_site_replaces_may_begin_elsewhere() -> None:
    def escape(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "#":
            return False
        state.pos += 1
        return True

    parsed = note_parser((lambda md: md.inline.ruler.at("escape", escape),)).md.parseInline(
        "a#b", {}
    )
    assert [token.content for token in parsed[0].children or ()] == ["ab"]


def test_a_rule_can_be_switched_off_later() -> None:
    md = create_parser()
    dispatch(md, Beginnings(md))
    assert "<code>" in md.render("`a`")
    md.disable("backticks")
    assert "<code>" not in md.render("`a`")
