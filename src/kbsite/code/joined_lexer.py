"""A Pygments lexer → one that gives the same tokens sooner. No I/O.

The lexer becomes an instance of a class derived from its own, in which another loop stands before
`RegexLexer` in the order of bases. What Pygments' classes do around that loop stays: they reach it
by `super()`, or by name, and then the derived class has a copy of the function that knows the loop
under that name. Nothing of Pygments is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import CellType, FunctionType
from typing import Any, cast

from pygments.lexer import (
    ExtendedRegexLexer,
    Lexer,
    LexerContext,
    RegexLexer,
    bygroups,
    this,
    using,
)
from pygments.token import Error, Text, Whitespace, _TokenType

from kbsite.code.joined_rules import Choice, State, States, arguments_of

Token = tuple[int, _TokenType, str]

_STATES = "_kbsite_states"
_METHOD = "get_tokens_unprocessed"


def joined(lexer: Lexer) -> Lexer:
    """A copy of `lexer` that gives the same tokens."""
    copy: Lexer = object.__new__(_joined_class(type(lexer)))
    for name, value in vars(lexer).items():
        copy.__dict__[name] = joined(value) if isinstance(value, Lexer) else value
    return copy


class _Loop(RegexLexer):
    def get_tokens_unprocessed(
        self, text: str, stack: Sequence[str] = ("root",)
    ) -> Iterator[Token]:
        states = _states_of(self)
        stack = list(stack)
        state = states[stack[-1]]
        pos, length = 0, len(text)
        while True:
            character = text[pos] if pos < length else ""
            match, outcomes, sure, trial = state[character]
            if sure is not None:
                kind, move, width = sure
                if kind is not None:
                    yield pos, kind, character
                pos += width
            else:
                outcome = None
                if match is not None:
                    found = match(text, pos)
                    if found is not None:
                        outcome = outcomes[found.lastindex]
                else:
                    for match, outcome in trial.rules:
                        found = match(text, pos)
                        if found is not None:
                            break
                    else:
                        outcome = None
                    trial.left -= 1
                    if trial.left < 0 and character:
                        state.improve(character, trial)
                if outcome is None:
                    if not character:
                        return
                    if character == "\n":
                        stack = ["root"]
                        state = states["root"]
                        yield pos, Whitespace, "\n"
                    else:
                        yield pos, Error, character
                    pos += 1
                    continue
                kind, move, parts, action, own = outcome
                after = found.end()
                if kind is not None:
                    yield pos, kind, text[pos:after]
                elif parts is not None:
                    for group, part in parts:
                        value = found[group]
                        if value:
                            yield found.start(group), part, value
                elif action is not None:
                    yield from action(self, found if own is None else own(text, pos))
                pos = after
            if move is not None:
                if move != -1:
                    _move(stack, move)
                elif len(stack) > 1:
                    stack.pop()
                state = states[stack[-1]]


class _ContextLoop(ExtendedRegexLexer):
    def get_tokens_unprocessed(
        self, text: str | None = None, context: LexerContext | None = None
    ) -> Iterator[Token]:
        states = _states_of(self)
        if not context:
            context = LexerContext(text, 0)
            state = states["root"]
        else:
            state = states[context.stack[-1]]
            text = context.text
        while True:
            pos, end = context.pos, context.end
            character = text[pos] if pos < end and pos < len(text) else ""
            match, outcomes, sure, trial = state[character]
            outcome = found = None
            if match is not None:
                found = match(text, pos, end)
                if found is not None:
                    outcome = outcomes[found.lastindex]
            elif trial is not None:
                for match, outcome in trial.rules:
                    found = match(text, pos, end)
                    if found is not None:
                        break
                else:
                    outcome = None
                trial.left -= 1
                if trial.left < 0 and character:
                    state.improve(character, trial)
            elif sure is not None:
                outcome = (*sure[:2], None, None, None)
            if outcome is None:
                if pos >= end:
                    return
                try:
                    character = text[pos]
                except IndexError:
                    return
                if character == "\n":
                    context.stack = ["root"]
                    state = states["root"]
                    yield pos, Text, "\n"
                else:
                    yield pos, Error, character
                context.pos += 1
                continue
            kind, move, parts, action, own = outcome
            if kind is not None:
                if found is None:
                    yield pos, kind, character
                    context.pos = pos + 1
                else:
                    yield pos, kind, found[0]
                    context.pos = found.end()
            elif parts is not None:
                for group, part in parts:
                    value = found[group]
                    if value:
                        yield found.start(group), part, value
                context.pos = found.end()
                if not move:
                    state = states[context.stack[-1]]
            elif action is not None:
                yield from action(self, found if own is None else own(text, pos, end), context)
                if not move:
                    # The action may have changed the stack.
                    state = states[context.stack[-1]]
            if move is not None:
                _move(context.stack, move)
                state = states[context.stack[-1]]


def _move(stack: list[str], move: Any) -> None:
    """Changes the stack of states as Pygments does."""
    if isinstance(move, tuple):
        for state in move:
            if state == "#pop":
                if len(stack) > 1:
                    stack.pop()
            elif state == "#push":
                stack.append(stack[-1])
            else:
                stack.append(state)
    elif isinstance(move, int):
        if abs(move) >= len(stack):
            del stack[1:]
        else:
            del stack[move:]
    elif move == "#push":
        stack.append(stack[-1])
    else:
        raise AssertionError(f"wrong state def: {move!r}")


def _states_of(lexer: RegexLexer) -> States:
    """The lexer's rules, kept where the rules themselves are: by its class, or by itself."""
    raw = lexer._tokens
    holder = vars(lexer) if "_tokens" in vars(lexer) else vars(type(lexer))
    states = holder.get(_STATES)
    if states is None or states.raw is not raw:
        states = States(raw, _adapted)
        setattr(lexer if "_tokens" in vars(lexer) else type(lexer), _STATES, states)
    return cast(States, states)


def _adapted(action: Any) -> Any:
    """The same action with lexers joined that it would make."""
    known = arguments_of(action, bygroups, using)
    if known is None:
        return action
    if "args" in known:
        return bygroups(
            *(
                _adapted(part) if callable(part) and type(part) is not _TokenType else part
                for part in known["args"]
            )
        )
    other = known.get("_other", this)
    if other is this or not isinstance(other, type):
        return action
    state = {"state": known["gt_kwargs"]["stack"]} if known["gt_kwargs"] else {}
    return using(_joined_class(other), **known["kwargs"], **state)


_CLASSES: dict[type, type] = {}
_LOOPS: dict[type, type] = {RegexLexer: _Loop, ExtendedRegexLexer: _ContextLoop, Lexer: Lexer}


def _joined_class(own: type) -> type:
    """The class derived from a lexer's own."""
    for original, loop in _LOOPS.items():
        if own is original:
            return loop
    if own in _CLASSES:
        return _CLASSES[own]
    bases: tuple[type, ...] = (own,)
    if issubclass(own, RegexLexer):
        bases = (own, _ContextLoop if issubclass(own, ExtendedRegexLexer) else _Loop)
    namespace = {
        name: vars(own)[name]
        for name in ("__doc__", "_tokens", "_all_tokens", "_tmpname")
        if name in vars(own)
    }
    derived = _CLASSES[own] = type(own)(
        own.__name__, bases, {**namespace, "__module__": own.__module__}
    )
    for name in dir(own):
        value = getattr(own, name, None)
        if isinstance(value, type) and issubclass(value, Lexer):
            setattr(derived, name, _joined_class(value))
    method = getattr(own, _METHOD)
    definer = next(c for c in own.__mro__ if _METHOD in vars(c))
    if definer not in (Lexer, RegexLexer, ExtendedRegexLexer):
        setattr(derived, _METHOD, _with_joined_names(method))
    return derived


def _with_joined_names(method: Any) -> Any:
    """The function with every lexer class that it names joined."""
    if not isinstance(method, FunctionType) or {"isinstance", "issubclass"} & {
        *method.__code__.co_names
    }:
        return method
    named = {
        name: _joined_class(value)
        for name in method.__code__.co_names
        if isinstance(value := method.__globals__.get(name), type) and issubclass(value, Lexer)
    }
    cells = tuple(
        CellType(_joined_class(cell.cell_contents))
        if name != "__class__"
        and isinstance(cell.cell_contents, type)
        and issubclass(cell.cell_contents, Lexer)
        else cell
        for name, cell in zip(method.__code__.co_freevars, method.__closure__ or (), strict=True)
    )
    copy = FunctionType(
        method.__code__,
        {**method.__globals__, **named},
        method.__name__,
        method.__defaults__,
        cells,
    )
    copy.__kwdefaults__ = method.__kwdefaults__
    return copy
