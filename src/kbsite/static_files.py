"""Files of `static/` as planned outputs: stylesheets and scripts as they are published, others as
they are. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from kbsite.keys import digest_of, key_of
from kbsite.model import PlannedOutput
from kbsite.scripts import joined_modules, shortened
from kbsite.sources import Sources
from kbsite.stylesheets import bundled
from kbsite.stylesheets import shortened as shortened_style
from kbsite.urls import output_path

_PALETTE = "css/palette.css"
_PALETTES = "palettes/"


def assets_folder(sources: Sources, palette: str) -> str:
    """The folder of all of them, which is another when one of them, or the palette, is."""
    files = [(file.path, file.digest) for file in sources.static]
    return f"assets/{digest_of([*files, palette])[:12]}"


class StaticFiles:
    """Those of the last site: they seldom change, and it takes longer to see what belongs together
    than to read a note."""

    def __init__(self) -> None:
        self._key = ""
        self._outputs: list[PlannedOutput] = []

    def of(self, sources: Sources, palette: str) -> list[PlannedOutput]:
        """The outputs of a site whose configuration names `palette`."""
        own = (*sources.scripts, *sources.styles)
        key = key_of([(file.path, file.digest) for file in sources.static], own, palette)
        if key != self._key:
            self._key, self._outputs = key, list(_planned(sources, palette))
        return self._outputs


def _planned(sources: Sources, palette: str) -> Iterator[PlannedOutput]:
    assets, static = assets_folder(sources, palette), sources.static
    files = {file.path: file.data for file in static}
    # Who has a palette of their own has all of it.
    if _PALETTE in sources.styles:
        files[_PALETTE] += b"\n" + files[f"{_PALETTES}{palette}.css"]
    style = key_of([(file.path, file.digest) for file in static], palette)
    scripts = joined_modules(files, sources.scripts)
    for file in static:
        path = output_path(f"/{assets}/{file.path}")
        if file.path.startswith(_PALETTES) and file.path in sources.styles:
            continue
        if file.path.endswith(".css"):
            is_own = file.path not in sources.styles
            yield PlannedOutput(path, style, partial(_style, file.path, files, is_own))
        elif file.path in scripts:
            if script := scripts[file.path]:
                yield PlannedOutput(path, style, partial(shortened, script))
        else:
            yield PlannedOutput(path, file.digest, partial(bytes, file.data))


def _style(path: str, files: Mapping[str, bytes], is_own: bool) -> bytes:
    """A site's own stylesheets are published as they were written."""
    text = bundled(path, files)
    return text if is_own else shortened_style(text)
