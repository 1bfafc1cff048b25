"""Quotes behind many that ended sooner than their lines: nothing of them is lost."""

from __future__ import annotations

import pytest

from kbsite.markdown.blocks import quote_reach
from kbsite.markdown.parser import note_parser

#: Headings, code and tables end quotes that go on without `>`.
_SHORT = "> # a\nb\n> ```\nb\n> |a|\n> |-|\nb\n" * 9 + "\n"


@pytest.mark.parametrize(
    "quote",
    [
        "> a\n" + "b\n" * 9000 + "> c\n",
        "> a\nb\n> c\n" * 100 + "d\n",
        "> - a\n>   > b\nc\n" + "> d\n" * 100 + "\n> e\n",
        "> > > a\n> > b\n> c\nd\n" * 40,
        "> ```\n" + "> a\n>\n" * 100 + "> ```\nb\n",
        "> [a]: b\n> 'c\n" + "d\n" * 100 + "'\n\n[a]\n",
        "> [^1]: a\n" + "b\n" * 100 + "\n[^1]\n",
        "- > a\n" + "  b\n" * 100 + "  > # c\n  d\n",
    ],
)
def test_a_quote_goes_on_as_far_as_without_a_bound(
    quote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded = _read(_SHORT + quote)
    monkeypatch.setattr(quote_reach, "_FEW", 1 << 60)
    assert bounded == _read(_SHORT + quote)


def _read(text: str) -> list[tuple[object, ...]]:
    tokens = note_parser().md.parse(text, {})
    return [(one.type, one.content, one.map, one.level, one.attrs) for one in tokens]
