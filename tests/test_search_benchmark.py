"""The parts of `benchmarks/search/` that a wrong figure could come from; no engine is asked."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY, write_files

SEARCH = REPOSITORY / "benchmarks" / "search"
# Last: modules there must not hide those here.
sys.path.append(str(SEARCH))
cases = importlib.import_module("cases")
engines = importlib.import_module("engines")
figures = importlib.import_module("figures")
notes = importlib.import_module("notes")


def note(path: str, title: str, text: str = "", code: str = "", **known: tuple[str, ...]) -> object:
    tags, headings = known.get("tags", ()), known.get("headings", ())
    return notes.Note(path, f"/{path}/", title, tags, headings, (text,), code)


CORPUS = cases.Corpus(
    [
        note("a", "栈与队列", "先进后出。", "std::sort(a)", tags=("算法/栈",), headings=("C",)),
        note("b", "Stack", "栈的大小为 O(n^2)，先进先出", tags=("算法",), headings=("C++",)),
        note("c", "别的", "FlashAttention的反向", headings=("先进后出", "C")),
    ]
)


def answer(*paths: str, partial: bool = False) -> object:
    return engines.Answer("", paths, partial, len(paths), 1.0, {"js": 2, "index part": 3})


# --- queries ---


def test_every_query_of_this_repository_names_notes_that_are_there(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    corpus = cases.Corpus(notes.notes_of(tmp_path))
    made = cases.hand_made(corpus, "own")
    assert len(made) > 60
    assert all(case.expected <= (case.allowed or set(corpus.notes)) for case in made)


def test_no_query_is_asked_twice_of_a_collection() -> None:
    for groups in yaml.safe_load((SEARCH / "queries.yaml").read_text("utf-8")).values():
        asked = [entry["query"] for entries in groups.values() for entry in entries]
        assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("a", "a"),
        ("tag:算法", "ab"),
        ("tag:算法/栈", "a"),
        ("title:栈", "a"),
        ("has:栈", "ab"),
        ("has:STD::SORT", "a"),
        ("has:Ｏ（ｎ^２）", "b"),
        ("heading:c", "ac"),
        ("tag:算法 && heading:C", "a"),
    ],
)
def test_a_rule_names_notes(rule: str, found: str) -> None:
    assert CORPUS.matching(rule) == set(found)


def test_a_rule_that_names_none_ends_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="no note is 'd'"):
        CORPUS.matching("d")


def test_known_items_name_all_notes_that_bear_them_and_none_is_short() -> None:
    known = {case.query: case.expected for case in cases.known_items(CORPUS, 1, 100)}
    assert known == {"栈与队列": {"a"}, "Stack": {"b"}, "先进后出": {"c"}}


def test_phrases_are_drawn_by_the_seed_and_stand_where_they_are_said_to() -> None:
    drawn = [cases.han_phrases(CORPUS, 1, 5), cases.mixed_phrases(CORPUS, 1, 5)]
    assert drawn == [cases.han_phrases(CORPUS, 1, 5), cases.mixed_phrases(CORPUS, 1, 5)]
    assert "先进后出" in {phrase.query for phrase in drawn[0]}
    for phrase in (one for some in drawn for one in some):
        assert phrase.prose == {p for p in "abc" if notes.folded(phrase.query) in CORPUS.prose[p]}
    assert all("FlashAttention" in phrase.query for phrase in drawn[1])
    (both,) = (phrase for phrase in drawn[0] if phrase.query == "先进后出")
    assert both.prose == {"a", "c"}


def test_code_and_formulas_stand_where_they_are_said_to() -> None:
    corpus = cases.Corpus(
        [
            note("a", "甲", code="x += y"),
            note("b", "乙", "有 \x02\\frac{1}{n}\x03", code="max += y\nx  +=\ty"),
            note("c", "丙", "即 1/n，又 11/n"),
        ]
    )
    parts = {phrase.query: phrase.prose for phrase in cases.code_parts(corpus, 1, 9)}
    assert parts["x += y"] == {"a", "b"}
    formulas = {phrase.query: phrase.prose for phrase in cases.formulas(corpus, 1, 2)}
    assert formulas == {r"\frac{1}{n}": {"b"}, "1/n": {"b", "c"}}


def test_a_space_beside_a_latin_word_makes_no_other_phrase() -> None:
    spaced = cases.Corpus([note("a", "甲", "每个GPU的显存"), note("b", "乙", "每个 GPU 的显存")])
    phrases = {phrase.query: phrase for phrase in cases.mixed_phrases(spaced, 1, 9)}
    assert phrases["每个GPU"].prose == {"a"}
    assert phrases["每个GPU"].anywhere == {"a", "b"}


# --- figures ---


def test_only_the_first_five_notes_count() -> None:
    case = cases.Case("q", "k", frozenset("f"))
    assert [figures.rank(case, answer(*shown)) for shown in ("f", "abf", "abcdef", "")] == [
        1,
        3,
        0,
        0,
    ]


def test_what_a_query_rules_out_makes_a_miss_of_it() -> None:
    case = cases.Case("f -b", "without", frozenset("f"), frozenset("acdef"))
    assert [figures.rank(case, answer(*shown)) for shown in ("fa", "fb", "facdeb")] == [1, 0, 1]


def test_hits_count_also_what_is_found_in_part() -> None:
    made = [cases.Case("q", "k", frozenset("a"))] * 3
    answers = [answer("a"), answer("b", "a", partial=True), answer()]
    assert figures.hits(made, answers) == (3, 1, 2, 1)
    assert figures.hits_by_kind(made, answers) == {"k": (3, 1, 2, 1)}


def test_a_phrase_found_in_part_is_lost() -> None:
    phrases = [cases.Phrase("q", frozenset("ab"), frozenset("abc"))] * 2
    whole, part = answer("a", "c", "d"), answer("a", "b", partial=True)
    assert figures.held(phrases, [whole, part]) == (2, 3, 1, 4, 3, 2)


def test_places_among_the_first_belong_to_what_holds_it() -> None:
    phrases = [cases.Phrase("q", frozenset("ab"), frozenset("ab"))] * 2
    answers = [answer("c", "a", "b"), answer("a", "b", partial=True)]
    assert figures.seen(phrases, answers, 2) == (2, 4, 1, 4, 1)


def test_a_later_query_needs_the_modules_no_more() -> None:
    rows = figures.wire([answer("a")])
    assert (rows["first query"].mean, rows["later query"].mean) == (5, 3)


# --- asking in Node ---

_ENGINE = """
export function createSearch({ baseUrl, fetch }) {
  return {
    async search(query, { limit }) {
      const names = await (await fetch(`${baseUrl}assets/search/manifest.bin`)).text();
      await fetch(`${baseUrl}assets/search/none.bin`);
      const all = names.trim().split(" ").map((url) => ({ url }));
      const found = query === "partial" ? [] : all.slice(0, limit);
      return { results: found, partial: all, total: all.length, terms: [], bytes: 0 };
    },
  };
}
"""


@pytest.mark.skipif(not shutil.which("node"), reason="there is no Node")
def test_a_search_engine_is_asked_over_the_files_of_the_site(tmp_path: Path) -> None:
    urls = "/base/b/%E5%A0%86/#x /base/tags/ /base/b/%E5%A0%86/#y /base/a/"
    write_files(
        tmp_path,
        {
            "assets/0a/js/search/engine.js": _ENGINE,
            "assets/0a/js/search/dialog.js": "",
            "assets/search/manifest.bin": urls,
        },
    )
    paths = {"/a/": "a.md", "/b/堆/": "b.md"}
    found = engines.ask(engines.KBSITE, tmp_path, paths, ["q", "q"], [("q", 2), ("partial", 9)])
    assert [one.notes for one in found.fresh] == [("b.md", "a.md")] * 2
    assert [(one.notes, one.partial, one.total) for one in found.asked] == [
        (("b.md",), False, 4),
        (("b.md", "a.md"), True, 4),
    ]
    for one in found.fresh:
        assert one.bytes["manifest"] == len(urls)
        assert 100 < one.bytes["js"] < len(_ENGINE)
        assert one.files == 3


def test_the_programs_say_how_they_are_called() -> None:
    for name in ("score.py", "side_by_side.py", "browser.py", "index.py"):
        done = subprocess.run([sys.executable, SEARCH / name, "--help"], capture_output=True)
        assert done.returncode == 0
