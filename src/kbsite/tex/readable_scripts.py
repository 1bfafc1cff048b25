"""How indices, powers, accents, fractions and roots read in one line of Unicode. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache

#: Becomes a space where it would keep two words apart, else nothing.
SOFT = "\x00"

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW−",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁻",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("0123456789+-=()aehijklmnoprstuvx−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋", strict=True)
)
#: The inside of a character class: indices and powers.
SCRIPTS = "".join(sorted({*_SUPERSCRIPTS.values(), *_SUBSCRIPTS.values()}))
_SMALL = {"^": str.maketrans(_SUPERSCRIPTS), "_": str.maketrans(_SUBSCRIPTS)}
_CHARACTERS = {"^": frozenset(_SUPERSCRIPTS), "_": frozenset(_SUBSCRIPTS)}
# Longer ones are hard to read.
_MAX_SMALL = 3
# So long ones come again and again.
_SHORT = 12
# What stands above the line anyway.
_RAISED = {"*": "*", "∗": "*", "⋆": "*", "∘": "°", "⊤": "ᵀ", "†": "†", "‡": "‡"}
_ONE_WORD = re.compile("[A-Za-z0-9Ͱ-Ͽ一-鿿]+|.", re.DOTALL)

#: Command → the combining character that stands for it.
ACCENTS = {
    **dict.fromkeys((r"\hat", r"\widehat"), "\u0302"),
    **dict.fromkeys((r"\bar", r"\overline", r"\widebar"), "\u0304"),
    **dict.fromkeys((r"\tilde", r"\widetilde"), "\u0303"),
    **dict.fromkeys((r"\vec", r"\overrightarrow"), "\u20d7"),
    r"\dot": "\u0307",
    r"\ddot": "\u0308",
    r"\dddot": "\u20db",
    r"\ddddot": "\u20dc",
    r"\acute": "\u0301",
    r"\grave": "\u0300",
    r"\check": "\u030c",
    r"\breve": "\u0306",
    r"\mathring": "\u030a",
    r"\not": "\u0338",
}
_STRUCK = str.maketrans("CHNPQRZ", "ℂℍℕℙℚℝℤ")
_ROOTS = {"3": "∛", "4": "∜"}

_INDEX = r"(?:[₀-₎ₐ-ₜᵢ-ᵥⱼ′ⁱ⁰-ⁿ²³¹ʰʲʳʷʸˡ-ˣᴬ-ᵡᵸᶛ-ᶿⱽ\u0300-\u036f\u20d7]|[_^][^\W_]++)*+"
_FACTOR = rf"(?:[d∂∇√]?[^\W\d_]{_INDEX}|\d+(?:\.\d+)?{_INDEX}|[^\W\d_]++)"
#: What needs no parentheses below the bar of a fraction or a root: one factor, or one call.
_DENOMINATOR = re.compile(rf"[∂∇√]?{_FACTOR}(?:\([^()]*\))?|√?\([^()]*\)|[∞…⋯]")
# Nor above it: whatever has no sum in it.
_SUM = re.compile(r"[^\w\s.!∂∇√∑∫∏⋅·∞()|\[\]′‖\u0300-\u036f\u20d7⁰-₎]|\s")
_GROUPED = re.compile(r"\([^()]*\)")


def scripted(mark: str, text: str) -> str:
    """An index (`_`) or a power (`^`) as it stands behind its base."""
    return _known_script(mark, text) if len(text) <= _SHORT else _script(mark, text)


def indexed(mark: str, text: str) -> str:
    """The same, with a space behind `∑ᵢ` as behind a name, and behind what is not raised or
    lowered."""
    script = scripted(mark, text)
    return script + SOFT * (script[:1] == mark or (mark == "_" and len(text) > 1))


def _script(mark: str, text: str) -> str:
    plain = text.replace(SOFT, "")
    if not plain or (mark == "^" and set(plain) == {"′"}):
        return plain
    if mark == "^" and plain in _RAISED:
        return _RAISED[plain]
    if len(plain) <= _MAX_SMALL and _CHARACTERS[mark].issuperset(plain):
        return plain.translate(_SMALL[mark])
    if _ONE_WORD.fullmatch(plain) or _GROUPED.fullmatch(plain):
        return mark + plain
    return f"{mark}({text})"


_known_script = lru_cache(maxsize=4096)(_script)


def fraction(above: str, below: str) -> str:
    """`a/b`, with parentheses where it would read otherwise."""
    if not above or not below:
        return above or below
    return f"{_grouped(above, _is_sum(above))}/{_grouped(below, not _is_one(below))}"


def root(degree: str, text: str) -> str:
    """`√x`, `∛(a+b)`."""
    sign = _ROOTS.get(degree) or scripted("^", degree) + "√"
    return sign + _grouped(text, not _is_one(text))


def accented(mark: str, text: str) -> str:
    """One character with a mark on it; more with a line above them all, or only what they are."""
    bare = text.replace(SOFT, "")
    if mark == "\u0304" and len(bare) > 1 and "\u0305" not in bare:
        # It says what is negated or conjugated, as in `A∪B` below one line.
        return "".join(c if c in f" {SOFT}" else f"{c}\u0305" for c in text)
    return text[:1] + mark + text[1:] if len(bare) == 1 or mark == "\u0338" else text


def struck(text: str) -> str:
    """Blackboard letters, as far as every font has them."""
    return text.translate(_STRUCK)


def _is_sum(text: str) -> bool:
    """Whether an operator stands in `text` outside of parentheses."""
    return _SUM.search(_GROUPED.sub("", text.replace(SOFT, "")), 1) is not None


def _is_one(text: str) -> bool:
    return _DENOMINATOR.fullmatch(text.replace(SOFT, "")) is not None


def _grouped(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
