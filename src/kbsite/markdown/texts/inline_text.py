"""Collected inline tokens → plain text, with a slot where it depends on other notes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, cast

from markdown_it.token import Token

from kbsite.markdown.html.text import as_script, html_text, script_tag
from kbsite.markdown.inline.line_join import JOINED
from kbsite.markdown.links.link_tokens import LINK
from kbsite.markdown.math.formula_tokens import is_display
from kbsite.markdown.math.formulas import FORMULA
from kbsite.markdown.texts.extension_tokens import words_of
from kbsite.nouns.bodies import FORMULA_END, FORMULA_START
from kbsite.nouns.slots import EquationReference, LinkText, Piece, Pieces, TextPieces
from kbsite.tex.readable_math import readable_math


class StandIns(NamedTuple):
    """What stands for a formula, a display formula, a code block where only plain text can."""

    math: str = "[Math]"
    display: str = "[公式]"
    code: str = "[代码]"

    def for_formula(self, token: Token) -> str:
        return self.display if is_display(token) else self.math


_WORDS = frozenset(
    ("text", "code_inline", "em_open", "em_close", "strong_open", "strong_close", "text_special")
)
_MARKS = {ord(FORMULA_START): None, ord(FORMULA_END): None}


def joined(pieces: Iterable[Piece]) -> Pieces:
    """The same pieces with neighbouring strings made one."""
    pieces = list(pieces)
    result: list[Piece] = []
    start = 0
    for slot in [i for i, piece in enumerate(pieces) if not isinstance(piece, str)]:
        result += (_text_of(pieces[start:slot]), pieces[slot])
        start = slot + 1
    result.append(_text_of(pieces[start:]))
    return tuple([piece for piece in result if piece != ""])


def joined_between(pieces: Sequence[Piece], cuts: Sequence[int]) -> tuple[Pieces, list[int]]:
    """`joined`, but none of the strings on two sides of a cut; where the `cuts`, which are in
    order, are then."""
    result: list[Piece] = []
    positions: list[int] = []
    start = 0
    for cut in cuts:
        result += joined(pieces[start:cut])
        positions.append(len(result))
        start = cut
    return (*result, *joined(pieces[start:])), positions


def _text_of(strings: Iterable[Piece]) -> str:
    return "".join(cast(Iterable[str], strings))


def inline_text(children: Sequence[Token], stand_ins: StandIns | None = None) -> TextPieces:
    """Plain text: TeX as written, or what of `stand_ins` stands for it."""
    return joined_text(inline_words(children, stand_ins.for_formula if stand_ins else tex_of))


def tex_of(token: Token) -> str:
    """TeX as written."""
    return token.content


def formula_as_read(token: Token) -> str:
    """A formula where only plain text can stand: in lists, on cards, as the words of a picture."""
    return readable_math(token.content).text


def marked_formula(token: Token) -> str:
    """TeX between the marks of a formula."""
    return f"{FORMULA_START}{without_marks(token.content)}{FORMULA_END}"


def without_marks(text: str) -> str:
    """`text` without the characters that mark a formula, which mean nothing in it."""
    if FORMULA_START in text or FORMULA_END in text:
        return text.translate(_MARKS)
    return text


def inline_words(
    children: Sequence[Token], formula: Callable[[Token], str] = tex_of
) -> list[str | LinkText]:
    """`inline_text` in parts; `formula` says what stands for one."""
    out: list[str | LinkText] = []
    for token in with_scripts(children):
        kind = token.type
        if kind in ("text", "code_inline"):
            out.append(without_marks(token.content))
        elif kind == "figcaption_open":
            out.append("\n")
        elif kind == "softbreak":
            out.append("" if token.meta.get(JOINED) else " ")
        elif kind == "hardbreak":
            out.append(" ")
        elif kind == "math_inline":
            out.append(formula(token))
        elif kind == "equation_ref":
            out += [p.text for p in token.meta.get(FORMULA, ()) if isinstance(p, EquationReference)]
        elif kind == "hashtag":
            out.append(f"#{without_marks(token.content)}")
        elif kind == "wikilink":
            has_text = token.meta["has_text"]
            out.append(without_marks(token.content) if has_text else LinkText(token.meta[LINK]))
        elif kind == "image":
            out += inline_words(token.children or (), formula)
        elif kind == "html_inline":
            out.append(without_marks(html_text(token.content)))
        else:
            out.append(without_marks(words_of(token.meta)))
    return out


def with_scripts(children: Sequence[Token]) -> Sequence[Token]:
    """`children` with the words of `<sup>` and `<sub>` as text that needs no tags."""
    if not any(token.type == "html_inline" and script_tag(token.content) for token in children):
        return children
    out: list[Token] = []
    # Name and place of the tag that is open.
    opened: tuple[str, int] | None = None
    for token in children:
        tag = script_tag(token.content) if token.type == "html_inline" else None
        if tag is None:
            # Of what is no text no script can be made.
            opened = opened if token.type in _WORDS else None
            out.append(token)
            continue
        name, ends = tag
        if ends and opened and opened[0] == name:
            begin = opened[1]
            inside = out[begin:]
            if not sum(one.nesting for one in inside):
                words = as_script(name, "".join(one.content for one in inside))
                out[begin:] = [Token("text", "", 0, content=words)]
        opened = None if ends else (name, len(out))
    return out


def joined_text(pieces: Iterable[str | LinkText]) -> TextPieces:
    """`joined` for plain text."""
    pieces = list(pieces)
    strings = [piece for piece in pieces if isinstance(piece, str)]
    if len(strings) < len(pieces):
        return tuple(p for p in joined(pieces) if isinstance(p, str | LinkText))
    text = "".join(strings)
    return (text,) if text else ()
