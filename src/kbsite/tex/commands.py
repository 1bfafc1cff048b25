"""Other commands that math-core lacks or gets wrong → what it knows. No I/O."""

from __future__ import annotations

import re

from kbsite.tex.lengths import LENGTH, UNITS, css, ems
from kbsite.tex.rewriter import FONTS, SIZES, Rewriter, Rule
from kbsite.tex.symbols import COMMANDS as SYMBOLS
from kbsite.tex.symbols import INTEGRALS
from kbsite.tex.text import TEXT_COMMANDS, as_text, text_rule
from kbsite.tex.tokens import TexError

#: Lengths that have names.
_REGISTERS = {
    r"\nulldelimiterspace": "1.2pt",
    r"\thinmuskip": "3mu",
    r"\medmuskip": "4mu",
    r"\thickmuskip": "5mu",
    r"\arraycolsep": "5pt",
    r"\parindent": "2em",
}
#: Those of two figures, as a circle goes around one character.
_CIRCLED = {str(number): chr(0x245F + number) for number in range(10, 21)}
_BEHIND_NOT = frozenset((" ", r"\!", r"\,", r"\:", r"\;", r"\mathrel", r"\mathbin", r"\mathord"))
#: Arrows that are names for one between spaces, which is no relation to math-core.
_SPACED_ARROWS = {
    r"\implies": r"\Longrightarrow",
    r"\impliedby": r"\Longleftarrow",
    r"\iff": r"\Longleftrightarrow",
}
# A number of a character, in sixteens or tens.
_NUMBER = re.compile(r"0?x([0-9A-Fa-f]{1,6})|(\d{1,7})")


def _held_argument(rewriter: Rewriter, i: int) -> str:
    """The argument of `\\verb|x|` or `\\url{x}`, which are one token."""
    text = rewriter.tokens[i - 1].text
    if text.startswith(r"\verb"):
        return text.removeprefix(r"\verb").removeprefix("*")[1:-1]
    return text.partition("{")[2][:-1]


def _typed(rewriter: Rewriter, i: int, end: int) -> int:
    rewriter.write(r"\texttt{" + as_text(_held_argument(rewriter, i)) + "}")
    return i


def _nothing(rewriter: Rewriter, i: int, end: int) -> int:
    """Shows nothing; of a link its words follow as a group of their own."""
    return i


def _renamed(name: str) -> Rule:
    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(name)
        return i

    return rule


def _drop_argument(rewriter: Rewriter, i: int, end: int) -> int:
    return rewriter.argument(i, end)[2]


def length_at(rewriter: Rewriter, i: int, end: int) -> tuple[str, int]:
    """(a length with braces or without, index of what comes next)"""
    i = begin = rewriter.skip_space(i, end)
    if rewriter.text(i, end) == "{":
        begin, stop, i = rewriter.argument(i, end)
        return rewriter.source(begin, stop), i
    negative = rewriter.text(i, end) == "-"
    if (register := _REGISTERS.get(rewriter.text(i + negative, end))) is not None:
        return "-" * negative + register, i + negative + 1
    while i < min(end, begin + 12) and not LENGTH.fullmatch(rewriter.source(begin, i)):
        i += 1
    return rewriter.source(begin, i), rewriter.skip_space(i, end)


def _above(rewriter: Rewriter, i: int, end: int) -> int:
    """Infix like `\\over`, with the thickness of the line."""
    length, i = length_at(rewriter, i, end)
    rewriter.write(r"\over" if ems(length) else r"\atop")
    return i


def _kern(command: str) -> Rule:
    """KaTeX allows braces around the length, and any unit."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        length, following = length_at(rewriter, i, end)
        if not LENGTH.fullmatch(length) or length.strip()[-2:] not in UNITS:
            rewriter.write(command)
            return i
        rewriter.write(r"\hspace{" + css(ems(length)) + "}")
        return following

    return rule


def _hspace(rewriter: Rewriter, i: int, end: int) -> int:
    """Also starred, and with every unit."""
    begin, stop, i = rewriter.argument(i + (rewriter.text(i, end) == "*"), end)
    length = rewriter.source(begin, stop).strip()
    known = LENGTH.fullmatch(length)
    rewriter.write(r"\hspace{" + (css(ems(length)) if known else length) + "}")
    return i


def _cancelto(rewriter: Rewriter, i: int, end: int) -> int:
    """What it comes to stands at the end of the line."""
    to_begin, to_end, i = rewriter.argument(i, end)
    begin, stop, i = rewriter.argument(i, end)
    rewriter.write(r"{{\cancel")
    rewriter.braced(begin, stop)
    rewriter.write("}^")
    rewriter.braced(to_begin, to_end)
    rewriter.write("}")
    return i


def _overunderset(rewriter: Rewriter, i: int, end: int) -> int:
    for command in (r"\overset", r"\underset"):
        begin, stop, i = rewriter.argument(i, end)
        rewriter.write(command)
        rewriter.braced(begin, stop)
        rewriter.write("{")
    begin, stop, i = rewriter.argument(i, end)
    rewriter.inside(begin, stop)
    rewriter.write("}}")
    return i


def _char(rewriter: Rewriter, i: int, end: int) -> int:
    base = {'"': 16, "'": 8}.get(first := rewriter.text(i, end), 10)
    if first == "`":
        character = rewriter.text(i + 1, end)[-1:]
        i += 2
    else:
        i += base != 10
        digits = ""
        while rewriter.text(i, end).isalnum() and rewriter.text(i, end).isascii():
            try:
                int(digits + rewriter.text(i, end), base)
            except ValueError:
                break
            digits += rewriter.text(i, end)
            i += 1
        number = int(digits, base) if digits and len(digits) < 8 else 0
        character = _character(number)
    if not character:
        raise TexError(r"\char wants the number of a character", rewriter.place)
    rewriter.write(r"\text{" + as_text(character) + "}")
    return i


def _unicode(rewriter: Rewriter, i: int, end: int) -> int:
    """MathJax's `\\unicode{x2460}`; its height and depth, or a font, before it go."""
    for _ in range(2):
        i = rewriter.optional(i, end)[2]
    first, last, i = rewriter.argument(i, end)
    found = _NUMBER.fullmatch(rewriter.source(first, last).strip())
    character = _character(int(found[1] or found[2], 16 if found[1] else 10)) if found else ""
    if not character:
        raise TexError(r"\unicode wants the number of a character", rewriter.place)
    rewriter.write(r"\text{" + as_text(character) + "}")
    return i


def _character(number: int) -> str:
    """ "" for what no text holds: controls, halves of characters, and what Unicode says is none."""
    is_control = number < 32 or 0x7F <= number < 0xA0
    is_none = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number < 0xFDF0
    if is_control or is_none or 0xD800 <= number < 0xE000 or number >= 0xF0000:
        return ""
    return chr(number)


def _textcircled(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    words = _bare_words(rewriter, begin, stop)
    shown = _CIRCLED.get(words, as_text(words) + "\u20dd")
    rewriter.write(r"\text{" + shown + "}")
    return i


def _bare_words(rewriter: Rewriter, begin: int, end: int) -> str:
    """Words without their size, font and height: one character cannot go around elements."""
    words = ""
    while begin < end:
        text, place = rewriter.tokens[begin]
        begin += 1
        if text == r"\raisebox":
            begin = rewriter.argument(begin, end)[2]
        elif len(text) == 2 and text[1] in "#$%&_{}":
            words += text[1]
        elif text[0] != "\\":
            words += text if text not in "{}$" else ""
        elif not (text in SIZES or text in FONTS or text in TEXT_COMMANDS or text == r"\mathrm"):
            raise TexError(f'"{text}" is no sign that has a circle', place)
    return words.strip()


def _dots(rewriter: Rewriter, i: int, end: int) -> int:
    """Between integrals they are as high as those."""
    following = rewriter.text(rewriter.skip_space(i, end), end)
    rewriter.write(r"\dotsi" if following in INTEGRALS else r"\dots")
    return i


def _substack(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    rewriter.write(r"{\begin{subarray}{c}")
    rewriter.walk(begin, stop)
    rewriter.write(r"\end{subarray}}")
    return i


def _not(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\not\\!\\perp`: math-core wants what is struck directly behind."""
    while rewriter.text(i, end) in _BEHIND_NOT:
        i += 1
    if rewriter.text(i, end) == "*":
        # Else math-core takes the two for a starred command.
        rewriter.write(r"\not{*}")
        return i + 1
    begin, stop, following = rewriter.argument(i, end) if i < end else (i, i, i)
    while rewriter.text(begin, stop) in _BEHIND_NOT:
        begin += 1
    struck = rewriter.alone(begin, stop)
    if arrow := _SPACED_ARROWS.get(struck):
        rewriter.write(r"\;\not", arrow, r"\;")
        return following
    if struck and begin > i + 1:
        # `\not{\!\partial}`
        rewriter.write(r"\not", struck)
        return following
    rewriter.write(r"\not")
    return i


COMMANDS: dict[str, Rule] = {
    **{name: text_rule(name) for name in TEXT_COMMANDS},
    **dict.fromkeys((r"\htmlClass", r"\htmlId", r"\htmlStyle", r"\htmlData"), _drop_argument),
    **dict.fromkeys((r"\class", r"\cssId", r"\style"), _drop_argument),
    r"\unicode": _unicode,
    **{name: _kern(name) for name in (r"\kern", r"\mkern", r"\hskip", r"\mskip")},
    **{character: _renamed(name) for character, name in SYMBOLS.items()},
    **dict.fromkeys((r"\hfill", r"\hfil", r"\hss"), _nothing),
    **dict.fromkeys((r"\leftroot", r"\uproot"), _drop_argument),
    r"\hspace": _hspace,
    r"\cancelto": _cancelto,
    r"\overunderset": _overunderset,
    r"\not": _not,
    r"\centernot": _not,
    r"\above": _above,
    r"\char": _char,
    r"\textcircled": _textcircled,
    r"\dots": _dots,
    r"\substack": _substack,
    r"\verb": _typed,
    r"\url": _typed,
    r"\href": _nothing,
    r"\require": _drop_argument,
    r"\message": _drop_argument,
    r"\errmessage": _drop_argument,
    "\\\n": _renamed("\\ "),
    # accents of text, which KaTeX takes in mathematics as well
    r"\'": _renamed(r"\acute"),
    r"\`": _renamed(r"\grave"),
    r"\^": _renamed(r"\hat"),
    r"\~": _renamed(r"\tilde"),
    r"\=": _renamed(r"\bar"),
    r"\.": _renamed(r"\dot"),
    r"\"": _renamed(r"\ddot"),
    r"\u": _renamed(r"\breve"),
    r"\v": _renamed(r"\check"),
    r"\r": _renamed(r"\mathring"),
}
