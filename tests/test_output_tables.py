"""Planned outputs in columns are what they would be as objects."""

from __future__ import annotations

from functools import partial

import pytest

from kbsite.model import PlannedOutput
from kbsite.output_tables import NO_ROWS, ListedOutputs, OutputRows, OutputTable, table_of


def kept(path: str) -> PlannedOutput:
    return PlannedOutput(path, f"key of {path}", path.encode, travels=True, is_kept=True)


def rows(*paths: str) -> OutputRows:
    return OutputRows(
        paths, [f"key of {path}" for path in paths], lambda row: partial(str.encode, paths[row])
    )


def test_a_table_has_the_outputs_of_all_kinds_in_the_order_of_their_paths() -> None:
    table = OutputTable([rows("c", "a"), NO_ROWS, ListedOutputs([kept("d"), kept("b")]), rows("e")])
    assert table.paths == ["a", "b", "c", "d", "e"]
    assert table.keys == [f"key of {path}" for path in "abcde"]
    assert [(one.path, one.key, one.produce()) for one in table] == [
        (path, f"key of {path}", path.encode()) for path in "abcde"
    ]
    assert [one.path for one in table[1:4]] == ["b", "c", "d"]
    assert (len(table), table[-1].path) == (5, "e")
    with pytest.raises(IndexError):
        _ = table[5]


def test_what_is_an_object_already_stays_that_object() -> None:
    own = [kept("b"), kept("a")]
    table = OutputTable([rows("c"), ListedOutputs(own)])
    assert table[0] is own[1]
    assert [one.path for one in table.listed] == ["b", "a"]
    assert [one.is_kept for one in table] == [True, True, False]


def test_any_outputs_are_a_table() -> None:
    own = [kept("b"), kept("a")]
    table = table_of(own)
    assert list(table) == [own[1], own[0]]
    assert table_of(table) is table
    assert list(table_of(())) == []


def test_of_two_outputs_with_one_path_the_last_is_made() -> None:
    first, last = PlannedOutput("a", "1", b"1".upper), PlannedOutput("a", "2", b"2".upper)
    table = table_of([first, kept("b"), first, last])
    assert table.paths == ["a", "a", "a", "b"]
    assert list(table)[:3] == [last, last, last]
    assert table.keys[:3] == ["2", "2", "2"]
