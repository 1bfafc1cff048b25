"""Where in its source each link of a note is written. No I/O.

A parser that knows code, formulas, comments, tables and a site's own rules cannot be imitated by
searching. So what looks like a target is only a candidate: all of them are replaced by marks that
stand nowhere else, and the parser itself says which link each mark became.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Literal, NamedTuple, TypeAlias

from kbsite.fixing.source_text import Edit, SourceText
from kbsite.linking.written_links import name_and_heading
from kbsite.model import Link
from kbsite.urls import decoded, nfc
from kbsite.words.unseen import trimmed

Form: TypeAlias = Literal["wikilink", "bare", "angle", "html", "html-bare"]


class Candidate(NamedTuple):
    """What looks like the target of a link: its span in the text, how it is written there, what it
    says. Of a wikilink, `name_end` is where the name ends with its headings, `end_of_all` where it
    closes."""

    start: int
    end: int
    form: Form
    target: str
    name_end: int = 0
    end_of_all: int = 0


_MAX = 2000
_WIKILINK = re.compile(r"\[\[([^\[\]\n]{1,1000})\]\]")
_INLINE = re.compile(r"\]\(\s{0,100}")
_SPACED = re.compile(
    r"\]\([ \t]{0,20}"
    r"((?:[^\s()<>\"'\\]|(?<=[^\s(])[\"']|\([^\s()<>\"'\\]{0,100}\)|[ \t](?!=)){1,500}?\.\w{1,10}"
    r"(?:#(?:[^()\"\n]|\([^()\"\n]{0,100}\)){0,200}?)?)"
    r"(?=[ \t]{1,20}[=\"']|[ \t]{0,20}\))"
)
_REFERENCE = re.compile(
    r"^[^\n\[]{0,100}\[(?!\^)(?:[^\[\]\\\n]|\\.){1,999}\]:[ \t]{0,100}\n?[ \t>]{0,100}",
    re.MULTILINE,
)
# Which tags there are the parser says. So this is not what a tag says, as `html_attributes.py` has
# it, but all that may be an attribute, wherever in a text it stands.
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(?:src|href|poster|(?P<set>srcset))\s{0,10}=\s{0,10}"
    rf"(?:\"([^\"]{{0,{_MAX}}}+)\"|'([^']{{0,{_MAX}}}+)'|([^\s\"'<>`]{{1,{_MAX}}}+))",
    re.IGNORECASE,
)
_SET_ADDRESS = re.compile(r"[^\s,][^\s]*")
_ANGLE = re.compile(rf"<((?:[^<>\n\\]|\\.){{0,{_MAX}}})>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PATH = re.compile(r"(?:[^#?&]|&#?\w+;|&)*")
_SUFFIX = re.compile(r"\.\w{1,10}$")


def candidates(text: str) -> list[Candidate]:
    """All of them in order; of two that overlap the first."""
    found = _in_order(text)
    kept: list[Candidate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _in_order(text: str) -> list[Candidate]:
    """All of them by where they begin, the longest first: of `截图 1.png` a part is one, too."""
    found = (*_wikilinks(text), *_spaced(text), *_destinations(text), *_attributes(text))
    return sorted(found, key=lambda one: (one.start, -one.end))


def _wikilinks(text: str) -> Iterator[Candidate]:
    for match in _WIKILINK.finditer(text):
        content = match[1]
        name, bar, _ = content.partition("|")
        name = name.rstrip("\\") if bar else name
        target, _ = name_and_heading(name)
        start = match.start(1) + name.find(target)
        end = start + len(target)
        name_end = match.start(1) + len(name.rstrip())
        yield Candidate(start, end, "wikilink", nfc(target), name_end, match.end(1))


def _destinations(text: str) -> Iterator[Candidate]:
    """Of links and pictures of CommonMark, and of reference definitions."""
    for pattern in (_INLINE, _REFERENCE):
        for match in pattern.finditer(text):
            begin = match.end()
            if angle := _ANGLE.match(text, begin):
                yield from _address(text, angle.start(1), angle.end(1), "angle")
            elif (end := _end_of_bare(text, begin)) > begin:
                yield from _address(text, begin, end, "bare")


def _spaced(text: str) -> Iterator[Candidate]:
    """Of links and pictures whose address has white space in it."""
    for match in _SPACED.finditer(text):
        if " " in match[1] or "\t" in match[1]:
            yield from _address(text, *match.span(1), "bare")


def _end_of_bare(text: str, begin: int) -> int:
    """Where a destination without angle brackets ends: at white space or the closing bracket."""
    level, position = 0, begin
    while position < min(len(text), begin + _MAX):
        char = text[position]
        if char <= " " or char == "\x7f":
            break
        if char == "\\" and position + 1 < len(text) and text[position + 1] > " ":
            position += 2
            continue
        level += {"(": 1, ")": -1}.get(char, 0)
        if level < 0:
            break
        position += 1
    return position


def _attributes(text: str) -> Iterator[Candidate]:
    for match in _ATTRIBUTE.finditer(text):
        group = next(number for number in (2, 3, 4) if match[number] is not None)
        form: Form = "html-bare" if group == 4 else "html"
        start, end = match.span(group)
        if match["set"]:
            for address in _SET_ADDRESS.finditer(text, start, end):
                inner = address.group().rstrip(",")
                yield from _address(
                    text, address.start(), address.start() + len(inner), "html-bare"
                )
        else:
            yield from _address(text, start, end, form)


def _address(text: str, start: int, end: int, form: Form) -> Iterator[Candidate]:
    if not form.startswith("html"):
        # What shows nothing is no part of it there.
        seen = trimmed(text[start:end])
        start = text.find(seen, start)
        end = start + len(seen)
    path = _PATH.match(text, start, end)
    if path and path.end() > start:
        yield Candidate(start, path.end(), form, _decoded(path.group(), form))


def _decoded(written: str, form: Form) -> str:
    bare = written if form.startswith("html") else _ESCAPED.sub(r"\1", written)
    return decoded(html.unescape(bare))


def locate(
    source: SourceText,
    links: Sequence[Link],
    wanted: Set[int],
    parse: Callable[[bytes], Sequence[Link] | None],
) -> Mapping[int, Candidate]:
    """Where the links of the numbers `wanted` are written; those that cannot be told are left out.
    `parse` gives the links of a note by its bytes."""
    targets = {links[number].target for number in wanted}
    likely = [one for one in candidates(source.text) if one.target in targets]
    if not likely:
        return {}
    mark = _unused_mark(source.text)
    marks = {f"{mark}{number}x": one for number, one in enumerate(likely)}
    edits = [Edit(one.start, one.end, name + _suffix(one)) for name, one in marks.items()]
    probed = parse(source.edited(edits))
    if probed is None or len(probed) != len(links):
        return {}
    found: dict[int, Candidate] = {}
    for number in sorted(wanted):
        target, link = probed[number].target, links[number]
        one = marks.get(_SUFFIX.sub("", target)) or marks.get(target)
        # The words of a picture's own name are no words of the author's.
        if one and one.target == link.target and probed[number].fragment == link.fragment:
            found[number] = one
    return found


def _suffix(one: Candidate) -> str:
    """What a file is may depend on how its name ends."""
    match = _SUFFIX.search(one.target)
    return match.group() if match else ""


def _unused_mark(text: str) -> str:
    number = 0
    while (mark := f"kbsite-{number}-link-") in text:
        number += 1
    return mark


def overlapping(
    numbers: Iterable[int], places: Mapping[int, Candidate]
) -> dict[Candidate, list[int]]:
    """The links that each place is the target of: of a reference definition there are several."""
    found: dict[Candidate, list[int]] = {}
    for number in numbers:
        found.setdefault(places[number], []).append(number)
    return found
