"""`[[target#heading|text]]` and `![[target]]`. No I/O."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kbsite.linking.written_links import name_and_heading
from kbsite.markdown.inline.comment import without_comments
from kbsite.markdown.links.image import SIZE, set_size
from kbsite.markdown.positions import POSITION

#: A wikilink longer than this is text; it bounds the search for its end.
MAX_LENGTH = 1000

# What an address has and a remark has not.
_ADDRESS = re.compile(r"[/.#?:]")
# What stands behind an address: the end, or a title.
_CLOSES = re.compile(r"[ \t]{0,20}(?:\)|[ \t\n][\"'(])")


def wikilink(md: MarkdownIt) -> None:
    """Tokens `wikilink` and `wikilink_embed`: `content` is the words shown, `meta` holds
    `target`, `fragment`, `has_text` and the position."""
    md.inline.ruler.before("link", "wikilink", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    embed = state.src.startswith("![[", start)
    if not embed and not state.src.startswith("[[", start):
        return False
    inner = start + (3 if embed else 2)
    end = state.src.find("]]", inner, min(inner + MAX_LENGTH, state.posMax))
    # Links do not nest, and may hold pictures.
    if end < 0 or _leads(state, end + 2) or (state.linkLevel > 0 and not embed):
        return False
    content = state.src[inner:end]
    if any(char in content for char in "[]\n") or not content.strip():
        return False
    if not silent:
        _push(state, content, start, embed)
    state.pos = end + 2
    return True


def _leads(state: StateInline, begin: int) -> bool:
    """Whether an address in parentheses stands there: `[[words]](url)` is a link of CommonMark, and
    `[[快排]](O(n log n))` a note with a remark."""
    if not state.src.startswith("(", begin):
        return False
    found = state.md.helpers.parseLinkDestination(state.src, begin + 1, state.posMax)
    return bool(
        found.ok
        and _ADDRESS.search(found.str)
        and _CLOSES.match(state.src, found.pos, state.posMax)
    )


def _push(state: StateInline, content: str, start: int, embed: bool) -> None:
    name, bar, text = content.partition("|")
    name, text = name.rstrip("\\") if bar else name, without_comments(text)
    target, fragment = name_and_heading(name)
    token = state.push("wikilink_embed" if embed else "wikilink", "", 0)
    if embed and (size := SIZE.search(text)):
        # Obsidian: `![[a.png|300]]`, `![[a.png|300x200]]`, words before it or not.
        set_size(token, size[1], size[2])
        text = text[: size.start()]
    token.content = text.strip() or _words(target, fragment)
    token.meta = {
        "target": target,
        "fragment": fragment,
        "has_text": bool(text.strip()),
        POSITION: start,
    }


def _words(target: str, fragment: str) -> str:
    """What Obsidian shows: `note > heading`."""
    parts = [target, *fragment.split("#")] if fragment else [target]
    return " > ".join(part for part in parts if part)
