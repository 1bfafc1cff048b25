"""What `mend` makes of math-core's MathML. How it looks is `test_math_browser.py`'s matter."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from math_core import LatexError, LatexToMathML

from conftest import REPOSITORY
from kbsite.tex.mathml import COLOURS, DECLARATIONS, ENCLOSURES, mend
from markdown_cases import parse_body

CONVERTER = LatexToMathML(annotation=True, fancy_error=False)
SHEET = Path(REPOSITORY / "benchmarks/math_sheet.md").read_text(encoding="utf-8")
#: Every formula of the sheet that is looked at.
FORMULAS = [(a or b, bool(a)) for a, b in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", SHEET)]
CSS = (REPOSITORY / "static/css/formulas.css").read_text(encoding="utf-8")


def convert(tex: str, *, display: bool = False) -> str:
    return CONVERTER.convert_with_local_state(tex, displaystyle=display)


def body(tex: str, *, display: bool = False) -> str:
    """The formula itself, mended."""
    mathml = mend(convert(tex, display=display))
    return mathml.partition("<semantics>")[2].partition("<annotation")[0]


# --- bars, accents, boxes ---


def test_bars_are_borders_of_rows() -> None:
    assert body(r"\overline{AB}") == (
        '<mrow class="overline"><mrow><mi>A</mi><mi>B</mi></mrow></mrow>'
    )
    assert body(r"\underline{x}") == '<mrow class="underline"><mi>x</mi></mrow>'


def test_nested_bars_close_where_they_opened() -> None:
    assert body(r"\overline{\hat{x}\overline{y}}") == (
        '<mrow class="overline"><mrow>'
        '<mover accent="true"><mi>x</mi><mo stretchy="false">ˆ</mo></mover>'
        '<mrow class="overline"><mi>y</mi></mrow>'
        "</mrow></mrow>"
    )


@pytest.mark.parametrize(
    ("tex", "accent"),
    [
        (r"\widehat{ab}", '<mo stretchy="true">ˆ</mo>'),
        (r"\vec v", '<mo stretchy="false" lspace="0" rspace="0">￫</mo>'),
        (r"\acute a", "<mo>ˊ</mo>"),
        (r"\grave a", "<mo>ˋ</mo>"),
        (r"\dddot x", "<mo>˙˙˙</mo>"),
        (r"\bar x", '<mo stretchy="false">¯</mo>'),
        # How a command that math-core lacks is written for it.
        (r"\overset{˜}{ab}", '<mo stretchy="true">˜</mo>'),
    ],
)
def test_accents_are_characters_with_a_width(tex: str, accent: str) -> None:
    mathml = body(tex)
    assert f"{accent}</mover>" in mathml
    assert mathml.startswith('<mover accent="true">')


def test_an_accent_character_elsewhere_stays() -> None:
    assert "<mtext>´ˆ</mtext>" in body(r"x\text{´ˆ}x")


@pytest.mark.parametrize(("notation", "name"), ENCLOSURES.items())
def test_enclosures_are_rows_of_a_class(notation: str, name: str) -> None:
    """Chromium knows no `menclose`."""
    given_ = f'<menclose notation="{notation}"><mi>x</mi></menclose>'
    assert mend(given_) == f'<mrow class="{name}"><mi>x</mi></mrow>'


def test_strikes_need_no_helper_elements() -> None:
    assert body(r"\xcancel{x}") == '<mrow class="xcancel"><mi>x</mi></mrow>'
    assert body(r"\boxed{x}") == '<mrow class="boxed"><mi>x</mi></mrow>'


# --- rows ---


@pytest.mark.parametrize(
    ("tex", "cells"),
    [
        (r"\begin{align*}a&=b&c&=d\\&=e\end{align*}", [6, 6]),
        (r"\begin{align*}a\tag{1}\\b&=c\end{align*}", [4, 4]),
        (r"\begin{align*}a&=\begin{matrix}1&2\\3\end{matrix}\\b\end{align*}", [4, 2, 1, 4]),
        (r"\begin{gather*}a\\b\end{gather*}", [3, 3]),
        # What has no margin ends where its author ended it.
        (r"\begin{aligned}a&=b\\c\end{aligned}", [2, 1]),
    ],
)
def test_the_margin_is_one_column(tex: str, cells: list[int]) -> None:
    root = ElementTree.fromstring(mend(convert(tex, display=True)))
    rows = [[int(cell.get("columnspan", "1")) for cell in row] for row in root.iter("mtr")]
    assert [sum(row) for row in rows] == cells
    for table in root.iter("mtable"):
        if table.get("class") == "full":
            assert all("half" in row[-1].get("class", "") for row in table)


def test_rows_without_cells_cost_what_they_are_long() -> None:
    def length(n: int) -> int:
        rows = "a&" * n + "\\\\" * n
        return len(mend(convert(rf"\begin{{align*}}{rows}\end{{align*}}", display=True)))

    assert length(800) < 2.2 * length(400)


# --- arrows, words, fences ---


def test_a_labelled_arrow_is_not_much_longer_than_its_label() -> None:
    assert '<mspace width="3.5em"/>' in convert(r"\xrightarrow{f}")
    assert '<mspace width="2.7em"/></mover>' in body(r"\xrightarrow{f}")
    # A space that an author asks for is as wide as asked.
    assert '<mspace width="3.5em"/>' in body(r"a\kern3.5em b")


def test_words_beside_an_operator_are_no_mere_space() -> None:
    """A row of `mtext` and one `mo` is an embellished operator (MathML Core 3.2.4.1), which has
    its spaces outside."""
    word = '<mi mathvariant="normal">损失</mi>'
    assert f"{word}<mo>=</mo>" in body(r"\text{损失}=\text{误差}")
    assert "<mtext>最大</mtext>" in body(r"x_{\text{最大}}")


@pytest.mark.parametrize(
    "space", [r"\mspace{-10mu}", r"\mkern-10mu", r"\hspace{-.5em}", r"\!", r"\!\hspace{1em}"]
)
def test_relations_have_the_space_between_that_is_asked_for(space: str) -> None:
    shown = re.sub("<mspace[^>]*>", "", body(rf"a\perp{space}\perp{space}<b"))
    inner = '<mo rspace="0">⟂</mo><mo lspace="0" rspace="0">⟂</mo><mo lspace="0">&lt;</mo>'
    assert shown == f"<mi>a</mi>{inner}<mi>b</mi>".replace("<mi>a</mi>", "<mrow><mi>a</mi>") + (
        "</mrow>"
    )
    assert mend(body(rf"=\!{space}=")) == body(rf"=\!{space}=")


def test_a_radical_sign_alone_is_read_as_one() -> None:
    """math-core has a root over an unseen bar."""
    mathml = mend(CONVERTER.convert_with_local_state(r"\surd 2", displaystyle=False))
    shown = mathml.partition("<annotation")[0]
    assert re.sub("<[^>]*>", "", shown) == "√2"
    assert mend(mathml) == mathml


def test_an_unseen_operator_has_no_space() -> None:
    assert "<mi></mi><mphantom><mo>∫</mo></mphantom></mpadded>" in body(r"a+\vphantom{\int}b")


def test_sized_fences_stand_beside_something_as_tall() -> None:
    fence = '<mo minsize="1.2em" maxsize="1.2em">(</mo>'
    strut = '<mspace height="0.858em" depth="0.342em"/>'
    assert body(r"\bigl(x") == f"<mrow><mrow>{fence}{strut}</mrow><mi>x</mi></mrow>"


@pytest.mark.parametrize(
    ("tex", "sign"),
    [
        (r"\Big|", "|"),
        (r"\Big\|", "‖"),
        (r"\Bigl\lVert", "‖"),
        (r"\Bigr\vert", "|"),
        (r"\Bigm|", "|"),
        (r"\Big\uparrow", "↑"),
    ],
)
def test_so_do_sized_bars_and_arrows(tex: str, sign: str) -> None:
    """Alone with an index they would not be stretched at all."""
    strut = '<mspace height="1.070em" depth="0.553em"/></mrow>'
    mathml = body(tex + "_2")
    assert f'maxsize="1.623em">{sign}</mo>{strut}<mn>2</mn>' in mathml
    assert mend(mathml) == mathml


def test_sized_slashes_are_larger_letters() -> None:
    """Chromium gives a stretched one the room of the widest."""
    mathml = body(r"G\Big/H\big\backslash K")
    assert '<mo stretchy="false" mathsize="1.98em" lspace="0" rspace="0">/</mo></mpadded>' in mathml
    assert '<mpadded height="0.858em" depth="0.342em" voffset="-0.120em">' in mathml
    assert mend(mathml) == mathml


def test_a_sum_in_fences_is_no_operator() -> None:
    mathml = body(r"\left(\sum_{i}^{n} x\right)", display=True)
    assert '<mrow><munderover><mo lspace="0">∑</mo>' in mathml
    assert "</munderover><mi></mi></mrow>" in mathml
    # Alone it may be one.
    assert "<mi></mi>" not in body(r"\sum_{i}^{n} x", display=True)


@pytest.mark.parametrize(
    "tex",
    [
        *(r"a=\ -b", r"a\ =\ \ -\ b", "a,~-b", r"(\ \,-b)", r"\ -b", r"a\le\ -b", r"a<\ -b"),
        *(r"\frac{\ -b}{2}", r"\begin{cases} \ -b \end{cases}", r"x\to\ \quad-b", r"2\times\ -b"),
    ],
)
def test_a_sign_behind_a_space_alone_has_no_other_operand(tex: str) -> None:
    assert '<mo lspace="0" rspace="0">−</mo>' in body(tex)


@pytest.mark.parametrize(
    "tex", [r"a\ -b", r")\ -b", r"x^2~-b", r"|x|\ -b", r"\begin{aligned}a\\&\ -b\end{aligned}"]
)
def test_a_sign_behind_an_operand_and_a_space_has_its_spaces(tex: str) -> None:
    assert "<mo>−</mo>" in body(tex)


def test_a_fraction_of_a_given_style_is_as_large_in_a_script() -> None:
    full = 'displaystyle="true" scriptlevel="0"'
    assert f"<mfrac {full}>" in body(r"e^{\dfrac{x}{2}}")
    assert f'<mfrac linethickness="0" {full}>' in body(r"2^{\dbinom nk}")
    assert '<mfrac displaystyle="false" scriptlevel="0">' in body(r"x^{\tfrac12}")
    assert "<mfrac><mi>x" in body(r"e^{\frac{x}{2}}")


def test_a_colon_of_a_map_has_a_space_behind_it() -> None:
    assert '<mo lspace="0" rspace="0.3333em">:</mo>' in body(r"f\colon A\to B")


# --- style ---


def test_declarations_become_classes() -> None:
    mathml = body(r"\begin{align*}a&=b\tag{1}\end{align*}", display=True)
    assert '<mtable displaystyle="true" scriptlevel="0" class="full">' in mathml
    assert '<mtd class="half right"><mtext>(1)</mtext></mtd>' in mathml
    assert " style=" not in mathml


def test_named_colours_are_classes_and_others_stay() -> None:
    assert '<mrow class="tex-red">' in body(r"\color{red}x")
    assert 'style="color:#129F57"' in body(r"\color{ForestGreen}x")


def test_a_length_that_is_not_known_stays() -> None:
    assert '<mspace style="margin-left:-1em"/>' in body(r"a\hspace{-1em}b")


def test_classes_join_those_that_are_there() -> None:
    assert mend('<mtd class="a" style="width: 50%">') == '<mtd class="a half">'


def test_the_style_sheet_has_every_class() -> None:
    names = {*filter(None, DECLARATIONS.values()), *ENCLOSURES.values(), "overline", "underline"}
    names |= {f"tex-{name}" for name in COLOURS.values()}
    assert {name for name in names if not re.search(rf"\.{name}\b", CSS)} == set()


# --- beside Han ---


LONG = "a+b+c+d+e+f+g+h+i+j+k+l+m=n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("设 $x$，则", ["M，"]),
        ("（$x$）。甲", ["（M）。"]),
        ("$x$ 与", []),
        ("（ $x$ 与", []),
        ("$x$，$y$", ["M，"]),
        ("`x`，甲", []),
        ("令“$x$”与‘$y$’", ["“M”", "‘M’"]),
        ('as ($x$), "$y$"; it\'s', ["(M),", "&quot;M&quot;;"]),
        ("约 $x$％，$y$——即", ["M％，", "M——"]),
        # Beside one that scrolls there is room for two.
        (f"${LONG}$，甲", ["M，"]),
        (f"（「${LONG}$」）。甲", ["（「M」）"]),
        ("（（（$x$）））", ["（（M））"]),
        # Where tags stand between, the two are kept apart.
        ("**$w$**。后", ["M"]),
        ("**为 $w$**。后", ["M"]),
        ("**$w$** 后", []),
        ("（==*$w$*==）", ["（", "M"]),
        ("（[为 $w$](https://a.invalid)）。后", ["M"]),
        (f"“**${LONG}$**”", ["“", "M"]),
    ],
)
def test_no_line_begins_or_ends_with_a_mark_beside_a_formula(text: str, kept: list[str]) -> None:
    page = "".join(piece for piece in parse_body(text).pieces if isinstance(piece, str))
    page = re.sub(r"<math .*?</math>", "M", page)
    page = re.sub(r'<span class="wide-math" tabindex="0">M</span>', "M", page)
    assert re.findall(r'<span class="kept[^"]*">([^<]*)</span>', page) == kept
    without = html.unescape(re.sub(r"<[^>]*>", "", page)).strip()
    written = re.sub(r"\$.*?\$", "M", re.sub(r"\]\(.*?\)|\[|\*|==|`", "", text))
    assert without == written


# --- in general ---


def test_tex_is_left_alone() -> None:
    tex = r'\text{" style="color:red;" <mo minsize="1em"> </menclose>}'
    mathml = mend(convert(tex))
    assert f">{tex.replace('<', '&lt;').replace('>', '&gt;')}</annotation>" in mathml


def is_well_formed(mathml: str) -> bool:
    try:
        # An entity of MathML that XML lacks.
        ElementTree.fromstring(mathml.replace("&ApplyFunction;", ""))
    except ElementTree.ParseError:
        return False
    return True


PIECES = [tex for tex, _ in FORMULAS] + [
    *(r"\overline{", r"\widehat{", r"\left(", r"\right)", "}", "{", r"\sum_{", r"\bigl[", "^"),
    *(r"\text{中}", r"\color{red}", r"\boxed{", r"\begin{cases}", r"\end{cases}", r"\\", "&", "x"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.booleans())
def test_mending_keeps_well_formed_and_is_done_once(pieces: list[str], display: bool) -> None:
    try:
        mathml = convert(" ".join(pieces), display=display)
    except LatexError:
        return
    mended = mend(mathml)
    assert is_well_formed(mended) or not is_well_formed(mathml)
    assert mend(mended) == mended


@pytest.mark.parametrize(("tex", "display"), FORMULAS)
def test_the_sheet_has_no_style_but_colours_and_lengths(tex: str, display: bool) -> None:
    try:
        mended = mend(convert(tex, display=display))
    except LatexError:
        return
    assert is_well_formed(mended)
    styles = re.findall(r'<[^>]* style="([^"]*)"', mended)
    assert [style for style in styles if not re.match("(color|margin-left|width):", style)] == []


def test_what_is_malformed_stays_as_it_is() -> None:
    for mathml in ("</mover>", "<mover>", '<mo stretchy="true">\u0332</mo></mover>', "", "<"):
        assert mend(mathml) == mathml


@pytest.mark.parametrize(
    "unit",
    [
        r"\overline{x}",
        r"\left(\sum_a^b",
        r"\bigl(",
        r"\color{red}x",
        r"\text{中}=",
        r"\hat x",
        r"<mover><mo stretchy='true'>",
        ' style="',
    ],
)
def test_mending_is_linear(unit: str) -> None:
    """Coarse: sixteen times the formula is not two hundred times the work."""
    import time

    def seconds(count: int) -> float:
        mathml = "<mrow>" + (unit if "<" in unit or "style" in unit else mended(unit)) * count
        start = time.process_time()
        mend(mathml)
        return time.process_time() - start

    def mended(tex: str) -> str:
        closing = r"\right)" if "left" in tex else ""
        return convert(f"{tex}{closing}", display=True).partition("<annotation")[0]

    small = min(seconds(500) for _ in range(3))
    assert min(seconds(8000) for _ in range(3)) < 60 * small + 0.05
