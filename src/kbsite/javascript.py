"""What of a script is code, and what stands in its outermost scope. No I/O.

Nothing is guessed: a script in which quotes, templates, regular expressions or brackets cannot be
told for certain has no code.
"""

from __future__ import annotations

import re

_STRING = r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
#: Behind a sign or a word that shows that it is one. A slash behind a name, a number or what ends
#: brackets divides; behind all else it is not certain what it does.
_REGEX = (
    r"/(?:(?<=[(,=:\[!&|?{;*%~<>^]/)|(?<=[^\w$.]return/))"
    r"(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*+"
)
_DIVIDES = r"/(?<=[\w$)\]]/)"


def _template(within: str) -> str:
    return rf"`(?:[^`\\$]|\\.|\$(?!\{{)|\$\{{(?:{within})*+\}})*+`"


#: What stands in `${…}`: all that is told apart elsewhere, brackets of its own, templates in it.
_INNER = rf"[^{{}}`\"'/]|{_STRING}|{_REGEX}|{_DIVIDES}"
_BRACED = rf"{_INNER}|\{{(?:{_INNER})*+\}}"
_TEMPLATE = _template(rf"{_BRACED}|{_template(_BRACED)}")
#: Each begins with another character: such patterns are searched for fast.
_TEXT = re.compile(rf"{_STRING}|{_TEMPLATE}|{_REGEX}|{_DIVIDES}", re.DOTALL)
_CONST = re.compile(rf"{_TEXT.pattern}|const(?<![\w$.#]const)(?=[ \[{{])", re.DOTALL)
_UNSURE = re.compile("[\"'`/]")
_BRACKETS = re.compile(r"\([^][(){}]*\)|\[[^][(){}]*\]|\{[^][(){}]*\}")
_BRACKET = re.compile(r"[][(){}]")
_NAME = re.compile(r"(?<![\w$.#])[A-Za-z_$][\w$]*|(?<=\.\.\.)[A-Za-z_$][\w$]*")
_EMPTIED = "\0"


def code_of(text: str) -> str | None:
    """A script, which has no comments, without what is in its strings and regular expressions; None
    where that is not certain."""
    templates: list[str] = []

    def without(match: re.Match[str]) -> str:
        if match[0][0] == "`":
            templates.append(match[0])
        return "0"

    code = _TEXT.sub(without, text)
    if _UNSURE.search(code) or _BRACKET.search(outermost(code)):
        return None
    # Each word of a template may be a name; they stand behind all.
    return f"{code}\n({' '.join(_NAME.findall(' '.join(templates)))})"


def outermost(code: str) -> str:
    """Code without what stands in brackets, and without these."""
    count = 1
    while count:
        code, count = _BRACKETS.subn(_EMPTIED, code)
    return code


def names_in(code: str) -> frozenset[str]:
    """All that may be a name of a variable: properties behind a dot are none."""
    return frozenset(_NAME.findall(code))


def with_let(text: str) -> str:
    """A script that says `let` for `const`, where that is certainly no text: it is shorter."""
    if code_of(text) is None:
        return text
    return _CONST.sub(lambda match: "let" if match[0] == "const" else match[0], text)
