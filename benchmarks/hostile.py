"""Measures hostile notes: `python benchmarks/hostile.py [NAME …] [--seconds S] [--memory]`.

Each shape of `tests/test_linear.py` (or those whose names hold NAME) is parsed at a length that
takes some S CPU seconds and at twice that; the worst ratio of time comes first. Linear is 2,
quadratic 4; what 1 MB would take is worth a look too. With `--memory` a note of 1 MB of each
shape is parsed by a process of its own instead; the highest peak of memory comes first.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from test_linear import HOSTILE, seconds, size

# Parses a note of 1 MB of the shape that is named; prints CPU seconds and peak MB.
_CHILD = """
import json, resource, sys
sys.path.insert(0, sys.argv[1])
from markdown_cases import parse
from test_linear import HOSTILE
make = HOSTILE[sys.argv[2]]
n = 1
while len(make(2 * n).encode()) <= 1_000_000:
    n *= 2
n = int(n * 1_000_000 / len(make(n).encode()))
text = make(n)
before = resource.getrusage(resource.RUSAGE_SELF)
parse(text)
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([after.ru_utime - before.ru_utime, after.ru_maxrss / 1024]))
"""


class Row(NamedTuple):
    """`n` units of `size` bytes in all take `once` CPU seconds, twice as many `twice`."""

    name: str
    n: int
    size: int
    once: float
    twice: float

    @property
    def ratio(self) -> float:
        """2 is linear, 4 quadratic."""
        return self.twice / self.once


def measure(name: str, least: float) -> Row:
    """One shape at a length that takes `least` seconds or a little more."""
    make = HOSTILE[name]
    gc.collect()
    gc.disable()
    try:
        n = size(make, least)
        once, twice = (min(seconds(text) for _ in range(3)) for text in (make(n), make(2 * n)))
        return Row(name, n, len(make(n).encode()), once, twice)
    finally:
        gc.enable()


def memory(name: str) -> tuple[float, float]:
    """(CPU seconds, peak MB) of a process that parses 1 MB of a shape."""
    tests = str(Path(__file__).parents[1] / "tests")
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, tests, name],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    used, peak = json.loads(done.stdout)
    return used, peak


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=0.1)
    parser.add_argument("--memory", action="store_true")
    arguments = parser.parse_args()
    names = [n for n in HOSTILE if any(part in n for part in arguments.names or [""])]
    if arguments.memory:
        peaks = sorted(((memory(name), name) for name in names), key=lambda row: -row[0][1])
        print(f"{'1 MB of':45} {'s':>8} {'MB':>8}")
        for (used, peak), name in peaks:
            print(f"{name:45} {used:8.2f} {peak:8.0f}")
        return
    rows = sorted((measure(name, arguments.seconds) for name in names), key=lambda row: -row.ratio)
    print(f"{'shape':45} {'n':>9} {'s at n':>8} {'at 2n':>8} {'ratio':>6} {'s/MB':>8}")
    for row in rows:
        figures = f"{row.n:9,} {row.once:8.3f} {row.twice:8.3f} {row.ratio:6.2f}"
        print(f"{row.name:45} {figures} {row.once / row.size * 1e6:8.2f}")


if __name__ == "__main__":
    main()
