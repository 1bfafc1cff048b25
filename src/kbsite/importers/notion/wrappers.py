"""What of a path only holds the export. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.importers.notion.ids import split_name

_EXPORT = re.compile(r"(?i)export(?:block)?-[0-9a-f]{4}[0-9a-f-]*(?:-part-\d+)?(?:\.zip)?")


def without_wrappers(paths: Sequence[str]) -> dict[str, str]:
    """Paths below what only holds the export: `Export-<uuid>/`, then a folder that all stands in
    and that is no page's (`Private & Shared/`)."""
    bare = {path: path for path in paths}
    for path in paths:
        head, slash, rest = path.partition("/")
        while slash and _EXPORT.fullmatch(head):
            bare[path] = rest
            head, slash, rest = rest.partition("/")
    while True:
        heads = {path.partition("/")[0] for path in bare.values() if not is_contents(path)}
        if len(heads) != 1 or any("/" not in p for p in bare.values() if not is_contents(p)):
            return bare
        head = next(iter(heads))
        if split_name(head)[1]:
            return bare
        bare = {path: bare[path].removeprefix(f"{head}/") for path in paths}


def is_contents(path: str) -> bool:
    """Whether this is the page that Notion lists all others in."""
    return path.casefold() == "index.html"
