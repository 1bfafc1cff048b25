r"""TeX whose backslashes are doubled, as exports write it that escape everything: `\\frac{a}{b}`.
No I/O."""

from __future__ import annotations

import re

from kbsite.tex.convert import is_command

_BACKSLASHES = re.compile(
    r"\\\\(?P<name>[A-Za-z]{3,})?|\\(?P<environment>begin|end)(?![A-Za-z])"
    # Their arguments have rows.
    r"|\\(?P<rows>substack|shortstack|p?matrix|cases|displaylines|eqalign)(?![A-Za-z])|\\.",
    re.DOTALL,
)


def doubled_backslash(tex: str) -> tuple[int, str] | None:
    r"""Where `\\` stands right before the name of a command, and the name. Within an environment
    it ends a row, which may begin with letters or be followed by `hline`."""
    depth = 0
    for found in _BACKSLASHES.finditer(tex):
        if found["rows"]:
            return None
        if found["environment"]:
            depth += 1 if found["environment"] == "begin" else -1
        elif (name := found["name"]) and depth <= 0 and is_command(name):
            return found.start(), name
    return None
