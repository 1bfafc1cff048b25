"""The notes of a site with what links them, as the stages behind the graph are given it. No I/O."""

from __future__ import annotations

from typing import NamedTuple

from kbsite.model import SiteGraph
from kbsite.stages.packed_graph import PackedGraph
from kbsite.stages.parsing import ParsedNotes


class LinkedSite(NamedTuple):
    """The graph of parsed notes, as it is read and as it is packed, and what `marks_of` says of
    it."""

    graph: SiteGraph
    packed: PackedGraph
    notes: ParsedNotes
    marks: list[bytes]
