"""CommonMark's 652 examples, of the bare parser and of the whole rule table.

They come with markdown-it-py's source, which `make test` downloads. Where kbsite means to differ
stands in `fixtures/commonmark-departures.md`; a departure that is not listed there fails, and so
does one that is listed and no longer departs.
"""

from __future__ import annotations

import json
import os
import re
import tarfile
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kbsite.markdown.parser import create_parser
from kbsite.model import Note
from kbsite.slots import HeadingEnd, HeadingStart, LinkEnd, LinkStart, LinkText, Media, Piece, Url
from markdown_cases import parse

TESTS = Path(__file__).parent
DEPARTURES = TESTS / "fixtures" / "commonmark-departures.md"
EXAMPLES = 652
_MEMBER = "tests/test_cmark_spec/commonmark.json"


class Example(NamedTuple):
    """One example of the specification."""

    number: int
    section: str
    markdown: str
    html: str


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """All examples, from the newest tarball in the folder that `make test` fills."""
    folder = Path(os.environ.get("KBSITE_SPEC") or TESTS.parent / ".venv" / "spec")
    archives = sorted(folder.glob("markdown_it_py-*.tar.gz"))
    assert archives, f"no markdown_it_py-*.tar.gz in {folder}: run `make test`, which downloads it"
    with tarfile.open(archives[-1]) as archive:
        name = next(name for name in archive.getnames() if name.endswith(_MEMBER))
        file = archive.extractfile(name)
        assert file is not None
        found = json.load(file)
    return tuple(Example(e["example"], e["section"], e["markdown"], e["html"]) for e in found)


def departures() -> dict[int, str]:
    """Example number → why kbsite differs."""
    lines = DEPARTURES.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" — ") for line in lines if re.match(r"- \d", line)]
    return {int(number.removeprefix("- ")): reason for number, _, reason in rows}


def test_all_examples_are_there() -> None:
    assert [example.number for example in examples()] == list(range(1, EXAMPLES + 1))


def test_the_bare_parser_gives_the_html_of_the_specification() -> None:
    parser = create_parser(())
    wrong = [
        example.number
        for example in examples()
        # An empty quote stands on one line; the specification's own comparison ignores that.
        if parser.render(example.markdown).replace("<blockquote></", "<blockquote>\n</")
        != example.html
    ]
    assert wrong == []


def test_kbsite_departs_only_where_it_says_so() -> None:
    differing = {e.number for e in examples() if rendered(parse(e.markdown)) != normal(e.html)}
    listed = set(departures())
    assert differing - listed == set(), "not listed in commonmark-departures.md"
    assert listed - differing == set(), "listed in commonmark-departures.md, but no longer differ"


def test_every_departure_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in departures().values())
    assert list(departures()) == sorted(departures())


_URL = re.compile(r"""\b(href|src)=(?:"([^"]*)"|'([^']*)')""")


def normal(html: str) -> str:
    """HTML without the differences that no browser shows: the slashes of void elements,
    how a quotation mark is escaped, how a URL is encoded."""
    html = html.replace("&#x27;", "'")
    html = _URL.sub(lambda match: f'{match[1]}="{_plain(match[2] or match[3] or "")}"', html)
    html = html.replace("&quot;", '"')
    html = re.sub(r"<(br|hr|img)\b([^<>]*?) ?/>", r"<\1\2>", html)
    return html.replace("<blockquote></", "<blockquote>\n</")


def _plain(url: str) -> str:
    return escape(unquote(unescape(url)), quote=False)


def rendered(note: Note) -> str:
    """A note's HTML with its slots filled as CommonMark would, without what kbsite adds: the
    frame of a code block, lazy loading. An H1 that became the title is put back."""
    title = f"<h1>{_filled(note, note.title_content)}</h1>\n" if note.title_content else ""
    html = title + _filled(note, note.body)
    html = re.sub(r'<pre class="code"[^>]*>', "<pre>", html).replace(' loading="lazy"', "")
    # The classes of highlighted code; no example holds a span with a class.
    html = re.sub(r'<span class="[^"]*">|</span>', "", html)
    return normal(html)


def _filled(note: Note, pieces: tuple[Piece, ...]) -> str:
    return "".join(_filled_piece(note, piece) for piece in pieces)


def _filled_piece(note: Note, piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case LinkStart(link, title):
            attribute = f' title="{escape(title)}"' if title else ""
            return f'<a href="{_url(note, link)}"{attribute}>'
        case LinkEnd():
            return "</a>"
        case LinkText(link):
            return escape(note.links[link].target)
        case Media(link, words, title):
            alt = "".join(word for word in words if isinstance(word, str))
            attribute = f' title="{escape(title)}"' if title else ""
            return f'<img src="{_url(note, link)}" alt="{escape(alt)}"{attribute}>'
        case Url(link, attribute):
            return f'{attribute}="{_url(note, link)}"'
        case HeadingStart(heading):
            return f"<h{note.headings[heading].level}>"
        case HeadingEnd(heading):
            return f"</h{note.headings[heading].level}>"


def _url(note: Note, number: int) -> str:
    link = note.links[number]
    return escape(link.target + (f"#{link.fragment}" if link.fragment else ""))
