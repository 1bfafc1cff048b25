"""Outputs that are not pages: `(SiteGraph, Config) → PlannedOutputs`, a file each. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from kbsite.config import Config
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.outputs.diagrams import diagrams
from kbsite.outputs.feed import feed
from kbsite.outputs.graph_data import graph_data
from kbsite.outputs.math_font import math_font
from kbsite.outputs.robots import robots
from kbsite.outputs.sitemap import sitemap

Output: TypeAlias = Callable[[SiteGraph, Config], Iterable[PlannedOutput]]

#: What pages are shown with.
SHOWN: tuple[Output, ...] = (math_font, diagrams)
#: The others.
OUTPUTS: tuple[Output, ...] = (feed, sitemap, robots, graph_data)
