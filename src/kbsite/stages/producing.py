"""Outputs are made, pages by other processes if there are any. I/O through the cache alone.

Such a process is sent contexts of pages and reads the notes they show from the cache, so that it
makes no difference how it was started.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec

from kbsite.cache import CacheReader
from kbsite.contexts import Page
from kbsite.diagnostics import Diagnostic, error
from kbsite.model import PlannedOutput
from kbsite.nouns.sources import SourceFile
from kbsite.processes.pool import HINT
from kbsite.processes.standby import Standby
from kbsite.processes.starting import can_fork
from kbsite.processes.workers import Crew, share_out
from kbsite.stages.rendering import Look, Renderer, compiled_here
from kbsite.stages.stored_notes import LostNoteError, read_parsed

#: Fewer pages than this a worker are not worth starting it.
_PAGES_A_WORKER = 150
#: With so many pages and Markdown files this process holds 100 MB and more, and new workers take
#: less than they cost.
_LARGE = 2500
#: How many shares a worker may wait for what takes longest: the math font, as long as 500 pages.
#: More would fill the memory with pages.
_AHEAD = 16


class PageProducer(msgspec.Struct, frozen=True):
    """Makes one page, that at a URL, of which `makes` has the context. What a worker has to know of
    it is its context: `packed` already, or still to be made. A build has one for every page."""

    renderer: Renderer
    makes: Mapping[str, Callable[[], Page]]
    url: str
    packed: bytes | None
    is_markdown: bool = False

    def context(self) -> Page:
        return self.makes[self.url]()

    def pack(self) -> bytes:
        return _encode(self.context()) if self.packed is None else self.packed

    def item(self) -> bytes | MarkdownItem:
        """What a worker is sent."""
        return MarkdownItem(self.pack()) if self.is_markdown else self.pack()

    def __call__(self) -> bytes:
        make = self.renderer.markdown if self.is_markdown else self.renderer.render
        return make(self.pack())


class MarkdownItem(NamedTuple):
    """The context of a page that is to be made as Markdown."""

    packed: bytes


def produce_all(
    outputs: Sequence[PlannedOutput], jobs: int, cache: Path, standby: Standby
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """Each output with its bytes, in any order, no more than a few at a time. Other processes read
    the notes from the file `cache`.

    Raises what `produce` raises."""
    pages = _pages_of(outputs)
    workers = _workers_for(pages, jobs)
    if workers <= 1:
        yield from _beside(outputs, pages, cache, standby)
        return
    # What takes longest first.
    shared = [*(output for output in outputs if output.travels), *pages]
    paths = {output.path for output in shared}
    own = [output for output in outputs if output.path not in paths]
    # This process would wait for the others, and they then for it.
    turn = len(own) // len(shared) + 1
    rest = iter(own)
    for made in _in_workers(shared, workers, cache, is_large=len(pages) > _LARGE):
        yield made
        yield from ((output, output.produce()) for output in islice(rest, turn))
    yield from ((output, output.produce()) for output in rest)


def made_ready(outputs: Sequence[PlannedOutput], jobs: int) -> Iterator[None]:
    """Loads here, step by step, what each worker would load to make `outputs`, where there will be
    some that have it from this process; it is not loaded again when they are to be made."""
    pages = _pages_of(outputs)
    if _workers_for(pages, jobs) > 1 and len(pages) <= _LARGE and can_fork():
        yield from _first_made(outputs)


def _pages_of(outputs: Iterable[PlannedOutput]) -> list[PlannedOutput]:
    return [output for output in outputs if isinstance(output.produce, PageProducer)]


def _workers_for(pages: Sequence[PlannedOutput], jobs: int) -> int:
    return min(jobs, len(pages) // _PAGES_A_WORKER)


def _beside(
    outputs: Sequence[PlannedOutput], pages: Sequence[PlannedOutput], cache: Path, standby: Standby
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """The same with few pages, made by the process that stands by, if there is one."""
    if standby.is_there and pages:
        renderer = _renderer_of(pages)
        begin = partial(_begin, _encode(renderer.look), cache)
        made = standby.ask(_items_of(pages), begin, _death)
        told = standby.ask([renderer.look.templates], _teller, _death_of_code)
        others = (one for one in outputs if not isinstance(one.produce, PageProducer))
        yield from ((output, output.produce()) for output in others)
        yield from _each_made(pages, made)
        renderer.learn(dict(*told))
    else:
        yield from ((output, output.produce()) for output in outputs)


def _in_workers(
    outputs: Sequence[PlannedOutput], workers: int, cache: Path, is_large: bool
) -> Iterator[tuple[PlannedOutput, bytes]]:
    made = share_out(
        _items_of(outputs),
        partial(_begin, _encode(_renderer_of(outputs).look), cache),
        _death,
        Crew(
            workers,
            ahead=_AHEAD,
            is_large=is_large,
            load=partial(deque, _first_made(outputs), maxlen=0),
        ),
    )
    yield from _each_made(outputs, made)


def _renderer_of(outputs: Iterable[PlannedOutput]) -> Renderer:
    return next(o.produce for o in outputs if isinstance(o.produce, PageProducer)).renderer


def _items_of(outputs: Iterable[PlannedOutput]) -> Iterator[_Item]:
    """What another process is sent of each output."""
    return (o.produce.item() if isinstance(o.produce, PageProducer) else o for o in outputs)


def _each_made(
    outputs: Iterable[PlannedOutput], made: Iterable[bytes | None]
) -> Iterator[tuple[PlannedOutput, bytes]]:
    for output, data in zip(outputs, made, strict=True):
        # A note that is in no cache is for this process to render.
        yield output, output.produce() if data is None else data


def _first_made(outputs: Iterable[PlannedOutput]) -> Iterator[None]:
    """Makes the first of those that are many, once more: with that it is loaded what each worker
    would load for itself, such as templates and a font. A step a kind."""
    kinds: defaultdict[object, list[PlannedOutput]] = defaultdict(list)
    for output in outputs:
        made = output.produce
        kind = made.is_markdown if isinstance(made, PageProducer) else getattr(made, "func", made)
        kinds[kind].append(output)
    for first, *others in kinds.values():
        if len(others) >= _PAGES_A_WORKER:
            # What is wrong with it is said where it is made for good.
            with suppress(Exception):
                first.produce()
            yield


_encode = msgspec.msgpack.encode

_Item: TypeAlias = bytes | MarkdownItem | PlannedOutput
"""The context of a page, that of a Markdown file, or another output."""


def _begin(look: bytes, path: Path) -> Callable[[_Item], bytes | None]:
    """What a worker makes outputs with; it gives None where it cannot read a note."""
    cache = CacheReader(path)
    renderer = Renderer(
        msgspec.msgpack.decode(look, type=Look), lambda note: read_parsed(cache, note.body)
    )

    def make(item: _Item) -> bytes | None:
        try:
            if isinstance(item, bytes):
                return renderer.render(item)
            if isinstance(item, MarkdownItem):
                return renderer.markdown(item.packed)
            return item.produce()
        except LostNoteError:
            return None

    return make


def _teller() -> Callable[[tuple[SourceFile, ...]], Mapping[str, bytes]]:
    """What tells to what a process compiled templates."""
    return compiled_here


def _death_of_code(templates: object, how: str) -> Diagnostic:
    return error("worker", "", f"the process that compiled templates {how}", hint=HINT)


def _death(item: _Item, how: str) -> Diagnostic:
    if isinstance(item, bytes | MarkdownItem):
        packed = item if isinstance(item, bytes) else item.packed
        page = msgspec.msgpack.decode(packed, type=Page)
        whose = f"the page of {page.note.path if page.note else page.url}"
    else:
        whose = item.path
    return error("worker", "", f"the process that made {whose} {how}", hint=HINT)
