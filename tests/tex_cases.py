"""Formulas as tests write them, converted and without the TeX behind them. Not a test."""

from __future__ import annotations

from kbsite.tex.convert import convert_tex
from kbsite.tex.formula import Formula

MACROS = (("R", r"\mathbb{R}"), ("pair", r"(#1, #2)"))


def convert(tex: str, *, display: bool = False) -> Formula:
    return convert_tex(tex, display, MACROS)
