"""Commands of packages: what to do about them, and where a macro gets them wrong. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache

from kbsite.tex.macros import DEFINITIONS, Macros
from kbsite.tex.misspelt import environment_meant_by, meant_by

#: Of packages, and of the macros that many authors define: how `math.macros` has them, whose macros
#: take as many arguments each time, in braces.
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
    "qty": r"\left\{ #1 \right\}",
    "vb": r"\mathbf{#1}",
    "va": r"\vec{\mathbf{#1}}",
    "ketbra": r"\lvert #1 \rangle \langle #2 \rvert",
    "ip": r"\langle #1 | #2 \rangle",
    "ev": r"\langle #1 \rangle",
    "expval": r"\langle #1 \rangle",
    "mel": r"\langle #1 | #2 | #3 \rangle",
    "dyad": r"\lvert #1 \rangle \langle #2 \rvert",
    "comm": "[ #1, #2 ]",
    "acomm": r"\{ #1, #2 \}",
    "vu": r"\hat{\mathbf{#1}}",
    "fdv": r"\frac{\delta #1}{\delta #2}",
    "eval": r"\left. #1 \right|",
    "order": r"\mathcal{O}\left( #1 \right)",
    "pqty": r"\left( #1 \right)",
    "bqty": r"\left[ #1 \right]",
    "laplacian": r"\nabla^2",
    "divergence": r"\nabla\cdot",
    "gradient": r"\nabla",
    "vdot": r"\cdot",
    "cross": r"\times",
    "qq": r"\quad\text{#1}\quad",
    "dbar": r"\mathrm{đ}",
    "slashed": r"\cancel{#1}",
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
    "RR": r"\mathbb{R}",
    "NN": r"\mathbb{N}",
    "ZZ": r"\mathbb{Z}",
    "EE": r"\mathbb{E}",
    "diff": r"\mathrm{d}",
    "sgn": r"\operatorname{sgn}",
    "softmax": r"\operatorname{softmax}",
}
#: What is written where these stand with a star, an option, or other arguments than their macros
#: take: by what stands behind them, then for all else.
_WRITTEN: dict[str, dict[str, str]] = {
    "norm": {"": r"\lVert x \rVert"},
    "abs": {"": r"\lvert x \rvert"},
    "ceil": {"": r"\lceil x \rceil"},
    "floor": {"": r"\lfloor x \rfloor"},
    "inner": {"": r"\langle x, y \rangle"},
    "dv": {
        "*": r"\mathrm{d} f / \mathrm{d} x",
        "{}": r"\frac{\mathrm{d}}{\mathrm{d} x}",
        "": r"\frac{\mathrm{d}^2 f}{\mathrm{d} x^2}",
    },
    "pdv": {
        "*": r"\partial f / \partial x",
        "{}": r"\frac{\partial}{\partial x}",
        "{}{}{}": r"\frac{\partial^2 f}{\partial x\,\partial y}",
        "": r"\frac{\partial^2 f}{\partial x^2}",
    },
    "dd": {"[": r"\mathrm{d}^3 x", "": r"\mathrm{d} x"},
    "qty": {
        "(": r"\left( x \right)",
        "[": r"\left[ x \right]",
        "|": r"\left\lvert x \right\rvert",
        "{}{}": r"3\,\mathrm{m}",
        "": r"\left\{ x \right\}",
    },
    "vb": {"*": r"\boldsymbol{x}", "": r"\mathbf{x}"},
    "va": {"*": r"\vec{\boldsymbol{x}}", "": r"\vec{\mathbf{x}}"},
    "ketbra": {"": r"\lvert x \rangle \langle y \rvert"},
    "ip": {"{}": r"\langle x | x \rangle", "": r"\langle x | y \rangle"},
    "ev": {"{}{}": r"\langle x | A | x \rangle", "": r"\langle A \rangle"},
    "expval": {"{}{}": r"\langle x | A | x \rangle", "": r"\langle A \rangle"},
    "mel": {"": r"\langle x | A | y \rangle"},
    "dyad": {"": r"\lvert x \rangle \langle y \rvert"},
    "comm": {"": "[x, y]"},
    "acomm": {"": r"\{x, y\}"},
    "vu": {"*": r"\hat{\boldsymbol{x}}", "": r"\hat{\mathbf{x}}"},
    "fdv": {"{}": r"\frac{\delta}{\delta x}", "": r"\frac{\delta f}{\delta x}"},
    "eval": {"": r"\left. f \right|_{x=0}"},
    "order": {"": r"\mathcal{O}(x^2)"},
    "pqty": {"": r"\left( x \right)"},
    "bqty": {"": r"\left[ x \right]"},
    "qq": {"*": r"\text{and}", "": r"\quad\text{and}\quad"},
    "slashed": {"": r"\cancel{p}"},
    "SI": {"": r"3\,\mathrm{m}"},
    "si": {"": r"\mathrm{m}"},
    "unit": {"": r"\mathrm{m}"},
    "num": {"": r"1.5 \times 10^3"},
    "ang": {"": r"30^\circ"},
}

_SIUNITX = """
kilo mega giga milli micro nano per square cubic squared cubed gram kilogram meter metre second
minute hour kelvin mole ampere volt watt joule newton pascal hertz ohm
coulomb farad tesla electronvolt
"""
#: Of MathJax, of packages and of TeX.
_INSTEAD = {
    "pu": r"write 1\,\mathrm{mol}; of mhchem, \ce is there",
    "eqno": r"write \tag{1} for a number",
    "leqno": r"write \tag{1} for a number",
    "numcases": r"write \begin{cases} in \begin{equation}",
    "subnumcases": r"write \begin{cases} in \begin{equation}",
    "cline": r"write \hline, which is as long as the row",
    "multicolumn": "a cell is of one column; leave the others empty",
    "multirow": "a cell is of one row; leave the others empty",
    **dict.fromkeys(_SIUNITX.split(), r"siunitx is not there; write the unit: 1\,\mathrm{kg}"),
    **dict.fromkeys(("celsius", "degreeCelsius"), r"write 25\,^\circ\mathrm{C}, or ℃"),
    **dict.fromkeys(("permil", "perthousand", "textperthousand"), "write ‰"),
    **dict.fromkeys(("euro", "texteuro"), r"write \text{€}"),
    "d": r"write \mathrm{d}",
    "textsuperscript": r"write ^{\text{…}}",
    "textsubscript": r"write _{\text{…}}",
    "shortstack": r"write \substack{…}, or an `array`",
    **dict.fromkeys(("parbox", "makebox", "vbox", "minipage"), r"write \text{…}, or an `array`"),
    **dict.fromkeys(
        ("par", "noindent", "centering", "center"), "leave it out; it says something of text alone"
    ),
    **dict.fromkeys(
        ("intertext", "shortintertext"),
        "end the environment above the words, and begin another below",
    ),
    "Aboxed": r"write \boxed{…}, around no &",
    "tensor": r"write {T^a}_b",
    "indices": r"write {}^a{}_b",
    **dict.fromkeys(
        ("mqty", "pmqty", "bmqty", "vmqty", "imat", "dmat"),
        r"write \begin{pmatrix} … \end{pmatrix} or one of its kin",
    ),
    "underaccent": r"write \underset{\sim}{x}",
    "dmath": r"write \begin{equation}",
    "IEEEeqnarray": r"write \begin{align}",
    "prooftree": r"write \dfrac{A \quad B}{C}",
    **dict.fromkeys(("algorithm", "algorithmic"), "write pseudocode into a block of code, ```text"),
    "empheq": r"write \begin{align}, or \boxed{…} around an `aligned`",
}
# What no macro of a site takes; those that mean something else with other arguments.
_OPTIONS, _FENCES = ("[", "*"), ("(", "|")
_BY_FORM = frozenset(("dv", "pdv", "qty"))
_COMMAND = re.compile(r"\\(?:([a-zA-Z]+)|.)", re.DOTALL)
_PARAMETER = re.compile(r"#(\d)")
_GROUP = re.compile(r"\s*+\{")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_UNKNOWN = re.compile(r'Unknown (?:command "\\(\w+)\*?"|environment "(\w+)\*?")')
_ENTITY = re.compile("&(lt|gt|amp|nbsp);")
#: How the converter's messages begin → what to do.
_TIPS = {
    "Invalid parameter number": r"write \# for the sign itself",
    "Not valid in math mode": r"put letters and accents of text into words: \text{…}",
    "Not valid in text mode": r"put mathematics in words between dollars: \text{… $x$ …}",
    "Duplicate subscript or superscript": r"braces say what belongs to what: {x_1}_2 or x_{1_2}",
    'Found "&"': r"put rows into \begin{aligned} … \end{aligned}; the sign itself is \&",
    r'Found "\\"': r"close the group or the \left before the row ends, as in \left( x \right. \\",
    'Found "\\limits"': r"write \underset{…}{x}, or \mathop{x}\limits_{…}",
    'Found "\\nolimits"': r"leave it out; only \int, \sum and their kin have limits",
    "Found more than one infix fraction": r"write \frac{…}{…}, or put one of them in braces",
}
_NO_FENCE = "There must be a parenthesis after"
#: Fences of Chinese text, which look almost like those of mathematics.
_FENCES_OF = {
    **dict(zip("（）［］｜", "()[]|", strict=True)),
    **dict(zip("｛｝", (r"\{", r"\}"), strict=True)),
    **dict(zip("〈〉⟪⟫", (r"\langle", r"\rangle", r"\langle", r"\rangle"), strict=True)),
    **dict(zip("【】", "[]", strict=True)),
}
_WIDE_FENCE = re.compile(rf"(?:\\[a-zA-Z]+\s*)?([{''.join(_FENCES_OF)}])")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "& (or \\&)", "nbsp": "~"}


def advice(message: str, rest: str) -> str:
    """What to do about TeX from `rest` on that is refused with `message`; "" where only its author
    can know."""
    if match := _UNKNOWN.match(message):
        name = match[1] or match[2]
        if name in _INSTEAD:
            return _INSTEAD[name]
        if not match[1]:
            return environment_meant_by(name)
        return _macro(name, rest) or meant_by(name)
    if match := _ENTITY.match(rest):
        return f"{match[0]} is HTML; write {_CHARACTERS[match[1]]}"
    if message.startswith(_NO_FENCE) and (wide := _WIDE_FENCE.match(rest)):
        return f"write {_FENCES_OF[wide[1]]}, not {wide[1]}"
    return next((tip for start, tip in _TIPS.items() if message.startswith(start)), "")


def _macro(name: str, rest: str) -> str:
    """How `math.macros` has a command, or what to write where it would get wrong what stands behind
    that, without a word; "" for a command of no package."""
    body = _MACROS.get(name)
    if body is None:
        return ""
    count = _count(body)
    # Else it comes from a macro, and its arguments are not known.
    if count and rest.startswith(f"\\{name}"):
        behind = rest[len(name) + 1 :].lstrip()
        given = _groups(behind)
        is_letter = not given and count == 1 and (behind[:1].isalnum() or behind[:1] == "\\")
        if len(given) != 2 * count and not is_letter:
            return _written_out(name, given or behind[:1])
    return f"`math.macros` may define it: {name}: '{body}'"


def misfit(tex: str, macros: Macros) -> tuple[str, int] | None:
    """What is wrong with a command of a package for which `macros` have a macro, and where: it
    stands with a star, an option or other arguments than that takes, which would be wrong without
    a word."""
    counts = _counts(macros)
    if not counts:
        return None
    for found in _COMMAND.finditer(tex):
        if found[0] in DEFINITIONS:
            return None
        if (name := found[1]) not in counts:
            continue
        behind = tex[found.end() :].lstrip()
        given, mark = _groups(behind), behind[:1]
        is_other = given and len(given) != 2 * counts[name]
        if mark in _OPTIONS or (name in _BY_FORM and (is_other or mark in _FENCES)):
            message = rf"`math.macros` would get this \{name} wrong"
            return f"{message}; {_written_out(name, given or mark)}", found.start()
    return None


@lru_cache(maxsize=64)
def _counts(macros: Macros) -> dict[str, int]:
    """How many arguments macros take that have the name of such a command."""
    written = {name: body for name, body in macros if isinstance(body, str) and name in _WRITTEN}
    return {name: _count(body) for name, body in written.items() if _count(body)}


def _count(body: str) -> int:
    return max(map(int, _PARAMETER.findall(body)), default=0)


def _written_out(name: str, behind: str) -> str:
    forms = _WRITTEN[name]
    return f"write it out, as in {forms.get(behind) or forms['']}"


def _groups(tex: str) -> str:
    """`{}` for each group at the start of `tex`."""
    at = count = 0
    while found := _GROUP.match(tex, at):
        depth = 0
        for brace in _BRACE.finditer(tex, found.end() - 1):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                break
        else:
            break
        at, count = brace.end(), count + 1
    return "{}" * count
