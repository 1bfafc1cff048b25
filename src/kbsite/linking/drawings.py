"""Drawings of Excalidraw are no notes: readers see the picture that was exported beside one.
No I/O.

The plugin names them `x.excalidraw.svg` or `x.svg`, also `.png`, and for two themes
`x.excalidraw.light.svg` and `x.excalidraw.dark.svg`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from kbsite.urls import fold, is_drawing
from kbsite.words.names import Names, folded_name

_ENDING = ".excalidraw"
_PICTURES = (".svg", ".png")
_THEMES = ("", ".light", ".dark")


class Exported(NamedTuple):
    """A drawing ("" where there are only pictures of it) and its picture, which may have another
    for dark pages; "" where there is none."""

    drawing: str
    picture: str = ""
    dark: str = ""


class Drawings:
    """Those among the attachments of a site."""

    def __init__(self, attachments: Iterable[str]) -> None:
        self._files: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._names = Names()
        for path in attachments:
            if not is_drawing(path):
                self._files[fold(path)] = path
            name = _name_of(path)
            if name:
                self._paths.setdefault(fold(name), name)
                self._names.add_tails(name, name)
        self._drawn = {fold(_name_of(path)): path for path in attachments if is_drawing(path)}

    def at(self, path: str) -> Exported | None:
        """The drawing at a path; its `.md` may be left out."""
        name = self._paths.get(fold(path).removesuffix(".md"))
        return self._exported(name) if name else None

    def named(self, source: str, name: str) -> Exported | None:
        """The drawing that a link in the note at `source` calls `name`, the last segments of its
        path."""
        bearers = self._names.find(folded_name(name).removesuffix(".md"))
        return self._exported(bearers.nearest(source)) if bearers else None

    @cached_property
    def _pictures(self) -> Names:
        """Those of the site, by the names of their files."""
        names = Names()
        for path in self._files.values():
            if path.lower().endswith(_PICTURES):
                names.add(path.rpartition("/")[2], path, published=True)
        return names

    def elsewhere(self, drawing: str) -> str:
        """The picture of a drawing that lies in another folder, the nearest of several; "" where
        there is none."""
        name = _name_of(drawing).rpartition("/")[2]
        for stem in (name, name[: -len(_ENDING)]):
            for suffix in (f"{theme}{suffix}" for suffix in _PICTURES for theme in _THEMES):
                if found := self._pictures.find(folded_name(stem + suffix)):
                    return found.nearest(drawing)
        return ""

    def _exported(self, name: str) -> Exported:
        drawing = self._drawn.get(fold(name), "")
        for stem in (name, name[: -len(_ENDING)]):
            for suffix in _PICTURES:
                plain, light, dark = (
                    self._files.get(fold(f"{stem}{theme}{suffix}"), "") for theme in _THEMES
                )
                picture = light if light and dark else plain or light or dark
                if picture:
                    return Exported(drawing, picture, dark if dark != picture else "")
        return Exported(drawing)


def _name_of(path: str) -> str:
    """The path of the drawing without `.md` that a file is, or that it is a picture of; "" for what
    is neither."""
    folded = path.lower()
    if is_drawing(path):
        return path[: folded.rindex(_ENDING) + len(_ENDING)]
    end = folded.rfind(_ENDING + ".") + len(_ENDING)
    if end < len(_ENDING) or not folded.endswith(_PICTURES) or "/" in folded[end:]:
        return ""
    return path[:end]
