"""Pages and Markdown files are made of their contexts. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from kbsite.contexts import EmbeddedNote, NoteContext, Page, SiteContext
from kbsite.model import ParsedNote
from kbsite.nouns.sources import SourceFile

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _page_decoder() -> msgspec.msgpack.Decoder[Page]:
    """Made where a page is: another process makes those of an edit."""
    return msgspec.msgpack.Decoder(Page)


class Look(NamedTuple):
    """What all pages share; `code` is what templates were compiled to before."""

    templates: tuple[SourceFile, ...]
    site: SiteContext
    code: Mapping[str, bytes] = {}


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """What templates were compiled to, by Jinja's name for each, and the digest of what compiled
    them."""

    key: str = ""
    code: dict[str, bytes] = {}

    def of(self, key: str) -> Mapping[str, bytes]:
        """The code, where it is that of `key`."""
        return self.code if self.key == key else {}


#: A note on its page, or within that of another.
ShownNote: TypeAlias = NoteContext | EmbeddedNote


class Renderer:
    """Makes pages. What they are made with is imported for the first: most edits leave that to
    another process."""

    def __init__(self, look: Look, read: Callable[[ShownNote], ParsedNote]) -> None:
        """`read` gives a note that a page shows."""
        self.look = look
        self._read = read
        #: What templates were compiled to by another process.
        self._learnt: Mapping[str, bytes] = {}
        #: The last page that was made: its Markdown file comes next, of the same note.
        self._last: tuple[bytes, Page, ParsedNote | None] | None = None

    @cached_property
    def _environment(self) -> Environment:
        from kbsite.templates import template_environment

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
        return compiled_here(self.look.templates) or self._learnt

    def learn(self, code: Mapping[str, bytes]) -> None:
        """Takes what another process compiled them to, where that is more."""
        self._learnt = code

    def render(self, packed: bytes) -> bytes:
        """The bytes of a page whose context is `packed`. Raises RenderError and LostNoteError."""
        from kbsite.render import render_page

        page, parsed = self._opened(packed)
        body = self.body(page.note, parsed) if page.note and parsed else ""
        return render_page(self._environment, page, self.look.site, body)

    def _opened(self, packed: bytes) -> tuple[Page, ParsedNote | None]:
        """A page and the note that stands on it."""
        if not self._last or self._last[0] != packed:
            page = _page_decoder().decode(packed)
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
        from kbsite.compose.body import Shown, compose_body

        site = self.look.site
        return compose_body(
            Shown(*parsed, context.links, context.anchors, tables=context.tables),
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
        )


def compiled_here(templates: tuple[SourceFile, ...]) -> Mapping[str, bytes]:
    """What this process compiled templates to, where that is more than it was told."""
    if found := _environments.get(templates):
        from kbsite.templates import new_code

        return new_code(found)
    return {}


_environments: dict[tuple[SourceFile, ...], Environment] = {}
