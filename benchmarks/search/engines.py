"""Search engines over one built site, asked in Node. RUNS `score.mjs`."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
#: Where the sites are built for: a base path shows what forgets it.
BASE_URL = "https://example.org/base/"


class Engine(NamedTuple):
    """A module for `score.mjs`, and what it is opened with."""

    name: str
    module: Path
    options: Mapping[str, Any] = {}


KBSITE = Engine("kbsite", HERE / "kbsite.mjs")


class Answer(NamedTuple):
    """What an engine gave: paths of notes, best first, each once; whether they hold only a part
    of what was asked; bytes on the wire by kind of file and how many files, where counted."""

    query: str
    notes: tuple[str, ...]
    partial: bool
    total: int
    milliseconds: float
    bytes: Mapping[str, int] = {}
    files: int = 0


class Answers(NamedTuple):
    """`fresh`: of a new engine for each query; `asked`: of one for all. `seconds` of CPU for the
    index, where the engine made it."""

    fresh: tuple[Answer, ...]
    asked: tuple[Answer, ...]
    seconds: float


def ask(
    engine: Engine,
    site: Path,
    paths: Mapping[str, str],
    fresh: Sequence[str],
    asked: Sequence[tuple[str, int]],
) -> Answers:
    """The engine's answers, in the order of the queries. `paths`: of notes, by URL; results that
    are no notes are left out. Raises SystemExit where there is no Node or the engine fails."""
    if not shutil.which("node"):
        raise SystemExit("Node is needed to run the search engine.")
    with tempfile.TemporaryDirectory() as temporary:
        given, answer = Path(temporary) / "in.json", Path(temporary) / "out.json"
        what = {
            "site": str(site.resolve()),
            "base": BASE_URL,
            "options": engine.options,
            "fresh": fresh,
            "asked": asked,
        }
        given.write_text(json.dumps(what), encoding="utf-8")
        command = ["node", str(HERE / "score.mjs"), str(engine.module), str(given), str(answer)]
        if subprocess.run(command).returncode:
            raise SystemExit(f"{engine.name} failed.")
        found = json.loads(answer.read_text(encoding="utf-8"))
    fresh_answers, asked_answers = (
        tuple(_answer(one, paths) for one in found[name]) for name in ("fresh", "asked")
    )
    return Answers(fresh_answers, asked_answers, found["seconds"])


def _answer(one: Mapping[str, Any], paths: Mapping[str, str]) -> Answer:
    notes = dict.fromkeys(paths[url] for url in one["urls"] if url in paths)
    return Answer(
        one["query"],
        tuple(notes),
        one["partial"],
        one["total"],
        one["milliseconds"],
        one.get("bytes", {}),
        one.get("files", 0),
    )
