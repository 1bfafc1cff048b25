"""A note on its page: what depends on where its pieces stand."""

from __future__ import annotations

import pytest

from kbsite.compose.body import Shown, compose_body
from kbsite.languages import LANGUAGES
from kbsite.nouns.resolutions import Found
from markdown_cases import parse_whole


def body(text: str, *urls: str) -> str:
    """The body of a note whose links lead to `urls`."""
    note, body = parse_whole(text)
    links = [Found(url, "", url) for url in urls]
    anchors = [heading.anchor for heading in note.headings]
    return compose_body(Shown(note, body, links, anchors), "", LANGUAGES["zh-CN"])


def test_the_contents_are_no_landmark() -> None:
    """The page has one for them, and a note may hold several markers."""
    html = body("[TOC]\n\n## 甲\n")
    assert html.startswith('<div class="toc-marker">\n<ul>\n<li><a href="#%E7%94%B2">甲</a></li>')
    assert "<nav" not in html


@pytest.mark.parametrize("file", ["/a.pdf", "/a.mp4", "/a.mp3", "/a.zip"])
def test_in_a_link_a_file_is_named(file: str) -> None:
    """A player, a frame or another link cannot stand in a link; a picture can."""
    shown = body("[![图](a)](b)", "/b/", file)
    assert shown == '<p><a href="/b/">图</a></p>\n'
    assert "<img" in body("[![图](a)](b)", "/b/", "/a.png")
