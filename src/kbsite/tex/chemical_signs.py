"""What mhchem's `\\ce{…}` is made of: its pieces, arrows, bonds and commands. No I/O."""

from __future__ import annotations

import re

#: What stands in a line as an arrow → (TeX with words, TeX without).
ARROWS = {
    "<-->": (r"\xrightleftarrows", r"\xrightleftarrows{\quad}"),
    "<=>>": (r"\xrightequilibrium", r"\xrightequilibrium{\quad}"),
    "<<=>": (r"\xleftequilibrium", r"\xleftequilibrium{\quad}"),
    "<=>": (r"\xrightleftharpoons", r"\xrightleftharpoons{\quad}"),
    "<->": (r"\xleftrightarrow", r"\longleftrightarrow"),
    "->": (r"\xrightarrow", r"\longrightarrow"),
    "<-": (r"\xleftarrow", r"\longleftarrow"),
    "→": (r"\xrightarrow", r"\longrightarrow"),
    "⟶": (r"\xrightarrow", r"\longrightarrow"),
    "⇌": (r"\xrightleftharpoons", r"\xrightleftharpoons{\quad}"),
}
#: What `\\bond{…}` and the signs between atoms are.
BONDS = {
    **dict.fromkeys(("-", "1"), "{-}"),
    **dict.fromkeys(("=", "2"), "{=}"),
    **dict.fromkeys(("#", "3"), r"{\equiv}"),
    **dict.fromkeys(("...", "...."), r"{\cdots}"),
    "~": r"{\sim}",
    "->": r"{\rightarrow}",
    "<-": r"{\leftarrow}",
}
#: Commands → their arguments: c chemistry again, m mathematics or words.
ARGUMENTS = {
    **dict.fromkeys((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"), "cc"),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), "cc"),
    **dict.fromkeys((r"\overset", r"\underset", r"\stackrel"), "cc"),
    **dict.fromkeys((r"\color", r"\textcolor"), "mc"),
    **dict.fromkeys((r"\boxed", r"\cancel", r"\bcancel", r"\xcancel"), "c"),
    **dict.fromkeys((r"\underline", r"\overline", r"\underbrace", r"\overbrace"), "c"),
    **dict.fromkeys((r"\sqrt", r"\text", r"\mathrm", r"\mathbf", r"\mathit"), "m"),
}
#: These have words of their own below or above.
BRACES = frozenset((r"\underbrace", r"\overbrace"))
#: TeX behind which a group is no argument of what is shown.
BARE = frozenset((r"\begin", r"\end"))
_END = r"(?=$|[\s)\]},;])"
_STATE = r"\((?:aq|s|l|g|cr|am|ads|sln|pol|mon)(?:,[^()]*)?\)"
_PIECES = {
    "space": r"\s+",
    "arrow": "|".join(map(re.escape, ARROWS)),
    "mathematics": r"\$(?P<inner>[^$]*)\$",
    "fall": rf"\(v\)|(?<!\S)v{_END}",
    "rise": rf"\(\^\)|(?<!\S)\^{_END}",
    "script": r"[_^](?:(?=[{\\$])|(?P<plain>-?\d+(?:[+-](?![A-Z]))?|[+-]+|[*.]+|[a-zA-Z]))",
    "command": r"\\(?:[a-zA-Z]+|.)",
    "state": _STATE,
    "amount": r"\(\d+/\d+\)|\d+(?:[.,]\d+)?(?:/\d+)?"
    r"|[a-z](?:/\d+|(?=\s+[A-Z(\[{\\]|[A-Z])(?<!p(?=H|OH|K)))",
    "atoms": r"[A-Za-z]+",
    "charge": rf"[+-]{{1,4}}(?=$|[\s)\]}},;^_]|{_STATE})|\+",
    "bond": "[-=#~]",
    "addition": "[*.·•∙]",
    "words": r"[^\x00-\x7f]+",
    "opening": r"[(\[{]",
    "closing": r"[)\]]",
    "other": ".",
}
#: What is read at a place: the first of these.
PIECE = re.compile("|".join(f"(?P<{name}>{piece})" for name, piece in _PIECES.items()), re.DOTALL)
