"""An embed as HTML: an image, a player, a frame for a PDF, or a link. No I/O."""

from __future__ import annotations

import posixpath
import re
from html import escape

from kbsite.diagrams import Diagram
from kbsite.model import Ambiguous, Found
from kbsite.slots import Media
from kbsite.urls import IMAGE_SUFFIXES, diagram_url, href

_VIDEOS = frozenset({".mp4", ".webm", ".ogv", ".mov", ".m4v", ".mkv"})
_SOUNDS = frozenset({".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".aac", ".3gp"})
_PIXELS = re.compile(r"(\d{1,5})(?:px)?")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?%")


def media_html(media: Media, target: Found | Ambiguous, alt: str, base_path: str) -> str:
    """`media` shown in place by the suffix of its file; `alt` are its words or, where the
    author gave none, ""."""
    url = escape(href(base_path, target.url, target.anchor))
    title = f' title="{escape(media.title)}"' if media.title else ""
    rest = title + media.attributes
    suffix = posixpath.splitext(target.url)[1].lower()
    lazy = ' loading="lazy"' if media.lazy else ""
    if suffix in IMAGE_SUFFIXES:
        return f'<img src="{url}" alt="{escape(alt)}"{rest}{_size(media, target)}{lazy}>'
    name = escape(alt or target.text or posixpath.basename(target.url))
    if media.linked:
        return name
    if suffix in _VIDEOS:
        return f'<video src="{url}" controls preload="metadata"{rest}{_size(media)}></video>'
    if suffix in _SOUNDS:
        return f'<audio src="{url}" controls preload="none"{rest}></audio>'
    link = f'<a href="{url}"{rest}>{name}</a>'
    if suffix == ".pdf":
        # Where a browser shows no PDF in a frame, the link is what works.
        frame = f'<iframe src="{url}" title="{name}" loading="lazy"{_size(media)}></iframe>'
        return f'<span class="pdf">{frame}{link}</span>'
    return link


def diagram_html(diagram: Diagram, base_path: str, dark: bool) -> str:
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


def _size(media: Media, file: Found | Ambiguous | None = None) -> str:
    """Width and height as attributes: the author's, what is left open in the proportions of
    the file. A percentage is a style."""
    width, height = _pixels(media.width), _pixels(media.height)
    if isinstance(file, Found) and file.width and file.height:
        if not width and not height:
            width, height = file.width, file.height
        elif not height:
            height = max(1, round(width * file.height / file.width))
        elif not width:
            width = max(1, round(height * file.width / file.height))
    style = f' style="width: {media.width}"' if _PERCENT.fullmatch(media.width) else ""
    pixels = (("width", width), ("height", height))
    return "".join(f' {name}="{value}"' for name, value in pixels if value) + style


def _pixels(value: str) -> int:
    found = _PIXELS.fullmatch(value)
    return int(found[1]) if found else 0
