"""TeX → MathML: what is converted, and into what. `test_tex_faults.py` is about what is refused,
`test_tex_bounds.py` about what would stop the process."""

from __future__ import annotations

import re
import string
import unicodedata
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.tex.convert import convert_tex, parses_as_tex
from kbsite.tex.formula import Equation, EquationNumber, EquationReference
from tex_cases import convert


def shown(tex: str, *, display: bool = False) -> str:
    """The formula itself, without the TeX behind it; "" where it is refused."""
    formula = convert(tex, display=display)
    return formula.mathml.partition("<semantics>")[2].partition("<annotation")[0]


def test_a_formula_carries_its_tex_twice() -> None:
    tex = r'a<b \& "x" \R'
    mathml = convert(tex).mathml
    assert mathml.startswith(f'<math alttext="{escape(tex)}"')
    annotation = escape(tex, quote=False)
    assert f'<annotation encoding="application/x-tex">{annotation}</annotation>' in mathml
    assert mathml.count("<math") == 1


@pytest.mark.parametrize(
    "tex",
    [
        r"x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon",
        r"\pair{a}{b} \in \R^n",
        r"x_{\text{最大值}}",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{否则} \end{cases}",
        r"\left[ 0, 1 \right) \cup [2, 3)",
        r"\sqrt[3]{x} + \sqrt[3]{y}",
        r"\begin{pmatrix*}[r] -1 & 2 \\[1em] 3 & 4 \end{pmatrix*}",
        r"\begin{align} a &= b \\ &= c \end{align}",
        r"\begin{align} a &= b \tag{1} \end{align}",
        r"a = b \tag{2.1}",
        r"\frac{\partial^2 f}{\partial x^2}\bigg|_{x=0}",
        r"a % 注" + "\nb",
        "",
    ],
)
def test_converted(tex: str) -> None:
    formula = convert(tex, display=True)
    assert formula.fault == ""
    assert formula.mathml.endswith("</math>")


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>} < b",
        r"\text{$x$ <script>alert(1)</script>}",
        r"a \tag{<script>alert(1)</script>}",
        r"\url{<script>alert(1)</script>}",
        r"\verb|<script>alert(1)</script>|",
        r"\href{javascript:alert(1)}{\text{<script>}}",
        r"\operatorname{\mathbf{<script>}}",
        r"\colorbox{red}{<script>}",
    ],
)
def test_nothing_of_a_formula_is_markup(tex: str) -> None:
    formula = convert(tex, display=True)
    assert formula.mathml
    assert "<script" not in formula.mathml
    assert "href" not in formula.mathml.replace(escape(tex), "").replace(escape(tex, False), "")


@pytest.mark.parametrize(
    "colour", ['red"', "red;x", "url(x)", "expression(1)", "#12", "#gggggg", "red!50", "<b>"]
)
def test_a_colour_is_a_colour(colour: str) -> None:
    assert convert(rf"\textcolor{{{colour}}}{{x}}").fault == f'"{colour}" is no colour'


@pytest.mark.parametrize(
    ("tex", "element"),
    [
        (r"\textcolor{#F00}{x}", '<mrow style="color:#F00"><mi>x</mi></mrow>'),
        (r"\textcolor{BrickRed}{x}", '<mrow style="color:#C43119"><mi>x</mi></mrow>'),
        (r"\textcolor[rgb]{1,.5,0}{x}", '<mrow style="color:#ff8000"><mi>x</mi></mrow>'),
        (r"{\large x} y", '<mrow mathsize="120%"><mi>x</mi></mrow><mi>y</mi>'),
        (r"{\large x \small y}", '<mrow mathsize="90%"><mi>y</mi></mrow>'),
        (r"\Large {\normalsize x}", '<mrow mathsize="69.44%"><mi>x</mi></mrow>'),
        (r"\smash[b]{x}", '<mpadded depth="0"><mi>x</mi></mpadded>'),
        (r"\mathrlap{x}y", '<mpadded width="0"><mi>x</mi></mpadded><mi>y</mi>'),
        (r"\text{若 $x$}", "<mtext>若\xa0</mtext>"),
        (r"\text{``a'' -- b}", "<mtext>“a”\xa0–\xa0b</mtext>"),
        (r"\operatorname{\mathbf{E}} x", "<mi>𝐄</mi>"),
        (r"\left< x \right>", "<mo>⟨</mo><mi>x</mi>"),
        (r"\operatorname{top-k}", "<mi>top-k</mi>"),
        (r"\operatorname{top\text{-}k} a-b", "<mi>top-k</mi>"),
        (r"\DeclareMathOperator{\topk}{top-k} \topk", "<mi>top-k</mi>"),
        (r"\mathop{\text{top-k}}", "<mi>top-k</mi>"),
        (r"\operatorname{\mathbf{top}-k}", "<mtext>-</mtext>"),
        (r"\operatorname{A*}", "<mtext>*</mtext>"),
        (r"\operatorname{log} a-b", "<mo>−</mo>"),
        (r"\textcircled{1}", "<mtext>1\u20dd</mtext>"),
        (r"\textcircled{\small{1}}", "<mtext>1\u20dd</mtext>"),
        (r"\textcircled{\scriptsize 1}", "<mtext>1\u20dd</mtext>"),
        (r"\textcircled{\textbf{1}}", "<mtext>1\u20dd</mtext>"),
        (r"\textcircled{\raisebox{-.9pt}{\bf 1}}", "<mtext>1\u20dd</mtext>"),
        (r"\text{\textcircled{\small 甲}}", "<mtext>甲\u20dd</mtext>"),
        (r"\textcircled{\#}", "<mtext>#\u20dd</mtext>"),
        (r"\textcircled{12}", "<mtext>⑫</mtext>"),
        (r"\xrightleftarrows[b]{f}", "⇄</mo><munder>"),
        (r"\int\dots\int", "⋯</mo>"),
        (r"\int\dots a", ">.</mo>"),
        (r"\text{\textasciitilde a\_b}", "<mtext>~a_b</mtext>"),
        (r"\texttt{\textasciitilde{}/a\textasciicircum}", "<code>~/a^</code>"),
        (r"\verb|~/a^b|", "<code>~/a^b</code>"),
        (r"x \kern{1em} y", '<mspace width="1em"/>'),
        (r"x \kern-\nulldelimiterspace y", '<mspace style="margin-left:-0.12em"/>'),
        (r"\raise0.7ex\hbox{$a$}", '<mpadded voffset="0.301em">'),
        (r"\raise1em\hbox{上}", '<mspace width="0" height="1.75em" depth="0em"/>'),
        (r"\lower{2pt}{x}", '<mpadded voffset="-0.2em"><mi>x</mi></mpadded>'),
        (r"\raisebox{-1em}{x}", '<mspace width="0" height="0em" depth="1.25em"/>'),
        (r"\bbox[yellow, 4px]{x}", '<mrow style="background:#FFEB3D;color:#000;padding:0.25em">'),
        (r"\bbox[border: 2px solid red]x", '<mrow style="border:0.125em solid #FF0000">'),
        (r"\bbox[border:thin solid]x", '<mrow style="border:thin solid currentcolor">'),
        (r"\enclose{circle}{x}", '<mrow class="boxed" style="border-radius:50%">'),
        (r"\enclose{updiagonalstrike}[mathcolor='red']{x}", '<mrow class="cancel">'),
        (r"\enclose{updiagonalstrike,downdiagonalstrike}{x}", '<mrow class="xcancel">'),
        (r"\moveleft 3pt{x}", '<mspace style="margin-left:-0.3em"/>'),
        (r"\displaystyle\varlimsup_n", "<mi>lim</mi></mrow></mrow><mi>n</mi></munder>"),
        (r"\displaystyle\varprojlim_n", "<mo>←</mo></munder><mi>n</mi></munder>"),
        (r"\displaystyle\mathop{xy}_i", "<munder><mrow><mi>x</mi><mi>y</mi></mrow><mi>i</mi>"),
        (r"{\displaystyle x}\mathop{xy}_i", "</mrow><mi>i</mi></msub></mpadded>"),
        (r"\displaystyle\frac{\mathop{xy}_i}2", "</mrow><mi>i</mi></msub></mpadded>"),
        (r"\cfrac{\mathop{xy}_i}2", "</mrow><mi>i</mi></munder>"),
        (r"\displaystyle{\textstyle\mathop{xy}_i}", "</mrow><mi>i</mi></msub></mpadded>"),
        (
            r"a + \ddots + b",
            '<mo>+</mo><mo stretchy="false" lspace="0" rspace="0">⋱</mo><mo>+</mo>',
        ),
        (
            r"a = \vdots = b",
            '<mo>=</mo><mo stretchy="false" lspace="0" rspace="0">⋮</mo><mo>=</mo>',
        ),
        # The space of an operator is behind its index.
        (r"\mathop{xy}_iQ", "<mi>i</mi></msub></mpadded><mi>Q</mi>"),
        (r"\mathop{xy}\limits_i", "<munder><mrow><mi>x</mi><mi>y</mi></mrow><mi>i</mi></munder>"),
    ],
)
def test_what_is_rewritten_becomes_the_element_it_should_be(tex: str, element: str) -> None:
    assert element in convert(tex).mathml


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\mathop{\sum}\limits_{i=1}^n x", r"\sum\limits_{i=1}^n x"),
        (r"\mathop \sum \limits_{i = 1}^n {x_i}", r"\sum\limits_{i = 1}^n {x_i}"),
        (r"\mathop{\bigcup}\limits_i A", r"\bigcup\limits_i A"),
        (r"\mathop{{\prod}}_i A", r"\prod_i A"),
        (r"\underset{i}{\sum} x", r"\sum\limits_{i} x"),
        (r"\underset i \sum x", r"\sum\limits_{i} x"),
        (r"\overset{n}{\underset{i=1}{\sum}} x", r"\sum\limits_{i=1}^{n} x"),
        (r"\stackrel{n}{∑} x", r"∑\limits^{n} x"),
        (r"\underset{i}{\sum}_j x", r"{\sum\limits_{i}}_j x"),
    ],
)
def test_limits_of_a_sum_stay_where_they_are_put_within_a_line(tex: str, same: str) -> None:
    assert shown(tex) == shown(same) != ""


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\bbox[red;background:url(x)]{x}", "{x}"),
        (r"\bbox[border: 1px solid url(x)]{x}", "{x}"),
        (r'\enclose{"><script>}{x}', "{x}"),
        (r"\mathtip{x}{甲}", "{x}"),
        (r"\skew3\hat A", r"\hat A"),
        (r"\widebar{AB}", r"\overline{AB}"),
        (r"\eqalign{a &= b \cr c &= d}", r"{\begin{aligned} a &= b \\ c &= d \end{aligned}}"),
        (r"\displaylines{a \cr b}", r"{\begin{gathered} a \\ b \end{gathered}}"),
    ],
)
def test_what_mathjax_has_another_name_for(tex: str, same: str) -> None:
    assert shown(tex) == shown(same) != ""


@pytest.mark.parametrize(
    ("font", "name"),
    [
        (r"\mathbb", "DOUBLE-STRUCK"),
        (r"\mathfrak", "(FRAKTUR|BLACK-LETTER)"),
        (r"\mathcal", "SCRIPT"),
        (r"\mathscr", "SCRIPT"),
        (r"\mathbf", "MATHEMATICAL BOLD"),
        (r"\mathsf", "MATHEMATICAL SANS-SERIF"),
        (r"\mathtt", "MATHEMATICAL MONOSPACE"),
    ],
)
def test_the_letters_of_an_alphabet_are_its_own(font: str, name: str) -> None:
    for letter in string.ascii_letters:
        shown = convert(rf"{font}{{{letter}}}").mathml.partition("<annotation")[0]
        character = re.sub("<[^>]*>", "", shown)[0]
        assert re.search(name, unicodedata.name(character)), letter
        assert unicodedata.normalize("NFKC", character) == letter


@pytest.mark.parametrize(
    "tex", [r"a @{=} b", r"a @{= b}", r"@{a =} b", r"a @{+} b", r"a @{- b}", r"(a) @{+ b}"]
)
def test_a_coloured_operator_is_spaced_as_without_colour(tex: str) -> None:
    mathml = convert(tex.replace("@", r"\textcolor{#123456}")).mathml
    assert re.search("<mo>[=+−]</mo>", mathml)


@pytest.mark.parametrize("sign", ["=", "+", "-", r"\le "])
def test_an_operator_before_a_switch_of_colour_is_spaced_as_without(sign: str) -> None:
    mathml = convert(rf"\color{{red}}{{x}}{sign} \color{{blue}}{{y}}+z").mathml
    assert len(re.findall("<mo>[=+−≤]</mo>", mathml)) == 2


@pytest.mark.parametrize(
    ("tex", "joints"),
    [
        (r"\begin{alignedat}{2} a &= b & c &= d \\ e && f \end{alignedat}", 2),
        (r"\begin{alignat}{2} a &= b & c &= d \\ e \end{alignat}", 1),
        (r"\begin{aligned} a &= b & c &= d \\ \hline e \end{aligned}", 2),
        (r"\begin{aligned} a &= b & c &= d \end{aligned}", 0),
        (r"\begin{align} a &= b & c &= d \end{align}", 0),
    ],
)
def test_columns_that_are_one_formula_have_no_gap(tex: str, joints: int) -> None:
    assert convert(tex, display=True).mathml.count('<mspace class="joint"/>') == joints


@pytest.mark.parametrize("tex", [r"a &+{} & b", r"a &{}={}& b", r"a &{}={}{}& b"])
def test_an_operator_without_operands_keeps_its_spaces_in_its_cell(tex: str) -> None:
    """A row of nothing beside an operator is that operator."""
    formula = shown(rf"\begin{{array}}{{rcl}} {tex} \end{{array}}")
    assert formula.count("</mo><mi></mi>") == 1


@pytest.mark.parametrize("tex", [r"a = @{-1}", r"@{-} 1", r"(@{+ b})", r"\frac{@{-1}}{2}"])
def test_a_coloured_sign_is_a_sign(tex: str) -> None:
    mathml = convert(tex.replace("@", r"\textcolor{#123456}")).mathml
    assert not re.search("<mrow></mrow><mo>", mathml)


@pytest.mark.parametrize(
    ("tex", "signs"),
    [
        (r"\begin{aligned} a &+ b \\ &- c & +d &\pm e \end{aligned}", "ii+i"),
        (r"\begin{align} + a &= -b \\ &\mp c \end{align}", "00i"),
        (r"\begin{split} &{+ a} \\ &\color{red}+ b \end{split}", "0e"),
        (r"\begin{alignat}{2} + a &\textcolor{red}{+ b} & \color{red}- c \end{alignat}", "0e0"),
        (r"\begin{eqnarray} a &-& b \end{eqnarray}", "i"),
        (r"\begin{aligned} a &- b \\ \hline - c &= d \end{aligned}", "e0"),
        (r"\begin{gathered} a \\ + b \end{gathered}", "0"),
        (r"\begin{array}{rl} a &+ b \end{array}", "+"),
        (r"\begin{matrix} a & -1 \end{matrix}", "-"),
        (r"\begin{cases} a & -1 \end{cases}", "-"),
    ],
)
def test_a_right_cell_of_a_pair_goes_on_with_the_left_one(tex: str, signs: str) -> None:
    """As amsmath has it, for which such a cell begins with `{}`."""
    kinds = {' form="infix"': "i", "<mrow></mrow>": "e", ' lspace="0" rspace="0"': "0"}
    shown = convert(tex, display=True).mathml.partition("<annotation")[0]
    found = "".join(
        kinds.get(before or attributes, sign.replace("−", "-"))
        for before, attributes, sign in re.findall(
            "(<mrow></mrow>)?<mo([^>]*)>([+−±∓])</mo>", shown
        )
    )
    assert found == signs


def test_gaps_between_columns() -> None:
    def cells(columns: str) -> list[str]:
        tex = rf"\begin{{array}}{{{columns}}} a & -b & c \end{{array}}"
        shown = convert(tex).mathml.partition("<annotation")[0]
        return re.findall("<mtd[^>]*>(.*?)</mtd>", shown.replace('<mspace class="back"/>', "‹"))

    a, b, c = "<mi>a</mi>", '<mo form="prefix">−</mo><mi>b</mi>', "<mi>c</mi>"
    none = "‹" * 6
    assert cells(r"r@{}l@{\,}l") == [a, none + b, f'{none}<mspace width="0.16666667em"/>{c}']
    assert cells(r"@{}r@{}l*{1}{@{.}l}@{}") == [a, none + b, f"{none}<mi>.</mi>{c}"]
    assert cells(r"r@{}l!{\quad}l") == [a, none + b, f'<mspace width="1em"/>{c}']
    plain = [a, b.replace(' form="prefix"', ""), c]
    assert cells(r"r|@{}l@{\extracolsep{1em}}l") == cells("rll") == plain
    assert cells("**rll**") == cells("*2r*3{l}")[:1] + plain[1:] == plain


def test_a_declaration_ends_with_its_cell() -> None:
    mathml = convert(r"\begin{matrix} \color{red} a & b \\ c & d \end{matrix}").mathml
    assert mathml.count('class="tex-red"') == 1


@pytest.mark.parametrize(
    ("tex", "rows"),
    [
        (r"\begin{aligned} a &= b \\ &= c \\ \end{aligned}", 2),
        (r"\begin{cases} a \\ b \\[2pt] \end{cases}", 2),
        (r"\begin{matrix} a \\[1em] b \\* c \end{matrix}", 3),
        (r"\begin{matrix} a \\ [1, 2] \end{matrix}", 2),
        (r"a \\ b", 2),
        (r"a \newline b", 2),
        (r"\begin{aligned}[t] a \end{aligned}", 1),
    ],
)
def test_rows(tex: str, rows: int) -> None:
    """math-core makes a row of what follows the last `\\\\`, and shows `[1em]`."""
    mathml = convert(tex, display=True).mathml
    assert mathml.count("<mtr>") == rows
    assert "<mi>e</mi><mi>m</mi>" not in mathml
    assert "<mi>t</mi>" not in mathml


@pytest.mark.parametrize(("rule", "line"), [("hline", "solid"), ("hdashline", "dashed")])
def test_a_rule_below_the_last_row_makes_no_row(rule: str, line: str) -> None:
    mathml = convert(rf"\begin{{array}}{{c|c}} a & b \\ \{rule} \end{{array}}").mathml
    assert mathml.count("<mtr>") == 1
    assert f'<mrow style="border-bottom:0.05em {line} currentcolor"><mtable' in mathml
    assert convert(r"\begin{array}{c} \hline\hline a \\ \hline\hline b \end{array}").fault == ""


PAGE = Equation("", "", True)
TAGGED = Equation("x", "1", True)


@pytest.mark.parametrize(
    ("tex", "equations"),
    [
        (r"a = b", ()),
        (r"a = b \label{x}", (Equation("x", "", True),)),
        (r"a = b \tag{2.1}", (Equation("", "2.1", True),)),
        (r"a = b \tag*{甲}", (Equation("", "甲", False),)),
        (r"a = b \tag{$\ast$ 注}", (Equation("", "∗ 注", True),)),
        (r"\begin{equation} a \label{x} \end{equation}", (Equation("x", "", True),)),
        (r"\begin{equation} a \end{equation} \label{x}", (Equation("x", "", True),)),
        (r"\begin{equation*} a \label{x} \end{equation*}", ()),
        (r"\begin{align} a \\ b \\ c \end{align}", (PAGE, PAGE, PAGE)),
        (r"\begin{align} a \\ b \\ \end{align}", (PAGE, PAGE)),
        (r"\begin{align} a \notag \\ b \nonumber \\ c \end{align}", (PAGE,)),
        (r"\begin{align*} a \tag{1} \\ b \end{align*}", (Equation("", "1", True),)),
        (r"\begin{align} a \notag \tag{1} \end{align}", (Equation("", "1", True),)),
        (r"\begin{gather} a \\ b \end{gather}", (PAGE, PAGE)),
        (r"\begin{alignat}{2} a &= b & c \\ d \end{alignat}", (PAGE, PAGE)),
        (r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}", (PAGE, PAGE)),
        (r"\begin{multline} a \\ b \\ c \end{multline}", (PAGE,)),
        (r"\begin{equation}\begin{split} a \\ b \end{split}\end{equation}", (PAGE,)),
        (r"\begin{equation}\begin{align} a \\ b \end{align}\end{equation}", (PAGE,)),
        (
            r"\begin{align} \begin{cases} a \label{x} \\ b \end{cases} \end{align}",
            (Equation("x", "", True),),
        ),
        (r"\begin{aligned} a \\ b \end{aligned}", ()),
        # Several numbers where there is one for all.
        (r"a \tag{1} \\ b \tag{2}", (Equation("", "1", True), Equation("", "2", True))),
        (
            r"\begin{aligned}[t] a \tag{1} \\ b \\ c \label{x} \\ \end{aligned}",
            (Equation("", "1", True), Equation("x", "", True)),
        ),
        (
            r"\begin{gathered} a \label{x} \\ b \label{y} \end{gathered}",
            (Equation("x", "", True), Equation("y", "", True)),
        ),
        (r"\begin{aligned} a \tag{1} \label{x} \\ b \end{aligned}", (Equation("x", "1", True),)),
        (
            r"\begin{subequations}\label{s}\begin{align} a \label{a} \\ b \tag{1} \\ c"
            r"\end{align}\end{subequations}",
            (
                Equation("a", "", True, "a", "s"),
                Equation("", "1", True),
                Equation("", "", True, "b"),
            ),
        ),
        # Nothing in it shares a number.
        (r"\begin{subequations} a \label{s} \end{subequations}", (Equation("s", "", True),)),
        # Beside something else rows have no numbers of their own.
        (r"\left\{ \begin{align} a &= b \\ c &= d \end{align} \right.", ()),
        (r"\begin{cases} \begin{align} a &= b \\ c \end{align} \end{cases}", ()),
        (r"\boxed{\begin{gather} a \\ b \end{gather}}", ()),
        (r"A = \begin{align} a \label{x} \\ b \end{align}", (Equation("x", "", True),)),
        (
            r"A = \begin{align} a \tag{1} \\ b \tag{2} \end{align}",
            (PAGE._replace(tag="1"), PAGE._replace(tag="2")),
        ),
        (r"\begin{equation} a \end{equation} \quad x > 0", (PAGE,)),
        (r"\color{red}{\begin{align} a \\ b \end{align}}", (PAGE, PAGE)),
        (r"\begin{align} a \\ b \\ \end{align}。", (PAGE, PAGE)),
        # What shows nothing is not beside it.
        (r"\begin{align} a \\ b \end{align} \\", (PAGE, PAGE)),
        (r"\;\begin{align} a \\ b \end{align} \quad.", (PAGE, PAGE)),
        (r"\small \begin{align} a \\ b \end{align}", (PAGE, PAGE)),
        (r"\textcolor{red}{\bf \begin{align} a \\ b \end{align}}", (PAGE, PAGE)),
        (r"\left\{ \begin{align} a \\ b \end{align} \right. \tag{1}\label{x}", (TAGGED,)),
        (r"\left\{ \begin{align} a \tag{1}\label{x} \\ b \end{align} \right.", (TAGGED,)),
    ],
)
def test_rows_are_numbered_by_the_page(tex: str, equations: tuple[Equation, ...]) -> None:
    formula = convert(tex, display=True)
    assert formula.equations == equations
    numbers = [part.equation for part in formula.parts if isinstance(part, EquationNumber)]
    assert numbers == list(range(len(equations)))


@pytest.mark.parametrize("name", ["align", "align*", "gather", "gather*"])
def test_an_environment_beside_something_is_no_wider_than_its_rows(name: str) -> None:
    rows = rf"\begin{{{name}}} a \\ b \end{{{name}}}"
    assert "full" in convert(rows, display=True).mathml
    for beside in (rf"\left\{{ {rows} \right.", rf"A = {rows}", rf"{rows} {rows}"):
        mathml = convert(beside, display=True).mathml
        assert mathml and "full" not in mathml, beside


def test_a_mark_behind_an_environment_stands_in_its_last_row() -> None:
    inside = r"\begin{align*} a &= b \\ c &= d, \end{align*}"
    for behind in (
        r"\begin{align*} a &= b \\ c &= d \end{align*} ,",
        r"\begin{align*} a &= b \\ c &= d \\ \end{align*},",
    ):
        assert shown(inside, display=True) == shown(behind, display=True) != ""


def test_no_number_of_one_formula_depends_on_another() -> None:
    tex = r"\begin{align} a \\ b \end{align}"
    first = convert(tex, display=True)
    convert(r"\begin{align} c \\ d \end{align}", display=True)
    convert_tex.cache_clear()
    assert convert(tex, display=True) == first


def test_an_author_cannot_write_a_slot() -> None:
    tex = r"\text{(kbsiteq0)} \text{kbsiteqr0} \eqref{a} \tag{1}"
    parts = convert(tex, display=True).parts
    slots = [part for part in parts if not isinstance(part, str)]
    assert slots == [EquationReference("a", True), EquationNumber(0)]
    shown = "".join(part for part in parts if isinstance(part, str)).partition("<annotation")[0]
    assert "<mtext>(kbsiteq0)</mtext><mtext>kbsiteqr0</mtext>" in shown


@pytest.mark.parametrize(
    ("tex", "reference"),
    [
        (r"\eqref{eq:a}", EquationReference("eq:a", True)),
        (r" \ref{甲_1} ", EquationReference("甲_1", False)),
        (r"x \ref{a}", None),
        (r"\ref{a}\ref{b}", None),
        ("x", None),
    ],
)
def test_a_formula_that_is_nothing_but_a_reference(
    tex: str, reference: EquationReference | None
) -> None:
    assert convert(tex).only_reference == reference


def test_a_reference_in_text_in_a_formula() -> None:
    formula = convert(r"\text{由 \eqref{a} 得 $x$}")
    assert EquationReference("a", True) in formula.parts
    assert formula.only_reference is None


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\def\R{\mathbb{C}} \R", r"\mathbb{C}"),
        (r"\newcommand{\f}[2]{#2 + #1} \f{a}b", "b + a"),
        (r"\newcommand{\f}[2][x]{#1^#2} \f{2} \f[y]{3}", "x^2 y^3"),
        (r"\def\f#1,#2.{\frac{#1}{#2}} \f a,bc.", r"\frac{a}{bc}"),
        (r"\let\v=\vec \renewcommand{\vec}[1]{\v{#1}'} \vec{x}", r"\vec{x}'"),
        (r"\providecommand{\R}{x} \R", r"\mathbb{R}"),
        (r"\DeclareMathOperator{\Tr}{Tr} \Tr A", r"\operatorname{Tr} A"),
        (r"\pair{a}{\pair bc}", "(a, (b, c))"),
        (r"\renewcommand{\arraystretch}{1.5} x", "x"),
        (
            r"\DeclarePairedDelimiter\f{[}{)} \f{x} \f*{y} \f[\big]{z}",
            r"[x) \left[y\right) \big[z\big)",
        ),
    ],
)
def test_macros(tex: str, same: str) -> None:
    assert shown(tex) == shown(same) != ""


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\bigl. x \bigr|", r"{} x \bigr|"),
        (r"\begin{array}{} x & y \\ z \end{array}", r"\begin{array}{cc} x & y \\ z \end{array}"),
        (r"\hspace*{1em}", r"\hspace{1em}"),
        (r"\hspace{16px}", r"\hspace{1em}"),
        (r"\text{a\hspace*{16px}b}", r"\text{a\hspace{1em}b}"),
        (r"\text{a\\b}", r"\text{a b}"),
        (r"\textsl{a}", r"\textit{a}"),
        (
            r"\begin{xalignat*}{2} a &= b & c &= d \end{xalignat*}",
            r"\begin{align*} a &= b & c &= d \end{align*}",
        ),
        (
            r"\begin{gathered} a \\ \hline c \end{gathered}",
            r"\begin{darray}{c} a \\ \hline c \end{darray}",
        ),
        (r"\cancelto{0}{x}", r"{\cancel{x}}^{0}"),
        (r"\sqrt[\leftroot{-2}\uproot{2}n]{x}", r"\sqrt[n]{x}"),
        (r"\root n+1 \of {x}", r"\sqrt[n+1]{x}"),
        (r"\buildrel a \over =", r"\stackrel{a}{=}"),
        (r"\overunderset{a}{b}{=}", r"\overset{a}{\underset{b}{=}}"),
        (r"\pmatrix{a & b \cr c & d \cr}", r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"),
        (r"\cases{1 & x \cr 2}", r"\begin{cases} 1 & x \\ 2 \end{cases}"),
        (
            r"\begin{cases*} 1 & 若 $x$ \\ 2 & 否则 \end{cases*}",
            r"\begin{cases} 1 & \text{若 $x$} \\ 2 & \text{否则} \end{cases}",
        ),
        (r"\underbrace{x}\limits_{a}", r"\underbrace{x}_{a}"),
        (r"\begin{matrix} a \hfill & b \end{matrix}", r"\begin{matrix} a & b \end{matrix}"),
        (r"\boldsymbol{0} \bm1_n \pmb{23}", r"\mathbf{0} \mathbf1_n \mathbf{23}"),
        (r"\bm{\mathcal{X}} \boldsymbol{a\mathscr L_1}", r"𝓧 \boldsymbol{a{𝓛}_1}"),
        (r"\bm{\mathfrak{g}} \pmb{\mathsf{A1}} \bm{\mathrm{d}x}", r"𝖌 \pmb{{𝗔𝟭}} \bm{\mathbf{d}x}"),
        (r"\bm\mathcal X \boldsymbol\mathrm{T}_1", r"\bm{\mathcal{X}} \bm{\mathrm{T}}_1"),
        (r"\textcolor{rgb(204, 0,17)}{x}", r"\textcolor[RGB]{204,0,17}{x}"),
        (r"\textcolor{red}\mathbf{x}y", r"\textcolor{red}{\mathbf{x}}y"),
        (r"\tag{1} \mathop\mathrm{Res}_a", r"\tag{1} \mathop{\mathrm{Res}}_a"),
        (
            r"\underbrace\text{甲}_a \cancelto0\mathsf{b}",
            r"\underbrace{\text{甲}}_a \cancelto{0}{\mathsf{b}}",
        ),
        (r"\mathbfcal{L} \symbffrak{g} \mathbfsfit{T}", r"𝓛 𝖌 𝙏"),
        (r"\bm{\mathcal{1}} \bm{\hat{\mathcal{X}}} \bm\symcal{X}", r"\mathbf{1} \hat{𝓧} 𝓧"),
        (r"\symbf{A}", r"\mathbf{A}"),
        (r"\symfrak{I}", r"\Im"),
        (r"\begin{xxalignat}{1} a &= b \end{xxalignat}", r"\begin{align*} a &= b \end{align*}"),
        (
            r"\tag{1} \mathbf\hat{x}_1 \mathsf\overline{x} \mathrm\sqrt x",
            r"\tag{1} \hat{\mathbf{x}}_1 \overline{\mathsf{x}} \sqrt{\mathrm{x}}",
        ),
        (r"\mathbfit{x} \symbf{A} \symbb{R} \symup{d}", r"\bm{x} \mathbf{A} \mathbb{R} \mathrm{d}"),
        (r"\bm{\hat{0}} + \bm{x_1\text{2}}", r"\hat{\mathbf{0}} + {\bm{x}_{\mathbf1}\text{2}}"),
        (r"\mathbbm{1}_A + \mathds 1", r"\mathbb{1}_A + \mathbb 1"),
        (r"\wideparen{AB}", r"\overgroup{AB}"),
        (r"\text{a \phantom{b}}", r"\text{a }\phantom{\text{b}}"),
        (r"\text{\displaystyle a\vdots}", r"\text{a⋮}"),
        (r"\text{\mathrlap{x}}", r"\mathrlap{x}"),
        (r"\left(a\middle. b\right)", r"\left(a {} b\right)"),
        (r"\not\!\perp\!\!\!\perp", r"\not\perp\!\!\!\perp"),
        (r"\not\, \mathrel{R}", r"\not{R}"),
        (r"\not*", r"\not{*}"),
        (r"x\not\implies y\not{\iff} z", r"x\;\not\Longrightarrow\;y\;\not\Longleftrightarrow\;z"),
        (r"x\centernot\sim y\centernot \impliedby z", r"x\not\sim y\;\not\Longleftarrow\;z"),
        (r"\xlongrightarrow[b]{a}\xLongleftarrow{a}", r"\xrightarrow[b]{a}\xLeftarrow{a}"),
        (r"a\slash b \lBrack n\rBrack", r"a/b \llbracket n\rrbracket"),
        ("x\u0302 + θ\u0302_i + x\u0304^2", r"\hat{x} + \hat{θ}_i + \bar{x}^2"),
        ("x\u20d7_ŷ + ẋ", r"\vec{x}_{\hat{y}} + \dot{x}"),
        ("\\mathbf{x\u0302ŷ} + a =\u0338 b", r"\mathbf{\hat{x}\hat{y}} + a \not= b"),
        ("a \u20d7 b", "a\\text{\u20d7}b"),
        ("\\text{ŷ x\u0302}", r"\text{ŷ x̂}"),
        ("\\sin\u2061{x} \\left\u2061(x\\right)", r"\sin{x} \left(x\right)"),
        (r"\not{\!\partial} \not{\!p}", r"\not\partial \not p"),
        (r"\theta*x + \R*\alpha*", r"\theta *x + \R *\alpha *"),
        (r"\operatorname*{a}_x \sum*{x}", r"\operatorname*{a}_x \sum *{x}"),
        (r"\upmu\mathrm{m} \Upomega \upvarphi", r"\mathrm{\mu}\mathrm{m} \Omega \mathrm{\varphi}"),
        (r"\mathbf{向 x} + \bm{量0}", r"{\textbf{向}\mathbf{x}} + {\textbf{量}\mathbf{0}}"),
        (r"\text{a\!b\strut}", r"\text{ab}"),
        (r"\text{a\negmedspace\dotsc b\varvdots\lbrack}", r"\text{a…b⋮[}"),
        (r"\text{a\kern1em b\hskip{1em}}", r"\text{a\hspace{1em}b\hspace{1em}}"),
        (r"\text{\pmb{a}\htmlClass{a}{b}}", r"\text{\textbf{a}b}"),
        (r"\class{a}{x}\cssId{b}{y}\style{color: red}{z}", "{x}{y}{z}"),
        (
            r"\unicode{x2460} + \unicode[Arial]{0x4e2d} + \unicode{65}",
            r"\text{①} + \text{中} + \text{A}",
        ),
        (
            r"\unicode[.55,.05][Arial]{ x22D6 } \text{甲\unicode{65}\class{a}{b}}",
            r"\text{⋖} {\text{甲}\text{A}\text{b}}",
        ),
        (r"\strut x", r"\mathstrut x"),
        (r"\sfrac12 + \nicefrac{a}{b}", r"{{}^1\!/\!{}_2} + {{}^a\!/\!{}_b}"),
        (r"\mathfrak{I} + \mathfrak I + {\frak HI}I", r"\Im + \Im + {\mathfrak{H}\Im}I"),
        (r"\boldsymbol{\hspace{1em}\mathrm{d}0}", r"{\hspace{1em}\mathbf{d}\mathbf{0}}"),
    ],
)
def test_other_ways_to_write_the_same(tex: str, same: str) -> None:
    assert shown(tex, display=True) == shown(same, display=True) != ""


@pytest.mark.parametrize(
    "tex",
    [
        *(
            r"\(x\)",
            "HNOI2004",
            "注",
            "a",
            "1, 2",
            "a-b",
            "x",
            "见下",
            "^1",
            "file_name",
            "width=300",
        ),
        *(r"C:\Users\me", "TODO", "NOIP2018 提高组", "x y", "->", "_private"),
    ],
)
def test_words_in_brackets_do_not_parse_as_tex(tex: str) -> None:
    assert not parses_as_tex(tex)


@pytest.mark.parametrize(
    "tex",
    [
        *("x^2", "a_i", r"\alpha", r"O(n \log n)", "a = b", "E=mc^2", "f(x) = 1", "10^5", "a_{ij}"),
        *("x < 0", r"\frac12", "W_q", "e^{-x}", "n ≤ 100"),
    ],
)
def test_formulas_in_brackets_parse_as_tex(tex: str) -> None:
    assert parses_as_tex(tex)
    assert not parses_as_tex(tex + "{")


_PIECES = st.sampled_from(
    [
        *"{}()[]^_&%$x1中 \n|'<",
        *(r"\{", r"\\", r"\frac", r"\sqrt", r"\left", r"\right", r"\bigl", r"\bigr", r"\middle"),
        *(r"\begin{matrix}", r"\end{matrix}", r"\text", r"\tag", r"\color", r"\over", r"\R"),
        *(r"\pair", r"\alpha", r"\sum", r"\hat", r"\genfrac", r"\langle", r"\begin", r"\limits"),
        *(
            r"\label",
            r"\eqref",
            r"\begin{align}",
            r"\end{align}",
            r"\\[1em]",
            r"\mathop",
            r"\large",
        ),
        *(r"\def", r"\newcommand", r"\colorbox", r"\verb|", r"\begin{CD}", r"\end{CD}", "@>", "√"),
        *(
            r"\smash",
            r"\substack",
            r"\operatorname",
            r"\textcolor{red}",
            r"\char",
            "#",
            "\U0010e000",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=200).map("".join) | st.text(max_size=200))
@settings(deadline=2000, max_examples=300)
def test_any_formula_is_converted_or_refused_with_words(tex: str) -> None:
    formula = convert(tex)
    assert bool(formula.mathml) != bool(formula.fault)
    assert 0 <= formula.offset <= len(tex)


@pytest.mark.parametrize(
    ("tex", "kept"),
    [
        ("a % 为什么\n+ b", "a\n+ b"),
        ("% 一\na\n  % 二\n+ b % 三", "a\n+ b"),
        ("\\text{{a}% 注\n  b}", "\\text{{a}%\n  b}"),
        ("\\alpha\\% b % c\nd", "\\alpha\\% b\nd"),
        ("50% \\pm 2\n+ b", "50% \\pm 2\n+ b"),
        ("a\\ % 一\nb \\\\ % 二\nc", "a\\ \nb \\\\ \nc"),
        ("a % b", "a % b"),
        ("a\n\\href{x%20y}{b}", "a\n\\href{x%20y}{b}"),
    ],
)
def test_comments_are_not_published(tex: str, kept: str) -> None:
    """Those of lines; in one line `%` is rather a sign that lost its backslash."""
    mathml = convert_tex(tex, True, ()).mathml
    found = re.search(r'alttext="([^"]*)".*<annotation[^>]*>([^<]*)<', mathml, re.DOTALL)
    assert found and found.groups() == (kept, kept)


def test_definitions_do_not_nest_in_each_other() -> None:
    names = [f"{a}{b}" for a in "abcdefgh" for b in string.ascii_lowercase]
    definitions = "\n".join(rf"\def\{name}{{\hat x}}" for name in names)
    assert convert(definitions + r"\aa \hz").mathml
    for tex in (
        r"\sqrt\def\a{}" * 120 + "x",
        r"\let\a=\def " + r"\sqrt\a" * 120,
        r"\frac1\long" * 120 + "x",
    ):
        assert convert(tex).fault == "nested deeper than 100 levels"


def test_what_stands_between_vertical_arrows_is_shown_between_them() -> None:
    rows = shown(r"\begin{CD} A @>>> B \\ @V b VV\# @VV c V \\ C @>>> D \end{CD}").split("<mtr>")
    above, between, below = (row.split("<mtd>")[1:] for row in rows[1:])
    assert len(above) == len(between) == len(below) == 3
    assert "↓" in between[0]
    assert between[1].startswith("<mi>#</mi>")
    assert "↓" in between[2]
    plain = shown(r"\begin{CD} A @>>> B \\ @VVV @VVV \\ C @>>> D \end{CD}")
    assert "<mtd></mtd>" in plain
    assert "<mi>e</mi>" in shown(r"\begin{CD} A @>>> B \\ @VVV @VVV e \end{CD}")


def test_boxes_of_mathjax() -> None:
    rule = shown(r"\Rule{0pt}{1em}{.3em}")
    assert '<mspace width="0em" height="1em" depth="0.3em" class="rule"/>' in rule
    assert '<mspace width="1em" height="0em" depth="0em"/>' in shown(r"\Space{1em}{0pt}{0pt}")
    assert "<mi>g</mi>" in shown(r"\Big\downarrow\rlap{\scriptstyle g}")
    assert "<mtext>g</mtext>" in shown(r"\downarrow\rlap{g}")


def test_a_rule_has_the_colour_of_the_formula() -> None:
    """A background of its own would have the page set dark signs on it, also in the dark."""
    assert '<mspace width="1em" height="2em" class="rule"/>' in shown(r"\rule{1em}{2em}")


def test_capitals_of_greek_are_upright_however_they_are_typed() -> None:
    upright = '<mi mathvariant="normal">{}</mi>'
    assert upright.format("Δ") in shown(r"\Delta t")
    assert upright.format("Δ") + "<mi>t</mi>" in shown("Δt")
    assert upright.format("Σ") + "</mrow>" in shown("x_α Σ")
    assert upright.format("Δ") + "<mi>ε</mi>" in shown(r"Δ\varepsilon")
    assert "<mi>Γ</mi>" in shown(r"\varGamma")
    assert "<mtext>Δ</mtext>" in shown(r"\text{Δ}")
