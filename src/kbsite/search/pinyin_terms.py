"""Han in titles and headings → its sounds as terms: 快速 is `~kuai su`, `~su`, `^ks`. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from kbsite.words.pinyin import syllables

#: Names of the spaces that these terms are in.
PINYIN, INITIALS = "~", "^"

#: Left out by many who type initials or sounds: sbl for 树的遍历.
_LEFT_OUT = "的"

_RUN = re.compile("[〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003fffd]+")


def han_runs(text: str) -> list[str]:
    """The runs of Han in normalised `text`."""
    return _RUN.findall(text)


@lru_cache(maxsize=4096)
def pinyin_terms(run: str) -> tuple[str, ...]:
    """Each two neighbouring syllables of a run and its last; three initials in a row and the last
    two; the same without 的. The first call takes a sixth of a second, for the dictionary."""
    sounds = syllables(run)
    terms = _terms(sounds)
    # Neighbours without a reading are one sound.
    if _LEFT_OUT in run[1:-1] and len(sounds) == len(run):
        kept = zip(run, sounds, strict=True)
        terms += _terms([sound for character, sound in kept if character != _LEFT_OUT])
    return tuple(dict.fromkeys(terms))


def _terms(all_sounds: list[str]) -> list[str]:
    terms: list[str] = []
    for sounds in _readable(all_sounds):
        terms += [f"{PINYIN}{one} {other}" for one, other in pairwise(sounds)]
        terms.append(PINYIN + sounds[-1])
        initials = "".join(sound[0] for sound in sounds)
        terms += [INITIALS + initials[i : i + 3] for i in range(len(initials) - 2)]
        if len(initials) > 1:
            terms.append(INITIALS + initials[-2:])
    return terms


def _readable(sounds: list[str]) -> list[list[str]]:
    """`sounds` without the characters that have no reading, in the runs between them."""
    runs: list[list[str]] = [[]]
    for sound in sounds:
        if sound.isascii() and sound.isalpha():
            runs[-1].append(sound)
        else:
            runs.append([])
    return [run for run in runs if run]
