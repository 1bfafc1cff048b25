"""The values of front matter: text, words, flags, dates, choices. No I/O."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from kbsite.diagnostics import Code, Diagnostic, error, info, warning
from kbsite.front_matter.flags import INVISIBLE
from kbsite.model import Item, Nested, Property
from kbsite.nodes.tree import (
    MappingNode,
    Mistake,
    Node,
    ScalarNode,
    SequenceNode,
    scalar_value,
)
from kbsite.urls import nfc
from kbsite.words.dates import parse_date
from kbsite.words.flags import FALSE, TRUE
from kbsite.words.tags import name_key

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?")
# A comma in a link parts nothing.
_PART = re.compile(r"(?:\[\[[^\[\]\n]*\]\]|[^,，、])+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A list whose items begin with a dash and no space; not a number, nor, behind its key, what may be
# options of a command.
_DASHED = re.compile(r"-[\u3400-\u9fff]")
_DASHED_BELOW = re.compile(r"-[^\W\d_].*\s-[^\W\d_]")
_DASH = re.compile(r"(?:\A|[\s,，、])-")
# What keys are called in Chinese; a date may be one that tables are to show.
_CHINESE = {
    **dict.fromkeys(("标题", "標題"), "title"),
    **dict.fromkeys(("标签", "標籤"), "tags"),
    **dict.fromkeys(("别名", "別名"), "aliases"),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


class ValueReader:
    """Reads values, each None where it says nothing or is wrong; collects what is wrong in
    `found`. `first_line` is where the text of the nodes begins in the note."""

    def __init__(self, path: str, first_line: int, timezone_offset: str) -> None:
        self.path = path
        self.above = first_line - 1
        self.offset = timezone_offset
        self.found: list[Diagnostic] = []

    def mistake(self, mistake: Mistake) -> None:
        """Adds what is wrong with the whole."""
        self.error(mistake, mistake.message, mistake.hint)

    def unknown(
        self,
        key: ScalarNode,
        name: str,
        hint: str,
        report: Callable[..., Diagnostic] = warning,
    ) -> None:
        message = f"`{name}` means nothing to kbsite"
        self._add(report, "front-matter-key", key, message, hint)

    def inform(self, key: ScalarNode, message: str, hint: str) -> None:
        self._add(info, "front-matter-key", key, message, hint)

    def _add(
        self,
        make: Callable[..., Diagnostic],
        code: Code,
        node: Node | Mistake,
        message: str,
        hint: str,
    ) -> None:
        self.found.append(
            make(
                code, self.path, message, line=self.above + node.line, column=node.column, hint=hint
            )
        )

    def warning(self, code: Code, node: Node, message: str, hint: str) -> None:
        self._add(warning, code, node, message, hint)

    def error(self, node: Node | Mistake, message: str, hint: str) -> None:
        self._add(error, "front-matter", node, message, hint)

    def text(self, name: str, node: Node) -> str | None:
        if not isinstance(node, ScalarNode):
            self.error(node, f"`{name}` must be text", "Put the value in quotes, on one line.")
            return None
        return None if node.is_null else clean(node.text)

    def name(self, name: str, node: Node) -> str | None:
        """Text that names a page; as a list it may stand alone."""
        while isinstance(node, SequenceNode) and len(node.items) == 1:
            node = node.items[0]
        if isinstance(node, SequenceNode | MappingNode):
            if isinstance(node, SequenceNode) and not node.items:
                return None
            self.error(node, f"`{name}` must be one name", "A note belongs to one.")
            return None
        read = self.text(name, node)
        if read and not name_key(read.replace("/", "-")):
            self.error(node, f"`{name}`: {read[:60]!r} comes to nothing in a URL", "")
            return None
        return read

    def number(self, name: str, node: Node) -> float | None:
        if isinstance(node, ScalarNode):
            if node.is_null:
                return None
            word = folded(node.text)
            if _NUMBER.fullmatch(word) and math.isfinite(read := float(word)):
                return read
            shown = f"`{name}`: {node.text.strip()[:60]!r} is not a number"
        else:
            shown = f"`{name}` must be a number"
        self.error(node, shown, "Write 3, 2.5 or -1.")
        return None

    def words(self, name: str, node: Node) -> tuple[str, ...] | None:
        entries = self.word_nodes(name, node)
        return None if entries is None else cleaned(entries)

    def word_nodes(self, name: str, node: Node) -> list[ScalarNode] | None:
        """The entries of a list of words, or the parts of a text, as written."""
        if isinstance(node, ScalarNode):
            if node.plain and _is_dashed(name, node):
                return self._without_dashes(node)
            return [] if node.is_null else _parts(node)
        if not isinstance(node, SequenceNode):
            self.error(node, f"`{name}` must be a list", "As in  [first, second]")
            return None
        entries = []
        for item in node.items:
            if not isinstance(item, ScalarNode):
                self.error(item, f"`{name}` must be a list of words", "One word an entry.")
            elif not item.is_null:
                entries.append(item)
        return entries

    def _without_dashes(self, node: ScalarNode) -> list[ScalarNode]:
        """The words of a list whose items are none to YAML, at the place of the first."""
        found = (part for item in _DASH.split(node.text) for part in _PART.findall(item))
        words = [word for part in found if (word := part.strip())]
        message = "a list without spaces behind its dashes is one text to YAML"
        self.warning("front-matter-key", node, message, f"Write each as  - {words[0]}")
        return [ScalarNode(word, False, node.line, node.column) for word in words]

    def flag(self, name: str, node: Node) -> bool | None:
        if isinstance(node, ScalarNode):
            word = folded(node.text)
            if word in TRUE:
                return True
            if word in FALSE:
                return False
            if node.is_null and name != "private":
                return None
        self.error(
            node,
            f"`{name}` is neither true nor false, so the note is kept private",
            "Write true or false.",
        )
        return None

    def pinned(self, name: str, node: Node) -> bool | None:
        """A flag, or a number as other programs sort by: a mistake in it keeps nothing back."""
        word = folded(node.text) if isinstance(node, ScalarNode) else ""
        if word in TRUE or _NUMBER.fullmatch(word):
            return word in TRUE or float(word) > 0
        if word not in FALSE and not (isinstance(node, ScalarNode) and node.is_null):
            message = f"`{name}` is neither true nor false, and says nothing here"
            self.warning("front-matter-key", node, message, "Write true or false.")
        return None

    def date(self, name: str, node: Node) -> str | None:
        if isinstance(node, ScalarNode):
            if node.is_null:
                return None
            if read := parse_date(node.text, self.offset):
                return read
            shown = f"`{name}`: {node.text.strip()[:60]!r} is not a date"
        else:
            shown = f"`{name}` must be a date"
        self.error(node, shown, "Write 2026-05-01 or 2026-05-01 12:30:00 +08:00.")
        return None

    def choice(self, name: str, node: Node, choices: Sequence[str]) -> str | None:
        if isinstance(node, ScalarNode):
            if node.is_null:
                return None
            word = node.text.strip().casefold()
            if word in choices:
                return word
            near = difflib.get_close_matches(word, choices, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else ""
            shown = f"{node.text.strip()[:60]!r} is none of {', '.join(choices)}"
            self.error(node, f"`{name}`: {shown}", hint)
        else:
            self.error(node, f"`{name}` must be one of {', '.join(choices)}", "")
        return None

    def entries(self, name: str, node: Node, hint: str) -> tuple[tuple[ScalarNode, Node], ...]:
        if isinstance(node, MappingNode):
            return node.entries
        if not (isinstance(node, ScalarNode) and node.is_null):
            self.error(node, f"`{name}` must be a mapping", hint)
        return ()


def key_name(text: str) -> str:
    """A key as it is looked up: without case, width and what shows nothing."""
    return folded(INVISIBLE.sub("", text))


def folded(text: str) -> str:
    """A word as it is compared: without case and width."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def language_of(node: Node) -> str:
    """The tag of a language that a value is, as BCP 47 writes it, "" where it is none: Hexo has
    `zh_CN`, and a vault may name a language of another kind."""
    text = node.text.strip().replace("_", "-") if isinstance(node, ScalarNode) else ""
    primary, *rest = text.split("-") if _LANGUAGE.fullmatch(text) else ("",)
    written = (p.upper() if len(p) == 2 else p.title() if len(p) == 4 else p.lower() for p in rest)
    return "-".join((primary.lower(), *written))


def is_switch(node: Node) -> bool:
    """`math: true`, with which other generators load a script."""
    return isinstance(node, ScalarNode) and folded(node.text) in TRUE | FALSE


def is_of_others(name: str, node: Node) -> bool:
    """Whether a key of kbsite has the meaning of other programs here."""
    return (name == "math" and is_switch(node)) or (name == "lang" and not language_of(node))


def clean(text: str) -> str:
    """NFC on one line, without control characters, which no page may hold."""
    return nfc(_CONTROL.sub("", " ".join(text.split())))


def cleaned(entries: Iterable[ScalarNode]) -> tuple[str, ...]:
    """The words of a list, each once."""
    words = (clean(entry.text) for entry in entries)
    return tuple(dict.fromkeys(word for word in words if word))


def _is_dashed(name: str, node: ScalarNode) -> bool:
    """Whether a text, the value of the key `name`, is a list whose dashes lack a space."""
    # What begins left of where its key would end stands below it.
    is_below = node.column <= len(name) + 1
    return bool(_DASHED.match(node.text) or (is_below and _DASHED_BELOW.match(node.text)))


def _parts(node: ScalarNode) -> list[ScalarNode]:
    """The parts of a text divided by commas, on the line of the whole."""
    parts = []
    for found in _PART.finditer(node.text):
        before = len(found.group()) - len(found.group().lstrip())
        # Behind the quote that opens the text, if one does.
        column = node.column + (0 if node.plain else 1) + found.start() + before
        parts.append(ScalarNode(found.group(), False, node.line, column))
    return parts


def as_property(node: Node) -> Property:
    """A property that kbsite has no meaning for, as it is kept."""
    if isinstance(node, ScalarNode):
        return scalar_value(node)
    if isinstance(node, SequenceNode):
        return tuple(map(_item, node.items))
    return {key.text: _item(value) for key, value in node.entries}


def _item(node: Node) -> Item:
    value = as_property(node)
    return Nested(value) if isinstance(value, tuple | dict) else value


def meant_key(name: str, known: tuple[str, ...]) -> str:
    """The key that `name` says in Chinese, or with a slip of a letter; "" for none."""
    near = nearest_key(name, known)
    return _CHINESE.get(name) or (near if abs(len(near) - len(name)) <= 1 else "")


# The same few keys stand in all notes of a site.
@lru_cache(maxsize=1024)
def nearest_key(name: str, known: tuple[str, ...]) -> str:
    """The one of `known` that `name` seems to be a misspelling of, or ""."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    return near[0] if near else ""
