"""Stylesheets as they are published: what one imports from its folder stands in it, and its
colours have a form that older browsers know. No I/O.

A browser learns of an import when the file that holds it has arrived, so each costs a trip.
`light-dark()` came with Chromium 123, Firefox 120 and Safari 17.5.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_IMPORT = re.compile(
    rb"""^[ \t]*@import[ \t]+["']([^"'/\n]+\.css)["'][ \t]*;[ \t]*$""", re.MULTILINE
)
_COMMENT = rb"/\*.*?(?:\*/|\Z)"
_COMMENTS = re.compile(_COMMENT, re.DOTALL)
# What divides rules and declarations, and what it has no meaning in.
_TOKEN = re.compile(
    _COMMENT + rb"""|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[{};]""",
    re.DOTALL,
)
# White space around what divides is of no use; before a semicolon it may be the whole value. It
# says first what may begin it, and passes over single spaces: most of a sheet is neither.
_NEEDLESS = re.compile(
    rb"""(?=[\s/"'{},;])(?:"""
    + _COMMENT
    + rb"""|("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|\s*([{},])\s*|(;)\s*|\s{2,}|[^\S ])""",
    re.DOTALL,
)
# White space is a part of it where more of it follows.
_ARGUMENT = rb"\s*+((?:[^(),;{}\s]++|\([^();{}]*+\)|\s++(?![,)]))*+)\s*+"
_LIGHT_DARK = re.compile(rb"light-dark\(" + _ARGUMENT + b"," + _ARGUMENT + rb"\)")
# One of two properties has no value, the other is blank, so that this is one of its fallbacks.
_EITHER = rb"var(--if-light, \1) var(--if-dark, \2)"
_WITHOUT = b"@supports not (color: light-dark(red, red))"
# Paper is light.
_SWITCH = (
    _WITHOUT
    + b"""{
:root { --if-light: initial; --if-dark: ; }
@media screen { :root[data-theme="dark"] { --if-light: ; --if-dark: initial; } }
@media screen and (prefers-color-scheme: dark) {
:root:not([data-theme="light"]) { --if-light: ; --if-dark: initial; }
}
}
"""
)
_HOST_SWITCH = (
    _WITHOUT
    + b"""{
:host { --if-light: initial; --if-dark: ; }
@media screen and (prefers-color-scheme: dark) { :host { --if-light: ; --if-dark: initial; } }
}
"""
)


def bundled(path: str, files: Mapping[str, bytes]) -> bytes:
    """The stylesheet at `path` of `files` with its imports written out, each once. Imports from
    elsewhere, and those with a condition, stay.

    Browsers that do not know `light-dark()` are told which colour it is by the system's scheme
    and the `data-theme` of the root."""
    return _with_older_colours(_bundled(path, files, {path}), _SWITCH)


@lru_cache(maxsize=64)
def shortened(text: bytes) -> bytes:
    """A stylesheet without comments and needless white space. Remembered, as the others of a site
    are when one of them changes."""

    def what_counts(found: re.Match[bytes]) -> bytes:
        if found.lastindex:
            return found[found.lastindex]
        return b"" if found.group().startswith(b"/*") else b" "

    return _NEEDLESS.sub(what_counts, text).strip() + b"\n"


def in_shadow_tree(text: bytes) -> bytes:
    """A stylesheet of a shadow tree: older browsers get the colours of the system's scheme."""
    return _with_older_colours(text, _HOST_SWITCH)


def _bundled(path: str, files: Mapping[str, bytes], seen: set[str]) -> bytes:
    def write_out(found: re.Match[bytes]) -> bytes:
        name = posixpath.join(posixpath.dirname(path), found[1].decode(errors="replace"))
        if name not in files:
            return found.group()
        if name in seen:
            return b""
        seen.add(name)
        return _bundled(name, files, seen).rstrip(b"\n")

    return _IMPORT.sub(write_out, files[path])


@lru_cache(maxsize=64)
def _with_older_colours(text: bytes, switch: bytes) -> bytes:
    """`text`, and where it has colours that older browsers do not know, `switch` behind it."""
    parts = list(_for_older_browsers(text)) if b"light-dark(" in text else []
    return b"".join(parts) + b"\n" + switch if len(parts) > 1 else text


def _for_older_browsers(text: bytes) -> Iterator[bytes]:
    """`text` in parts, with another rule behind each that has `light-dark()`. A second
    declaration in the same rule would not do: what is in a custom property, or beside a `var()`,
    passes for valid until it is used."""
    done = start = 0
    selector = b""
    declarations: list[bytes] = []
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark not in (b"{", b"}", b";"):
            continue
        before, start = text[start : token.start()], token.end()
        if mark == b"{":
            selector, declarations = before, []
            continue
        declarations.append(before)
        if mark == b"}":
            expanded = [_LIGHT_DARK.subn(_EITHER, one) for one in declarations]
            rule = b"".join(_bare(one) + b"; " for one, count in expanded if count)
            if rule:
                yield text[done:start]
                yield b"\n%s { %s { %s} }" % (_WITHOUT, _bare(selector), rule)
                done = start
            declarations = []
    yield text[done:]


def _bare(text: bytes) -> bytes:
    return _COMMENTS.sub(b"", text).strip()
