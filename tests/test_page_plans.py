"""Which pages are planned anew, by what they were made from."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from kbsite.stages.page_plans import PlannedPage, _readers

#: Numbers whose bytes are found where two others stand side by side.
_NUMBERS = st.sampled_from((0, 1, 2, 255, 256, 257, 513, 65_536, 16_777_216, 16_777_217))


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sets(_NUMBERS).map(sorted)),
    st.frozensets(_NUMBERS),
)
def test_the_pages_that_read_what_changed_are_found(
    traces: Mapping[str, list[int]], changed: frozenset[int]
) -> None:
    pages = {u: PlannedPage("", "", b"", array("I", t).tobytes()) for u, t in traces.items()}
    expected = sorted(url for url, trace in traces.items() if not changed.isdisjoint(trace))
    assert sorted(_readers(pages, [*pages, "gone"], changed)) == expected
