"""The files that graphs are drawn from: what readers are led to and no more, and nothing new where
nothing changed."""

from __future__ import annotations

import json
import random
from typing import Any

from graphs import graph_of, pages_of
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.config import Config
from kbsite.model import Note, SiteGraph
from kbsite.outputs.graph_data import PATH, graph_data
from kbsite.outputs.neighbourhoods import MOST, MOST_NEAR, neighbourhoods
from kbsite.pages.linked_notes import MOST as MOST_LISTED
from kbsite.taxonomies import GRAPH_URL
from kbsite.urls import neighbourhood_url
from markdown_cases import parse

NOTES = {
    "甲.md": "---\ntags: [算法/图]\n---\n[[乙]] [[乙]] [[甲]] [[夹]] [[暗]] [[草]] [[隐]] [[无]]。",
    "夹/乙.md": "---\ntags: [算法]\n---\n[[甲]]",
    "夹/index.md": "# 夹子\n\n[[丙]]",
    "夹/丙.md": "孤。",
    "叶/index.md": "# 叶\n\n[[隐]]",
    "暗.md": "---\nprivate: true\n---\n[[甲]]",
    "草.md": "---\ndraft: true\n---\n[[甲]]",
    "隐.md": "---\nunlisted: true\n---\n[[甲]]",
}


def notes_of(texts: dict[str, str]) -> list[Note]:
    return [parse(text, path) for path, text in texts.items()]


def picture(graph: SiteGraph) -> Any:
    [planned] = graph_data(graph, Config())
    assert planned.path == PATH
    return json.loads(planned.produce())


def around(graph: SiteGraph) -> dict[str, Any]:
    """What is said of each note, by its path."""
    paths = {neighbourhood_url(path)[1:]: path for path in graph.link_map.paths}
    return {paths[planned.path]: json.loads(planned.produce()) for planned in neighbourhoods(graph)}


def titles_of(file: Any) -> list[str]:
    return [title for title, _ in file["notes"]]


def test_the_picture_has_every_note_that_readers_are_led_to() -> None:
    """Also what introduces a folder, which stands in no list. A note that is alone in its folder
    stands in the one above."""
    file = picture(graph_of(notes_of(NOTES)))
    assert file["titles"] == ["叶", "夹子", "丙", "乙", "甲"]
    assert file["urls"] == ["/叶/", "/夹/", "/夹/丙/", "/夹/乙/", "/甲/"]
    assert file["folders"] == [["夹子", -1]]
    assert file["in"] == [-1, 0, 0, 0, -1]
    assert [[file["tags"][tag] for tag in tags] for tags in file["tagged"]] == [
        *([], [], [], ["算法"], ["算法/图"]),
    ]
    assert len(file["x"]) == len(file["y"]) == 5


def test_notes_and_folders_stand_in_the_picture_in_their_order() -> None:
    paths = ["卷2/第1章.md", "卷2/第2章.md", "卷2/第10章.md", "卷10/第3章.md"]
    shown = picture(graph_of(notes_of(dict.fromkeys(reversed(paths), "文。"))))
    assert shown["titles"] == ["第1章", "第2章", "第10章", "第3章"]
    assert [title for title, _ in shown["folders"]] == ["卷2", "卷10"]


def test_each_link_is_in_the_picture_once() -> None:
    assert picture(graph_of(notes_of(NOTES)))["links"] == [[], [2], [], [4], [1, 3]]


def test_what_is_around_a_note_reaches_two_steps() -> None:
    files = around(graph_of(notes_of(NOTES)))
    assert files.keys() == {"甲.md", "夹/乙.md", "夹/index.md", "夹/丙.md"}
    assert files["夹/丙.md"] == {
        "notes": [["丙", "/夹/丙/"], ["夹子", "/夹/"], ["甲", "/甲/"]],
        "near": 1,
        "links": [1, 0, 2, 1],
    }
    assert titles_of(files["甲.md"]) == ["甲", "夹子", "乙", "丙"]
    assert files["甲.md"]["links"] == [0, 1, 0, 2, 2, 0, 1, 3]


def test_a_page_names_the_file_of_its_note_where_there_is_one() -> None:
    graph = graph_of(notes_of(NOTES))
    files = {neighbourhood_url(path) for path in around(graph)}
    named = {page.note.path: page.note.graph for page in pages_of(graph).values() if page.note}
    assert set(named.values()) - {""} == files
    assert [path for path, file in named.items() if not file] == ["叶/index.md", "隐.md"]


def test_a_note_that_only_an_unlisted_one_links_to_has_no_file() -> None:
    graph = graph_of(notes_of({"甲.md": "文", "隐.md": "---\nunlisted: true\n---\n[[甲]]"}))
    assert around(graph) == {}
    assert not any(page.note.graph for page in pages_of(graph).values() if page.note)


def test_a_hub_shows_some_of_what_is_around_it() -> None:
    texts = {"枢纽.md": "".join(f"[[{i}]]" for i in range(300))}
    texts |= {f"{i}.md": f"[[{i * 7 % 300}]] [[{i + 1}]]" for i in range(300)}
    file = around(graph_of(notes_of(texts)))["枢纽.md"]
    assert file["near"] == MOST_NEAR
    assert len(file["notes"]) == MOST
    assert {0, 1, MOST_NEAR} <= set(file["links"])


def test_a_key_is_new_where_a_file_is_and_few_others_are() -> None:
    """A file whose key is the same holds the same, whatever changed elsewhere."""
    chance = random.Random(2)
    names = [f"{i:02}" for i in range(40)]
    texts = {f"{name}.md": f"[[{chance.choice(names)}]]" for name in names}
    made: dict[str, bytes] = {}
    for _ in range(12):
        path = f"{chance.choice(names)}.md"
        texts[path] = chance.choice(
            [
                "空",
                f"# 改名{chance.randrange(9)}\n\n{texts[path]}",
                "".join(f"[[{name}]]" for name in chance.sample(names, 3)),
                f"---\nunlisted: true\n---\n{texts[path]}",
            ]
        )
        new = 0
        for planned in neighbourhoods(graph_of(notes_of(texts))):
            data = planned.produce()
            assert made.setdefault(planned.path + planned.key, data) == data
            new += planned.path + planned.key not in made
        assert new <= 25


def test_the_key_of_the_picture_tells_what_is_drawn() -> None:
    def key(texts: dict[str, str]) -> str:
        [planned] = graph_data(graph_of(notes_of(texts)), Config())
        return planned.key

    first = key(NOTES)
    assert key(NOTES | {"夹/丙.md": "孤，多几个字。\n\n## 小节"}) == first
    for path, text in {
        "夹/丙.md": "孤。[[甲]]",
        "新.md": "",
        "夹/乙.md": "# 改名\n\n[[甲]]",
        "甲.md": NOTES["甲.md"].replace("算法/图", "图"),
        "夹/index.md": "# 盒子\n\n[[丙]]",
    }.items():
        assert key(NOTES | {path: text}) != first, path


def test_the_page_lists_the_links_of_a_small_site() -> None:
    [lone, folder, outer] = sorted(
        pages_of(graph_of(notes_of(NOTES)))[GRAPH_URL].linked, key=lambda group: len(group.notes)
    )[:3]
    listed = {
        entry.note.title: [link.title for link in entry.links]
        for group in (lone, folder, outer)
        for entry in group.notes
    }
    assert listed == {"叶": [], "甲": ["乙", "夹子"], "夹子": ["丙"], "丙": [], "乙": ["甲"]}


def test_the_page_of_a_large_site_names_its_folders() -> None:
    texts = {f"夹/{i}.md": "" for i in range(MOST_LISTED + 1)}
    page = pages_of(graph_of(notes_of(texts)))[GRAPH_URL]
    assert not page.linked
    assert [folder.title for folder in page.folders] == ["夹"]


def test_a_note_may_introduce_the_page_and_a_folder_of_its_name_is_listed_there() -> None:
    graph = graph_of(notes_of({"graph.md": "# 全图\n\n说明。", "graph/甲.md": "", "乙.md": ""}))
    page = pages_of(graph)[GRAPH_URL]
    assert page.template == "graph.html"
    assert page.note and page.note.path == "graph.md"
    assert [entry.title for entry in page.entries] == ["甲"]


def test_a_star_costs_twice_as_much_for_twice_the_notes() -> None:
    def seconds(n: int) -> float:
        star = {"枢纽.md": "".join(f"[[{i}]]" for i in range(n))}
        graph = graph_of(notes_of(star | {f"{i}.md": "[[枢纽]]" for i in range(n)}))
        return cpu_seconds(lambda: [p.produce() for p in neighbourhoods(graph)])

    with uncollected():
        assert growth(seconds, 200) < RATIO
