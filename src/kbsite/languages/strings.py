"""Every phrase of the interface; a language that lacks one does not type-check. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Strings(msgspec.Struct, frozen=True, kw_only=True):
    """`{n}` stands for a number, `{title}` for a title."""

    home: str
    latest: str
    topics: str
    tags: str
    archive: str
    undated: str
    contents: str
    backlinks: str
    created: str
    updated: str
    reading_time: str
    one_note: str
    notes_count: str
    previous: str
    next: str
    notes_in: str
    folders: str
    tagged: str
    unpublished_note: str
    not_found: str
    not_found_hint: str
    moved: str
    skip_to_content: str
    main_navigation: str
    breadcrumbs: str
    neighbours: str
    theme: str
    feed: str
    no_notes: str
    footnotes: str
    back_to_text: str
    task_done: str
    task_open: str
    #: The title of a callout that is given none, by kind as written, lower case.
    callouts: Mapping[str, str]
