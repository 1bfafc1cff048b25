"""A vault of Obsidian → notes, which kbsite reads as they are. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kbsite.diagnostics import counted
from kbsite.front_matter.block import Split, split_front_matter
from kbsite.importers.counting import count
from kbsite.importers.front import values_of
from kbsite.importers.model import (
    Change,
    Conversion,
    Copy,
    Draft,
    Entry,
    Fate,
    Line,
    Made,
    Options,
    Source,
    UnreadableError,
)
from kbsite.importers.posts.patterns import expressions
from kbsite.importers.posts.places import Places, Spot, path_between, root_of, wrapper_of
from kbsite.importers.targets import Targets, standing
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.applying import applied
from kbsite.importers.texts.destinations import links_redirected
from kbsite.importers.texts.line_breaks import has_single_breaks
from kbsite.importers.vault.among import Among
from kbsite.importers.vault.constructs import plugin_fences, plugin_syntax
from kbsite.importers.vault.renamed import Renamed
from kbsite.scanning.vault_settings import APP, breaks_lines, settings_of, template_folders
from kbsite.urls import fold, is_drawing

_ROOTS = (r"((?:[^/]+/)*?)\.obsidian/",)
_CANVAS = "kbsite does not show a canvas, but links to it"
_EXCLUDED = "Obsidian hides it from search (`userIgnoreFilters`), here it is a note as others are"
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def obsidian(source: Source, options: Options) -> Iterator[Made]:
    """The importer: a vault's folder, or one within the source."""
    vault = _Vault(source, options)
    for entry in source.entries:
        yield vault.made(entry)


class _Vault:
    def __init__(self, source: Source, options: Options) -> None:
        self.source = source
        self.options = options
        self.entries = {entry.path: entry for entry in source.entries}
        paths = list(self.entries)
        found = root_of(paths, _ROOTS)
        self.root = wrapper_of(paths) if found is None else found
        self.breaks_lines = breaks_lines(self._settings)
        self.templates = template_folders(self._settings)
        targets = Targets(options.placed, options.reserved)
        self.spots: dict[str, Spot] = {}
        for path, entry in self.entries.items():
            if self._why_not(path) is None:
                inside = path[len(self.root) :]
                is_note = _is_note(path)
                stands = standing(options, entry, is_note=is_note)
                target = targets.path(inside, _placed(inside, is_note), stands)
                called = entry.name[len(self.root) :]
                self.spots[path] = Spot(inside, target, is_note, name=called)
        spots = list(self.spots.values())
        self.places = Places(spots, ("",), "", ())
        self.renamed = Renamed(
            spots, self.places, are_mended=any(e.is_mended for e in source.entries)
        )
        self.among = Among(spots, self.places, options.into, options.others())
        self.excluded, self.refused = _excluded(self._settings(APP).get("userIgnoreFilters"))
        self.number_excluded = sum(spot.is_note and self.excluded(spot.path) for spot in spots)

    def _settings(self, path: str) -> Mapping[str, Any]:
        entry = self.entries.get(self.root + path)
        try:
            return settings_of(self.source.text(entry)) if entry else {}
        except UnreadableError:
            return {}

    def _why_not(self, path: str) -> str | None:
        """Why a file is left where it is."""
        if not path.startswith(self.root):
            return "it is outside of the vault"
        inside = path[len(self.root) :]
        first = inside.partition("/")[0]
        if first == ".obsidian":
            return "settings of Obsidian"
        if first == ".trash":
            return "it was deleted in Obsidian"
        if any(part.startswith(".") for part in inside.split("/")):
            return "it is hidden"
        if _is_note(path) and inside.startswith(self.templates):
            return "a template, which is no note"
        return None

    def _about_excluded(self) -> str:
        """What is said of files that Obsidian hides from its own search alone."""
        said = ""
        if self.number_excluded:
            said = f"; {counted(self.number_excluded, 'note')} of its excluded files came in"
        if self.refused:
            patterns = ", ".join(f"`{pattern[:100]}`" for pattern in self.refused)
            said += f"; excluded files that are wrong or too long: {patterns}"
        return said

    def made(self, entry: Entry) -> Made:
        """What becomes of a file."""
        if why := self._why_not(entry.path):
            about = self._about_excluded() if entry.path == self.root + APP else ""
            return Fate(entry.path, "skipped", why + about)
        spot = self.spots[entry.path]
        if not spot.is_note:
            why = _CANVAS if spot.path.lower().endswith(".canvas") else ""
            return Copy(entry, spot.target, why, spot.path)
        try:
            text = self.source.text(entry)
        except UnreadableError as unreadable:
            return Fate(entry.path, "failed", str(unreadable))
        return self._note(entry, spot, text)

    def _note(self, entry: Entry, spot: Spot, text: str) -> Draft:
        split = split_front_matter(text)
        head = text[: len(text) - len(split.body)]
        lines = [Line(line, split.body_line + n) for n, line in enumerate(split.body.split("\n"))]
        changes: list[Change] = []
        front: Mapping[str, object] = {}
        if split.mistake:
            # What cannot be read may have said that nobody may see the note.
            why = f"it stays text, and the note is a draft: {split.mistake.message}"
            changes.append(Change("front matter", "kept", split.mistake.line, why))
            front = {"draft": True}
        elif self._names_keys(split):
            front, head = self._by_own_names(split, changes), ""
        if re.search(r"^kanban-plugin\s*:", split.block, re.MULTILINE):
            changes.append(Change("Kanban board", "kept", split.line, "it is shown as lists"))
        if self.excluded(spot.path):
            changes.append(Change("excluded note", "kept", 0, _EXCLUDED))
        self.among.told(spot, head, changes)
        counts = count(split.body)
        lines = applied(lines, (*self._conversions(spot), *GENERAL), changes)
        if self.breaks_lines and has_single_breaks(lines):
            changes.append(Change("line breaks", "converted", 0, "`line_breaks: hard` keeps them"))
            front, head = _with_breaks(front, head, split)
        return Draft(entry.path, spot.path, spot.target, front, lines, changes, counts, head)

    def _conversions(self, spot: Spot) -> tuple[Conversion, ...]:
        def redirect(address: str) -> str | None:
            if address.startswith("obsidian://"):
                return self._opened(spot, address)
            now = self.renamed.address(spot, address) if self.renamed else None
            return now or self.among.address(spot, address)

        names = (self.renamed.wikilinks, partial(self.among.wikilinks, spot))
        return (plugin_fences, plugin_syntax, *names, links_redirected(redirect))

    def _opened(self, spot: Spot, address: str) -> str | None:
        """The path to what `obsidian://open?vault=…&file=…` opens, None where that is not here."""
        try:
            name = parse_qs(urlsplit(address).query).get("file", [""])[0]
        except ValueError:
            return None
        path, _, heading = name.partition("#")
        found = self.places.post(spot, f"/{path}") or self.places.file(spot, f"/{path}")
        if not path or not found:
            return None
        behind = f"#{heading}" if heading else ""
        return f"{path_between(spot.target, found.target)}{behind}"

    def _names_keys(self, split: Split) -> bool:
        """Whether the configuration names a property of this note."""
        names = (*self.options.title, *self.options.tags, *self.options.date)
        return any(
            re.search(rf"^{re.escape(name)}\s*:", split.block, re.MULTILINE | re.IGNORECASE)
            for name in names
        )

    def _by_own_names(self, split: Split, changes: list[Change]) -> Mapping[str, object]:
        try:
            values = values_of(split)
        except UnreadableError as unreadable:
            changes.append(Change("front matter", "kept", split.line, str(unreadable)))
            return {"draft": True}
        own = {}
        for key, names in (
            ("title", self.options.title),
            ("tags", self.options.tags),
            ("date", self.options.date),
        ):
            own.update({name.casefold(): key for name in names if key not in values})
        return {own.get(key.casefold(), key): value for key, value in values.items()}


def _excluded(filters: object) -> tuple[Callable[[str], bool], Sequence[str]]:
    """Whether a path is one of the excluded files of a vault: each is the beginning of a path, or
    between slashes an expression; and those that are not heeded."""
    said = [each for each in filters if isinstance(each, str)] if isinstance(filters, list) else []
    regular = [each for each in said if len(each) > 2 and each[0] == each[-1] == "/"]
    begins = tuple(fold(each) for each in said if each.strip("/ ") and each not in regular)
    found = expressions([each[1:-1] for each in regular])
    return lambda path: fold(path).startswith(begins) or found(path), found.refused


def _is_note(path: str) -> bool:
    return path.lower().endswith(".md") and not is_drawing(path)


def _placed(inside: str, is_note: bool) -> str:
    return f"{inside[:-3]}.md" if is_note else inside


def _with_breaks(
    front: Mapping[str, object], head: str, split: Split
) -> tuple[Mapping[str, object], str]:
    """Front matter that says `line_breaks: hard`, as it was written where that is possible."""
    if re.search(r"^line_breaks\s*:", split.block, re.MULTILINE):
        return front, head
    if not head:
        return {**front, "line_breaks": "hard"}, ""
    closings = list(_CLOSING.finditer(head))
    if split.language == "YAML" and closings and not split.block.lstrip().startswith("{"):
        at = closings[-1].start()
        return front, f"{head[:at]}line_breaks: hard\n{head[at:]}"
    try:
        return {**values_of(split), "line_breaks": "hard"}, ""
    except UnreadableError:
        return front, head
