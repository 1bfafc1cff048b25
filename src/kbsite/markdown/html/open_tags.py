"""The tags of the author's HTML that open what nobody closes, or close what nobody opened: what
they do ends with their block, or with the note. No I/O.

A browser would read the rest of the page as part of what is left open, and an end that closes
nothing of the author's as the end of an element of the page. Which end belongs to which start is
asked by name, among the blocks that stand together; marks that cross, as `<b><i></b></i>`, are
for browsers to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.blocks.footnote import BLOCKS
from kbsite.markdown.html.edits import Edit, Fault, edit, tell
from kbsite.markdown.html.line_tags import Mark, tags_of, tell_endless
from kbsite.markdown.html.tags import FOREIGN, INERT, cut
from kbsite.words.html_elements import VOID

# Where what is missing is set.
_END = "html_end"
#: `Token.meta` key of an indented code block: the element that it stands in, which it was meant to
#: be a part of.
MEANT_AS_HTML = "meant_as_html"

# What need not be closed (HTML, 13.1.2.4).
_OPTIONAL = frozenset(
    {
        *("p", "li", "dt", "dd", "rt", "rp", "optgroup", "option", "colgroup", "caption", "thead"),
        *("tbody", "tfoot", "tr", "td", "th", "html", "head", "body"),
    }
)
# What is there to hold blocks.
_HOLDERS = frozenset(
    {
        *("div", "center", "details", "section", "article", "aside", "header", "footer", "nav"),
        *("main", "figure", "blockquote", "ul", "ol", "dl", "form", "fieldset", "address"),
        *("menu", "dir", "dialog", "search"),
    }
)
# What ends all blocks that were opened in it, when it ends (HTML, 13.2.6.4.7).
_BLOCKS = (
    _HOLDERS
    | _OPTIONAL
    | {"summary", "pre", "table", "figcaption", "hgroup", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"button", "object", "listing", "applet", "marquee"}
)
_BEGINS_WITH_TAG = re.compile(r"\s*</?[a-zA-Z][^\s<>]*(?:\s[^<>]*)?>")
_INDENTED_TAG = re.compile(r"^[ \t]+<", re.MULTILINE)
# What ends with the next of its kind, and what it stands in.
_ITEMS = (
    (("li",), ("ul", "ol", "menu", "dir")),
    (("dd", "dt"), ("dl",)),
    (("button",), ()),
)
_LEFT_OUT = "It is left out."
_IN_BLOCK = "It is closed here at the end of its block."
_IN_LINE = f"{_IN_BLOCK} Where no HTML is meant, write \\< for <."
_AT_END = "It is closed at the end of the note, or of the list item or quote that it stands in."


class _Tag:
    """A start: its name, the token that is HTML, the block which that is or stands in, where it
    begins and ends."""

    def __init__(self, name: str, html: Token, block: Token, tag: re.Match[str]) -> None:
        self.name = name
        self.html = html
        self.block = block
        self.start, self.end = tag.span()
        self.is_empty = tag.group().endswith("/>")
        self.number = 0
        self.is_closed = False
        #: Whether its end stands in another block.
        self.reaches_on = False
        #: The end of what it stands in: HTML, block, where it begins.
        self.around: tuple[Token, Token, int] | None = None

    @cached_property
    def is_indented_within(self) -> bool:
        """Whether a tag behind it in its block is indented."""
        return _INDENTED_TAG.search(self.block.content, self.end) is not None


class _Blocks:
    """Blocks that stand together: the starts among them, by name those that are open, and those
    of which it is not known what ends around them."""

    def __init__(self) -> None:
        self.tags: list[_Tag] = []
        self.open: dict[str, list[_Tag]] = {}
        self.inner: list[_Tag] = []

    def begin(self, tag: _Tag) -> None:
        tag.number = len(self.tags)
        self.tags.append(tag)
        self.open.setdefault(tag.name, []).append(tag)
        self.inner.append(tag)

    def end(self, name: str, end: tuple[Token, Token, int]) -> bool:
        """Whether the end of an element closes one."""
        if not (found := self.open.get(name)):
            return False
        start = found.pop()
        start.is_closed, start.reaches_on = True, end[1] is not start.block
        if name in _BLOCKS:
            while self.inner and self.inner[-1].number >= start.number:
                tag = self.inner.pop()
                if tag.is_closed:
                    continue
                tag.around = end
                if tag.name in _BLOCKS:
                    self.open[tag.name].pop()
        return True

    def holder(self) -> _Tag | None:
        """The innermost block that is open; a paragraph ends where others begin."""
        opened = [tags[-1] for name, tags in self.open.items() if tags and name in _BLOCKS - {"p"}]
        return max(opened, key=lambda tag: tag.number, default=None)

    def end_item(
        self, items: Sequence[str], lists: Sequence[str], end: tuple[Token, Token, int]
    ) -> None:
        """An item of a list ends where the next begins."""
        started = [self.open[name][-1] for name in items if self.open.get(name)]
        last = max(
            (self.open[name][-1].number for name in lists if self.open.get(name)), default=-1
        )
        item = max(started, key=lambda tag: tag.number, default=None)
        if item and item.number > last:
            self.end(item.name, end)


def open_tags(md: MarkdownIt) -> None:
    """Stamps the tokens of raw HTML that has such tags, and appends those of the ends that are
    missing. To be set behind all that makes or moves tokens."""
    md.core.ruler.push("open_tags", _rule)


def _rule(state: StateCore) -> None:
    if "<" in state.src and any(map(_holds_html, state.tokens)):
        state.tokens = _read(state.tokens)


def _holds_html(token: Token) -> bool:
    if token.type == "html_block":
        return True
    return "<" in token.content and any(
        child.type == "html_inline" or BLOCKS in child.meta for child in token.children or ()
    )


def _read(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    frames = [_Blocks()]
    for token in tokens:
        if token.type == "html_block":
            _read_block(token, frames[-1])
        elif token.type == "code_block":
            _read_code(token, frames[-1])
        elif token.children and _holds_html(token):
            _read_line(token, frames[-1])
        # Paragraphs hold no blocks; tags may reach from one to another.
        elif token.nesting > 0 and token.type != "paragraph_open":
            frames.append(_Blocks())
        elif token.nesting < 0 and token.type != "paragraph_close":
            kept += _missing(frames.pop(), token.level + 1)
        kept.append(token)
    return [*kept, *_missing(frames[0], 0)]


def _read_block(token: Token, blocks: _Blocks) -> None:
    found = cut(token.content)
    for one in found.edits:
        edit(token, one)
    for at, name in found.endless:
        tell_endless(token, at, name)
    _read_tags([(token, tag) for tag in found.tags], token, blocks)
    # On the last line.
    token.meta[_END] = len(token.content[: found.end].rstrip("\n"))
    if found.missing:
        tell(token, Fault(0, found.missing, is_end=False, hint=_IN_BLOCK))


def _read_code(token: Token, blocks: _Blocks) -> None:
    """Stamps HTML that is code for the blank line above it and its indentation. Below a summary
    that is not indented code may be meant."""
    if not _BEGINS_WITH_TAG.match(token.content) or not (tag := blocks.holder()):
        return
    if tag.name != "details" or tag.is_indented_within:
        token.meta[MEANT_AS_HTML] = tag.name


def _read_line(token: Token, blocks: _Blocks) -> None:
    for child in token.children or ():
        if BLOCKS in child.meta:
            # A footnote in the line is shown elsewhere.
            inline: Token = child.meta[BLOCKS][1]
            own = _Blocks()
            _read_line(inline, own)
            _missing(own, 0)
    _read_tags(tags_of(token.children or ()), token, blocks)


def _read_tags(marks: Sequence[Mark], block: Token, blocks: _Blocks) -> None:
    """Tags of one block. What an element holds that is inert is among itself."""
    inert: list[tuple[str, _Blocks]] = []
    for html, tag in marks:
        name = tag["name"].lower()
        if name == "noscript":
            # What it holds is shown: a note runs no script.
            _leave_out(html, tag)
        elif name in INERT and not tag["end"]:
            inert.append((name, _Blocks()))
        elif name in INERT and inert and inert[-1][0] == name:
            _, inner = inert.pop()
            for one in inner.tags:
                one.around = one.around or (html, block, tag.start())
            _missing(inner, 0)
        else:
            _read_tag(tag, name, html, block, inert[-1][1] if inert else blocks)


def _read_tag(tag: re.Match[str], name: str, html: Token, block: Token, blocks: _Blocks) -> None:
    # No script is left in the end.
    if name in VOID or name == "script":
        return
    if not tag["end"]:
        for items, lists in _ITEMS:
            if name in items:
                blocks.end_item(items, lists, (html, block, tag.start()))
        if not (tag.group().endswith("/>") and any(map(blocks.open.get, FOREIGN))):
            blocks.begin(_Tag(name, html, block, tag))
    elif not blocks.end(name, (html, block, tag.start())):
        _leave_out(html, tag)
        tell(html, Fault(tag.start(), f"</{name}>", is_end=True, hint=_LEFT_OUT))


def _leave_out(html: Token, tag: re.Match[str]) -> None:
    # What stands around it must not become a tag together.
    is_behind = html.content.startswith("<", tag.start() - 1) and tag.start() > 0
    edit(html, Edit(*tag.span(), " " if is_behind else ""))


def _missing(blocks: _Blocks, level: int) -> list[Token]:
    """Sets the ends that are missing among blocks that have ended, those first that were opened
    last; tokens of those that stand behind all of them."""
    behind: list[Token] = []
    #: The outermost of a block whose end stands behind that. An end that closes what stands
    #: around it would close it, too, and its own something of the page.
    holder: _Tag | None = None
    for tag in reversed(blocks.tags):
        in_block = tag.block.type == "html_block"
        if tag.reaches_on and tag.name in _BLOCKS - _OPTIONAL:
            holder = tag
        if tag.is_closed or tag.name in _OPTIONAL:
            continue
        end = f"</{tag.name}>"
        if tag.is_empty:
            edit(tag.html, Edit(tag.end, tag.end, end))
            continue
        is_holder = in_block and tag.name in _HOLDERS
        hint = _IN_BLOCK if in_block else _IN_LINE
        if tag.around and (is_holder or tag.around[1] is tag.block):
            html, block, at = tag.around
            edit(html, Edit(at, at, end))
            if block is not tag.block:
                holder = tag
        elif is_holder:
            behind.append(Token("html_block", "", 0, content=f"{end}\n", level=level, block=True))
            holder, hint = tag, _AT_END
        elif holder and holder.block is tag.block and (in_block or tag.name in _BLOCKS):
            # Its end cannot stand within what it holds.
            edit(holder.html, Edit(holder.start, holder.start, end))
        elif in_block:
            _append(tag.html, end)
        else:
            assert tag.block.children is not None
            tag.block.children.append(Token("html_inline", "", 0, content=end))
        tell(tag.html, Fault(tag.start, end, is_end=False, hint=hint))
    return behind


def _append(html: Token, end: str) -> None:
    """Sets an end behind a block of HTML."""
    at = html.meta[_END]
    edit(html, Edit(at, at, end))
