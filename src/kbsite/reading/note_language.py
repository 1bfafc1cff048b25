"""Which language a text is in, as far as its letters tell. No I/O."""

from __future__ import annotations

import re
from functools import cache

#: Nearly no Japanese text is without it, and nearly no Chinese one has it.
_NO = "の"
_KANA, _HAN = "\u3041-\u3096\u30a1-\u30fa", "\u3400-\u4dbf\u4e00-\u9fff"
#: Characters that simplified Chinese alone has, and some of their traditional forms. Notes of who
#: learns Japanese are full of kana.
_SIMPLIFIED = "这说们么没为时个过对开关问题习变动请图词语应读发长门见话让给从两样进还实现"
_TRADITIONAL = "這說們麼沒為個過對開關問題變動請圖詞語應讀發長門見話讓給從兩樣進還實現"
#: So few stand in a text in Japanese about names.
_QUOTED = 2
#: Of four words of English one is such; other languages in Latin letters are not told apart.
_ENGLISH = frozenset(["the", "of", "and", "to", "is", "are", "that", "for", "with", "this"])
#: So many of its characters tell of a text.
_ENOUGH = 1000
_FEWEST_WORDS = 12


def language_told(text: str, han: int, latin: int) -> str:
    """`zh-CN`, `zh` where that is traditional, `ja`, `en`, or "" where nobody can tell; `text` has
    so many Han characters and words of Latin letters."""
    if han > latin:
        start = text[:_ENOUGH]
        if _NO in start and _is_japanese(start):
            return "ja"
        return "zh" if _is_traditional(start) else "zh-CN"
    if latin >= _FEWEST_WORDS and han * 10 < latin:
        words = text[:_ENOUGH].lower().split()
        return "en" if sum(map(_ENGLISH.__contains__, words)) * 12 >= len(words) else ""
    return ""


def _is_japanese(text: str) -> bool:
    is_kana = _number_of(_KANA, text) * 4 > _number_of(_HAN, text)
    return is_kana and _number_of(_SIMPLIFIED, text) <= _QUOTED


def _is_traditional(text: str) -> bool:
    found = _number_of(_TRADITIONAL, text)
    return found > _QUOTED and found > _number_of(_SIMPLIFIED, text)


def _number_of(characters: str, text: str) -> int:
    return len(_any_of(characters).findall(text))


@cache
def _any_of(characters: str) -> re.Pattern[str]:
    """Compiled where it is looked for: whoever compares languages needs none of them."""
    return re.compile(f"[{characters}]")


def language_beside(own: str, around: str) -> str:
    """What an element that is in the language `own` has to say within one that is in `around`."""
    is_same = own == around or around.startswith(f"{own}-")
    return "" if is_same else own


def title_language(title: str, language: str) -> str:
    """The language of a title whose text is in `language`, "" where its letters are others."""
    is_han = language.partition("-")[0] in ("zh", "ja")
    return language if is_han == (_any_of(_HAN + _KANA).search(title) is not None) else ""
