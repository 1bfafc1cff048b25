"""Outputs are made, pages in worker processes where there are many. I/O through the cache alone.

A worker is sent contexts of pages and reads the notes they show from the cache, so that it makes no
difference how it was started.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from jinja2 import Environment

from kbsite.cache import CacheReader
from kbsite.compose.body import compose_body
from kbsite.contexts import NoteContext, Page, SiteContext
from kbsite.model import ParsedNote, PlannedOutput
from kbsite.render import render_page
from kbsite.sources import SourceFile
from kbsite.stored_notes import LostNoteError, read_parsed
from kbsite.templates import template_environment

#: Fewer pages than this a worker are not worth starting it.
_PAGES_A_WORKER = 150
_CHUNK = 32


class Look(NamedTuple):
    """What all pages share."""

    templates: tuple[SourceFile, ...]
    site: SiteContext


class Renderer:
    """Makes pages."""

    def __init__(self, look: Look, read: Callable[[NoteContext], ParsedNote]) -> None:
        """`read` gives the note of a page."""
        self.look = look
        self._read = read

    @cached_property
    def _environment(self) -> Environment:
        return template_environment(self.look.templates)

    def render(self, packed: bytes) -> bytes:
        """The bytes of a page whose context is `packed`. Raises RenderError and LostNoteError."""
        page = _decode_page(packed)
        body = ""
        if page.note:
            note, pieces = self._read(page.note)
            links, anchors, site = page.note.links, page.note.anchors, self.look.site
            body = compose_body(note, pieces, links, anchors, site.base_path, site.strings)
        return render_page(self._environment, page, self.look.site, body)


@dataclass(frozen=True, slots=True)
class PageProducer:
    """Makes one page; what a worker has to know of it is what `pack` gives: its context."""

    renderer: Renderer
    pack: Callable[[], bytes]

    def __call__(self) -> bytes:
        return self.renderer.render(self.pack())


def produce_all(
    outputs: Sequence[PlannedOutput], jobs: int, cache: Path
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """Each output with its bytes, in any order, no more than a few at a time. Workers read the
    notes from the file `cache`.

    Raises what `produce` raises."""
    pages, others = [], []
    for output in outputs:
        if isinstance(output.produce, PageProducer):
            pages.append((output, output.produce))
        else:
            others.append(output)
    workers = min(jobs, len(pages) // _PAGES_A_WORKER)
    if workers > 1:
        yield from _in_workers(pages, workers, cache)
    else:
        yield from ((output, produce()) for output, produce in pages)
    yield from ((output, output.produce()) for output in others)


def _in_workers(
    pages: Sequence[tuple[PlannedOutput, PageProducer]], workers: int, cache: Path
) -> Iterator[tuple[PlannedOutput, bytes]]:
    rest = iter(pages)
    begin = (_encode(pages[0][1].renderer.look), cache)
    with ProcessPoolExecutor(workers, initializer=_begin_worker, initargs=begin) as pool:
        waiting: deque[tuple[list[tuple[PlannedOutput, PageProducer]], Future[list[bytes | None]]]]
        waiting = deque()
        while True:
            while len(waiting) < 2 * workers and (chunk := list(islice(rest, _CHUNK))):
                packed = [produce.pack() for _, produce in chunk]
                waiting.append((chunk, pool.submit(render_packed, packed)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            for (output, produce), data in zip(chunk, future.result(), strict=True):
                # A note that is in no cache is for the main process to render.
                yield output, produce() if data is None else data


_encode = msgspec.msgpack.encode
_decode_page = msgspec.msgpack.Decoder(Page).decode
_LOOK = msgspec.msgpack.Decoder(Look)
_worker: list[Renderer] = []


def _begin_worker(look: bytes, path: Path) -> None:
    cache = CacheReader(path)
    _worker[:] = [Renderer(_LOOK.decode(look), lambda note: read_parsed(cache, note.body))]


def render_packed(pages: list[bytes]) -> list[bytes | None]:
    """A worker's share: the bytes of each page, None where its note cannot be read there."""
    made: list[bytes | None] = []
    for page in pages:
        try:
            made.append(_worker[0].render(page))
        except LostNoteError:
            made.append(None)
    return made
