"""How well the search of a built site answers:
`python benchmarks/search/score.py [--dev FOLDER] [--misses] [--json FILE]`.

The site of this repository, and that of the notes in FOLDER (or `KBSITE_CORPUS`), are built; the
real engine is asked in Node over their files: the queries of `queries.yaml`, titles and headings,
phrases cut out of the text. Bytes are as sent: text gzipped, all else as it lies on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import figures
from cases import (
    Case,
    Corpus,
    Phrase,
    code_parts,
    formulas,
    han_phrases,
    hand_made,
    known_items,
    mixed_phrases,
)
from engines import BASE_URL, KBSITE, Answer, Engine, ask
from notes import notes_of

REPOSITORY = Path(__file__).resolve().parents[2]
#: More than any collection has sections.
ALL = 1_000_000
SEED = 6
KNOWN_ITEMS, PHRASES = 400, 200
#: What is searched as it stands, signs and all, and as many notes as the dialog shows of it.
CODE_PARTS, FORMULAS, SHOWN = 300, 150, 8
LITERAL = ("code", "formulas")


class Collection(NamedTuple):
    """A built site with all that is asked of it."""

    name: str
    site: Path
    corpus: Corpus
    made: Sequence[Case]
    known: Sequence[Case]
    phrases: Mapping[str, Sequence[Phrase]]


class Score(NamedTuple):
    """An engine's answers to all of a collection; CPU seconds for the index, where known."""

    engine: str
    collection: Collection
    made: Sequence[Answer]
    known: Sequence[Answer]
    phrases: Mapping[str, Sequence[Answer]]
    #: The first of what is searched as it stands.
    first: Mapping[str, Sequence[Answer]]
    seconds: float = 0.0


def collect(name: str, root: Path, site: Path, seed: int) -> Collection:
    corpus = Corpus(notes_of(root))
    han, mixed = han_phrases(corpus, seed, PHRASES), mixed_phrases(corpus, seed, PHRASES)
    quoted = [phrase._replace(query=f'"{phrase.query}"') for phrase in (*han, *mixed)]
    phrases = {"Han": han, "mixed": mixed, "in quotes": quoted}
    phrases |= {
        "code": code_parts(corpus, seed, CODE_PARTS),
        "formulas": formulas(corpus, seed, FORMULAS),
    }
    known = known_items(corpus, seed, KNOWN_ITEMS)
    return Collection(name, site, corpus, hand_made(corpus, name), known, phrases)


def build(root: Path, site: Path) -> None:
    """Builds the site in `root`."""
    build = ["build", "-q", "--root", str(root), "--output", str(site), "--base-url", BASE_URL]
    done = subprocess.run([sys.executable, "-m", "kbsite", *build], capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))


def score(engine: Engine, collection: Collection) -> Score:
    paths = {note.url: path for path, note in collection.corpus.notes.items()}
    asked = [(case.query, 10) for case in collection.known]
    asked += [(one.query, ALL) for some in collection.phrases.values() for one in some]
    asked += [(one.query, SHOWN) for name in LITERAL for one in collection.phrases[name]]
    fresh = [case.query for case in collection.made]
    answers = ask(engine, collection.site, paths, fresh, asked)
    rest = iter(answers.asked)
    known = [next(rest) for _ in collection.known]
    phrases = {name: [next(rest) for _ in some] for name, some in collection.phrases.items()}
    first = {name: [next(rest) for _ in collection.phrases[name]] for name in LITERAL}
    return Score(engine.name, collection, answers.fresh, known, phrases, first, answers.seconds)


# --- what is printed ---


def hit_row(name: str, hits: figures.Hits) -> str:
    shares = f"{hits.at_1:.1%} | {hits.at_5:.1%}" if hits.queries else "– | –"
    return f"| {name} | {hits.queries} | {shares} | {hits.none} |"


def held_row(name: str, held: figures.Held) -> str:
    share = f"{held.lacking / held.shown:.1%}" if held.shown else "–"
    lost = f"{held.lost} of {held.holding:,} (of {held.incomplete} phrases)"
    return f"| {name} | {held.phrases} | {share} | {lost} |"


def seen_row(name: str, seen: figures.Seen) -> str:
    found = f"{seen.found / seen.holding:.1%}" if seen.holding else "–"
    others = f"{seen.others / seen.places:.1%}" if seen.places else "–"
    return f"| {name} | {seen.phrases} | {found} of {seen.holding} | {others} of {seen.places} |"


def report(one: Score) -> str:
    """All tables of one engine on one collection."""
    collection = one.collection
    lines = [f"\n## {one.engine}, {collection.name}: {len(collection.corpus.notes)} notes\n"]
    lines += ["| | queries | hit@1 | hit@5 | no result |", "|---|---|---|---|---|"]
    lines.append(hit_row("**by hand**", figures.hits(collection.made, one.made)))
    by_kind = figures.hits_by_kind(collection.made, one.made)
    lines += [hit_row(kind, hits) for kind, hits in by_kind.items()]
    lines.append(hit_row("**titles and headings**", figures.hits(collection.known, one.known)))
    lines += ["", "| phrases | | top five that lack it | notes not found |", "|---|---|---|---|"]
    for name, phrases in collection.phrases.items():
        lines.append(held_row(name, figures.held(phrases, one.phrases[name])))
    lines += [
        "",
        f"| as it stands | | notes among {SHOWN} | places of others |",
        "|---|---|---|---|",
    ]
    for name, answers in one.first.items():
        lines.append(seen_row(name, figures.seen(collection.phrases[name], answers, SHOWN)))
    lines += ["", "| bytes | mean | p95 | max |", "|---|---|---|---|"]
    for name, sizes in figures.wire(one.made).items():
        lines.append(f"| {name} | {sizes.mean:,.0f} | {sizes.p95:,.0f} | {sizes.most:,.0f} |")
    for name, answers in (("new engine", one.made), ("known engine", one.known)):
        times = figures.spread(answer.milliseconds for answer in answers)
        lines.append(
            f"| milliseconds, {name} | {times.mean:.1f} | {times.p95:.1f} | {times.most:.1f} |"
        )
    return "\n".join(lines)


def misses(one: Score) -> str:
    """Queries without a right note in the first place, and what came."""
    lines = []
    titles = {path: note.title for path, note in one.collection.corpus.notes.items()}
    collection = one.collection
    for cases, answers in ((collection.made, one.made), (collection.known, one.known)):
        for case, answer in zip(cases, answers, strict=True):
            if (place := figures.rank(case, answer)) != 1:
                came = " | ".join(titles[path] for path in answer.notes[: figures.SHOWN])
                wanted = ", ".join(titles[path] for path in sorted(case.expected)[:3])
                part = "in part: " if answer.partial else ""
                lines.append(f"{place or '-'} {case.kind}: {case.query}")
                lines += [f"    wanted {len(case.expected)}: {wanted}", f"    {part}{came}"]
    for name, phrases in collection.phrases.items():
        for phrase, answer in zip(phrases, one.phrases[name], strict=True):
            held = figures.held([phrase], [answer])
            if held.lacking or held.lost:
                lines.append(f"{name}: {phrase.query}: {held.lacking} lack it, {held.lost} lost")
    for name, answers in one.first.items():
        for phrase, answer in zip(collection.phrases[name], answers, strict=True):
            seen = figures.seen([phrase], [answer], SHOWN)
            if seen.others:
                of = f"of {len(phrase.prose)}" + (", in part" if answer.partial else "")
                lines.append(f"{name}: {phrase.query}: {seen.others} places of {seen.places} {of}")
    return "\n".join(lines)


def record(one: Score) -> dict[str, Any]:
    """All figures and all answers, to be compared with those of another day."""
    collection = one.collection
    sets = {"by hand": (collection.made, one.made), "known": (collection.known, one.known)}
    phrases = collection.phrases
    return {
        "engine": one.engine,
        "collection": collection.name,
        "notes": len(collection.corpus.notes),
        "hits": {name: figures.hits(*pair)._asdict() for name, pair in sets.items()},
        "kinds": {
            kind: hits._asdict()
            for kind, hits in figures.hits_by_kind(collection.made, one.made).items()
        },
        "phrases": {
            name: figures.held(some, one.phrases[name])._asdict() for name, some in phrases.items()
        },
        "as it stands": {
            name: figures.seen(phrases[name], answers, SHOWN)._asdict()
            for name, answers in one.first.items()
        },
        "bytes": {name: sizes._asdict() for name, sizes in figures.wire(one.made).items()},
        "index seconds": one.seconds,
        "milliseconds": figures.spread(answer.milliseconds for answer in one.known)._asdict(),
        "answers": [
            {
                "set": name,
                "kind": case.kind,
                "query": case.query,
                "rank": figures.rank(case, answer),
                "partial": answer.partial,
                "notes": answer.notes[: figures.SHOWN],
                "bytes": answer.bytes,
            }
            for name, (cases, answers) in sets.items()
            for case, answer in zip(cases, answers, strict=True)
        ],
    }


def save(scores: Sequence[Score], file: Path) -> None:
    text = json.dumps([record(one) for one in scores], ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")


def roots(dev: Path | None) -> dict[str, Path]:
    """The folders of the collections."""
    dev = dev or (Path(os.environ["KBSITE_CORPUS"]) if "KBSITE_CORPUS" in os.environ else None)
    return {"own": REPOSITORY} | ({"dev": dev} if dev else {})


def arguments_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """With what `score.py` and `side_by_side.py` share."""
    parser.add_argument("--dev", type=Path, help="the folder of the dev notes")
    parser.add_argument("--only", choices=("own", "dev"), help="one collection")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--misses", action="store_true", help="say what came instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    return parser.parse_args()


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, help=f"that of --only, built for {BASE_URL}")
    arguments = arguments_of(parser)
    if arguments.site and not arguments.only:
        parser.error("--site is the site of one collection: say which with --only")
    scores = []
    with tempfile.TemporaryDirectory() as temporary:
        for name, root in roots(arguments.dev).items():
            if arguments.only not in (None, name):
                continue
            site = arguments.site or Path(temporary) / name
            if not arguments.site:
                build(root, site)
            scores.append(score(KBSITE, collect(name, root, site, arguments.seed)))
            print(report(scores[-1]))
            if arguments.misses:
                print(f"\n{misses(scores[-1])}")
    if arguments.json:
        save(scores, arguments.json)


if __name__ == "__main__":
    main()
