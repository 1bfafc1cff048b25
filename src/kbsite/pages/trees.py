"""Trees: all notes by folder, all tags, and what stands around a page. No I/O.

The last is bounded whatever the site is: it is in the context of every note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from kbsite.contexts import Branch
from kbsite.nouns.lists import Folder
from kbsite.pages.references import References
from kbsite.taxonomies import ALL_NOTES_URL

#: Folders nested deeper than this stand side by side, and only so many above a page are shown:
#: templates write a tree by recursion, and browsers build it so.
MAX_DEPTH = 12
#: How many entries of a long list stand on either side of the page itself.
SIDE = 8
#: Levels of folders are open as long as so many entries are seen.
_SEEN = 100

_Item = TypeVar("_Item")


class Trees:
    """Those of one site."""

    def __init__(self, references: References) -> None:
        self._to = references
        self._folders = references.graph.folders
        urls = references.graph.urls
        pages = {folder.url for folder in self._folders.values() if folder.path}
        # A note that stands on a folder's page is in the tree as that folder.
        self._notes = {
            path: tuple(note for note in folder.notes if urls[note] not in pages)
            for path, folder in self._folders.items()
        }
        self._places = {
            note: (path, number)
            for path, notes in self._notes.items()
            for number, note in enumerate(notes)
        }
        self._numbers = {
            child: number
            for folder in self._folders.values()
            for number, child in enumerate(folder.folders)
        }

    # --- all of it ---

    def all_notes(self) -> tuple[Branch, ...]:
        """Every listed note, by folder."""
        return self._below(self._folders[""], 0, self._open_levels())

    def _below(self, folder: Folder, depth: int, opened: int) -> tuple[Branch, ...]:
        """What `folder` holds; `depth` is that of its entries."""
        nests = depth < MAX_DEPTH
        folders = self._children(folder) if nests else self._descendants(folder)
        branches = [
            Branch(
                title=child.title,
                href=self._to.href(child.url),
                count=child.count,
                open=depth < opened,
                branches=self._below(child, depth + 1, opened) if nests else self._own(child),
            )
            for child in folders
        ]
        return (*branches, *self._own(folder))

    def _own(self, folder: Folder) -> tuple[Branch, ...]:
        return tuple(self._note(path) for path in self._notes[folder.path])

    def _note(self, path: str, *, current: bool = False) -> Branch:
        reference = self._to.note(path)
        return Branch(reference.title, reference.href, current=current)

    def _children(self, folder: Folder) -> list[Folder]:
        return [self._folders[path] for path in folder.folders]

    def _descendants(self, folder: Folder) -> Iterator[Folder]:
        waiting = self._children(folder)[::-1]
        while waiting:
            yield (child := waiting.pop())
            waiting += self._children(child)[::-1]

    def _open_levels(self) -> int:
        """How many levels of folders can be open without a long page."""
        level, seen = self._children(self._folders[""]), 0
        for depth in range(MAX_DEPTH):
            seen += sum(len(folder.folders) + len(folder.notes) for folder in level)
            if seen > _SEEN or not level:
                return depth
            level = [child for folder in level for child in self._children(folder)]
        return MAX_DEPTH

    def all_tags(self, key: str = "") -> tuple[Branch, ...]:
        """Every tag below the one of `key`, by their levels, of which there are few."""
        return tuple(
            Branch(
                title=term.name.rpartition("/")[2],
                href=self._to.href(term.url),
                count=len(term.notes),
                branches=self.all_tags(term.key),
            )
            for term in self._to.children(key)
        )

    # --- around a page ---

    def around_note(self, path: str) -> tuple[Branch, ...]:
        """The folders above a listed note and what is listed beside it."""
        if path not in self._places:
            return ()
        name, number = self._places[path]
        folder, notes = self._folders[name], self._notes[name]
        folders = folder.folders[: 2 * SIDE]
        shown, first = _window(notes, number)
        branches = [self._folder(child) for child in folders]
        branches += [self._note(note, current=i == number) for i, note in enumerate(shown, first)]
        if len(folders) + len(shown) < len(folder.folders) + len(notes):
            branches.append(self._rest(folder))
        return self._in_folders((*self._to.folders_above(name + "/"), folder), branches)

    def around_folder(self, path: str) -> tuple[Branch, ...]:
        """The folders above a folder and those beside it."""
        above = (self._folders[""], *self._to.folders_above(path + "/"))
        folders = above[-1].folders
        shown, first = _window(folders, number := self._numbers[path])
        branches = [
            self._folder(child, current=i == number) for i, child in enumerate(shown, first)
        ]
        if len(shown) < len(folders):
            branches.append(self._rest(above[-1]))
        return self._in_folders(above, branches)

    def _folder(self, path: str, *, current: bool = False) -> Branch:
        folder = self._folders[path]
        return Branch(folder.title, self._to.href(folder.url), folder.count, current=current)

    def _rest(self, folder: Folder) -> Branch:
        words = self._to.words
        title = words.all_of_them.replace("{n}", words.number(folder.count))
        return Branch(title, self._to.href(folder.url if folder.path else ALL_NOTES_URL))

    def _in_folders(
        self, above: Sequence[Folder], branches: Sequence[Branch]
    ) -> tuple[Branch, ...]:
        """`branches` below the innermost of `above`; nothing where they are the page alone."""
        named = [folder for folder in above if folder.path][-MAX_DEPTH:]
        if len(branches) < 2 and len(named) < 2:
            return ()
        tree = tuple(branches)
        for folder in reversed(named):
            tree = (Branch(folder.title, self._to.href(folder.url), folder.count, branches=tree),)
        return tree


def _window(items: Sequence[_Item], number: int) -> tuple[Sequence[_Item], int]:
    """The items around that of `number`, and the number of the first of them."""
    first = max(0, number - SIDE)
    return items[first : number + SIDE + 1], first
