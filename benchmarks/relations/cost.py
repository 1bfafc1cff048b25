"""What graph, unlinked mentions, related notes and layout cost of a whole build:
`python benchmarks/relations/cost.py [--notes 5000] [--kind mixed] [--seed 7]`.

CPU seconds of one process (`--jobs 1`), without a cache, until everything is published. The notes
are made up, as those of `made_up.py`. To mentions and related notes counts what is read for them
while notes are parsed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "src"), str(REPOSITORY / "benchmarks")]

import made_up  # noqa: E402

from kbsite import notes  # noqa: E402
from kbsite.engine import BuildOptions, Engine  # noqa: E402
from kbsite.layout import notes as layout  # noqa: E402
from kbsite.stages import pipeline, relating, stored_graph  # noqa: E402

#: What is measured, where it is found, and under which name.
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("graph", stored_graph.StoredGraph, "of"),
    ("graph", pipeline, "unpack_graph"),
    ("read for both", notes, "_naming"),
    ("mentions and terms", relating, "NamedNotes"),
    ("mentions", relating.UnlinkedMentions, "lists"),
    ("related", relating.Relating, "_nearest"),
    ("layout", layout, "lay_out"),
)


def main() -> None:
    """Parses the arguments; prints the parts, their sum and the whole."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--notes", type=int, default=5000)
    parser.add_argument("--kind", choices=sorted(made_up.KINDS), default="mixed")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbsite-cost-") as folder:
        root = Path(folder)
        made_up.write_notes(root / "content", asked.notes, asked.kind, asked.seed)
        spent: defaultdict[str, float] = defaultdict(float)
        for name, owner, function in PARTS:
            setattr(owner, function, _measured(getattr(owner, function), name, spent))
        whole = _build(root)
    for name, seconds in spent.items():
        print(f"{name:20} {seconds:6.2f} s  {seconds / whole:5.1%}")
    print(f"{'together':20} {sum(spent.values()):6.2f} s  {sum(spent.values()) / whole:5.1%}")
    print(f"{'the whole build':20} {whole:6.2f} s")


def _measured(
    function: Callable[..., Any], name: str, spent: dict[str, float]
) -> Callable[..., Any]:
    @wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        begin = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] += time.process_time() - begin

    return run


def _build(root: Path) -> float:
    options = BuildOptions(base_url="https://example.org/notes/", jobs=1)
    begin = time.process_time()
    with closing(Engine(root, options)) as engine:
        engine.publish(engine.build(), on_file=lambda _: None)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
