"""What the settings of a vault of Obsidian say of its notes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
#: Those that name a note each, of daily notes and the like.
_PERIODIC = (f"{VAULT}/daily-notes.json", f"{VAULT}/plugins/periodic-notes/data.json")
SETTINGS = (APP, *(path for path, _ in _TEMPLATES), *_PERIODIC)

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
    """The folders of what notes are made from, below that of the vault, each with a / behind it;
    and the notes outside of them that are such templates."""
    said = (read(path).get(key) for path, key in _TEMPLATES)
    names = (name.strip("/") for name in said if isinstance(name, str))
    folders = tuple(f"{name}/" for name in dict.fromkeys(names) if name)
    notes = dict.fromkeys(_templates(read))
    return (*folders, *(note for note in notes if not note.startswith(folders)))


def _templates(read: ReadSettings) -> Iterator[str]:
    for path in _PERIODIC:
        settings = read(path)
        for each in (settings, *settings.values()):
            name = each.get("template") if isinstance(each, Mapping) else None
            if isinstance(name, str) and (bare := name.strip("/ ")):
                yield bare if bare.lower().endswith(".md") else f"{bare}.md"
