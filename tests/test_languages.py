"""The words of the interface: every language says the same things, days and numbers included."""

from __future__ import annotations

import re
from typing import get_type_hints

import pytest

from kbsite.languages import LANGUAGES, Strings

PHRASES = [name for name, kind in get_type_hints(Strings).items() if kind is str]


def placeholders(phrase: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", phrase))


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_has_words_and_the_same_blanks_in_every_language(phrase: str) -> None:
    said = [getattr(words, phrase) for words in LANGUAGES.values()]
    assert all(said)
    if not phrase.endswith("_form"):
        assert len({frozenset(placeholders(words)) for words in said}) == 1


@pytest.mark.parametrize(
    ("language", "date", "day", "in_year"),
    [
        ("zh-CN", "2026-05-09", "2026年5月9日", "5月9日"),
        ("zh-CN", "1999-12-31T23:59:00+08:00", "1999年12月31日", "12月31日"),
        ("en", "2026-05-09", "May 9, 2026", "May 9"),
        ("en", "1999-12-31T23:59:00+08:00", "December 31, 1999", "December 31"),
    ],
)
def test_a_day_is_written_as_in_the_language(
    language: str, date: str, day: str, in_year: str
) -> None:
    words = LANGUAGES[language]
    assert (words.day(date), words.day_of_year(date)) == (day, in_year)


def test_years_and_counts_are_written_as_in_the_language() -> None:
    chinese, english = LANGUAGES["zh-CN"], LANGUAGES["en"]
    assert (chinese.year("2026"), english.year("2026")) == ("2026年", "2026")
    assert [chinese.notes(n) for n in (1, 2, 10946)] == ["1 篇", "2 篇", "10,946 篇"]
    assert [english.notes(n) for n in (1, 2, 10946)] == ["1 note", "2 notes", "10,946 notes"]
