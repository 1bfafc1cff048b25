"""TeX of formulas → a line that reads well in a result."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.search.formulas import formula_of
from kbsite.tex.alphabets import ALPHABETS
from kbsite.tex.names import ALPHABET_NAMES
from kbsite.tex.readable_math import in_one, in_parts, readable_math
from markdown_cases import parse


def read(tex: str) -> str:
    return readable_math(tex).text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        # symbols, names, spaces
        (r"\nabla f(x)", "∇f(x)"),
        (r"x \in \mathbb{R}^{n\times d}", "x ∈ ℝ^(n×d)"),
        (r"a\le b, c \ge d", "a≤b, c ≥ d"),
        (r"\alpha x + \beta y", "αx + βy"),
        (r"O(n\log n)", "O(n log n)"),
        (r"2\log n\sin x", "2 log n sin x"),
        (r"\operatorname*{arg\,max}_{x} f", "arg maxₓ f"),
        (r"\mathrm{softmax}(x)", "softmax(x)"),
        (r"\text{if } x \text{ 为奇数}", "if x 为奇数"),
        (r"\int_0^1 f\,dx", "∫₀¹ f dx"),
        (r"a \not= b", "a ≠ b"),
        (r"\foo{x}", "foo x"),
        (r"100\%", "100%"),
        # indices and powers
        ("x^2 + y_t", "x² + yₜ"),
        ("x_{t-1}^{n}", "xₜ₋₁ⁿ"),
        (r"\theta_\phi", "θ_ϕ"),
        ("x_d", "x_d"),
        (r"L_{\text{simple}}", "L_simple"),
        ("x_{t,i}", "x_(t,i)"),
        ("h^{(l+1)}", "h^(l+1)"),
        ("10^{-8}", "10⁻⁸"),
        ("e^{-x^2/2}", "e^(-x²/2)"),
        (r"A^\top, x^*, 90^\circ, f'", "Aᵀ, x*, 90°, f′"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\lim_{n\to\infty} a_n", "lim_(n→∞) aₙ"),
        # fractions and roots
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac12 + \frac{1}{2a}", "1/2 + 1/(2a)"),
        (r"\frac{\partial L}{\partial x_i}", "∂L/∂xᵢ"),
        (r"\frac{p(x)}{q(x)}", "p(x)/q(x)"),
        (r"\sqrt{2}, \sqrt{x+1}, \sqrt[3]{x}", "√2, √(x+1), ∛x"),
        (r"\frac{QK^\top}{\sqrt{d_k}}", "QKᵀ/√dₖ"),
        (r"\frac{1}{\sqrt{v+\epsilon}}", "1/√(v+ϵ)"),
        (r"\binom{n}{k}", "C(n,k)"),
        # accents and fonts
        (r"\hat{y} = \bar\alpha_t", "ŷ = ᾱₜ"),
        (r"\overline{AB} \cdot \vec{v}", "A\u0305B\u0305 ⋅ v⃗"),
        (
            r"\overline{A\cup B}=\overline A\cap\overline B",
            "A\u0305∪\u0305B\u0305=\u0100∩B\u0304",
        ),
        (r"\dddot x", "x\u20db"),
        (r"\mathcal{O}(n), \mathbf{x}, \boldsymbol{\theta}", "O(n), x, θ"),
        (r"\textcolor{red}{x}\color{blue} y", "x y"),
        (r"\style{color: red}{x} \class{red}{y}", "x y"),
        # brackets and environments
        (r"\left\lfloor \frac{n}{2} \right\rfloor + 1", "⌊n/2⌋ + 1"),
        (r"\left\{ x \mid x > 0 \right.", "{ x ∣ x > 0"),
        (r"D_{\mathrm{KL}}(p\|q)", "D_KL(p‖q)"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1 2; 3 4)"),
        (r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}", "a b; c d"),
        (r"\begin{xalignat*}{2} a &= b \\ c &= d \end{xalignat*}", "a = b; c = d"),
        (r"\begin{cases}0, & x<0\\ 1, & \text{else}\end{cases}", "{0, x<0; 1, else"),
        (r"a \equiv b \pmod{n}", "a ≡ b (mod n)"),
        (r"A \xrightarrow{f} B", "A →ᶠ B"),
        (r"\begin{cases*}1, & 若 $x_{1}>0$\\ 0 \end{cases*}", "{1, 若 x₁>0; 0"),
        (r"\begin{bmatrix}1\\2\\\end{bmatrix}", "[1; 2]"),
        (r"\begin{array}{c} a \\ \hdashline b \\ \hline \end{array}", "a; b"),
        (r"\matrix{a & b \cr c & d}, \pmatrix{a \cr b}", "a b; c d, (a; b)"),
        (r"\begin{CD} A @>f>> B \\ @VgVV @| \\ C @= D @. \end{CD}", "A →ᶠ B ↓ᵍ ‖; C = D"),
        (r"\ket{x} \bra{x} \braket{a|b} \set{x|y}", "|x⟩ ⟨x| ⟨a|b⟩ {x|y}"),
        # one behind another
        (r"\frac{a}{b}^2 + \sqrt{a}^2 + \sqrt{a}b", "(a/b)² + (√a)² + √a b"),
        (r"\frac{a}{b}\Big/\frac{c}{d}", "(a/b)/(c/d)"),
        # infixes, plain TeX
        (r"x {a+b\over c+d} y", "x (a+b)/(c+d) y"),
        (r"{n\choose k} + {n\brace k} + {n\brack k}", "C(n,k) + {n; k} + [n; k]"),
        (r"\sum_{i<n\atop j<m}", "∑_(i<n; j<m)"),
        (r"\begin{matrix} a & b \over c \end{matrix}", "a b / c"),
        (r"\genfrac{(}{)}{0pt}{}{n}{k} + \genfrac{}{}{1pt}{}{a}{b}", "C(n,k) + a/b"),
        (r"\root 3 \of x + \buildrel a \over = + \overunderset{a}{b}{=}", "∛x + =ᵃ + =_bᵃ"),
        (r"\sideset{_a}{^c}\sum + \prescript{14}{6}{C}", "ₐ∑ᶜ + ¹⁴₆C"),
        (r"A \xlongequal{a} B \xmapsto{f} C", "A =ᵃ B ↦ᶠ C"),
        (r"a\hskip1em b\kern1em c\mkern-3mu d\kern{1em}e\rule[1ex]{1em}{2pt}f", "a b cd ef"),
        (
            r"a\raise1em\hbox{b}\lower{2pt}{c}\kern-\nulldelimiterspace d\moveleft 3pt\hbox{e}",
            "abcde",
        ),
        (r"\bbox[yellow]{a}\enclose{circle}[color='red']{b}\mathtip{c}{甲}\skew3\hat d", "abcd̂"),
        (r"\eqalign{a &= b \cr c &= d}", "a = b; c = d"),
        (r"\color[RGB]{255,0,0} x \textcolor[rgb]{1,0,0}{y} \fcolorbox{red}{blue}{z}", "x y z"),
        # macros of the formula
        (r"\newcommand{\F}[1]{[#1]} \F{x}", "[x]"),
        (r"\def\bx#1{\mathbf{#1}} \let\eps\varepsilon \bx{y} + \eps", "y + ε"),
        (r"\DeclareMathOperator{\Tr}{Tr} \Tr A", "Tr A"),
        (r"\DeclarePairedDelimiter\f{[}{)} \f{x}", "[x)"),
        (r"\def\x{\x} \x", "x"),
        # formulas within words
        (r"\text{若 $x_{1}>0$ 则 $\mathbf{v}$ 为\textbf{真}\\甲}", "若 x₁>0 则 v 为真 甲"),
        (r"\text{当 $a_{\text{若 $b^2$}}$ 时}", "当 a_(若 b²) 时"),
        (r"\text{价 \$5 与 $}", "价 $5 与"),
        # what shows nothing
        (r"\DeclarePairedDelimiter\f{[}{)} x", "x"),
        (r"\sqrt[\leftroot{-2}n]{x}", "ⁿ√x"),
        (r"x \label{eq:a} \tag{3} % 注", "x"),
        (r"\newcommand{\F}[1]{\mathbb{#1}} x", "x"),
        (r"\displaystyle x\limits", "x"),
        # what is no TeX
        (r"\frac{", ""),
        ("}}^", ""),
        ("x^", "x"),
        ("\\", ""),
        ("", ""),
        ("\x00x\x01y", "xy"),
    ],
)
def test_how_a_formula_reads(tex: str, text: str) -> None:
    assert read(tex) == text


@pytest.mark.parametrize("name", sorted(ALPHABET_NAMES | ALPHABETS.keys()))
def test_an_alphabet_shows_its_letters_alone(name: str) -> None:
    assert unicodedata.normalize("NFKC", read(name + "{Rx}")) == "Rx"


def test_commands_whose_name_is_not_in_the_text() -> None:
    assert dict(readable_math(r"\nabla\varphi + \log x + \foo + \sqrt2 + \binom n k").commands) == {
        "nabla": "∇",
        "varphi": "φ",
        "sqrt": "√",
        "binom": "",
    }


def test_what_a_formula_is_found_by_beside_its_text() -> None:
    """The name of a Greek letter is a term of the letter."""
    formula = formula_of(r"\alpha\varphi\binom n k")
    assert formula.commands == ("varphi", "binom")
    assert formula.symbols == (("varphi", "φ"),)


@pytest.mark.parametrize(
    ("heading", "as_read"),
    [
        (r"梯度 $\nabla f$ 的意义", "梯度 ∇f 的意义"),
        (r"$O(n\log n)$ 的排序", "O(n log n) 的排序"),
        (r"复杂度 $O(n^{12})$，与 $\mathbf{x}_{ij}$ 比", "复杂度 O(n¹²)，与 xᵢⱼ 比"),
        (r"`C:\Users` 里的 `${a}_{b}`", ""),
    ],
)
def test_the_formulas_of_a_heading_are_read(heading: str, as_read: str) -> None:
    """Where no formula is, the text says it all."""
    (found,) = parse(f"## {heading}\n").headings
    assert "".join(map(str, found.as_read)) == as_read


PIECES = r"""
{ } [ ] ( ) ^ _ ' & \\ $ # % ~ | x 1 中 α . , \frac \sqrt \left \right \begin \end {aligned} {array}
{cc} \text \mathrm \hat \not \overset \xrightarrow \operatorname * \label \color \newcommand \def
\verb|a| \url{b} \nabla \foo \binom \pmod \sum \log \mathbb \{ \, \displaystyle
"""
TEX = st.lists(st.sampled_from([*PIECES.split(), "\\", " ", "\n", "\x00", "\x01"])).map("".join)


@given(TEX)
def test_any_tex_becomes_one_line(tex: str) -> None:
    text, commands = readable_math(tex)
    assert text == text.strip()
    assert not {"\n", "\x00", "\x01", "\x02", "\x03"} & set(text)
    assert all(name.isalpha() for name, _ in commands)


@pytest.mark.parametrize("tex", [r"a\over b&", r"\over b\\ ", r"\left(a\over b\right)"])
def test_infixes_take_time_that_grows_with_their_number(tex: str) -> None:
    with uncollected():
        ratio = growth(lambda n: cpu_seconds(lambda: readable_math(tex * n)), 3000)
    assert ratio < RATIO


@given(st.text())
def test_any_text_becomes_one_line(tex: str) -> None:
    assert "\n" not in read(tex)


PARTS = r"""
x 12 + a/ ( ) , _i ^{2} _{t-1} ^\top ' \le \nabla \lfloor \rfloor \foo \log \| \, \quad & ~
{a} {} { } \foo{b} \frac{a+b}{c} \sqrt{x} \mathbf{x} \hat{y} \text{if} \operatorname{KL}
\left( \right] \right. \left\| \big/ \begin{cases} \end{cases} \\ \alpha _ ^ \sqrt \frac \left
"""


@given(
    st.lists(st.sampled_from([*PARTS.split(), *[" "] * 20, r"\text{if }", r"\nabla ", r"\le "]))
    .map("".join)
    .flatmap(lambda tex: st.sampled_from([tex, f"x_{{{tex}}}", rf"\frac{{{tex}}}{{{tex}}}"]))
)
def test_parts_of_a_formula_say_what_it_says(tex: str) -> None:
    assert in_parts(tex) in (None, in_one(tex))


@pytest.mark.parametrize(
    "tex",
    [
        r"x_{t-1} \le \frac{\mathbf{x}_i}{\sqrt{d_k}} + f'(x)",
        r"\left\| \nabla f \right\|_2 \quad \text{if } x \in \mathbb{R}^{n \times d}",
        "\\begin{aligned}\n  a &= b \\\\ % 注\n  c &= d\n\\end{aligned}",
    ],
)
def test_most_formulas_are_made_of_parts(tex: str) -> None:
    assert in_parts(tex) == in_one(tex)


HOSTILE = {
    "braces": "{",
    "braces that close": "}",
    "groups": "{a}",
    "fractions without braces": "\\frac",
    "fractions": "\\frac{a}{",
    "scripts": "a_{b^",
    "scripts without braces": "^_",
    "accents": "\\hat",
    "roots": "\\sqrt[",
    "brackets": "\\left(",
    "rows": "a&b\\\\",
    "environments": "\\begin{array}{c}",
    "unknown commands": "\\foo",
    "names": "\\log",
    "spaces": "a  ",
    "texts": "\\text{a",
    "formulas in texts": "\\text{$a",
    "formulas in texts that close": "\\text{$a$}",
    "indices that are long": "\\frac1{x_ₐₐ_ₐ",
    "definitions": "\\newcommand{\\a}[1]",
    "sums": "\\frac{((a+}b",
    "commands with a star": "\\hspace*",
    "infixes": "{a \\over ",
    "infixes in a row": "a\\over b",
    "diagrams": "\\begin{CD} A @>f>",
    "roots of plain TeX": "\\root",
    "rows that end": "\\\\ \\hline",
    "kerns": "\\kern1",
    "macros": "\\def\\a{b}\\a",
    "lines": "\\overline{ab",
    "groups in parts": "\\foo{{{a}}}",
    "groups that do not close": "\\foo{{a",
    "operators": "\\nabla ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_formula(name: str) -> None:
    def seconds(units: int) -> float:
        return cpu_seconds(lambda: formula_of.__wrapped__(HOSTILE[name] * units))

    with uncollected():
        assert growth(seconds, 2000) < RATIO


@pytest.mark.parametrize(
    "tex", ["{" * 100_000, "\\frac" * 100_000, "a^" * 100_000, "\\hat{" * 100_000, "O(" * 100_000]
)
def test_nesting_is_bounded(tex: str) -> None:
    """It does not end the process, and what is shown is no longer than what was written."""
    assert len(formula_of(tex).text) <= len(tex)
