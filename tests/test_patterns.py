"""Patterns that are compiled where they are used first are the same as others."""

from __future__ import annotations

import re

import pytest

from kbsite.words.patterns import late_pattern


def test_a_late_pattern_does_what_one_does_that_is_compiled_at_once() -> None:
    late, once = (make(r"(?P<word>[a-z]+)|,", re.IGNORECASE) for make in (late_pattern, re.compile))
    text = "Ab,c"
    assert [found["word"] for found in late.finditer(text)] == ["Ab", None, "c"]
    assert late.findall(text) == once.findall(text)
    assert late.split(text) == once.split(text)
    assert (late.sub("-", text), late.subn("-", text)) == ("---", ("---", 3))
    assert [bool(look(text)) for look in (late.match, late.search, late.fullmatch)] == [
        bool(look(text)) for look in (once.match, once.search, once.fullmatch)
    ]
    assert (late.pattern, late.groupindex) == (once.pattern, once.groupindex)
    assert late_pattern(b"a+").sub(b"b", b"caat") == b"cbt"


def test_it_is_compiled_where_it_is_used_first() -> None:
    broken = late_pattern("(")
    assert broken.pattern == "("
    with pytest.raises(re.error):
        broken.search("")
