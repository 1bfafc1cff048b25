"""READS the dates of notes from git history, in one call."""

from __future__ import annotations

import os
from pathlib import Path

from kbsite.nouns.sources import GitDates
from kbsite.urls import nfc

_REPOSITORY = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})


SHALLOW = "shallow"


def git_state(content: Path) -> str:
    """What the dates depend on: the last commit, and which of its folders `content` is; `SHALLOW`
    in a clone that has not all commits, "" without git, a repository or a commit."""
    if not _is_in_repository(content):
        return ""
    asked = ("--is-shallow-repository", "--show-prefix", "--verify", "HEAD")
    said = git_says(content, "rev-parse", *asked)
    if not said:
        return ""
    shallow, _, state = said.decode(errors="backslashreplace").partition("\n")
    return SHALLOW if shallow == "true" else state


def _is_in_repository(folder: Path) -> bool:
    """Whether `folder` or one that it lies in holds what git looks for; to ask git is a process."""
    place = Path(os.path.realpath(folder))
    return any(os.path.lexists(above / ".git") for above in (place, *place.parents))


def read_git_dates(content: Path) -> dict[str, GitDates]:
    """Path relative to `content` → dates, by the full history of its repository."""
    log = git_says(
        content,
        "log",
        "--no-renames",
        "--no-show-signature",
        "--diff-filter=AM",
        "--name-only",
        "-z",
        "--relative",
        "--format=%x01%cI",
        "--",
        "*.md",
    )
    return _parse(log.decode(errors="replace")) if log else {}


def _parse(log: str) -> dict[str, GitDates]:
    """Commits come newest first: the first date seen of a path is its last change."""
    dates: dict[str, GitDates] = {}
    for commit in log.split("\x01")[1:]:
        moment, _, names = commit.partition("\0")
        for name in names.split("\0"):
            path = nfc(name.strip("\n"))
            if path:
                known = dates.get(path)
                dates[path] = GitDates(moment.strip(), known.updated if known else moment.strip())
    return dates


def git_says(folder: Path, *arguments: str) -> bytes | None:
    """What git prints in `folder`, None where it refuses or is not there."""
    # Where notes have dates of their own, nobody asks.
    import subprocess

    # A hook's environment names its own repository.
    own = {k: v for k, v in os.environ.items() if k not in _REPOSITORY}
    environment = {**own, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
