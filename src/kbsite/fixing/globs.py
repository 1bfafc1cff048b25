"""The globs of `ignore` and `check.ignore` when what they name is moved. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import msgspec

from kbsite.config import Config
from kbsite.fixing.moves import Move, Word
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode
from kbsite.nodes.yaml import parse_yaml
from kbsite.urls import nfc

_SPECIAL = re.compile(r"[*?\[]")


def glob_words(text: str, move: Move) -> Iterator[Word]:
    """The entries that begin with the path of what is moved; `text` is that of `kbsite.yaml`, which
    has no mistakes."""
    node = parse_yaml(text)
    for number, item in enumerate(_items(node, "ignore")):
        if new := _moved(item.text, move):
            applied = partial(_with_glob, number, new)
            yield Word("ignore", item.line, item.column, item.text, new, applied)
    for number, item in enumerate(_items(_value_of(node, "check"), "ignore")):
        code, *glob = item.text.split(maxsplit=1)
        if glob and (new := _moved(glob[0], move)):
            written = item.text[: item.text.index(glob[0], len(code))] + new
            applied = partial(_with_silence, number, f"{code} {new}")
            yield Word("check.ignore", item.line, item.column, item.text, written, applied)


def _items(node: Node | object, key: str) -> list[ScalarNode]:
    """The words of the list (or the one word) that is the value of `key`."""
    value = _value_of(node, key)
    items = value.items if isinstance(value, SequenceNode) else (value,)
    return [item for item in items if isinstance(item, ScalarNode) and item.text.strip()]


def _value_of(node: Node | object, key: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.entries if name.text == key), None)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _moved(glob: str, move: Move) -> str:
    """What a glob has to say then, "" where it may stay, or cannot be said."""
    written = nfc(glob)
    path = written.removeprefix(".").lstrip("/") if written[:2] == "./" else written.lstrip("/")
    if not f"{path}/".startswith(f"{move.old}/") or _SPECIAL.search(move.new):
        return ""
    lead = written[: len(written) - len(path)]
    # One name is looked for in all folders.
    if not lead and path.rstrip("/") == move.old == _name(move.new):
        return ""
    return lead + move.new + path[len(move.old) :]


def _with_glob(number: int, glob: str, config: Config) -> Config:
    globs = list(config.ignore)
    globs[number] = glob
    return msgspec.structs.replace(config, ignore=tuple(globs))


def _with_silence(number: int, entry: str, config: Config) -> Config:
    entries = list(config.check.ignore)
    entries[number] = entry
    check = msgspec.structs.replace(config.check, ignore=tuple(entries))
    return msgspec.structs.replace(config, check=check)
