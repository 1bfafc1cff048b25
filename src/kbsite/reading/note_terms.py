"""What a note is about: the terms by which it is compared with others. No I/O.

A term is a pair of neighbouring Han characters, none of which only joins words, or a Latin word;
no dictionary is needed. It is kept as a number, a checksum: what it says is never shown.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from kbsite.nouns.bodies import FORMULA_END, FORMULA_START, Section, Terms

#: How many terms of a note are kept, of which each comparison picks the rarest.
MAX_TERMS = 64
#: How much of a long note is read: characters of text, and of code.
_MAX_TEXT, _MAX_CODE = 40_000, 10_000
#: How often a term of the title counts, one of a heading, one in code.
_TITLE, _HEADING = 12, 3
#: Levels are powers of two; this is the last.
_TOP = 6
#: Terms are numbers below this.
NUMBERS = 1 << 30

# Han that joins words and stands in none that says what a text is about.
_JOINING = (
    "的了是在也就都而或但则被把将于其之所这那哪们我你他她它吧吗呢啊么什怎些很还已该让与和及以"
    "为从到着给请并且即若如因此只又再不没有会要能可个来去说看做时候里上下中后前"
)
_PAIR = re.compile("(?=(..)).")
# Patterns that begin by looking back are tried at each character.
_WORD = re.compile(r"[a-z_](?<![a-z0-9_].)[a-z0-9_+#]{1,31}+(?![a-z0-9_+#])")
_FORMULA = re.compile(f"{FORMULA_START}[^{FORMULA_END}]*+{FORMULA_END}?")
_COMMON_WORDS = """
about after all also an and any are as at be because been before between both but by can could
def do does each else end example few first for from get had has have he her his how http https
if import in int into is it its just like list make many may me more most my new no none not now
of on one only or other our out print range return self set she should so some such than that
the their them then there these they this those to true false two up use used using value was we
were what when where which while who why will with would www com org you your str len let var
const public void class function static null
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def terms_of(title: str, headings: Iterable[str], sections: Sequence[Section]) -> Terms:
    """The terms of a note, by how often they stand in it."""
    text = "\n".join(piece for s in sections for piece in s.text if isinstance(piece, str))
    counts = _count(_FORMULA.sub("\n", text[:_MAX_TEXT]))
    code = "\n".join(section.code for section in sections if section.code)[:_MAX_CODE]
    if code:
        counts.update(set(_words(code.lower())))
    for words, factor in ((title, _TITLE), ("\n".join(headings)[:_MAX_CODE], _HEADING)):
        for term, count in _count(_FORMULA.sub("\n", words)).items():
            counts[term] += factor * count
    return _packed(counts)


def _count(text: str) -> Counter[str]:
    text = text.lower()
    counts = Counter(_words(text))
    if not text.isascii():
        # No pair of Han is a word.
        dict.update(counts, Counter(_PAIR.findall("\n".join(_runs().findall(text)))))
    return counts


@cache
def _runs() -> re.Pattern[str]:
    """Runs of all other Han, in one set of characters, which is looked up at once. Compiled where
    a note is read."""
    bounds = pairwise(sorted((ord("一") - 1, *map(ord, _JOINING), ord("鿿") + 1)))
    telling = "".join(f"{chr(a + 1)}-{chr(b - 1)}" for a, b in bounds if b - a > 1)
    return re.compile(f"[㐀-䶿{telling}]{{2,}}+")


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word not in _COMMON]


def _packed(counts: Mapping[str, int]) -> Terms:
    best = [(min(count.bit_length(), _TOP), term) for term, count in counts.items() if count > 1]
    best.sort(reverse=True)
    if len(best) < 2 * MAX_TERMS:
        # Most terms stand in a note once.
        best += [(1, term) for term in sorted(_once(counts), reverse=True)]
    # Of two terms of one number the first counts.
    levels = {number_of(term): level for level, term in reversed(best[: 2 * MAX_TERMS])}
    kept = sorted([(-level, number) for number, level in levels.items()])[:MAX_TERMS]
    return Terms(tuple([number for _, number in kept]), bytes([-level for level, _ in kept]))


def _once(counts: Mapping[str, int]) -> list[str]:
    return [term for term, count in counts.items() if count == 1]


def number_of(term: str) -> int:
    """The number that a term is kept as."""
    return zlib.crc32(term.encode("utf-8", "replace")) % NUMBERS
