"""How good related notes and unlinked mentions are, on a folder of notes with tags:
`python benchmarks/relations/figures.py FOLDER [--mentions 100] [--seed 1]`.

Related notes are found with the tags withheld. Mentions are printed to be judged by reading: the
note that is named, the note that names it, the sentence.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.compose.inline import compose_inline
from kbsite.engine import BuildOptions, Engine
from kbsite.model import SiteGraph
from kbsite.reading.note_terms import NUMBERS
from kbsite.related import Features, Neighbourhood

TOP = 5
#: A tag is rare that at most this part of the notes have.
_RARE = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mentions", type=int, default=0, help="how many to print")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbsite-relations-") as folder:
        site = Path(folder)
        left = shutil.ignore_patterns("_site", CACHE_FOLDER)
        shutil.copytree(asked.folder, site / "content", ignore=left)
        graph, features = _related_site(site)
        if asked.mentions:
            print_mentions(graph, asked.mentions, asked.seed)
        else:
            score_related(graph, features, asked.seed)


def _related_site(site: Path) -> tuple[SiteGraph, dict[str, Features]]:
    engine = Engine(site, BuildOptions())
    *_, whole = engine.news()
    assert whole and whole.graph
    relating = engine._pipeline._relating
    state = relating._state.last
    return whole.graph, {path: known.read_features() for path, known in state.notes.items()}


def score_related(graph: SiteGraph, features: Mapping[str, Features], seed: int) -> None:
    """Prints which part of the top five shares a tag with its note."""
    tagged = [path for path in graph.listed if graph.tags.get(path)]
    all_but_tags = {path: _without(features[path], tags=True) for path in tagged}
    only_tags = {path: _without(features[path], tags=False) for path in tagged}
    others = random.Random(seed)
    print(f"{len(tagged)} notes with tags")
    count = Counter(tag for path in tagged for tag in graph.tags[path])
    rare = {tag for tag, notes in count.items() if 2 <= notes <= len(tagged) * _RARE}
    for name, nearest in (
        ("text and links, tags withheld", _by(all_but_tags)),
        ("tags alone", _by(only_tags)),
        ("at random", lambda path: others.sample([p for p in tagged if p != path], TOP)),
    ):
        found = {path: nearest(path) for path in tagged}
        any_tag, rare_tag = _share(graph, found, set(count)), _share(graph, found, rare)
        print(f"  {name}: {any_tag:.1%} of the top five share a tag, {rare_tag:.1%} a rare one")


def _without(own: Features, *, tags: bool) -> Features:
    """`own` without tags, or without all else."""
    if tags:
        kept = tuple(number for number in own.numbers if number // NUMBERS != 1)
        return Features(kept, own.levels)
    return Features(tuple(number for number in own.numbers if number // NUMBERS == 1))


def _by(features: Mapping[str, Features]) -> Callable[[str], list[str]]:
    near = Neighbourhood(features)
    return lambda path: [one.note for one in near.nearest(path).related[:TOP]]


def _share(graph: SiteGraph, found: Mapping[str, Sequence[str]], tags: set[str]) -> float:
    """Of the notes with one of `tags`, the part of those found that share one."""
    hits = count = 0
    for path, others in found.items():
        if own := tags.intersection(graph.tags[path]):
            count += len(others)
            hits += sum(not own.isdisjoint(graph.tags.get(other, ())) for other in others)
    return hits / max(count, 1)


def print_mentions(graph: SiteGraph, count: int, seed: int) -> None:
    """Prints some of the mentions that pages show."""
    found = [(path, one) for path in graph.unlinked for one in graph.unlinked[path].found]
    print(f"{len(found)} mentions on {len(graph.unlinked)} of {len(graph.urls)} pages")
    for path, one in random.Random(seed).sample(found, min(count, len(found))):
        quote = compose_inline(one.quote, graph.resolutions[one.source])
        quote = quote.replace("<mark>", "【").replace("</mark>", "】")
        print(f"{graph.titles[path]} ← {one.source}:{one.line}  {re.sub('<[^>]*>', '', quote)}")


if __name__ == "__main__":
    main()
