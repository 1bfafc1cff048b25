"""The sections of `kbsite.yaml` as values. No I/O."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

#: Properties that say something to programs, not to readers.
_OF_PROGRAMS = (
    *("cssclass", "cssclasses", "layout", "math", "mathjax", "katex", "toc", "comments"),
    *("dg-*", "excalidraw-*", "kanban-*"),
)


class MathConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How formulas are read."""

    macros: Annotated[
        dict[str, str],
        Meta(description="TeX macros of the site: name without backslash → body, #1 … #9 allowed"),
    ] = {}
    delimiters: Annotated[
        Literal["dollars", "all"],
        Meta(description=r"dollars: `$…$` and `$$…$$`; all: also `\(…\)` and `\[…\]`"),
    ] = "dollars"


class RelationsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is shown below a note beside backlinks."""

    mentions: Annotated[
        bool, Meta(description="Where other notes name a note without a link to it")
    ] = True
    related: Annotated[bool, Meta(description="The notes that are nearest to a note")] = True


class PropertiesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which properties of front matter the page of a note shows."""

    show: Annotated[
        Literal["all", "listed", "none"],
        Meta(
            description="all: those that kbsite has no meaning of its own for; listed: those of "
            "`order`; none"
        ),
    ] = "all"
    order: Annotated[tuple[str, ...], Meta(description="Properties that come first, in order")] = ()
    labels: Annotated[dict[str, str], Meta(description="What properties are called")] = {}
    hide: Annotated[tuple[str, ...], Meta(description="Globs of properties that are not shown")] = (
        _OF_PROGRAMS
    )


class ImportsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which properties of imported notes stand for those that kbsite knows, besides usual names."""

    title: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as the title")
    ] = ()
    tags: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as tags")
    ] = ()
    date: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as the date")
    ] = ()
