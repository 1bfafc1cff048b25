"""The picture of all notes shows what belongs together, and stays as it is when a note comes."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from statistics import mean

import pytest

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.layout.notes import HEIGHT, WIDTH, Node, lay_out
from kbsite.layout.spread import spread

Place = tuple[int, int]


def nodes_of(paths: list[str], links: set[tuple[int, int]], *tags: tuple[str, ...]) -> list[Node]:
    """Notes in the order of `paths`, with links as pairs."""
    near: list[set[int]] = [set() for _ in paths]
    for a, b in links:
        near[a].add(b)
        near[b].add(a)
    return [
        Node(path, path.rpartition("/")[0], tags[i] if tags else (), sorted(near[i]))
        for i, path in enumerate(paths)
    ]


def made(count: int, folders: int = 8, seed: int = 3) -> list[Node]:
    """Notes in folders of different sizes; most links stay in a group of the folder."""
    chance = random.Random(seed)
    names = [f"夹{i % 3}/里{i}" if i % 2 else f"夹{i}" for i in range(folders)]
    homes = chance.choices(names, [chance.random() ** 2 + 0.1 for _ in names], k=count)
    groups = [(home, chance.randrange(4)) for home in homes]
    members: dict[object, list[int]] = {}
    for i, group in enumerate(groups):
        members.setdefault(group, []).append(i)
    links = set()
    for i, group in enumerate(groups):
        for _ in range(int(chance.expovariate(1 / 2.2))):
            other = (
                chance.choice(members[group]) if chance.random() < 0.8 else chance.randrange(count)
            )
            links |= {(i, other)} if other != i else set()
    return nodes_of([f"{home}/{i}.md" for i, home in enumerate(homes)], links)


def distance(a: Place, b: Place) -> float:
    """In parts of the picture."""
    return math.hypot(a[0] - b[0], a[1] - b[1]) / WIDTH


def test_places_are_the_same_on_every_machine() -> None:
    paths = ["一.md", "夹/a.md", "夹/b.md", "夹/c.md", "夹/d.md", "里/外/e.md", "里/外/f.md"]
    links = {(0, 1), (1, 2), (2, 3), (4, 6)}
    tags = ((), ("算法",), ("算法", "图"), ("图",), ("算法",), (), ())
    assert lay_out(nodes_of(paths, links, *tags)) == PLACES


PLACES: list[Place] = [
    (4898, 2518),
    (9269, 3827),
    (7286, 4754),
    (6204, 2694),
    (6094, 2515),
    (3447, 5222),
    (3070, 4507),
]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_few_notes_have_places(count: int) -> None:
    places = lay_out(nodes_of([f"{i}.md" for i in range(count)], {(0, 1)} if count > 1 else set()))
    assert len(set(places)) == count
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_notes_of_a_folder_and_linked_notes_are_near_each_other() -> None:
    nodes = made(600)
    places = lay_out(nodes)
    chance = random.Random(1)
    pairs = [(chance.randrange(600), chance.randrange(600)) for _ in range(3000)]
    any_two = mean(distance(places[a], places[b]) for a, b in pairs)
    beside = [(a, b) for a, b in pairs if nodes[a].folder == nodes[b].folder and a != b]
    linked = [(i, j) for i, node in enumerate(nodes) for j in node.neighbours]
    assert mean(distance(places[a], places[b]) for a, b in beside) < any_two / 2
    assert mean(distance(places[a], places[b]) for a, b in linked) < any_two / 2


def test_in_one_folder_those_that_are_linked_or_tagged_alike_are_near_each_other() -> None:
    """A vault without folders has its groups, too."""
    chance = random.Random(5)
    groups = [i % 6 for i in range(300)]
    links = {
        (i, chance.choice([j for j in range(group, 300, 6) if j != i]))
        for i, group in enumerate(groups)
        if group < 3
        for _ in range(3)
    }
    tags = [(f"标签{group}",) if group >= 3 else () for group in groups]
    places = lay_out(nodes_of([f"{i}.md" for i in range(300)], links, *tags))

    def spread_of(members: list[int]) -> float:
        pairs = [(chance.choice(members), chance.choice(members)) for _ in range(500)]
        return mean(distance(places[a], places[b]) for a, b in pairs)

    any_two = spread_of(list(range(300)))
    for group in range(6):
        assert spread_of(list(range(group, 300, 6))) < any_two / 2


@pytest.mark.parametrize("folder", ["夹0", "夹1/里3", "新的", "夹0/新/的"])
def test_one_note_more_leaves_the_others_where_they_were(folder: str) -> None:
    """Nineteen of twenty move by less than a twentieth of the picture; here by much less."""
    nodes = made(300)
    before = lay_out(nodes)
    for seed in range(3):
        linked = set(random.Random(seed).sample(range(300), 3))
        more = [
            node._replace(neighbours=[*node.neighbours, 300]) if i in linked else node
            for i, node in enumerate(nodes)
        ]
        after = lay_out([*more, Node(f"{folder}/新{seed}.md", folder, (), sorted(linked))])
        moved = sorted(map(distance, before, after))
        assert moved[int(0.95 * 300)] < 0.03


def test_in_a_small_site_a_note_more_moves_the_others_little() -> None:
    """With eighteen notes each is a part of every mean; nearly always it is less than a twentieth,
    wherever the new note stands and whatever it is linked with."""
    moved = []
    for seed in range(4):
        nodes = made(18, 3, seed)
        whole = lay_out(nodes)
        for gone in range(18):
            left = [i for i in range(18) if i != gone]
            numbers = {i: number for number, i in enumerate(left)}
            fewer = [
                nodes[i]._replace(neighbours=[numbers[n] for n in nodes[i].neighbours if n != gone])
                for i in left
            ]
            pairs = zip((whole[i] for i in left), lay_out(fewer), strict=True)
            moved.append(sorted(distance(a, b) for a, b in pairs)[int(0.95 * 17)])
    moved.sort()
    assert moved[len(moved) // 2] < 0.03
    assert moved[int(0.8 * len(moved))] < 0.05


def test_a_note_that_goes_and_a_link_that_comes_move_as_little() -> None:
    nodes = made(300)
    before = lay_out(nodes)
    linked = [
        node._replace(neighbours=sorted({*node.neighbours, 200 - i})) if i in (0, 200) else node
        for i, node in enumerate(nodes)
    ]
    assert sorted(map(distance, before, lay_out(linked)))[285] < 0.01
    fewer = [node._replace(neighbours=[n for n in node.neighbours if n != 299]) for node in nodes]
    assert sorted(map(distance, before, lay_out(fewer[:299])))[284] < 0.03


def test_no_two_notes_lie_on_each_other() -> None:
    places = lay_out(made(800))
    assert len(set(places)) == 800
    squares: dict[Place, int] = {}
    for x, y in places:
        squares[x // 80, y // 80] = squares.get((x // 80, y // 80), 0) + 1
    assert sum(1 for number in squares.values() if number > 1) < 0.05 * len(squares)


def test_discs_are_pushed_apart_and_stay_within_the_circle() -> None:
    places = [(0.0, 0.0), (0.0, 0.0), (0.1, 0.0), (9.0, 0.0)]
    radii = [1.0, 1.0, 5.0, 0.5]
    ends = spread(places, radii, 200, 10.0)
    for i, (x, y) in enumerate(ends):
        assert math.hypot(x, y) + radii[i] <= 10.001
        for j in range(i):
            gap = math.hypot(x - ends[j][0], y - ends[j][1])
            assert gap > 0.98 * (radii[i] + radii[j])


#: What makes a bad method slow, of some n notes.
SHAPES: dict[str, Callable[[int], list[Node]]] = {
    "groups": lambda n: made(n, folders=n // 20),
    "a star": lambda n: nodes_of([f"{i}.md" for i in range(n)], {(0, i) for i in range(1, n)}),
    "a folder for each": lambda n: nodes_of([f"{i}/a.md" for i in range(n)], set()),
    "one large and many small folders": lambda n: nodes_of(
        [f"大/{i}.md" for i in range(n // 2)] + [f"小{i // 4}/{i}.md" for i in range(n // 2)], set()
    ),
    "one tag": lambda n: nodes_of([f"{i}.md" for i in range(n)], set(), *[("a", "b")] * n),
    "the same neighbours": lambda n: nodes_of(
        [f"{i}.md" for i in range(n)], {(i, j) for i in range(3) for j in range(3, n)}
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_notes_take_about_twice_as_long(shape: str) -> None:
    def seconds(n: int) -> float:
        nodes = SHAPES[shape](n)
        return cpu_seconds(lambda: lay_out(nodes))

    with uncollected():
        assert growth(seconds, 400) < RATIO


def test_folders_may_be_nested_deep() -> None:
    paths = ["/".join("a" * depth) + f"/{i}.md" for depth in range(1, 200, 7) for i in range(5)]
    assert len(lay_out(nodes_of(paths, set()))) == len(paths)
