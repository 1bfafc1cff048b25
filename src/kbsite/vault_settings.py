"""What the settings of a vault of Obsidian say of its notes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

#: The folder of a vault that holds its settings.
VAULT = ".obsidian"
#: The files that are asked, below the folder of the vault.
APP = f"{VAULT}/app.json"
_TEMPLATES = (
    (f"{VAULT}/templates.json", "folder"),
    (f"{VAULT}/plugins/templater-obsidian/data.json", "templates_folder"),
)
SETTINGS = (APP, *(path for path, _ in _TEMPLATES))

#: What such a file says; nothing where there is none.
ReadSettings: TypeAlias = Callable[[str], Mapping[str, Any]]


def settings_of(written: str | bytes) -> Mapping[str, Any]:
    """What a file of settings says; nothing where it cannot be read."""
    try:
        read = msgspec.json.decode(written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def breaks_lines(read: ReadSettings) -> bool:
    """Whether a single line break is shown as a break."""
    return read(APP).get("strictLineBreaks") is not True


def template_folders(read: ReadSettings) -> tuple[str, ...]:
    """The folders of what notes are made from, below that of the vault, each with a / behind it."""
    said = (read(path).get(key) for path, key in _TEMPLATES)
    names = (name.strip("/") for name in said if isinstance(name, str))
    return tuple(f"{name}/" for name in dict.fromkeys(names) if name)
