"""Macros of the site, of the note and of the formula itself → tokens without them. No I/O."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kbsite.tex.tokens import TexError, Token, joined, tokenize

#: How many macros may be expanded in one formula, and to how many tokens: two copies of an
#: argument in each of a few nested macros are how a short formula explodes.
MAX_EXPANSIONS = 1000
MAX_TOKENS = 4 * 8192
#: Tokens between two arguments in `\\def\\x#1 … #2{…}`.
MAX_BETWEEN = 8

_DEFINE = frozenset((r"\def", r"\gdef", r"\edef", r"\xdef"))
_COMMANDS = frozenset((r"\newcommand", r"\renewcommand", r"\providecommand"))
_PREFIXES = frozenset((r"\global", r"\long"))
_OPERATOR = r"\DeclareMathOperator"
_PAIRED = r"\DeclarePairedDelimiter"
DEFINITIONS = _DEFINE | _COMMANDS | _PREFIXES | {r"\let", _OPERATOR, _PAIRED}

#: What may stand beside definitions: it shows nothing of itself.
_UNSEEN = frozenset(
    (" ", "~", "{", "}", r"\,", r"\nonumber", r"\notag", r"\displaystyle", r"\relax")
)


class Macro(NamedTuple):
    """`parameters` are what stands before, between and behind the arguments; `body` holds
    tokens and the numbers of arguments. `fixed`: what it stands for is not expanded; `starred`: the
    body where a star stands behind it."""

    parameters: tuple[tuple[str, ...], ...]
    body: tuple[str | int, ...]
    default: tuple[str, ...] | None = None
    fixed: bool = False
    starred: tuple[str | int, ...] | None = None


#: Names without backslash, and bodies: as written, or as a formula defines them.
Macros: TypeAlias = tuple[tuple[str, str | Macro], ...]


@lru_cache(maxsize=64)
def macros_of(pairs: Macros) -> dict[str, Macro]:
    """The macros of a site or note by name, with its backslash."""
    macros = {}
    for name, body in pairs:
        if isinstance(body, Macro):
            macros["\\" + name] = body
            continue
        parts = _body([token.text for token in tokenize(body)])
        count = max((part for part in parts if isinstance(part, int)), default=0)
        macros["\\" + name] = Macro(((),) * (count + 1), parts)
    return macros


def _body(texts: list[str]) -> tuple[str | int, ...]:
    parts: list[str | int] = []
    i = 0
    while i < len(texts):
        following = texts[i + 1] if i + 1 < len(texts) else ""
        if texts[i] == "#" and following in tuple("123456789"):
            parts.append(int(following))
            i += 1
        elif texts[i] == "#" and following == "#":
            parts.append("#")
            i += 1
        else:
            parts.append(texts[i])
        i += 1
    return tuple(parts)


class Definitions(NamedTuple):
    """What a formula defines, by name without backslash, and whether it holds nothing else."""

    macros: dict[str, Macro]
    alone: bool


def definitions_in(tex: str, macros: Macros) -> Definitions:
    """Those of a formula in which `macros` hold. Raises TexError."""
    before = macros_of(macros)
    expansion = _Expansion(tokenize(tex), before)
    shown = expansion.run()
    found = {
        name[1:]: macro for name, macro in expansion.macros.items() if before.get(name) is not macro
    }
    return Definitions(found, all(token.text in _UNSEEN for token in shown))


def as_written(macro: Macro) -> str:
    """Its body as `math.macros` has it; "" for one that takes its arguments otherwise."""
    if macro.default is not None or any(macro.parameters):
        return ""
    return joined(f"#{part}" if isinstance(part, int) else part for part in macro.body)


def expand(tokens: list[Token], macros: dict[str, Macro]) -> list[Token]:
    """`tokens` with all macros and definitions gone; what comes from a macro has the place of
    its call. Raises TexError."""
    return _Expansion(tokens, macros).run()


class _Expansion:
    def __init__(self, tokens: list[Token], macros: dict[str, Macro]) -> None:
        self.rest = tokens[::-1]
        self.macros = dict(macros)
        self.expansions = self.pushed = 0
        self.place = 0

    def run(self) -> list[Token]:
        out: list[Token] = []
        while self.rest:
            token = self.rest.pop()
            self.place = token.place
            if (macro := self.macros.get(token.text)) is not None:
                if macro.fixed:
                    out.append(Token(str(macro.body[0]), token.place))
                else:
                    self._call(token, macro)
            elif token.text in DEFINITIONS:
                self._define(token.text)
            else:
                out.append(token)
        return out

    def _call(self, token: Token, macro: Macro) -> None:
        self.expansions += 1
        if self.expansions > MAX_EXPANSIONS:
            raise TexError(f"more than {MAX_EXPANSIONS:,} macros to expand", token.place)
        body = macro.body
        if macro.starred and self.rest and self.rest[-1].text == "*":
            self.rest.pop()
            body = macro.starred
        arguments: list[list[Token]] = []
        self._literal(macro.parameters[0])
        for number, behind in enumerate(macro.parameters[1:]):
            if number == 0 and macro.default is not None:
                arguments.append(self._optional(macro.default))
            else:
                arguments.append(self._delimited(behind) if behind else self._argument())
        result: list[Token] = []
        for part in body:
            if isinstance(part, int):
                result += arguments[part - 1] if part <= len(arguments) else []
            else:
                result.append(Token(part, token.place))
            if self.pushed + len(result) > MAX_TOKENS:
                raise TexError("a macro makes the formula too long", token.place)
        self.pushed += len(result)
        self.rest += result[::-1]

    def _next(self) -> Token:
        if not self.rest:
            raise TexError("the formula ends where a macro wants an argument", self.place)
        return self.rest.pop()

    def _skip_space(self) -> None:
        while self.rest and self.rest[-1].text == " ":
            self.rest.pop()

    def _argument(self) -> list[Token]:
        self._skip_space()
        token = self._next()
        if token.text != "{":
            if token.text == "}":
                raise TexError("a group ends where a macro wants an argument", token.place)
            return [token]
        tokens: list[Token] = []
        depth = 1
        while True:
            token = self._next()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                return tokens
            tokens.append(token)

    def _literal(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            if self._next().text != text:
                raise TexError("a macro is not used as it is defined", self.place)

    def _delimited(self, behind: tuple[str, ...]) -> list[Token]:
        tokens: list[Token] = []
        depth = 0
        while True:
            ahead = [token.text for token in self.rest[: -len(behind) - 1 : -1]]
            if depth == 0 and ahead == list(behind):
                del self.rest[-len(behind) :]
                return tokens
            token = self._next()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            tokens.append(token)

    def _optional(self, default: tuple[str, ...]) -> list[Token]:
        self._skip_space()
        if not self.rest or self.rest[-1].text != "[":
            return [Token(text, self.place) for text in default]
        self.rest.pop()
        return self._delimited(("]",))

    def _define(self, command: str) -> None:
        if command in _PREFIXES:
            return
        self._skip_star()
        name = "".join(token.text for token in self._argument()).strip()
        if not name.startswith("\\") or len(name) < 2:
            raise TexError(f"{command} wants the name of a macro", self.place)
        if command == r"\let":
            self.macros[name] = self._let()
        elif command in _DEFINE:
            parameters = self._parameters()
            self.macros[name] = Macro(parameters, _body(self._texts()))
        elif command == _OPERATOR:
            body = (r"\operatorname", *self.star, "{", *self._texts(), "}")
            self.macros[name] = Macro(((),), body)
        elif command == _PAIRED:
            left, right = self._texts(), self._texts()
            body = (1, *left, 2, 1, *right)
            starred: tuple[str | int, ...] = (r"\left", *left, 2, r"\right", *right)
            self.macros[name] = Macro(((),) * 3, body, (), starred=starred)
        else:
            self._new_command(name, command)

    def _skip_star(self) -> None:
        self._skip_space()
        self.star = ("*",) if self.rest and self.rest[-1].text == "*" else ()
        if self.star:
            self.rest.pop()

    def _texts(self) -> list[str]:
        return [token.text for token in self._argument()]

    def _let(self) -> Macro:
        self._skip_space()
        if self.rest and self.rest[-1].text == "=":
            self.rest.pop()
            self._skip_space()
        target = self._next().text
        return self.macros.get(target) or Macro(((),), (target,), fixed=True)

    def _parameters(self) -> tuple[tuple[str, ...], ...]:
        parameters: list[tuple[str, ...]] = []
        between: list[str] = []
        while self.rest and self.rest[-1].text != "{":
            token = self._next()
            if token.text == "#":
                self._next()
                parameters.append(tuple(between))
                between = []
            else:
                between.append(token.text)
            if len(between) > MAX_BETWEEN:
                raise TexError("too much stands between the arguments of a macro", token.place)
        return (*parameters, tuple(between))

    def _new_command(self, name: str, command: str) -> None:
        count = "".join(token.text for token in self._optional(("0",)))
        if not (count.isascii() and count.isdigit() and len(count) == 1):
            raise TexError(f"{command} wants a number of arguments from 0 to 9", self.place)
        self._skip_space()
        default = None
        if self.rest and self.rest[-1].text == "[":
            default = tuple(token.text for token in self._optional(()))
        body = _body(self._texts())
        if command != r"\providecommand" or name not in self.macros:
            self.macros[name] = Macro(((),) * (int(count) + 1), body, default)
