"""Scripts of the theme as they are published: what a module imports from its folder stands in it,
without comments and needless white space. No I/O.

A browser learns of an import when the file that holds it has arrived, so each costs a trip; and a
third of a module are the types of what it exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

# Each begins with the end of the line before: what a pattern begins with is searched for fast.
_IMPORT = re.compile(r"""\nimport (?:\{([^}]*)\}|\* as (\w+)) from "\./([\w-]+\.js)";(?=\n|\Z)""")
#: What is imported for what it does, as a page names it too.
_START = re.compile(r"""\nimport "\./([\w/-]+\.js)";(?=\n|\Z)""")
_EXPORT = re.compile(r"\nexport (?=(?:async )?(?:function|class|const|let) (\w+))")
#: What only a module may say at the start of a line, and is not written above.
_OTHER = re.compile(r"\n(?:import\b(?!\()|export\b)")
_LATE = re.compile(r"""import\("\./([\w/-]+\.js)"\)""")
#: Types, which name other modules in the same way.
_TYPES = re.compile(r"/\*\*.*?\*/", re.DOTALL)


class UnknownModuleError(Exception):
    """A module that says something in a way of its own, or imports itself."""


def joined_modules(static: Mapping[str, bytes], theme: Iterable[str]) -> dict[str, str | None]:
    """Path → text of the scripts `theme`, paths of `static` (path below static/ → bytes), modules
    with what they import in them; None for those that are published in others only.

    One that is imported for what it does is published too: pages name it.
    A module whose imports are not all of the theme (a site's file stands in for one) stays apart,
    and so do those that it imports: a site's own files are published as they are."""
    texts = {path: static[path].decode("utf-8", errors="replace") for path in theme}
    modules = {path: _module(path, text) for path, text in texts.items()}
    scripts: dict[str, str | None] = dict(texts)
    joined: dict[str, str] = {}
    for path in texts:
        with suppress(UnknownModuleError):
            joined[path] = _joined([modules[other] for other in _order(path, modules, ())])
    late = {other for module in modules.values() for other in module.late}
    importers: dict[str, set[str]] = {}
    for path, module in modules.items():
        for other in module.taken:
            importers.setdefault(other, set()).add(path)
    for path, text in joined.items():
        if path not in importers or path in late:
            scripts[path] = text
        elif importers[path] <= joined.keys():
            scripts[path] = None
    return scripts


@lru_cache(maxsize=64)
def shortened(text: str) -> bytes:
    """A script without comments and needless white space. Remembered, as the others of a site are
    when one of them changes."""
    # Only what is made needs it.
    from rjsmin import jsmin

    return f"{jsmin(text)}\n".encode()


class _Module(NamedTuple):
    """A script in the two forms in which it is published."""

    #: Paths of what it imports at once, of that what it takes something from, and of what it may
    #: import later.
    imports: tuple[str, ...]
    taken: tuple[str, ...]
    late: tuple[str, ...]
    folder: str
    #: Where it is what is joined.
    entry: str
    #: Where another imports it: what it exports is what a function returns.
    inner: str
    #: Whether it says something in a way of its own.
    is_odd: bool


@lru_cache(maxsize=256)
def _module(path: str, text: str) -> _Module:
    """Remembered: a server that joins a changed script with the others reads it alone."""

    def taken(match: re.Match[str]) -> str:
        what = f"{{{match[1].replace(' as ', ': ')}}}" if match[1] else match[2]
        return f"\nconst {what} = {_name(_beside(path, match[3]))};"

    text = f"\n{text}"
    entry = _START.sub("\n", _IMPORT.sub(taken, text))
    body = _EXPORT.sub("\n", entry)
    names = ", ".join(match[1] for match in _EXPORT.finditer(text))
    started = tuple(_beside(path, name) for name in _START.findall(text))
    imported = tuple(_beside(path, match[3]) for match in _IMPORT.finditer(text))
    return _Module(
        (*started, *imported),
        imported,
        tuple(_beside(path, name) for name in _LATE.findall(_TYPES.sub("", text))),
        path.rpartition("/")[0],
        entry[1:],
        f"const {_name(path)} = (() => {{{body}\nreturn {{ {names} }};\n}})();",
        _OTHER.search(body) is not None,
    )


def _beside(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}"


def _order(path: str, modules: Mapping[str, _Module], above: tuple[str, ...]) -> list[str]:
    """What `path` imports, and what that does, each once and before those that import it."""
    if path in above or path not in modules:
        raise UnknownModuleError(path)
    order: dict[str, None] = {}
    for module in modules[path].imports:
        order |= dict.fromkeys(_order(module, modules, (*above, path)))
    return [*order, path]


def _joined(modules: Sequence[_Module]) -> str:
    """One module out of several, the last of which is what it exports. What another imports later
    is named from where that lies."""
    folders = {module.folder for module in modules if module.late}
    if any(module.is_odd for module in modules) or folders - {modules[-1].folder}:
        raise UnknownModuleError
    *inner, entry = modules
    return "\n".join((*(module.inner for module in inner), entry.entry))


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))
