"""READS git: the repository that a folder lies in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from kbsite.git_dates import git_says


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
    return Repository(Path(_text(top)).resolve(), _text(branch), bool(remotes))


def _text(said: bytes) -> str:
    return os.fsdecode(said).rstrip("\r\n")
