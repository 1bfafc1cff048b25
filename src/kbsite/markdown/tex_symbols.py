"""Characters beyond ASCII that math-core does not read in mathematics. No I/O."""

from __future__ import annotations

from functools import lru_cache

from math_core import LatexError, LatexToMathML

#: Those for which there is a command.
COMMANDS: dict[str, str] = {
    "√": r"\surd",
    "∅": r"\emptyset",
    "∠": r"\angle",
    "∡": r"\measuredangle",
    "∢": r"\sphericalangle",
    "∴": r"\therefore",
    "∵": r"\because",
    "⊤": r"\top",
    "⊥": r"\perp",
}


@lru_cache(maxsize=1024)
def is_read(character: str) -> bool:
    """Whether math-core knows what kind of symbol a character is. Letters are all known."""
    if not "\u2000" <= character <= "\u2bff":
        return True
    try:
        LatexToMathML().convert_with_local_state(character, displaystyle=False)
    except LatexError:
        return False
    return True
