"""Han in titles and headings → its sounds as terms: 快速 is `~kuai su`, `~su`, `^ks`. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from kbsite.pinyin import syllables

#: Names of the spaces that these terms are in.
PINYIN, INITIALS = "~", "^"

_RUN = re.compile("[〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003fffd]+")


def pinyin_terms(text: str) -> set[str]:
    """Each two neighbouring syllables of normalised `text` and the last of a run; three
    initials in a row and the last two of a run."""
    return {term for run in _RUN.findall(text) for term in _run_terms(run)}


@lru_cache(maxsize=16384)
def _run_terms(run: str) -> tuple[str, ...]:
    terms: list[str] = []
    for sounds in _readable(syllables(run)):
        terms += [f"{PINYIN}{one} {other}" for one, other in pairwise(sounds)]
        terms.append(PINYIN + sounds[-1])
        initials = "".join(sound[0] for sound in sounds)
        terms += [INITIALS + initials[i : i + 3] for i in range(len(initials) - 2)]
        if len(initials) > 1:
            terms.append(INITIALS + initials[-2:])
    return tuple(terms)


def _readable(sounds: list[str]) -> list[list[str]]:
    """`sounds` without the characters that have no reading, in the runs between them."""
    runs: list[list[str]] = [[]]
    for sound in sounds:
        if sound.isascii() and sound.isalpha():
            runs[-1].append(sound)
        else:
            runs.append([])
    return [run for run in runs if run]
