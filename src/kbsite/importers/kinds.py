"""The one ordered table of importers. No I/O.

An importer is a function `(Source, Options) -> Iterator[Draft | Copy | Fate]`; each has one line.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbsite.importers.hexo import hexo
from kbsite.importers.hugo import hugo
from kbsite.importers.jekyll import jekyll
from kbsite.importers.model import Importer
from kbsite.importers.notion.importer import notion
from kbsite.importers.obsidian import obsidian
from kbsite.importers.plain import plain

IMPORTERS: Mapping[str, Importer] = {
    "notion": notion,
    "obsidian": obsidian,
    "hexo": hexo,
    "hugo": hugo,
    "jekyll": jekyll,
    "markdown": plain,
}
