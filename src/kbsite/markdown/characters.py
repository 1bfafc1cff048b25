"""Which characters are Chinese, wide or punctuation, for the rules of Chinese text. No I/O."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Ideographs only: the unit in which the length of Chinese text is counted.
_HAN_RANGES = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN = re.compile(f"[{_HAN_RANGES}]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ0-9]+(?:['’._-][A-Za-zÀ-ÖØ-öø-ɏ0-9]+)*")

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")
# Wide symbols below the CJK blocks are all emoji; so are those of the astral plane, but for
# the enclosed ideographs that are not.
_EMOJI_IDEOGRAPHS = frozenset("\U0001f201\U0001f21a\U0001f22f\U0001f250\U0001f251") | {
    chr(code) for code in (*range(0x1F232, 0x1F237), *range(0x1F238, 0x1F23B))
}


@lru_cache(maxsize=8192)
def is_wide(char: str) -> bool:
    """East Asian Width W, F or H, emoji left out: what Chinese type sets full width."""
    if char < "\u1100":
        return False
    if unicodedata.east_asian_width(char) not in "WFH":
        return False
    if unicodedata.category(char) not in ("So", "Sk"):
        return True
    if char >= "\U0001f000":
        return "\U0001f200" <= char <= "\U0001f265" and char not in _EMOJI_IDEOGRAPHS
    return char >= "\u2e80"


def is_hangul(char: str) -> bool:
    """Korean sets spaces between words, so its lines join with one."""
    return _HANGUL.match(char) is not None


def is_cjk(char: str) -> bool:
    """A CJK character of the CJK-friendly emphasis rule (tats-u/markdown-cjk-friendly): wide
    and no default emoji, or Hangul, or an ideographic variation selector."""
    return is_wide(char) or is_hangul(char) or "\U000e0100" <= char <= "\U000e01ef"


def count_words(text: str) -> tuple[int, int]:
    """(Han characters, Latin words) of plain text."""
    return len(HAN.findall(text)), len(LATIN_WORD.findall(text))
