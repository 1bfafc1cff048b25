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
        (r"\eta^2-C2", r"\eta ^{2}{-}\mathrm{C}_{2}"),
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
        (r"\ce{" + "->[" * 10 + "]" * 10 + "}", r"\ce is nested deeper than 8 levels", 0),
    ],
)
def test_what_is_no_chemistry_is_told(tex: str, fault: str, offset: int) -> None:
    formula = convert_tex(tex, True, ())
    assert (formula.fault, formula.offset) == (fault, offset)


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
