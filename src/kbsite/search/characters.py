"""What text looks like before terms are read from it: forms of characters, powers, indices.
No I/O.

The same in JavaScript (`static/js/search/terms.js`, indices and powers in `formula-query.js`): what
is replaced here is replaced there, in this order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kbsite.search.han_forms import fold_han

#: Insides of character classes: Han, kana and Hangul; what words are made of; the same without
#: `_`; Greek letters (capital sigma has no final form).
HAN = "々〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003fffdぁ-ゟァ-ヿ가-힣"
LETTER = "A-Za-z0-9À-ÖØ-öø-ɏЀ-ԯ"
WORD = f"{LETTER}_"
GREEK = "Α-ΡΣ-Ωα-ω"

_SUBSCRIPTS = "₀-₉ₐ-ₜᵢ-ᵥⱼ"
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
#: Accents, and what a vector has.
_ABOVE = "\u0300-\u036f\u20d0-\u20dc"
_IN_WORD = re.compile(f"[{WORD}{_ABOVE}Ḁ-ỿ]")
_IS_NEXT = re.compile(f"[{WORD}Ḁ-ỿ]")
_SUPERSCRIPTS = "²³¹⁰ⁱ⁴-ⁿʰʲʳʷʸˡ-ˣᴬ-ᵡᵸᶛ-ᶿⱽ"
# An index, with all but its first character as a group, or a power.
_SCRIPT = re.compile(
    f"[{_SUBSCRIPTS}{_SUPERSCRIPTS}](?:(?<=[{_SUBSCRIPTS}])([{_SUBSCRIPTS}₊-₎]*+)|[{_SUPERSCRIPTS}]*+)"
)
_ELEMENT = re.compile(r"[A-Z][a-z]?\Z")
# Chinese text and formulas have hardly any compatibility forms but these, and what `_SCRIPT` finds:
# with them replaced, most text is normalised, which is found out thirty times as quickly as it is
# done.
_COMMON_MARKS = tuple(
    (mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；！？（）…～\u3000ϵϕ"
)
# To find that out about a shorter text takes longer than to do it.
_LONG = 200
# Letters that marks are taken from: Latin and Greek, those left out that have none.
_LETTERS = re.compile("[À-ɏͰ-\u0390\u03a2\u03aa-\u03b0\u03ca-ϿḀ-\u1fff]+")
_MARKED = re.compile(f"[À-ɏ{_ABOVE}Ͱ-\u0390\u03a2\u03aa-\u03b0\u03ca-\u1fff]")
_MARKS = re.compile(f"[{_ABOVE}]+")
# What a pattern begins with is found more quickly than what it looks back at.
_POWER = re.compile(r"\^(?<=[A-Za-z0-9)]\^)(?:\{([0-9]+)\}|([0-9]+))(?=([A-Za-z])|)")
# What a power would make one number with.
_DECIMAL = re.compile(r"[0-9]\.[0-9]{1,30}\Z")
_INDEX = re.compile(rf"(?<![{WORD}\\])([A-Za-z])_\{{")
# `x_1` is `x1`; behind what is no Latin letter an index is a word.
_NUMBER_INDEX = re.compile(rf"_(?<=[A-Za-z]_)(?<![{WORD}\\]..)(?=[0-9]{{1,3}}(?![0-9]))")
_BRACKET_INDEX = re.compile(rf"_(?<=[)\]}}|‖∂∇∏∑∫∮{GREEK}]_)(?=[^_\s])|_(?=\{{)")
# `x86_64` is `x86-64`.
_NUMBER_BEHIND = re.compile("_[0-9]{2}")
_NUMBERED = re.compile(rf"(?<![{WORD}])([A-Za-z]{{1,9}}[0-9]{{1,9}})_(?=[0-9]{{2,9}}(?![{WORD}]))")
_COMMAND_INDEX = re.compile(rf"(\\[A-Za-z]++)_(?=[0-9A-Za-z](?![{WORD}])|[{{\\])")
_SIZE = re.compile("[×xX] ?[0-9]")
# Of `6.626×10^{-34}` the number stays one.
_TIMES = re.compile("([0-9](?<![0-9.][0-9])[0-9]*+) ?[×xX] ?(?=[0-9])")
# `80 GB` is `80GB`; of a number with a point its unit stands apart.
_UNIT = re.compile(
    r"([0-9]) ?(?=(?:[KMGTPkmgtp]i?[Bb]|[kKMG][Hh]z|[mn]s|[KMGT]bps|fps|px|dB|[kcm]m|kg"
    rf"|[KMGTP]?FLOP[Ss])(?![{WORD}]))"
)
_DIGITS = "0123456789"
# `nlogn`, `n2logn`, `logn`, `lgn`, `nlog(n)`: not `logs`, `logo`, `logf`, `.lnk` or `dlog(x)`.
_LOG_N = re.compile(
    rf"l(?=(?:og2?|[gn](?=[EMNVXmnp-rx-z]))[A-Za-eghjkmnp-rt-z](?![{WORD}]))"
    rf"(?:(?<![{WORD}]l)|(?<=(?<![{WORD}])[A-Za-z]l)|(?<=[0-9]l))(?:og2?|[gn])"
    rf"|l(?=og2?\()(?:(?<=(?<![{WORD}])[EMNVmn]l)|(?<=[0-9]l))og2?"
)


def normalised(text: str) -> str:
    """`text` as its terms are read from it: no compatibility forms, accents or traditional
    characters; powers and indices are written one way. Case stays, since it parts words."""
    if not text.isascii():
        text = _SCRIPT.sub(_script, text)
        if len(text) > _LONG:
            for mark, narrow in _COMMON_MARKS:
                text = text.replace(mark, narrow)
        text = unicodedata.normalize("NFKC", text)
        if _MARKED.search(text):
            text = _MARKS.sub("", _LETTERS.sub(_decomposed, text))
        text = fold_han(text)
    if _SIZE.search(text):
        text = _TIMES.sub(r"\1x", text)
    if _UNIT.search(text):
        text = _UNIT.sub(_with_unit, text)
    if "^" in text:
        text = _POWER.sub(_written_power, text)
    if _NUMBER_BEHIND.search(text):
        text = _NUMBERED.sub(r"\1-", text)
    if "_{" in text:
        text = _INDEX.sub(r"\1_", text)
    if "_" in text:
        text = _NUMBER_INDEX.sub("", text)
        if "\\" in text:
            text = _COMMAND_INDEX.sub(r"\1 ", text)
        text = _BRACKET_INDEX.sub(" ", text)
    if "log" in text or "lg" in text or "ln" in text:
        text = _LOG_N.sub(r" \g<0> ", text)
    return text


def _with_unit(match: re.Match[str]) -> str:
    """80 GB is `80GB`, and 1.5GB is `1.5 GB`."""
    before = match.string[max(0, match.start() - _LONG) : match.start()].rstrip(_DIGITS)
    if before.endswith((".", ",")):
        return f"{match[1]} " if "0" <= before[-2:-1] <= "9" else match[0]
    return match[0] if _IN_WORD.match(before, len(before) - 1) else match[1]


def _script(match: re.Match[str]) -> str:
    """n² is `n2`, 2ⁿ is `2^n` and 2.5² is `2.5 2`; xₜ is `x_t`, H₂O is `H2O`, and behind anything
    but a letter that stands alone, an index of letters is a word. Words beside one stand apart."""
    plain = _plain_script(match[0])
    text, end = match.string, match.end()
    behind = " " if _IS_NEXT.match(text, end) else ""
    if match[1] is None:
        if not plain.isdecimal():
            return f"^{plain}{behind}"
        return f"{' ' if _is_decimal(text, match.start()) else ''}{plain}{behind}"
    base = match.start() - 1
    while base > 0 and _MARKS.match(text, base):
        base -= 1
    is_letter = base >= 0 and _LATIN.match(text, base) is not None
    if is_letter and plain.isdecimal():
        in_formula = behind and "A" <= text[end] <= "Z" and _is_element(text, match.start())
        return plain if in_formula else f"{plain}{behind}"
    alone = is_letter and not (base and _IN_WORD.match(text, base - 1))
    return f"{'_' if alone else ' '}{plain}{behind}"


def _is_element(text: str, end: int) -> bool:
    """Whether what may be the sign of a chemical element ends there."""
    return _ELEMENT.search(text, max(0, end - 2), end) is not None


@lru_cache(maxsize=1024)
def _plain_script(script: str) -> str:
    return unicodedata.normalize("NFKC", script)


def _written_power(match: re.Match[str]) -> str:
    power: str = match[1] or match[2]
    if _is_decimal(match.string, match.start()):
        return f" {power}"
    return f"{power} " if match[3] else power


def _is_decimal(text: str, end: int) -> bool:
    """Whether a number with a point ends there."""
    return _DECIMAL.search(text, max(0, end - 32), end) is not None


def _decomposed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", match[0])
