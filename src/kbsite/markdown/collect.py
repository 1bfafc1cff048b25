"""One walk over a note's tokens: its links, tags, formulas and what is wrong with them.

What is found is stamped on the tokens (`Token.meta`), so that rendering them, whole or in
part, is pure. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.markdown.blocks.block_id import BLOCK_ID
from kbsite.markdown.blocks.callout import MEANT
from kbsite.markdown.blocks.footnote import BLOCKS
from kbsite.markdown.blocks.footnote_order import Footnotes
from kbsite.markdown.blocks.tables import ROW_FAULTS
from kbsite.markdown.fences import Fences
from kbsite.markdown.html.active import passive, told_of
from kbsite.markdown.html.edits import EDITS, FAULTS, Edited
from kbsite.markdown.html.inner_markdown import html_markdown
from kbsite.markdown.html.raw import scripts_in, split_html
from kbsite.markdown.inline.attributes import REFUSED_NAMES, fault_of_id
from kbsite.markdown.inline.comment import MARK, without_comments
from kbsite.markdown.links.image import is_size
from kbsite.markdown.links.link_tokens import LinkTokens
from kbsite.markdown.literal.footnote_faults import footnote_faults
from kbsite.markdown.literal.foreign import Foreign
from kbsite.markdown.literal.meant import Suspects, meant_otherwise, suspects_in
from kbsite.markdown.math.formulas import Formulas
from kbsite.markdown.math.hints import math_hint
from kbsite.markdown.places import Place, Places
from kbsite.markdown.positions import POSITION
from kbsite.markdown.reporter import Reporter
from kbsite.markdown.texts.extension_tokens import SHOWN, ExtensionTokens, shown
from kbsite.nouns.fragments import Fragments
from kbsite.urls import BLOCK_MARK

#: `Token.meta` key: pieces of raw HTML.
PIECES = "pieces"

#: Blocks whose id is not written as that of a token.
_NOT_TAGS = frozenset({"heading_open", "table_open"})

_BLANK_LINES = "Leave a blank line above and below it, so that it is read as Markdown"
_UNCLOSED_COMMENT = "%% opens a comment that is never closed"

_ReadBlock: TypeAlias = Callable[[Token, Place], None]
#: The place is that of the block, the number the token's position in its content.
_ReadInline: TypeAlias = Callable[[Token, Place, int], None]


class Collector:
    """What one note's tokens hold. `body` is its source, the first line of which is line
    `first_line` of the file. `extensions` renders the tokens of the site's own rules."""

    def __init__(
        self,
        path: str,
        body: str,
        first_line: int,
        macros: tuple[tuple[str, str], ...],
        fragments: Fragments,
        extensions: ExtensionTokens | None = None,
    ) -> None:
        self.lines = body.split("\n")
        self.first_line = first_line
        self._places = Places(self.lines, first_line)
        self.extensions = extensions
        self.reporter = Reporter(path)
        self.formulas = Formulas(self.reporter, macros, body)
        self.foreign = Foreign(self.reporter, body)
        self.fences = Fences(self.reporter, fragments, self.foreign)
        self.links = LinkTokens(self.reporter)
        self._body = body
        self.anchors: list[str] = []
        self._ids: set[str] = set()
        self._block_ids: set[str] = set()
        self._blocks: Mapping[str, _ReadBlock] = {
            "fence": self.fences.read,
            "code_block": self.fences.read,
            "code_group_open": self.fences.read_group,
            "code_group_fault": self.fences.read_fault,
            "math_block": self.formulas.read,
            "html_block": self._html,
            "table_open": self._rows,
            "blockquote_open": self._no_callout,
            "comment_block": self._comment_block,
            "math_hint": lambda token, place: self._hint(token, place.of_line(0)),
        }
        self._inlines: Mapping[str, _ReadInline] = {
            "link_open": self.links.link_start,
            "link_close": self.links.link_end,
            "image": self.links.image,
            "wikilink": self.links.wikilink,
            "wikilink_embed": self.links.wikilink,
            "hashtag": self.links.tag,
            "html_inline": self._html,
            "math_inline": self.formulas.read,
            "math_hint": lambda token, place, at: self._hint(token, place.of(at)),
            "equation_ref": self.formulas.reference,
            "comment": self._comment,
            "footnote_ref": self._footnote,
        }

    def walk(self, tokens: Sequence[Token]) -> None:
        """Stamps `tokens` (blocks, with their inline children)."""
        suspects = suspects_in(self._body, tokens)
        for i, token in enumerate(tokens):
            if token.attrs or REFUSED_NAMES in token.meta:
                self._attributes(token, self.place_of(token), 0)
            if BLOCK_ID in token.meta:
                self._block_id(token)
            if self.extensions and self._shown(tokens, i, self.place_of(token), 0):
                continue
            if token.type == "inline":
                self._literal(token, tokens[max(0, i - 2) : i], suspects)
                self._walk_inline(token.children or (), self.place_of(token), 0)
            elif read := self._blocks.get(token.type):
                read(token, self.place_of(token))
        self.formulas.finish()

    def place_of(self, token: Token) -> Place:
        """Where a block stands."""
        return self._places.of(token)

    def check_footnotes(self, found: Footnotes, title: Token | None) -> None:
        """Notes what is wrong with footnotes; `title` is the heading that is the note's."""
        for at, message, hint in footnote_faults(found, title, self.place_of):
            self.reporter.warn("footnote", at, message, hint)

    def _walk_inline(self, children: Sequence[Token], place: Place, offset: int) -> None:
        """`offset` is where the content of `children` begins in that of `place`."""
        for i, token in enumerate(children):
            if token.type == "text" and not self.extensions:
                continue
            position = offset + (token.meta.get(POSITION, 0) if token.meta else 0)
            if self.extensions and self._shown(children, i, place, position):
                pass
            elif read := self._inlines.get(token.type):
                read(token, place, position)
                if token.type == "link_close" and (start := children[i - 1]).type == "link_open":
                    position = offset + start.meta.get(POSITION, 0)
                    self.links.check_words(start, token, place.of(position))
            if token.attrs or REFUSED_NAMES in token.meta:
                self._attributes(token, place, position)

    def _attributes(self, token: Token, place: Place, position: int) -> None:
        if given := str(token.attrs.get("id", "")):
            if fault := fault_of_id(given, self._ids):
                del token.attrs["id"]
                self.reporter.warn("attribute", place.of(position), fault, "It is left out.")
            elif token.type != "heading_open":
                self.anchors.append(given)
            self._ids.add(given)
        if MARK in (title := str(token.attrs.get("title", ""))):
            token.attrs["title"] = without_comments(title)
            if not token.attrs["title"]:
                del token.attrs["title"]
        for name in token.meta.get(REFUSED_NAMES, ()):
            message = f"the attribute `{name}` is not taken over"
            self.reporter.warn("attribute", place.of(position), message)
        for name in ("width", "height"):
            value = str(token.attrs.get(name, ""))
            if value and not is_size(name, value):
                del token.attrs[name]
                message = f"{name} {value!r} is no size of a picture"
                hint = "Pixels, as in {width=300}, or for the width a percentage."
                self.reporter.warn("attribute", place.of(position), message, hint)

    def _block_id(self, token: Token) -> None:
        """Gives a block its id, unless another has it; those that differ in case only are one."""
        name, line = token.meta[BLOCK_ID]
        if name.lower() in self._block_ids:
            del token.meta[BLOCK_ID]
            message = f"the block id `{BLOCK_MARK}{name}` stands here twice"
            source = self.lines[line] if line < len(self.lines) else ""
            at = self.first_line + line, source.rfind(f"{BLOCK_MARK}{name}") + 1 or 1
            self.reporter.warn("block-repeated", at, message, "Links lead to the first.")
            return
        self._block_ids.add(name.lower())
        if token.nesting > 0 and token.tag and token.type not in _NOT_TAGS:
            token.attrs["id"] = f"{BLOCK_MARK}{name}"

    def _shown(self, tokens: Sequence[Token], i: int, place: Place, position: int) -> bool:
        """Whether token `i` is written by the site's own rules; it is stamped then."""
        assert self.extensions is not None
        token = tokens[i]
        if token.type == "image":
            # Of its alternative text only the words are used.
            for j, child in enumerate(token.children or ()):
                if (html := self.extensions.html_of(token.children or (), j)) is not None:
                    child.meta[SHOWN] = shown(html, (), child)
        if (html := self.extensions.html_of(tokens, i)) is None:
            return False

        def link_of(url: str, offset: int, embeds: bool) -> int | None:
            return self.links.html(url, place.of(position), embeds=embeds)

        anchors: list[str] = []
        token.meta[SHOWN] = shown(html, split_html(html, link_of, anchors, []), token)
        self.anchors += (anchor for anchor in anchors if anchor not in self._ids)
        self._ids.update(anchors)
        return True

    def _html(self, token: Token, place: Place, position: int = 0) -> None:
        edited = Edited(token) if EDITS in token.meta else None
        unread = html_markdown(token.content) if token.type == "html_block" else None
        html, end = edited.html if edited else token.content, position + len(token.content)
        beside = ("", "") if token.type == "html_block" else place.beside(position, end)
        kept = passive(html, *beside)
        # Of a block of comments no blank line is left.
        token.content = kept.html if kept.html.strip() else ""

        def written(offset: int) -> tuple[int, int]:
            return place.of(position + (edited.written(offset) if edited else offset))

        def link_of(url: str, offset: int, embeds: bool) -> int | None:
            at = written(kept.origin(offset))
            return self.links.html(url, at, embeds=embeds, in_block=token.type == "html_block")

        for name, offset in kept.left_out:
            self.reporter.warn("html-left-out", written(offset), *told_of(name))
        for scheme, offset in scripts_in(token.content):
            self.links.running(scheme, written(kept.origin(offset)))
        known = len(self.anchors)
        refused: list[tuple[str, int]] = []
        token.meta[PIECES] = split_html(token.content, link_of, self.anchors, refused)
        for given, offset in refused:
            at, message = written(kept.origin(offset)), fault_of_id(given, ())
            self.reporter.warn("attribute", at, message, "It is left out.")
        self._ids.update(self.anchors[known:])
        if unread:
            message = f"{unread.name} in a block of HTML stays text, as no blank line is above it"
            hint = f"{_BLANK_LINES}, or write {unread.tag}" if unread.tag else f"{_BLANK_LINES}."
            self.reporter.warn("html-markdown", place.of(unread.at), message, hint)
            if unread.open_fence:
                # Its end is read as the beginning of another, and what stands there as code.
                self.fences.expects_open = unread.open_fence
                return
        for fault in token.meta.get(FAULTS, ()):
            at = place.of(position + fault.at)
            if fault.is_end:
                message = f"HTML that closes nothing: {fault.tag}"
                self.reporter.warn("html-unopened", at, message, fault.hint)
            else:
                message = f"HTML that is never closed: {fault.tag} is missing"
                self.reporter.warn("html-unclosed", at, message, fault.hint)

    def _rows(self, token: Token, place: Place) -> None:
        for fault in token.meta.get(ROW_FAULTS, ()):
            at = (self.first_line + fault.line, fault.column)
            self.reporter.warn("table-cells", at, fault.message, fault.hint)

    def _no_callout(self, token: Token, place: Place) -> None:
        if meant := token.meta.get(MEANT):
            message = "a quote that was meant to be a callout: no space stands behind its kind"
            self.reporter.warn("callout", place.of_line(0), message, f"Write > {meant}")

    def _literal(self, token: Token, before: Sequence[Token], suspects: Suspects) -> None:
        """Notes what was meant to be more than text."""
        is_paragraph = before[-1].type == "paragraph_open"
        is_item = is_paragraph and before[0].type == "list_item_open"
        is_foreign = self.foreign.is_in(token.content)
        for one in meant_otherwise(
            token, suspects, is_paragraph=is_paragraph, is_item=is_item, is_foreign=is_foreign
        ):
            self.reporter.warn(one.code, self.place_of(token).of(one.at), one.message, one.hint)
        self.foreign.read(token, self.place_of)

    def _hint(self, token: Token, at: tuple[int, int]) -> None:
        line, column = at
        source = self.lines[line - self.first_line][column - 1 :]
        code, message, hint = math_hint(token, source)
        self.reporter.warn(code, at, message, hint)

    def _comment(self, token: Token, place: Place, position: int) -> None:
        at = place.of(position)
        self.reporter.warn("comment-unclosed", at, _UNCLOSED_COMMENT, "It stays as text.")

    def _comment_block(self, token: Token, place: Place) -> None:
        if token.info:
            is_shown = token.info == "shown"
            hint = "It stays as text." if is_shown else "All that follows it here is hidden."
            self.reporter.warn("comment-unclosed", place.of_line(0), _UNCLOSED_COMMENT, hint)

    def _footnote(self, token: Token, place: Place, position: int) -> None:
        if BLOCKS in token.meta:
            _, inline, _ = token.meta[BLOCKS]
            self._walk_inline(inline.children or (), place, position + 2)
