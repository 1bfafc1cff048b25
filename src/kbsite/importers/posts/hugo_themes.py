"""The shortcodes that themes of Hugo have by themselves, Stack and LoveIt → Markdown. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.importers.model import Line, trimmed
from kbsite.importers.posts.block_lines import fenced, quoted
from kbsite.importers.posts.building import UNCLOSED, Block, Inline, Kept, Result
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.media import callout, link, picture
from kbsite.importers.posts.tags import Arguments

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|/|\.\.?/|#", re.IGNORECASE)

_Reader: TypeAlias = Callable[[Arguments, "list[Line] | None", int, Context], Result]


def _quote(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """Stack: `{{< quote author="…" source="…" url="…" >}}`."""
    if inner is None:
        return UNCLOSED
    named = given.named
    author, source, url = (named.get(key, "").strip() for key in ("author", "source", "url"))
    if url:
        source = link(source or url, url)
    said = ", ".join(filter(None, (author and f"**{author}**", source)))
    if not said:
        return callout("quote", named.get("title") or " ".join(given.words), inner, number)
    return Block(quoted(inner, "[!quote]", f"— {said}", number), tight=False)


def _link(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """LoveIt: `{{< link "https://…" words "title" >}}`; others have the words between two tags."""
    named, words = given.named, given.words
    url = named.get("href") or named.get("url") or (words[0] if words else "")
    if not _ADDRESS.match(url):
        return Kept("it names no address")
    if inner is not None:
        shown = " ".join(line.text.strip() for line in inner).strip()
        return Inline(link(shown or url, url))
    shown = named.get("content") or (words[1] if len(words) > 1 else "")
    hint = named.get("title") or (words[2] if len(words) > 2 else "")
    return Inline(link(shown or url.removeprefix("mailto:"), context.file(url) or url, hint))


def _plain(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """What it holds, without how that looks."""
    if inner is None:
        return UNCLOSED
    return Block(trimmed(inner), tight=False) if len(inner) > 1 else Inline(inner[0].text)


def _typeit(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    if language := given.named.get("code"):
        return Block(fenced(inner, language, number))
    return _plain(given, inner, number, context)


def _player(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    source = given.named.get("src") or (given.words[0] if given.words else "")
    if not source:
        return Kept("it names no file")
    return Inline(picture(context.file(source) or source, given.named.get("title", "")))


OF_THEMES: Mapping[str, _Reader] = {
    "audio": _player,
    "link": _link,
    "quote": _quote,
    "style": _plain,
    "typeit": _typeit,
    "video": _player,
}
