"""A Pygments lexer → one that gives the same tokens sooner. No I/O.

The lexer becomes an instance of a class derived from its own, in which another loop stands before
RegexLexer in the order of bases. What Pygments' classes do around that loop stays: they reach it
by `super()`, or by name, and then the derived class has a copy of the method for which that name
means the loop. Lexers that hold or make others, or act on matches by others, have these joined
too. Nothing of Pygments is changed, and a lexer without such a loop stays as it is.
"""

from __future__ import annotations

from types import CellType, FunctionType
from typing import Any, TypeGuard

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer, bygroups, using
from pygments.token import _TokenType

from kbsite.code.joined_loops import JoinedExtendedRegexLexer, JoinedRegexLexer
from kbsite.code.joined_rules import arguments_of

# They have no types.
_bygroups: Any = bygroups
_using: Any = using
_METHOD = "get_tokens_unprocessed"
#: A method that uses these would see that the class is another.
_LOOK_AT_CLASSES = frozenset(("isinstance", "issubclass", "type"))
#: Own class → derived class.
_DERIVED: dict[type, type] = {
    Lexer: Lexer,
    RegexLexer: JoinedRegexLexer,
    ExtendedRegexLexer: JoinedExtendedRegexLexer,
}


def joined(lexer: Lexer) -> Lexer:
    """A copy of `lexer` that gives the same tokens."""
    copy: Lexer = object.__new__(_derived(type(lexer)))
    for name, value in vars(lexer).items():
        vars(copy)[name] = joined(value) if isinstance(value, Lexer) else value
    return copy


def _derived(own: type) -> type:
    if own in _DERIVED:
        return _DERIVED[own]
    methods = (method for base in own.__mro__ for method in vars(base).values())
    if any(_is_extra(method) and _LOOK_AT_CLASSES & _names(method) for method in methods):
        return own
    loop = JoinedExtendedRegexLexer if issubclass(own, ExtendedRegexLexer) else JoinedRegexLexer
    # Pygments keeps the rules, once read, with the very class that was called.
    rules = ("_tokens", "_all_tokens", "_tmpname")
    derived: type = type(own)(
        own.__name__,
        (own, loop) if issubclass(own, RegexLexer) else (own,),
        {
            "__module__": own.__module__,
            "adapted": staticmethod(_adapted),
            **{n: vars(own)[n] for n in rules if n in vars(own)},
        },
    )
    # A class may name itself, so it is known before its names are looked at.
    _DERIVED[own] = derived
    for name in dir(own):
        value = getattr(own, name, None)
        if _is_lexer_class(value):
            setattr(derived, name, _derived(value))
    method = getattr(own, _METHOD)
    if _is_extra(method):
        setattr(derived, _METHOD, _with_derived(method))
    return derived


def _is_lexer_class(value: Any) -> TypeGuard[type]:
    return isinstance(value, type) and issubclass(value, Lexer)


def _is_extra(method: Any) -> TypeGuard[FunctionType]:
    """Whether it is a method, and not one of the lexers' common bases."""
    return isinstance(method, FunctionType) and method.__module__ != Lexer.__module__


def _names(method: FunctionType) -> set[str]:
    """The global names that a method uses."""
    return {*method.__code__.co_names}


def _with_derived(method: FunctionType) -> FunctionType:
    """A copy for which each name of a lexer's class means the derived one."""
    known = method.__globals__
    named = {n: _derived(known[n]) for n in _names(method) if _is_lexer_class(known.get(n))}
    cells = []
    names = method.__code__.co_freevars
    for name, cell in zip(names, method.__closure__ or (), strict=True):
        # What `super()` asks is whose method this is.
        other = name != "__class__" and _is_lexer_class(cell.cell_contents)
        cells.append(CellType(_derived(cell.cell_contents)) if other else cell)
    copy = FunctionType(
        method.__code__, {**known, **named}, method.__name__, method.__defaults__, tuple(cells)
    )
    copy.__kwdefaults__ = method.__kwdefaults__
    return copy


def _adapted(action: Any) -> Any:
    """The same action, for which the lexers that it makes are joined."""
    known = arguments_of(action, _bygroups, _using)
    if known is None:
        return action
    if "args" in known:
        parts = known["args"]
        return _bygroups(*(p if p is None or type(p) is _TokenType else _adapted(p) for p in parts))
    other = known.get("_other")
    if not _is_lexer_class(other):  # It may be `this`.
        return action
    state = {"state": known["gt_kwargs"]["stack"]} if known["gt_kwargs"] else {}
    return _using(_derived(other), **known["kwargs"], **state)
