"""A site that is to be planned, and what it came to, as values; no behaviour, no I/O."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kbsite.config import Config
from kbsite.extensions.entries import ExtensionSource
from kbsite.model import BuildResult, SiteGraph
from kbsite.sources import Sources


class Site(NamedTuple):
    """The sources of a site in the folder `root`, and how they are to be published in `output`.
    `digest` is that of all that it is planned from, less the history of its notes; "" where it runs
    code of its own, which may read anything."""

    root: Path
    output: Path
    config: Config
    extensions: tuple[ExtensionSource, ...]
    sources: Sources
    drafts: bool
    digest: str


class Planned(NamedTuple):
    """A planned site and its graph, None where nothing could be planned. Without `is_whole` there
    are the pages and the files that they are shown with, and the rest follows."""

    result: BuildResult
    graph: SiteGraph | None = None
    is_whole: bool = True
