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

_SPACED = r"""
= < > \lt \gt \le \ge \leq \geq \leqslant \geqslant \ne \neq \equiv \approx \sim \simeq \cong
\propto \ll \gg \in \notin \ni \subset \supset \subseteq \supseteq \to \gets \rightarrow \leftarrow
\Rightarrow \Leftarrow \implies \iff \mapsto \mid \parallel \perp \coloneqq \times \div \cdot \cup
\cap \vee \wedge \oplus \otimes \odot \circ \ast \setminus
"""
#: Operators that have space on both sides, also at the edge of a group that shows nothing of
#: itself, such as a coloured one. A sign has it between operands only.
SPACED = frozenset(_SPACED.split())
SIGNS = frozenset(("+", "-", r"\pm", r"\mp"))
#: Operators with limits whose scripts move to their side within a line.
LARGE = (
    *("sum", "prod", "coprod", "bigcap", "bigcup", "bigvee", "bigwedge", "biguplus", "bigsqcup"),
    *("bigoplus", "bigotimes", "bigodot"),
)
#: What dots between are in the middle of.
INTEGRALS = frozenset(
    (*(rf"\{name}" for name in ("int", "iint", "iiint", "oint", "oiint", "oiiint")), *"∫∬∭∮∯∰")
)


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
