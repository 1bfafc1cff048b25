"""Links and images of a page → those between the notes that it becomes part of. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote

from kbsite.importers.code_lines import code_spans, with_code
from kbsite.importers.model import Change, Conversion, Counts, Line
from kbsite.importers.notion.ids import DEAD_HOST, id_in, is_notion
from kbsite.importers.notion.link_spans import LinkSpan, link_spans
from kbsite.urls import SAFE_SCHEMES, scheme_of

_ATTRIBUTE = re.compile(
    r"""(?i)(<(?:img|a|video|audio|source)\s[^<>]{0,400}?\b(?:src|href)\s*=\s*)(["'])([^"'<>\n]*)\2"""
)
_BARE = re.compile(
    r"(?i)(?<![(\[\"'=/\w])<?https?://(?:[\w-]+\.)?notion\.(?:so|site|com)/[^\s<>()\[\]\"'，。、；）]*>?"
)
#: Elements of one line whose `alt` is looked at.
_MOST_ICONS = 20
# Unencoded: what no file name or reader of Markdown takes for something else.
_SAFE = "/-._~+,=@&!'"


class Place(NamedTuple):
    """Where something of the export stands now: below the folder imported into. `title` of a
    page."""

    target: str
    title: str = ""


#: What a destination as written leads to, None where that is not in the export.
Find = Callable[[str], "Place | None"]


def _relative(target: str, source: str) -> str:
    """The path of a Markdown link from the note at `source`."""
    path = posixpath.relpath(target, posixpath.dirname(source) or ".")
    return "".join(char if ord(char) > 127 else quote(char, safe=_SAFE) for char in path)


def links(target: str, find: Find) -> Conversion:
    """The conversion for the note that will stand at `target`."""

    def converted(lines: list[Line], changes: list[Change]) -> list[Line]:
        if not any(_may_link(line.text) for line in lines):
            return lines
        return [
            line
            if is_code or not _may_link(line.text)
            else _Linker(line, changes, target, find).line
            for line, is_code in with_code(lines)
        ]

    return converted


def _may_link(text: str) -> bool:
    return "](" in text or "notion" in text or "src=" in text or "href=" in text


class _Linker:
    """Converts one line."""

    def __init__(self, line: Line, changes: list[Change], target: str, find: Find) -> None:
        self._changes = changes
        self._target = target
        self._find = find
        self._number = line.number
        self._moved: list[str] = []
        edits: list[tuple[int, int, str]] = []
        for span in link_spans(line.text):
            edits += self._edits(span, line.text)
        text = _edited(line.text, edits)
        if "=" in text and "<" in text:
            text = _ATTRIBUTE.sub(self._attribute, text)
            for url in self._moved:
                # Notion says the address of an icon once more, as what it shows.
                text = text.replace(f'alt="{url}"', 'alt=""')
        if "notion." in text and "://" in text:
            text = _outside_links(text, self._bare)
        self.line = Line(text, line.number)

    def _edits(self, span: LinkSpan, text: str) -> list[tuple[int, int, str]]:
        """What to put where: behind the words, and before them if the link goes."""
        url = span.destination
        is_wordless = not (text[span.words : span.behind].strip() or span.is_image)
        if span.is_mended and not self._find(url):
            return []
        if DEAD_HOST in url or (not url and not span.is_image):
            return self._dropped(span, "Notion did not say where it leads")
        if not _is_own(url):
            return []
        place = self._find(url)
        if place:
            self._tell_fragment(url)
            if span.is_mended:
                self._tell("link", "converted", "a bracket or a space in its path had cut it off")
            words = place.title if is_wordless else ""
            return [
                (
                    span.behind,
                    span.end,
                    f"{words}]({_relative(place.target, self._target)}{span.title})",
                )
            ]
        if is_notion(url) and "://" in url:
            self._tell("link", "kept", f"it leads to Notion: {url[:80]} is not in the export")
            words = _escaped(url.partition("?")[0])
            return [(span.words, span.behind, words)] if is_wordless else []
        if span.is_image:
            self._tell("image", "kept", f"{url[:80]} is not in the export")
            return []
        if url.startswith("#"):
            return self._dropped(span, "it leads to a block, which exports do not name")
        return self._dropped(span, f"{url[:80]} is not in the export")

    def _dropped(self, span: LinkSpan, why: str) -> list[tuple[int, int, str]]:
        kind: Literal["image", "link"] = "image" if span.is_image else "link"
        delta = Counts(images=-1) if span.is_image else Counts(links=-1)
        self._changes.append(Change(kind, "lost", self._number, why, delta))
        return [(span.begin, span.words, ""), (span.behind, span.end, "")]

    def _attribute(self, match: re.Match[str]) -> str:
        url = match[3]
        place = self._find(url) if _is_own(url) else None
        if not place:
            return match[0]
        if url not in self._moved and len(self._moved) < _MOST_ICONS:
            self._moved.append(url)
        return f"{match[1]}{match[2]}{_relative(place.target, self._target)}{match[2]}"

    def _bare(self, match: re.Match[str]) -> str:
        """An address of a page that stands in the text as it is."""
        url = match[0].strip("<>")
        place = self._find(url) if id_in(url) else None
        if not place:
            return match[0]
        self._tell_fragment(url)
        return f"[{_escaped(place.title or url)}]({_relative(place.target, self._target)})"

    def _tell_fragment(self, url: str) -> None:
        if "#" in url:
            self._tell("link", "converted", "it leads to the page, no longer to a block of it")

    def _tell(self, construct: str, outcome: Literal["converted", "kept"], why: str) -> None:
        self._changes.append(Change(construct, outcome, self._number, why))


def _is_own(url: str) -> bool:
    """Whether it may lead to something of the export."""
    scheme = scheme_of(url)
    # A colon in a title makes no scheme.
    leaves = scheme is not None and (scheme in {"", "data"} | SAFE_SCHEMES or "://" in url)
    return is_notion(url) or not leaves


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    end = 0
    for begin, behind, new in sorted(edits):
        if begin < end:
            continue
        parts += (text[end:begin], new)
        end = behind
    return "".join((*parts, text[end:]))


def _outside_links(text: str, convert: Callable[[re.Match[str]], str]) -> str:
    """`text` with what stands neither in a link nor in code converted."""
    kept = sorted([*code_spans(text), *((span.begin, span.end) for span in link_spans(text))])
    parts: list[str] = []
    end = 0
    for begin, behind in (*kept, (len(text), len(text))):
        if begin >= end:
            parts.append(_BARE.sub(convert, text[end:begin]))
            parts.append(text[begin:behind])
        end = max(end, behind)
    return "".join(parts)


def _escaped(words: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", words)
