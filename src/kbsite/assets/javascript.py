"""What of a script is code, what stands in its outermost scope, and the same in fewer characters.
No I/O.

Nothing is guessed: a script in which quotes, templates, regular expressions or brackets cannot be
told for certain has no code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import product
from string import ascii_letters

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
# What patterns begin with is found more quickly than what they look back at.
#: A division as it stands in code without texts, and where it may be the start of a regular
#: expression: behind a word that is no value, and behind `if (…)`, whose brackets are emptied.
_DIVISION = "÷"
_NO_VALUES = """
await case delete do else extends in instanceof new of throw typeof void yield
if\0 while\0 for\0 with\0
"""
_IS_NO_DIVISION = re.compile(
    _DIVISION
    + "(?:"
    + "|".join(rf"(?<={it}{_DIVISION})(?<![\w$.#]{it}{_DIVISION})" for it in _NO_VALUES.split())
    + ")"
)
_BRACKETS = re.compile(r"\([^][(){}]*\)|\[[^][(){}]*\]|\{[^][(){}]*\}")
_BRACKET = re.compile(r"[][(){}]")
_NAME = re.compile(r"[A-Za-z_$](?:(?<![\w$.#].)|(?<=\.\.\..))[\w$]*")
_EMPTIED = "\0"
#: A name with its properties, or what begins with none: `...a.b`, `.c`, `1e3`.
_RUN = r"(?P<spread>(?:\.\.\.)?)(?P<name>[A-Za-z_$][\w$]*)(?P<rest>[\w$.#]*)|[\w$.#]+"
_TEXT_OR_RUN = re.compile(rf"{_TEXT.pattern}|{_RUN}", re.DOTALL)
_WORD = re.compile(r"[\w$]+")
_PRIVATE = re.compile(r"#[A-Za-z_$][\w$]*")
_TEXT_OR_PRIVATE = re.compile(rf"{_TEXT.pattern}|{_PRIVATE.pattern}", re.DOTALL)
#: Not what is exported.
_DECLARED = re.compile(
    r"(?:\A|[;\n\0])(?:async )?(?:class|let|const|function\*?) ?([A-Za-z_$][\w$]*)"
)
#: Where braces begin, with what a function is given before them (not where a line begins: `if` may
#: end the one above), and end; what is declared in them, not by a loop, which does so before its
#: own; all else that may be a name.
_SCOPED = re.compile(
    r"(?P<start>(?:\((?<!\n\()(?<!\bif\()(?<!\bfor\()(?<!\bwhile\()(?<!\bswitch\()(?<!\bwith\()"
    r"(?P<given>[\w$,]*)\)(?:=>)?)?\{)|(?P<end>\})"
    r"|let(?<![\w$.#(]let)(?: (?=[\w$])|\[)(?P<names>(?<=\[)[\w$,]+(?=\])|[\w$]+)"
    rf"|(?P<name>{_NAME.pattern})"
)
#: What may be the name of a method, field or export, or one of a variable that is a property's,
#: too.
_MAY_BE_PROPERTY = re.compile(
    r"(?:[{},;\n]|as(?<![\w$.#]as)\b)\s*(?:(?:get|set|async|static)\b[\s*]*)*\*?"
    r"(?P<name>[A-Za-z_$][\w$]*)"
)
#: Further back nothing is looked for.
_NEAR = 500
_RESERVED = frozenset({"as", "do", "if", "in", "is", "of"})
#: What may be a name, where it is a part of the language: `get size() {}`, `import x from "x"`.
_IN_SYNTAX = re.compile(
    r"(?=[adfgosu])(?<![\w$.#])(accessor|as|async|defer|from|get|of|set|source|using)"
    r"(?=[\s#*\[]|(?<=async)\(|(?<=of)[({])"
)
#: A class of one that is made on the spot: what stands in brackets before its braces is not given
#: to a function. And what runs a text as code, which has names, too.
_EXTENDS_MADE = re.compile(r"extends(?<![\w$.#]extends)(?! ?[\w$.]+ ?\{)\b")
_EVAL = re.compile(r"eval(?<![\w$.#]eval)\b")


def code_of(text: str) -> str | None:
    """A script, which has no comments, without what is in its strings and regular expressions; None
    where that is not certain."""
    templates: list[str] = []

    def without(match: re.Match[str]) -> str:
        if match[0] == "/":
            return _DIVISION
        if match[0][0] == "`":
            templates.append(match[0])
        # Apart from the name before it: that of a template is one.
        return " 0"

    code = _TEXT.sub(without, text)
    if _UNSURE.search(code):
        return None
    for left in _emptied(code):
        if _IS_NO_DIVISION.search(left):
            return None
    if _BRACKET.search(left):
        return None
    # Each word of a template may be a name; they stand behind all.
    within = " ".join(templates)
    return f"{code}\n({' '.join(_NAME.findall(within) + _PRIVATE.findall(within))})"


def outermost(code: str) -> str:
    """Code without what stands in brackets, and without these."""
    *_, left = _emptied(code)
    return left


def _emptied(code: str) -> Iterator[str]:
    """Code as it is, and each time without the innermost brackets that are left."""
    count = 1
    while count:
        yield code
        code, count = _BRACKETS.subn(_EMPTIED, code)


def names_in(code: str) -> frozenset[str]:
    """All that may be a name of a variable: properties behind a dot are none."""
    return frozenset(_NAME.findall(code))


def with_let(text: str) -> str:
    """A script that says `let` for `const`, where that is certainly no text: it is shorter."""
    if code_of(text) is None:
        return text
    return _CONST.sub(lambda match: "let" if match[0] == "const" else match[0], text)


def with_short_names(text: str) -> str:
    """A module that calls what it declares for itself alone by names of a letter or two, and what
    its functions do. A name is changed wherever it stands, in whatever scope, to one that stands
    nowhere: all means what it did. One that is exported, may be that of a property as well, or
    stands in a template stays. Names of what is private to a class, which are all of their own
    kind, are changed in the same way."""
    code = code_of(text)
    if code is None or "\\" in code or _EVAL.search(code):
        return text
    code, _, in_templates = code.rpartition("\n")
    own = {*_DECLARED.findall(outermost(code))}
    if not _EXTENDS_MADE.search(code):
        own |= _declared_within(code)
    own -= {*_IN_SYNTAX.findall(code), *_NAME.findall(in_templates)}
    own -= _may_be_properties(code, own)
    taken = _RESERVED | {*_WORD.findall(text)}
    short = _short_names((name for name in _NAME.findall(code) if name in own), taken)
    private = {*_PRIVATE.findall(text)}
    hidden = private - {*_PRIVATE.findall(in_templates)}
    short |= _short_names((name for name in _PRIVATE.findall(code) if name in hidden), private, "#")

    def shorter(match: re.Match[str]) -> str:
        name = match["name"]
        return f"{match['spread']}{short[name]}{match['rest']}" if name in short else match[0]

    text = _TEXT_OR_RUN.sub(shorter, text)
    return (
        _TEXT_OR_PRIVATE.sub(lambda match: short.get(match[0], match[0]), text) if hidden else text
    )


def _declared_within(code: str) -> set[str]:
    """What `let` declares in braces, or a function is given before its own, and stands nowhere but
    within these: elsewhere it may be the browser's."""
    opened: list[int] = []
    #: By name, the braces in which it is declared; each use with those that are open around it.
    declared: dict[str, set[int]] = {}
    uses: list[tuple[str, frozenset[int]]] = []
    around: frozenset[int] = frozenset()
    for match in _SCOPED.finditer(code):
        if match["end"]:
            opened.pop()
            around = frozenset(opened)
        elif match["name"]:
            uses.append((match["name"], around))
        else:
            if match["start"]:
                opened.append(match.end())
                around = frozenset(opened)
            for name in _WORD.findall(match["given"] or match["names"] or ""):
                declared.setdefault(name, set()).update(opened[-1:])
                uses.append((name, around))
    elsewhere = {name for name, around in uses if around.isdisjoint(declared.get(name, ()))}
    return declared.keys() - elsewhere


def _may_be_properties(code: str, names: Set[str]) -> set[str]:
    """Those that somewhere may be names of properties, not of variables: `{a, b: 1, c() {}}`."""
    return {
        match["name"]
        for match in _MAY_BE_PROPERTY.finditer(code)
        if match["name"] in names
        # Behind a comma it is none in a list or among arguments.
        and (match[0][0] != "," or _last_opened(code, match.start()) == "{")
    }


def _last_opened(code: str, end: int) -> str:
    """The bracket within which a place of code lies."""
    depth = 0
    signs: list[str] = _BRACKET.findall(code, max(0, end - _NEAR), end)
    for sign in reversed(signs):
        depth += 1 if sign in ")]}" else -1
        if depth < 0:
            return sign
    return "{"


def _short_names(uses: Iterable[str], taken: Set[str], sign: str = "") -> dict[str, str]:
    """Names and what stands for them, shorter for those of more uses."""
    counts = Counter(name for name in uses if len(name) > len(sign) + 1)
    return dict(zip((name for name, _ in counts.most_common()), _free(taken, sign), strict=False))


def _free(taken: Set[str], sign: str) -> Iterator[str]:
    """Names that begin with a sign and are not taken, shorter ones first."""
    for length in (1, 2, 3):
        for letters in product(ascii_letters, repeat=length):
            if (name := f"{sign}{''.join(letters)}") not in taken:
                yield name
