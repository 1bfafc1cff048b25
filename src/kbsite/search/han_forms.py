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
#: So many characters are asked for at once: all of them would take 20 MB.
_AT_ONCE = 4096

#: What `form_pairs` gave elsewhere.
_told: str | None = None


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
    """Traditional character → simplified, which is no key."""
    pairs = form_pairs()
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@cache
def form_pairs() -> str:
    """All of them by code point, each before its simplified form. Loaded late, where they were not
    told: most commands search nothing, and the library takes as long as a note."""
    if _told is not None:
        return _told
    try:
        from opencc import OpenCC
    except ImportError:
        return ""
    convert = OpenCC("t2s").convert
    forms: dict[str, str] = {}
    for start, end in _BLOCKS:
        for first in range(start, end, _AT_ONCE):
            characters = list(map(chr, range(first, min(first + _AT_ONCE, end))))
            # Each on a line of its own, so that no word decides.
            simplified = convert("\n".join(characters)).split("\n")
            forms |= {
                char: form
                for char, form in zip(characters, simplified, strict=True)
                if form != char and len(form) == 1
            }
    return "".join(f"{char}{forms.get(form, form)}" for char, form in sorted(forms.items()))


def tell_forms(pairs: str) -> None:
    """Takes what `form_pairs` gave in another process that has the same library, in place of
    asking it again."""
    global _told
    if _told is None:
        _told = pairs
