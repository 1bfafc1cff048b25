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

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.active_html import passive
from kbsite.markdown.footnote import BLOCKS
from kbsite.markdown.html_edits import EDITS, FAULTS, Edit, Fault
from kbsite.markdown.html_tags import cut, pieces_in

# Where what is missing is set.
_END = "html_end"

_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
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
    | {"button", "object", "listing", "applet", "marquee", "select"}
)
# What ends with the next of its kind, and what it stands in.
_ITEMS = (
    (("li",), ("ul", "ol", "menu", "dir")),
    (("dd", "dt"), ("dl",)),
    (("button",), ()),
)
# Where `<path/>` is closed; elsewhere the slash says nothing.
_FOREIGN = ("svg", "math")

_LEFT_OUT = "It is left out."
_AS_TEXT = "What begins there is shown as text. Where no HTML is meant, write \\< for <."
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
        #: The end of what it stands in: HTML, block, where it begins.
        self.around: tuple[Token, Token, int] | None = None


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
        start.is_closed = True
        if name in _BLOCKS:
            while self.inner and self.inner[-1].number >= start.number:
                tag = self.inner.pop()
                if tag.is_closed:
                    continue
                # Browsers see nothing of what else stands in `<select>`.
                tag.is_closed = name == "select"
                tag.around = end
                if tag.name in _BLOCKS:
                    self.open[tag.name].pop()
        return True

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
    for tag in found.tags:
        _read_tag(tag, tag["name"].lower(), token, token, blocks)
    _show(token, found.endless)
    kept = passive(token.content)
    if end_tag := cut(kept.html).hides:
        _edit(token, Edit(kept.end, kept.end, end_tag))
        _tell(token, Fault(0, end_tag, is_end=False, hint=_IN_BLOCK))


def _show(html: Token, endless: Sequence[int]) -> None:
    """What has no end is text."""
    for at in endless:
        _edit(html, Edit(at, at + 1, "&lt;"))
    if endless:
        _tell(html, Fault(endless[0], ">", is_end=False, hint=_AS_TEXT))


def _read_line(token: Token, blocks: _Blocks) -> None:
    for child in token.children or ():
        if child.type == "html_inline":
            # What Markdown takes for one comment may end before.
            for tag in pieces_in(child.content):
                name = (tag["name"] or "").lower()
                if name == "plaintext" and not tag["end"]:
                    _show(child, [tag.start()])
                elif name:
                    _read_tag(tag, name, child, token, blocks)
        elif BLOCKS in child.meta:
            # A footnote in the line is shown elsewhere.
            inline: Token = child.meta[BLOCKS][1]
            own = _Blocks()
            _read_line(inline, own)
            _missing(own, 0)


def _read_tag(tag: re.Match[str], name: str, html: Token, block: Token, blocks: _Blocks) -> None:
    # No script is left in the end.
    if name in _VOID or name == "script":
        return
    if not tag["end"]:
        for items, lists in _ITEMS:
            if name in items:
                blocks.end_item(items, lists, (html, block, tag.start()))
        if not (tag.group().endswith("/>") and any(map(blocks.open.get, _FOREIGN))):
            blocks.begin(_Tag(name, html, block, tag))
    elif not blocks.end(name, (html, block, tag.start())):
        _edit(html, Edit(tag.start(), tag.end(), ""))
        _tell(html, Fault(tag.start(), f"</{name}>", is_end=True, hint=_LEFT_OUT))


def _missing(blocks: _Blocks, level: int) -> list[Token]:
    """Sets the ends that are missing among blocks that have ended, those first that were opened
    last; tokens of those that stand behind all of them."""
    behind: list[Token] = []
    #: The block, and where in it what ends behind all of them begins.
    holder: tuple[Token | None, int] = None, 0
    for tag in reversed(blocks.tags):
        if tag.is_closed or tag.name in _OPTIONAL:
            continue
        end = f"</{tag.name}>"
        if tag.is_empty:
            _edit(tag.html, Edit(tag.end, tag.end, end))
            continue
        in_block = tag.block.type == "html_block"
        is_holder = in_block and tag.name in _HOLDERS
        hint = _IN_BLOCK if in_block else _IN_LINE
        if tag.around and (is_holder or tag.around[1] is tag.block):
            html, _, at = tag.around
            _edit(html, Edit(at, at, end))
        elif is_holder:
            behind.append(Token("html_block", "", 0, content=f"{end}\n", level=level, block=True))
            holder, hint = (tag.block, tag.start), _AT_END
        elif holder[0] is tag.block:
            # Its end cannot stand within what it holds.
            _edit(tag.html, Edit(holder[1], holder[1], end))
        elif in_block:
            _append(tag.html, end)
        else:
            assert tag.block.children is not None
            tag.block.children.append(Token("html_inline", "", 0, content=end))
        _tell(tag.html, Fault(tag.start, end, is_end=False, hint=hint))
    return behind


def _append(html: Token, end: str) -> None:
    """Sets an end behind a block of HTML, on its last line unless that is hidden by then."""
    if _END not in html.meta:
        kept = passive(html.content)
        seen = html.content[: kept.end]
        html.meta[_END] = len(seen if cut(kept.html).hides else seen.rstrip("\n"))
    at = html.meta[_END]
    _edit(html, Edit(at, at, end))


def _edit(html: Token, edit: Edit) -> None:
    html.meta.setdefault(EDITS, []).append(edit)


def _tell(html: Token, fault: Fault) -> None:
    html.meta.setdefault(FAULTS, []).append(fault)
