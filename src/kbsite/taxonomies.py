"""Tags with their parents, and folders as sections. No I/O."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kbsite.model import Folder, Note, Term
from kbsite.urls import Spelling, fold, natural_key, nfc, permalink, segment

TAGS_URL = "/tags/"
ARCHIVE_URL = "/archive/"
#: Pages that every site has.
FIXED_URLS = ("/", TAGS_URL, ARCHIVE_URL)


def term_key(tag: str) -> str:
    """What two spellings of a tag share: `Deep Learning` and `deep-learning` are one."""
    return "/".join(fold(segment(part)) for part in tag.split("/") if segment(part))


def build_terms(notes: Iterable[Note], spell: Spelling = segment) -> tuple[Term, ...]:
    """The tags of `notes`, by key; a note with `a/b` also stands under `a`. Notes keep
    their order. A tag is named as most notes spell it; `spell` makes its permalink."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in notes:
        keys: dict[str, str] = {}
        for tag in note.tags:
            parts = [part for part in nfc(tag).split("/") if segment(part)]
            for end in range(1, len(parts) + 1):
                keys.setdefault(term_key("/".join(parts[:end])), "/".join(parts[:end]))
        for key, name in keys.items():
            members[key].append(note.path)
            spellings[key][name] += 1
    names: dict[str, str] = {}
    for key in sorted(members):
        spelt = min(spellings[key], key=lambda name: (-spellings[key][name], name))
        # A child stands under its parent as that is spelt.
        parent = names.get(key.rpartition("/")[0], "")
        own = spelt.rpartition("/")[2]
        names[key] = f"{parent}/{own}" if parent else own
    return tuple(
        Term(key, name, term_permalink(name, spell), tuple(members[key]))
        for key, name in names.items()
    )


def term_permalink(name: str, spell: Spelling = segment) -> str:
    """Where the page of a tag stands."""
    return permalink(["tags", *map(spell, name.split("/"))])


def folder_permalink(path: str, spell: Spelling = segment) -> str:
    """Where the page of a folder stands."""
    return permalink([spell(name) for name in path.split("/")])


def folder_of(path: str, leaves: frozenset[str]) -> str:
    """The folder a note is listed in; one that is alone in its folder as `index.md`
    (a *leaf*) stands for the folder and is listed above it."""
    folder = posixpath.dirname(path)
    return posixpath.dirname(folder) if path in leaves else folder


def leaf_bundles(paths: Iterable[str]) -> frozenset[str]:
    """Notes named `index.md` below whose folder is no other note."""
    known = list(paths)
    crowded: set[str] = set()
    for path in known:
        folder = posixpath.dirname(path)
        if posixpath.basename(path) == "index.md":
            folder = posixpath.dirname(folder) if folder else ""
        while folder and folder not in crowded:
            crowded.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(
        path
        for path in known
        if path.endswith("/index.md") and posixpath.dirname(path) not in crowded
    )


def build_folders(
    listed: Sequence[str], leaves: frozenset[str], spell: Spelling = segment
) -> dict[str, Folder]:
    """Every folder with a listed note below it, by path; "" is the content folder itself."""
    notes: defaultdict[str, list[str]] = defaultdict(list)
    children: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for path in listed:
        folder = folder_of(path, leaves)
        notes[folder].append(path)
        counts[folder] += 1
        while folder:
            parent = posixpath.dirname(folder)
            children[parent].add(folder)
            counts[parent] += 1
            folder = parent
    return {
        path: Folder(
            path=path,
            url=folder_permalink(path, spell),
            title=posixpath.basename(path),
            notes=tuple(sorted(notes[path], key=natural_key)),
            folders=tuple(sorted(children[path], key=natural_key)),
            count=counts[path],
        )
        for path in sorted({"", *counts})
    }
