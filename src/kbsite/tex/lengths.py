"""Lengths of TeX → em. No I/O."""

from __future__ import annotations

import re

LENGTH = re.compile(r"[-+]?\s*(?:\d+(?:\.\d*)?|\.\d+)\s*[a-z]{2}")

#: In em, where the text is set in 10 pt.
UNITS = {
    "em": 1.0,
    "ex": 0.43,
    "mu": 1 / 18,
    "pt": 0.1,
    "px": 0.0625,
    "pc": 1.2,
    "bp": 0.1004,
    "mm": 0.2845,
    "cm": 2.845,
    "in": 7.227,
    "dd": 0.107,
    "cc": 1.284,
}


def ems(length: str) -> float:
    """A TeX length in em; 0 where it is none."""
    compact = "".join(length.split())
    if not LENGTH.fullmatch(compact):
        return 0.0
    return float(compact[:-2]) * UNITS.get(compact[-2:], 0.0)


def css(em: float) -> str:
    """A length for an attribute."""
    return f"{em:.4f}".rstrip("0").rstrip(".") + "em"
