"""mhchem's `\\ce{…}`: which mathematics is shown of it, how it reads, and what is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.tex.chemistry import chemistry
from kbsite.tex.convert import convert_tex
from kbsite.tex.readable_math import readable_math
from kbsite.tex.tokens import texts_of
from markdown_cases import parse

_DEEP = r"what stands in \ce is nested deeper than 8 levels"
_BRACELESS = r"\frac in \ce wants its arguments in braces"


def tex_of(source: str) -> str:
    return chemistry(texts_of(source))


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
        ("2H2O", r"2\,\mathrm{H}_{2}\mathrm{O}"),
        ("1/2 H2", r"\tfrac{1}{2}\,\mathrm{H}_{2}"),
        ("(1/2) H2", r"(1/2)\,\mathrm{H}_{2}"),
        ("n CO", r"n\,\mathrm{CO}"),
        ("nCO", r"n\,\mathrm{CO}"),
        ("pH", r"\mathrm{pH}"),
        ("Na+", r"\mathrm{Na}^{+}"),
        ("SO4^2-", r"\mathrm{SO}_{4}{}^{2-}"),
        ("NH4+", r"\mathrm{NH}_{4}{}^{+}"),
        ("[AgCl2]-", r"[\mathrm{AgCl}_{2}]^{-}"),
        (r"[\{(X2)3\}2]^3+", r"[\{(\mathrm{X}_{2})_{3}\}_{2}]^{3+}"),
        ("^{227}_{90}Th+", r"{}^{227}_{90}\mathrm{Th}^{+}"),
        ("^0_-1e-", r"{}^{0}_{-1}\mathrm{e}^{-}"),
        ("Fe^{II}2", r"\mathrm{Fe}^{\mathrm{II}}{}_{2}"),
        ("C_nH_{2n+2}", r"\mathrm{C}_{n}\mathrm{H}_{2n+2}"),
        ("NO^{(2.)-}", r"\mathrm{NO}^{(2{\bullet})-}"),
        ("X_{0.5}", r"\mathrm{X}_{0.5}"),
        ("H2(aq)", r"\mathrm{H}_{2}\mskip2mu(\mathrm{aq})"),
        ("CuSO4.5H2O", r"\mathrm{CuSO}_{4}\,{\cdot}\,5\,\mathrm{H}_{2}\mathrm{O}"),
        ("CH2=CH2", r"\mathrm{CH}_{2}{=}\mathrm{CH}_{2}"),
        ("HC#CH", r"\mathrm{HC}{\equiv}\mathrm{CH}"),
        (r"C\bond{...}H", r"\mathrm{C}{\cdots}\mathrm{H}"),
        ("C6H5-CHO", r"\mathrm{C}_{6}\mathrm{H}_{5}{-}\mathrm{CHO}"),
        (r"\eta^2-C2", r"\eta ^{2}\text{-}\mathrm{C}_{2}"),
        ("A + B = C", r"\mathrm{A}{}+{}\mathrm{B}{}={}\mathrm{C}"),
        ("A -> B", r"\mathrm{A}{}\mathrel{\longrightarrow}{}\mathrm{B}"),
        (
            "A<=>[点燃][{a b}]B",
            r"\mathrm{A}{}\mathrel{\xrightleftharpoons[{\text{a b}}]{\text{点燃}}}{}\mathrm{B}",
        ),
        ("CO2 ^", r"\mathrm{CO}_{2}\ {\uparrow}"),
        ("AgCl v", r"\mathrm{AgCl}\ {\downarrow}"),
        ("AgCl(v)", r"\mathrm{AgCl}\ {\downarrow}"),
        ("$K$ A", r"{K}\ \mathrm{A}"),
        (r"\frac12 O2", r"{\frac{1}{2}}\ \mathrm{O}_{2}"),
        (r"\dfrac12O2", r"{\dfrac{1}{2}}\mathrm{O}_{2}"),
        (r"\binom12 A", r"{\binom{1}{2}}\ \mathrm{A}"),
        (r"\frac{3n+1}{2}O2", r"{\frac{3n+1}{2}}\mathrm{O}_{2}"),
        (r"\frac{[H^+]}{[H2]}", r"{\frac{[\mathrm{H}^{+}]}{[\mathrm{H}_{2}]}}"),
        (r"\overset {+2} {Fe}O", r"{\overset{+2}{\mathrm{Fe}}}\mathrm{O}"),
        (r"\overset{+2}Fe", r"{\overset{+2}{\mathrm{Fe}}}"),
        (r"\overset{H2}{A}", r"{\overset{\mathrm{H}_{2}}{\mathrm{A}}}"),
        (r"\underset{red}{I2}", r"{\underset{\mathrm{red}}{\mathrm{I}_{2}}}"),
        (r"\underbrace{A}_{H2}", r"{\underbrace{\mathrm{A}}_{\mathrm{H}_{2}}}"),
        (r"\color{red} {H2}", r"{\color{red}{\mathrm{H}_{2}}}"),
        (r"\color{red}H2", r"\color{red}\mathrm{H}_{2}"),
        (r"K_{\text{sp}}", r"\mathrm{K}_{\text{sp}}"),
        (r"\sqrt[3]{x}", r"{\sqrt[{3}]{x}}"),
        (r"\begin{matrix}A2\end{matrix}", r"\begin{matrix}\mathrm{A}_{2}\end{matrix}"),
        ("A ->[{]}] B", r"\mathrm{A}{}\mathrel{\xrightarrow{\text{]}}}{}\mathrm{B}"),
        ("-285.8 kJ/mol", r"{-}285.8\,\mathrm{kJ}/\mathrm{mol}"),
        ("(-CH2-CH2-)_n", r"({-}\mathrm{CH}_{2}{-}\mathrm{CH}_{2}{-})_{n}"),
        ("[-CH2-]_n", r"[{-}\mathrm{CH}_{2}{-}]_{n}"),
        ("(CH3-)", r"(\mathrm{CH}_{3}{-})"),
        ("-CH2- + CH3-", r"{-}\mathrm{CH}_{2}{-}{}+{}\mathrm{CH}_{3}{}^{-}"),
        ("1,2-di", r"1{,}2\text{-}\mathrm{di}"),
        ("n-BuLi", r"n\text{-}\mathrm{BuLi}"),
        ("A ~ B", r"\mathrm{A}\ \mathrm{B}"),
        ("1) A", r"1)\ \mathrm{A}"),
        ("10^{-3}", r"10{}^{-3}"),
        ("5e-", r"5\,\mathrm{e}^{-}"),
        (r"\Delta H", r"\Delta \mathrm{H}"),
        (r"\overset{+2}{Fe2}", r"{\overset{+2}{\mathrm{Fe}_{2}}}"),
    ],
)
def test_chemistry_is_mathematics(source: str, tex: str) -> None:
    assert tex_of(source) == tex
    assert not convert_tex(rf"\ce{{{source}}}", True, ()).fault


def test_it_stands_in_mathematics_and_holds_some() -> None:
    formula = convert_tex(r"K = \frac{[\ce{H+}]}{\ce{$\frac{\ce{A2}}{2}$}}", True, ())
    assert formula.mathml.count("<mfrac>") == 2
    rows = convert_tex(r"\begin{aligned}\ce{A &-> B \\ C &-> D}\end{aligned}", True, ())
    assert rows.mathml.count("<mtr>") == 2
    spaced = convert_tex(r"\begin{aligned}\ce{A \\[1em] B \\ [C]}\end{aligned}", True, ())
    assert spaced.mathml.count("<mtr>") == 3
    assert ">C</mi>" in spaced.mathml


@pytest.mark.parametrize("source", [r"A\&B", r"$\begin{matrix}a&b\\c\end{matrix}$ A"])
def test_it_is_one_group_where_no_cell_ends_in_it(source: str) -> None:
    shown, grouped = (convert_tex(f"x^{tex}", True, ()).mathml for tex in _grouped(source))
    assert (
        shown.partition("<annotation")[0].partition("<semantics")[2]
        == (grouped.partition("<annotation")[0].partition("<semantics")[2])
    )


def _grouped(source: str) -> tuple[str, str]:
    return rf"\ce{{{source}}}", rf"{{\ce{{{source}}}}}"


def test_macros_of_the_site_are_in_it() -> None:
    assert "<mi>Et</mi>" in convert_tex(r"\ce{\ethyl OH}", False, (("ethyl", r"Et"),)).mathml


@pytest.mark.parametrize(
    ("tex", "fault", "offset"),
    [
        (r"a \ce", r"\ce wants a group: \ce{H2O}", 2),
        (r"a \ce{H2O", '"{" is never closed', 5),
        (r"a \ce{A ->[B}", r'"[" in \ce is never closed', 2),
        (r"a \ce{Hg^}", r'"^" in \ce has nothing behind it', 2),
        (r"a \ce{A\bond{x}B}", r'"x" is no bond that \ce has here', 2),
        (r"a \ce{A \foo B}", r'Unknown command "\foo"', 2),
        (r"\ce{" + "->[" * 10 + "]" * 10 + "}", _DEEP, 0),
        (r"\ce{" + "{" * 9 + "A" + "}" * 10, _DEEP, 0),
        (r"a \ce{\frac\text{a}b}", _BRACELESS, 2),
        (r"a \ce{\frac{1}}", _BRACELESS, 2),
    ],
)
def test_what_is_no_chemistry_is_told(tex: str, fault: str, offset: int) -> None:
    formula = convert_tex(tex, True, ())
    assert (formula.fault, formula.offset) == (fault, offset)


@pytest.mark.parametrize("tex", [r"\ce{%s}" % ("CH2" * 99), r"\mathrm{CH}_{2}" * 99])
def test_atoms_side_by_side_are_not_nested(tex: str) -> None:
    assert not convert_tex(tex, True, ()).fault


def test_what_is_too_long_says_so() -> None:
    fault = convert_tex(rf"\ce{{{'CH2' * 2700}}}", True, ()).fault
    assert fault == "too long with its macros and chemistry written out"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=r"AHeln2+-=#^_{}[]()<>$\. ,/*v中→", max_size=40))
def test_nothing_in_it_raises(source: str) -> None:
    tex = rf"\ce{{{source}}}"
    convert_tex(tex, True, ())
    readable_math(tex)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("H2SO4", "H₂SO₄"),
        ("SO4^2-", "SO₄²⁻"),
        ("2H2 + O2 ->[点燃] 2H2O", "2 H₂+O₂→^点燃2 H₂O"),
        ("^{14}C", "¹⁴C"),
        ("A <=>> B", "A⇌B"),
        ("A <--> B", "A⇄B"),
        ("A ->[B", "A ->[B"),
    ],
)
def test_it_reads_well_in_lists(source: str, text: str) -> None:
    assert readable_math(rf"\ce{{{source}}}").text == text


def test_words_above_an_arrow_are_no_dollar_too_few() -> None:
    note = parse("反应 $\\ce{2H2 + O2 ->[点燃] 2H2O}$，$\\ce{$n$ H2O}$。\n")
    assert not note.diagnostics


@pytest.mark.parametrize("source", ["{}", "A_{{{}}}", "A ->[{}/]", "A^{{{}}}"])
def test_long_numbers_take_linear_time(source: str) -> None:
    tokens = texts_of(source.format("1" * 100_000))
    begin = time.process_time()
    chemistry(tokens)
    assert time.process_time() - begin < 2
