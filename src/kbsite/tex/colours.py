"""Colours as TeX names them → CSS. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
# As MathJax takes it, which gives the browser whatever stands there.
_CSS_RGB = re.compile(r"rgb\(([\d\s,]{5,32})\)")
_NAME = re.compile(r"[a-zA-Z]{1,32}")
_NUMBER = re.compile(r"\d*+\.?\d*+")
_STYLE = re.compile(r'"color:(#\w{6});"')


def css_colour(model: str, value: str) -> str | None:
    """`red`, `BrickRed`, `#f00`, or a value of xcolor's models; None for what is none. Names
    of LaTeX are given as math-core writes them, by which the stylesheet knows them."""
    value = value.strip()
    if model in ("", "named") and _NAME.fullmatch(value):
        return _latex_colour(value) or value.lower()
    if model in ("", "HTML") and (match := _HEX.fullmatch(value)):
        return None if model == "" and value[0] != "#" and len(value) == 3 else f"#{match[1]}"
    if model == "" and (match := _CSS_RGB.fullmatch(value)):
        model, value = "RGB", match[1]
    numbers = [part.strip() for part in value.split(",")]
    if not all(_NUMBER.fullmatch(number) and number.strip(".") for number in numbers):
        return None
    values = [float(number) for number in numbers]
    if model == "gray" and len(values) == 1:
        values *= 3
    elif model == "cmyk" and len(values) == 4:
        values = [(1 - min(part, 1)) * (1 - min(values[3], 1)) for part in values[:3]]
    elif model == "RGB" and len(values) == 3:
        values = [part / 255 for part in values]
    elif model != "rgb" or len(values) != 3:
        return None
    return "#" + "".join(f"{round(255 * min(part, 1)):02x}" for part in values)


@lru_cache(maxsize=256)
def _latex_colour(name: str) -> str | None:
    """What math-core knows under a name of xcolor or its `dvipsnames`."""
    try:
        mathml = LatexToMathML().convert_with_local_state(
            rf"\textcolor{{{name}}}{{x}}", displaystyle=False
        )
    except LatexError:
        return None
    match = _STYLE.search(mathml)
    return match[1] if match else None
