"""TeX → MathML Core through math-core, bounded against hostile input. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from math_core import LatexError, LatexToMathML

from kbsite.tex.bounds import MAX_LENGTH, MAX_NESTING, out_of_bounds
from kbsite.tex.formula import Formula
from kbsite.tex.macros import Macros
from kbsite.tex.mathml import mend
from kbsite.tex.names import NAMES
from kbsite.tex.percent import without_comments
from kbsite.tex.rewrite import Rewritten, needs_rewriting, rewrite, uses_macros
from kbsite.tex.tokens import TexError
from kbsite.tex.unknown import advice, misfit

_ANNOTATION = '<annotation encoding="application/x-tex">'
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
#: At the end of math-core's messages, also of those that list only the first of many.
_DOTS = ". ,"
_TAGS = re.compile(r"<[^>]*>")
# Capitals that are typed as they are stand upright, as `\Delta` does and as in KaTeX.
_GREEK = re.compile("<mi>([Γ-Ω])</mi>")
_SLANTED = re.compile(r"\\var[A-Z]")
_ASCII = bytes(range(0x80))
# A command; a script of one letter, number or group, which `file_name` and `[^1]` are not; a
# relation between such, which `width=300` is not.
_OPERAND = r"(?:(?<![a-zA-Z])[a-zA-Z]|[0-9)}\]])\s*"
_LOOKS_LIKE_TEX = re.compile(
    rf"\\[a-zA-Z]{{2,}}|{_OPERAND}(?:[\^_]\s*(?:[{{\\]|[a-zA-Z0-9*](?![a-zA-Z]))"
    r"|[=<>≤≥≠≈∈]\s*[\\a-zA-Z0-9({-])"
)


@lru_cache(maxsize=16384)
def convert_tex(tex: str, display: bool, macros: Macros, in_lines: bool = False) -> Formula:
    """A formula as `<math>` with `alttext` and its TeX as annotation, or why it is none. Never
    raises. `in_lines` says that its last line ends before what closes it, if a comment may stand
    there."""
    if len(tex) > MAX_LENGTH:
        return Formula((), (), f"longer than {MAX_LENGTH:,} characters")
    if wrong := out_of_bounds(tex, as_written=True):
        return Formula((), (), *wrong)
    if macros and (misused := misfit(tex, macros)):
        return Formula((), (), *misused)
    if not needs_rewriting(tex, display) and not uses_macros(tex, macros):
        try:
            shown, characters = _finished(_core(tex, display), tex, in_lines)
            return Formula((shown,), characters=characters)
        except LatexError:
            pass  # once more, rewritten
    try:
        rewritten = rewrite(tex, display, macros)
        mathml = rewritten.marks.restore(_core(rewritten.tex, display))
    except RecursionError:
        # Whoever calls is deep himself, or the bounds missed something.
        return Formula((), (), f"nested deeper than {MAX_NESTING} levels")
    except TexError as fault:
        return Formula((), (), fault.message, min(fault.place, len(tex)))
    except LatexError as fault:
        return _refused(fault, tex, rewritten)
    shown, characters = _finished(mathml, tex, in_lines)
    parts, rows = rewritten.numbering.cut(shown)
    equations = tuple(row._replace(tag=_as_words(row.tag, macros)) for row in rows)
    return Formula(parts, equations, characters=characters)


@lru_cache(maxsize=4096)
def parses_as_tex(tex: str) -> bool:
    """Whether what stands between `\\(` and `\\)` is a formula, not words in escaped brackets
    such as `\\[HNOI2004\\]`."""
    return _LOOKS_LIKE_TEX.search(tex) is not None and not convert_tex(tex, False, ()).fault


def is_command(name: str) -> bool:
    """Whether the converter knows a command of this name, without backslash."""
    return not convert_tex(f"\\{name}", False, ()).fault.startswith("Unknown command")


def _core(tex: str, display: bool) -> str:
    return _converter().convert_with_local_state(tex, displaystyle=display)


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    # The names stand for a few tokens each and for nothing that is a name again.
    return LatexToMathML(
        macros=NAMES,
        annotation=True,
        fancy_error=False,
        max_expansions=MAX_LENGTH,
        allow_unreliable_rendering=True,
    )


def _finished(mathml: str, tex: str, in_lines: bool) -> tuple[str, str]:
    """math-core's MathML as it is published, with its TeX as its author wrote it, but for comments:
    for those who copy the formula, and for those who cannot see it; and the characters beyond ASCII
    that it shows."""
    before, _, after = mathml.rpartition(_ANNOTATION)
    end = after[after.index("<") :]
    text = escape(without_comments(tex, in_lines), quote=False)
    attribute = text.replace('"', "&quot;").replace("'", "&#x27;")
    before = mend(before)
    if not tex.isascii() and not _SLANTED.search(tex):
        before = _GREEK.sub(r'<mi mathvariant="normal">\1</mi>', before)
    # An attribute holds no more than ASCII where the TeX does not.
    characters = _beyond_ascii(before if tex.isascii() else _TAGS.sub("", before))
    before = before.replace("<math", f'<math alttext="{attribute}"', 1)
    return f"{before}{_ANNOTATION}{text}{end}", characters


def _beyond_ascii(text: str) -> str:
    if text.isascii():
        return ""
    # In UTF-8 no byte below 0x80 is part of another character.
    return text.encode().translate(None, _ASCII).decode()


def _refused(fault: LatexError, tex: str, rewritten: Rewritten) -> Formula:
    match = _ERROR.fullmatch(str(fault))
    offset, message = (int(match[1]), match[2]) if match else (0, str(fault))
    place = rewritten.origin(offset)
    if tip := advice(message, tex[place:]):
        message = f"{message.rstrip(_DOTS)}; {tip}"
    return Formula((), (), message.rstrip(_DOTS), min(place, len(tex)))


def _as_words(tag: str, macros: Macros) -> str:
    """What the argument of `\\tag` shows, as plain text."""
    if not any(character in "\\$^_{}" for character in tag):
        return tag
    formula = convert_tex(rf"\text{{{tag}}}", False, macros)
    body = formula.mathml.partition("<annotation")[0]
    return unescape(_TAGS.sub("", body)).replace("\u00a0", " ").strip() or tag
