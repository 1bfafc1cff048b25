"""Formulas as text, for readers of feeds: which ones, and as what."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kbsite.outputs.formula_html import written_formula
from kbsite.tex.convert import convert_tex

ROOM = str.maketrans(
    "", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{EM SPACE}\u2061\ufe00"
)


def mathml(tex: str) -> str:
    formula = convert_tex(tex, False, ())
    assert not formula.fault
    return "".join(part for part in formula.parts if isinstance(part, str))


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        ("x_i^2", "<i>x</i><sub><i>i</i></sub><sup>2</sup>"),
        ("h_{t-1}", "<i>h</i><sub><i>t</i>−1</sub>"),
        ("10^{-3}", "10<sup>−3</sup>"),
        ("f''(x)", "<i>f</i>″(<i>x</i>)"),
        ("QK", "<i>QK</i>"),
        (r"\text{若 }x<0", "若\N{NO-BREAK SPACE}<i>x</i>~&lt;_0"),
        ("a=-b", "<i>a</i>~=_−<i>b</i>"),
        (r"\{1,2\}", "{1,_2}"),
        (r"x_1,\ldots,x_n", "<i>x</i><sub>1</sub>,_...,_<i>x</i><sub><i>n</i></sub>"),
        (r"\mathbf{W}\boldsymbol{\theta}", "<b>W<i>θ</i></b>"),
        (r"x\in\mathbb{R}^{n\times d}", "<i>x</i>~∈_ℝ<sup><i>n</i>×<i>d</i></sup>"),
        (r"O(n\log_2 n)", "<i>O</i>(<i>n</i>_log<sub>2</sub>~<i>n</i>)"),
        (r"\sum_{i=1}^n x", "∑<sub><i>i</i>=1</sub><sup><i>n</i></sup>_<i>x</i>"),
        (r"\arg\max_\theta p", "arg~max<sub><i>θ</i></sub>~<i>p</i>"),
        (r"\operatorname{KL}(p\|q)", "KL(<i>p</i>‖<i>q</i>)"),
        (r"\textit{dfs}(\texttt{i<j})", "<i>dfs</i>(<code>i&lt;j</code>)"),
        (r"\ce{H2O}", "H<sub>2</sub>O"),
        (r"\Delta\varepsilon", "Δ<i>ε</i>"),
        (r"50\%", "50%"),
        (r"90^\circ", "90°"),
        (r"f^{\circ n}", "<i>f</i><sup>∘<i>n</i></sup>"),
        ("f'^2", "<i>f</i>′<sup>2</sup>"),
        (r"x\sim p", "<i>x</i>~∼_<i>p</i>"),
        (r"x_\circ^2", "<i>x</i><sub>∘</sub><sup>2</sup>"),
        (r"x_\prime", "<i>x</i><sub>′</sub>"),
        ("甲_1+é", "甲<sub>1</sub>~+_<i>é</i>"),
        ("{x_i}^2", "<i>x</i><sub><i>i</i></sub><sup>2</sup>"),
    ],
)
def test_letters_digits_and_signs_are_text(tex: str, html: str) -> None:
    """`~` and `_` stand for the room before and behind a sign; a line may end at the second."""
    room = html.replace("~", "\N{NARROW NO-BREAK SPACE}").replace("_", "\N{THIN SPACE}")
    assert written_formula(mathml(tex)) == room


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac12",
        r"\sqrt{x}",
        r"\hat{x}",
        r"\overline{ab}",
        r"2^{2^n}",
        r"x_{i_j}",
        r"\mathbb{E}[x]",
        r"\underset{a}{b}",
        r"\underset{n}{AB}",
        r"{x^2}^3",
        r"{a_b}_c",
        r"{x_i^2}^3",
        r"\color{red}{x}",
        r"\phantom{x}",
        r"\textsf{x}",
        r"\binom{n}{k}",
        r"\begin{matrix}a&b\end{matrix}",
        r"\left\lfloor{x}\right\rfloor",
        r"\displaystyle\sum_{i}x",
    ],
)
def test_what_text_cannot_show_is_left_to_a_picture(tex: str) -> None:
    assert written_formula(mathml(tex)) is None


@pytest.mark.parametrize(
    "inner",
    [
        "<msub></msub>",
        "<msup><mi>x</mi></msup>",
        "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn><mn>3</mn></msubsup>",
        "<munder></munder>",
        '<mspace width="1.2.3em"/>',
        '<mspace width="."/>',
        "<mi></mi>",
        "<mi>x<mi>y</mi></mi>",
    ],
)
def test_mathml_of_an_author_may_hold_anything(inner: str) -> None:
    assert written_formula(f"<math>{inner}</math>") is None


@pytest.mark.parametrize(
    "broken",
    ["<math><mi>x</math>", "", "<math>" * 30_000, "<mrow>" * 3_000 + "</mrow>" * 3_000],
)
def test_what_is_no_tree_or_a_deep_one_is_left_to_a_picture(broken: str) -> None:
    assert written_formula(broken) is None


@pytest.mark.parametrize(
    "tex",
    [
        r"f:A\to{B}",
        r"p(x|y)\propto{p(y)}",
        r"a\bmod2",
        r"\forall{x}\,\exists!y",
        r"\|x\|_2<1",
        r"n\in\mathbb{N}^+",
        r"\text{a\textbf{b}c}_1",
        r"{}^{14}C",
        r"a\equiv{b}\pmod{n}",
    ],
)
def test_no_sign_is_lost(tex: str) -> None:
    source = mathml(tex)
    html = written_formula(source)
    assert html is not None
    shown = "".join(ElementTree.fromstring(f"<p>{html}</p>").itertext())
    tree = ElementTree.fromstring(source)
    (semantics,) = tree
    assert shown.translate(ROOM) == "".join(semantics[0].itertext()).translate(ROOM)
