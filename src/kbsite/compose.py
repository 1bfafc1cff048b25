"""Pieces → HTML and text: fills the slots of a note for the page it stands on. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from html import escape

from kbsite.diagrams import Diagram, Drawing
from kbsite.model import (
    Ambiguous,
    Found,
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Media,
    Missing,
    Note,
    Piece,
    Resolution,
    TextPieces,
    Url,
)
from kbsite.urls import diagram_url, href

_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".ico"})
_VIDEOS = frozenset({".mp4", ".webm", ".ogv", ".mov"})
_SOUNDS = frozenset({".mp3", ".ogg", ".oga", ".wav", ".m4a", ".flac"})

Links = Sequence[Resolution]


def compose_body(
    note: Note, links: Links, anchors: Sequence[str], base_path: str, *, dark: bool = True
) -> str:
    """The body of `note` as HTML; `links` and `anchors` are those of its links and headings.
    Without `dark` diagrams have their light picture only, for what has no style sheet.

    Its headings start below the page's own H1."""
    shift = 1 if any(heading.level == 1 for heading in note.headings) else 0

    def level(number: int) -> int:
        return min(6, note.headings[number].level + shift)

    def fill(piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case LinkStart(link, title):
                return _open(links[link], base_path, title)
            case LinkEnd(link):
                return _close(links[link])
            case LinkText(link):
                return escape(links[link].text)
            case Media():
                return _media(note, piece, links, base_path)
            case Url():
                return _attribute(piece, links[piece.link], base_path)
            case HeadingStart(heading):
                return f'<h{level(heading)} id="{escape(anchors[heading])}">'
            case HeadingEnd(heading):
                return f"</h{level(heading)}>"
            case Drawing(diagram):
                return _drawing(note.diagrams[diagram], base_path, dark)

    return "".join(map(fill, note.body))


def compose_inline(
    pieces: Sequence[Piece], links: Links, marks: Callable[[int], bool] = lambda link: False
) -> str:
    """Pieces of one paragraph as HTML that can stand anywhere: no links, no ids. The words
    of links that `marks` names are marked."""

    def fill(piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case LinkText(link):
                return escape(links[link].text)
            case LinkStart(link):
                return "<mark>" if marks(link) else ""
            case LinkEnd(link):
                return "</mark>" if marks(link) else ""
            case _:
                return ""

    return "".join(map(fill, pieces))


def compose_text(pieces: TextPieces, links: Links) -> str:
    """Plain text, white space folded."""
    words = (p if isinstance(p, str) else links[p.link].text for p in pieces)
    return " ".join("".join(words).split())


def _open(target: Resolution, base_path: str, title: str) -> str:
    if isinstance(target, Found | Ambiguous):
        shown = f' title="{escape(title)}"' if title else ""
        return f'<a href="{escape(href(base_path, target.url, target.anchor))}"{shown}>'
    return '<span class="missing">' if isinstance(target, Missing) else ""


def _attribute(url: Url, target: Resolution, base_path: str) -> str:
    """An attribute of the author's own HTML: as written where nothing answers to it, none
    where its target is not published."""
    if isinstance(target, Found | Ambiguous):
        return f'{url.attribute}="{escape(href(base_path, target.url, target.anchor))}"'
    return url.source if isinstance(target, Missing) else ""


def _close(target: Resolution) -> str:
    if isinstance(target, Found | Ambiguous):
        return "</a>"
    return "</span>" if isinstance(target, Missing) else ""


def _drawing(diagram: Diagram, base_path: str, dark: bool) -> str:
    """A picture for each theme; `diagram.css` shows one of them, and the other, being lazy,
    is not loaded."""
    pictures = "".join(
        f'<img class="diagram-{"dark" if is_dark else "light"}"'
        f' src="{escape(href(base_path, diagram_url(diagram.name, is_dark)))}"'
        f' alt="{escape(diagram.alt)}" width="{diagram.width}" height="{diagram.height}"'
        ' loading="lazy">'
        for is_dark in ((False, True) if dark else (False,))
    )
    width = f"--width:{diagram.width}px"
    return f'<figure class="diagram" style="{width}" tabindex="0">{pictures}</figure>\n'


def _media(note: Note, media: Media, links: Links, base_path: str) -> str:
    """An image, a player, or a link to what cannot be shown in place."""
    target, words = links[media.link], note.links[media.link].target
    alt = compose_text(media.alt, links)
    if not isinstance(target, Found | Ambiguous):
        if not isinstance(target, Missing):
            return escape(alt or target.text)
        return f'<span class="missing">{escape(alt or words)}</span>'
    url = escape(href(base_path, target.url, target.anchor))
    title = f' title="{escape(media.title)}"' if media.title else ""
    suffix = posixpath.splitext(target.url)[1].lower()
    if suffix in _IMAGES:
        return f'<img src="{url}" alt="{escape(alt)}"{title} loading="lazy">'
    if suffix in _VIDEOS:
        return f'<video src="{url}" controls preload="metadata"{title}></video>'
    if suffix in _SOUNDS:
        return f'<audio src="{url}" controls preload="none"{title}></audio>'
    return f'<a href="{url}"{title}>{escape(alt or target.text or words)}</a>'
