"""Commands that their authors know from elsewhere: what to do about them. No I/O."""

from __future__ import annotations

_CHEMISTRY = r"mhchem is not there; write \mathrm{H_2O}"
#: Of packages, and of the macros that many authors define: how `math.macros` has them.
_MACROS = {
    "norm": r"\lVert #1 \rVert",
    "abs": r"\lvert #1 \rvert",
    "ceil": r"\lceil #1 \rceil",
    "floor": r"\lfloor #1 \rfloor",
    "inner": r"\langle #1, #2 \rangle",
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


def advice(command: str) -> str:
    """What to do about a command that is unknown; "" where only its author can know."""
    name = command.removeprefix("\\")
    if name in ("ce", "pu"):
        return _CHEMISTRY
    body = _MACROS.get(name)
    return f"`math.macros` may define it: {name}: '{body}'" if body else ""
