"""The properties of a note as its page shows them. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from kbsite.compose.tables import cell_html
from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.linking.written_links import holds_link
from kbsite.nouns.views import Cell
from kbsite.urls import fold


def property_label(key: str, config: Config) -> str:
    """What a key of front matter is called, "" for one that holds a link."""
    words = LANGUAGES[config.language]
    for name, label in config.properties.labels.items():
        if fold(name) == fold(key):
            return label
    return words.table_headings.get(fold(key)) or ("" if holds_link(key) else key)


def note_properties(
    cells: Sequence[tuple[str, Cell]], config: Config
) -> tuple[tuple[str, str], ...]:
    """(label, HTML) of those that are shown, in their order; `cells` are all by name."""
    wanted = config.properties
    if wanted.show == "none" or not cells:
        return ()
    places = {fold(name): place for place, name in enumerate(wanted.order)}
    labels = {fold(name): label for name, label in wanted.labels.items()}
    hidden = [fold(glob) for glob in wanted.hide]

    def is_shown(name: str) -> bool:
        if fold(name) in places:
            return True
        return wanted.show == "all" and not any(fnmatchcase(fold(name), glob) for glob in hidden)

    shown = [(name, cell) for name, cell in cells if is_shown(name)]
    shown.sort(key=lambda pair: places.get(fold(pair[0]), len(places)))
    words = LANGUAGES[config.language]
    return tuple(
        (labels.get(fold(name), name), cell_html(cell, config.base_path, words))
        for name, cell in shown
    )
