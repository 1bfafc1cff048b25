"""Files of `static/` as planned outputs: stylesheets and scripts as they are published, others as
they are; but those of `static/root/`. No I/O but what is handed to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from kbsite.keys import digest_of, key_of
from kbsite.lazy import Lazy
from kbsite.model import PlannedOutput
from kbsite.scripts import joined_modules, shortened
from kbsite.sources import ROOT, Sources, StaticFile
from kbsite.stylesheets import bundled
from kbsite.stylesheets import shortened as shortened_style
from kbsite.urls import output_path

Read: TypeAlias = Callable[[StaticFile], bytes]

_PALETTE = "css/palette.css"
_PALETTES = "palettes/"
_PUBLISHED = re.compile(r"assets/[0-9a-f]{12}/")


def assets_folder(sources: Sources, palette: str) -> str:
    """The folder of all of them, which is another when one of them, or the palette, is."""
    files = [(file.path, file.digest) for file in _for_assets(sources)]
    return f"assets/{digest_of([*files, palette])[:12]}"


def _for_assets(sources: Sources) -> list[StaticFile]:
    return [file for file in sources.static if not file.path.startswith(ROOT)]


def is_static(path: str) -> bool:
    """Whether the output at `path` lies in such a folder."""
    return _PUBLISHED.match(path) is not None


class StaticFiles:
    """Those of the last site: they seldom change, and it takes longer to see what belongs together
    than to read a note."""

    def __init__(self) -> None:
        self._key = ""
        self._outputs: list[PlannedOutput] = []

    def of(self, sources: Sources, palette: str, read: Read) -> list[PlannedOutput]:
        """The outputs of a site whose configuration names `palette`; `read` gives the bytes of a
        file, where they are wanted."""
        own = (*sources.scripts, *sources.styles)
        key = key_of([(file.path, file.digest) for file in sources.static], own, palette)
        if key != self._key:
            self._outputs = list(_planned(sources, palette, read))
            self._key = key
        return self._outputs


def _planned(sources: Sources, palette: str, read: Read) -> Iterator[PlannedOutput]:
    assets = assets_folder(sources, palette)
    static = _for_assets(sources)
    by_path = {file.path: file for file in static}

    def read_text(path: str) -> bytes:
        text = read(by_path[path])
        # Who has a palette of their own has all of it.
        if path == _PALETTE and path in sources.styles:
            text += b"\n" + read(by_path[f"{_PALETTES}{palette}.css"])
        return text

    texts = Lazy({path: path for path in by_path}, read_text)
    style = key_of([(file.path, file.digest) for file in static], palette)
    scripts = joined_modules(texts, sources.scripts)
    for file in static:
        path = output_path(f"/{assets}/{file.path}")
        if file.path.startswith(_PALETTES) and file.path in sources.styles:
            continue
        if file.path.endswith(".css"):
            is_own = file.path not in sources.styles
            yield PlannedOutput(path, style, partial(_style, file.path, texts, is_own))
        elif file.path in scripts:
            if script := scripts[file.path]:
                yield PlannedOutput(path, style, partial(shortened, script))
        else:
            yield PlannedOutput(path, file.digest, partial(read, file))


def _style(path: str, texts: Mapping[str, bytes], is_own: bool) -> bytes:
    """A site's own stylesheets are published as they were written."""
    text = bundled(path, texts)
    return text if is_own else shortened_style(text)
