"""The sheet of constructs in `docs/math.md`: it is up to date, and every line says what is true."""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree as ET
from types import ModuleType

import pytest

from conftest import REPOSITORY
from kbsite.tex.convert import convert_tex
from kbsite.tex.percent import without_comments


def _generator() -> ModuleType:
    name = "generate_math"
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / f"docs/{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


GENERATOR = _generator()
CONSTRUCTS = list(GENERATOR.constructs())
CONVERTED = [construct.tex for construct in CONSTRUCTS if not construct.reason]


def test_the_page_is_up_to_date() -> None:
    for path, text in GENERATOR.generated().items():
        assert path.read_text(encoding="utf-8") == text, "python docs/generate_math.py"


def test_the_sheet_is_wide_and_says_nothing_twice() -> None:
    texes = [construct.tex for construct in CONSTRUCTS]
    assert len(texes) >= 250
    assert len(texes) == len(set(texes))


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.tex[:50])
def test_what_is_said_of_a_construct(construct: tuple[str, str, str]) -> None:
    _, tex, reason = construct
    for display in (True, False):
        formula = convert_tex(tex, display, ())
        assert bool(formula.fault) == bool(reason), formula.fault
        assert 0 <= formula.offset <= len(tex)


@pytest.mark.parametrize("tex", CONVERTED, ids=lambda tex: tex[:50])
def test_what_is_converted_is_well_formed_and_shows_no_tex(tex: str) -> None:
    mathml = convert_tex(tex, True, ()).mathml
    root = ET.fromstring(mathml)
    (annotation,) = root.iter("annotation")
    published = without_comments(tex, in_lines=False)
    assert annotation.text == published
    assert root.get("alttext") == published.replace("\n", " ")
    annotation.text = ""
    shown = "".join(root.itertext())
    if r"\text" not in tex and "backslash" not in tex:
        assert "\\" not in shown
    assert not any(
        0xE000 <= ord(character) <= 0xF8FF or ord(character) > 0xF0000 for character in shown
    )


#: Where a construct may stand in another; KaTeX takes all of them with nearly all constructs.
WITHIN = (
    r"\frac{@}{2}",
    r"x^{@}",
    r"\left( @ \right)",
    r"\begin{aligned} a &= @ \\ @ &= b \\ \end{aligned}",
    r"\text{设 $@$ 则}",
    r"{\color{red} a @ b}",
    r"\large @",
    r"\mathbf{@}",
    r"\newcommand{\zz}[1]{#1} \zz{@}",
)


@pytest.mark.parametrize("outer", WITHIN)
def test_constructs_stand_in_each_other(outer: str) -> None:
    # Rows belong to a formula or an environment, not into a group.
    for inner in CONVERTED:
        if "%" in inner or r"\newline" in inner:
            continue
        formula = convert_tex(outer.replace("@", inner), True, ())
        if not formula.fault:
            root = ET.fromstring(formula.mathml)
            assert root.tag == "math"
        else:
            assert "environment" in formula.fault or "&" in formula.fault, (inner, formula.fault)
