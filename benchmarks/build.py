"""Measures a cold build and one with nothing to do: `python benchmarks/build.py [FOLDER …]`.

Each folder of notes (this repository's by default) is built by fresh processes into a
temporary folder, several times; the medians of wall seconds, user + system CPU seconds and
peak memory are printed, with the diagnostics by code and the share of formulas converted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.config import Config
from kbsite.notes import parse_note
from kbsite.reading.parse_options import ParseOptions
from kbsite.scan import content_folder, read_note, scan_site

# Runs kbsite and reports its own resource use, children included, as the last line.
_CHILD = """
import json, resource, sys
from kbsite.cli import cli
code = 0
try:
    cli(sys.argv[1:], standalone_mode=False)
except SystemExit as stop:
    code = stop.code
use = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(u.ru_utime + u.ru_stime for u in use)
print(json.dumps([code, cpu, max(u.ru_maxrss for u in use) / 1024]))
"""


def run(folder: Path, output: Path, jobs: int) -> tuple[float, float, float, dict[str, object]]:
    """(wall seconds, CPU seconds, peak MB of one process, the build's own report)."""
    arguments = ["build", "--root", str(folder), "--output", str(output), "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments, "--jobs", str(jobs)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    wall = time.perf_counter() - started
    report, _, last = done.stdout.strip().rpartition("\n")
    code, cpu, memory = json.loads(last)
    if code not in (0, 1):
        raise SystemExit(f"kbsite ended with {code}: {done.stderr}")
    return wall, cpu, memory, json.loads(report)


def formulas(folder: Path) -> tuple[int, int]:
    """(formulas, of which could not be converted) in the notes of `folder`."""
    options = ParseOptions("+08:00", ())
    parsed = [
        parse_note(read_note(content_folder(folder, Config()), source.path), options)
        for source in scan_site(folder, Config(), folder / "_site").notes
    ]
    failed = sum(d.code == "math" for note, _ in parsed for d in note.diagnostics)
    shown = [msgspec.json.encode((body.pieces, body.footnotes)) for _, body in parsed]
    converted = sum(text.count(b"<math ") for text in shown)
    return converted + failed, failed


def measure(folder: Path, runs: int, jobs: int) -> None:
    """Prints one folder's figures."""
    cold, again = [], []
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(runs):
            output = Path(temporary) / str(number)
            shutil.rmtree(folder / CACHE_FOLDER, ignore_errors=True)
            cold.append(run(folder, output, jobs))
            again.append(run(folder, output, jobs))
    report = cold[0][3]
    print(f"{folder.name}: {report['notes']} notes, {report['pages']} pages, {runs} runs, medians")
    for name, rows in (("cold", cold), ("nothing changed", again)):
        wall, cpu, memory = (statistics.median(row[i] for row in rows) for i in range(3))
        print(f"  {name:16} {wall:7.2f} s wall {cpu:7.2f} s CPU {memory:7.0f} MB peak")
    diagnostics = report["diagnostics"]
    if isinstance(diagnostics, list):
        for code, count in sorted(Counter(d["code"] for d in diagnostics).items()):
            print(f"  {count:7,} {code}")
    total, failed = formulas(folder)
    share = 100 * (total - failed) / total if total else 100.0
    print(f"  {total:,} formulas, {failed} not converted ({share:.2f}% converted)")


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path(__file__).parents[1]])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=0)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        measure(folder, arguments.runs, arguments.jobs)


if __name__ == "__main__":
    main()
