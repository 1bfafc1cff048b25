"""Tags with their parents, and series. No I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kbsite.model import Card
from kbsite.nouns.lists import Term
from kbsite.urls import Spelling, natural_key, nfc, permalink, segment
from kbsite.words.levels import levels_of
from kbsite.words.order import order_key
from kbsite.words.tags import name_key, tag_key, tag_levels

#: `Term.taxonomy`, and the folder of the site in which the pages of its terms lie.
TAGS, SERIES = "tags", "series"

TAGS_URL = "/tags/"
ARCHIVE_URL = "/archive/"
#: The page of all notes, by folder.
ALL_NOTES_URL = "/folders/"
SEARCH_URL = "/search/"
#: The picture of all notes.
GRAPH_URL = "/graph/"
#: The page of all series, of a site that has one.
SERIES_URL = "/series/"
#: Pages that every site has.
FIXED_URLS = ("/", TAGS_URL, ARCHIVE_URL, ALL_NOTES_URL, SEARCH_URL, GRAPH_URL)


def build_terms(notes: Iterable[Card], spell: Spelling) -> tuple[Term, ...]:
    """The tags of `notes`, by key; a note with `a/b` also stands under `a`. Notes keep
    their order. A tag is named as most notes spell it; `spell` makes its permalink."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in notes:
        keys: dict[str, str] = {}
        for tag in note.tags:
            for key, name in _with_parents(tag):
                keys.setdefault(key, name)
        for key, name in keys.items():
            members[key].append(note.path)
            spellings[key][name] += 1
    names: dict[str, str] = {}
    for key in sorted(members):
        # A child stands under its parent as that is spelt.
        parent = names.get(key.rpartition("/")[0], "")
        own = _commonest(spellings[key]).rpartition("/")[2]
        names[key] = f"{parent}/{own}" if parent else own
    return tuple(
        Term(key, name, term_permalink(name, spell), tuple(members[key]))
        for key, name in names.items()
    )


@lru_cache(maxsize=65536)
def _with_parents(tag: str) -> tuple[tuple[str, str], ...]:
    """Key and name of a tag and of those above it, outermost first."""
    return tuple((tag_key(name), name) for name in levels_of("/".join(tag_levels(tag))))


def build_series(notes: Iterable[Card], spell: Spelling) -> tuple[Term, ...]:
    """The series of `notes`, by name, each with its notes in their order. A series is named as
    most of its notes spell it."""
    members: defaultdict[str, list[Card]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in notes:
        # A series has no levels: `A/B 测试` is one name.
        name = nfc(note.front_matter.series).replace("/", "-")
        if key := name_key(name):
            members[key].append(note)
            spellings[key][note.front_matter.series] += 1
    series = []
    for key, found in members.items():
        name = _commonest(spellings[key])
        found.sort(key=lambda note: order_key(note.front_matter.order, note.path))
        url = term_permalink(name, spell, SERIES)
        series.append(Term(key, name, url, tuple(note.path for note in found), SERIES))
    return tuple(sorted(series, key=lambda term: natural_key(term.name)))


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def term_permalink(name: str, spell: Spelling = segment, taxonomy: str = TAGS) -> str:
    """Where the page of a tag or a series stands."""
    levels = name.split("/") if taxonomy == TAGS else [name.replace("/", "-")]
    return permalink([taxonomy, *map(spell, levels)])
