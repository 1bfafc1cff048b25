"""A site that is to be planned, and what it came to, as values; no behaviour, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kbsite.config import Config
from kbsite.diagnostics import Diagnostic
from kbsite.extensions.entries import ExtensionSource
from kbsite.model import BuildResult, Note, ParsedNote, SiteGraph
from kbsite.nouns.bodies import Body
from kbsite.nouns.sources import GitDates, Sources
from kbsite.stages.page_outputs import NO_PAGES, PageOutputs

if TYPE_CHECKING:
    from kbsite.extensions.modules import Extensions
    from kbsite.reading.parse_options import ParseOptions


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


class Reading(NamedTuple):
    """All notes of a site by path, published or not, what they were parsed with, their dates by
    git, and what says which of them are published."""

    notes: Mapping[str, Note]
    options: ParseOptions
    own: Extensions
    git_dates: Mapping[str, GitDates]
    config: Config
    drafts: bool


class Planned(NamedTuple):
    """A planned site and its graph, None where nothing could be planned. Without `is_whole` the
    outputs of `result` are the files that `pages` are shown with, and the rest follows; with it
    they are all.

    Of the notes in `broken`, by path, what they were when they could be read is planned, and what
    is wrong with them now is there. `earlier` are the bodies of the notes that were just parsed
    anew, as they were before, where those are few. `marked` gives a note as it is on disk with the
    lines of its blocks. `content` is the folder of the notes, `prefix` what stands before their
    paths in a message."""

    result: BuildResult
    graph: SiteGraph | None = None
    pages: PageOutputs = NO_PAGES
    is_whole: bool = True
    sources: Sources | None = None
    broken: Mapping[str, tuple[Diagnostic, ...]] = {}
    earlier: Mapping[str, Body | None] = {}
    marked: Callable[[str], ParsedNote] | None = None
    content: Path = Path()
    prefix: str = ""
    reading: Reading | None = None
