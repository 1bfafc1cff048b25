"""What a tag of HTML says, read as browsers do: HTML, 13.2.5.32 to 13.2.5.40, state by state."""

from __future__ import annotations

import random

import pytest

from kbsite.markdown.html.raw import addresses_in, split_html
from kbsite.markdown.html.text import portable_html
from kbsite.words.html_attributes import ATTRIBUTE, attributes_in, tag_end

_SPACE = " \t\n\f\r"


def _by_states(html: str) -> tuple[list[tuple[str, str | None]], int]:
    """The attributes of what begins behind the name of an element, and where its `>` is."""
    found: list[tuple[str, str | None]] = []
    at, length = 0, len(html)

    def take(ends: str) -> str:
        nonlocal at
        begin = at
        while at < length and html[at] not in ends:
            at += 1
        return html[begin:at]

    def skip(what: str) -> str:
        nonlocal at
        while at < length and html[at] in what:
            at += 1
        return html[at : at + 1]

    while (char := skip(f"{_SPACE}/")) not in ("", ">"):
        at += char == "="
        name = ("=" if char == "=" else "") + take(f"{_SPACE}/>=")
        value = None
        if skip(_SPACE) == "=":
            at += 1
            if (quote := skip(_SPACE)) in ('"', "'"):
                at += 1
                value = take(quote)
                at += at < length
            elif quote not in ("", ">"):
                value = take(f"{_SPACE}>")
        found.append((name, value))
    return found, at


def test_attributes_are_read_as_the_standard_says() -> None:
    some = random.Random(1)
    for _ in range(5000):
        rest = "".join(some.choices(" \t/>=\"'ab<`\u3000", k=some.randrange(14)))
        html = some.choice([" ", "/", "\n", ' a-b="x"']) + rest
        expected, end = _by_states(html)
        assert tag_end(html, 0) == end, html
        read = ATTRIBUTE.finditer(html, 0, end)
        assert [
            (one["key"], None if one.lastgroup == "key" else one[one.lastgroup or ""])
            for one in read
        ] == expected, html


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (" title=甲\u3000hidden", {"title": "甲\u3000hidden"}),
        (" title\"hidden A='&lt;' a=2 b=/c/", {'title"hidden': "", "a": "<", "b": "/c/"}),
        ("/a = 'b'c==d ==e", {"a": "b", "c": "=d", "=": "e"}),
        (" a= ", {"a": ""}),
    ],
)
def test_attributes_by_name(written: str, said: dict[str, str]) -> None:
    assert attributes_in(written) == said


def test_what_is_left_out_of_a_tag_gives_no_attribute_a_value() -> None:
    html = "<b onclick id=KB-a =alert(1)>"
    refused: list[tuple[str, int]] = []
    pieces = split_html(html, lambda *_: None, [], refused)
    assert (pieces, refused) == (["<b onclick ", "/", " =alert(1)>"], [("KB-a", 11)])
    assert portable_html(html) == "<b onclick / =alert(1)>"


@pytest.mark.parametrize(
    ("tag", "has_focus"),
    [
        ("<table tabindex=1>", True),
        ('<table title=" tabindex ">', False),
        ("<table a=b/tabindex>", False),
    ],
)
def test_what_scrolls_can_be_reached(tag: str, has_focus: bool) -> None:
    pieces = split_html(f"{tag}<tr><td>甲</table>", lambda *_: None, [], [])
    assert (pieces[1:2] != [' tabindex="0"']) is has_focus


def test_a_value_is_no_word_of_a_picture() -> None:
    tags = ["<img alt src=a>", '<img title=" alt " src=a>', "<img src=a role='presentation'>"]
    assert [words for *_, words in addresses_in("".join(tags))] == [True, False, True]
