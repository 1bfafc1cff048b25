"""Links in plain text: `[[note]]` and `[words](path)` in front matter and in tables. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from kbsite.model import Link
from kbsite.urls import SAFE_SCHEMES, decoded, nfc, scheme_of
from kbsite.words.patterns import late_pattern
from kbsite.words.unseen import trimmed

# The address of a Markdown link, with brackets in it, behind it perhaps a title.
_ADDRESS = (
    r"<([^<>\n]{1,1000})>|((?:[^()\s<>]|\([^()\s<>]{0,200}\)){1,1000})"
    r"""(?:[ \t]{1,9}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?"""
)
_LINK = late_pattern(
    r"!?\[\[([^\[\]\n]{1,1000})\]\]" rf"|!?\[([^\[\]\n]{{0,1000}})\]\((?:{_ADDRESS})\)"
)
#: What a name or a value in code may end with: `f[x](y)` is no link.
_CODE = re.compile(r"[A-Za-z0-9_)\]]")
#: In a name; what stands behind more of them is one.
_MAX_MARKS = 4
_PATH = re.compile(r"/|\.md(?:#|\Z)", re.IGNORECASE)


class WrittenLink(NamedTuple):
    """A link with the words that its author gave it, where it begins in its text, and what it
    leads to: a `link` inside the site, an `address` outside, or neither where that is unsafe."""

    words: str
    start: int
    link: Link | None = None
    address: str = ""

    @property
    def shown(self) -> str:
        """What its author reads."""
        if self.words or not self.link:
            return self.words
        names = (self.link.target, *self.link.fragment.split("#"))
        return " > ".join(name for name in names if name)


def name_and_heading(written: str) -> tuple[str, str]:
    """The target and the fragment of what stands in double brackets. A mark with nothing behind it
    belongs to the name: `C#`."""
    target, _, fragment = (trimmed(part.strip()).strip() for part in written.partition("#"))
    if target and not fragment.strip("# "):
        return trimmed(written.strip()).strip(), ""
    return target, fragment


def other_readings(target: str, fragment: str) -> list[tuple[str, str]]:
    """The same cut at another mark, the shortest name first."""
    if target and fragment:
        parts = [target, *fragment.split("#", _MAX_MARKS)]
        ends = range(2, len(parts) + 1)
        return [("#".join(parts[:end]), "#".join(parts[end:]).strip()) for end in ends]
    return [(bare, "")] if (bare := target.rstrip("# ")) != target and bare else []


def parts_of(text: str) -> Iterator[str | WrittenLink]:
    """The parts of a text in their order, none of them empty."""
    end = 0
    for match in _LINK.finditer(text) if "](" in text or "[[" in text else ():
        found = _read(match)
        if found is None:
            continue
        if match.start() > end:
            yield text[end : match.start()]
        yield found
        end = match.end()
    if end < len(text):
        yield text[end:]


def links_of(text: str) -> Iterator[WrittenLink]:
    """Those in a text."""
    return (part for part in parts_of(text) if isinstance(part, WrittenLink))


def holds_link(text: str) -> bool:
    """Whether a text has one."""
    return any(True for _ in links_of(text))


def as_author_reads(text: str) -> str:
    """A text with the words or the targets of its links in their place."""
    return "".join(part if isinstance(part, str) else part.shown for part in parts_of(text))


def target_and_fragment(url: str, *, is_page: bool = True) -> tuple[str, str]:
    """The path of an address within the site, and what of the page there it names, decoded: a
    heading behind `?id=`, too, as Docsify writes it."""
    path, _, fragment = url.partition("#")
    path, _, query = path.partition("?")
    if is_page and not fragment and query.startswith("id="):
        fragment = query.removeprefix("id=").partition("&")[0]
    return decoded(path), nfc(unquote(fragment))


def _read(match: re.Match[str]) -> WrittenLink | None:
    if match[1] is not None:
        name, _, words = match[1].partition("|")
        target, fragment = name_and_heading(nfc(name))
        words = " ".join(words.split())
        if not (target or fragment):
            return None
        link = Link("property", target, fragment, bool(words))
        return WrittenLink(words, match.start(), link)
    words, address = " ".join(match[2].split()), match[3] or match[4]
    scheme = scheme_of(address)
    if scheme is not None:
        is_safe = scheme in SAFE_SCHEMES or scheme == ""
        return WrittenLink(words or address, match.start(), address=address if is_safe else "")
    before = match.string[max(0, match.start() - 1) : match.start()]
    if not _PATH.search(address) and _CODE.match(before):
        return None
    link = Link("link", *target_and_fragment(address), bool(words))
    return WrittenLink(words, match.start(), link)
