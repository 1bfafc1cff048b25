"""Which language a text is in, as far as its letters tell. No I/O."""

from __future__ import annotations

import re

#: Nearly no Japanese text is without it, and nearly no Chinese one has it.
_NO = "の"
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
#: Of four words of English one is such; other languages in Latin letters are not told apart.
_ENGLISH = frozenset(["the", "of", "and", "to", "is", "are", "that", "for", "with", "this"])
#: So many of its characters tell of a text.
_ENOUGH = 1000
_FEWEST_WORDS = 12


def language_told(text: str, han: int, latin: int) -> str:
    """`zh-CN`, `ja`, `en`, or "" where nobody can tell; `text` has so many Han characters and words
    of Latin letters."""
    if han > latin:
        return "ja" if _NO in text and _is_japanese(text[:_ENOUGH]) else "zh-CN"
    if latin >= _FEWEST_WORDS and han * 10 < latin:
        words = text[:_ENOUGH].lower().split()
        return "en" if sum(map(_ENGLISH.__contains__, words)) * 12 >= len(words) else ""
    return ""


def _is_japanese(text: str) -> bool:
    return len(_KANA.findall(text)) * 4 > len(_HAN.findall(text))


def language_beside(own: str, around: str) -> str:
    """What an element that is in the language `own` has to say within one that is in `around`."""
    is_same = own == around or around.startswith(f"{own}-")
    return "" if is_same else own


def title_language(title: str, language: str) -> str:
    """The language of a title whose text is in `language`, "" where its letters are others."""
    is_han = language.partition("-")[0] in ("zh", "ja")
    return language if is_han == bool(_HAN.search(title) or _KANA.search(title)) else ""
