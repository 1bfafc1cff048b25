"""Traditional Han characters → the simplified ones that stand for them, by the library opencc.
No I/O.

Index and query are folded alike, so that it does not matter that some characters fall together
(乾 and 干). A character is folded whatever stands beside it: 乾隆 too is found as 干隆. The library
has no wheels for some systems; without it nothing is folded.
"""

from __future__ import annotations

import re
from functools import cache

# Blocks of Han; those beyond the first plane have simplified forms as well.
_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def fold_han(text: str) -> str:
    """`text` with simplified characters for traditional ones; as long as it was."""
    if text.isascii() or not _candidates().search(text):
        return text
    forms = traditional_forms()
    return text.translate({ord(char): forms[char] for char in traditional_in(text)})


def traditional_in(text: str) -> str:
    """The traditional characters in `text`, each once, ascending."""
    if text.isascii():
        return ""
    return "".join(sorted(traditional_forms().keys() & _candidates().findall(text)))


@cache
def _candidates() -> re.Pattern[str]:
    """Finds all traditional characters, and perhaps others beyond the first plane: a class with
    those of the first alone is quick, however many it has."""
    return re.compile(
        f"[\U00020000-\U0003ffff{''.join(filter(_is_in_first_plane, traditional_forms()))}]"
    )


def _is_in_first_plane(char: str) -> bool:
    return char < "\U00010000"


@cache
def traditional_forms() -> dict[str, str]:
    """Traditional character → simplified, which is no key. Loaded late: most commands search
    nothing."""
    try:
        from opencc import OpenCC
    except ImportError:
        return {}
    characters = [chr(code) for block in _BLOCKS for code in range(*block)]
    # Each on a line of its own, so that no word decides.
    simplified = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    forms = {
        char: form
        for char, form in zip(characters, simplified, strict=True)
        if form != char and len(form) == 1
    }
    return {char: forms.get(form, form) for char, form in forms.items()}


@cache
def form_pairs() -> str:
    """All of them by code point, each before its simplified form."""
    return "".join(f"{char}{form}" for char, form in sorted(traditional_forms().items()))
