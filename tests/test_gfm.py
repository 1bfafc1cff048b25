"""The examples of GFM's extensions: tables, task lists, deleted text, bare addresses, raw HTML.

Where kbsite means to differ stands in `fixtures/gfm-departures.md`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from kbsite.markdown.characters import is_wide
from kbsite.markdown.links.autolink import bare_addresses
from kbsite.markdown.parser import create_parser
from kbsite.markdown.positions import POSITION
from specifications import assert_departs_as_listed, gfm_examples

EXAMPLES = {"table": 8, "tasklist": 2, "strikethrough": 2, "autolink": 11, "tagfilter": 1}

#: Text in which nothing but an address is markup.
WORDS = st.lists(
    st.sampled_from(
        [
            *("https://", "http://a.com", "www.", "www.a.com", "@", "b@a.com", "mailto:", "a", "1"),
            *(
                ".",
                ",",
                ":",
                "/",
                "?",
                "=",
                ";",
                "-",
                "(",
                ")",
                "'",
                " ",
                "中",
                "，",
                "。",
                "“",
                "的",
            ),
        ]
    )
).map("".join)


def test_all_examples_are_there() -> None:
    assert Counter(example.section for example in gfm_examples()) == EXAMPLES


def test_kbsite_departs_only_where_it_says_so() -> None:
    assert_departs_as_listed("gfm", gfm_examples())


@given(WORDS)
@settings(deadline=None, max_examples=200)
def test_addresses_change_no_word(text: str) -> None:
    html = create_parser((bare_addresses,)).render(text)
    assert re.sub("</?a[^>]*>", "", html) == create_parser(()).render(text)


@given(WORDS)
@settings(deadline=None, max_examples=200)
def test_an_address_stands_where_it_says_and_holds_no_chinese(text: str) -> None:
    (block,) = create_parser((bare_addresses,)).parse("x" + text)[1:-1]
    for link, words in _addresses(block):
        assert block.content.startswith(words, link.meta[POSITION])
        assert not any(is_wide(char) or char in "“ " for char in words)


def _addresses(block: Token) -> Iterator[tuple[Token, str]]:
    for token, following in pairwise(block.children or ()):
        if token.type == "link_open":
            yield token, following.content


@given(st.sampled_from(["https://a.com/x", "www.a.com", "b@a.com"]), st.characters())
@settings(deadline=None, max_examples=200)
def test_the_first_wide_character_ends_every_address(address: str, char: str) -> None:
    (block,) = create_parser((bare_addresses,)).parse(f"{address}{char}y")[1:-1]
    words = [words for _, words in _addresses(block)]
    assert words == [address] or not is_wide(char)
