"""How what kbsite costs grows with the number of notes:
`python benchmarks/growth.py [--sizes 500 1000 …] [--runs 3]`.

Made-up notes of the mixed kind (`made_up.py`) are built cold, then with nothing changed, then
after an edit, each by a process of its own. Medians go to `growth.json`, which keeps those of
other sizes; `docs/images/growth.svg` and the table in docs/performance.md are drawn from it
(`--draw` does only that). `--sizes 100000 --runs 1` is the test of memory: the peak of all
processes together has to stay under 4 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import checks
import generators
from changes import CHANGES
from cost import Cost, median
from growth_plot import plot
from growth_table import COLD, EDIT, NOTHING, Data, goals, table

HERE = Path(__file__).resolve().parent
DATA = HERE / "growth.json"
DOCS = HERE.parent / "docs"
IMAGE = DOCS / "images" / "growth.svg"
PAGE = DOCS / "performance.md"
_PLACE = re.compile(r"(<!-- growth\.py writes this -->\n).*?(<!-- growth\.py ends -->)", re.DOTALL)
SIZES = (500, 1000, 2000, 4000, 10_000, 20_000, 50_000)
KBSITE = generators.ALL[0]


def measure(notes: int, runs: int) -> dict[str, Any]:
    """The medians of one size."""
    costs: dict[str, list[Cost]] = {COLD: [], NOTHING: [], EDIT: []}
    written = (0, 0)
    with tempfile.TemporaryDirectory() as temporary:
        made_up = Path(temporary) / "notes"
        # In a process of its own: a large one that starts another passes its peak on.
        write = [sys.executable, str(HERE / "made_up.py"), str(made_up), "--notes", str(notes)]
        subprocess.run(write, check=True)
        folder = Path(temporary) / "site"
        generators.prepare(KBSITE, folder, made_up)
        for run in range(runs):
            generators.make_cold(KBSITE, folder)
            for work, found in costs.items():
                if work != COLD:
                    CHANGES[work](folder / "content", run)
                is_last_edit = work == EDIT and run == runs - 1
                before = checks.files_of(folder / "_site") if is_last_edit else {}
                found.append(generators.build(KBSITE, folder, float("inf")))
                print(f"{notes:,} notes, run {run + 1}, {work}: {found[-1]}", file=sys.stderr)
                if is_last_edit:
                    written = checks.rewritten(before, checks.files_of(folder / "_site"))
        made = checks.made(KBSITE, folder)
    if made.notes < notes:
        raise SystemExit(f"kbsite made {made.notes} pages of {notes} notes")
    medians = {work: median(found) for work, found in costs.items()}
    return {"machine": machine(), "runs": runs, "written": written, **medians}


def draw(data: Data) -> None:
    """WRITES the picture and the table."""
    works = (COLD, EDIT, NOTHING)
    seconds = {work: {n: found[work][0] for n, found in data.items()} for work in works}
    megabytes = {COLD: {n: found[COLD][2] for n, found in data.items()}}
    IMAGE.write_text(plot(seconds, megabytes), encoding="utf-8", newline="\n")
    picture = "![Seconds and peak memory by the number of notes](images/growth.svg)"
    page, places = _PLACE.subn(
        lambda place: f"{place[1]}\n{picture}\n\n{table(data)}\n{place[2]}",
        PAGE.read_text(encoding="utf-8"),
    )
    if places != 1:
        raise SystemExit(f"{PAGE.name} has no place for the table: <!-- growth.py writes this -->")
    PAGE.write_text(page, encoding="utf-8", newline="\n")


def machine() -> str:
    """What the figures depend on."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def read() -> dict[int, Mapping[str, Any]]:
    """What is known already."""
    if not DATA.exists():
        return {}
    return {int(notes): found for notes, found in json.loads(DATA.read_text("utf-8")).items()}


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--draw", action="store_true", help="only draw what is known")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    data = read()
    for notes in () if arguments.draw else arguments.sizes:
        data[notes] = measure(notes, arguments.runs)
        # Figures of two machines make no curve.
        data = {n: found for n, found in data.items() if found["machine"] == machine()}
        if not arguments.dry:
            text = json.dumps({str(n): data[n] for n in sorted(data)}, indent=1)
            DATA.write_text(text + "\n", encoding="utf-8", newline="\n")
    if not arguments.dry and len(data) > 1:
        draw(data)
    print(table(data), *goals(data), sep="\n")


if __name__ == "__main__":
    main()
