"""Commands that their authors know from elsewhere: what to do about them. No I/O."""

from __future__ import annotations

import re

_CHEMISTRY = r"mhchem is not there; write \mathrm{H_2O}"
#: Of packages, and of the macros that many authors define: how `math.macros` has them.
_MACROS = {
    "norm": r"\lVert #1 \rVert",
    "abs": r"\lvert #1 \rvert",
    "ceil": r"\lceil #1 \rceil",
    "floor": r"\lfloor #1 \rfloor",
    "inner": r"\langle #1, #2 \rangle",
    "grad": r"\nabla",
    "curl": r"\nabla\times",
    "dv": r"\frac{\mathrm{d} #1}{\mathrm{d} #2}",
    "pdv": r"\frac{\partial #1}{\partial #2}",
    "dd": r"\mathrm{d} #1",
    "qty": r"\left( #1 \right)",
    "vb": r"\mathbf{#1}",
    "va": r"\vec{\mathbf{#1}}",
    "ketbra": r"\lvert #1 \rangle \langle #2 \rvert",
    "SI": r"#1\,\mathrm{#2}",
    "si": r"\mathrm{#1}",
    "unit": r"\mathrm{#1}",
    "num": "#1",
    "ang": r"#1^\circ",
    "dif": r"\mathrm{d}",
    "e": r"\mathrm{e}",
    "Q": r"\mathbb{Q}",
    "C": r"\mathbb{C}",
    "E": r"\operatorname{E}",
    "Var": r"\operatorname{Var}",
    "Cov": r"\operatorname{Cov}",
    "Tr": r"\operatorname{Tr}",
    "tr": r"\operatorname{tr}",
    "rank": r"\operatorname{rank}",
    "diag": r"\operatorname{diag}",
    "sgn": r"\operatorname{sgn}",
    "softmax": r"\operatorname{softmax}",
}


_SIUNITX = """
kilo mega giga milli micro nano per square cubic squared cubed gram kilogram meter metre second
minute hour kelvin celsius degreeCelsius mole ampere volt watt joule newton pascal hertz ohm
coulomb farad tesla electronvolt
"""
#: Of MathJax, of packages and of TeX.
_INSTEAD = {
    "ce": _CHEMISTRY,
    "pu": _CHEMISTRY,
    "eqno": r"write \tag{1} for a number",
    "leqno": r"write \tag{1} for a number",
    "bbox": r"MathJax's; write \boxed{…} or \colorbox{yellow}{$…$}",
    "enclose": r"MathJax's; write \boxed{…} or \cancel{…}",
    "unicode": "MathJax's; write the character",
    "numcases": r"write \begin{cases} in \begin{equation}",
    "subnumcases": r"write \begin{cases} in \begin{equation}",
    "cline": r"write \hline, which is as long as the row",
    "multicolumn": "a cell is of one column; leave the others empty",
    "multirow": "a cell is of one row; leave the others empty",
    **dict.fromkeys(_SIUNITX.split(), r"siunitx is not there; write the unit: 1\,\mathrm{kg}"),
    "empheq": r"write \begin{align}, or \boxed{…} around an `aligned`",
}
_UNKNOWN = re.compile(r'Unknown (?:command "\\(\w+)"|environment "(\w+)\*?")')
_ENTITY = re.compile("&(lt|gt|amp|nbsp);")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "& (or \\&)", "nbsp": "~"}


def advice(message: str, rest: str) -> str:
    """What to do about TeX from `rest` on that is refused with `message`; "" where only its author
    can know."""
    if match := _UNKNOWN.match(message):
        name = match[1] or match[2]
        body = _MACROS.get(name) if match[1] else None
        macro = f"`math.macros` may define it: {name}: '{body}'" if body else ""
        return _INSTEAD.get(name, macro)
    if match := _ENTITY.match(rest):
        return f"{match[0]} is HTML; write {_CHARACTERS[match[1]]}"
    if message.startswith("Invalid parameter number"):
        return r"write \# for the sign itself"
    if message.startswith("Not valid in math mode"):
        return r"put letters and accents of text into words: \text{…}"
    if message.startswith("Not valid in text mode"):
        return r"put mathematics in words between dollars: \text{… $x$ …}"
    return ""
