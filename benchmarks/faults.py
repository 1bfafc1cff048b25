"""Builds to which something happens, over and over: `python benchmarks/faults.py [--kills 50]
[--steps 50] [--flips 100] [--seed 1]`.

A site that was edited is built by a process that is killed (SIGKILL) at a random moment, or at a
random step on the disk, or finds the disk full from a random step on; or a random byte of what is
remembered is flipped. Each time every file of the output must be whole, and the next build must end
where a clean one does, with nothing left beside it. The first that is not so ends the run.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faulty import (
    Builds,
    Prepared,
    check_next_build,
    check_whole,
    flip,
    killed_after,
    prepare_site,
    restored,
    state_of,
)


class Trials:
    """One site, and what may happen to a build of it."""

    def __init__(self, folder: Path, chance: random.Random, jobs: int) -> None:
        self.prepared: Prepared = prepare_site(folder, 60)
        self.site = folder / "site"
        self.chance = chance
        self.jobs = ("--jobs", str(jobs))
        self.found: Counter[str] = Counter()
        self.builds = Builds(folder, self.prepared.folder)
        restored(self.prepared, self.site)
        _, self.steps = self.builds.build("none", 0, self.site, *self.jobs)
        restored(self.prepared, self.site)
        started = time.perf_counter()
        killed_after(600, self.site, *self.jobs)
        self.seconds = time.perf_counter() - started

    def check(self, what: str) -> None:
        """Whether all is well behind a fault."""
        check_whole(self.prepared, self.site)
        self.found[f"{what}: {state_of(self.prepared, self.site)}"] += 1
        check_next_build(self.prepared, self.site)

    def moment(self) -> None:
        """Killed at a moment of the clock."""
        restored(self.prepared, self.site)
        killed_after(self.chance.uniform(0.2, 1.05) * self.seconds, self.site, *self.jobs)
        self.check("killed at a moment")

    def step(self, action: str, what: str) -> None:
        """Killed, or the disk is full, at a step."""
        restored(self.prepared, self.site)
        self.builds.build(action, self.chance.randint(1, self.steps), self.site, *self.jobs)
        self.check(what)

    def flipped(self) -> None:
        """A byte of the cache."""
        restored(self.prepared, self.site)
        flip(self.site, self.chance, self.chance.choice((1, 1, 1, 30)))
        self.check("a byte flipped")


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--flips", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbsite-faults-") as folder:
        trials = Trials(Path(folder), random.Random(arguments.seed), arguments.jobs)
        print(f"a build takes {trials.steps} steps and {trials.seconds:.2f} s", flush=True)
        for _ in range(arguments.kills):
            trials.moment()
        for _ in range(arguments.steps):
            trials.step("kill", "killed at a step")
            trials.step("full", "disk full from a step on")
        for _ in range(arguments.flips):
            trials.flipped()
        for what, count in sorted(trials.found.items()):
            print(f"{count:5} {what}")
        print("Every file whole, every next build as a clean one.")


if __name__ == "__main__":
    main()
