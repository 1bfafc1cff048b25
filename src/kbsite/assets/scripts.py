"""Scripts of the theme as they are published: what a module imports from its folder stands in it,
without comments and needless white space. No I/O.

A browser learns of an import when the file that holds it has arrived, so each costs a trip; and a
third of a module are the types of what it exports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from posixpath import normpath
from typing import NamedTuple

from rjsmin import jsmin

from kbsite.assets.javascript import code_of, names_in, outermost, with_let, with_short_names

# Each begins with the end of the line before: what a pattern begins with is searched for fast.
_IMPORT = re.compile(r"""\nimport (?:\{([^}]*)\}|\* as (\w+)) from "\./([\w-]+\.js)";(?=\n|\Z)""")
#: What is imported for what it does, as a page names it too.
_START = re.compile(r"""\nimport "\./([\w/-]+\.js)";(?=\n|\Z)""")
_EXPORT = re.compile(r"\nexport (?=(?:async )?(?:function|class|const|let) (\w+))")
_DECLARED = re.compile(
    r"\n(?:export )?(?:(?:async )?function\*?|class|const|let) (\w+|[\[{][^\]}]*[\]}])"
)
#: What only a module may say at the start of a line, and is not written above.
_OTHER = re.compile(r"\n(?:import\b(?!\()|export\b)")
_LATE = re.compile(r"""import\("\./([\w/-]+\.js)"\)""")
#: In a script of a site's own.
_NAMED = re.compile(r"""["'`](\.{1,2}/[^"'`\s?#]+\.js)["'`?#]""")
#: Types, which name other modules in the same way.
_TYPES = re.compile(r"/\*\*.*?\*/", re.DOTALL)


#: All that declares a name, written above or not, and what a function around it would change: names
#: beside others, `await` and `var`, and a variable that is another when it was set.
_DECLARES = re.compile(r"(?<![\w$.])(?:class|const|let|function)\b")
_UNUSUAL = re.compile(r",|(?<![\w$.])(?:await|var)\b")
_NESTED = re.compile(r"\n(?:export )?(?:const|let) [\[{][^\]}]*[\[{]")
_SET_LATER = re.compile(r"\nexport let ")


class UnknownModuleError(Exception):
    """A module that says something in a way of its own, or imports itself."""


def joined_modules(static: Mapping[str, bytes], theme: Iterable[str]) -> dict[str, str | None]:
    """Path → text of the scripts `theme`, paths of `static` (path below static/ → bytes), modules
    with what they import in them; None for those that are published in others only.

    One that is imported for what it does is published too: pages name it.
    A module whose imports are not all of the theme (a site's file stands in for one) stays apart,
    and so does all that it imports, and what a site's own scripts name: these are published as they
    are."""
    paths = dict.fromkeys(theme)
    texts = ((path, static[path].decode("utf-8", errors="replace")) for path in paths)
    own = (path for path in static if path.endswith((".js", ".mjs")) and path not in paths)
    named = (name for path in own for name in _named(path, static[path]))
    return dict(_published(tuple(texts), frozenset(named) & frozenset(paths)))


def _named(path: str, text: bytes) -> Iterable[str]:
    """Paths of what a script, written in whatever way, may import."""
    for name in _NAMED.findall(text.decode("utf-8", errors="replace")):
        yield normpath(f"{path.rpartition('/')[0]}/{name}")


@lru_cache(maxsize=2)
def _published(pairs: tuple[tuple[str, str], ...], named: frozenset[str]) -> dict[str, str | None]:
    """Those of `pairs` (path, text), of which a site's own scripts may import `named`. Remembered:
    they are the same whatever else of a site's `static/` changed, and in the next site."""
    texts = dict(pairs)
    modules = {path: _module(path, text) for path, text in texts.items()}
    scripts: dict[str, str | None] = dict(texts)
    joined: dict[str, str] = {}
    for path in texts:
        with suppress(UnknownModuleError):
            joined[path] = _joined([modules[other] for other in _order(path, modules, ())])
    late = {other for module in modules.values() for other in module.late}
    taken = {other.path for module in modules.values() for other in module.taken}
    apart = _with_imports([*named, *(texts.keys() - joined.keys())], modules)
    for path, text in joined.items():
        if path in late or path not in taken | apart:
            scripts[path] = text
        elif path not in apart:
            scripts[path] = None
    return scripts


def _with_imports(paths: Iterable[str], modules: Mapping[str, _Module]) -> set[str]:
    """These modules and all that they take something from, and that these do."""
    found: set[str] = set()
    left = list(paths)
    while left:
        path = left.pop()
        if path in modules and path not in found:
            found.add(path)
            left += [other.path for other in modules[path].taken]
    return found


@lru_cache(maxsize=64)
def shortened(text: str) -> bytes:
    """A script without comments and needless white space, its `const` written as `let`, and what it
    declares by short names. Remembered, as the others of a site are when one of them changes."""
    return f"{with_short_names(with_let(jsmin(text)))}\n".encode()


class _Binding(NamedTuple):
    """A name that a module takes from another; `there` is "" for all that this exports."""

    path: str
    there: str
    here: str


class _Module(NamedTuple):
    """A script in the two forms in which it is published."""

    path: str
    #: Paths of what it imports at once, of that what it takes something from, and of what it may
    #: import later.
    imports: tuple[str, ...]
    taken: tuple[_Binding, ...]
    late: tuple[str, ...]
    folder: str
    #: What it exports, all that stands in its outermost scope but what it takes, and all that may
    #: be a name in it, its own or not.
    exports: tuple[str, ...]
    declared: frozenset[str]
    names: frozenset[str]
    #: Without what it imports: where it is what is joined, and where another imports it.
    entry: str
    body: str
    #: Whether it says something in a way of its own.
    is_odd: bool


@lru_cache(maxsize=256)
def _module(path: str, text: str) -> _Module:
    """Remembered: a server that joins a changed script with the others reads it alone."""
    text = f"\n{text}"
    entry = _START.sub("\n", _IMPORT.sub("\n", text))
    body = _EXPORT.sub("\n", entry)
    imported = [(match.start(), _beside(path, match[3])) for match in _IMPORT.finditer(text)]
    imported += [(match.start(), _beside(path, match[1])) for match in _START.finditer(text)]
    code = code_of(jsmin(body))
    return _Module(
        path,
        tuple(other for _, other in sorted(imported)),
        tuple(one for match in _IMPORT.finditer(text) for one in _bindings(path, match)),
        tuple(_beside(path, name) for name in _LATE.findall(_TYPES.sub("", text))),
        path.rpartition("/")[0],
        tuple(match[1] for match in _EXPORT.finditer(text)),
        frozenset(
            name for found in _DECLARED.findall(body) for name in re.findall(r"[\w$]+", found)
        ),
        names_in(code or ""),
        entry[1:],
        body,
        code is None or _is_odd(text, body, code),
    )


def _is_odd(text: str, body: str, code: str) -> bool:
    """Whether a module is written in a way in which what it declares is not seen for certain."""
    outer = outermost(code)
    return (
        _OTHER.search(body) is not None
        or _UNUSUAL.search(outer) is not None
        or _NESTED.search(body) is not None
        or _SET_LATER.search(text) is not None
        or len(_DECLARES.findall(outer)) != len(_DECLARED.findall(body))
    )


def _bindings(path: str, match: re.Match[str]) -> Iterable[_Binding]:
    other = _beside(path, match[3])
    if match[2]:
        yield _Binding(other, "", match[2])
    for name in (match[1] or "").split(","):
        there, _, here = name.strip().partition(" as ")
        if there:
            yield _Binding(other, there, here or there)


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
    flat = _flat(modules)
    last = modules[-1]
    parts: list[str] = []
    #: What the outermost scope has, by the module that it is of.
    known: set[tuple[str, str]] = set()
    for module in modules:
        takes = "".join(_take(one) for one in module.taken if (one.path, one.here) not in known)
        if module.path in flat:
            known |= {(one.path, one.here) for one in module.taken if one.here == one.there}
            known |= {(module.path, name) for name in module.exports}
            parts.append(takes + (module.entry if module is last else module.body))
        else:
            given = f"return {{ {', '.join(module.exports)} }};"
            parts.append(
                f"const {_name(module.path)} = (() => {{{takes}{module.body}\n{given}\n}})();"
            )
    if last.path not in flat and last.exports:
        parts.append(f"export const {{ {', '.join(last.exports)} }} = {_name(last.path)};")
    return "\n".join(parts)


def _flat(modules: Sequence[_Module]) -> set[str]:
    """Paths of those that may stand in one scope, since no name of one is another's, nor what
    another calls without having it, as `open` of the browser: each that is not costs a function
    around it, and names for what others take from it."""
    apart = {one.path for module in modules for one in module.taken if one.here != one.there}
    #: By name, how many modules mean what is not theirs by it.
    meant = Counter(
        name
        for module in modules
        for name in module.names - module.declared - {one.here for one in module.taken}
    )
    owners: dict[str, str] = {}
    flat: set[str] = set()
    for module in (modules[-1], *modules[:-1]):
        names = dict.fromkeys(module.declared, module.path)
        names |= {
            one.here: one.path if one.here == one.there else module.path for one in module.taken
        }
        if module.path in apart or any(meant[name] for name in names):
            continue
        if all(owners.get(name, path) == path for name, path in names.items()):
            owners |= names
            flat.add(module.path)
    return flat


def _take(binding: _Binding) -> str:
    path, there, here = binding
    if not there:
        return f"\nconst {here} = {_name(path)};"
    return f"\nconst {{ {there if here == there else f'{there}: {here}'} }} = {_name(path)};"


def _name(path: str) -> str:
    """A name that is no other module's: folders and signs are told apart."""
    name = path.removesuffix(".js").replace("/", "$")
    return "$" + re.sub(r"[^\w$]", lambda sign: f"$${ord(sign[0]):x}", name)
