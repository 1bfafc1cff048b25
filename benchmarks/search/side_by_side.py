"""kbsite's search beside those that people would pick instead, on the same site:
`python benchmarks/search/side_by_side.py [--dev FOLDER]`.

Pagefind indexes the pages of notes that kbsite built and is asked through its own JavaScript;
MiniSearch gets title, headings and text of the notes, with its own words and with pairs of Han
characters. Each is asked what `score.py` asks. Bytes of a later query are those of an engine that
was just opened, as a reader's browser keeps what is loaded once only. Tools are looked for in
`.bench/` (`make bench-tools`).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import figures
from engines import KBSITE, Engine
from score import (
    REPOSITORY,
    Collection,
    Score,
    arguments_of,
    build,
    collect,
    misses,
    roots,
    save,
    score,
)

HERE = Path(__file__).resolve().parent
RIVALS = HERE / "rivals"
MODULES = REPOSITORY / ".bench" / "node_modules"
MINISEARCH = MODULES / "minisearch"
#: What no rival says it does: kinds of queries that are left out of the second column.
OWN_KINDS = ("tag", "title", "without", "script", "pinyin")

sys.path.insert(0, str(HERE.parent))


def pagefinds() -> dict[str, str]:
    """Programs of Pagefind by name with version: of PyPI and of npm, which differ in age."""
    import generators

    found = {}
    if Path(generators.PAGEFIND[0]).is_file():
        found[f"Pagefind {generators.versions()['pagefind']} (PyPI)"] = generators.PAGEFIND[0]
    package = MODULES / "pagefind" / "package.json"
    programs = sorted(MODULES.glob("@pagefind/*/bin/pagefind_extended*"))
    for program in programs:
        if package.exists() and program.suffix in ("", ".exe"):
            found[f"Pagefind {_version(package)} (npm)"] = str(program)
    return found


def _version(package: Path) -> str:
    return str(json.loads(package.read_text("utf-8"))["version"])


def ask_pagefind(name: str, program: str, collection: Collection, folder: Path) -> Score:
    """Indexes the pages of notes in a copy of the site, and asks."""
    import cost

    site = folder / "pagefind"
    shutil.copytree(collection.site, site)
    try:
        command = [program, "--site", str(site), "--root-selector", "article.note", "--quiet"]
        spent = cost.run(command, folder, {})
        engine = Engine(name, RIVALS / "pagefind.mjs", {"language": "zh-CN"})
        return score(engine, collection._replace(site=site))._replace(
            collection=collection, seconds=spent.cpu
        )
    finally:
        shutil.rmtree(site)


def ask_minisearch(collection: Collection, folder: Path) -> Iterator[Score]:
    """With the library's own words, then with pairs."""
    documents = folder / "documents.json"
    notes = collection.corpus.notes.values()
    written = [
        {
            "url": note.url,
            "title": note.title,
            "headings": "\n".join(note.headings),
            "text": "\n".join((*note.texts, note.code)),
        }
        for note in notes
    ]
    documents.write_text(json.dumps(written), encoding="utf-8")
    version = _version(MINISEARCH / "package.json")
    for name, pairs in (("its own words", False), ("pairs of Han", True)):
        options = {
            "library": str(MINISEARCH / "dist" / "es" / "index.js"),
            "documents": str(documents),
            "pairs": pairs,
        }
        module = RIVALS / "minisearch.mjs"
        yield score(Engine(f"MiniSearch {version}, {name}", module, options), collection)


def ask_all(collection: Collection, folder: Path) -> Iterator[Score]:
    yield score(KBSITE, collection)
    for name, program in pagefinds().items():
        yield ask_pagefind(name, program, collection, folder)
    if MINISEARCH.is_dir():
        yield from ask_minisearch(collection, folder)


COLUMNS = (
    "",
    "by hand: hit@1 / @5 / none",
    "of these plain ones",
    "known: hit@1 / @5 / none",
    "phrases: top five that lack it",
    "notes lost",
    "first query, KB: mean (max)",
    "later, KB: mean (max)",
    "index CPU",
    "ms: mean (p95)",
)


def head() -> str:
    return f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def row(one: Score) -> str:
    """One line of the table."""
    collection = one.collection
    made = figures.hits(collection.made, one.made)
    plain_pairs = [
        pair
        for pair in zip(collection.made, one.made, strict=True)
        if pair[0].kind not in OWN_KINDS
    ]
    simple = figures.hits([case for case, _ in plain_pairs], [answer for _, answer in plain_pairs])
    known = figures.hits(collection.known, one.known)
    plain = ("Han", "mixed")
    held = figures.held(
        [phrase for name in plain for phrase in collection.phrases[name]],
        [answer for name in plain for answer in one.phrases[name]],
    )
    sizes, times = figures.wire(one.made), figures.spread(a.milliseconds for a in one.known)
    first, later = sizes["first query"], sizes["later query"]
    cells = [
        one.engine,
        *(f"{some.at_1:.1%} / {some.at_5:.1%} / {some.none}" for some in (made, simple, known)),
        f"{held.lacking / held.shown:.1%}" if held.shown else "–",
        f"{held.lost / held.holding:.1%}",
        f"{first.mean / 1000:,.1f} ({first.most / 1000:,.1f})",
        f"{later.mean / 1000:,.1f} ({later.most / 1000:,.1f})",
        f"{one.seconds:.1f} s" if one.seconds else "–",
        f"{times.mean:.1f} ({times.p95:.1f})",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Reads the arguments."""
    arguments = arguments_of(
        argparse.ArgumentParser(
            description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
    )
    scores = []
    with tempfile.TemporaryDirectory() as temporary:
        for name, root in roots(arguments.dev).items():
            if arguments.only not in (None, name):
                continue
            folder = Path(temporary) / name
            build(root, folder / "site")
            collection = collect(name, root, folder / "site", arguments.seed)
            print(f"\n## {name}: {len(collection.corpus.notes)} notes\n\n{head()}")
            for one in ask_all(collection, folder):
                scores.append(one)
                print(row(one), flush=True)
                if arguments.misses:
                    print(f"\n{misses(one)}\n")
    if arguments.json:
        save(scores, arguments.json)


if __name__ == "__main__":
    main()
