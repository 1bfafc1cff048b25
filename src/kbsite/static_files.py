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


def assets_folder(sources: Sources) -> str:
    """The folder of all of them, which is another when one of them is."""
    return f"assets/{digest_of([(file.path, file.digest) for file in sources.static])[:12]}"


class StaticFiles:
    """Those of the last site: they seldom change, and it takes longer to see what belongs together
    than to read a note."""

    def __init__(self) -> None:
        self._key = ""
        self._outputs: list[PlannedOutput] = []

    def of(self, sources: Sources) -> list[PlannedOutput]:
        """The outputs of a site."""
        key = key_of([(file.path, file.digest) for file in sources.static], sources.scripts)
        if key != self._key:
            self._key, self._outputs = key, list(_planned(sources))
        return self._outputs


def _planned(sources: Sources) -> Iterator[PlannedOutput]:
    assets, static = assets_folder(sources), sources.static
    files = {file.path: file.data for file in static}
    style = key_of([(file.path, file.digest) for file in static])
    scripts = joined_modules(files, sources.scripts)
    for file in static:
        path = output_path(f"/{assets}/{file.path}")
        if file.path.endswith(".css"):
            yield PlannedOutput(path, style, partial(_style, file.path, files))
        elif file.path in scripts:
            if script := scripts[file.path]:
                yield PlannedOutput(path, style, partial(shortened, script))
        else:
            yield PlannedOutput(path, file.digest, partial(bytes, file.data))


def _style(path: str, files: Mapping[str, bytes]) -> bytes:
    return shortened_style(bundled(path, files))
