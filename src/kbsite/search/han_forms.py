"""Traditional Han characters → the simplified ones that stand for them, by the library opencc.
No I/O.

Index and query are folded alike, so that it does not matter that some characters fall together
(乾 and 干). A character is folded whatever stands beside it: 乾隆 too is found as 干隆. The library
has no wheels for some systems; without it nothing is folded.
"""

from __future__ import annotations

from functools import cache

# Blocks of Han; those beyond the first plane have simplified forms as well.
_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def fold_han(text: str) -> str:
    """`text` with simplified characters for traditional ones; as long as it was."""
    if text.isascii():
        return text
    if _traditional().isdisjoint(text):
        return text
    forms = traditional_forms()
    return text.translate({ord(char): forms[char] for char in traditional_in(text)})


def traditional_in(text: str) -> str:
    """The traditional characters in `text`, each once, ascending."""
    return "".join(sorted(_traditional().intersection(text)))


@cache
def _traditional() -> frozenset[str]:
    return frozenset(traditional_forms())


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
