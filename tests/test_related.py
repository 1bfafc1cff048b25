"""Which notes are near one another, and that an edit comes to what a new look comes to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite import related
from kbsite.nouns.bodies import Section, Terms
from kbsite.reading.note_terms import MAX_TERMS, number_of, terms_of
from kbsite.related import NONE, Features, Neighbourhood, features_of
from test_mentions import graph_of

_POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"


def test_reasons_of_related_notes(tmp_path: Path) -> None:
    notes = {
        "甲.md": f"---\ntags: [诗]\n---\n{_POEM}\n\n[[戊]]",
        "乙.md": "---\ntags: [诗]\n---\n别的文字",
        "丙.md": f"# 静夜思\n\n{_POEM}",
        "丁.md": "见[[戊]]。",
        "戊.md": "无关",
        "己.md": f"---\nunlisted: true\ntags: [诗]\n---\n{_POEM}",
        "庚.md": f"---\nprivate: true\ntags: [诗]\n---\n{_POEM}[[戊]]",
    }
    graph = graph_of(tmp_path, notes)
    found = {one.note: one.reasons for one in graph.related["甲.md"]}
    assert found == {"丙.md": ("text",), "乙.md": ("tags",), "丁.md": ("links",)}
    assert next(iter(found)) == "丙.md"
    assert "己.md" not in graph.related


def test_terms_of_a_note() -> None:
    sections = [
        Section(
            -1, ("动态规划的状态转移，\x02\\alpha 阿尔法\x03 与 HashMap\n",), "def solve(): pass"
        )
    ]
    terms = terms_of("动态规划", ["状态"], sections)
    levels = dict(zip(terms.numbers, terms.levels, strict=True))
    by = {
        word: levels.get(number_of(word))
        for word in ("动态", "状态", "转移", "划的", "hashmap", "solve", "def", "阿尔", "alpha")
    }
    assert by == {
        "动态": 4,
        "状态": 3,
        "转移": 1,
        "hashmap": 1,
        "solve": 1,
        "划的": None,
        "def": None,
        "阿尔": None,
        "alpha": None,
    }
    assert (
        len(
            terms_of("", [], [Section(-1, ("".join(map(chr, range(0x5000, 0x5400))),), "")]).numbers
        )
        == MAX_TERMS
    )


# --- an edit ---

_FEATURES = st.builds(
    lambda terms, tags, links: features_of(
        Terms(tuple(terms), bytes(level for level in terms.values())), tags, links, links[:1]
    ),
    st.dictionaries(st.integers(0, 9), st.integers(1, 3), max_size=5),
    st.sets(st.sampled_from("一二三"), max_size=2),
    st.lists(st.sampled_from("甲乙丙"), max_size=2, unique=True),
)
_PATHS = st.sampled_from("abcdefghij")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(_PATHS, _FEATURES, min_size=3),
    st.lists(st.dictionaries(_PATHS, st.none() | _FEATURES, min_size=1, max_size=2), max_size=4),
)
def test_an_edit_comes_to_what_a_new_look_comes_to(
    notes: dict[str, Features], edits: list[dict[str, Features | None]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # A few are many.
        few = {"MAX_NOTES": 4, "MAX_RELATED": 2, "MAX_COMPARED": 3, "_LEAST_TEXT": 9}
        for name, value in few.items():
            patch.setattr(related, name, value)
        near = Neighbourhood(notes)
        last = {path: near.nearest(path) for path in notes}
        for edit in edits:
            changes = {p: new for p, new in edit.items() if new is not None or p in notes}
            anew = near.change(changes, last.__getitem__)
            notes = {p: f for p, f in {**notes, **changes}.items() if f is not None}
            last = {path: near.nearest(path) if path in anew else last[path] for path in notes}
            clean = Neighbourhood(notes)
            assert last == {path: clean.nearest(path) for path in notes}
            # What the next process takes up.
            near = Neighbourhood(notes, near.pack(b"mark"))
            assert last == {path: near.nearest(path) for path in notes}


def test_what_all_notes_have_relates_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "MAX_NOTES", 4)
    every = {f"{i}.md": features_of(Terms((1,), b"\1"), ["标签"], ["x.md"], []) for i in range(5)}
    near = Neighbourhood(every)
    assert {near.nearest(path) for path in every} == {NONE}
    assert Neighbourhood(dict(list(every.items())[:4])).nearest("0.md") != NONE


# --- growth ---

_SHAPES: dict[str, Callable[[int, int], tuple[Any, ...]]] = {
    "one word in all": lambda i, n: (Terms((1, i + 2), b"\1\1"), (), (), ()),
    "a tag on all": lambda i, n: (Terms(), ("一", f"{i // 3}"), (), ()),
    "all link to one": lambda i, n: (Terms(), (), ("x.md", f"{i // 9}.md"), ()),
    "one links to all": lambda i, n: (Terms(), (), list(map(str, range(n * (i == 0)))), ("x",)),
    "groups of 256": lambda i, n: (Terms((i // 256,), b"\1"), (), (), ()),
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_comparing_notes_is_linear(shape: str) -> None:
    def seconds(n: int) -> float:
        notes = {f"{i}.md": features_of(*_SHAPES[shape](i, n)) for i in range(n)}

        def look() -> None:
            near = Neighbourhood(notes)
            for path in notes:
                near.nearest(path)

        return cpu_seconds(look)

    with uncollected():
        assert growth(seconds, 1000) < RATIO
