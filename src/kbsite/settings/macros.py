"""TeX macros as authors write them, for a site or a note → names and bodies. No I/O."""

from __future__ import annotations

import re
import unicodedata

from kbsite.nodes.tree import MappingNode, Mistake, ScalarNode
from kbsite.urls import nfc

_NAME = re.compile(r"[A-Za-z]+|[^A-Za-z\s]")
_NAME_HINT = r"A name is ASCII letters, or one character that is none, as \R, \norm or \*."
_BODY_HINT = "Write it on one line in single quotes; in JSON double every backslash."


def read_macros(node: MappingNode) -> tuple[dict[str, str], tuple[Mistake, ...]]:
    """The macros of a mapping, names without backslash, and what is wrong with the others."""
    macros: dict[str, str] = {}
    mistakes = []
    for key, body in node.entries:
        name = key.text.strip().removeprefix("\\")
        where, hint = body, _BODY_HINT
        if not _NAME.fullmatch(name) or unicodedata.category(name[0]) in ("Cc", "Cf"):
            where, hint = key, _NAME_HINT
            message = f"{key.text!r} cannot name a macro"
        elif name in macros:
            where, hint = key, "Keep one of them."
            message = f"the macro `{name}` stands here twice"
        elif not isinstance(body, ScalarNode) or body.is_null:
            message = f"the body of `{name}` must be text"
        elif _holds_control(body.text.strip()):
            # Between double quotes `\nabla` is a line end and `abla`.
            message = f"the body of `{name}` holds a control character"
        else:
            macros[name] = nfc(body.text.strip())
            continue
        mistakes.append(Mistake(f"`math.macros`: {message}", where.line, where.column, hint))
    return macros, tuple(mistakes)


def _holds_control(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" for char in text)
