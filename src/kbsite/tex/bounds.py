"""What a formula may cost: bounds that are checked before the converter is called. No I/O."""

from __future__ import annotations

import re

from kbsite.tex.macros import DEFINITIONS
from kbsite.tex.tokens import CLOSING, ENDS

#: A formula longer (characters) or nested deeper than this is not converted: nesting of a
#: few hundred levels overflows the converter's stack, which kills the process.
MAX_LENGTH = 8192
MAX_NESTING = 100
#: The converter's time doubles with every bracket that is opened and never closed.
MAX_UNCLOSED = 12

_PIECE = re.compile(r"%[^\n]*|\\(?:[a-zA-Z]+|.)|[^\s\\]", re.DOTALL)
_PAIRED = ("angle", "brace", "brack", "ceil", "floor", "vert", "Vert", "group", "paren")
_BRACKETS = {
    **dict.fromkeys(
        ("(", "[", r"\{", r"\llbracket", r"\lmoustache", r"\ulcorner", r"\llcorner"), 1
    ),
    **dict.fromkeys(
        (")", "]", r"\}", r"\rrbracket", r"\rmoustache", r"\urcorner", r"\lrcorner"), -1
    ),
    **{rf"\l{name}": 1 for name in _PAIRED},
    **{rf"\r{name}": -1 for name in _PAIRED},
}
# Signs of which every opening bracket has one, and so has what makes one of that which follows it.
_OPENING_SIGNS = ("(", "[", r"\{", r"\l", r"\ul", "igl", "iggl", r"\mathopen")
# These make a bracket of whatever follows them.
_SIZED = {
    **dict.fromkeys((r"\bigl", r"\Bigl", r"\biggl", r"\Biggl", r"\mathopen"), 1),
    **dict.fromkeys((r"\bigr", r"\Bigr", r"\biggr", r"\Biggr", r"\mathclose"), -1),
    **dict.fromkeys((r"\left", r"\middle", r"\right"), 0),
}
# These have one argument: where it is a group, what follows it does not nest in them.
_OF_ONE_GROUP = frozenset(("_", "^", r"\mathrm", r"\text", r"\mathbf", r"\mathit", r"\mathsf"))
# What follows these in their group nests in them.
_DECLARATION = re.compile(r"\\(?:color|\w*style|over|atop|choose|brace|brack|rm|bf|it|sf|tt|cal)")


def out_of_bounds(tex: str, *, as_written: bool = False) -> tuple[str, int] | None:
    """(what is wrong, where in `tex`), or None for a formula that the converter can take. In one
    `as_written` by its author definitions may follow each other without end."""
    if (place := _too_deep(tex, as_written=as_written)) is not None:
        return f"nested deeper than {MAX_NESTING} levels", place
    if (place := _unclosed(tex)) is not None:
        return f"more than {MAX_UNCLOSED} brackets are never closed", place
    return None


def _too_deep(tex: str, *, as_written: bool) -> int | None:
    """Where the nesting of groups, pairs and environments passes the bound. Commands and
    scripts whose argument has no braces (`\\sqrt\\sqrt x`, `\\frac1\\frac1x`) nest as well: a
    run of them goes on until two arguments stand side by side."""
    if len(tex) <= MAX_NESTING or sum(map(tex.count, "\\{^_")) <= MAX_NESTING:
        return None
    # Each open group: what closes it, and what stands around it when it is closed.
    stack: list[tuple[str, int, int, int, int]] = []
    outside = declared = run = arguments = 0
    before = ""
    for match in _PIECE.finditer(tex):
        piece = match.group()
        if piece in ENDS:
            is_last = piece == "{" and before in _OF_ONE_GROUP
            stack.append((ENDS[piece], outside, declared, run - is_last, arguments))
            outside += declared + run + 1
            declared = run = arguments = 0
        elif piece in CLOSING:
            if stack and stack[-1][0] == piece:
                _, outside, declared, run, arguments = stack.pop()
                arguments += 1
        elif _DECLARATION.fullmatch(piece):
            declared += 1
        elif as_written and piece in DEFINITIONS:
            # It is gone before the converter is called, and what is left is looked at again.
            run = arguments = 0
        elif piece in "^_" or (piece[0] == "\\" and piece[1].isalpha()):
            run, arguments = run + 1, -4 if piece == r"\genfrac" else 0
        elif piece in ("&", r"\\"):
            run = 0
            if stack and stack[-1][0] == r"\end":
                declared = 0
        elif piece[0] not in "%[]":
            arguments += 1
        if arguments > 1:
            run = 0
        before = piece
        if outside + declared + run > MAX_NESTING:
            return match.start()
    return None


def _unclosed(tex: str) -> int | None:
    """Where the first of too many unclosed brackets stands; a bracket in a group is closed
    in that group."""
    if sum(map(tex.count, "([\\")) <= MAX_UNCLOSED:
        return None
    if sum(map(tex.count, _OPENING_SIGNS)) <= MAX_UNCLOSED:
        return None
    scopes: list[list[int]] = [[]]
    unclosed: list[int] = []
    sized = False
    for match in _PIECE.finditer(tex):
        piece = match.group()
        kind = 0 if sized else _SIZED.get(piece, _BRACKETS.get(piece, 0))
        sized = not sized and piece in _SIZED
        if kind > 0:
            scopes[-1].append(match.start())
        elif kind < 0 and scopes[-1]:
            scopes[-1].pop()
        if piece in ENDS:
            scopes.append([])
        elif piece in CLOSING and len(scopes) > 1:
            unclosed += scopes.pop()
    unclosed += (place for scope in scopes for place in scope)
    return min(unclosed) if len(unclosed) > MAX_UNCLOSED else None
