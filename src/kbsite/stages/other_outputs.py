"""The outputs of a site that are no pages. I/O through the attachments and the font of cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kbsite.assets.picture_files import plan_copies
from kbsite.assets.root_files import replaced_by, root_files
from kbsite.cards.planning import Cards, plan_cards
from kbsite.diagnostics import Diagnostic
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.output_tables import ListedOutputs, OutputRows
from kbsite.outputs import OUTPUTS, SHOWN
from kbsite.outputs.neighbourhoods import neighbourhoods
from kbsite.placing.picture_copies import copies_are_made
from kbsite.real_paths import real_path
from kbsite.scan import content_folder, read_static
from kbsite.scanning.found_files import read_attachment
from kbsite.scanning.picture_place import FORM
from kbsite.stages.site import Site
from kbsite.urls import output_path

if TYPE_CHECKING:
    from kbsite.extensions.modules import Extensions


def files_shown(site: Site, graph: SiteGraph) -> Iterator[PlannedOutput]:
    """The files that pages are shown with, beside those of `static/`."""
    content = content_folder(site.root, site.config)
    has_copies = copies_are_made(site.config.images.copies)
    copied: set[str] = set()
    for attachment, url in graph.attachments:
        produce = partial(read_attachment, content, attachment)
        yield PlannedOutput(output_path(url), FORM + attachment.digest, produce)
        if has_copies:
            # They are named by what they show: those of equal pictures are the same.
            copies = [one for one in plan_copies(content, attachment) if one.path not in copied]
            copied.update(copy.path for copy in copies)
            yield from copies
    for plan in SHOWN:
        yield from plan(graph, site.config)


def files_of_many(site: Site, graph: SiteGraph) -> list[OutputRows]:
    """Those that are made from many notes, but for what the site has in place of one."""
    own = replaced_by(site.sources)
    listed = (one for plan in OUTPUTS for one in plan(graph, site.config) if one.path not in own)
    return [ListedOutputs(listed), neighbourhoods(graph)]


def cards_of(site: Site, graph: SiteGraph, prefix: str) -> Cards:
    """The pictures of notes, of a site that wants some; `prefix` stands before the paths of notes
    in messages."""
    for font in site.sources.card_font:
        file = str(real_path(site.root / font.path))
        return plan_cards(graph, site.config, file, font.digest, prefix)
    return plan_cards(graph, site.config, "", "", prefix)


class FilesOfSite(NamedTuple):
    """What a site adds to kbsite's outputs; what is wrong with files of its `static/root/`, and the
    mistakes of its code."""

    kinds: tuple[OutputRows, ...]
    misplaced: Sequence[Diagnostic]
    mistakes: Sequence[Diagnostic]


def files_of_site(
    site: Site, own: Extensions, graph: SiteGraph, planned: Sequence[OutputRows]
) -> FilesOfSite:
    """Its files of `static/root/`, then the outputs of its `own` code; neither takes the path of
    one that is `planned`, nor the latter that of the former."""
    paths = chain.from_iterable(kind.paths for kind in planned)
    root, misplaced = root_files(site.sources, paths, partial(read_static, site.root))
    if not own.outputs:
        return FilesOfSite((ListedOutputs(root),), misplaced, ())
    # Most sites have no code of their own.
    from kbsite.extensions.planning import plan_own

    at_root = ListedOutputs(root)
    paths = chain.from_iterable(kind.paths for kind in (*planned, at_root))
    outputs, mistakes = plan_own(own.outputs, graph, site.config, paths)
    return FilesOfSite((at_root, ListedOutputs(outputs)), misplaced, mistakes)
