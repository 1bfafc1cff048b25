"""The index of all notes: what is written is what is read back, and after any change the same bytes
come out as anew."""

from __future__ import annotations

import json
import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsite.search.deflated import deflated
from kbsite.search.manifest import BOUNDS as BOUNDS_AS_THEY_ARE
from kbsite.search.manifest import VERSION, Bounds, Names, file_mark, manifest, short_name
from kbsite.search.merge import SIZES, Shards, Sizes, merge_all, merge_changes
from kbsite.search.note_parts import Part, changes_between, packed_terms
from kbsite.search.postings import Change, Limits, read_varint, varint
from kbsite.search.shards import Cuts, files_of, separator
from kbsite.search.shelf import Shelf
from kbsite.stages.indexing import block_marks
from search_engine import run_to_end

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

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
    part = Part([], [], [], [])
    for term in sorted(note):
        before, out = 0, b""
        for passage, kind in note[term]:
            out += number((passage - before) << 4 | kind)
            before = passage
        if len(note[term]) > 1:
            part.manies.append(term)
            part.many_bodies.append(number(len(note[term]) - 2) + out)
        else:
            part.ones.append(term)
            part.one_bodies.append(out)
    return packed_terms(part)


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


def read_blocks(
    reader: Reader, files: Mapping[str, bytes], step: int
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The rest of a list that is split; each block holds a range of ids."""
    starts: list[int] = []
    names: list[str] = []
    for _ in range(reader.number()):
        starts.append(step * reader.number() + (starts[-1] if starts else 0))
        names.append(reader.bytes(8).decode())
    for name, start, end in zip(names, starts, [*starts[1:], 1 << 40], strict=True):
        block = [*read_list(Reader(files[name]))]
        assert block
        assert all(start <= note < end for note, _ in block)
        yield from block


Found = dict[str, dict[int, list[tuple[int, int]]]]


def read_index(
    files: Mapping[str, bytes], step: int = 2
) -> tuple[Found, dict[str, int], list[str]]:
    """What lies in `files`, by name: the entries of each term and note, the vocabulary, and the
    names of the notes' texts. All is found as the engine finds it, by the manifest alone. `step` is
    the unit of ids."""
    head = json.loads(files["manifest"])
    assert head["version"] == 3

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
            notes = [*read_blocks(reader, files, step)] if count & 1 else []
            notes += read_list(reader)
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

SMALL = Sizes(Limits(bytes=8, notes=3, block=4, step=2), Cuts(one_in=3, least=12, most=60))
BOUNDS = Bounds(shards=3, notes=4, least=2, one_in=2, most=4, block=3)


def merged(
    notes: Sequence[Terms],
    sizes: Sizes = SMALL,
    names: Names | None = None,
    shelf: Shelf | None = None,
) -> tuple[Kept, Shards]:
    return merged_packed([packed(note) for note in notes], sizes, names, shelf)


def merged_packed(
    notes: Sequence[bytes],
    sizes: Sizes,
    names: Names | None = None,
    shelf: Shelf | None = None,
) -> tuple[Kept, Shards]:
    files = Kept(names or Names())
    return files, run_to_end(merge_all(notes, shelf or Shelf(), files, sizes))


def written(
    notes: Sequence[Terms], files: Kept, shards: Shards, bounds: Bounds = BOUNDS
) -> dict[str, bytes]:
    """Every file of the index by name."""
    fragments = [file_mark("fragments", str(n).encode()) for n in range(len(notes))]
    small = manifest(fragments, shards.all, "", files.names, bounds)
    marks = files_of(shards.all)
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


def test_a_list_is_split_into_its_best_notes_and_blocks_of_the_rest() -> None:
    """A title counts for more than a heading, a heading for more than any text, and of the rest
    the text that has most of the term; then the later note. A block of more than 4 bytes is halved
    by ids, down to two of them."""
    classes = [8, 15, 7, 0, 15, 9, 5, 8, 8]
    notes = [{"词语": [(0, 8), (1, kind)]} for kind in classes]
    files, shards = merged(notes)
    (shard,) = shards.all
    ((term, payload),) = read_shard(files.contents[shard.mark])
    reader = Reader(payload)
    assert (term, reader.number(), reader.number()) == ("词语", len(notes) << 1 | 1, 4)
    blocks = []
    for _ in range(4):
        step, name = reader.number(), reader.bytes(8).decode()
        mark = next(mark for mark in files.contents if short_name(mark) == name)
        blocks.append((step, [note for note, _ in read_list(Reader(files.contents[mark]))]))
    assert [note for note, _ in read_list(reader)] == [2, 3, 6]
    assert blocks == [(0, [0, 1]), (2, [4, 5]), (1, [7]), (1, [8])]


def test_of_equal_notes_the_latest_are_the_best() -> None:
    files, shards = merged([{"词语": [(0, 9), (2, 9)]} for _ in range(4)])
    ((_, payload),) = read_shard(files.contents[shards.all[0].mark])
    reader = Reader(payload)
    assert (reader.number(), reader.number(), reader.number(), len(reader.bytes(8))) == (9, 1, 0, 8)
    assert [note for note, _ in read_list(reader)] == [1, 2, 3]


@given(st.lists(ENTRIES, min_size=4, max_size=30))
def test_notes_that_come_one_by_one_come_to_what_is_made_at_once(
    postings: list[list[tuple[int, int]]],
) -> None:
    """In a list that is split each of them is among the best, or not."""
    notes: list[Terms] = [{"词语": entries, "word": entries} for entries in postings]
    files, last = merged(notes[:3])
    for count in range(3, len(notes)):
        new = changes_between(b"", packed(notes[count]), count)
        last = merge_changes(last, {term: [change] for term, change in new}, files, SMALL)
        assert last == merged(notes[: count + 1])[1]


@pytest.mark.parametrize(
    # A block of more bytes than lists are split at, as it is.
    "sizes",
    [SMALL, SMALL._replace(limits=Limits(bytes=4, notes=3, block=8, step=2))],
)
@given(st.lists(ENTRIES, min_size=4, max_size=30), st.data())
def test_notes_that_are_edited_one_by_one_come_to_what_is_made_at_once(
    sizes: Sizes, postings: list[list[tuple[int, int]]], data: st.DataObject
) -> None:
    """In a list that is split each is one of the best, or not, before and afterwards."""
    notes: list[Terms] = [{"词语": entries, "word": entries} for entries in postings]
    files, last = merged(notes, sizes)
    for _ in range(6):
        place, entries = data.draw(st.integers(0, len(notes) - 1)), data.draw(ENTRIES)
        old, notes[place] = packed(notes[place]), {"词语": entries, "word": entries}
        new = changes_between(old, packed(notes[place]), place)
        last = merge_changes(last, {term: [change] for term, change in new}, files, sizes)
        assert last == merged(notes, sizes)[1]


def test_what_changes_in_a_long_list_changes_one_block_of_it() -> None:
    """Or two, where one is halved, or one of the best takes the place of another; also where all
    blocks are as long as they must be."""
    chance = random.Random(7)
    notes: list[Terms] = [{"词语": [(0, 15)]} for _ in range(6000)]
    files, last = merged(notes, SIZES)
    for _ in range(60):
        place = chance.randrange(len(notes))
        note: Terms = chance.choice([{}, {"词语": [(0, 14)]}, {"词语": [(0, 15), (3, 15)]}])
        new = changes_between(packed(notes[place]), packed(note), place)
        notes[place], before = note, last
        last = merge_changes(last, {term: [change] for term, change in new}, files, SIZES)
        was, now = (set(shards.all[0].tails[0].marks) for shards in (before, last))
        assert len(was) > 4
        assert len(now - was) <= 2
    assert last == merged(notes, SIZES)[1]


def test_a_term_may_stand_in_hundreds_of_passages() -> None:
    many = [(n * 3, 8 + n % 8) for n in range(700)]
    notes = [{"词语": many}, {"词语": [(5, 9)]}, {"词语": many[:65]}, {"词语": many[:64]}]
    for sizes in (SMALL, SIZES):
        files, shards = merged(notes, sizes)
        index = written(notes, files, shards)
        assert read_index(index, sizes.limits.step)[0] == expected(notes)
        changes = {"词语": [Change(1, False, None), Change(4, False, b"\x09")]}
        patched = merge_changes(shards, changes, files, sizes)
        after = [notes[0], {}, *notes[2:], {"词语": [(0, 9)]}]
        assert patched == merged(after, sizes)[1]


def large(count: int, seed: int) -> list[Terms]:
    """Notes with common terms and rare ones."""
    chance = random.Random(seed)
    return [
        {
            f"{chr(0x4E00 + int(20_000 ** chance.random()))}的": [
                (chance.randrange(9), chance.randrange(16))
            ]
            for _ in range(40)
        }
        | {"全部": [(0, 8 + number % 8)], "half"[: 4 + number % 2]: [(1, 9)]}
        for number in range(count)
    ]


def test_long_lists_many_shards_and_many_notes() -> None:
    """With the sizes as they are: long lists, blocks of notes' names; with
    small shards more than 512 of them, in groups."""
    notes = large(4200, 1)
    given, expected_notes = [packed(note) for note in notes], expected(notes)
    for cuts in (SIZES.cuts, Cuts(one_in=2, least=20, most=500)):
        sizes = Sizes(cuts=cuts)
        files, shards = merged_packed(given, sizes)
        index = written(notes, files, shards, BOUNDS_AS_THEY_ARE)
        found, words, _ = read_index(index, sizes.limits.step)
        assert found == expected_notes
        assert words == expected_words(found)
        head = json.loads(index["manifest"])
        assert ("groups" in head) == (cuts.most == 500)
        assert len(head["blocks"]) == 8 * 132
        # Of fewer notes no list has more than 1,536 bytes here.
        long = sum(len(notes_of) > 700 for notes_of in found.values())
        assert sum(len(shard.tails) for shard in shards.all) == long > 2


def test_long_entries_are_soon_a_shard() -> None:
    """What a query of common words fetches is bounded by shards of about one entry each."""
    common = [
        {f"词{chr(0x4E00 + n)}": [(0, 8), (1, 9), (2, 8)] for n in range(60)} for _ in range(900)
    ]
    files, shards = merged(common, SIZES)
    sizes = [len(files.contents[shard.mark]) for shard in shards.all]
    assert max(sizes) < 2 * 4600
    assert len(sizes) == 60


class FullDisk(BytesIO):
    """A file on a disk on which there is soon no room."""

    def write(self, data: Buffer, /) -> int:
        room = 4000 - self.tell()
        return super().write(memoryview(data)[: max(room, 0)])


@pytest.mark.parametrize("file", [BytesIO, FullDisk])
def test_it_makes_no_difference_where_notes_wait(file: Callable[[], BytesIO]) -> None:
    notes = large(60, 4)
    opened = []

    def open_file() -> BytesIO:
        opened.append(file())
        return opened[-1]

    held = merged(notes, SIZES)[1]
    assert merged(notes, SIZES, shelf=Shelf(open_file, 1000))[1] == held
    assert len(opened) == 1
    assert opened[0].closed


def test_a_new_note_leaves_most_cuts_where_they_are() -> None:
    notes = large(300, 2)
    cuts = Sizes(cuts=Cuts(one_in=24, least=200, most=1600))
    files, last = merged(notes, cuts)
    new = large(301, 3)[-1]
    changes = {t: [c] for t, c in changes_between(b"", packed(new), len(notes))}
    files.read.clear()
    after = merge_changes(last, changes, files, cuts)
    assert after == merged([*notes, new], cuts)[1]
    assert len(files.read) < len(last.all) / 2
    kept = {shard.mark for shard in last.all} & {shard.mark for shard in after.all}
    assert len(kept) > len(last.all) / 2


def test_two_contents_that_come_to_one_name_have_two() -> None:
    """The later one gets another; the same contents the same names, in whatever order they are
    asked for again."""
    names = Names(short=lambda mark: mark[:1])
    marks = [file_mark("shard", bytes([n])) for n in range(25)]
    first = {mark: names.name(mark) for mark in marks}
    assert len(set(first.values())) == len(marks)
    assert not names.are_plain
    assert {mark: names.name(mark) for mark in reversed(marks)} == first
    again = Names(short=lambda mark: mark[:1])
    assert {mark: again.name(mark) for mark in marks} == first
    assert first[marks[0]] == marks[0][0]


@given(NOTES_)
def test_an_index_whose_names_meet_is_whole(notes: list[Terms]) -> None:
    files, shards = merged(notes, names=Names(short=lambda mark: f"{mark[:2]}______"))
    found, words, fragments = read_index(written(notes, files, shards))
    assert found == expected(notes)
    assert words == expected_words(found)
    assert len(set(fragments)) == len(notes)


@given(st.text(max_size=4), st.text(max_size=4))
def test_a_separator_is_the_shortest_that_tells_two_terms_apart(one: str, other: str) -> None:
    last, first = sorted((one, other))
    if last == first:
        return
    found = separator(last, first)
    assert last < found <= first
    assert not any(last < found[:end] for end in range(len(found)))


@given(st.integers(0, 1 << 40))
def test_numbers_are_read_as_they_were_written(value: int) -> None:
    assert varint(value) == number(value)
    assert read_varint(b"\xff" + varint(value) + b"\x80", 1) == (value, 1 + len(varint(value)))


@given(st.binary(max_size=3000), st.none() | st.integers(0, 3000))
def test_a_file_holds_what_was_put_in(data: bytes, names: int | None) -> None:
    names_from = names and min(names, len(data))
    packed = deflated(data, names_from=names_from)
    assert zlib.decompress(packed) == data
    # By this the engine knows that no server has unpacked it.
    assert packed.startswith(b"\x78\xda")


def test_a_letter_of_a_name_takes_five_bits() -> None:
    """Names are most of what a first query reads of the index of a small site. With a code of their
    own, and without the parts that come twice by chance, they take what they say."""
    text = "".join(f'"{place:x} 矩阵",' for place in range(0, 100_000, 1000)).encode()
    names = "".join(file_mark("", b"%d" % number)[:8] for number in range(1000)).encode()
    least = len(deflated(text)) + len(names) * 5 / 8
    assert len(deflated(text + names, names_from=len(text))) < least + 60
    assert len(deflated(text + names)) > least + 300


def test_a_file_of_another_version_has_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser keeps files for as long as it likes, and may have an older one of the same content,
    packed in another way."""
    before = file_mark("shard", b"x")
    monkeypatch.setattr("kbsite.search.manifest.VERSION", VERSION + 1)
    assert file_mark("shard", b"x") != before


def test_marks_of_notes_that_stand_side_by_side_are_told_from_others_as_one() -> None:
    marks = [b"%d" % number for number in range(3 * 130)]
    before = block_marks(130, marks)
    other = block_marks(130, [*marks[:200], b"another", *marks[201:]])
    assert [was == now for was, now in zip(before, other, strict=True)] == [True, False, True]
    assert block_marks(0, []) == []
