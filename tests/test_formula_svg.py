"""Formulas as pictures: where they stand, what the font lacks, what would take too long."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from kbsite.outputs.formula_layout import lay_out
from kbsite.outputs.formula_svg import SIZE, draw_formula
from kbsite.outputs.formula_tree import cost_of, tree_of
from kbsite.tex.convert import convert_tex


def mathml(tex: str, display: bool = False) -> str:
    formula = convert_tex(tex, display, ())
    assert not formula.fault
    return "".join(part for part in formula.parts if isinstance(part, str))


def drawn(tex: str, display: bool = False) -> str:
    return draw_formula(mathml(tex, display), tex).decode()


def box_of(svg: str) -> tuple[float, float, float, float]:
    x, y, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    return x, y, width, height


@pytest.mark.parametrize("tex", ["x", "g_p", r"\frac{a}{b}", r"\sum_{i=1}^{n} i"])
def test_a_formula_in_a_line_stands_in_the_middle(tex: str) -> None:
    """As far above the axis as below it."""
    _, y, _, height = box_of(drawn(tex))
    assert y + height / 2 == pytest.approx(-0.258 * SIZE, abs=0.02)
    assert draw_formula(mathml(tex), tex) == draw_formula(mathml(tex), tex)


def test_what_the_font_lacks_is_written_in_order() -> None:
    tex = r"\text{甲乙丙丁戊己庚辛壬癸子丑寅卯辰}_{\text{巳}} + \frac{\text{午}}{\text{未}}"
    found = re.findall(r"<text [^>]*>(.)</text>", drawn(tex))
    assert "".join(found) == "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"


def test_text_that_is_set_off_within_text_is_drawn() -> None:
    svg = drawn(r"\text{若 \textbf{粗} 则 \texttt{ok}} + \textit{甲}")
    assert re.findall(r"<text [^>]*>(.)</text>", svg) == ["若", "粗", "则", "甲"]


@pytest.mark.parametrize(
    ("source", "tex"),
    [("<math><mi>x</math>", r"\a <b>"), ("<math>" + "<mrow>" * 3000, "深\n\x01浅"), ("", "")],
)
def test_what_cannot_be_drawn_is_its_tex(source: str, tex: str) -> None:
    shown = ElementTree.fromstring(draw_formula(source, tex))
    text = "".join(part.text or "" for part in shown.iter() if not part.tag.endswith("style"))
    assert text == tex.replace("\n", "").replace("\x01", "")


def test_fences_in_fences_do_not_take_for_ever() -> None:
    """Each level would be laid out twice as often as the one above it."""
    deep = "<mrow><mo>(</mo>" * 20 + "<mi>x</mi>" + "<mo>)</mo></mrow>" * 20
    assert cost_of(tree_of(f"<math>{deep}</math>")) > 2**20
    assert "<text" in draw_formula(f"<math>{deep}</math>", "((x))").decode()


def test_what_is_laid_out_once_is_as_ziamath_lays_it_out() -> None:
    """In a process of its own, ziamath is as it comes."""
    formulas = [
        r"\left(\frac{x_1^2}{2}\right)^{n'} \ne -\sin x_1 + \sin^2 (x_1)",
        r"(\sum_{i=1}^n x_i) \to \left[\sqrt[3]{x_1} \mid \hat{x}_1, \overrightarrow{AB}\right]",
        r"\color{red} 2^{2^2} \text{ab} \phantom{(x)} \begin{pmatrix} (x) & 1 \\ x_1 \end{pmatrix}",
    ]
    plain = [mathml(tex, display) for tex in formulas for display in (False, True)]
    script = (
        "import sys, ziamath\nfor line in sys.stdin.read().split(chr(0)):\n"
        "    print(ziamath.Math(line, size=17).svg())"
    )
    trees = [re.sub(r"<annotation.*?</annotation>| class=\"[^\"]*\"", "", one) for one in plain]
    known = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        input="\0".join(trees).encode(),
        capture_output=True,
        check=True,
    )
    for tree, svg in zip(trees * 2, known.stdout.decode().splitlines() * 2, strict=True):
        made = lay_out(ElementTree.fromstring(tree), 17, margin=1)
        assert svg.endswith(f">{made.body}</svg>")
        assert [float(n) for n in re.findall(r'viewBox="([^"]*)"', svg)[0].split()] == [*made[1:]]


def test_a_text_that_fails_leaves_nothing_behind() -> None:
    before = drawn("2^n")
    assert "monospace" in draw_formula("<math><mtext></mtext></math>", "x").decode()
    assert drawn("2^n") == before and drawn("2^{m'}") != before


def test_a_sized_slash_is_drawn() -> None:
    tex = r"G\big/H"
    assert b'width="0"' not in draw_formula(convert_tex(tex, False, ()).mathml, tex)
