"""Which characters are Chinese, wide or punctuation, for the rules of Chinese text. No I/O."""

from __future__ import annotations

import re

from kbsite.words.patterns import late_pattern

# Ideographs only: the unit in which the length of Chinese text is counted.
_HAN_RANGES = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
HAN = re.compile(f"[{_HAN_RANGES}]")
_HAN_RUN = re.compile(f"[{_HAN_RANGES}]+")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ0-9]+(?:['’._-][A-Za-zÀ-ÖØ-öø-ɏ0-9]+)*")

# What UAX #11 calls W, F or H and UTS #51 no default emoji, and what UAX #24 calls Hangul, in
# Unicode 17; gaps of unassigned characters are closed. Written out, since each Python knows
# another Unicode.
WIDE_RANGES = (
    "\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247"
    "\u3250-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uffee"
    "\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U0001d300-\U0001d376"
    "\U0001f200\U0001f202\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237"
    "\U0001f23b\U0001f240-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003ffff"
)
_WIDE = re.compile(f"[{WIDE_RANGES}]")
_HANGUL = late_pattern(
    "[\u1100-\u11ff\u302e\u302f\u3130-\u318f\u3200-\u321e\u3260-\u327f\ua960-\ua97f"
    "\uac00-\ud7ff\uffa0-\uffdc]"
)

#: They say how the character before them looks; but for U+FE0F, which makes it an emoji.
VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0))))
#: Punctuation of Chinese that Latin has too (East Asian Width A).
SHARED_PUNCTUATION = frozenset("‘’“”…—·")


def is_hangul(char: str) -> bool:
    """Korean sets spaces between words, so its lines join with one."""
    return _HANGUL.match(char) is not None


def is_wide(char: str) -> bool:
    """What Chinese type sets full width, Korean included: East Asian Width W, F or H, default
    emoji left out, or Hangul. The CJK-friendly specification (tats-u/markdown-cjk-friendly)
    calls it a CJK character."""
    return _WIDE.match(char) is not None


def count_words(text: str) -> tuple[int, int]:
    """(Han characters, Latin words) of plain text."""
    between = _HAN_RUN.split(text)
    rest = "\n".join(between)
    han = len(text) - (len(rest) - (len(between) - 1))
    return han, len(LATIN_WORD.findall(rest))
