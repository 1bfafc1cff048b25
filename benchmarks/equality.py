"""Edits a small site at random for as long as one likes, and compares it with a clean build after
each edit: `python benchmarks/equality.py [--steps 10000] [--seed 1] [--processes]`.

The machine is that of `tests/edited_sites.py`. The first difference is shrunk to the fewest edits
that show it, printed as Python, and ends the run with code 1; `--steps` counts comparisons, and the
same seed makes the same edits. With `--processes` some builds are made by processes of their own.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from edited_sites import EditedSite, prepare

#: How many edits a site lives through.
_STEPS_A_SITE = 40


class Counter:
    """Prints how far it is, every ten seconds."""

    def __init__(self) -> None:
        self.steps = 0
        self.started = self.told = time.perf_counter()

    def __call__(self) -> None:
        self.steps += 1
        if time.perf_counter() - self.told > 10:
            self.told = time.perf_counter()
            print(self, flush=True)

    def __str__(self) -> str:
        seconds = time.perf_counter() - self.started
        return (
            f"{self.steps:,} comparisons in {seconds:,.0f} s, {self.steps / seconds:.1f} a second"
        )


def main() -> None:
    """Parses the arguments and runs the machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", action="store_true")
    parser.add_argument("--folder", help="where the sites lie; in memory where that can be")
    arguments = parser.parse_args()
    counter = Counter()
    EditedSite.on_step = counter
    EditedSite.with_processes = arguments.processes
    EditedSite.folder = arguments.folder or EditedSite.folder
    number = arguments.seed
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        while counter.steps < arguments.steps:
            machine = seeded(number)(type(f"Seed{number}", (EditedSite,), {}))
            print(f"seed {number}", flush=True)
            try:
                run_state_machine_as_test(
                    machine,
                    settings=settings(
                        max_examples=max(1, min(25, arguments.steps // _STEPS_A_SITE)),
                        stateful_step_count=_STEPS_A_SITE,
                        deadline=None,
                        database=None,
                        suppress_health_check=list(HealthCheck),
                    ),
                )
            except Exception:
                print(f"differs, with seed {number}; {counter}", flush=True)
                raise
            number += 1
    print(f"No difference. {counter}")


if __name__ == "__main__":
    main()
