"""The edits of one note by which its links lead where they are to lead. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kbsite.fixing.link_places import Candidate, Form, locate, overlapping
from kbsite.fixing.outcomes import Outcome, View
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.fixing.spellings import encoded, spellings
from kbsite.linking.link_words import as_written
from kbsite.linking.written_links import name_and_heading, other_readings
from kbsite.model import Card, Link
from kbsite.nouns.slots import LinkText
from kbsite.urls import nfc


class Aim(NamedTuple):
    """What link number `link` of a note has to come to in each of the views; `was` is what the path
    of that was when the link was written, `words` what it shows where it has no words of its
    own."""

    link: int
    outcomes: tuple[Outcome, ...]
    was: str
    words: str


class Retargeted(NamedTuple):
    """Edits, the links as the parser has to find them afterwards, and the numbers of those that
    could not be mended, with the reason."""

    edits: list[Edit]
    links: tuple[Link, ...]
    refused: dict[int, str]


class _Spelt(NamedTuple):
    edits: list[Edit]
    links: dict[int, Link]


def retarget(
    note: Card,
    source: SourceText,
    aims: Sequence[Aim],
    views: Sequence[View],
    new_path: str,
    parse: Callable[[bytes], Sequence[Link] | None],
) -> Retargeted:
    """How the links of `note`, which will stand at `new_path`, are mended. `views` show the site as
    it will be."""
    wanted = {aim.link: aim for aim in aims}
    places = locate(source, note.links, wanted.keys(), parse)
    refused = {n: "it is not found in its source" for n in wanted if n not in places}
    edits: list[Edit] = []
    links = list(note.links)
    in_headings = _in_headings(note)
    for place, numbers in overlapping(places.keys(), places).items():
        group = [wanted[number] for number in numbers]
        spelt = _spell(note, source, place, group, views, new_path, in_headings)
        if spelt is None:
            refused |= dict.fromkeys(numbers, "there is no way to write where it would lead")
            continue
        edits += spelt.edits
        for number, link in spelt.links.items():
            links[number] = link
    return Retargeted(edits, tuple(links), refused)


def _in_headings(note: Card) -> frozenset[int]:
    """The links whose words are part of a heading, and so of its anchor, or of the title."""
    texts = (note.title_text, *(heading.text for heading in note.headings))
    return frozenset(piece.link for text in texts for piece in text if isinstance(piece, LinkText))


def _spell(
    note: Card,
    source: SourceText,
    place: Candidate,
    group: Sequence[Aim],
    views: Sequence[View],
    new_path: str,
    in_headings: frozenset[int],
) -> _Spelt | None:
    """The nearest spelling by which all links of one place lead where they have to."""
    path = path_in(group[0].outcomes)
    first = note.links[group[0].link]
    written, heading = first.target, first.fragment
    end = place.end
    if place.form == "wikilink" and (longer := _longer_name(first, group[0].was)):
        written, heading = longer
        end = _end_of_name(source.text, place, written) if heading else place.name_end
    raw, behind = source.text[place.start : end], source.text[end : place.name_end]
    for target in spellings(place.form, written, group[0].was, path, new_path):
        shown = encoded(target, place.form, raw)
        if shown is None:
            continue
        links: dict[int, Link] = {}
        for aim in group:
            link = _retargeted(note.links[aim.link], place.form, target, behind, heading)
            if not _comes_to(link, aim, views, new_path):
                break
            links[aim.link] = link
        else:
            edits = [Edit(place.start, end, shown)] if shown != raw else []
            words = _words_to_keep(note, place, group, written, in_headings)
            # Those of a note that is not published are no reader's, and no part of an anchor.
            number = group[0].link
            if not words or views[0].outcome(new_path, links[number]).kind == "hidden":
                return _Spelt(edits, links)
            return _with_words(source, place, links, edits, words)
    return None


def _longer_name(link: Link, was: str) -> tuple[str, str] | None:
    """The name and the heading of a link such as `[[C# 笔记#节]]`, where the mark is part of the
    name that it leads to."""
    path = _bare_name(was)
    for name, heading in other_readings(link.target, link.fragment) if link.fragment else ():
        if path.endswith(_bare_name(name)):
            return name, heading
    return None


def _bare_name(path: str) -> str:
    return _bare(path).removesuffix(".md")


def _bare(name: str) -> str:
    """Without white space, which is lost where a link is cut at a mark."""
    return "".join(name.split()).casefold()


def _end_of_name(text: str, place: Candidate, name: str) -> int:
    """Where it ends in a link whose heading stands behind it."""
    end = place.start
    for _ in range(name.count("#") + 1):
        end = text.index("#", end) + 1
    return place.start + len(text[place.start : end - 1].rstrip())


def _retargeted(link: Link, form: Form, target: str, behind: str, heading: str) -> Link:
    """`link` as the parser reads it with another target; `behind` is what stands behind that in
    its source, `heading` what it names there."""
    if form == "wikilink" and "#" in target:
        target, heading = name_and_heading(nfc(target + behind))
    return msgspec.structs.replace(link, target=target, fragment=heading)


def _comes_to(link: Link, aim: Aim, views: Sequence[View], source: str) -> bool:
    return all(
        is_kept(outcome, view.outcome(source, link))
        for view, outcome in zip(views, aim.outcomes, strict=True)
        if outcome.kind != "unseen"
    )


def path_in(led: Sequence[Outcome]) -> str:
    """The path of the note or file that a link comes to in the first view where it comes to one, ""
    where there is none."""
    return next((outcome.path for outcome in led if outcome.kind == "path"), "")


def is_kept(expected: Outcome, found: Outcome) -> bool:
    """Whether a link leads where it led; that it was not clear may be mended by the way."""
    return expected[:3] == found[:3] and (found.is_clear or not expected.is_clear)


def _words_to_keep(
    note: Card,
    place: Candidate,
    group: Sequence[Aim],
    written: str,
    in_headings: frozenset[int],
) -> str:
    """The words that a link has to get: in a heading those that its anchor is made of, also where
    readers see a title in place of a path; else what it shows, where what was `written` is a title
    or an alias, which is not what has changed."""
    link = note.links[group[0].link]
    if place.form != "wikilink" or link.has_text or link.kind != "wikilink":
        return ""
    if group[0].link in in_headings:
        return as_written(link)
    return "" if _names_path(written, group[0].was) else group[0].words


def _with_words(
    source: SourceText,
    place: Candidate,
    links: dict[int, Link],
    edits: list[Edit],
    words: str,
) -> _Spelt:
    """With `words` behind a bar, which an empty alias (`[[n|]]`) has."""
    bar = r"\|" if in_table(source.text, place.start) else "|"
    words = words.replace("|", "").replace("[", "").replace("]", "")
    has_bar = "|" in source.text[place.name_end : place.end_of_all]
    edits = [*edits, Edit(place.end_of_all, place.end_of_all, words if has_bar else bar + words)]
    return _Spelt(
        edits, {n: msgspec.structs.replace(one, has_text=True) for n, one in links.items()}
    )


def _names_path(name: str, was: str) -> bool:
    """Whether a link was written by the path of its target, or the end of it."""
    written, path = (_bare_name(one.strip("/")) for one in (name, was))
    named = (path, path.removesuffix("/index"), path.removesuffix("/readme"))
    return written.startswith(("./", "../")) or any(f"/{n}".endswith(f"/{written}") for n in named)


def in_table(text: str, position: int) -> bool:
    """Whether a bar would end a cell there: the line has another that is in no wikilink."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : len(text) if end < 0 else end]
    depth, seen = 0, False
    for i, char in enumerate(line):
        if line.startswith("[[", i):
            depth += 1
        elif line.startswith("]]", i):
            depth -= 1
        elif char == "|" and depth <= 0 and line[i - 1 : i] != "\\":
            seen = True
    return seen


def is_relative(link: Link, source: str, path: str, spelt: Callable[[str], str]) -> bool:
    """Whether `link` in the note at `source` is the relative path of what is at `path`, where names
    are one that are `spelt` alike."""
    if link.kind not in ("link", "embed", "html"):
        return False
    written = posixpath.normpath(posixpath.join(posixpath.dirname(source), link.target))
    return spelt(written) in map(spelt, (path, path.removesuffix(".md"), path.rstrip("/")))
