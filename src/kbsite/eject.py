"""WRITES copies of the theme's templates into a site, never over a file that exists."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from kbsite.assets.shadows import PURPOSES, record_line, record_of, state_of
from kbsite.nouns.sources import SourceFile
from kbsite.scaffold import ScaffoldError
from kbsite.scan import theme_templates
from kbsite.words.nearest import NearestName

_STATES = {
    "": "",
    "current": "replaced by this site",
    "changed": "replaced by this site; the theme's has changed since",
    "gone": "replaced by this site; copied from a template that is no more",
    "extends": "this site builds on it",
    "slot": "this site's own",
    "unknown": "replaced by this site, without a record of what it was copied from",
}


def eject(root: Path, path: str) -> Path:
    """Copies the theme's template at `path` into the site in `root`; the file written.

    Raises ScaffoldError where there is none, or the site has one already, OSError."""
    original = _original(path)
    file = _own_file(root, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("xb") as stream:
            stream.write(record_line(path, original.data).encode() + original.data)
    except FileExistsError:
        raise ScaffoldError(
            f"{file} exists already; --diff shows how it differs from the theme's"
        ) from None
    return file


def listing(root: Path) -> Iterator[str]:
    """A line for each template of the theme: its path, what it is for, what the site did."""
    theme = theme_templates()
    width = max(len(path) for path in theme)
    for path in theme:
        state = _STATES[_state(root, path, theme)]
        yield f"{path:{width}}  {PURPOSES.get(path, '')}{f'  [{state}]' if state else ''}".rstrip()


def differences(root: Path, path: str) -> Iterator[str]:
    """From the theme's template to the site's, in unified form without line ends; nothing where
    they are the same but for the record. All shadowed templates for the path "".

    Raises ScaffoldError, OSError."""
    theme = theme_templates()
    chosen = [path] if path else [p for p in theme if _own_file(root, p).is_file()]
    for name in chosen:
        own = _read_own(root, name)
        record = record_of(own)
        source = record.path if record and record.path in theme else name
        before, after = _lines(_original(source).data), _lines(own)
        yield from difflib.unified_diff(
            before,
            after[1:] if record else after,
            f"theme/{source}",
            f"templates/{name}",
            lineterm="",
        )


def accept(root: Path, path: str) -> Path:
    """Records in the site's copy that it was compared with the theme's template as that is now.

    Raises ScaffoldError, OSError."""
    own = _read_own(root, path)
    record = record_of(own)
    source = record.path if record and record.path in theme_templates() else path
    line = record_line(source, _original(source).data).encode()
    mark = b"\xef\xbb\xbf" if own.startswith(b"\xef\xbb\xbf") else b""
    rest = own.removeprefix(mark)
    if record:
        first, newline, rest = rest.partition(b"\n")
        line = line.rstrip() + (b"\r" if first.endswith(b"\r") else b"") + (newline or b"\n")
    file = _own_file(root, path)
    file.write_bytes(mark + line + rest)
    return file


def _original(path: str) -> SourceFile:
    theme = theme_templates()
    if path not in theme:
        names = NearestName(name.removesuffix(".html") for name in theme)
        near = names.find(path.removesuffix(".html"))
        hint = f"did you mean {near}.html?" if near else "`kbsite eject` lists them"
        raise ScaffoldError(f"the theme has no template {path!r}; {hint}")
    return theme[path]


def _own_file(root: Path, path: str) -> Path:
    return root / "templates" / path


def _read_own(root: Path, path: str) -> bytes:
    _original(path)
    file = _own_file(root, path)
    if not file.is_file():
        raise ScaffoldError(f"there is no {file}; `kbsite eject {path}` makes it")
    return file.read_bytes()


def _state(root: Path, path: str, theme: dict[str, SourceFile]) -> str:
    file = _own_file(root, path)
    return state_of(SourceFile(path, "", file.read_bytes()), theme) if file.is_file() else ""


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig", errors="replace").splitlines()
