"""kbsite beside the tools that people would pick instead, in turn, on the same notes:
`python benchmarks/compare.py [FOLDER] [--kind mixed|math|code] [--notes 1000] [--runs 3]`.

FOLDER is a folder of notes; without it they are made up (`made_up.py`). Every tool builds its own
copy: cold, with nothing changed, and after an edit, an addition, a renamed tag and a changed
template. Wall and CPU seconds and peak memory are of the tool with all the processes that it
starts (`cost.py`); what it made is checked (`checks.py`). The tables go to RESULTS.md, where they
replace those of the same notes. Tools are looked for in `.bench/` (`make bench-tools`); those that
are not there are left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import checks
import generators
import report
from changes import CHANGES, Done, notes_of
from cost import Cost, FailedError
from generators import ALL, Tool
from made_up import write_notes

HERE = Path(__file__).resolve().parent
COLD, TEMPLATE = "cold", "template changed"
WORKS = (COLD, *CHANGES, TEMPLATE)
OWN = report.OWN


class Comparison:
    """The tools that are left, each with its folder, and what has been measured so far."""

    def __init__(self, folder: Path, notes: Path, tools: Sequence[Tool], limit: float) -> None:
        self.limit = limit
        self.asked = checks.asked(notes)
        self.folders = {tool.name: folder / str(i) for i, tool in enumerate(tools)}
        self.tools = []
        for tool in tools:
            if generators.prepare(tool, self.folders[tool.name], notes):
                self.tools.append(tool)
            else:
                _say(f"{tool.name} is not installed (make bench-tools)")
        self.costs: dict[str, dict[str, list[Cost]]] = {tool.name: {} for tool in self.tools}
        self.failed: dict[str, str] = {}
        self.made: dict[str, checks.Made] = {}
        self.files: dict[str, tuple[int, int]] = {}
        self.touched: dict[str, int] = {}

    def run(self, number: int, works: Sequence[str], only_own: bool) -> None:
        """One run: each work by all tools in turn, in the other order every second time."""
        for work in works:
            for tool in self.tools[:: -1 if number % 2 else 1]:
                if tool.name not in self.failed and not (only_own and tool.name != OWN):
                    self._measure(tool, work, number)

    def _measure(self, tool: Tool, work: str, number: int) -> None:
        folder = self.folders[tool.name]
        done = self._change(tool, work, number)
        is_first = number == 0
        before = checks.files_of(folder / "_site") if is_first and tool.name == OWN else {}
        try:
            cost = generators.build(tool, folder, self.limit)
        except FailedError as failed:
            if tool.name == OWN:
                raise SystemExit(f"{OWN}, {work}: {failed}") from None
            _say(f"{tool.name}, {work}: {failed}")
            self.failed[tool.name] = f"{work}: {str(failed).splitlines()[0][:200]}"
            return
        self.costs[tool.name].setdefault(work, []).append(cost)
        figures = f"{cost.wall:.2f} s, CPU {cost.cpu:.2f} s, {cost.megabytes:.0f} MB"
        _say(f"run {number + 1}: {tool.name}, {work}: {figures}")
        if is_first:
            self._check(tool, work, done)
            if tool.name == OWN:
                after = checks.files_of(folder / "_site")
                self.files[work] = checks.rewritten(before, after)
                self.touched[work] = done.notes

    def _change(self, tool: Tool, work: str, number: int) -> Done:
        folder = self.folders[tool.name]
        if work == COLD:
            generators.make_cold(tool, folder)
            return Done("", 0)
        if work == TEMPLATE:
            return Done(generators.change_template(tool, folder, number), self.asked.notes)
        return CHANGES[work](folder / "content", number)

    def _check(self, tool: Tool, work: str, done: Done) -> None:
        folder = self.folders[tool.name]
        if work == COLD:
            self.made[tool.name] = found = checks.made(tool, folder)
            checks.check(tool, self.asked, found, self.made[OWN].formulas)
        # Not every tool shows tags.
        if done.seen and (work != "one tag renamed" or tool.name == OWN):
            checks.check_seen(tool, folder, done.seen, done.notes)


def rehearse(tools: Sequence[Tool]) -> None:
    """A few notes first: programs are then in memory, and what is wrong shows at once."""
    with tempfile.TemporaryDirectory() as temporary:
        notes = Path(temporary) / "notes"
        write_notes(notes, 8, "mixed", seed=1)
        _say("A rehearsal with 8 notes:")
        Comparison(Path(temporary), notes, tools, limit=120).run(0, (COLD, TEMPLATE), False)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def section(title: str, kind: str, found: Comparison, runs: str) -> dict[str, Any]:
    """What `report.py` needs."""
    versions = ", ".join(f"{name} {version}" for name, version in generators.versions().items())
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return {
        "title": title,
        "kind": kind,
        "notes": found.asked.notes,
        "megabytes": found.asked.megabytes,
        "said": f"{runs}, {date.today()}, {machine}; {versions}.",
        "does": {tool.name: tool.does for tool in found.tools},
        "costs": {name: works for name, works in found.costs.items() if works},
        "failed": found.failed,
        "made": found.made,
        "files": found.files,
        "touched": found.touched,
    }


def compare(arguments: argparse.Namespace, notes: Path, title: str) -> None:
    """Measures, and saves after each run what there is so far."""
    tools = [
        tool
        for tool in ALL
        if tool.name == OWN
        or (_is_meant(tool, arguments.only) and tool.name not in arguments.without)
    ]
    works = [work for work in WORKS if work == COLD or _has(work, arguments.works)]
    runs_of_others = arguments.runs_of_others or arguments.runs
    kind = "own" if arguments.folder else arguments.kind
    said = f"{arguments.runs} runs" if arguments.runs > 1 else "One run"
    if runs_of_others < arguments.runs:
        said += f" of kbsite, {runs_of_others} of the others"
    _say(f"{title}: {', '.join(works)}; {said}; {', '.join(tool.name for tool in tools)}")
    rehearse(tools)
    with tempfile.TemporaryDirectory() as temporary:
        found = Comparison(Path(temporary), notes, tools, arguments.limit)
        for number in range(arguments.runs):
            found.run(number, works, only_own=number >= runs_of_others)
            last = section(title, kind, found, said)
            if not arguments.dry:
                report.save(last)
    print(report.render(last))


def _is_meant(tool: Tool, words: Sequence[str]) -> bool:
    return not words or any(word.lower() in tool.name.lower() for word in words)


def _has(work: str, words: Sequence[str]) -> bool:
    return not words or any(word in work for word in words)


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, help="notes of one's own")
    parser.add_argument("--kind", choices=("mixed", "math", "code"), default="mixed")
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--runs-of-others", type=int, default=0, help="fewer than kbsite's")
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of tools")
    parser.add_argument("--without", nargs="*", default=[], help="whole names of tools")
    parser.add_argument("--works", nargs="*", default=[], help=f"words of: {', '.join(WORKS)}")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that a command may take")
    parser.add_argument("--dry", action="store_true", help="do not write RESULTS.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        notes = arguments.folder
        if notes:
            title = f"Notes of one's own: {notes.resolve().name}"
        else:
            notes = Path(temporary) / "notes"
            title = f"Made up, {arguments.kind}: {arguments.notes:,} notes"
            write = [sys.executable, str(HERE / "made_up.py"), str(notes), "--kind", arguments.kind]
            # In a process of its own: a large one that starts another passes its peak on.
            size = ["--notes", str(arguments.notes), "--seed", str(arguments.seed)]
            subprocess.run([*write, *size], check=True)
        if not notes_of(notes):
            raise SystemExit(f"{notes} has no notes")
        try:
            compare(arguments, notes, title)
        except checks.UnfairError as wrong:
            raise SystemExit(f"Not a fair comparison: {wrong}") from None


if __name__ == "__main__":
    main()
