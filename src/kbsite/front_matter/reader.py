"""The block at the head of a note, in YAML, TOML or JSON → `FrontMatter`. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from kbsite.diagnostics import CODES, Diagnostic, info
from kbsite.front_matter.block import Split
from kbsite.front_matter.flags import FLAGS
from kbsite.front_matter.hash_values import hash_values
from kbsite.front_matter.kept_back import Locks, is_secret, without_secrets
from kbsite.front_matter.property_links import bracketed, links_in, on_one_line
from kbsite.front_matter.unread_names import unread_names
from kbsite.front_matter.values import (
    ValueReader,
    as_property,
    clean,
    cleaned,
    is_of_others,
    key_name,
    language_of,
    meant_key,
    nearest_key,
)
from kbsite.model import Alias, FrontMatter, Positions, PropertyLink
from kbsite.nodes.formats import PARSERS
from kbsite.nodes.tree import (
    COLON_HINT,
    MappingNode,
    Mistake,
    Node,
    ScalarNode,
    as_conflict,
    printable,
    without_controls,
)
from kbsite.settings.macros import read_macros
from kbsite.urls import nfc
from kbsite.words.tags import DEPTH_HINT, is_cut, tags_in, too_deep

_LINE_BREAKS = ("auto", "hard", "soft")
_DELIMITERS = ("dollars", "all")

#: Keys whose values readers see, with links in them.
_SHOWN = frozenset({"title", "summary", "description", "series", "tags", "tag"})
#: Keys by which URLs and links know the note.
_NAMES = frozenset({"slug", "permalink", "id", "aliases", "alias", "redirect_from"})


def parse_front_matter(
    split: Split, path: str, timezone_offset: str
) -> tuple[FrontMatter, Positions, tuple[Diagnostic, ...]]:
    """The front matter of the note at `path`, and where some of it stands. An error among the
    diagnostics means that the note must not be published: what could not be read may have said
    `private`."""
    reader = _Reader(path, split.line, timezone_offset)
    if split.mistake:
        # What a merge put above front matter makes that begin too late.
        above = "\n".join(split.body.split("\n")[: split.mistake.line])
        reader.mistake(as_conflict(above, split.mistake))
        return _unread(split.body), Positions(), tuple(reader.found)
    text = " " * split.indent + split.block
    node = PARSERS[split.language](text) if split.language else None
    if node is None:
        return FrontMatter(), Positions(), ()
    if not isinstance(node, MappingNode | Mistake):
        message = "front matter must be `key: value` lines"
        node = Mistake(message, node.line, node.column, COLON_HINT)
    if isinstance(node, Mistake):
        reader.mistake(node)
        return _unread(split.block), Positions(), tuple(reader.found)
    if split.language == "YAML":
        for place, message, hint in hash_values(text, node):
            reader.warning("front-matter-key", place, message, hint)
    return reader.read(node), reader.positions(), tuple(reader.found)


def _unread(text: str) -> FrontMatter:
    """Of front matter that cannot be read the names, which no link may show."""
    title, aliases = unread_names(text)
    return FrontMatter(title=title, aliases=aliases)


class _Reader(ValueReader):
    """Reads one mapping by its keys; gathers old names and paths in `former`."""

    def __init__(self, path: str, first_line: int, timezone_offset: str) -> None:
        super().__init__(path, first_line, timezone_offset)
        self.former: list[tuple[tuple[int, int], Alias]] = []
        self.id_position = (0, 0)
        self.links: list[tuple[PropertyLink, tuple[int, int]]] = []
        self.locks = Locks()
        self.written: set[str] = set()

    def position(self, node: Node) -> tuple[int, int]:
        """Line and column of a node in the note."""
        return self.above + node.line, node.column

    def positions(self) -> Positions:
        """Where that stands which was read and may turn out wrong later."""
        return Positions(
            self.id_position,
            tuple(position for position, _ in self._in_order()),
            tuple((self.above + line, column) for _, (line, column) in self.links),
        )

    def _in_order(self) -> list[tuple[tuple[int, int], Alias]]:
        return sorted(self.former, key=lambda entry: entry[0])

    def read(self, node: MappingNode) -> FrontMatter:
        known: dict[str, Node] = {}
        self.written = {key_name(key.text) for key, _ in node.entries}
        properties = []
        for key, value in node.entries:
            name = key_name(key.text)
            if name in known:
                self.error(key, f"the key `{name}` stands here twice", "Keep one of them.")
            elif name in _READERS and not is_of_others(name, value):
                known[name] = self._named(name, value)
            else:
                self._check_meaning(name, key, value)
                if is_secret(name):
                    continue
                value = without_secrets(without_controls(bracketed(value)))
                shown = printable(key.text)
                properties.append((shown, as_property(value)))
                self._link(shown, key, value)
        fields: dict[str, Any] = {}
        for name, (field, read) in _READERS.items():
            result = read(self, name, known[name]) if name in known else None
            if result is not None:
                fields[field] = _combined(fields.get(field), result)
        for key, fault, hint in self.locks.faults(fields):
            if not fault:
                self.unknown(key, key.text, hint)
            elif fields.get("draft"):
                self.inform(key, fault, hint)
                fields["private"] = True  # Also where drafts are published.
            else:
                self.error(key, fault, hint)
        macros, delimiters = fields.pop("math", ((), ""))
        if place := next((known[key] for key in ("permalink", "slug") if fields.get(key)), None):
            fields["permalink_line"] = self.above + place.line
        if "id" in known:
            self.id_position = self.position(known["id"])
        return FrontMatter(
            **fields,
            former=tuple(alias for _, alias in self._in_order()),
            math_macros=macros,
            math_delimiters=delimiters,
            properties=tuple(properties),
            links=tuple(link for link, _ in self.links),
        )

    def _named(self, name: str, value: Node) -> Node:
        """The value of a key that kbsite reads. What readers see may hold links; a URL or another
        name of the note may not, and is nothing then."""
        if name in _SHOWN:
            value = value if name in ("tags", "tag") else bracketed(value)
            self._link(name, on_one_line(value))
        elif name in _NAMES:
            value = bracketed(value)
            if found := next(links_in(name, value), None):
                _, (line, column) = found
                at = ScalarNode("", True, line, column)
                message = f"`{name}` holds a link, which is no part of a name or a URL"
                self.warning("front-matter-key", at, message, "Write the plain name.")
                return ScalarNode("", True, value.line, value.column)
        return value

    def _link(self, key: str, *nodes: Node) -> None:
        for node in nodes:
            self.links += links_in(key, node)

    def _check_meaning(self, name: str, key: ScalarNode, value: Node) -> None:
        if self.locks.take(key, value) or name in _OTHERS:
            return
        if near := nearest_key(name, (*FLAGS, "line_breaks")):
            self.unknown(key, key.text, f"Did you mean `{near}`?")
        elif name == "lang":
            hint = "Write one, as in  lang: en"
            self.inform(key, "`lang` is no tag of a language, and says nothing here", hint)
        # Other keys may be another program's: only a slip of a letter or a Chinese name is
        # told, by the way, and only where the key that is meant does not stand here as well.
        elif (near := meant_key(name, _LONG_KEYS)) and near not in self.written:
            self.unknown(key, key.text, f"Did you mean `{near}`?", report=info)

    def tags(self, name: str, node: Node) -> tuple[str, ...] | None:
        words = self.words(name, node)
        if words is None:
            return None
        tags = tuple(dict.fromkeys(tag for word in words for tag in tags_in(word)))
        for tag in filter(is_cut, tags):
            self.warning("tag-levels", node, too_deep(tag), DEPTH_HINT)
        return tags

    def aliases(self, name: str, node: Node) -> tuple[str, ...] | None:
        """Names, and the old places that they tell of."""
        entries = self.word_nodes(name, node)
        if entries is None:
            return None
        for entry in entries:
            self._remember(entry, is_name=not _is_path(entry.text))
        return cleaned(entries)

    def redirect_from(self, name: str, node: Node) -> None:
        """Old places only: the note has no more names by them."""
        for entry in self.word_nodes(name, node) or ():
            self._remember(entry, is_name=False)

    def _remember(self, entry: ScalarNode, *, is_name: bool) -> None:
        # NUL is kept, so that it is refused where the path is read.
        text = nfc(entry.text.strip()) if "\0" in entry.text else clean(entry.text)
        if text:
            self.former.append((self.position(entry), Alias(text, is_name)))

    def check_ignore(self, name: str, node: Node) -> tuple[str, ...] | None:
        """Codes of diagnostics."""
        entries = self.word_nodes(name, node) or []
        for entry in entries:
            if (code := clean(entry.text)) not in CODES:
                near = difflib.get_close_matches(code, CODES, n=1)
                hint = f"Did you mean `{near[0]}`?" if near else ""
                message = f"`{name}`: {code[:60]!r} is no code of a diagnostic"
                self.warning("front-matter-key", entry, message, hint)
        return cleaned(entries)

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


def _is_path(alias: str) -> bool:
    """Whether an alias is an old path or URL: TeX has backslashes, too."""
    return "/" in alias or ("\\" in alias and alias.strip().lower().endswith(".md"))


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
    **dict.fromkeys(("summary", "description"), ("summary", _Reader.text)),
    "series": ("series", _Reader.name),
    **dict.fromkeys(("order", "weight"), ("order", _Reader.number)),
    **dict.fromkeys(("tags", "tag"), ("tags", _Reader.tags)),
    **dict.fromkeys(("aliases", "alias"), ("aliases", _Reader.aliases)),
    "redirect_from": ("former", _Reader.redirect_from),
    "id": ("id", _Reader.text),
    "draft": ("draft", _Reader.flag),
    "private": ("private", _Reader.flag),
    **dict.fromkeys(("publish", "published"), ("publish", _Reader.flag)),
    "unlisted": ("unlisted", _Reader.flag),
    "search": ("search", _Reader.flag),
    "pinned": ("pinned", _Reader.pinned),
    "check_ignore": ("check_ignore", _Reader.check_ignore),
    "lang": ("lang", lambda _, __, node: language_of(node)),
    "line_breaks": ("line_breaks", _Reader.line_breaks),
    "math": ("math", _Reader.math),
    **dict.fromkeys(("date", "created", "publishdate", "pubdate"), ("date", _Reader.date)),
    **dict.fromkeys(("updated", "modified", "lastmod"), ("updated", _Reader.date)),
}

#: Keys of other programs that are near to one of these, and mean something else.
_OTHERS = frozenset({"published_at", "publish_date", "dg-publish", "related"})

#: Those of which a misspelling is no other word, as `height` is of `weight`.
_LONG_KEYS = tuple(name for name in _READERS if len(name) > 4 and name != "weight")
