"""CommonMark's 652 examples, of the bare parser and of the whole rule table.

Where kbsite means to differ stands in `fixtures/commonmark-departures.md`.
"""

from __future__ import annotations

import pytest

from kbsite.markdown.inline.emphasis import cjk_emphasis
from kbsite.markdown.parser import Rule, create_parser
from specifications import assert_departs_as_listed, commonmark_examples

EXAMPLES = 652


def test_all_examples_are_there() -> None:
    assert [example.number for example in commonmark_examples()] == list(range(1, EXAMPLES + 1))


@pytest.mark.parametrize("rules", [(), (cjk_emphasis,)], ids=["bare", "with CJK emphasis"])
def test_the_html_is_that_of_the_specification(rules: tuple[Rule, ...]) -> None:
    """No example of CommonMark holds CJK beside emphasis, so that rule changes none."""
    parser = create_parser(rules)
    wrong = [
        example.number
        for example in commonmark_examples()
        # An empty quote stands on one line; the specification's own comparison ignores that.
        if parser.render(example.markdown).replace("<blockquote></", "<blockquote>\n</")
        != example.html
    ]
    assert wrong == []


def test_kbsite_departs_only_where_it_says_so() -> None:
    assert_departs_as_listed("commonmark", commonmark_examples())
