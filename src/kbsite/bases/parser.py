"""An expression of a base → steps. No I/O.

Total: any text gives steps or a fault with its place, in time that grows with its length. Only
brackets nest, and no deeper than `MAX_DEPTH`.
"""

from __future__ import annotations

import math

from kbsite.bases.day_forms import unknown_in
from kbsite.bases.functions import FILE_FIELDS, FUNCTIONS, METHODS, beyond
from kbsite.bases.lexer import ExpressionError, Token, tokens_of
from kbsite.nouns.views import Call, Constant, Expression, Field, Gather, Item, Operator, Read, Step

MAX_DEPTH = 24
#: An expression of more steps is refused: each is taken for each note.
MAX_STEPS = 500
#: A longer text is not even looked at.
MAX_LENGTH = 20_000

#: How close each operator binds.
_BINDS = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4}
_BINDS |= {"+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_WORDS = {"true": True, "false": False, "null": None}
#: Names that are no property of a note.
_OWNERS = ("file", "formula", "note", "this")


def parse_expression(text: str) -> Expression:
    """The steps of `text`. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression of more than {MAX_LENGTH:,} characters", 0)
    return _Parser(tokens_of(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._steps: list[Step] = []

    def whole(self) -> Expression:
        if self._ends():
            raise ExpressionError("an expression that says nothing", 0)
        self._binary(0)
        if not self._ends():
            raise self._unexpected("")
        return tuple(self._steps)

    # --- tokens ---

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _ends(self) -> bool:
        return self._token.kind == "end"

    def _is(self, mark: str) -> bool:
        return self._token.kind == "mark" and self._token.text == mark

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _took(self, mark: str) -> bool:
        if self._is(mark):
            self._next += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._took(mark):
            raise self._unexpected(f"expected `{mark}`")

    def _unexpected(self, instead: str) -> ExpressionError:
        token = self._token
        shown = "the end" if token.kind == "end" else f"`{token.text[:40]}`"
        said = f"{instead}, not {shown}" if instead else f"{shown} stands where nothing fits"
        hint = ""
        if token.kind == "mark" and token.text == "/":
            hint = "Regular expressions are not read."
        elif token.kind == "name" and token.text in ("and", "or", "not"):
            hint = "Write && for and, || for or, ! for not."
        return ExpressionError(said, token.at, hint)

    def _add(self, step: Step, at: int) -> None:
        if len(self._steps) >= MAX_STEPS:
            raise ExpressionError(f"an expression of more than {MAX_STEPS} parts", at)
        self._steps.append(step)

    # --- the grammar ---

    def _binary(self, least: int) -> None:
        """Operands and the operators between them that bind at least so close."""
        self._unary()
        while self._token.kind == "mark" and (binds := _BINDS.get(self._token.text, 0)) > least:
            token = self._take()
            self._binary(binds)
            self._add(Operator(token.text), token.at)

    def _unary(self) -> None:
        marks = []
        while self._is("!") or self._is("-"):
            marks.append(self._take())
        self._postfix()
        for mark in reversed(marks):
            self._add(Operator("!" if mark.text == "!" else "neg"), mark.at)

    def _postfix(self) -> None:
        self._primary()
        while True:
            token = self._token
            if self._took("."):
                self._member()
            elif self._took("["):
                self._inside(token)
                self._expect("]")
                self._add(Item(), token.at)
            else:
                return

    def _member(self) -> None:
        name = self._name()
        if self._is("("):
            self._call(name, METHODS, method=True)
        else:
            self._add(Field(name.text), name.at)

    def _name(self) -> Token:
        if self._token.kind != "name":
            raise self._unexpected("expected a name")
        return self._take()

    def _inside(self, opening: Token) -> None:
        """What stands between brackets, the first of which is taken already."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH} levels", opening.at)
        self._binary(0)
        self._depth -= 1

    def _primary(self) -> None:
        token = self._token
        if self._took("("):
            self._inside(token)
            self._expect(")")
        elif self._took("["):
            self._add(Gather(self._values(token, "]")), token.at)
        elif token.kind == "number":
            self._take()
            self._add(Constant(_number(token)), token.at)
        elif token.kind == "text":
            self._take()
            self._add(Constant(token.text), token.at)
        elif token.kind == "name":
            self._take()
            self._named(token)
        else:
            raise self._unexpected("expected a value")

    def _values(self, opening: Token, closing: str) -> int:
        """How many values stand up to `closing`."""
        count = 0
        while not self._is(closing):
            if count:
                self._expect(",")
            self._inside(opening)
            count += 1
        self._expect(closing)
        return count

    def _named(self, token: Token) -> None:
        name = token.text
        if self._is("("):
            self._call(token, FUNCTIONS, method=False)
        elif name in _WORDS:
            self._add(Constant(_WORDS[name]), token.at)
        elif name in _OWNERS:
            self._owned(token)
        else:
            self._add(Read("note", name), token.at)

    def _owned(self, owner: Token) -> None:
        """`file.name`, `note["a b"]`; `file`, `this` alone are notes."""
        name = self._key()
        match owner.text:
            case "file":
                self._add(_of_file(name), owner.at)
            case "this" if name and name.text == "file":
                self._add(Read("this", ""), owner.at)
            case "this":
                self._add(Read("this", name.text if name else ""), owner.at)
            case _ if name is None:
                hint = f'As in {owner.text}.name or {owner.text}["a name"].'
                raise ExpressionError(f"`{owner.text}` alone is no value", owner.at, hint)
            case "note":
                self._add(Read("note", name.text), owner.at)
            case _:
                self._add(Read("formula", name.text), owner.at)

    def _key(self) -> Token | None:
        """The name behind an owner, None where a method or nothing follows."""
        following = self._tokens[self._next + 1 : self._next + 3]
        if self._is(".") and following[0].kind == "name":
            if following[1].kind == "mark" and following[1].text == "(":
                return None
            self._next += 2
            return following[0]
        if self._is("[") and following[0].kind == "text":
            self._next += 2
            self._expect("]")
            return following[0]
        return None

    def _call(self, name: Token, known: dict[str, tuple[int, int]], *, method: bool) -> None:
        kind = "method" if method else "function"
        if name.text not in known:
            message = f"`{name.text}()` is no {kind} that a table knows"
            raise ExpressionError(message, name.at, beyond(name.text, known))
        opening = self._take()
        first = self._token
        count = self._values(opening, ")")
        least, most = known[name.text]
        if not least <= count <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            message = f"`{name.text}()` takes {wanted} values, not {count}"
            raise ExpressionError(message, name.at)
        if name.text == "format" and isinstance(self._steps[-1], Constant):
            _check_form(first)
        self._add(Call(name.text, count, method), name.at)


def _check_form(form: Token) -> None:
    """Raises ExpressionError for the form of a date with a part that no table writes."""
    if form.kind == "text" and (token := unknown_in(form.text)):
        message = f"`{token}` in the form of a date is nothing that a table knows"
        hint = f"Letters that are meant as such stand in brackets: [{token}]."
        raise ExpressionError(message, form.at, hint)


def _number(token: Token) -> int | float:
    """Raises ExpressionError for one that no double holds."""
    value = float(token.text) if len(token.text) <= 40 else math.inf
    if not math.isfinite(value):
        raise ExpressionError("a number that is too large", token.at)
    return int(token.text) if token.text.isdecimal() and value < 2**53 else value


def _of_file(name: Token | None) -> Read:
    if name is not None and name.text not in FILE_FIELDS:
        message = f"`file.{name.text}` is nothing that a table knows"
        raise ExpressionError(message, name.at, beyond(name.text, FILE_FIELDS, "file."))
    return Read("file", "" if name is None or name.text == "file" else name.text)
