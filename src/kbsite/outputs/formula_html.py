"""A formula that is hardly more than letters, digits and signs as HTML, for those who show no
MathML: MathML → HTML. No I/O.

It is read in the size, the colours and the fonts of the text around it and can be copied, which a
picture cannot. Fractions, roots, accents, tables, second scripts on scripts and letters
that fonts of text lack are left to pictures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import takewhile
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from kbsite.outputs.formula_tree import TooComplexError, tree_of

#: A line ends behind a sign, not before it.
_BEFORE, _BEHIND = "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"
_QUAD = "\N{EM SPACE}"
#: Signs between two operands, with room on both sides.
_BETWEEN = frozenset("+−±∓×÷·⋅∗∘⊕⊗⊙∪∩∧∨=≠<>≤≥≪≫≈≡≅≃∼∝∈∉∋⊂⊆⊃⊇⊥∥→←↔⇒⇐⇔↦⟶⟹⟺∣")
_SEPARATORS = frozenset(",;")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀")
#: Invisible ones are those of MathML between a function and what it is of, or two factors.
_SIGNS = (
    _BETWEEN | _SEPARATORS | _LARGE | frozenset("()[]{}|‖/!:.′″‴…⋯∀∃¬∂∇\u2061\u2062\u2063\u2064")
)
_INVISIBLE = dict.fromkeys((*range(0x2061, 0x2065), *range(0xFE00, 0xFE10)))
_PRIMES = frozenset("′″‴")
_LEAVES = frozenset({"mi", "mn", "mo", "mspace"})
#: HTML within a text of a formula, without attributes.
_WORDS = frozenset({"i", "b", "code"})
#: Of the letters and signs beyond alphabets those that fonts of text have.
_IDENTIFIERS = frozenset("ℝℕℤℚℂℙℒℓℏ∂∇∞∅⊤⊥′%°…⋯†‡#$&_.")
_SCRIPTS = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup")}
#: Stand as scripts in a line of text, if what has them is a large sign or a name such as lim.
_LIMITS = {"munder": ("sub",), "munderover": ("sub", "sup")}
_ATTRIBUTES = frozenset({"lspace", "rspace", "stretchy", "form", "separator", "fence"})
_LENGTH = re.compile(r"(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:em)?")
_STYLED = re.compile(r"MATHEMATICAL (?:(B)OLD )?(?:(I)TALIC )?(?:CAPITAL|SMALL|DIGIT) [A-Z ]+")


class _Run(NamedTuple):
    """Text within the tags of a style, such as `i`, from without to within."""

    tags: tuple[str, ...]
    text: str


class _BeyondTextError(ValueError):
    """A formula that text cannot show."""


def written_formula(mathml: str) -> str | None:
    """The HTML of a formula in a line of text; None where that cannot show it."""
    try:
        runs = [*_runs(tree_of(mathml), ())]
    except (_BeyondTextError, ParseError, RecursionError, TooComplexError):
        return None
    return _html(runs).strip(_BEFORE + _BEHIND)


def _html(runs: list[_Run]) -> str:
    """Tags are closed and opened where the style changes alone."""
    parts: list[str] = []
    opened: tuple[str, ...] = ()
    for tags, text in [*runs, _Run((), "")]:
        kept = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(opened, tags, strict=False))
        )
        parts += [f"</{tag}>" for tag in reversed(opened[kept:])]
        parts += [f"<{tag}>" for tag in tags[kept:]]
        parts.append(escape(text, quote=False))
        opened = tags
    return "".join(parts)


def _runs(element: Element, within: tuple[str, ...]) -> Iterator[_Run]:
    tag = element.tag
    places = _SCRIPTS.get(tag) or _LIMITS.get(tag)
    # An author's own MathML may hold anything.
    if (tag in _LEAVES and len(element)) or (places and len(element) != len(places) + 1):
        raise _BeyondTextError("as many elements as it may not have")
    if places and tag in _SCRIPTS:
        yield from _scripted(element, places, within)
    elif places and not element.attrib and _takes_limits(element[0]):
        yield from _scripted(element, places, within)
        yield _Run(within, _BEHIND)
    elif tag == "mo":
        yield from _sign(element, within)
    elif tag == "mi":
        yield _identifier(element, within)
    elif tag in {"mn", "mtext"} and not element.attrib:
        yield from _words(element, within)
    elif tag == "mspace":
        yield _Run(within, _space(element.get("width", "0em"), _BEHIND))
    elif tag in {"math", "semantics"} or (tag == "mrow" and not element.attrib):
        for child in element:
            yield from _runs(child, within)
    else:
        raise _BeyondTextError(tag)


def _words(element: Element, within: tuple[str, ...]) -> Iterator[_Run]:
    yield _Run(within, element.text or "")
    for child in element:
        if child.tag not in _WORDS or child.attrib:
            raise _BeyondTextError(child.tag)
        yield from _words(child, (*within, child.tag))
        yield _Run(within, child.tail or "")


def _takes_limits(base: Element) -> bool:
    text = "".join(base.itertext())
    # The second of two letters side by side would have it alone.
    is_name = sum(1 for leaf in base.iter() if leaf.text) == 1 and text.isalpha()
    return text in _LARGE or (is_name and len(text) > 1)


def _scripted(element: Element, places: tuple[str, ...], within: tuple[str, ...]) -> Iterator[_Run]:
    """`places` are the tags of the scripts, which follow what has them in `element`."""
    if within:
        raise _BeyondTextError("a script on a script")
    base, *scripts = element
    runs = [*_runs(base, within)]
    if runs and set(runs[-1].tags) & set(places):
        raise _BeyondTextError("two scripts at one place, which would be one")
    yield from runs
    for tag, script in zip(places, scripts, strict=True):
        high, rest = _high(script) if tag == "sup" else ("", [script])
        yield _Run(within, high)
        for part in rest:
            yield from _runs(part, (tag,))


def _high(script: Element) -> tuple[str, list[Element]]:
    """What begins `script` and is high as it is, a prime or the ring of degrees; what follows."""
    first, *rest = script if script.tag == "mrow" and len(script) else [script]
    sign = first.text or ""
    if first.tag == "mo" and sign and (_PRIMES.issuperset(sign) or (sign == "∘" and not rest)):
        return sign.replace("∘", "°"), rest
    return "", [script]


def _sign(element: Element, within: tuple[str, ...]) -> Iterator[_Run]:
    text = element.text or ""
    if not _SIGNS.issuperset(text) or not _ATTRIBUTES.issuperset(element.attrib):
        raise _BeyondTextError(text)
    has_room = not within and element.get("form", "infix") == "infix"
    left = "0.2em" if has_room and text in _BETWEEN else "0em"
    right = "0.2em" if has_room and (text in _BETWEEN or text in _SEPARATORS) else "0em"
    before = _space(element.get("lspace", left), _BEFORE)
    behind = _space(element.get("rspace", right), _BEHIND)
    if text == ".":  # of three, as \ldots is
        before = behind = ""
    yield _Run(within, before + text.translate(_INVISIBLE) + behind)


def _identifier(element: Element, within: tuple[str, ...]) -> _Run:
    """One letter is set in italics, names such as log are not."""
    text = (element.text or "").translate(_INVISIBLE)
    variant = element.get("mathvariant")
    if len(element.attrib) > (variant is not None) or variant not in {None, "normal"}:
        raise _BeyondTextError("attributes")
    styled = [_styled(character) for character in text]
    if len({tags for tags, _ in styled}) != 1:
        raise _BeyondTextError(text)
    tags, plain = styled[0][0], "".join(plain for _, plain in styled)
    # A letter of Han has no capital, and none that slants.
    is_cased = text.lower() != text.upper()
    if len(text) == 1 and plain == text and variant is None and is_cased:
        tags = ("i",)
    return _Run((*within, *tags), plain)


@lru_cache(maxsize=1024)
def _styled(character: str) -> tuple[tuple[str, ...], str]:
    """The tags of a letter and its plain form. Bold and slanted ones are characters of their own in
    MathML, and fonts of text have none of them."""
    found = _STYLED.match(unicodedata.name(character, ""))
    if found:
        return tuple(tag.lower() for tag in found.groups() if tag), unicodedata.normalize(
            "NFKC", character
        )
    is_letter = character.isalpha() and character < "\U00010000"
    if character in _IDENTIFIERS or (is_letter and not "\u2100" <= character <= "\u214f"):
        return (), character
    raise _BeyondTextError(character)


def _space(width: str, small: str) -> str:
    found = _LENGTH.fullmatch(width)
    if not found:
        raise _BeyondTextError(width)
    em = float(found[1])
    return _QUAD if em >= 0.9 else small if em >= 0.1 else ""
