"""Links, embeds and tags of a note: numbered, refused, told of. No I/O."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from markdown_it.token import Token

from kbsite.diagnostics import Code
from kbsite.linking.written_links import target_and_fragment
from kbsite.markdown.blocks.embed_block import PLACE
from kbsite.markdown.html.raw import LEFT_OUT, with_scheme
from kbsite.markdown.math.dollar_math import is_one_formula
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter, shortened
from kbsite.model import Link, LinkKind, Mention
from kbsite.tex.convert import convert_tex
from kbsite.urls import (
    PLAYER_SUFFIXES,
    SAFE_SCHEMES,
    nfc,
    scheme_of,
    suffix_of,
)
from kbsite.words.players import player_of
from kbsite.words.tags import DEPTH_HINT, is_cut, too_deep

#: `Token.meta` keys: the number of a link inside the site; true for a link that is refused, and
#: for the first picture of its note.
LINK, REFUSED, FIRST = "link", "refused", "first"

#: What says which notes stand in a table.
TABLE_SUFFIX = ".base"

_INSECURE = "Write https: if the site has it there, or put the file beside the note."
_LOCAL = "That is a file of your computer: put it beside the note, and write its path from there."
_EQUATION = re.compile(r"//(?:www\.)?zhihu\.com/equation\?tex=([^&]+)")
_DATA_IMAGE = re.compile(r"data:image/(png|jpe?g|gif|webp|avif);")


class LinkTokens:
    """Those of one note. Tokens are given with the place of their block, and their position
    in it."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.links: list[Link] = []
        self.mentions: list[Mention] = []
        self.tags: list[str] = []
        self._open: list[Token] = []
        self._has_picture = False

    def wikilink(self, token: Token, place: Place, position: int) -> None:
        """`[[…]]` and `![[…]]`."""
        target, fragment = nfc(token.meta["target"]), nfc(token.meta["fragment"])
        kind: LinkKind = "wikilink" if token.type == "wikilink" else "embed"
        if kind == "embed" and suffix_of(target) == TABLE_SUFFIX:
            kind = "base"
        has_text: bool = token.meta["has_text"]
        token.meta[LINK] = self._add(kind, target, fragment, place.of(position), has_text)
        if kind == "embed":
            self._count_picture(token, target)
        elif kind == "base":
            token.meta[FIRST] = False

    def image(self, token: Token, place: Place, position: int) -> None:
        """`![…](…)`."""
        url = str(token.attrs.get("src", ""))
        self._read(token, url, "embed", place, position)
        self._count_picture(token, url)
        for child in token.children or ():
            # Its words may be those of an unpublished note.
            if child.type == "wikilink":
                self.wikilink(child, place, position)

    def link_start(self, token: Token, place: Place, position: int) -> None:
        """`[` of `[…](…)`."""
        self._open.append(token)
        self._read(token, str(token.attrs.get("href", "")), "link", place, position)

    def link_end(self, token: Token, place: Place, position: int) -> None:
        """Its end, which is stamped as its start is."""
        start = self._open.pop()
        token.meta |= {key: start.meta[key] for key in (LINK, REFUSED) if key in start.meta}

    def check_words(self, start: Token, end: Token, at: tuple[int, int]) -> None:
        """Refuses a link around nothing, which nobody sees; one with an id is an anchor."""
        if REFUSED in start.meta or "id" in start.attrs:
            return
        start.meta[REFUSED] = end.meta[REFUSED] = True
        if start.attrs.get("href"):
            message = "a link without words, which readers cannot see"
            hint = "They stand between the square brackets: [words](address)."
            self.reporter.warn("link-missing", at, message, hint)

    def tag(self, token: Token, place: Place, position: int) -> None:
        """`#…`."""
        token.content = nfc(token.content)
        self.tags.append(token.content)
        if is_cut(token.content):
            message = too_deep(token.content)
            self.reporter.warn("tag-levels", place.of(position), message, DEPTH_HINT)
        token.meta[LINK] = self._add("tag", token.content, "", place.of(position))

    def html(
        self, url: str, at: tuple[int, int], *, embeds: bool, in_block: bool = False
    ) -> int | None:
        """An address in the author's own HTML, `in_block` of it: the number of its link if it is
        internal, `LEFT_OUT` if it leads to a file of the author's computer."""
        if not url.strip() or url.lstrip().startswith("?"):
            return None
        if (scheme := scheme_of(url)) is not None:
            if _is_local(scheme):
                self._refuse(scheme, at)
                return LEFT_OUT
            if embeds and scheme in ("", "http", "https"):
                self._remote(url, at, in_block=in_block)
            return None
        return self._internal(url, "html", at)

    def running(self, scheme: str, at: tuple[int, int]) -> None:
        """An address in the author's own HTML that is to run something."""
        message = f"an address of the scheme `{scheme}:` runs nothing, and the feed leaves it out"
        hint = f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}."
        self.reporter.warn("link-scheme", at, message, hint)

    def _count_picture(self, token: Token, url: str) -> None:
        is_picture = suffix_of(url) not in PLAYER_SUFFIXES and PLACE not in token.meta
        token.meta[FIRST] = is_picture and not self._has_picture
        self._has_picture = self._has_picture or is_picture

    def _read(self, token: Token, url: str, kind: LinkKind, place: Place, position: int) -> None:
        """Stamps a link or an embed that leads into the site, or that is refused."""
        scheme, at = scheme_of(url), place.of(position)
        if not url.strip():
            self._say_empty(kind, at)
            # A link leads to the page itself, as in CommonMark.
            token.meta |= (
                {REFUSED: True} if kind == "embed" else {LINK: self._internal("", kind, at)}
            )
        elif scheme is None:
            # Without alternative text an embed is called what its target is.
            has_text = kind == "link" or bool(token.content.strip())
            token.meta[LINK] = self._internal(url, kind, at, has_text)
        elif scheme in SAFE_SCHEMES or scheme == "":
            token.attrs["src" if kind == "embed" else "href"] = with_scheme(url)
            if kind == "embed":
                self._remote(url, at)
        elif kind == "link" or not _DATA_IMAGE.match(url):
            self._refuse(scheme, at)
            token.meta[REFUSED] = True

    def _refuse(self, scheme: str, at: tuple[int, int]) -> None:
        message = f"a link of the scheme `{scheme}:` is not published"
        hint = f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}."
        self.reporter.warn("link-scheme", at, message, _LOCAL if _is_local(scheme) else hint)

    def _say_empty(self, kind: LinkKind, at: tuple[int, int]) -> None:
        code: Code = "link-missing" if kind == "link" else "attachment-missing"
        what, form = ("a link", "") if kind == "link" else ("a picture", "!")
        hint = f"It stands between the round brackets: {form}[words](address)."
        self.reporter.warn(code, at, f"{what} without an address", hint)

    def _remote(self, url: str, at: tuple[int, int], *, in_block: bool = False) -> None:
        if scheme_of(url) != "http" and (found := _EQUATION.search(url)):
            tex = " ".join(unquote_plus(found[1]).split())
            message = f"a formula that is a picture of Zhihu's: {shortened(tex, 60)}"
            hint = _instead_of_picture(tex, in_block=in_block)
            self.reporter.inform("media-remote", at, message, hint)
            return
        # A player is asked for over https, however its video is named.
        if scheme_of(url) != "http" or player_of(url):
            message = f"shown from another site: {shortened(url, 80)}"
            self.reporter.inform("media-remote", at, message)
            return
        message = f"not shown, as it comes over http: {shortened(url, 80)}"
        self.reporter.warn("media-insecure", at, message, _INSECURE)

    def _internal(
        self, url: str, kind: LinkKind, at: tuple[int, int], has_text: bool = True
    ) -> int:
        target, fragment = target_and_fragment(url, is_page=kind in ("link", "html"))
        return self._add(kind, target, fragment, at, has_text)

    def _add(
        self, kind: LinkKind, target: str, fragment: str, at: tuple[int, int], has_text: bool = True
    ) -> int:
        self.links.append(Link(kind, target, fragment, has_text))
        self.mentions.append(Mention(*at))
        return len(self.links) - 1


def _instead_of_picture(tex: str, *, in_block: bool) -> str:
    """What to write for a formula that is a picture, `in_block` of HTML."""
    tex = tex.removesuffix("\\\\").strip()
    if not is_one_formula(tex):
        return "It cannot stand between dollars: a dollar of its own would end it."
    if fault := convert_tex(tex, False, ()).fault:
        return f"kbsite cannot read its TeX: {fault}."
    tex = shortened(tex, 60)
    if in_block:
        return f"Write ${tex}$ outside of the block of HTML, in which no formula is read."
    return f"Write ${tex}$; `kbsite import markdown` makes formulas of all such pictures."


def _is_local(scheme: str) -> bool:
    """Whether it is that of files, or the letter of a drive (`C:\\Users`)."""
    return scheme == "file" or len(scheme) == 1
