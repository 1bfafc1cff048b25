"""`assets/graph/all.json`: what the page of the graph draws. No I/O.

    {"size": [width, height],
     "folders": [[title, number of the folder above or -1], …], "tags": [name, …],
     "titles": […], "urls": […], "in": [folder], "tagged": [[tag, …]], "x": […], "y": […],
     "links": [[note, …]]}

What begins with `titles` has an entry for each note; permalinks are decoded and without base path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.nouns.link_map import directions_of
from kbsite.words.order import order_key

PATH = "assets/graph/all.json"


class _Shown(msgspec.Struct, frozen=True):
    """All that the file is made from: an entry for each note, but for folders and tags."""

    paths: tuple[str, ...]
    links: tuple[tuple[int, ...], ...]
    titles: list[str]
    urls: list[str]
    #: Title by path, those above first.
    folders: dict[str, str]
    #: Name by key.
    tags: dict[str, str]
    places: list[str]
    tagged: list[tuple[str, ...]]


def graph_data(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """The file, of every site: one without notes has an empty picture."""
    shown = _shown(graph)
    yield PlannedOutput(PATH, key_of("graph", shown), partial(_produce, shown))


def _shown(graph: SiteGraph) -> _Shown:
    paths = graph.link_map.paths
    lists = {path: folder.path for folder in graph.folders.values() for path in folder.notes}
    # What introduces a folder stands in no list.
    places = [lists[path] if path in lists else posixpath.dirname(path) for path in paths]
    return _Shown(
        paths,
        graph.link_map.targets,
        [graph.titles[path] for path in paths],
        [graph.urls[path] for path in paths],
        _folders(places, graph),
        {term.key: term.name for term in graph.terms},
        places,
        [graph.tags[path] for path in paths],
    )


def _folders(places: list[str], graph: SiteGraph) -> dict[str, str]:
    known: set[str] = set()
    for path in places:
        while path and path not in known:
            known.add(path)
            path = posixpath.dirname(path)
    ordered = sorted(known, key=lambda path: order_key(None, path))
    return {path: _title(path, graph) for path in ordered}


def _title(path: str, graph: SiteGraph) -> str:
    """A folder has none where it holds nothing but what introduces it."""
    return graph.folders[path].title if path in graph.folders else posixpath.basename(path)


def _produce(shown: _Shown) -> bytes:
    # Most builds do not make it again.
    from kbsite.layout.notes import HEIGHT, WIDTH, Node, lay_out

    folders, tags = _numbers(shown.folders), _numbers(shown.tags)
    neighbours = map(tuple, directions_of(shown.links))
    places = lay_out(list(map(Node, shown.paths, shown.places, shown.tagged, neighbours)))
    return msgspec.json.encode(
        {
            "size": (WIDTH, HEIGHT),
            "folders": [
                (title, folders.get(posixpath.dirname(path), -1))
                for path, title in shown.folders.items()
            ],
            "tags": list(shown.tags.values()),
            "titles": shown.titles,
            "urls": shown.urls,
            "in": [folders.get(path, -1) for path in shown.places],
            "tagged": [[tags[key] for key in keys] for keys in shown.tagged],
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "links": shown.links,
        }
    )


def _numbers(names: Mapping[str, str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
