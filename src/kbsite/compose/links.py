"""Links as HTML by what they come to. No I/O."""

from __future__ import annotations

from html import escape

from kbsite.nouns.resolutions import Ambiguous, Found, Missing, Resolution
from kbsite.nouns.slots import Url
from kbsite.urls import href


def link_start(target: Resolution, base_path: str, title: str = "", attributes: str = "") -> str:
    """What opens a link; nothing where its target is not published."""
    if isinstance(target, Found | Ambiguous):
        shown = f' title="{escape(title)}"' if title else ""
        url = escape(href(base_path, target.url, target.anchor))
        return f'<a href="{url}"{shown}{attributes}>'
    return '<span class="missing">' if _is_wanted(target) else ""


def link_end(target: Resolution) -> str:
    """What closes it."""
    if isinstance(target, Found | Ambiguous):
        return "</a>"
    return "</span>" if _is_wanted(target) else ""


def _is_wanted(target: Resolution) -> bool:
    return isinstance(target, Missing) and not target.is_text


def url_attribute(url: Url, target: Resolution, base_path: str) -> str:
    """An attribute of the author's own HTML: as written where nothing answers to it, none
    where its target is not published."""
    if not isinstance(target, Found | Ambiguous):
        return url.source if isinstance(target, Missing) else ""
    value = escape(href(base_path, target.url, target.anchor))
    if not url.attribute:
        return value
    size = ""
    if not url.sized and isinstance(target, Found) and target.width:
        size = f' width="{target.width}" height="{target.height}"'
    return f'{url.attribute}="{value}"{size}'
