"""Folders of notes as sections of the site. No I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from kbsite.nouns.lists import Folder
from kbsite.urls import Spelling, is_readme, permalink, segment
from kbsite.words.order import OrderKey, order_key


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def folder_permalink(path: str, spell: Spelling = segment) -> str:
    """Where the page of a folder stands."""
    return permalink([spell(name) for name in path.split("/")])


def folder_notes(urls: Mapping[str, str], spell: Spelling) -> frozenset[str]:
    """Notes that stand for the folder they are in: each `index.md`, and a `README.md` whose
    permalink is the folder's. `urls` are permalinks by path."""
    return frozenset(
        path
        for path, url in urls.items()
        if path.endswith("/index.md")
        or (is_readme(path) and url == folder_permalink(_above(path), spell))
    )


def leaf_bundles(paths: Iterable[str], for_folders: Container[str]) -> frozenset[str]:
    """Notes `for_folders` below whose folder is no other note."""
    known = list(paths)
    crowded: set[str] = set()
    for path in known:
        folder = _above(path)
        if path in for_folders:
            folder = _above(folder)
        while folder and folder not in crowded:
            crowded.add(folder)
            folder = _above(folder)
    return frozenset(path for path in known if path in for_folders and _above(path) not in crowded)


def build_folders(
    listed: Sequence[str],
    leaves: frozenset[str],
    orders: Mapping[str, float],
    spell: Spelling,
) -> dict[str, Folder]:
    """Every folder with a listed note below it, by path; "" is the content folder itself.
    Notes are in their order, `orders` by path where they have one; folders are not yet."""
    notes: defaultdict[str, list[str]] = defaultdict(list)
    children: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for path in listed:
        folder = _folder_of(path, leaves)
        notes[folder].append(path)
        counts[folder] += 1
        while folder:
            parent = _above(folder)
            children[parent].add(folder)
            counts[parent] += 1
            folder = parent
    return {
        path: Folder(
            path=path,
            url=folder_permalink(path, spell),
            title=path.rpartition("/")[2],
            notes=tuple(sorted(notes[path], key=lambda note: order_key(orders.get(note), note))),
            folders=tuple(children[path]),
            count=counts[path],
        )
        for path in sorted({"", *counts})
    }


def with_order(folders: Mapping[str, Folder], orders: Mapping[str, float]) -> dict[str, Folder]:
    """The same, subfolders in their order: `orders` by permalink where a note that introduces
    a folder has one."""

    def key(path: str) -> OrderKey:
        return order_key(orders.get(folders[path].url), path)

    return {
        path: msgspec.structs.replace(folder, folders=tuple(sorted(folder.folders, key=key)))
        for path, folder in folders.items()
    }


def _folder_of(path: str, leaves: frozenset[str]) -> str:
    """The folder a note is listed in; one that is alone in its folder as `index.md` or
    `README.md` (a *leaf*) stands for the folder and is listed above it."""
    folder = _above(path)
    return _above(folder) if path in leaves else folder
