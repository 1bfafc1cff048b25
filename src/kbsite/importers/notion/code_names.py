"""Names of code languages in Notion → those that kbsite knows. No I/O."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import code_lines
from kbsite.importers.model import Change, Line

_NAMES = {
    "plain text": "text",
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    "java/c/c++/c#": "java",
    "objective-c": "objectivec",
    "visual basic": "vbnet",
    "vb.net": "vbnet",
    "webassembly": "wat",
    "llvm ir": "llvm",
    "markup": "html",
    "shell": "bash",
    "docker": "dockerfile",
    "assembly": "nasm",
    "flow": "javascript",
    "notion formula": "text",
    "ascii art": "text",
}
_FENCE = re.compile(r"^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,}))[ \t]*+([^`\n]*)$")


def code_names(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Opening fences with a name that is known, and no space in it."""
    inside = code_lines(lines)
    if not any(inside):
        return lines
    result: list[Line] = []
    was = False
    closed = ""
    for line, is_code in zip(lines, inside, strict=True):
        match = _FENCE.match(line.text) if is_code else None
        opens = match and (not was or not closed)
        if match and opens:
            closed = match[2]
            said = match[3].rstrip(" \t")
            name = _known(said)
            if name != said:
                why = f"{said[:40]} is written {name}"
                changes.append(Change("code language", "converted", line.number, why))
                line = Line(f"{match[1]}{name}", line.number)
        elif match and closed and match[2].startswith(closed) and not match[3]:
            closed = ""
        was = is_code
        if not is_code:
            closed = ""
        result.append(line)
    return result


def _known(said: str) -> str:
    name = said.casefold()
    if name in _NAMES:
        return _NAMES[name]
    return "-".join(said.split()) if re.fullmatch(r"[\w+#./-]+(?: [\w+#./-]+)+", said) else said
