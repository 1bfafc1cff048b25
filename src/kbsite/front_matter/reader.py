"""The block at the head of a note, in YAML, TOML or JSON → `FrontMatter`. No I/O."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

from kbsite.diagnostics import Diagnostic
from kbsite.front_matter.block import FLAGS, Split
from kbsite.front_matter.values import ValueReader, as_property, is_switch, key_name
from kbsite.macros import read_macros
from kbsite.model import FrontMatter
from kbsite.nodes.json import parse_json
from kbsite.nodes.toml import parse_toml
from kbsite.nodes.tree import MappingNode, Mistake, Node, ScalarNode
from kbsite.nodes.yaml import COLON_HINT, parse_yaml
from kbsite.tags import DEPTH_HINT, is_cut, too_deep

_PARSERS: dict[str, Callable[[str], Node | Mistake | None]] = {
    "YAML": parse_yaml,
    "TOML": parse_toml,
    "JSON": parse_json,
}
_LINE_BREAKS = ("auto", "hard", "soft")
_DELIMITERS = ("dollars", "all")

# `#a #b` is two tags, `C# #1` one.
_TAG_MARK = re.compile(r"\s+(?=#)")


def parse_front_matter(
    split: Split, path: str, timezone_offset: str
) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """The front matter of the note at `path`. An error among the diagnostics means that the
    note must not be published: what could not be read may have said `private`."""
    reader = _Reader(path, split.line, timezone_offset)
    if split.mistake:
        reader.mistake(split.mistake)
        return FrontMatter(), tuple(reader.found)
    node = _PARSERS[split.language](split.block) if split.language else None
    if node is None:
        return FrontMatter(), ()
    if not isinstance(node, MappingNode | Mistake):
        message = "front matter must be `key: value` lines"
        node = Mistake(message, node.line, node.column, COLON_HINT)
    if isinstance(node, Mistake):
        reader.mistake(node)
        return FrontMatter(), tuple(reader.found)
    return reader.read(node), tuple(reader.found)


class _Reader(ValueReader):
    """Reads one mapping by its keys."""

    def read(self, node: MappingNode) -> FrontMatter:
        known: dict[str, Node] = {}
        properties = []
        for key, value in node.entries:
            name = key_name(key.text)
            if name in known:
                self.error(key, f"the key `{name}` stands here twice", "Keep one of them.")
            elif name in _READERS and not (name == "math" and is_switch(value)):
                known[name] = value
            else:
                self._check_spelling(name, key)
                properties.append((key.text, as_property(value)))
        fields: dict[str, Any] = {}
        for name, (field, read) in _READERS.items():
            result = read(self, name, known[name]) if name in known else None
            if result is not None:
                fields[field] = _combined(fields.get(field), result)
        macros, delimiters = fields.pop("math", ((), ""))
        if "permalink" in known:
            fields["permalink_line"] = self.above + known["permalink"].line
        return FrontMatter(
            **fields,
            math_macros=macros,
            math_delimiters=delimiters,
            properties=tuple(properties),
        )

    def _check_spelling(self, name: str, key: ScalarNode) -> None:
        near = difflib.get_close_matches(name, (*FLAGS, "line_breaks"), n=1, cutoff=0.8)
        if near:
            self.unknown(key, key.text, f"Did you mean `{near[0]}`?")

    def tags(self, name: str, node: Node) -> tuple[str, ...] | None:
        words = self.words(name, node)
        if words is None:
            return None
        parts = (part for word in words for part in _tags_of(word))
        named = (part.lstrip("#").strip("/ ") for part in parts)
        tags = tuple(dict.fromkeys(tag for tag in named if tag))
        for tag in filter(is_cut, tags):
            self.warning("tag-levels", node, too_deep(tag), DEPTH_HINT)
        return tags

    def line_breaks(self, name: str, node: Node) -> str | None:
        chosen = self.choice(name, node, _LINE_BREAKS)
        return None if chosen == "auto" else chosen

    def math(self, name: str, node: Node) -> tuple[tuple[tuple[str, str], ...], str] | None:
        """Macros and delimiters of the note."""
        macros: dict[str, str] = {}
        delimiters = None
        for key, value in self.entries(name, node, "As in  math: {delimiters: all}"):
            if key.text == "delimiters":
                delimiters = self.choice("math.delimiters", value, _DELIMITERS)
            elif key.text != "macros":
                near = difflib.get_close_matches(key.text, ("macros", "delimiters"), n=1)
                hint = f"Did you mean `{near[0]}`?" if near else "Known: macros, delimiters."
                self.unknown(key, f"math.{key.text}", hint)
            elif isinstance(value, MappingNode):
                macros, mistakes = read_macros(value)
                for mistake in mistakes:
                    self.mistake(mistake)
            else:
                self.entries("math.macros", value, r"As in  macros: {R: '\mathbb{R}'}")
        return tuple(sorted(macros.items())), delimiters or ""


def _tags_of(word: str) -> Iterable[str]:
    """The tags in one entry, which may be several if each is marked."""
    return _TAG_MARK.split(word) if word.startswith("#") else (word,)


def _combined(first: Any, second: Any) -> Any:
    """What two keys of one meaning come to: lists together, a note that one of them keeps
    back kept back, else the first that says something."""
    if isinstance(first, tuple):
        return tuple(dict.fromkeys((*first, *second)))
    if isinstance(first, bool):
        return first and second
    if isinstance(first, float):
        return first
    return first or second


_READERS: dict[str, tuple[str, Callable[[_Reader, str, Node], Any]]] = {
    "title": ("title", _Reader.text),
    "slug": ("slug", _Reader.text),
    "permalink": ("permalink", _Reader.text),
    "summary": ("summary", _Reader.text),
    "description": ("summary", _Reader.text),
    "series": ("series", _Reader.name),
    "order": ("order", _Reader.number),
    "weight": ("order", _Reader.number),
    "tags": ("tags", _Reader.tags),
    "tag": ("tags", _Reader.tags),
    "aliases": ("aliases", _Reader.words),
    "alias": ("aliases", _Reader.words),
    "draft": ("draft", _Reader.flag),
    "private": ("private", _Reader.flag),
    "publish": ("publish", _Reader.flag),
    "published": ("publish", _Reader.flag),
    "unlisted": ("unlisted", _Reader.flag),
    "line_breaks": ("line_breaks", _Reader.line_breaks),
    "math": ("math", _Reader.math),
    **dict.fromkeys(("date", "created"), ("date", _Reader.date)),
    **dict.fromkeys(("updated", "modified", "lastmod"), ("updated", _Reader.date)),
}
