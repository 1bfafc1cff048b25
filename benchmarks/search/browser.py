"""How long a query takes in Chromium, the network apart:
`python benchmarks/search/browser.py FOLDER [--queries 100]`.

FOLDER holds notes, and is built. Each query is asked twice, each time of a new engine: by the first
its files are fetched; by the second they are unpacked and read, and the notes ordered.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cases import Corpus, han_phrases, known_items
from figures import spread
from notes import Note, notes_of
from playwright.sync_api import sync_playwright
from score import build

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))
from browsing import Visit, served

SEED = 6
_RUN = re.compile("[\u4e00-\u9fff]{2,}")
#: How many of the commonest pairs of characters are asked for.
_COMMONEST = 20

_ASK = """async ([modules, queries]) => {
  const { createSearch } = await import(modules + "engine.js");
  const files = new Map();
  const kept = async (url, init) => {
    if (!files.has(url)) files.set(url, await (await fetch(url, init)).arrayBuffer());
    return new Response(files.get(url).slice(0));
  };
  const times = [];
  for (const query of queries) {
    for (const isTimed of [false, true]) {
      const search = createSearch({ baseUrl: "/notes/", fetch: kept });
      const started = performance.now();
      await search.search(query, { limit: 8 });
      if (isTimed) times.push(performance.now() - started);
    }
  }
  return times;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbsite-search-") as folder:
        root, site = Path(folder) / "root", Path(folder) / "notes"
        shutil.copytree(asked.folder, root, ignore=shutil.ignore_patterns("_site", ".kbsite"))
        build(root, site)
        corpus = Corpus(notes_of(root))
        kinds = queries_of(corpus, asked.queries)
        print(f"{len(corpus.notes):,} notes\n\n| | queries | ms, mean | p95 | most |")
        print("|---|---|---|---|---|")
        for kind, queries in kinds.items():
            times = spread(timed(site, queries))
            row = (kind, len(queries), *(f"{one:.1f}" for one in times))
            print(f"| {' | '.join(map(str, row))} |")


def queries_of(corpus: Corpus, count: int) -> dict[str, list[str]]:
    """By kind."""
    pairs = commonest(list(corpus.notes.values()))
    chance = random.Random(SEED)
    return {
        "titles and headings": [case.query for case in known_items(corpus, SEED, count)],
        "phrases": [phrase.query for phrase in han_phrases(corpus, SEED, count)],
        "commonest pairs": pairs,
        "two of the commonest": [" ".join(chance.sample(pairs, 2)) for _ in range(_COMMONEST)],
    }


def commonest(notes: Sequence[Note]) -> list[str]:
    """The pairs of Han characters that stand in most notes."""
    found: Counter[str] = Counter()
    for note in notes:
        runs = _RUN.findall(note.prose)
        found.update({run[i : i + 2] for run in runs for i in range(len(run) - 1)})
    return [pair for pair, _ in found.most_common(_COMMONEST)]


def timed(site: Path, queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query."""
    (modules,) = site.glob("assets/*/js/search/engine.js")
    folder = modules.parent.relative_to(site).as_posix()
    with sync_playwright() as playwright, served(site.parent) as host:
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with Visit(browser, f"{host}/notes/") as visit:
            page = visit.go("404.html")
            times: list[float] = page.evaluate(_ASK, [f"/notes/{folder}/", list(queries)])
        browser.close()
    return times


if __name__ == "__main__":
    main()
