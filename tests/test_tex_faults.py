"""TeX that is refused: what is told of it, where, and what to write instead."""

from __future__ import annotations

import re

import pytest

from kbsite.tex import unknown
from kbsite.tex.bounds import MAX_LENGTH, MAX_NESTING, MAX_UNCLOSED
from kbsite.tex.convert import convert_tex, is_command
from kbsite.tex.formula import Formula
from kbsite.tex.misspelt import (
    COMMANDS,
    ENVIRONMENTS,
    FUNCTIONS,
    environment_meant_by,
    meant_by,
)
from tex_cases import convert

_UNDERSCORE = r"write \_ for the sign, or mathematics between dollars: \text{… $x_1$ …}"
_TWO = 'two {} for one number; environments such as "align" number each row'


def test_commands_that_may_be_meant_are_there() -> None:
    assert [name for name in COMMANDS if not is_command(name)] == []
    assert [name for name in FUNCTIONS if is_command(name)] == []
    for name in ENVIRONMENTS:
        fault = convert(rf"\begin{{{name}}} a \end{{{name}}}").fault
        assert not fault.startswith("Unknown environment"), name
    assert environment_meant_by("foo") == environment_meant_by("x" * 1000) == ""
    assert meant_by("foo") == meant_by("vx") == meant_by("x" * 1000) == ""


@pytest.mark.parametrize(
    ("tex", "fault", "offset"),
    [
        (r"a + \foo", r'Unknown command "\foo"', 4),
        (r"中 \foo", r'Unknown command "\foo"', 2),
        ("a" * (MAX_LENGTH + 1), "longer than 8,192 characters", 0),
        ("a" + "{" * (MAX_NESTING + 1), "nested deeper than 100 levels", MAX_NESTING + 1),
        ("a" + "(" * (MAX_UNCLOSED + 1), "more than 12 brackets are never closed", 1),
        (
            r"a + \norm{x}",
            r"""Unknown command "\norm"; `math.macros` may define it: norm: '\lVert #1 \rVert'""",
            4,
        ),
        (
            "a &lt; b",
            'Found "&", which may only appear in a table-like environment; &lt; is HTML; write <',
            2,
        ),
        (
            r"a \eqno(1)",
            r'Unknown command "\eqno"; write \tag{1} for a number',
            2,
        ),
        (
            r"\begin{numcases}{f} a \end{numcases}",
            r'Unknown environment "numcases"; write \begin{cases} in \begin{equation}',
            0,
        ),
        (r"a \tag{1} b \tag{2}", _TWO.format(r"\tag"), 12),
        (r"a \tag{1} \\ b \tag{2}", _TWO.format(r"\tag"), 15),
        (r"\begin{aligned} a \tag{1} \\ b \tag*{2} \end{aligned}", _TWO.format(r"\tag"), 31),
        (r"\begin{align} a \label{b} \label{c} \end{align}", _TWO.format(r"\label"), 26),
        (r"\root 3 x", r'"\of" is missing', 0),
        (r"\left{ x \right}", r'"{" behind "\left" opens a group; write \left\{', 5),
        (r"\left\{ x \right}", r'"}" behind "\right" closes a group; write \right\}', 16),
        (r"{x}}", '"}" closes nothing', 3),
        (
            r"x_\text{第 $x_1$ 个 a_b}",
            rf'"_" in words; {_UNDERSCORE}',
            19,
        ),
        (r"x \raise{x}", "a length is missing", 2),
        (r"x \lower1pt ", "an argument is missing", 2),
        (r"x \unicode{xFFFE}", r"\unicode wants the number of a character", 2),
        (r"x \unicode{x85}", r"\unicode wants the number of a character", 2),
        (r'x \char"1FFFF', r"\char wants the number of a character", 2),
        (r"x \textcircled{\alpha}", r'"\alpha" is no sign that has a circle', 15),
    ],
)
def test_refused(tex: str, fault: str, offset: int) -> None:
    assert convert(tex) == Formula((), (), fault, offset)


#: `\norm` is a word of the site's own here.
PHYSICS = (
    ("E", r"\mathrm{E}"),
    ("abs", r"|#1|"),
    ("dv", r"\frac{#1}{#2}"),
    ("norm", "n"),
    ("qty", "{#1}"),
)
_DEFINE, _OUT = "`math.macros` may define it:", "write it out, as in"


@pytest.mark.parametrize(
    ("tex", "tip"),
    [
        ("a # b", r"write \# for the sign itself"),
        (r"x \to \infity", r"is \infty meant?"),
        (r"\frca12", r"is \frac meant?"),
        (r"a \Righarrow b", r"is \Rightarrow meant?"),
        (r"a \cdotx", r"is \cdots or \cdot x meant?"),
        (r"x\inR", r"is \in R meant?"),
        (r"\mathbff{x}", r"is \mathbf meant?"),
        (r"\sech x", r"write \operatorname{sech}"),
        ("x_1_2", "braces say what belongs to what: {x_1}_2 or x_{1_2}"),
        ("a &= b", r"put rows into \begin{aligned} … \end{aligned}; the sign itself is \&"),
        (
            r"\begin{aligned} a &= \left( b \\ & c \right) \end{aligned}",
            r"close the group or the \left before the row ends, as in \left( x \right. \\",
        ),
        (r"a \over b \over c", r"write \frac{…}{…}, or put one of them in braces"),
        (r"\text{a & b}", r"write \& for the sign, or end the words before it"),
        (r"\text{a^2}", r"put mathematics in words between dollars: \text{… $x^2$ …}"),
        (r"\grad f", r"`math.macros` may define it: grad: '\nabla'"),
        (r"\mel{a}{B}{c}", rf"{_DEFINE} mel: '\langle #1 | #2 | #3 \rangle'"),
        (r"\mel**{a}{B}{c}", rf"{_OUT} \langle x | A | y \rangle"),
        (r"\ev{A}{\psi}", rf"{_OUT} \langle x | A | x \rangle"),
        (r"\pmqty{a & b}", r"write \begin{pmatrix} … \end{pmatrix} or one of its kin"),
        (r"\E[x]", r"`math.macros` may define it: E: '\operatorname{E}'"),
        (r"\dv {f^{2}} {x}", rf"{_DEFINE} dv: '\frac{{\mathrm{{d}} #1}}{{\mathrm{{d}} #2}}'"),
        (r"\dv[2]{f}{x}", rf"{_OUT} \frac{{\mathrm{{d}}^2 f}}{{\mathrm{{d}} x^2}}"),
        (r"\dv{x} f", rf"{_OUT} \frac{{\mathrm{{d}}}}{{\mathrm{{d}} x}}"),
        (r"\dv*{f}{x}", rf"{_OUT} \mathrm{{d}} f / \mathrm{{d}} x"),
        (r"\pdv[2]{u}{x}", rf"{_OUT} \frac{{\partial^2 f}}{{\partial x^2}}"),
        (r"\pdv{f}{x}{y}", rf"{_OUT} \frac{{\partial^2 f}}{{\partial x\,\partial y}}"),
        (r"\abs*{x}", rf"{_OUT} \lvert x \rvert"),
        (r"\abs x", rf"{_DEFINE} abs: '\lvert #1 \rvert'"),
        (r"\vb*{x}", rf"{_OUT} \boldsymbol{{x}}"),
        (r"\int f \dd[3]{x}", rf"{_OUT} \mathrm{{d}}^3 x"),
        (r"\int f \dd\theta", rf"{_DEFINE} dd: '\mathrm{{d}} #1'"),
        (r"\qty[\frac ab]", rf"{_OUT} \left[ x \right]"),
        (r"\qty(\frac ab)", rf"{_OUT} \left( x \right)"),
        (r"\qty{3}{\mathrm{m}}", rf"{_OUT} 3\,\mathrm{{m}}"),
        (r"\qty{\{\}}", rf"{_DEFINE} qty: '\left\{{ #1 \right\}}'"),
        (r"\pu{1 mol}", r"write 1\,\mathrm{mol}; of mhchem, \ce is there"),
        (r"f(x) = \c x + 1", r"put letters and accents of text into words: \text{…}"),
        (r"\H{o}", r"put letters and accents of text into words: \text{…}"),
        (r"\cline{2-3}", r"write \hline, which is as long as the row"),
        (r"1\,\kilo\gram", r"siunitx is not there; write the unit: 1\,\mathrm{kg}"),
        (r"\text{\alpha}", r"put mathematics in words between dollars: \text{… $x$ …}"),
        (r"\begin{alinged} a \end{alinged}", r"is \begin{aligned} meant?"),
        (r"\begin{case} a \end{case}", r"is \begin{cases} meant?"),
        (r"\begin{IEEEeqnarray}{rCl} a \end{IEEEeqnarray}", r"write \begin{align}"),
        (r"\left（ x \right）", "write (, not （"),
        (r"\left( x \right）", "write ), not ）"),
        (r"\bigl｛ x", r"write \{, not ｛"),
        (r"x\limits_a", r"write \underset{…}{x}, or \mathop{x}\limits_{…}"),
        (r"25\celsius", r"write 25\,^\circ\mathrm{C}, or ℃"),
        (r"\begin{aligned} a \\ \intertext{由} b \end{aligned}", unknown._INSTEAD["intertext"]),
    ],
)
def test_what_to_write_instead(tex: str, tip: str) -> None:
    assert convert(tex).fault.endswith(f"; {tip}")


def test_every_macro_with_arguments_has_a_form_without_it() -> None:
    assert [n for n, body in unknown._MACROS.items() if "#" in body] == list(unknown._WRITTEN)


@pytest.mark.parametrize(
    ("tex", "form", "offset"),
    [
        (r"a \dv[2]{f}{x}", r"\frac{\mathrm{d}^2 f}{\mathrm{d} x^2}", 2),
        (r"\dv{x} f", r"\frac{\mathrm{d}}{\mathrm{d} x}", 0),
        (r"\dv{f}{x}{y}", r"\frac{\mathrm{d}^2 f}{\mathrm{d} x^2}", 0),
        (r"\abs *{x}", r"\lvert x \rvert", 0),
        (r"\qty(x)", r"\left( x \right)", 0),
        (r"\qty{3}{m}", r"3\,\mathrm{m}", 0),
    ],
)
def test_macros_of_packages_are_not_used_wrong(tex: str, form: str, offset: int) -> None:
    formula = convert_tex(tex, False, PHYSICS)
    name = re.findall(r"\\[a-z]+", tex)[0]
    fault = rf"`math.macros` would get this {name} wrong; write it out, as in {form}"
    assert (formula.fault, formula.offset) == (fault, offset)


@pytest.mark.parametrize(
    "tex",
    [
        r"\dv{f}{x} \dv f x \abs x \abs{x}{y} \abs(x) \qty{x}",
        r"\newcommand\dv[2][1]{#1} \dv[2]{x}",
        r"\E[x] \norm[x]",
    ],
)
def test_macros_of_packages_are_used_right(tex: str) -> None:
    assert convert_tex(tex, False, PHYSICS).fault == ""


def test_what_a_macro_holds_is_not_judged_by_its_call() -> None:
    fault = convert_tex(r"\D[2]", False, (("D", r"\dv{f}{x}"),)).fault
    assert fault.endswith(r"dv: '\frac{\mathrm{d} #1}{\mathrm{d} #2}'")


@pytest.mark.parametrize("tex", ["{", "}", r"\left(", r"\frac", "x^a^b", "&", r"\begin{matrix}"])
def test_a_mistake_has_words_and_a_place_in_the_formula(tex: str) -> None:
    formula = convert(tex)
    assert formula.mathml == ""
    assert formula.fault
    assert 0 <= formula.offset <= len(tex)
