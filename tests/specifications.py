"""The examples of CommonMark and GFM, and a note's HTML as they write it. Not a test.

They come with the sources of markdown-it-py and marko, which `make test` downloads. Where kbsite
means to differ stands in `fixtures/<name>-departures.md`.
"""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kbsite.model import Note, ParsedNote
from kbsite.nouns.slots import (
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Media,
    Piece,
    Url,
)
from markdown_cases import parse_whole

TESTS = Path(__file__).parent

_GFM_EXAMPLE = re.compile(
    r"^`{32} example ?(?P<extension>\S*)\n(?P<markdown>.*?)^\.\n(?P<html>.*?)^`{32}$",
    re.MULTILINE | re.DOTALL,
)


class Example(NamedTuple):
    """One example of a specification; `section` is GFM's extension for its own."""

    number: int
    section: str
    markdown: str
    html: str


@lru_cache(maxsize=1)
def commonmark_examples() -> tuple[Example, ...]:
    """All examples of CommonMark."""
    found = json.loads(_member("markdown_it_py", "tests/test_cmark_spec/commonmark.json"))
    return tuple(Example(e["example"], e["section"], e["markdown"], e["html"]) for e in found)


@lru_cache(maxsize=1)
def gfm_examples() -> tuple[Example, ...]:
    """The examples of GFM's extensions; those that it shares with CommonMark have none."""
    matches = _GFM_EXAMPLE.finditer(_member("marko", "tests/spec/gfm.txt"))
    return tuple(
        # The specification switches those of task lists off, since a checkbox has no one form.
        Example(
            number,
            match["extension"].replace("disabled", "tasklist"),
            match["markdown"].replace("→", "\t"),
            match["html"].replace("→", "\t"),
        )
        for number, match in enumerate(matches, start=1)
        if match["extension"]
    )


def _member(package: str, member: str) -> str:
    """A file of the newest tarball of `package` in the folder that `make test` fills."""
    folder = Path(os.environ.get("KBSITE_SPEC") or TESTS.parent / ".venv" / "spec")
    archives = sorted(folder.glob(f"{package}-*.tar.gz"))
    assert archives, f"no {package}-*.tar.gz in {folder}: run `make test`, which downloads it"
    with tarfile.open(archives[-1]) as archive:
        name = next(name for name in archive.getnames() if name.endswith(member))
        file = archive.extractfile(name)
        assert file is not None
        return file.read().decode()


def departures(specification: str) -> dict[int, str]:
    """Example number → why kbsite differs."""
    path = TESTS / "fixtures" / f"{specification}-departures.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" — ") for line in lines if re.match(r"- \d", line)]
    return {int(number.removeprefix("- ")): reason for number, _, reason in rows}


def assert_departs_as_listed(specification: str, examples: Iterable[Example]) -> None:
    """A departure that is not listed fails, and so does one that is listed and no longer
    departs; each has a reason."""
    listed = departures(specification)
    differing = {e.number for e in examples if rendered(parse_whole(e.markdown)) != normal(e.html)}
    unlisted, settled = sorted(differing - set(listed)), sorted(set(listed) - differing)
    assert not unlisted, f"{unlisted} are not listed in {specification}-departures.md"
    assert not settled, f"{settled} no longer differ: {specification}-departures.md"
    assert all(len(reason) > 20 for reason in listed.values())
    assert list(listed) == sorted(listed)


_URL = re.compile(r"""\b(href|src)=(?:"([^"]*)"|'([^']*)')""")


def normal(html: str) -> str:
    """HTML without the differences that no browser shows: the slashes of void elements,
    how a quotation mark is escaped, how a URL is encoded, how a cell is aligned."""
    html = html.replace("&#x27;", "'")
    html = _URL.sub(lambda match: f'{match[1]}="{_plain(match[2] or match[3] or "")}"', html)
    html = html.replace("&quot;", '"')
    html = re.sub(r"<(br|hr|img)\b([^<>]*?) ?/>", r"<\1\2>", html)
    html = (
        re.sub(r"<input\b[^<>]*>", _box, html)
        .replace('<li class="task">', "<li>")
        .replace('<a class="url" ', "<a ")
    )
    html = re.sub(r'<(t[hd]) style="text-align:(\w+)">', r'<\1 align="\2">', html)
    return html.replace("<blockquote></", "<blockquote>\n</")


def _box(match: re.Match[str]) -> str:
    """A checkbox, which the specification writes in no one form."""
    return "<input checked>" if " checked" in match.group() else "<input>"


def _plain(url: str) -> str:
    return escape(unquote(unescape(url)), quote=False)


def rendered(parsed: ParsedNote) -> str:
    """A note's HTML with its slots filled as CommonMark would, without what kbsite adds: the
    frames of code and tables, the way to them by keyboard, room for numbers, lazy loading. An H1
    that became the title is put back."""
    note, body = parsed
    title = f"<h1>{_filled(note, note.title_content)}</h1>\n" if note.title_content else ""
    html = title + _filled(note, body.pieces)
    html = re.sub(r'<pre class="code"[^>]*>', "<pre>", html).replace(' loading="lazy"', "")
    html = re.sub(r'<(pre|table) tabindex="0"', r"<\1", html)
    html = re.sub(r' style="--number-digits:\d"', "", html)
    html = re.sub(
        r'<div class="table"[^>]*>(<table>.*?</table>)</div>', r"\1", html, flags=re.DOTALL
    )
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
        case Media(link, words, title, source=source):
            alt = "".join(word for word in words if isinstance(word, str))
            attribute = f' title="{escape(title)}"' if title else ""
            url = escape(source) or _url(note, link)
            return f'<img src="{url}" alt="{escape(alt)}"{attribute}>'
        case Url(link, attribute):
            return f'{attribute}="{_url(note, link)}"'
        case HeadingStart(heading):
            return f"<h{note.headings[heading].level}>"
        case HeadingEnd(heading):
            return f"</h{note.headings[heading].level}>"
        case _:
            return str(piece)


def _url(note: Note, number: int) -> str:
    link = note.links[number]
    return escape(link.target + (f"#{link.fragment}" if link.fragment else ""))
