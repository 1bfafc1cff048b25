"""Text → the terms by which it is found.

`fixtures/search/terms.md` is what the JavaScript of the search must do as well.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.search import han_forms
from kbsite.search.characters import normalised
from kbsite.search.han_forms import fold_han, traditional_forms, traditional_in
from kbsite.search.neighbours import neighbours, split
from kbsite.search.pinyin_terms import han_runs, pinyin_terms
from kbsite.search.terms import body_terms, field_terms, word_terms

FIXTURE = REPOSITORY / "tests" / "fixtures" / "search" / "terms.md"


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """(title, text, terms)."""
    text = FIXTURE.read_text(encoding="utf-8")
    for title, written, terms in re.findall(r"(.+)\n\.\n((?s:.*?))\n\.\n((?s:.*?))\.\n", text):
        yield title, written, terms.splitlines()


@pytest.mark.parametrize(("title", "written", "terms"), list(cases()))
def test_what_text_is_found_by(title: str, written: str, terms: list[str]) -> None:
    text = normalised(written)
    if title.endswith("(field)"):
        assert sorted(field_terms(text).terms) == terms
    else:
        assert sorted(body_terms(text)) == terms


def test_the_fixture_is_read_whole() -> None:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    assert len(list(cases())) == lines.count(".") / 3 > 40


def test_terms_are_counted() -> None:
    assert body_terms("栈和栈，栈和 stack_top stack") == {
        "栈和": 2,
        "和栈": 1,
        "栈": 1,
        "和": 1,
        "stack_top": 1,
        "stack": 2,
        "top": 1,
    }


def test_a_pair_of_letters_is_one_pair() -> None:
    assert body_terms("a b") == {"a b": 1}


@pytest.mark.parametrize(
    ("text", "size"),
    [("栈", 1), ("快速排序", 3), ("C 语言", 2), ("Adam 与 α", 3), ("", 0), ("____ 12345678901", 0)],
)
def test_how_long_a_title_is(text: str, size: int) -> None:
    assert field_terms(text).size == size


# --- neighbours, by walking over the tokens ---

HAN, LETTERS = "中文の한", "aB1_ж"
TEXTS = st.text(alphabet=HAN + LETTERS + "αΩ+#!=., \t\n", max_size=30)

TOKEN = re.compile(
    r"(?P<han>[中文の한])|(?P<greek>[αΩ])"
    r"|(?P<word>(?<![aB1_ж])[aB](?:\#(?![aB1_ж])|!(?![aB1_ж=]))"
    r"|[aB1_ж]+(?:(?<=[aB])\+\+(?![aB1_ж+]))?)"
)


def walked(text: str) -> Counter[tuple[str, str]]:
    """What `neighbours` finds, as its rule says it."""
    found: Counter[tuple[str, str]] = Counter()
    for first, second in pairwise(TOKEN.finditer(text)):
        between = text[first.end() : second.start()]
        counted = re.sub(r"[ \t]", "", between)
        short = [t["word"] and len(t[0]) == 1 and t[0] != "_" for t in (first, second)]
        if any(short) and len(counted) <= 2 and len(between) <= 6 and "\n" not in between:
            found[first[0], second[0]] += 1
    return found


@given(TEXTS)
def test_neighbours_are_those_that_a_walk_finds(text: str) -> None:
    """But for those of underscores alone, which come to no term."""
    found, wanted = Counter(neighbours(split(text))), walked(text)
    blanks = [pair for pair in found | wanted if not all(word.strip("_") for word in pair)]
    for pair in blanks:
        del found[pair], wanted[pair]
    assert found == wanted


# --- characters ---


@given(st.text())
def test_reading_twice_changes_no_term(text: str) -> None:
    once = normalised(text)
    assert body_terms(normalised(once)).keys() == body_terms(once).keys()


@given(st.text(alphabet="中文ＡｂＣ擴散ｘ１２"))
def test_forms_do_not_matter(text: str) -> None:
    plain = text.translate(str.maketrans("ＡｂＣ擴ｘ１２", "AbC扩x12"))
    assert body_terms(normalised(text)) == body_terms(normalised(plain))


def test_a_traditional_character_becomes_one_that_is_simplified() -> None:
    forms = traditional_forms()
    assert len(forms) > 4000
    assert forms.keys().isdisjoint(forms.values())
    assert fold_han("擴散模型與個乾") == "扩散模型与个干"
    assert traditional_in("擴散，擴 abc 個") == "個擴"


def test_without_the_library_nothing_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    monkeypatch.setattr(han_forms, "_told", None)
    for remembered in (han_forms.traditional_forms, han_forms.form_pairs, han_forms._candidates):
        remembered.cache_clear()
    try:
        assert fold_han("擴散") == "擴散"
        assert traditional_in("擴散") == ""
    finally:
        for remembered in (
            han_forms.traditional_forms,
            han_forms.form_pairs,
            han_forms._candidates,
        ):
            remembered.cache_clear()


# --- words ---


@given(st.text(alphabet="aZ0_9b"))
def test_a_word_is_itself_before_its_parts(word: str) -> None:
    terms = word_terms(word)
    assert not terms or terms[0] == word.lower()
    assert len(set(terms)) == len(terms)
    assert all(len(term) > 1 for term in terms)


# --- pinyin ---


def sounds_of(text: str) -> set[str]:
    return {term for run in han_runs(text) for term in pinyin_terms(run)}


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("快速", {"~kuai su", "~su", "^ks"}),
        ("快速排序", {"~kuai su", "~su pai", "~pai xu", "~xu", "^ksp", "^spx", "^px"}),
        ("栈", {"~zhan"}),
        ("旅 abc 绿", {"~lv"}),
        ("步长", {"~bu chang", "~chang", "^bc"}),
        ("のデ 한국", set()),
        ("C++", set()),
    ],
)
def test_how_a_title_sounds(text: str, terms: set[str]) -> None:
    assert sounds_of(text) == terms


def test_a_character_without_a_reading_ends_a_run() -> None:
    unread = "\U00030000"
    assert sounds_of(f"快{unread}速度") == {"~kuai", "~su du", "~du", "^sd"}
    neighbours_unread = "\U0002a700\U0002a700"
    assert sounds_of(f"快{neighbours_unread}的树") == {"~kuai", "~de shu", "~shu", "^ds"}


# --- hostile text ---

HOSTILE = {
    "Han without end": "中文" * 5,
    "underscores": "_" * 10,
    "capitals": "aB" * 5,
    "capitals in a row": "A" * 10,
    "humps": "aBc_De" * 2,
    "letters": "a " * 5,
    "letters and signs": "a++b#c!d" * 2,
    "plus signs": "a" + "+" * 9,
    "marks on a letter": "a" + "\u0301" * 9,
    "indices": "xₜ₋" * 3,
    "powers": "2ⁿ^{2}^{" * 2,
    "braces": "{_{^{}}" * 2,
    "commands": "\\a_{b}_" * 2,
    "sizes": "1 x 2×" * 2,
    "spaces": " " * 10,
    "a letter and spaces": "a" + " " * 9,
    "Greek": "αβ" * 5,
    "brackets": ")(O(" * 3,
    "n log n": "nlogn logn" * 1,
    "traditional": "擴個" * 5,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    def seconds(units: int) -> float:
        text = HOSTILE[name] * units
        word_terms.cache_clear()

        def read() -> None:
            plain = normalised(text)
            body_terms(plain)
            field_terms(plain)

        return cpu_seconds(read)

    with uncollected():
        assert growth(seconds, 3000) < RATIO


def test_a_run_of_a_million_characters() -> None:
    assert len(body_terms(normalised("中" * 1_000_000))) == 2
    assert body_terms("_" * 1_000_000) == {}
