"""Outputs are made, pages in worker processes where there are many. I/O through the cache alone.

A worker is sent contexts of pages and reads the notes they show from the cache, so that it makes no
difference how it was started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec
from jinja2 import Environment

from kbsite.cache import CacheReader
from kbsite.compose.body import Shown, compose_body
from kbsite.contexts import EmbeddedNote, NoteContext, Page, SiteContext
from kbsite.diagnostics import Diagnostic, error
from kbsite.model import ParsedNote, PlannedOutput
from kbsite.render import render_page
from kbsite.sources import SourceFile
from kbsite.stored_notes import LostNoteError, read_parsed
from kbsite.templates import new_code, template_environment
from kbsite.workers import HINT, share_out

#: Fewer pages than this a worker are not worth starting it.
_PAGES_A_WORKER = 150
#: Pages that a worker gets at once.
_SHARE = 16
#: With so many pages and Markdown files this process holds 100 MB and more, and new workers take
#: less than they cost.
_LARGE = 2500
#: How many shares a worker may wait for what takes longest: the math font, as long as 500 pages.
#: More would fill the memory with pages.
_AHEAD = 10


class Look(NamedTuple):
    """What all pages share; `code` is what templates were compiled to before."""

    templates: tuple[SourceFile, ...]
    site: SiteContext
    code: Mapping[str, bytes] = {}


#: A note on its page, or within that of another.
ShownNote: TypeAlias = NoteContext | EmbeddedNote


class Renderer:
    """Makes pages."""

    def __init__(self, look: Look, read: Callable[[ShownNote], ParsedNote]) -> None:
        """`read` gives a note that a page shows."""
        self.look = look
        self._read = read
        #: The last page that was made: its Markdown file comes next, of the same note.
        self._last: tuple[bytes, Page, ParsedNote | None] | None = None

    @cached_property
    def _environment(self) -> Environment:
        found = _environments.get(self.look.templates)
        if found is None:
            # A server renders with the same templates again and again; to compile them takes as
            # long as ten pages.
            if len(_environments) > 1:
                _environments.clear()
            found = template_environment(self.look.templates, self.look.code)
            _environments[self.look.templates] = found
        return found

    def compiled(self) -> Mapping[str, bytes]:
        """What templates were compiled to, where that is more than the look has."""
        found = _environments.get(self.look.templates)
        return new_code(found) if found else {}

    def render(self, packed: bytes) -> bytes:
        """The bytes of a page whose context is `packed`. Raises RenderError and LostNoteError."""
        page, parsed = self._opened(packed)
        body = self.body(page.note, parsed) if page.note and parsed else ""
        return render_page(self._environment, page, self.look.site, body)

    def _opened(self, packed: bytes) -> tuple[Page, ParsedNote | None]:
        """A page and the note that stands on it."""
        if not self._last or self._last[0] != packed:
            page = _decode_page(packed)
            self._last = packed, page, self._read(page.note) if page.note else None
        return self._last[1:]

    def markdown(self, packed: bytes) -> bytes:
        """The note of the same page as Markdown. Raises LostNoteError."""
        from kbsite.twins.page import page_markdown

        page, parsed = self._opened(packed)
        assert page.note and parsed, "only notes have a Markdown file"
        shown = [parsed, *map(self._read, page.note.embedded)]
        diagrams = {one.name: one.source for each in shown for one in each.note.diagrams}
        body = self.body(page.note, parsed, is_page=False)
        return page_markdown(page, self.look.site, body, diagrams).encode()

    def body(self, context: NoteContext, parsed: ParsedNote, *, is_page: bool = True) -> str:
        """The composed HTML of a page's note, with what it embeds; if it `is_page` no more,
        addresses are absolute where the site's is known. Raises LostNoteError."""
        site = self.look.site
        return compose_body(
            *parsed,
            context.links,
            context.anchors,
            site.base_path if is_page else site.origin + site.base_path,
            site.strings,
            dark=is_page,
            embeds=context.embeds,
            sources={
                one.path: Shown(
                    *self._read(one), one.links, one.anchors, one.title, one.url, one.tables
                )
                for one in context.embedded
            },
            tables=context.tables,
        )


_environments: dict[tuple[SourceFile, ...], Environment] = {}


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
    outputs: Sequence[PlannedOutput], jobs: int, cache: Path
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """Each output with its bytes, in any order, no more than a few at a time. Workers read the
    notes from the file `cache`.

    Raises what `produce` raises."""
    pages = [output for output in outputs if isinstance(output.produce, PageProducer)]
    workers = min(jobs, len(pages) // _PAGES_A_WORKER)
    if workers <= 1:
        yield from ((output, output.produce()) for output in outputs)
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


def _in_workers(
    outputs: Sequence[PlannedOutput], workers: int, cache: Path, is_large: bool
) -> Iterator[tuple[PlannedOutput, bytes]]:
    look = next(o.produce for o in outputs if isinstance(o.produce, PageProducer)).renderer.look
    items = (o.produce.item() if isinstance(o.produce, PageProducer) else o for o in outputs)
    begin = partial(_begin, _encode(look), cache)
    made = share_out(
        items,
        begin,
        _death,
        workers=workers,
        share=_SHARE,
        ahead=_AHEAD,
        is_large=is_large,
    )
    for output, data in zip(outputs, made, strict=True):
        # A note that is in no cache is for this process to render.
        yield output, output.produce() if data is None else data


_encode = msgspec.msgpack.encode
_decode_page = msgspec.msgpack.Decoder(Page).decode
_decode_look = msgspec.msgpack.Decoder(Look).decode

_Item: TypeAlias = bytes | MarkdownItem | PlannedOutput
"""The context of a page, that of a Markdown file, or another output."""


def _begin(look: bytes, path: Path) -> Callable[[_Item], bytes | None]:
    """What a worker makes outputs with; it gives None where it cannot read a note."""
    cache = CacheReader(path)
    renderer = Renderer(_decode_look(look), lambda note: read_parsed(cache, note.body))

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


def _death(item: _Item, how: str) -> Diagnostic:
    if isinstance(item, bytes | MarkdownItem):
        page = _decode_page(item if isinstance(item, bytes) else item.packed)
        whose = f"the page of {page.note.path if page.note else page.url}"
    else:
        whose = item.path
    return error("worker", "", f"the process that made {whose} {how}", hint=HINT)
