"""What tells apart the notes that have one title: browsers, search engines and lists of open pages
show a title alone. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def namesakes(titles: Mapping[str, str]) -> dict[str, str]:
    """Path → the folder of a note, or its path, where another note is titled as it is; of
    `titles` by path."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for path, title in titles.items():
        bearers[title.casefold()].append(path)
    found: dict[str, str] = {}
    for paths in bearers.values():
        if len(paths) < 2:
            continue
        folders = [path.rpartition("/")[0] for path in paths]
        are_enough = all(folders) and len(set(folders)) == len(folders)
        for path, folder in zip(paths, folders, strict=True):
            found[path] = folder if are_enough else path.removesuffix(".md")
    return found
