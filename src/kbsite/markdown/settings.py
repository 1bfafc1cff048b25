"""What the rules need to know of the site and the note beyond the text. No I/O.

Rules are built once; what differs from note to note travels in the parser's `env`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_KEY = "kbsite.settings"


class Settings(NamedTuple):
    """`hard_breaks`: a single line break is a break. `brackets`: `\\(…\\)` and `\\[…\\]` are
    formulas. `callouts`: the title of each kind of callout that is given none; `done` and
    `open`: what a screen reader says of a task."""

    hard_breaks: bool = False
    brackets: bool = False
    callouts: Mapping[str, str] = {}
    done: str = ""
    open: str = ""


def with_settings(settings: Settings) -> dict[str, Any]:
    """An `env` for one run of the parser."""
    return {_KEY: settings}


def settings_of(env: Mapping[str, Any]) -> Settings:
    """The settings in `env`, else the defaults."""
    settings: Settings = env.get(_KEY, Settings())
    return settings
