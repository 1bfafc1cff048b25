"""One note → the terms by which it is found, and its text as results show it. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import msgspec

from kbsite.search.characters import normalised
from kbsite.search.entries import Entries
from kbsite.search.formulas import Formulas, without_marks
from kbsite.search.han_forms import traditional_forms, traditional_in
from kbsite.search.note_parts import Part
from kbsite.search.passages import CHUNK_PASSAGES, Passage, chunks, passages
from kbsite.search.pinyin_terms import han_runs, pinyin_terms
from kbsite.search.terms import body_terms, field_terms

#: Classes of an entry: what holds the term, best first. Titles and headings have three, by
#: their length; those of text are in `entries`.
TITLE, ALIAS, TAG, HEADING = 0, 3, 4, 5
#: Name of the space that whole tags are in.
TAGS = "#"

_SHORT, _MIDDLING = 3, 6


class NoteText(msgspec.Struct, frozen=True):
    """What the index sees of a note, links' words filled in.

    `url` is the percent-encoded site path without base path. `tags` are names as shown,
    `tag_keys` those and the names of all their parents; `headings` are (anchor, text); `sections`
    (number of the heading or -1, text with TeX between U+0002 and U+0003, code). `names` find
    the note as `aliases` do, and are not shown: that of its file."""

    url: str
    title: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tag_keys: tuple[str, ...] = ()
    date: str = ""
    headings: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[int, str, str], ...] = ()
    names: tuple[str, ...] = ()


class NoteIndex(msgspec.Struct, frozen=True, array_like=True):
    """All terms with their postings, and the chunks, which are JSON. `sounds` has the terms by
    which each run of Han in title, headings and the like is found by its sound."""

    terms: Part
    chunks: tuple[bytes, ...]
    sounds: Mapping[str, tuple[str, ...]]


def index_note(
    text: NoteText, known: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> NoteIndex:
    """The terms and the chunks of one note; `known` are the sounds of an older version, which need
    not be looked up."""
    sounds: dict[str, tuple[str, ...]] = {}
    formulas = Formulas()
    readable = [(n, formulas.readable(words), code) for n, words, code in text.sections]
    parts = passages(len(text.headings), readable)
    groups = list(chunks(parts))
    title = without_marks(text.title)
    headings = [("", ""), *((anchor, without_marks(words)) for anchor, words in text.headings)]
    entries = Entries()

    def add_field(words: str, number: int, kind: int) -> None:
        terms, runs, length = _field(words)
        for run in runs:
            if run not in sounds:
                sounds[run] = known.get(run) or pinyin_terms(run)
        kind += length if kind in (TITLE, HEADING) else 0
        entries.add_field(terms.union(*map(sounds.__getitem__, runs)), number << 4 | kind)

    add_field(title, 0, TITLE)
    for name in (*text.aliases, *text.names):
        add_field(name, 0, ALIAS)
    for tag in text.tags:
        add_field(tag, 0, TAG)
    entries.add_field([TAGS + _tag_term(name) for name in text.tag_keys], TAG)
    last = -1
    for number, passage in _numbered(groups):
        if passage.heading > last:
            last = passage.heading
            add_field(headings[last + 1][1], number, HEADING)
        words = normalised(passage.text) if passage.is_code else formulas.searched(passage.text)
        entries.add_passage(body_terms(words), number)
    return NoteIndex(
        entries.packed(),
        tuple(_chunk(text, title, headings, group, formulas) for group in groups),
        sounds,
    )


def _numbered(groups: Sequence[Sequence[Passage]]) -> Iterator[tuple[int, Passage]]:
    for chunk, group in enumerate(groups):
        yield from enumerate(group, CHUNK_PASSAGES * chunk)


@lru_cache(maxsize=1024)
def _field(words: str) -> tuple[frozenset[str], list[str], int]:
    """The terms of a title or the like, its runs of Han, and 0, 1 or 2 for a short, middling or
    long one. The headings of a site are alike."""
    plain = normalised(words)
    terms, size = field_terms(plain)
    return frozenset(terms), han_runs(plain), (size > _SHORT) + (size > _MIDDLING)


def _tag_term(name: str) -> str:
    """The name of a tag as a term, without its `#`."""
    return normalised(name).lower()


def _chunk(
    text: NoteText,
    title: str,
    headings: Sequence[tuple[str, str]],
    group: Sequence[Passage],
    formulas: Formulas,
) -> bytes:
    sections: list[tuple[object, ...]] = []
    symbols: dict[str, str] = {}
    for passage in group:
        anchor, heading = headings[passage.heading + 1]
        shown = without_marks(passage.text)
        sections.append(
            (anchor, heading, shown, 1) if passage.is_code else (anchor, heading, shown)
        )
        for formula in formulas.of(passage.text):
            symbols.update(formula.symbols)
    seen = "".join([title, *text.aliases, *text.tags, *(str(p) for s in sections for p in s[1:3])])
    folds = "".join(char + traditional_forms()[char] for char in traditional_in(seen))
    tex = dict(sorted(symbols.items()))
    # Without names of what it holds, and without what is empty at its end, as of most notes.
    chunk: list[object] = [text.url, title, text.date[:10], text.tags, sections]
    chunk += [text.aliases, folds, tex]
    while not chunk[-1]:
        del chunk[-1]
    return msgspec.json.encode(chunk)
