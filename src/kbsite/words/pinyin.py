"""Names → segments of permalinks in pinyin, by the library pypinyin. No I/O.

Han characters in a URL are shown as `%E6%A6%82…` where it is pasted; in pinyin it can be read.
The library takes a while to load, so it is imported when the first name with Han comes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Literal

from kbsite.urls import NOT_IN_NAMES, Spelling, nfc, segment
from kbsite.words.readings import CHARACTERS, WORDS

_HAN = "〇㐀-鿿豈-\ufaff\U00020000-\U0003fffd"
# A variation selector chooses the shape of the character before it.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTOR = re.compile(f"[{_SELECTORS}]")
# Full-width letters, digits and symbols are their ASCII in a URL; other full-width marks part.
_FULL_WIDTH = re.compile("[！-～￥]")
_KEPT_MARKS = frozenset("#_-")
# What stands before pinyin as a word: letters and digits, `C++`, `C#`, `50%`.
_WORD_BEFORE = re.compile(r"(?:[^\W_]|[A-Za-z][+#]{1,2}|[0-9]%)\Z")
_WORD_BEHIND = re.compile(r"[^\W_]")
_HYPHENS = re.compile("--+")
# The library copies what is left of a run at each of its words.
_RUN_LENGTH = 256


def spelling_of(permalinks: Literal["path", "pinyin"]) -> Spelling:
    """How a site whose configuration says `permalinks` spells names in URLs."""
    return pinyin_segment if permalinks == "pinyin" else segment


@lru_cache(maxsize=65536)
def pinyin_segment(name: str) -> str:
    """`segment` of a name whose Han is toneless pinyin, a syllable a word: `第2章` is
    `di-2-zhang`, `《算法》：导论` is `suan-fa-dao-lun`. ü is v. Han without a reading, kana
    and Hangul stay. A name without Han and Chinese marks is the same as by `segment`."""
    text = nfc(name)
    plain = "".join(map(_plain_mark, text))
    parts = _runs().split(plain)
    runs = _runs().findall(plain)
    spelt = ["-".join(syllables(_SELECTOR.sub("", run))) for run in runs]
    if plain == text and spelt == runs:
        return segment(name)
    words = "-".join(nfc("".join(_joined(parts, spelt))).split())
    # A name of marks only is left as it is.
    return segment(_HYPHENS.sub("-", words).strip("-")) or segment(name)


@cache
def _runs() -> re.Pattern[str]:
    """Finds runs of Han. Compiled late: it takes a hundredth of a second, which sites without
    pinyin need not pay."""
    return re.compile(f"[{_HAN}][{_HAN}{_SELECTORS}]*")


def _plain_mark(char: str) -> str:
    """A character of a name; a hyphen for each mark beyond ASCII."""
    if char.isascii():
        return char
    narrow = char
    if _FULL_WIDTH.match(char):
        narrow = unicodedata.normalize("NFKC", char)
        if narrow in _KEPT_MARKS:
            return narrow
    return "-" if unicodedata.category(narrow)[0] == "P" else narrow


def _joined(parts: list[str], spelt: list[str]) -> Iterator[str]:
    """`parts` and what is spelt between them, with a hyphen where two words would meet and for
    what no file name can hold."""
    for i, part in enumerate(parts):
        if i > 0 and _WORD_BEHIND.match(part):
            yield "-"
        yield NOT_IN_NAMES.sub("-", part)
        if i < len(spelt):
            if _WORD_BEFORE.search(part[-3:]):
                yield "-"
            yield spelt[i]


def syllables(run: str) -> list[str]:
    """The toneless reading of each character of a run of Han, ü as v; what has none, as it
    stands there."""
    read = _dictionary()
    pieces = (run[i : i + _RUN_LENGTH] for i in range(0, len(run), _RUN_LENGTH))
    return [syllable for piece in pieces for syllable in read(piece)]


@cache
def _dictionary() -> Callable[[str], list[str]]:
    """The library with the readings of kbsite's own. Loaded late: it takes a tenth of a second,
    which sites without pinyin need not pay."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS
    from pypinyin.seg.mmseg import seg

    # As `load_single_dict` and `load_phrases_dict`, which learn all words anew each time.
    PINYIN_DICT.update({ord(char): readings for char, readings in CHARACTERS.items()})
    PHRASES_DICT.update({word: [[one] for one in sounds] for word, sounds in WORDS.items()})
    seg.train(iter(WORDS))
    # It looks words up one by one; titles have the same.
    read_word = lru_cache(maxsize=16384)(lazy_pinyin)

    def read(run: str) -> list[str]:
        if not RE_HANS.match(run):
            return lazy_pinyin(run)
        return [sound for word in seg.cut(run) for sound in read_word(word)]

    return read
