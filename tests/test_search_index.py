"""The index of all notes: what is written is what is read back, and after any change the same bytes
come out as anew."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.keys import mark_of
from kbsite.search.manifest import Bounds, Names, file_mark, manifest, short_name
from kbsite.search.merge import Shards, Sizes, merge_all, merge_changes
from kbsite.search.note_parts import changes_between, packed_terms
from kbsite.search.postings import Change, Limits
from kbsite.search.shards import Cuts

#: One note: term → (passage, class) of each entry.
Terms = Mapping[str, Sequence[tuple[int, int]]]


class Kept:
    """The contents of files, in memory."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.contents: dict[str, bytes] = {}
        self.read: set[str] = set()

    def put(self, kind: str, content: bytes) -> str:
        mark = file_mark(kind, content)
        self.contents[mark] = content
        return mark

    def get(self, mark: str) -> bytes:
        self.read.add(mark)
        return self.contents[mark]

    def name(self, mark: str) -> str:
        return self.names.name(mark)


# --- a writer and a reader of their own ---


def number(value: int) -> bytes:
    """A varint."""
    low = value & 127
    return bytes([low | 128]) + number(value >> 7) if value > 127 else bytes([low])


def packed(note: Terms) -> bytes:
    """A note as the merge gets it."""
    postings = []
    for term in sorted(note):
        before, out = 0, number(len(note[term]))
        for passage, kind in note[term]:
            out += number((passage - before) << 4 | kind)
            before = passage
        postings.append(out)
    return packed_terms(sorted(note), postings)


class Reader:
    """Takes numbers and bytes from the front of `data`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self.data)

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def bytes(self, count: int) -> bytes:
        self.at += count
        assert self.at <= len(self.data)
        return self.data[self.at - count : self.at]


def read_list(reader: Reader) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The notes of a list, and the entries of each."""
    note = -1
    while reader:
        head = reader.number()
        note += (head >> 1) + 1
        count = reader.number() + 2 if head & 1 else 1
        passage, entries = 0, []
        for _ in range(count):
            entry = reader.number()
            passage += entry >> 4
            entries.append((passage, entry & 15))
        yield note, entries


def read_shard(content: bytes) -> Iterator[tuple[str, bytes]]:
    reader, word = Reader(content), b""
    while reader:
        word = word[: reader.number()] + reader.bytes(reader.number())
        yield word.decode(), reader.bytes(reader.number())


Found = dict[str, dict[int, list[tuple[int, int]]]]


def read_index(files: Mapping[str, bytes]) -> tuple[Found, dict[str, int], list[str]]:
    """What lies in `files`, by name: the entries of each term and note, the vocabulary, and the
    names of the notes' texts. All is found as the engine finds it, by the manifest alone."""
    head = json.loads(files["manifest"])
    assert head["version"] == 1

    def eights(text: str) -> list[str]:
        return [text[at : at + 8] for at in range(0, len(text), 8)]

    directory = head.get("terms")
    if "groups" in head:
        groups = [json.loads(files[name]) for name in eights(head["groups"]["names"])]
        assert [group["firsts"][0] for group in groups] == head["groups"]["firsts"]
        directory = {
            "firsts": [first for group in groups for first in group["firsts"]],
            "names": "".join(group["names"] for group in groups),
        }
    firsts, names = directory["firsts"], eights(directory["names"])
    assert len(firsts) == len(names)
    assert firsts == sorted(firsts) and firsts[:1] in ([], [""])
    found: Found = {}
    words = {}
    before = ""
    for place, name in enumerate(names):
        for term, payload in read_shard(files[name]):
            assert term > before
            assert firsts[place] <= term
            assert place + 1 == len(firsts) or term < firsts[place + 1]
            before = term
            reader = Reader(payload)
            if term.startswith("?"):
                words[term[1:]] = reader.number()
                assert not reader
                continue
            count = reader.number()
            tail = files[reader.bytes(8).decode()] if count & 1 else b""
            notes = [*read_list(reader), *read_list(Reader(tail))]
            found[term] = dict(notes)
            assert len(found[term]) == len(notes) == count >> 1
    blocks = "".join(files[name].decode() for name in eights(head.get("blocks", "")))
    fragments = eights(head.get("fragments", blocks))
    assert len(fragments) == head["notes"]
    return found, words, fragments


def expected(notes: Sequence[Terms]) -> Found:
    found: Found = defaultdict(dict)
    for number_, note in enumerate(notes):
        for term, entries in note.items():
            found[term][number_] = list(entries)
    return found


def expected_words(found: Found) -> dict[str, int]:
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789_")
    return {
        term: len(notes)
        for term, notes in found.items()
        if 4 <= len(term) <= 24
        and set(term) <= letters
        and not term.isdecimal()
        and (len(notes) > 1 or any(c < 8 for entries in notes.values() for _, c in entries))
    }


# --- indexes of small notes ---

SMALL = Sizes(Limits(bytes=8, notes=3), Cuts(one_in=3, least=12, most=60))
BOUNDS = Bounds(shards=3, notes=4, least=2, one_in=2, most=4, block=3)


def merged(
    notes: Sequence[Terms], sizes: Sizes = SMALL, names: Names | None = None
) -> tuple[Kept, Shards]:
    files = Kept(names or Names())
    read = [packed(note) for note in notes]
    return files, merge_all(lambda: read, sum(map(len, read)), files, sizes)


def written(
    notes: Sequence[Terms], files: Kept, shards: Shards, bounds: Bounds = BOUNDS
) -> dict[str, bytes]:
    """Every file of the index by name."""
    fragments = [file_mark("fragments", str(n).encode()) for n in range(len(notes))]
    small = manifest(fragments, shards.all, "", files.names, bounds)
    marks = [mark for shard in shards.all for mark in (shard.mark, *shard.tails)]
    found = {files.name(mark): files.contents[mark] for mark in marks}
    assert not found.keys() & {one.name for one in small}
    return found | {one.name: one.content for one in small}


LETTERS = st.text("ab操作_0", min_size=1, max_size=3)
TERMS = st.one_of(
    LETTERS,
    st.sampled_from(["word", "words", "wor_d", "1234", "1abc", "#标签", "#标签/一", "^ab", "~a b"]),
    st.text("a〇丑鿿\U00020000é~", min_size=1, max_size=4),
)
ENTRIES = st.lists(
    st.tuples(st.integers(0, 20) | st.integers(0, 3000), st.integers(0, 15)), min_size=1, max_size=3
).map(sorted)
NOTE = st.dictionaries(TERMS, ENTRIES, max_size=12)
NOTES_ = st.lists(NOTE, max_size=12)


@given(NOTES_)
def test_what_is_written_is_read_back(notes: list[Terms]) -> None:
    files, shards = merged(notes)
    found, words, fragments = read_index(written(notes, files, shards))
    assert found == expected(notes)
    assert words == expected_words(found)
    assert len(fragments) == len(notes)


@given(NOTES_, st.data())
@settings(max_examples=400)
def test_changes_come_to_what_is_made_anew(notes: list[Terms], data: st.DataObject) -> None:
    """Notes change in place, come last, go at the end: all of it at once."""
    after = [data.draw(st.one_of(st.just(note), NOTE)) for note in notes]
    after = after[: data.draw(st.integers(max(0, len(after) - 2), len(after)))]
    after += data.draw(st.lists(NOTE, max_size=2))
    files, last = merged(notes)
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for place in range(max(len(notes), len(after))):
        old = packed(notes[place]) if place < len(notes) else b""
        new = packed(after[place]) if place < len(after) else b""
        for term, change in changes_between(old, new, place):
            changes[term].append(change)
    patched = merge_changes(last, changes, files, SMALL)
    again, anew = merged(after)
    assert patched == anew
    assert written(after, files, patched) == written(after, again, anew)
