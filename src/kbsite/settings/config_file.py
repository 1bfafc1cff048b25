"""Which file is the configuration of a site, and what was meant to be it. READS the file, and which
there are.
"""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG

from kbsite.real_paths import real_path

FILE_NAME = "kbsite.yaml"
#: What is taken for it; an editor that hides the ends of names adds the last.
CONFIG_NAMES = frozenset({FILE_NAME, "kbsite.yml", "kbsite.yaml.txt", "kbsite.yml.txt"})


def read_config(root: Path) -> str:
    """The text of the configuration in `root`. Raises OSError, UnicodeDecodeError."""
    file = root / FILE_NAME
    # What is no file, a pipe say, could keep a reader for ever.
    if not S_ISREG(file.stat().st_mode):
        raise OSError(0, "it is no file")
    return file.read_text(encoding="utf-8-sig")


def mistaken_for(root: Path) -> tuple[str, str] | None:
    """The name of what was meant to be the configuration, where `root` has none that can be
    opened, and what is wrong with it."""
    try:
        names = os.listdir(root)  # noqa: PTH208 - names alone
    except OSError:
        return None
    found = min((name for name in names if name.casefold() in CONFIG_NAMES), default="")
    if not found:
        return None
    if found == FILE_NAME:
        return found, "it is a symbolic link that leads to nothing"
    return found, f"it is not read; did you mean {FILE_NAME}?"


def site_above(folder: Path) -> Path | None:
    """The nearest folder above that has a configuration, where `folder` has none."""
    real = real_path(folder)
    having = (at for at in (real, *real.parents) if _has_config(at))
    nearest = next(having, real)
    return None if nearest == real else nearest


def is_no_site(folder: Path) -> str:
    """What a folder without a configuration and without one of notes is, where it holds all that
    somebody has, "" where it may be a site: to look for notes there takes minutes."""
    real = real_path(folder)
    if _has_config(real):
        return ""
    if real == real.parent:
        return "the whole disk"
    # Path.home raises where there is none.
    return "a home folder" if real == real_path(Path(os.path.expanduser("~"))) else ""  # noqa: PTH111


def _has_config(folder: Path) -> bool:
    file = folder / FILE_NAME
    # Path.is_file raises where the folder cannot be entered.
    is_there = os.path.isfile(file) or os.path.islink(file)  # noqa: PTH113, PTH114
    return is_there or os.path.isfile(file.with_suffix(".yml"))  # noqa: PTH113
