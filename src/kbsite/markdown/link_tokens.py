"""Links, embeds and tags of a note: numbered, refused, told of. No I/O."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

from markdown_it.token import Token

from kbsite.diagnostics import Diagnostic, info, warning
from kbsite.markdown.places import Place
from kbsite.model import Link
from kbsite.urls import (
    SAFE_SCHEMES,
    SOUND_SUFFIXES,
    VIDEO_SUFFIXES,
    decoded,
    nfc,
    scheme_of,
    suffix_of,
)

#: `Token.meta` keys: the number of the link; a refused link; an image that is the first of
#: its note.
LINK, REFUSED, FIRST = "link", "refused", "first"

_Kind = Literal["wikilink", "link", "embed", "html", "tag"]
_DATA_IMAGE = re.compile(r"data:image/(png|jpe?g|gif|webp|avif);")
_NO_PICTURES = VIDEO_SUFFIXES | SOUND_SUFFIXES | {".pdf"}


class LinkTokens:
    """Those of one note."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.links: list[Link] = []
        self.tags: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._has_picture = False

    def wikilink(self, token: Token, place: Place, position: int) -> None:
        """`[[…]]` and `![[…]]`."""
        kind: _Kind = "wikilink" if token.type == "wikilink" else "embed"
        target, fragment = nfc(token.meta["target"]), nfc(token.meta["fragment"])
        has_text: bool = token.meta["has_text"]
        token.meta[LINK] = self._add(kind, target, fragment, place.of(position), has_text)
        if kind == "embed":
            self._count_picture(token, target)

    def image(self, token: Token, place: Place, position: int) -> None:
        """`![…](…)`."""
        url = str(token.attrs.get("src", ""))
        self._read(token, url, "embed", place, position)
        self._count_picture(token, url)
        for child in token.children or ():
            # Its words may be those of an unpublished note.
            if child.type == "wikilink":
                self.wikilink(child, place, position)

    def link(self, token: Token, place: Place, position: int) -> int | None:
        """`[…](…)`: its number where it is internal, None where it leaves the site, -1 where it
        is refused."""
        return self._read(token, str(token.attrs.get("href", "")), "link", place, position)

    def tag(self, token: Token, place: Place, position: int) -> None:
        """`#…`."""
        token.content = nfc(token.content)
        self.tags.append(token.content)
        token.meta[LINK] = self._add("tag", token.content, "", place.of(position))

    def html(self, url: str, at: tuple[int, int], *, embeds: bool) -> int | None:
        """An address in the author's own HTML: the number of its link if it is internal."""
        if not url.strip() or url.lstrip().startswith("?"):
            return None
        if (scheme := scheme_of(url)) is not None:
            if embeds and scheme in ("", "http", "https"):
                self._remote(url, at)
            return None
        return self._internal(url, "html", at)

    def _count_picture(self, token: Token, url: str) -> None:
        is_picture = suffix_of(url) not in _NO_PICTURES
        token.meta[FIRST] = is_picture and not self._has_picture
        self._has_picture = self._has_picture or is_picture

    def _read(self, token: Token, url: str, kind: _Kind, place: Place, position: int) -> int | None:
        scheme = scheme_of(url)
        if scheme is None:
            # Without alternative text an embed is called what its target is.
            has_text = kind == "link" or bool(token.content.strip())
            token.meta[LINK] = self._internal(url, kind, place.of(position), has_text)
            return int(token.meta[LINK])
        if scheme in SAFE_SCHEMES or scheme == "":
            if kind == "embed":
                self._remote(url, place.of(position))
            return None
        if kind == "embed" and _DATA_IMAGE.match(url):
            return None
        line, column = place.of(position)
        message = f"a link of the scheme `{scheme}:` is not published"
        hint = f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}."
        self.diagnostics.append(
            warning("link-scheme", self.path, message, line=line, column=column, hint=hint)
        )
        token.meta[REFUSED] = -1
        return -1

    def _remote(self, url: str, at: tuple[int, int]) -> None:
        line, column = at
        shown = url if len(url) <= 80 else url[:79] + "…"
        message = f"shown from another site: {shown}"
        self.diagnostics.append(info("media-remote", self.path, message, line=line, column=column))

    def _internal(self, url: str, kind: _Kind, at: tuple[int, int], has_text: bool = True) -> int:
        target, _, fragment = url.partition("#")
        target = decoded(target.partition("?")[0])
        return self._add(kind, target, nfc(unquote(fragment)), at, has_text)

    def _add(
        self, kind: _Kind, target: str, fragment: str, at: tuple[int, int], has_text: bool = True
    ) -> int:
        line, column = at
        self.links.append(Link(kind, target, fragment, has_text, line, column))
        return len(self.links) - 1
