"""A graph that remembers the last one is the graph that one without memory is."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsite.config import Config
from kbsite.graph import GraphMemory, Ground, build_graph
from kbsite.linking.link_targets import Destinations
from kbsite.linking.links import Resolver
from kbsite.model import Card, Details, FrontMatter, Link, SiteGraph
from kbsite.notes import parse_note
from kbsite.nouns.resolutions import Resolution
from kbsite.nouns.sources import Attachment, SourceFile
from kbsite.placing.graph_memory import _names, _place
from kbsite.placing.standing import find_standing
from kbsite.reading.parse_options import ParseOptions
from kbsite.stages.packed_graph import pack_graph
from made_notes import BLOCKS, KEYS, NOTES, PATHS, joined, parted

NOTHING = Details({}, {}, {})
PICTURE = Attachment("图.png", "d", 1, 2, 3)

_edit = st.tuples(
    st.integers(0, 11),
    st.lists(KEYS, max_size=1),
    st.lists(st.tuples(st.integers(0, 3), BLOCKS), max_size=2),
)
_change = st.one_of(_edit, _edit, _edit, st.tuples(st.sampled_from(PATHS), st.none() | NOTES))


@cache
def card_of(path: str, text: str) -> Card:
    data = text.encode()
    source = SourceFile(path, hashlib.sha256(data).hexdigest(), data)
    note = parse_note(source, ParseOptions("+08:00")).note
    return Card(**{name: getattr(note, name) for name in Card.__struct_fields__})


def graph_of(
    notes: dict[str, str], memory: GraphMemory | None = None, *, drafts: bool = False
) -> SiteGraph:
    cards = [card_of(path, notes[path]) for path in sorted(notes)]
    return build_graph(Ground(cards, (PICTURE,), {}, Config(), drafts), NOTHING, memory)


def changed(notes: dict[str, str], change: tuple[object, ...]) -> dict[str, str]:
    """One note with another key and other blocks, another note, or one less."""
    match change:
        case (int(number), list(keys), list(blocks)) if notes:
            path = sorted(notes)[number % len(notes)]
            front, old = parted(notes[path])
            said = {**front, **dict(keys)}
            for at, block in blocks:
                old[at : at + 1] = [block]
            kept = {key: value for key, value in said.items() if value is not None}
            return {**notes, path: joined(kept, old)}
        case (str(path), str(text)):
            return {**notes, path: text}
        case (str(path), None):
            return {other: text for other, text in notes.items() if other != path}
    return notes


@settings(deadline=None, max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(PATHS), NOTES, min_size=3, max_size=6),
    st.lists(_change, min_size=1, max_size=8),
    st.booleans(),
)
def test_any_edits_come_to_the_graph_of_a_clean_build(
    notes: dict[str, str], changes: list[tuple[object, ...]], drafts: bool
) -> None:
    memory = GraphMemory()
    for change in [(), *changes]:
        notes = changed(notes, change)
        graph = graph_of(notes, memory, drafts=drafts)
        assert pack_graph(graph) == pack_graph(graph_of(notes, drafts=drafts))


def test_a_heading_makes_anew_what_leads_to_it_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notes = {"甲.md": "## 一\n", "乙.md": "见[[甲#二]]。\n", "丙.md": "见[[乙]]。\n"}
    memory = GraphMemory()
    assert graph_of(notes, memory).link_faults.keys() == {"乙.md"}
    resolved: list[str] = []
    real = Resolver.resolve

    def count(self: Resolver, source: str, link: Link) -> Resolution:
        resolved.append(source or "nav")
        return real(self, source, link)

    monkeypatch.setattr(Resolver, "resolve", count)
    monkeypatch.setattr("kbsite.placing.standing.build_listings", None)
    notes["甲.md"] += "\n## 二\n"
    graph = graph_of(notes, memory)
    assert ([path for path in resolved if path != "nav"], graph.link_faults) == (["乙.md"], {})


FULL = """---
aliases: [别名, 旧/名]
redirect_from: /旧/
slug: s
tags: [一]
series: 系
order: 2
date: 2020-01-01
---
# 见[[乙]]

## 节

见[[乙]]，`a`。 ^b
"""


class Watched:
    """A card, or its front matter, that tells which of its fields are read."""

    def __init__(self, value: Card | FrontMatter, read: set[str], before: str = "") -> None:
        self._value, self._read, self._before = value, read, before

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._value, name)
        if isinstance(value, FrontMatter):
            return Watched(value, self._read, f"{name}.")
        self._read.add(self._before + name)
        return value


def other(card: Card, field: str) -> Card:
    """`card` with something else in `field`."""
    *front, name = field.split(".")
    if not front:
        return msgspec.structs.replace(card, **{name: "else"})
    changed = msgspec.structs.replace(card.front_matter, **{name: "else"})
    return msgspec.structs.replace(card, front_matter=changed)


def test_what_is_kept_is_compared_by_all_that_it_is_made_from() -> None:
    """A field that `find_standing` or `Resolver` comes to read has to be compared as well."""
    card = card_of("夹/甲.md", FULL)
    read: set[str] = set()
    watched: list[Any] = [Watched(card, read), Watched(card_of("乙.md", FULL), read)]
    standing = find_standing(watched, {}, Config(permalinks="pinyin"), drafts=False)
    assert {"path", "tags", "readable", "front_matter.series", "front_matter.order"} <= read
    for field in read:
        assert _place(other(card, field)) != _place(card), f"a standing depends on {field}"
    read.clear()
    lists = standing.lists.addresses()
    destinations = Destinations(standing.urls, standing.places, list_urls=lists)
    resolver = Resolver(watched, destinations, {}, "")
    assert {resolver.title(one.path) for one in watched} == {"见乙"}
    assert resolver.nearest_name("别名字") == "别名"
    assert {"path", "title", "title_text", "links", "front_matter.slug"} <= read
    for field in read - {"path"}:
        assert _names(other(card, field)) != _names(card), f"names depend on {field}"


def test_a_note_that_says_itself_what_its_permalink_is_has_no_other() -> None:
    """In pinyin `第 2 章` stands at /di-2-zhang/ and is found at /第-2-章/, too; not where its slug
    says the same."""
    config, memory = Config(permalinks="pinyin"), GraphMemory()

    def faults(slug: str, memory: GraphMemory | None) -> dict[str, Any]:
        texts = {"第 2 章.md": f"---\nslug: {slug}\n---\n", "乙.md": "见[文](/第-2-章/)。\n"}
        cards = [card_of(path, texts[path]) for path in sorted(texts)]
        graph = build_graph(Ground(cards, (), {}, config), NOTHING, memory)
        assert graph.urls["第 2 章.md"] == "/di-2-zhang/"
        return dict(graph.link_faults)

    assert faults("", memory) == {}
    assert faults("di-2-zhang", memory) == faults("di-2-zhang", None) != {}
