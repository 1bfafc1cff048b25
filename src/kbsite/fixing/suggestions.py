"""Links that could be set where notes name one another without one. No I/O of its own.

Where the words stand in the source the parser says, as with the targets of links: a mark is put
around each of their occurrences, and counts where it becomes a link and nothing else changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kbsite.fixing.retargeting import in_table
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.linking.links import Resolver
from kbsite.model import Link, Note, SiteGraph
from kbsite.nouns.resolutions import Found
from kbsite.urls import fold
from kbsite.words.names import tails_of

#: Characters that no wikilink holds.
_BREAKS = frozenset("[]|#^\n")


class Mentioned(NamedTuple):
    """`words` in line `line` of a note name the note at `target`."""

    line: int
    words: str
    target: str


class Suggestion(NamedTuple):
    """What would stand at a place (line and column) in place of the words, and the edit."""

    target: str
    words: str
    line: int
    column: int
    link: str
    edit: Edit


def unlinked_mentions(graph: SiteGraph) -> dict[str, list[Mentioned]]:
    """What the graph knows of notes that are named without a link, by the note that names them: the
    first mention of each note alone, in the order of lines."""
    found: defaultdict[str, list[Mentioned]] = defaultdict(list)
    for target in graph.unlinked:
        sources: set[str] = set()
        for one in sorted(graph.unlinked[target].found, key=lambda one: (one.line, one.at)):
            if one.source not in sources:
                sources.add(one.source)
                found[one.source].append(Mentioned(one.line, one.words, target))
    return {source: sorted(mentions) for source, mentions in sorted(found.items())}


#: The note with these bytes.
ParseNote = Callable[[bytes], Note]


def suggest(
    note: Note,
    data: bytes,
    mentioned: Sequence[Mentioned],
    resolver: Resolver,
    parse: ParseNote,
) -> Iterator[Suggestion]:
    """The links that `note` could have. Those for which there is no clear name, or no place, are
    left out."""
    source = SourceText(data)
    starts = _line_starts(source.text)
    places = dict(_places(source, starts, mentioned))
    if not places:
        return
    real = _real(note, source, places, parse)
    for one in mentioned:
        place = next((start for start in sorted(real) if real[start] is one), None)
        name = _name_of(one, note.path, resolver)
        if place is None or name is None:
            continue
        bar = r"\|" if in_table(source.text, place) else "|"
        link = f"[[{one.words}]]" if name == one.words else f"[[{name}{bar}{one.words}]]"
        column = place - starts[one.line - 1] + 1
        edit = Edit(place, place + len(one.words), link)
        yield Suggestion(one.target, one.words, one.line, column, link, edit)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts += (i + 1 for i, char in enumerate(text) if char == "\n")
    return starts


def _places(
    source: SourceText, starts: Sequence[int], mentioned: Sequence[Mentioned]
) -> Iterator[tuple[int, Mentioned]]:
    """Every occurrence of the words in their line; longer words first, none in another."""
    taken: set[int] = set()
    for one in sorted(mentioned, key=lambda one: -len(one.words)):
        if one.line > len(starts) or not one.words or _BREAKS & set(one.words):
            continue
        begin = starts[one.line - 1]
        end = starts[one.line] if one.line < len(starts) else len(source.text)
        position = source.text.find(one.words, begin, end)
        while position >= 0:
            behind = position + len(one.words)
            if taken.isdisjoint(range(position, behind)):
                taken.update(range(position, behind))
                yield position, one
            position = source.text.find(one.words, behind, end)


def _real(
    note: Note, source: SourceText, places: Mapping[int, Mentioned], parse: ParseNote
) -> dict[int, Mentioned]:
    """The occurrences that become links where a link is set, and leave all else as it is. Where
    one of them spoils the note, each is tried alone."""
    if (found := _probed(note, source, places, parse)) is not None:
        return found
    real: dict[int, Mentioned] = {}
    for place, one in places.items():
        real |= _probed(note, source, {place: one}, parse) or {}
    return real


def _probed(
    note: Note, source: SourceText, places: Mapping[int, Mentioned], parse: ParseNote
) -> dict[int, Mentioned] | None:
    mark = "kbsite-mention-"
    marks = {f"{mark}{place}": place for place in places}
    edits = [
        Edit(
            place,
            place + len(one.words),
            f"[[{mark}{place}"
            + (r"\|" if in_table(source.text, place) else "|")
            + f"{one.words}]]",
        )
        for place, one in places.items()
    ]
    probed = parse(source.edited(edits))
    kept = tuple(link for link in probed.links if link.target not in marks)
    same_headings = [one.anchor for one in probed.headings] == [one.anchor for one in note.headings]
    if kept != note.links or not same_headings or probed.title != note.title:
        return None
    found = [marks[link.target] for link in probed.links if link.target in marks]
    return {place: places[place] for place in found}


def _name_of(one: Mentioned, source: str, resolver: Resolver) -> str | None:
    """The shortest name by which a link from `source` finds the note, None where none is clear. The
    words themselves go before all others."""
    note = resolver.notes[one.target]
    stem = one.target.removesuffix(".md")
    tails = sorted(tails_of(stem), key=len)
    for name in dict.fromkeys((one.words, note.title, *tails)):
        if _BREAKS & set(name) or name != name.strip():
            continue
        link = Link("wikilink", name, "", has_text=fold(name) != fold(one.words))
        target = resolver.resolve(source, link)
        if isinstance(target, Found) and target.note == one.target:
            return name
    return None


def applied(data: bytes, suggestions: Sequence[Suggestion]) -> bytes:
    """The bytes of a note with its links set."""
    return SourceText(data).edited([one.edit for one in suggestions])


def is_as_meant(note: Note, new: Note, suggestions: Sequence[Suggestion]) -> bool:
    """Whether the note reads as before but for the new links."""
    kept = len(new.links) - len(suggestions)
    counts = Counter(new.links)
    counts.subtract(Counter(note.links))
    heads = [one.anchor for one in new.headings] == [one.anchor for one in note.headings]
    same = heads and new.front_matter == note.front_matter
    return same and kept == len(note.links) and min(counts.values(), default=0) >= 0
