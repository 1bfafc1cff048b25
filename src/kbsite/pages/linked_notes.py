"""What the notes of a small site link to, as a list. No I/O."""

from __future__ import annotations

import posixpath
from collections import defaultdict

from kbsite.contexts import LinkedFolder, LinkedNote
from kbsite.nouns.link_map import targets_of
from kbsite.pages.references import References
from kbsite.words.order import order_key

#: Where there are more notes, the page would be longer than anybody reads.
MOST = 300


def linked_notes(references: References) -> tuple[LinkedFolder, ...]:
    """Every note that is in lists or introduces one, by folder; nothing where there are many."""
    graph = references.graph
    shown = graph.urls.keys() - graph.unlisted
    if len(shown) > MOST:
        return ()
    folders: defaultdict[str, list[LinkedNote]] = defaultdict(list)
    for path in sorted(shown, key=lambda path: order_key(None, path)):
        targets = dict.fromkeys(targets_of(graph.resolutions[path], path))
        links = [references.note(to) for to in targets if to not in graph.unlisted]
        folders[posixpath.dirname(path)].append(LinkedNote(references.note(path), tuple(links)))
    return tuple(
        LinkedFolder(_title(folder, references), tuple(notes)) for folder, notes in folders.items()
    )


def _title(path: str, references: References) -> str:
    folders = references.graph.folders
    return folders[path].title if path and path in folders else posixpath.basename(path)
