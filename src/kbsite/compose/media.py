"""An embed as HTML: an image, a player, a frame for a PDF, or a link. No I/O."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from kbsite.nouns.diagrams import Diagram
from kbsite.nouns.slots import Media
from kbsite.urls import (
    IMAGE_SUFFIXES,
    PLAYER_SUFFIXES,
    SOUND_SUFFIXES,
    VIDEO_SUFFIXES,
    diagram_url,
    href,
    suffix_of,
)
from kbsite.words.players import player_of

# Obsidian: `![[a.pdf#height=400]]`, also with `page=3&` before it.
_HEIGHT = re.compile(r"[#&]height=([1-9]\d{1,4})(?:&|$)")


class File(NamedTuple):
    """What an embed shows: its address as it stands in HTML, the words where the author gave
    none, the size of a picture (0 where it is not known), the address of another for dark
    pages, and those of smaller copies with their widths."""

    url: str
    name: str
    width: int = 0
    height: int = 0
    dark: str = ""
    copies: tuple[tuple[str, int], ...] = ()


def media_html(media: Media, file: File, alt: str) -> str:
    """`media` shown in place by the suffix of its file; `alt` are its words or "". What has no
    suffix on another site is a picture, or a video that has a player there."""
    url = escape(file.url)
    rest = (f' title="{escape(media.title)}"' if media.title else "") + media.attributes
    if player := player_of(media.source):
        name, size = escape(alt or player.site), _size(media, File("", "", 560, 315))
        source = f'src="{escape(player.address)}" loading="lazy"'
        frame = f'<iframe {source} title="{name}"{size} allowfullscreen></iframe>'
        return name if media.linked else frame
    suffix = suffix_of(file.url)
    if suffix in IMAGE_SUFFIXES or (media.source and suffix not in PLAYER_SUFFIXES):
        lazy = ' loading="lazy"' if media.lazy else ""
        image = f'{_copies(media, file)}alt="{escape(alt)}"{rest}{_size(media, file)}'
        if not file.dark:
            return f'<img src="{url}" {image}{lazy}>'
        # `diagram.css` shows one of them, and the other, being lazy, is not loaded.
        return "".join(
            f'<span class="for-{theme}"><img src="{source}" {image} loading="lazy"></span>'
            for theme, source in (("light", url), ("dark", escape(file.dark)))
        )
    name = escape(alt or file.name)
    if media.linked:
        return name
    if suffix in VIDEO_SUFFIXES:
        return f'<video src="{url}" controls preload="metadata"{rest}{_size(media)}></video>'
    if suffix in SOUND_SUFFIXES:
        return f'<audio src="{url}" controls preload="none"{rest}></audio>'
    link = f'<a href="{url}"{rest}>{name}</a>'
    if suffix == ".pdf":
        # Where a browser shows no PDF in a frame, the link is what works.
        size = _size(media)
        if not media.height and (height := _HEIGHT.search(file.url)):
            size += f' height="{height[1]}"'
        frame = f'<iframe src="{url}" title="{name}" loading="lazy"{size}></iframe>'
        return f'<span class="pdf">{frame}{link}</span>'
    return link


def _copies(media: Media, file: File) -> str:
    """Copies, of which a browser takes the smallest that will do. A picture is at most as wide as
    the column of the text, or as its author says."""
    if not file.copies:
        return ""
    sources = ", ".join(f"{escape(url)} {width}w" for url, width in file.copies)
    shown = f"{media.width}px" if media.width else f"min({file.width}px, 100vw, 44rem)"
    return f'srcset="{sources}" sizes="{shown}" '


def diagram_html(diagram: Diagram, base_path: str, *, dark: bool) -> str:
    """A picture for each theme; `diagram.css` shows one of them, and the other, being lazy,
    is not loaded."""
    pictures = "".join(
        f'<img class="diagram-{"dark" if is_dark else "light"}"'
        f' src="{escape(href(base_path, diagram_url(diagram.name, dark=is_dark)))}"'
        f' alt="{escape(diagram.alt)}" width="{diagram.width}" height="{diagram.height}"'
        ' loading="lazy">'
        for is_dark in ((False, True) if dark else (False,))
    )
    width = f"--width:{diagram.width}px"
    return f'<figure class="diagram" style="{width}" tabindex="0">{pictures}</figure>\n'


def _size(media: Media, file: File | None = None) -> str:
    """Width and height as attributes: the author's, what is left open in the proportions of
    the file."""
    width, height = media.width, media.height
    if file and file.width and file.height:
        if not width and not height:
            width, height = file.width, file.height
        elif not height:
            height = max(1, round(width * file.height / file.width))
        elif not width:
            width = max(1, round(height * file.width / file.height))
    pixels = (("width", width), ("height", height))
    return "".join(f' {name}="{value}"' for name, value in pixels if value)
