"""The wheel of this repository, and environments of their own to install it into. Not a test."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
_COPIED = ("src", "templates", "static", "pyproject.toml", "README.md", "LICENSE")
#: What the environment variables of pip say here: nothing comes from an index, and what is there
#: already, by way of `.pth`, counts for nothing.
_PIP = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_FORCE_REINSTALL": "1",
    "PIP_NO_COMPILE": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def build_wheel(folder: Path) -> Path:
    """Builds the wheel into `folder`, of a copy, so that nothing is written beside the sources."""
    for name in _COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, folder / "copy" / name, ignore=ignore)
        else:
            shutil.copy(source, folder / "copy" / name)
    # What pip calls, too (PEP 517), without a second environment for it.
    build = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    _run([sys.executable, "-c", build], folder / "copy", os.environ)
    (path,) = folder.glob("kbsite-*.whl")
    return path


class Environment(NamedTuple):
    """A virtual environment that holds nothing; what kbsite depends on, and pip, are found in the
    environment that runs the tests, kbsite itself is not."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Environment:
        venv.create(folder, symlinks=os.name != "nt")
        made = cls(folder)
        libraries = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
        # No `.pth` is read in folders that one names: what is installed there to be edited stays
        # away.
        text = "\n".join(libraries) + "\n"
        (made.packages / "libraries.pth").write_text(text, encoding="utf-8")
        return made

    @property
    def packages(self) -> Path:
        where = {"base": str(self.folder), "platbase": str(self.folder)}
        return Path(sysconfig.get_path("purelib", "venv", vars=where))

    @property
    def scripts(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    def variables(self, more: Mapping[str, str] = {}) -> dict[str, str]:
        """Those of a process in it."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        path = os.pathsep.join((str(self.scripts), os.environ.get("PATH", "")))
        return {**kept, **_PIP, "PATH": path, "PYTHONIOENCODING": "utf-8", **more}

    def install(self, wheel: Path) -> None:
        self.run(self.folder, "python", "-m", "pip", "install", "-q", str(wheel))

    def run(self, here: Path, program: str, *arguments: str) -> str:
        """What a program of it prints, which has to succeed."""
        return _run([str(self.scripts / program), *arguments], here, self.variables())


def run_steps(workflow: Path, here: Path, environment: Environment, base_url: str) -> list[str]:
    """Runs what the build job of `workflow` runs, as GitHub's runner would (`bash -e`), in `here`;
    the lines that were run. Actions are left out, but what they hand on is there."""
    job = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]["build"]
    lines = []
    for step in job["steps"]:
        if "run" not in step:
            continue
        more = {name: _filled(value, base_url) for name, value in step.get("env", {}).items()}
        bash = shutil.which("bash")
        assert bash
        _run([bash, "-e", "-c", step["run"]], here, environment.variables(more))
        lines.append(step["run"])
    return lines


def _filled(value: Any, base_url: str) -> str:
    return re.sub(r"\$\{\{ steps\.pages\.outputs\.base_url \}\}", base_url, value)


def _run(command: list[str], here: Path, variables: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=here, env=variables, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
