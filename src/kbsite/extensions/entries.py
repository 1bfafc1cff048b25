"""`extensions:` of `kbsite.yaml` → the files it names. READS them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from kbsite.config import FILE_NAME, Config, item_places
from kbsite.diagnostics import Diagnostic, error
from kbsite.real_paths import real_path

_FORM = "Write `folder/file.py:function`; the path counts from the site folder."
_DRIVE = re.compile(r"[A-Za-z]:")


class ExtensionSource(msgspec.Struct, frozen=True):
    """One entry: `path` from the site folder with `/`, the name of a function in it, the place
    of the entry in `kbsite.yaml`; the file's absolute path, digest and bytes."""

    path: str
    function: str
    line: int
    column: int
    file: str
    digest: str
    data: bytes


def file_of(entry: str) -> str:
    """The file that an entry names, by its path from the site folder with `/`; "" where it names
    none below it."""
    # A Windows path has a colon of its own, so the last one counts.
    path = entry.rpartition(":")[0].replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        return ""
    return "/".join(part for part in parts if part not in ("", "."))


def read_extensions(
    root: Path, config: Config
) -> tuple[tuple[ExtensionSource, ...], tuple[Diagnostic, ...]]:
    """What `config` names below `root`, in its order, and what is wrong with the entries."""
    found: list[ExtensionSource] = []
    mistakes: list[Diagnostic] = []
    if not config.extensions:
        return (), ()
    places = item_places(root, "extensions")
    for number, entry in enumerate(config.extensions):
        line, column = places[number] if number < len(places) else (0, 0)
        source = _read(root, entry, line, column)
        if isinstance(source, ExtensionSource) and any(
            (source.file, source.function) == (other.file, other.function) for other in found
        ):
            source = f"{entry!r} stands here twice", "Take one out."
        if isinstance(source, ExtensionSource):
            found.append(source)
        else:
            mistakes.append(at_entry(line, column, *source))
    return tuple(found), tuple(mistakes)


def at_entry(line: int, column: int, message: str, hint: str) -> Diagnostic:
    """A mistake of the entry that stands at this place in `kbsite.yaml`."""
    return error(
        "extension", FILE_NAME, f"`extensions`: {message}", line=line, column=column, hint=hint
    )


def _read(root: Path, entry: str, line: int, column: int) -> ExtensionSource | tuple[str, str]:
    """The entry with its file read, or what is wrong with it and what to do."""
    written, _, function = entry.rpartition(":")
    if not written or not function.isidentifier():
        return f"{entry!r} names no function of a file", _FORM
    if not (path := file_of(entry)):
        return f"{written!r} is not below the site folder", _FORM
    try:
        file = (root / path).resolve(strict=True)
        if not file.is_relative_to(real_path(root)):
            hint = "It is a symbolic link; copy the file into the site folder."
            return f"{path!r} leaves the site folder", hint
        if file.is_dir():
            return f"{path!r} is a folder", _FORM
        if not file.is_file():
            return f"{path!r} is no file", _FORM
        data = file.read_bytes()
    except FileNotFoundError:
        return f"there is no file {path!r}", _FORM
    except (OSError, ValueError, RuntimeError) as fault:
        return f"{path!r} cannot be read: {getattr(fault, 'strerror', None) or fault}", _FORM
    digest = hashlib.sha256(data).hexdigest()
    return ExtensionSource(path, function, line, column, str(file), digest, data)
