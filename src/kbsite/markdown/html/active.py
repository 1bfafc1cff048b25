"""The author's own HTML without what runs, loads or leads away: scripts, `<link>`, `<meta>` and
`<base>` are left out, and frames of the site's own files get an origin of their own. So are
`<html>`, `<head>` and `<body>`, whose attributes a browser would give to the page. No I/O.

To a browser a tag begins with `<` and its name, and it may see one where others see a comment or a
value. So none of these beginnings is left, wherever it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.html.raw import tags_in
from kbsite.markdown.html.tags import SCRIPT_END
from kbsite.urls import scheme_of, suffix_of
from kbsite.words.html_attributes import attributes_in

_ACTIVE = re.compile(r"<(script|link|meta|base|iframe|html|head|body)(?![^\s/>])", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^\s/>])", re.IGNORECASE)
# What is pasted from a browser begins with one of these, which say nothing.
_IDLE = re.compile(r"<meta\s+charset=[^<>]*>|<(?:html|head|body)\s*+>", re.IGNORECASE)
_END = re.compile(r"</(html|head|body)(?![^\s/>])", re.IGNORECASE)
# Beside one among words, which is a word itself.
_BEFORE, _BEHIND = re.compile(r"[^\s>][ \t]?\Z"), re.compile(r"[ \t]?[^\s<]")
_OF_PAGE = frozenset({"html", "head", "body"})
_NO_PAGE = (
    "a note has no page of its own",
    "What its attributes say can stand in a <div>; where the word is meant, put it in backticks.",
)
_NO_SCRIPT = (
    "HTML in a note runs and loads nothing",
    "Scripts and stylesheets of a site are files in static/, named in templates/head.html.",
)
#: Scripts of a frame run, but know nothing of the site.
_SANDBOX = ' sandbox="allow-scripts allow-popups"'
# A tag of which every reader sees the same attributes.
_PLAIN = re.compile(
    r"<iframe(?:[ \t\n]++[a-z-]++(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]++))?)*+[ \t\n]*+/?>",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[\x00-\x20]")
# `https:a.html` is an address below that of the page.
_ELSEWHERE = re.compile(r"(?:https?:)?//[^/\\?#]", re.IGNORECASE)
#: Pages of the site's own; and browsers show no PDF in a sandbox.
_UNBOXED = frozenset({".md", ".pdf"})


class Passive(NamedTuple):
    """What remains of a piece of HTML; the tags that were left out, with their offsets; for each
    stretch that remains, where it begins now and where it began."""

    html: str
    left_out: Sequence[tuple[str, int]]
    stretches: Sequence[tuple[int, int]]

    def origin(self, offset: int) -> int:
        """Where in the source stood what is at `offset` now."""
        now, before = self.stretches[bisect_right(self.stretches, (offset, len(self.html))) - 1]
        return before + offset - now


def told_of(name: str) -> tuple[str, str]:
    """What is said of a tag that was left out, and what to do."""
    why, instead = _NO_PAGE if name in _OF_PAGE else _NO_SCRIPT
    return f"`<{name}>` is left out: {why}", instead


def passive(html: str, before: str = "", behind: str = "") -> Passive:
    """`html` without all that; `before` and `behind` is what stands beside it in its line."""
    if not _ACTIVE.search(html):
        return Passive(html, (), ((0, 0),))
    tags = {tag.start(): tag for tag in tags_in(html) if tag["name"]}
    parts: list[str] = []
    left_out: list[tuple[str, int]] = []
    stretches = [(0, 0)]
    length = done = 0
    ended: frozenset[str] | None = None

    def replace(begin: int, end: int, text: str) -> None:
        nonlocal length, done
        parts.extend((html[done:begin], text))
        length += begin - done + len(text)
        done = end
        stretches.append((length, end))

    for found in _ACTIVE.finditer(html):
        begin, name = found.start(), found[1].lower()
        if begin < done:
            continue
        if begin not in tags:
            replace(begin, begin + 1, "&lt;")
        elif name == "iframe":
            if not _is_unboxed(tags[begin]):
                replace(found.end(), found.end(), _SANDBOX)
        else:
            tag = tags[begin].group()
            end = begin + len(tag)
            if name == "script" and not tag.endswith("/>"):
                closing = SCRIPT_END.search(html, end)
                end = closing.end() if closing else len(html)
            is_told = not _IDLE.fullmatch(tag)
            if not is_told and name in _OF_PAGE:
                if ended is None:
                    ended = frozenset(end.lower() for end in _END.findall(html))
                is_told = name not in ended and bool(
                    _BEFORE.search(html[max(0, begin - 2) : begin] if begin else before)
                    or _BEHIND.match(html[end : end + 2] or behind)
                )
            if is_told:
                left_out.append((name, begin))
            # What stood around it must not become a tag together.
            is_within = html.rfind("<", done, begin) > html.rfind(">", done, begin)
            replace(begin, end, " " if is_within else "")
    parts.append(html[done:])
    return Passive("".join(parts), left_out, stretches)


def _is_unboxed(tag: re.Match[str]) -> bool:
    """Whether a frame needs no sandbox: it has one, shows another site or what runs nothing."""
    if not _PLAIN.fullmatch(tag.group()):
        return False
    values = attributes_in(tag.string, tag.end("name"), tag.end() - 1)
    if "sandbox" in values:
        return True
    if "srcdoc" in values:
        return False
    address = _BLANK.sub("", values.get("src", ""))
    is_own = scheme_of(address) is None
    return bool(_ELSEWHERE.match(address)) or (is_own and suffix_of(address) in _UNBOXED)


def hide_script(tokens: Sequence[Token], i: int) -> None:
    """Empties the tokens between `<script>` at `i` and its end, where both stand in one line of
    text and what is between them is whole."""
    if not _SCRIPT.match(tokens[i].content):
        return
    depth = 0
    for j in range(i + 1, len(tokens)):
        token = tokens[j]
        if token.type == "html_inline" and depth == 0 and SCRIPT_END.match(token.content):
            for hidden in tokens[i + 1 : j + 1]:
                hidden.type, hidden.tag, hidden.nesting, hidden.content = "text", "", 0, ""
                hidden.attrs, hidden.meta, hidden.children = {}, {}, None
            return
        depth += token.nesting
        if depth < 0 or (token.type == "html_inline" and _SCRIPT.match(token.content)):
            return
