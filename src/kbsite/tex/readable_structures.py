"""Infixes, fences, rows and spaces of several arguments, as text. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from kbsite.tex.chemistry import chemistry
from kbsite.tex.readable_reader import MAX_DEPTH, ROW_END, Reader, Rule
from kbsite.tex.readable_scripts import SOFT, fraction, root, scripted
from kbsite.tex.tokens import TexError, texts_of

#: Command → what stands before and behind its argument.
_FENCES = {
    **dict.fromkeys((r"\bra", r"\Bra"), ("⟨", "|")),
    **dict.fromkeys((r"\ket", r"\Ket"), ("|", "⟩")),
    **dict.fromkeys((r"\braket", r"\Braket"), ("⟨", "⟩")),
    **dict.fromkeys((r"\set", r"\Set"), ("{", "}")),
    r"\matrix": ("", ""),
    r"\pmatrix": ("(", ")"),
    r"\cases": ("{", ""),
    **dict.fromkeys((r"\eqalign", r"\displaylines"), ("", "")),
}
_VERTICAL = {"V": "↓", "A": "↑", "=": "=", "|": "‖", r"\|": "‖"}
_HORIZONTAL = {">": "→", "<": "←", ")": "→", "(": "←"}
_LENGTH = frozenset("+-.0123456789 ")


def _fraction(above: str, below: str) -> str:
    return f"{SOFT}{fraction(above, below)}{SOFT}"


#: Command → how what stands before it in its group is joined with what stands behind.
_INFIXES: dict[str, Callable[[str, str], str]] = {
    r"\over": _fraction,
    r"\choose": lambda above, below: f"C({above},{below})",
    r"\atop": lambda above, below: f"{above}{ROW_END}{below}",
    r"\brace": lambda above, below: f"{{{above}{ROW_END}{below}}}",
    r"\brack": lambda above, below: f"[{above}{ROW_END}{below}]",
}


def _infix(join: Callable[[str, str], str]) -> Rule:
    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        (cells, fences), (all_cells, all_fences) = reader.bounds[i], reader.bounds[end]
        if all_fences > fences or all_cells > cells:
            # Of a cell or of fences, whose beginning is not known.
            return "/" if join is _fraction else " ", i + 1
        below = reader.row(i + 1, end, depth + 1)
        reader.infix = join
        return below, end

    return rule


def _fenced(opening: str, closing: str) -> Rule:
    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        text, i = reader.argument(i + 1, end, depth)
        return f"{opening}{text}{closing}", i

    return rule


def _genfrac(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\genfrac{(}{)}{0pt}{}{n}{k}`: fences, thickness, style, both parts."""
    parts: list[str] = []
    i += 1
    for _ in range(6):
        text, i = reader.argument(i, end, depth)
        parts.append(text)
    opening, closing, thickness, _, above, below = parts
    if not thickness.startswith("0"):
        return f"{opening}{_fraction(above, below)}{closing}", i
    join = _INFIXES[r"\choose" if opening == "(" else r"\atop"]
    text = join(above, below)
    return (text if opening == "(" else f"{opening}{text}{closing}"), i


def _sideset(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    before, i = reader.argument(i + 1, end, depth)
    behind, i = reader.argument(i, end, depth)
    base, i = reader.argument(i, end, depth)
    return f"{before}{base}{behind}", i


def _prescript(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    above, i = reader.argument(i + 1, end, depth)
    below, i = reader.argument(i, end, depth)
    base, i = reader.argument(i, end, depth)
    return scripted("^", above) + scripted("_", below) + base, i


def _overunderset(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    above, i = reader.argument(i + 1, end, depth)
    below, i = reader.argument(i, end, depth)
    base, i = reader.argument(i, end, depth)
    return base + scripted("_", below) + scripted("^", above) + SOFT, i


def _root(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\root 3 \\of x`."""
    stop = reader.until(i + 1, end, r"\of")
    degree = reader.row(i + 1, stop, depth + 1)
    text, i = reader.argument(min(stop + 1, end), end, depth)
    return root(degree, text) + SOFT, i


def _buildrel(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\buildrel a \\over =`."""
    stop = reader.until(i + 1, end, r"\over")
    above = reader.row(i + 1, stop, depth + 1)
    base, i = reader.argument(min(stop + 1, end), end, depth)
    return base + scripted("^", above) + SOFT, i


def _kern(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\kern1em`, `\\mkern{-3mu}`: a space where it is as wide as one."""
    length, i = _length(reader, i, end)
    # Of lengths that have a name none is.
    is_space = not length.startswith("-") and not length.endswith("mu") and "\\" not in length
    return " " if is_space else "", i


def _moved(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\raise1em\\hbox{a}`: what is moved stands behind."""
    return "", _length(reader, i, end)[1]


def _length(reader: Reader, i: int, end: int) -> tuple[str, int]:
    """A length behind a command, with braces or without."""
    i = reader.behind_space(i + 1, end)
    if i < end and reader.tokens[i] == "{":
        tokens, i = reader.source(i, end)
        length = "".join(tokens)
    else:
        start = i
        while i < end and reader.tokens[i] in _LENGTH:
            i += 1
        is_named = i < end and len(reader.tokens[i]) > 1
        i = min(i + 2 - is_named, end)
        length = "".join(reader.tokens[start:i])
        # The space ends the unit.
        i += i < end and reader.tokens[i] == " "
    return length, i


def _bbox(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    return reader.argument(reader.optional(i + 1, end, depth)[1], end, depth)


def _enclose(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    return _bbox(reader, reader.behind(i + 1, end, 1) - 1, end, depth)


def _tip(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    text, i = reader.argument(i + 1, end, depth)
    return text, reader.behind(i, end, 1)


def _hidden(count: int) -> Rule:
    """Shows nothing of its first arguments."""

    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        return "", reader.behind(i + 1, end, count)

    return rule


def diagram(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """The inside of `CD` from `i` on: `A @>f>> B`."""
    out: list[str] = []
    stop = min(reader.until(i, end, r"\end"), end)
    while i < stop:
        at = reader.until(i, stop, "@")
        out.append(reader.row(i, at, depth + 1))
        i = at + 2
        sign = reader.tokens[at + 1] if at + 1 < stop else ""
        if sign in _HORIZONTAL or sign in "VA":
            labels = []
            for _ in range(2 if sign else 0):
                behind = reader.until(i, stop, sign)
                labels.append(reader.row(i, behind, depth + 1))
                i = behind + 1
            arrow = _HORIZONTAL.get(sign) or _VERTICAL.get(sign, "")
            text = "".join(map(scripted, "^_", labels))
            out.append(f" {arrow}{text} ")
        else:
            out.append(f" {_VERTICAL.get(sign, '')} ")
    return "".join(out), stop


def _chemistry(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\ce{H2O}`: as the mathematics that is shown of it."""
    source, i = reader.source(i + 1, end)
    try:
        tokens = texts_of(chemistry(source)) if depth < MAX_DEPTH else source
    except TexError:
        tokens = source
    inner = Reader(tokens, reader.rules)
    # Of one formula, `H₂SO₄`.
    text = inner.row(0, len(tokens), depth + 2).replace(SOFT, "")
    reader.symbols.update(inner.symbols)
    return f"{SOFT}{text}{SOFT}", i


STRUCTURES: dict[str, Rule] = {
    **{name: _infix(join) for name, join in _INFIXES.items()},
    **{name: _fenced(*fences) for name, fences in _FENCES.items()},
    **dict.fromkeys((r"\kern", r"\mkern", r"\hskip", r"\mskip"), _kern),
    r"\ce": _chemistry,
    r"\genfrac": _genfrac,
    r"\sideset": _sideset,
    r"\prescript": _prescript,
    r"\overunderset": _overunderset,
    r"\root": _root,
    r"\buildrel": _buildrel,
    **dict.fromkeys((r"\raise", r"\lower", r"\moveleft", r"\moveright"), _moved),
    **dict.fromkeys((r"\mathtip", r"\texttip"), _tip),
    r"\bbox": _bbox,
    r"\enclose": _enclose,
    r"\skew": _hidden(1),
    r"\rule": _hidden(2),
    r"\fcolorbox": _hidden(2),
}
