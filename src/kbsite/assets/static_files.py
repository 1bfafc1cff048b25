"""Files of `static/` as planned outputs: stylesheets and scripts as they are published, others as
they are; but those of `static/root/`. I/O through the cache and what is handed to it.

Which scripts stand in others is kept in the cache: most builds make none of these files, and need
not even load what does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, partial
from typing import TypeAlias

import msgspec

from kbsite.cache import Cache
from kbsite.keys import digest_of, key_of
from kbsite.memo import Memo
from kbsite.model import PlannedOutput
from kbsite.nouns.lazy import Lazy
from kbsite.nouns.sources import ROOT, Sources, StaticFile
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


class _Within(msgspec.Struct, frozen=True, array_like=True):
    """The scripts of a theme that are published in others only, and the digest of all that tells
    which they are."""

    key: str = ""
    paths: frozenset[str] = frozenset()


class StaticFiles:
    """Those of the last site: they seldom change, and it takes longer to see what belongs together
    than to read a note."""

    def __init__(self, cache: Cache) -> None:
        self._key = ""
        self._outputs: list[PlannedOutput] = []
        self._within = Memo(cache, "scripts", _Within, _Within())

    def of(self, sources: Sources, palette: str, read: Read) -> list[PlannedOutput]:
        """The outputs of a site whose configuration names `palette`; `read` gives the bytes of a
        file, where they are wanted."""
        own = (*sources.scripts, *sources.styles)
        key = key_of([(file.path, file.digest) for file in sources.static], own, palette)
        if key != self._key:
            self._outputs = list(self._planned(key, sources, palette, read))
            self._key = key
        return self._outputs

    def _planned(
        self, key: str, sources: Sources, palette: str, read: Read
    ) -> Iterator[PlannedOutput]:
        texts = _texts(sources, palette, read)
        scripts = cache(partial(_joined, texts, sources.scripts))
        within = self._within.last
        if within.key != key:
            paths = frozenset(path for path, text in scripts().items() if text is None)
            within = self._within.keep(_Within(key, paths))
        assets = assets_folder(sources, palette)
        static = _for_assets(sources)
        style = key_of([(file.path, file.digest) for file in static], palette)
        for file in static:
            path = output_path(f"/{assets}/{file.path}")
            if file.path.startswith(_PALETTES) and file.path in sources.styles:
                continue
            if file.path.endswith(".css"):
                is_own = file.path not in sources.styles
                yield PlannedOutput(path, style, partial(_style, file.path, texts, is_own))
            elif file.path not in sources.scripts:
                yield PlannedOutput(path, file.digest, partial(read, file))
            elif file.path not in within.paths:
                yield PlannedOutput(path, style, partial(_script, file.path, scripts))


def _texts(sources: Sources, palette: str, read: Read) -> Mapping[str, bytes]:
    """The files by path, each read when it is asked for."""
    by_path = {file.path: file for file in _for_assets(sources)}

    def read_text(path: str) -> bytes:
        text = read(by_path[path])
        # Who has a palette of their own has all of it.
        if path == _PALETTE and path in sources.styles:
            text += b"\n" + read(by_path[f"{_PALETTES}{palette}.css"])
        return text

    return Lazy({path: path for path in by_path}, read_text)


def _joined(texts: Mapping[str, bytes], theme: Collection[str]) -> Mapping[str, str | None]:
    from kbsite.assets.scripts import joined_modules

    return joined_modules(texts, theme)


def _script(path: str, scripts: Callable[[], Mapping[str, str | None]]) -> bytes:
    from kbsite.assets.scripts import shortened

    return shortened(scripts()[path] or "")


def _style(path: str, texts: Mapping[str, bytes], is_own: bool) -> bytes:
    """A site's own stylesheets are published as they were written."""
    from kbsite.assets.stylesheets import bundled, shortened

    text = bundled(path, texts)
    return text if is_own else shortened(text)
