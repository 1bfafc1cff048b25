"""Scripts of the theme as they are published: what a module imports from its folder stands in it,
without comments and needless white space. No I/O.

A browser learns of an import when the file that holds it has arrived, so each costs a trip; and a
third of a module are the types of what it exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

_IMPORT = re.compile(
    r"""^import (?:\{([^}]*)\}|\* as (\w+)) from "\./([\w-]+\.js)";$""", re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
#: What only a module may say at the start of a line, and is not written above.
_OTHER = re.compile(r"^(?:import\b(?!\()|export\b)", re.MULTILINE)
_LATE = re.compile(r"""\bimport\("\./([\w/-]+\.js)"\)""")


class UnknownModuleError(Exception):
    """A module that says something in a way of its own, or imports itself."""


def joined_modules(static: Mapping[str, bytes], theme: Iterable[str]) -> dict[str, str | None]:
    """Path → text of the scripts `theme`, paths of `static` (path below static/ → bytes), modules
    with what they import in them; None for those that are published in others only.

    A module whose imports are not all of the theme (a site's file stands in for one) stays apart,
    and so do those that it imports: a site's own files are published as they are."""
    texts = {path: static[path].decode("utf-8", errors="replace") for path in theme}
    scripts: dict[str, str | None] = dict(texts)
    joined: dict[str, str] = {}
    for path in texts:
        with suppress(UnknownModuleError):
            joined[path] = _joined(_modules(path, texts, ()), texts)
    late = {_beside(path, name) for path, text in texts.items() for name in _LATE.findall(text)}
    imported = {path: set(_imported(path, text)) for path, text in texts.items()}
    for path, text in joined.items():
        importers = {other for other, found in imported.items() if path in found}
        if not importers or path in late:
            scripts[path] = text
        elif importers <= joined.keys():
            scripts[path] = None
    return scripts


def shortened(text: str) -> bytes:
    """A script without comments and needless white space."""
    # Only what is made needs it.
    from rjsmin import jsmin

    return f"{jsmin(text)}\n".encode()


def _beside(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}"


def _imported(path: str, text: str) -> list[str]:
    return [_beside(path, match[3]) for match in _IMPORT.finditer(text)]


def _modules(path: str, texts: Mapping[str, str], above: tuple[str, ...]) -> list[str]:
    """What `path` imports, and what that does, each once and before those that import it."""
    if path in above or path not in texts:
        raise UnknownModuleError(path)
    order: dict[str, None] = {}
    for module in _imported(path, texts[path]):
        order |= dict.fromkeys(_modules(module, texts, (*above, path)))
    return [*order, path]


def _joined(order: Iterable[str], texts: Mapping[str, str]) -> str:
    """One module out of several, the last of which is what it exports."""
    *inner, entry = order
    parts = []
    for path in inner:
        text = _with_imports(path, texts[path])
        names = ", ".join(match[1] for match in _EXPORT.finditer(text))
        body = f"{_EXPORT.sub('', text)}\nreturn {{ {names} }};"
        parts.append(f"const {_name(path)} = (() => {{\n{body}\n}})();")
    text = "\n".join((*parts, _with_imports(entry, texts[entry])))
    if _OTHER.search(_EXPORT.sub("", text)):
        raise UnknownModuleError(entry)
    return text


def _with_imports(path: str, text: str) -> str:
    def taken(match: re.Match[str]) -> str:
        what = f"{{{match[1].replace(' as ', ': ')}}}" if match[1] else match[2]
        return f"const {what} = {_name(_beside(path, match[3]))};"

    return _IMPORT.sub(taken, text)


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.rpartition("/")[2].removesuffix(".js"))
