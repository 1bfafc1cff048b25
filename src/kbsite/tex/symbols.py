"""Characters beyond ASCII that math-core does not read in mathematics. No I/O."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

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

#: Marks that are typed on the letter before them → the command for both, as in KaTeX.
MARKED: dict[str, str] = {
    **dict(
        zip("\u0300\u0301\u0302\u0303", (r"\grave", r"\acute", r"\hat", r"\tilde"), strict=True)
    ),
    **dict(zip("\u0304\u0305\u0306\u0307", (r"\bar", r"\bar", r"\breve", r"\dot"), strict=True)),
    **dict(zip("\u0308\u030a\u030c", (r"\ddot", r"\mathring", r"\check"), strict=True)),
    **dict(zip("\u0332\u0338\u20d7", (r"\underline", r"\not", r"\vec"), strict=True)),
}

#: Letters with such a mark that are one character, and hardly of any word.
LETTERS = "ŵŷẑẁẃẅẇẋẍẏẙẽỹỳȳṽ"
COMMANDS |= {
    letter: f"{{{MARKED[parts[1]]}{{{parts[0]}}}}}"
    for letter in LETTERS
    if len(parts := normalize("NFD", letter)) == 2 and parts[1] in MARKED
}


def mark_on(text: str, following: str) -> str:
    """The command for a mark that is typed on the sign `text`; "" where what follows is none."""
    accent = MARKED.get(following, "")
    return accent if accent and text not in " ^_~#" and text[0] != "\\" else ""


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
