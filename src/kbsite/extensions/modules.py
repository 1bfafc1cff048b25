"""The functions that a site names, from files as they were read. No I/O of its own, yet it runs
the site's code.

A module is named by the digest of its file, so that one that was edited is another, and
nothing is left of the old one. No bytecode is written.
"""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import NamedTuple

from kbsite.diagnostics import Diagnostic
from kbsite.extensions.entries import ExtensionSource, at_entry
from kbsite.extensions.faults import CAUGHT, Extension, fault_of
from kbsite.keys import digest_of

# The newest module of each file of this process, with the digest of what it was made of.
_MODULES: dict[str, tuple[str, ModuleType]] = {}

_SIGNATURES = (
    "A Markdown rule takes one parameter (md), an output two (graph, config); "
    "those with a default do not count."
)


class Extensions(NamedTuple):
    """A site's own rules and outputs, each in the order of `kbsite.yaml`."""

    rules: tuple[Extension, ...] = ()
    outputs: tuple[Extension, ...] = ()

    @property
    def rule_functions(self) -> tuple[Callable[..., None], ...]:
        return tuple(rule.function for rule in self.rules)

    @property
    def rule_sources(self) -> tuple[ExtensionSource, ...]:
        return tuple(rule.source for rule in self.rules)


def load_extensions(
    sources: Iterable[ExtensionSource],
) -> tuple[Extensions, tuple[Diagnostic, ...]]:
    """Runs each file once and finds the functions in it; what is wrong with them."""
    found: dict[int, list[Extension]] = {1: [], 2: []}
    mistakes: list[Diagnostic] = []
    broken: set[str] = set()
    for source in sources:
        if source.file in broken:
            continue
        try:
            module = _module_of(source)
        except CAUGHT as fault:
            broken.add(source.file)
            mistakes.append(fault_of(fault, source, "while it is imported"))
            continue
        function = vars(module).get(source.function)
        if mistake := _fault_of_function(source, module, function):
            mistakes.append(at_entry(source.line, source.column, *mistake))
        else:
            found[_required(function)].append(Extension(source, function))
    return Extensions(tuple(found[1]), tuple(found[2])), tuple(mistakes)


def is_any_loaded() -> bool:
    """Whether this process has run code of a site."""
    return bool(_MODULES)


def _module_of(source: ExtensionSource) -> ModuleType:
    """The module of a file as it was read. Raises what it raises."""
    digest, known = _MODULES.get(source.file, ("", None))
    if known and digest == source.digest:
        return known
    code = compile(source.data, source.file, "exec", dont_inherit=True)
    module = ModuleType(f"kbsite_extension_{digest_of(source.file, source.digest)[:16]}")
    module.__file__ = source.file
    # Dataclasses, among others, look their module up.
    sys.modules[module.__name__] = module
    try:
        exec(code, module.__dict__)
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise
    if known:
        sys.modules.pop(known.__name__, None)
    _MODULES[source.file] = (source.digest, module)
    return module


def _fault_of_function(
    source: ExtensionSource, module: ModuleType, function: object
) -> tuple[str, str] | None:
    """What is wrong with what the entry names, and what to do."""
    where = f"`{source.function}` of {source.path}"
    if source.function not in vars(module):
        names = [name for name, value in vars(module).items() if inspect.isfunction(value)]
        near = difflib.get_close_matches(source.function, names, n=1)
        hint = f"It has: {', '.join(names)}." if names else "It has no function at all."
        hint = f"Did you mean `{near[0]}`?" if near else hint
        return f"there is no function `{source.function}` in {source.path}", hint
    if not callable(function):
        return f"{where} is no function, it is {type(function).__name__}", _SIGNATURES
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        return f"{where} is async", "Write it without `async`: kbsite calls plain functions."
    try:
        number = _required(function)
        hash(function)
    except (TypeError, ValueError):
        return f"{where} cannot be called by kbsite", _SIGNATURES
    if number in (1, 2):
        return None
    if number < 0:
        return f"{where} takes parameters by name only", _SIGNATURES
    return f"{where} takes {number} parameters", _SIGNATURES


def _required(function: object) -> int:
    """How many parameters have to be given, -1 where some have to be given by name."""
    assert callable(function)
    number = 0
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            return -1
        number += parameter.kind in (
            parameter.POSITIONAL_ONLY,
            parameter.POSITIONAL_OR_KEYWORD,
        )
    return number
