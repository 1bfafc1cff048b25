"""What tables of notes say: expressions (`fixtures/expressions.md`), the YAML around them, and that
no text whatever makes reading or taking them fail, or take long."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from growth import RATIO, cpu_seconds, growth
from kbsite.bases.evaluate import Formulas, Scope, evaluate
from kbsite.bases.functions import FILE_FIELDS, FUNCTIONS, METHODS
from kbsite.bases.lexer import ExpressionError
from kbsite.bases.parser import MAX_DEPTH, MAX_LENGTH, MAX_STEPS, parse_expression
from kbsite.bases.reader import read_base
from kbsite.bases.summaries import SUMMARIES
from kbsite.bases.values import MAX_TEXT, Day, Value
from kbsite.languages import LANGUAGES
from kbsite.nouns.views import Base, Column, Expression, SortBy, View
from kbsite.words.dates import parse_date
from markdown_cases import FIXTURES, Case, read_cases

PROPERTIES: dict[str, Value] = {
    "number": 164,
    "difficulty": "中等",
    "status": "done",
    "ok": True,
    "off": False,
    "tags": ("排序", "桶"),
    "finished": Day("2026-01-02", "2026-01-02"),
    "rating": 4.5,
    "empty": "",
    "list": (3, 1, 2),
    "leetcode": {"id": 164, "难度": "中等"},
}


class OneNote:
    """A site of one note, as expressions see it."""

    calendar = LANGUAGES["zh-CN"].calendar

    def note(self, path: str, name: str) -> Value:
        return PROPERTIES.get(name)

    def file(self, path: str, name: str) -> Value:
        return path

    def has_property(self, path: str, name: str) -> bool:
        return name in PROPERTIES

    def has_tag(self, path: str, tag: str) -> bool:
        return False

    def has_link(self, path: str, target: Value) -> bool:
        return False

    def in_folder(self, path: str, folder: str) -> bool:
        return False

    def link(self, source: str, target: str, words: str) -> Value:
        return words or target

    def day(self, written: str) -> Day | None:
        iso = parse_date(written, "+08:00")
        return Day(written, iso) if iso else None


def value_of(expression: Expression, formulas: Formulas = ()) -> Value:
    return evaluate(expression, Scope(OneNote(), "a.md", "b.md", formulas))


def written(value: Value) -> str:
    """In the notation of the fixtures."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'.replace("\n", "⏎")
    if isinstance(value, tuple) and not isinstance(value, Day):
        return f"[{', '.join(map(written, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(
    "case", [*read_cases(FIXTURES.parent / "expressions.md")], ids=lambda case: case.title
)
def test_an_expression_comes_to(case: Case) -> None:
    try:
        found = written(value_of(parse_expression(case.source)))
    except ExpressionError as fault:
        hint = f" - {fault.hint}" if fault.hint else ""
        found = f"{fault.at + 1}: {fault.message}{hint}"
    assert found == case.expected


# --- whatever is written ---

_WORDS = st.sampled_from(
    (
        *"()[].,!-+*/%<>\"'\\\0é“ ",
        *("&&", "||", "==", "!=", "1", "2.5", "'x'", "1e308", "9" * 30, "null", "true"),
        *("a", "file", "note", "this", "tags", "number", "finished", "leetcode", "list"),
        *("if(", "date(", ".contains(", ".toFixed(", ".slice(", ".replace(", ".length"),
    )
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=40).map("".join)))
def test_any_text_gives_a_value_or_a_fault_with_its_place(text: str) -> None:
    try:
        steps = parse_expression(text)
    except ExpressionError as fault:
        assert 0 <= fault.at <= len(text)
        assert fault.message
        return
    assert len(steps) <= MAX_STEPS
    # However odd what it asks for is.
    value_of(steps)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from(("filters", "formulas", "properties", "summaries")), _VALUES),
    st.lists(
        st.dictionaries(
            st.sampled_from(("type", "name", "filters", "order", "sort", "limit", "groupBy")),
            _VALUES,
        )
        | _VALUES,
        max_size=3,
    ),
)
def test_whatever_a_base_holds_it_is_read(entries: dict[str, object], views: list[object]) -> None:
    text = json.dumps({**entries, "views": views}, ensure_ascii=True)
    base, faults = read_base(text)
    # JSON that Python writes may hold what YAML refuses: NaN, half a character.
    if base is None:
        assert [fault.code for fault in faults] == ["base"]
    else:
        assert base.views
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["1"] * 100_000),
        "(" * 100_000,
        "!" * 100_000 + "a",
        "a." * 100_000,
        "f(" * 1000,
        "[" * 1000 + "]" * 1000,
        "9" * 100_000,
        "(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1),
        "1" + "+1" * MAX_STEPS,
    ],
    ids=lambda text: f"{text[:6]}… {len(text)}",
)
def test_what_is_too_much_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(text)


def test_as_deep_as_brackets_may_nest_they_are_read() -> None:
    assert value_of(parse_expression("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH)) == 1


@pytest.mark.parametrize("unit", ["a+", "(", "a.b(", "'\\"], ids=repr)
def test_reading_takes_time_that_grows_with_the_text(unit: str) -> None:
    def seconds(n: int) -> float:
        def run() -> None:
            for _ in range(2):
                with suppress(ExpressionError):
                    parse_expression(unit * (n // len(unit)))

        return cpu_seconds(run)

    assert growth(seconds, MAX_LENGTH // 2) < RATIO


def test_texts_and_lists_of_formulas_do_not_grow_without_end() -> None:
    doubled = [("f0", parse_expression("'x' + 'y'"))]
    doubled += [
        (f"f{i}", parse_expression(f"formula.f{i - 1} + formula.f{i - 1}")) for i in range(1, 60)
    ]
    doubled += [("l0", parse_expression("[1, 2]"))]
    doubled += [
        (f"l{i}", parse_expression(f"[formula.l{i - 1}, formula.l{i - 1}]")) for i in range(1, 40)
    ]
    doubled += [("n0", parse_expression("2"))]
    doubled += [
        (f"n{i}", parse_expression(f"formula.n{i - 1} * formula.n{i - 1}")) for i in range(1, 40)
    ]
    last = parse_expression("[formula.f59, formula.l39.length, formula.n39]")
    assert value_of(last, doubled) == (None, 1000, None)
    long = parse_expression("'a'" + ".replace('a', 'aaaaaaaaaa')" * 20)
    assert value_of(long) is None
    assert value_of(parse_expression(f"'a' + '{'b' * (MAX_TEXT - 1)}'")) is not None


# --- the YAML around ---


def base_of(text: str) -> Base:
    base, faults = read_base(text)
    assert base
    assert not faults
    return base


def test_an_empty_base_is_a_table_of_all_notes() -> None:
    name = Column("file", "name")
    assert base_of("") == Base((View("", (name,), (), (SortBy("file", "name"),)),))


def test_filters_of_base_and_view_hold_together() -> None:
    text = """
filters:
  or: [ok, {not: [off, nope]}]
views:
  - {type: table, filters: number > 100, name: 一}
  - {type: table, filters: {and: ["number < 100"]}, name: 二}
"""
    one, two = base_of(text).views
    assert value_of(one.condition) is True
    assert value_of(two.condition) is False
    # None of them, not: not all of them.
    assert value_of(base_of("filters: {not: [off, ok]}").views[0].condition) is False
    assert value_of(base_of("filters: {or: [off, ok]}").views[0].condition) is True


def test_formulas_stand_behind_those_that_they_read() -> None:
    base = base_of("formulas: {a: formula.b + 1, b: formula.c, c: '1'}\n")
    assert [name for name, _ in base.formulas] == ["c", "b", "a"]


def test_columns_sorts_and_groups() -> None:
    text = """
properties:
  note.number: {displayName: 题号}
  file.name: {displayName: 题目}
views:
  - type: table
    order: [number, file.name, number, file]
    sort: [{property: number, direction: DESC}, {column: file.mtime, direction: asc}, status]
    groupBy: {property: note.difficulty, direction: ASC}
    summaries: {number: Max}
    limit: 20
    columnSize: {note.number: 80}
"""
    (view,) = base_of(text).views
    assert view == View(
        name="",
        columns=(Column("note", "number", "题号", "Max"), Column("file", "name", "题目")),
        sort=(SortBy("note", "number", True), SortBy("file", "mtime"), SortBy("note", "status")),
        group=SortBy("note", "difficulty"),
        limit=20,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "1:1 base a base must be `key: value` lines"),
        ("views: [", "2:1 base did not find"),
        ("view: []", "1:1 base-part `view` is nothing that a base has"),
        ("views: {}", "1:8 base-part `views` must be a list"),
        ("views:\n  - a", "2:5 base-part a view must be `key: value` lines"),
        ("views:\n  - filter: a", "2:5 base-part `filter` is nothing that a table knows"),
        ("views:\n  - type: map", "2:11 base-part a view of the type 'map' is shown as a table"),
        ("views:\n  - limit: 0", "2:12 base-part `limit` must be a whole number, 1 or more"),
        ("views:\n  - order: [formula.x]", "2:13 base-part there is no formula `x`"),
        ("views:\n  - sort: [{property: a, direction: up}]", "2:37 base-part the direction 'UP'"),
        ("views:\n  - summaries: {a: Summ}", "2:20 base-part `Summ` is no summary"),
        ("filters: {nor: [a]}", "1:11 base-expression `nor` is no filter"),
        ("filters:\n  and:\n    - a > 1\n    - 'b >'", "4:11 base-expression expected a value"),
        ("filters: formula.x > 1", "1:10 base-expression there is no formula `x`"),
        ("formulas: {a: formula.b, b: formula.a}", "1:15 base-expression the formula `a` reads"),
        ("summaries: {mean: values.mean()}", "1:12 base-part summaries of one's own"),
        ("filters: !a", "1:10 base YAML tags are not read"),
    ],
)
def test_what_is_beyond_is_told_with_its_place(text: str, expected: str) -> None:
    _, (fault, *_) = read_base(text)
    assert f"{fault.line}:{fault.column} {fault.code} {fault.message}".startswith(expected)


def test_what_cannot_be_read_is_left_out_and_the_rest_holds() -> None:
    base, faults = read_base("filters: {or: [now() > 1, off]}\nformulas: {a: '(', b: '1'}\n")
    assert base
    assert value_of(base.views[0].condition) is False
    assert [name for name, _ in base.formulas] == ["b"]
    assert len(faults) == 2


# --- the documentation ---

PAGE = (REPOSITORY / "docs/tables.md").read_text(encoding="utf-8")


def test_every_name_is_documented_and_no_other() -> None:
    called = set(re.findall(r"(?<!\w)\.?(\w+)\((?!https)", PAGE.partition("## In the")[0]))
    beyond = {"now", "today", "relative", "map", "filter", "reduce", "html", "image", "icon"}
    assert called - beyond == {*FUNCTIONS, *METHODS}
    for name in FILE_FIELDS:
        assert f"`file.{name}`" in PAGE or name == "file"
    for name in SUMMARIES:
        assert f"`{name}`" in PAGE


def test_every_example_is_read_without_a_fault() -> None:
    bases = [*re.findall(r"```base\n(.*?)```", PAGE, re.DOTALL)]
    bases += re.findall(r"```yaml\n(filters.*?)```", PAGE, re.DOTALL)
    assert len(bases) == 4
    for base in bases:
        base_of(base)
