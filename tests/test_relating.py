"""The stage that relates notes: what it remembers comes to what a clean look comes to, and no shape
of a site makes it grow faster than the site. The graph and the notes are made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite import mentions, related
from kbsite.cache import Cache
from kbsite.config import Config
from kbsite.keys import mark_of
from kbsite.nouns.bodies import BLOCK_END, Naming, Prose, Section
from kbsite.nouns.relations import Unlinked
from kbsite.nouns.resolutions import Backlink, Found
from kbsite.processes.steps import Steps
from kbsite.reading.note_terms import terms_of
from kbsite.related import Features
from kbsite.stages import unlinked_mentions
from kbsite.stages.linked_site import LinkedSite
from kbsite.stages.packed_graph import PackedGraph
from kbsite.stages.relating import Relating
from kbsite.stages.stored_relations import Known

_encode = msgspec.msgpack.encode
_CONFIG = Config()


class Made(NamedTuple):
    """A note as the stage sees it."""

    title: str
    text: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    unlisted: bool = False


class _Notes:
    def __init__(self, notes: Mapping[str, Made]) -> None:
        self.keys = {
            path: mark_of(_encode((one.title, one.text))).hex() for path, one in notes.items()
        }
        self._notes = notes
        #: The notes that were read.
        self.read: list[str] = []

    def naming(self, path: str) -> bytes:
        self.read.append(path)
        one = self._notes[path]
        blocks = one.text.split("\n")
        prose = Prose("".join(b + BLOCK_END for b in blocks), (), tuple(range(len(blocks))))
        return _encode(Naming(prose, terms_of(one.title, (), [Section(-1, (one.text,), "")])))

    def namings(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, self.naming(path)) for path in paths)


def _site(notes: Mapping[str, Made]) -> tuple[Any, PackedGraph, _Notes]:
    links = {p: [t for t in one.links if t in notes] for p, one in notes.items()}
    backlinks: dict[str, list[Backlink]] = {path: [] for path in notes}
    for path, targets in links.items():
        for number, target in enumerate(targets):
            if target != path and not notes[path].unlisted:
                backlinks[target].append(Backlink(path, number))
    unlisted = frozenset(path for path, one in notes.items() if one.unlisted)
    graph = SimpleNamespace(
        urls={path: path for path in notes},
        titles={path: one.title for path, one in notes.items()},
        aliases={p: one.aliases for p, one in notes.items() if one.aliases and not one.unlisted},
        tags={path: one.tags for path, one in notes.items()},
        unlisted=unlisted,
        listed=tuple(path for path in notes if path not in unlisted),
        resolutions={p: [Found(t, "", "", t) for t in own] for p, own in links.items()},
        backlinks=backlinks,
    )
    edges = {p: _encode((links[p], backlinks[p])) for p in notes}
    site_map = _encode((graph.urls, graph.tags, sorted(unlisted)))
    packed = PackedGraph.of(site_map, b"", edges, _encode(graph.titles), _encode(graph.aliases))
    return graph, packed, _Notes(notes)


def relate(
    relating: Relating, notes: Mapping[str, Made], config: Config = _CONFIG
) -> tuple[Any, Any, list[str]]:
    """The unlinked mentions, the related notes, and which notes were read for it."""
    graph, packed, parsed = _site(notes)
    linked = LinkedSite(graph, packed, parsed, [])  # type: ignore[arg-type]
    state = Steps(relating.relate(linked, config)).finish()
    relating.write()
    unlinked: dict[str, Unlinked] = {
        path: one.read() for path, one in sorted(state.unlinked.items())
    }
    return (
        unlinked,
        {p: one.read().related for p, one in sorted(state.nearest.items())},
        parsed.read,
    )


# --- edits ---

_WORDS = ("散列", "散列表", "哈希", "甲乙", "GPT", "gpt-4", "自散列", "。", "x", "\n", "，")
_MADE = st.builds(
    Made,
    st.sampled_from(("散列", "散列表", "哈希", "GPT", "GPT-4", "甲乙", "别的", "题")),
    st.lists(st.sampled_from(_WORDS), max_size=8).map("".join),
    st.sets(st.sampled_from(("哈希", "散列", "自散列")), max_size=1).map(tuple),
    st.sets(st.sampled_from("一二"), max_size=2).map(sorted).map(tuple),
    st.sets(st.sampled_from("abcd"), max_size=1).map(tuple),
    st.sampled_from((False, False, False, True)),
)
_PATHS = st.sampled_from("abcdef")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)
@given(
    st.dictionaries(_PATHS, _MADE, min_size=3),
    st.lists(st.dictionaries(_PATHS, st.none() | _MADE, min_size=1, max_size=2), max_size=4),
)
def test_what_is_remembered_comes_to_what_a_clean_look_does(
    notes: dict[str, Made], edits: list[dict[str, Made | None]]
) -> None:
    few = (
        *((mentions, "COMMON_FLOOR", 1), (mentions, "COMMON_PART", 2), (related, "MAX_NOTES", 3)),
        *(
            (related, "MAX_RELATED", 2),
            (related, "_LEAST_TEXT", 3),
            (unlinked_mentions, "MAX_SHOWN", 2),
        ),
        *((unlinked_mentions, "_FEW_NAMES", 2), (mentions, "COMMON_PART_OF_SHORT", 3)),
    )
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in few:
            patch.setattr(module, name, value)
        kept, clean, left, damaged = _Memory(), _Memory(), _Memory(), _Memory()
        living = Relating(kept)
        for edit in ({}, *edits):
            notes = {p: one for p, one in sorted({**notes, **edit}.items()) if one is not None}
            expected = relate(Relating(clean), notes)[:2]
            clean = _Memory()
            # A process that lives on, and one that begins with what another left.
            assert relate(living, notes)[:2] == expected
            assert relate(Relating(kept), notes)[:2] == expected
            # A new process for each edit, also where who has which feature is lost.
            assert relate(Relating(left), notes)[:2] == expected
            damaged.drop("holders", [""])
            assert relate(Relating(damaged), notes)[:2] == expected


class _Memory(Cache):
    """A cache that is no file."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], bytes] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        return self._values.get((kind, key))

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        self._values.update({(kind, key): value for key, value in values.items()})

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._values.pop((kind, key), None)


def test_an_edit_reads_the_note_that_was_edited() -> None:
    notes = {
        f"{i}.md": Made(f"笔记{i}号", f"见笔记{i + 1}号与散列表。", tags=("一",)) for i in range(40)
    }
    cache = _Memory()
    relate(Relating(cache), notes)
    edited = {**notes, "7.md": notes["7.md"]._replace(text="又见笔记9号。")}
    unlinked, _, read = relate(Relating(cache), edited)
    assert read == ["7.md", "7.md"]
    assert [one.source for one in unlinked["9.md"].found] == ["7.md", "8.md"]
    assert "8.md" not in unlinked
    # A new name is looked for in all, and only what holds it is gone through.
    unlinked, _, read = relate(Relating(cache), {**edited, "40.md": Made("笔记40号")})
    assert [one.source for one in unlinked["40.md"].found] == ["39.md"]
    assert len(read) == len(edited) + 3


def test_an_edit_reads_the_features_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    # Four notes share a line.
    lines = ["".join(map(chr, range(start, start + 5))) for start in range(0x5000, 0x5400, 5)]
    notes = {f"{i}.md": Made(f"笔记{i}号", lines[i // 4], tags=("一",)) for i in range(400)}
    cache, read = _Memory(), []
    relate(Relating(cache), notes)
    read_features = Known.read_features

    def note_read(one: Known) -> Features:
        read.append(one)
        return read_features(one)

    monkeypatch.setattr(Known, "read_features", note_read)
    for text in lines[9:12]:
        relate(Relating(cache), {**notes, "7.md": notes["7.md"]._replace(text=text)})
        assert 0 < len(read) < 40
        read.clear()


def test_another_title_is_another_name() -> None:
    # Nothing else of the site is another.
    notes = {"a.md": Made("题"), "b.md": Made("散列", "见哈希，见散列表。")}
    cache = _Memory()
    relate(Relating(cache), notes)
    for title in ("散列表", "哈希"):
        notes["a.md"] = notes["a.md"]._replace(title=title)
        unlinked, _, _ = relate(Relating(cache), notes)
        assert [one.words for one in unlinked["a.md"].found] == [title]


def test_either_can_be_left_out() -> None:
    notes = {"a.md": Made("散列表", "床前明月光"), "b.md": Made("题", "散列表，床前明月光")}
    for mentions_too, related_too in ((True, False), (False, True)):
        relations = {"mentions": mentions_too, "related": related_too}
        config = msgspec.convert({"relations": relations}, Config)
        unlinked, nearest, _ = relate(Relating(_Memory()), notes, config)
        assert (bool(unlinked), bool(nearest)) == (mentions_too, related_too)


# --- growth ---

_SHAPES: dict[str, Callable[[int], dict[str, Made]]] = {
    "one title": lambda n: {f"{i}": Made("散列表", f"散列表 {i}") for i in range(n)},
    "titles that begin one another": lambda n: {
        f"{i}": Made("a" * (i + 1), "a" * 60 + " " + "aaa bbb") for i in range(n)
    },
    "one word in all": lambda n: {f"{i}": Made(f"题目{i}号", "散列表") for i in range(n)},
    "a tag on all": lambda n: {f"{i}": Made(f"题{i}目", "", tags=("一",)) for i in range(n)},
    "many aliases": lambda n: {
        f"{i}": Made(
            f"题{i}目", f"别名{i}号，别名{i * 7 % n}号", tuple(f"别名{i}号" for _ in range(9))
        )
        for i in range(n)
    },
    "each names the next": lambda n: {
        f"{i}": Made(f"题{i}目", f"见题{i + 1}目。") for i in range(n)
    },
    "one names all": lambda n: {
        f"{i}": Made(f"题{i}目", "，".join(f"题{j}目" for j in range(n * (i == 0))))
        for i in range(n)
    },
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_relating_is_linear(shape: str) -> None:
    def seconds(n: int) -> float:
        notes = _SHAPES[shape](n)
        return cpu_seconds(lambda: relate(Relating(_Memory()), notes))

    with uncollected():
        assert growth(seconds, 200) < RATIO
