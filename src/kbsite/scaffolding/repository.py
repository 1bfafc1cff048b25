"""READS git: the repository that a folder lies in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from kbsite.real_paths import real_path
from kbsite.refusals import RefusalError
from kbsite.scanning.git_dates import git_says


class Repository(NamedTuple):
    """The top of its working tree, the branch that is checked out, "" for none, and whether it is
    pushed to another."""

    top: Path
    branch: str
    has_remote: bool


def repository_of(folder: Path) -> Repository | None:
    """That of `folder`, None where there is none, or one that leaves the folder out."""
    top = git_says(folder, "rev-parse", "--show-toplevel")
    if not top or git_says(folder, "check-ignore", "-q", ".") is not None:
        return None
    branch = git_says(folder, "symbolic-ref", "--short", "-q", "HEAD") or b""
    remotes = git_says(folder, "remote")
    return Repository(real_path(Path(_text(top))), _text(branch), bool(remotes))


def check_git(folder: Path) -> None:
    """Raises RefusalError where `folder`, which need not exist, lies in a repository that git does
    not read: it is damaged, say, or belongs to somebody else."""
    place = real_path(folder)
    around = (place, *place.parents)
    # An empty folder of that name is none to git, either.
    heads = ((one, str(one / ".git"), str(one / ".git" / "HEAD")) for one in around)
    isfile, exists = os.path.isfile, os.path.exists
    top = next((one for one, git, head in heads if isfile(git) or exists(head)), None)
    here = next(one for one in around if one.is_dir())
    if top is None or git_says(here, "rev-parse", "--git-dir") or not git_says(here, "version"):
        return
    raise RefusalError(f"git refuses the repository in {top}; call `git status` there: it says why")


def is_uncommitted(folder: Path, path: Path) -> bool:
    """Whether there is something at `path` that the repository of `folder` has not as it is."""
    return bool(git_says(folder, "status", "--porcelain", "--", str(path)))


def _text(said: bytes) -> str:
    return os.fsdecode(said).rstrip("\r\n")
