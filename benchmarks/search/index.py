"""What the index of a site costs, cold and after an edit:
`python benchmarks/search/index.py FOLDER [--jobs 2]`.

FOLDER holds notes, and is copied. Builds are processes of their own; seconds of the index are those
of its stage, without what publishing its files takes, which the whole build shows.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.collector import collect_seldom
from kbsite.engine import BuildOptions, Engine
from kbsite.stages.searching import FOLDER, Search

#: Later than any note's, so that the new note has the last id.
_NEWEST = "2999-01-01"


class Figures(NamedTuple):
    """Of one build: seconds of the stage (wall, CPU of this process, of workers), of all; the most
    memory of this process in MB."""

    wall: float
    cpu: float
    workers: float
    whole: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.folder, asked.jobs)))
        return
    with tempfile.TemporaryDirectory(prefix="kbsite-index-") as folder:
        site = Path(folder) / "site"
        shutil.copytree(asked.folder, site, ignore=shutil.ignore_patterns("_site", CACHE_FOLDER))
        compare(site, asked.jobs)


def compare(site: Path, jobs: int) -> None:
    """Builds `site` again and again, and prints what each build cost."""
    notes = sorted(site.rglob("*.md"))
    size = sum(note.stat().st_size for note in notes) / 1e6
    print(f"{len(notes)} notes, {size:.1f} MB\n")
    print("| build | index s | CPU s | a MB | whole s | MB of memory | files new of all | KB new |")
    print("|---|---|---|---|---|---|---|---|")
    before: dict[str, bytes] = {}
    steps: dict[str, Callable[[], None]] = {
        "cold": lambda: None,
        "nothing changed": lambda: None,
        "one note edited": lambda: edit(notes[len(notes) // 2]),
        "one note added, the newest": lambda: add(notes[len(notes) // 2]),
    }
    for name, step in steps.items():
        step()
        command = [sys.executable, __file__, str(site), "--jobs", str(jobs), "--measure"]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        one = Figures(*json.loads(done.stdout))
        after = {file.name: file.read_bytes() for file in (site / "_site" / FOLDER).iterdir()}
        new = [data for path, data in after.items() if before.get(path) != data]
        before = after
        cpu = one.cpu + one.workers
        print(
            f"| {name} | {one.wall:.2f} | {cpu:.2f} | {cpu / size:.2f} | {one.whole:.2f} "
            f"| {one.memory:.0f} | {len(new)} of {len(after)} | {sum(map(len, new)) / 1e3:.0f} |"
        )


def measure(site: Path, jobs: int) -> Figures:
    """Builds and publishes `site`."""
    collect_seldom()
    start = time.perf_counter()
    spent = [0.0, 0.0, 0.0]
    plan = Search.plan

    def timed(*arguments: Any) -> Any:
        before = _clocks()
        outputs = yield from plan(*arguments)
        spent[:] = [now - then for now, then in zip(_clocks(), before, strict=True)]
        return outputs

    Search.plan = timed
    engine = Engine(site, BuildOptions(jobs=jobs))
    engine.publish(engine.build(), on_file=lambda _: None)
    engine.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu, workers = spent
    return Figures(wall, cpu, workers, time.perf_counter() - start, memory)


def _clocks() -> tuple[float, float, float]:
    """Wall time, CPU time of this process, and of those that it waited for."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (
        time.perf_counter(),
        own.ru_utime + own.ru_stime,
        children.ru_utime + children.ru_stime,
    )


def edit(note: Path) -> None:
    """A paragraph more at the end."""
    text = note.read_text(encoding="utf-8")
    paragraph = "\n\n再补一段：边界要先检查，再更新 $x_{1}$，代价见 `count[1]`。\n"
    note.write_text(text + paragraph, encoding="utf-8")


def add(note: Path) -> None:
    """The same text once more as a note of its own."""
    text = note.read_text(encoding="utf-8")
    _, _, body = text.rpartition("\n---\n")
    head = f"---\ntitle: 新写的笔记\ndate: {_NEWEST}\n---\n"
    note.with_name("新写的笔记.md").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main()
