"""The examples of GFM's extensions: tables, task lists, deleted text, bare addresses, raw HTML.

Where kbsite means to differ stands in `fixtures/gfm-departures.md`.
"""

from __future__ import annotations

from collections import Counter

from specifications import assert_departs_as_listed, gfm_examples

EXAMPLES = {"table": 8, "tasklist": 2, "strikethrough": 2, "autolink": 11, "tagfilter": 1}


def test_all_examples_are_there() -> None:
    assert Counter(example.section for example in gfm_examples()) == EXAMPLES


def test_kbsite_departs_only_where_it_says_so() -> None:
    assert_departs_as_listed("gfm", gfm_examples())
