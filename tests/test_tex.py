"""TeX → MathML: what is converted, what is refused and where, and that no formula can stop or
kill the process. The nastiest run in a process of their own, on a thread with a small stack."""

from __future__ import annotations

import subprocess
import sys
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.markdown.tex import MAX_LENGTH, MAX_NESTING, MAX_UNCLOSED, Formula, convert_tex

MACROS = (("R", r"\mathbb{R}"), ("pair", r"(#1, #2)"))
#: math-core overflows this stack some 190 levels deep.
STACK_KB = 512
SECONDS = 20

_RUN = f"""
import sys, threading
from kbsite.markdown.tex import convert_tex
def run():
    formula = convert_tex(sys.stdin.read(), True, ())
    print("converted" if formula.mathml else formula.fault)
threading.stack_size({STACK_KB} * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


def convert(tex: str, *, display: bool = False) -> Formula:
    return convert_tex(tex, display, MACROS)


def convert_elsewhere(tex: str) -> str:
    """What converting `tex` comes to in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _RUN],
        input=tex,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.returncode == 0, f"killed by {tex[:40]!r}… ({done.returncode}) {done.stderr[-500:]}"
    return done.stdout.strip()


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


def test_nothing_of_a_formula_is_markup() -> None:
    mathml = convert(r"\text{<script>alert(1)</script>} < b").mathml
    assert "<script" not in mathml
    assert "&lt;script&gt;" in mathml


@pytest.mark.parametrize(
    ("tex", "fault", "offset"),
    [
        (r"a + \foo", r'Unknown command "\foo"', 4),
        (r"中 \foo", r'Unknown command "\foo"', 2),
        ("a" * (MAX_LENGTH + 1), "longer than 8,192 characters", 0),
        ("a" + "{" * (MAX_NESTING + 1), "nested deeper than 100 levels", MAX_NESTING + 1),
        ("a" + "(" * (MAX_UNCLOSED + 1), "more than 12 brackets are never closed", 1),
    ],
)
def test_refused(tex: str, fault: str, offset: int) -> None:
    assert convert(tex) == Formula((), (), fault, offset)


@pytest.mark.parametrize("tex", ["{", "}", r"\left(", r"\frac", "x^a^b", "&", r"\begin{matrix}"])
def test_a_mistake_has_words_and_a_place_in_the_formula(tex: str) -> None:
    formula = convert(tex)
    assert formula.mathml == ""
    assert formula.fault
    assert 0 <= formula.offset <= len(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"a b \leftarrow c " * 150,
        r"\alpha x + \beta y \\" * 150,
        r"x_1 y^2 " * 300,
        r"\sum_{i=1}^{n} a_i x " * 120,
        "[0, 1) " * 200,
        r"\bigl( a \bigr) " * 150,
        r"\begin{aligned}" + r"\displaystyle \frac{a}{b} & c \\" * 110 + r"\end{aligned}",
        "{" * MAX_NESTING + "x" + "}" * MAX_NESTING,
        "(" * MAX_UNCLOSED,
    ],
)
def test_long_is_not_deep(tex: str) -> None:
    assert convert(tex, display=True).fault == ""


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "^{",
        "x_{",
        r"\sqrt",
        r"\sqrt{",
        r"\sqrt[",
        r"\left(",
        r"\left.{",
        r"\begin{matrix}",
        r"\text{",
        r"\hat",
        r"\frac1",
        r"\frac{1}",
        r"\frac{{1}}",
        r"\overset a",
        r"\color{red}x y",
        r"\displaystyle x y",
        r"{1\over",
        "{%}\n",
        r"{\rightarrow",
        r"\left\{\rightarrow",
        r"{\right.",
        r"{\bf x y",
    ],
)
@pytest.mark.parametrize("depth", [MAX_NESTING + 100, 5000])
def test_depth_does_not_kill_the_process(unit: str, depth: int) -> None:
    tex = unit * depth
    expected = "longer than" if len(tex) > MAX_LENGTH else "nested deeper than"
    assert convert_elsewhere(tex).startswith(expected)


@pytest.mark.parametrize(
    "tex",
    [
        "{" * MAX_NESTING + "x" + "}" * MAX_NESTING,
        r"\sqrt{" * (MAX_NESTING // 2) + "x" + "}" * (MAX_NESTING // 2),
        r"\frac1" * MAX_NESTING + "x",
        r"\left(" * MAX_NESTING + r"\right)" * MAX_NESTING,
    ],
)
def test_what_is_within_the_bound_fits_a_small_stack(tex: str) -> None:
    assert convert_elsewhere(tex) == "converted"


@pytest.mark.parametrize(
    "tex",
    [
        "(" * 60,
        "(x" * 60,
        "{(}" * 60,
        r"\bigl(" * 60,
        r"\bigl|" * 60,
        r"\langle x" * 60,
        r"\lVert" * 60,
        r"\{" * 60,
        "([" * 60 + "]" * 60,
        "{" + "(" * 60 + "}" + ")" * 60,
        r"\left." + "(" * 60 + r"\right." + ")" * 60,
        r"\frac{" + "(" * 60 + "}{" + ")" * 60 + "}",
    ],
)
def test_unclosed_brackets_do_not_take_for_ever(tex: str) -> None:
    assert convert_elsewhere(tex) == "more than 12 brackets are never closed"


@pytest.mark.parametrize(
    "macros",
    [
        (("a", r"\a\a"),),
        (("a", r"\b\b"), ("b", r"\a\a")),
        tuple((chr(97 + i), rf"\{chr(98 + i)}\{chr(98 + i)}") for i in range(20)),
    ],
)
def test_a_macro_bomb_is_stopped(macros: tuple[tuple[str, str], ...]) -> None:
    formula = convert_tex(r"\a", True, macros)
    assert formula.mathml == ""
    assert formula.fault


_PIECES = st.sampled_from(
    [
        *"{}()[]^_&%$x1中 \n|'<",
        *(r"\{", r"\\", r"\frac", r"\sqrt", r"\left", r"\right", r"\bigl", r"\bigr", r"\middle"),
        *(r"\begin{matrix}", r"\end{matrix}", r"\text", r"\tag", r"\color", r"\over", r"\R"),
        *(r"\pair", r"\alpha", r"\sum", r"\hat", r"\genfrac", r"\langle", r"\begin", r"\limits"),
    ]
)


@given(st.lists(_PIECES, max_size=200).map("".join) | st.text(max_size=200))
@settings(deadline=2000, max_examples=300)
def test_any_formula_is_converted_or_refused_with_words(tex: str) -> None:
    formula = convert(tex)
    assert bool(formula.mathml) != bool(formula.fault)
    assert 0 <= formula.offset <= len(tex)
