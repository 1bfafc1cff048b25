"""No formula can stop or kill the process. The nastiest run in a process of their own, on a thread
with a small stack."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kbsite.tex.bounds import MAX_LENGTH, MAX_NESTING, MAX_UNCLOSED
from kbsite.tex.convert import convert_tex
from tex_cases import convert

#: math-core overflows this stack some 190 levels deep.
STACK_KB = 512
SECONDS = 120
#: Converts formulas, each on a thread with a small stack; what kills one kills the process.
_RUN = f"""
import json, sys, threading
from kbsite.tex.convert import convert_tex
def run(tex):
    formula = convert_tex(tex, True, ())
    print(json.dumps("converted" if formula.mathml else formula.fault), flush=True)
threading.stack_size({STACK_KB} * 1024)
for line in sys.stdin:
    thread = threading.Thread(target=run, args=(json.loads(line),))
    thread.start()
    thread.join()
"""


class Elsewhere:
    """A process of its own that converts formulas, and is started again where one killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def convert(self, tex: str) -> str:
        """What converting `tex` comes to there."""
        self._process = process = self._process or subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", _RUN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdin and process.stdout
        limit = threading.Timer(SECONDS, process.kill)
        limit.start()
        print(json.dumps(tex), file=process.stdin, flush=True)
        said = process.stdout.readline()
        limit.cancel()
        if not said:
            self.close()
        assert said, f"killed by {tex[:40]!r}… ({process.returncode})"
        return str(json.loads(said))

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process:
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    elsewhere = Elsewhere()
    yield elsewhere
    elsewhere.close()


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
        r"\textcolor{red}{",
        r"{\large ",
        r"\colorbox{red}{$",
        r"\text{$",
        r"\mathop{",
        r"\begin{align}",
        r"\begin{smallmatrix}",
        r"\substack{",
        r"\smash{",
        r"x_\vcenter{",
        r"\pmb{",
        r"\frac\mathrm{a}",
        r"\sqrt\text{a}",
        r"\\_\frac",
    ],
)
@pytest.mark.parametrize("depth", [MAX_NESTING + 100, 5000])
def test_depth_does_not_kill_the_process(unit: str, depth: int, elsewhere: Elsewhere) -> None:
    tex = unit * depth
    expected = "longer than" if len(tex) > MAX_LENGTH else "nested deeper than"
    assert elsewhere.convert(tex).startswith(expected)


@pytest.mark.parametrize(
    "tex",
    [
        "{" * MAX_NESTING + "x" + "}" * MAX_NESTING,
        r"\sqrt{" * (MAX_NESTING // 2) + "x" + "}" * (MAX_NESTING // 2),
        r"\frac1" * MAX_NESTING + "x",
        r"\left(" * MAX_NESTING + r"\right)" * MAX_NESTING,
        r"\mathbf{" * 49 + "x" + "}" * 49 + r"\tag{1}",
        r"\pmb{" * (MAX_NESTING // 2) + "x" + "}" * (MAX_NESTING // 2),
        r"\textcolor{red}{" * 20 + "x" + "}" * 20,
        r"\text{$" * 20 + "x" + "$}" * 20,
        r"\begin{cases}" * 30 + "x" + r"\end{cases}" * 30 + r"\tag{1}",
    ],
)
def test_what_is_within_the_bound_fits_a_small_stack(tex: str, elsewhere: Elsewhere) -> None:
    assert elsewhere.convert(tex) == "converted"


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
def test_unclosed_brackets_do_not_take_for_ever(tex: str, elsewhere: Elsewhere) -> None:
    assert elsewhere.convert(tex) == "more than 12 brackets are never closed"


@pytest.mark.parametrize(
    "macros",
    [
        (("a", r"\a\a"),),
        (("a", r"\b\b"), ("b", r"\a\a")),
        tuple((chr(97 + i), rf"\{chr(98 + i)}\{chr(98 + i)}") for i in range(20)),
        (("a", r"\b{\b{\b{\b{\b{\b{x}}}}}}"), ("b", "#1#1#1#1#1#1#1#1#1")),
        (("a", "{" * 60 + r"\b" + "}" * 60), ("b", "{" * 60 + "x" + "}" * 60)),
        (("a", r"\def\a{\a\a}\a"),),
    ],
)
def test_a_macro_bomb_is_stopped(macros: tuple[tuple[str, str], ...]) -> None:
    formula = convert_tex(r"\a", True, macros)
    assert formula.mathml == ""
    assert formula.fault


def test_macros_cannot_nest_deeper_than_a_formula(elsewhere: Elsewhere) -> None:
    """Each body is within the bound, what becomes of it is not."""
    body = r"\sqrt{" * 40 + "#1" + "}" * 40
    tex = rf"\def\a#1{{{body}}}" + r"\a{" * 20 + "x" + "}" * 20
    assert elsewhere.convert(tex).startswith("nested deeper than")
