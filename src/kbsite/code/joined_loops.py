"""The loops of Pygments' RegexLexer and ExtendedRegexLexer, over joined rules. No I/O.

    class Fast(CppLexer, JoinedRegexLexer): ...

They yield what Pygments' own would, at the same moments: an action of a lexer may write what the
reader of its tokens looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from pygments.lexer import ExtendedRegexLexer, LexerContext, RegexLexer
from pygments.token import Error, Text, Whitespace, _TokenType

from kbsite.code.joined_rules import States

Token = tuple[int, _TokenType, str]


class JoinedRegexLexer(RegexLexer):
    """Stands in for RegexLexer."""

    #: The action to take in place of one of the lexer's.
    adapted: Callable[[Any], Any] = staticmethod(lambda action: action)

    def get_tokens_unprocessed(
        self, text: str, stack: Iterable[str] = ("root",)
    ) -> Iterator[Token]:
        return _tokens(self, text, list(stack), None)


class JoinedExtendedRegexLexer(ExtendedRegexLexer):
    """Stands in for ExtendedRegexLexer."""

    adapted: Callable[[Any], Any] = staticmethod(lambda action: action)

    # Pygments' own does not override in a way that types allow either.
    def get_tokens_unprocessed(  # type: ignore[override]
        self, text: str | None = None, context: LexerContext | None = None
    ) -> Iterator[Token]:
        context = context or LexerContext(text, 0)
        return _tokens(self, context.text, context.stack, context)


def _tokens(lexer: Any, text: str, stack: list[str], context: Any) -> Iterator[Token]:
    """The loop of both: the extended one has a `context`, which its actions read and change."""
    states = _states_of(lexer)
    state = states[stack[-1]]
    found: Any
    length = len(text)
    pos, end = (0, length) if context is None else (context.pos, min(context.end, length))
    while True:
        if pos < end:
            character = text[pos]
        elif pos > end < length:
            break
        else:
            character = ""
        match, outcomes, sure, trial = state[character]
        if sure is not None:
            kind, move, width = sure
            if kind is not None:
                yield pos, kind, character
            pos += width
        else:
            outcome = None
            if match is not None:
                found = match(text, pos, end)
                if found is not None:
                    outcome = outcomes[found.lastindex]
            else:
                for match, result in trial.rules:
                    found = match(text, pos, end)
                    if found is not None:
                        outcome = result
                        break
                trial.left -= 1
                if trial.left < 0:
                    state.improve(character, trial)
            if outcome is None:
                if not character:
                    break
                if character == "\n":
                    stack = ["root"]
                    state = states["root"]
                    yield pos, Whitespace if context is None else Text, "\n"
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
                own_match = found if own is None else own(text, pos, end)
                if context is None:
                    yield from action(lexer, own_match)
                else:
                    context.pos, context.stack = pos, stack
                    yield from action(lexer, own_match, context)
                    after, end, stack = context.pos, min(context.end, length), context.stack
                    state = states[stack[-1]]
            elif context is not None:
                # Pygments' extended loop does not move where there is no type.
                after = pos
            pos = after
        if move is not None:
            if move != -1:
                _change(stack, move)
            elif len(stack) > 1:
                stack.pop()
            state = states[stack[-1]]
    if context is not None:
        context.pos, context.stack = pos, stack


def _change(stack: list[str], move: Any) -> None:
    """Changes the stack of states; its last one stays."""
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


class _Kept(NamedTuple):
    """The rules of a lexer as Pygments has them, and by character."""

    raw: Any
    states: States


def _states_of(lexer: Any) -> States:
    """Kept beside the rules: by the lexer's class, or by itself if it has rules of its own."""
    raw = lexer._tokens
    holder = lexer if "_tokens" in vars(lexer) else type(lexer)
    kept: _Kept | None = vars(holder).get("_joined")
    if kept is None or kept.raw is not raw:
        kept = _Kept(raw, States(raw, lexer.adapted))
        holder._joined = kept
    return kept.states
