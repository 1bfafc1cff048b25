"""The YAML block at the head of a note → `FrontMatter`. No I/O."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from kbsite.dates import parse_date
from kbsite.diagnostics import Code, Diagnostic, error, warning
from kbsite.model import FrontMatter, Property, Scalar
from kbsite.urls import nfc
from kbsite.yaml_nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    YamlMistake,
    parse_yaml,
    plain_value,
    scalar_value,
)

_FLAGS = ("draft", "private", "publish", "published", "unlisted")
_TRUE = frozenset({"true", "yes", "on", "y", "1", "是"})
_FALSE = frozenset({"false", "no", "off", "n", "0", "否"})
_CREATED = ("date", "created")
_UPDATED = ("updated", "modified", "lastmod")

_FENCE = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n")
# What other generators put in front of a note; each line of it may keep the note back.
_FOREIGN = {
    "TOML": re.compile(r"\s*\+\+\+[ \t]*\n(?:(?!\+\+\+).*\n)*\+\+\+[ \t]*$", re.MULTILINE),
    "JSON": re.compile(r"\s*\{[ \t]*\n\s*\"[^\"\n]*\"[ \t]*:"),
}
_FENCE_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"""^["']?[\w.-]+["']?[ \t]*:(\s|$)""", re.MULTILINE)
# Mistyped lines that may say `private` all the same: `private:true`, `private：true`.
_MEANT = re.compile(
    r"""^(?:[ \t]*\{)?[ \t]*["']?(?:draft|private|publish|published|unlisted)["']?[ \t]*[:：]""",
    re.MULTILINE | re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Split(NamedTuple):
    """A note's text cut behind its front matter: the YAML without fences (None where there
    is none), the body, the line of the body's first line, whether the block was closed;
    `foreign` is another language that the front matter is in."""

    yaml: str | None
    body: str
    body_line: int
    closed: bool = True
    foreign: str = ""


def split_front_matter(text: str) -> Split:
    """Cuts `text` (LF line ends). A first line `---` below which no `key:` stands is a
    thematic break, not front matter."""
    opening = _FENCE.match(text)
    if not opening:
        foreign = next((name for name, form in _FOREIGN.items() if form.match(text)), "")
        return Split(None, text, 1, foreign=foreign)
    # Blank lines above are kept, so that lines are counted from the fence.
    blank = "\n" * (text.count("\n", 0, opening.end()) - 1)
    closing = _FENCE_END.search(text, opening.end())
    if not closing:
        paragraph = text[opening.end() :].split("\n\n", 1)[0]
        is_yaml = bool(_KEY_LINE.match(paragraph) or _MEANT.match(paragraph))
        return Split(blank + paragraph if is_yaml else None, text, 1, closed=False)
    block = text[opening.end() : closing.start()]
    if block.strip() and not (_KEY_LINE.search(block) or _MEANT.search(block)):
        return Split(None, text, 1)
    return Split(blank + block, text[closing.end() + 1 :], text.count("\n", 0, closing.end()) + 2)


def parse_front_matter(
    split: Split, path: str, timezone_offset: str
) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """The front matter of the note at `path`. An error among the diagnostics means that the
    note must not be published: what could not be read may have said `private`."""
    if split.foreign:
        hint = "Write it in YAML, between two lines of ---"
        mistake = YamlMistake(f"front matter in {split.foreign} is not read", 0, 1, hint)
        return FrontMatter(), (_at(path, mistake),)
    if split.yaml is None:
        return FrontMatter(), ()
    # Lines count from the opening fence.
    if not split.closed:
        mistake = YamlMistake(
            "the front matter is never closed", 0, 1, "End it with a line that holds only ---"
        )
        return FrontMatter(), (_at(path, mistake),)
    node = parse_yaml(split.yaml)
    if node is None:
        return FrontMatter(), ()
    if not isinstance(node, MappingNode | YamlMistake):
        message = "front matter must be `key: value` lines"
        hint = "Behind the key stand an ASCII colon and a space."
        node = YamlMistake(message, node.line, node.column, hint)
    if isinstance(node, YamlMistake):
        return FrontMatter(), (_at(path, node),)
    reader = _Reader(path, timezone_offset)
    return reader.read(node), tuple(reader.found)


def _at(path: str, mistake: YamlMistake) -> Diagnostic:
    return error(
        "front-matter",
        path,
        mistake.message,
        line=mistake.line + 1,
        column=mistake.column,
        hint=mistake.hint,
    )


class _Reader:
    """Reads one mapping, collecting what is wrong."""

    def __init__(self, path: str, timezone_offset: str) -> None:
        self.path = path
        self.offset = timezone_offset
        self.found: list[Diagnostic] = []

    def read(self, node: MappingNode) -> FrontMatter:
        known: dict[str, Node] = {}
        properties = []
        for key, value in node.entries:
            name = key.text.strip().casefold()
            if name in known:
                self._error(key, f"the key `{name}` stands here twice", "Keep one of them.")
            elif name in _READERS:
                known[name] = value
            else:
                self._check_spelling(key)
                properties.append((key.text, _property(value)))
        fields: dict[str, Any] = {}
        for name, (field, read) in _READERS.items():
            result = read(self, name, known[name]) if name in known else None
            if result is not None:
                fields[field] = _combined(fields.get(field), result)
        if "permalink" in known:
            fields["permalink_line"] = known["permalink"].line + 1
        return FrontMatter(**fields, properties=tuple(properties))

    def _check_spelling(self, key: ScalarNode) -> None:
        near = difflib.get_close_matches(key.text.casefold(), _FLAGS, n=1, cutoff=0.8)
        if near:
            self._add(
                warning,
                "front-matter-key",
                key,
                f"`{key.text}` means nothing to kbsite",
                f"Did you mean `{near[0]}`?",
            )

    def _add(
        self,
        make: Callable[..., Diagnostic],
        code: Code,
        node: Node,
        message: str,
        hint: str,
    ) -> None:
        self.found.append(
            make(code, self.path, message, line=node.line + 1, column=node.column, hint=hint)
        )

    def _error(self, node: Node, message: str, hint: str) -> None:
        self._add(error, "front-matter", node, message, hint)

    def text(self, name: str, node: Node) -> str | None:
        if not isinstance(node, ScalarNode):
            self._error(node, f"`{name}` must be text", "Put the value in quotes, on one line.")
            return None
        return None if node.is_null else _clean(node.text)

    def words(self, name: str, node: Node) -> tuple[str, ...] | None:
        if isinstance(node, ScalarNode):
            parts = [] if node.is_null else re.split(r"[,，、]", node.text)
        elif isinstance(node, SequenceNode):
            parts = []
            for item in node.items:
                if not isinstance(item, ScalarNode):
                    self._error(item, f"`{name}` must be a list of words", "One word an entry.")
                elif not item.is_null:
                    parts.append(item.text)
        else:
            self._error(node, f"`{name}` must be a list", "As in  [first, second]")
            return None
        cleaned = (_clean(part) for part in parts)
        return tuple(dict.fromkeys(part for part in cleaned if part))

    def tags(self, name: str, node: Node) -> tuple[str, ...] | None:
        words = self.words(name, node)
        named = (word.lstrip("#").strip("/ ") for word in words or ())
        return words and tuple(dict.fromkeys(tag for tag in named if tag))

    def flag(self, name: str, node: Node) -> bool | None:
        if isinstance(node, ScalarNode):
            word = node.text.strip().casefold()
            if word in _TRUE:
                return True
            if word in _FALSE:
                return False
            if node.is_null and name != "private":
                return None
        self._error(
            node,
            f"`{name}` is neither true nor false, so the note is kept private",
            "Write true or false.",
        )
        return None

    def date(self, name: str, node: Node) -> str | None:
        if isinstance(node, ScalarNode):
            if node.is_null:
                return None
            if read := parse_date(node.text, self.offset):
                return read
            shown = f"`{name}`: {node.text.strip()!r} is not a date"
        else:
            shown = f"`{name}` must be a date"
        self._error(node, shown, "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.")
        return None


def _clean(text: str) -> str:
    """NFC on one line, without control characters, which no page may hold."""
    return nfc(_CONTROL.sub("", " ".join(text.split())))


def _combined(first: Any, second: Any) -> Any:
    """What two keys of one meaning come to: lists together, a note that one of them keeps
    back kept back, else the first that says something."""
    if isinstance(first, tuple):
        return tuple(dict.fromkeys((*first, *second)))
    if isinstance(first, bool):
        return first and second
    return first or second


def _property(node: Node) -> Property:
    """A property that kbsite has no meaning for, as it is kept."""
    if isinstance(node, ScalarNode):
        return scalar_value(node)
    if isinstance(node, SequenceNode):
        return tuple(_shallow(item) for item in node.items)
    return {key.text: _shallow(value) for key, value in node.entries}


def _shallow(node: Node) -> Scalar:
    if isinstance(node, ScalarNode):
        return scalar_value(node)
    return json.dumps(plain_value(node), ensure_ascii=False)


_READERS: dict[str, tuple[str, Callable[[_Reader, str, Node], Any]]] = {
    "title": ("title", _Reader.text),
    "slug": ("slug", _Reader.text),
    "permalink": ("permalink", _Reader.text),
    "summary": ("summary", _Reader.text),
    "description": ("summary", _Reader.text),
    "tags": ("tags", _Reader.tags),
    "tag": ("tags", _Reader.tags),
    "aliases": ("aliases", _Reader.words),
    "alias": ("aliases", _Reader.words),
    "draft": ("draft", _Reader.flag),
    "private": ("private", _Reader.flag),
    "publish": ("publish", _Reader.flag),
    "published": ("publish", _Reader.flag),
    "unlisted": ("unlisted", _Reader.flag),
    **dict.fromkeys(_CREATED, ("date", _Reader.date)),
    **dict.fromkeys(_UPDATED, ("updated", _Reader.date)),
}
