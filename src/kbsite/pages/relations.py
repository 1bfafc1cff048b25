"""What hangs together with a note beyond links, as its page shows it. No I/O."""

from __future__ import annotations

from collections import defaultdict

from kbsite.compose.inline import compose_inline
from kbsite.contexts import BacklinkGroup, MentionList, RelatedNote
from kbsite.model import SiteGraph
from kbsite.pages.references import References


def mention_list(path: str, graph: SiteGraph, references: References) -> MentionList | None:
    """The notes that name a note without a link to it, None where there are none."""
    if not (unlinked := graph.unlinked.get(path)):
        return None
    quotes: defaultdict[str, list[str]] = defaultdict(list)
    for one in unlinked.found:
        quotes[one.source].append(compose_inline(one.quote, graph.resolutions[one.source]))
    groups = tuple(
        BacklinkGroup(graph.titles[source], references.href(graph.urls[source]), tuple(found))
        for source, found in quotes.items()
    )
    return MentionList(unlinked.total, len(unlinked.found), groups)


def related_notes(path: str, graph: SiteGraph, references: References) -> tuple[RelatedNote, ...]:
    """The notes nearest to a note."""
    words = references.words
    reasons = {
        "tags": words.related_by_tags,
        "links": words.related_by_links,
        "text": words.related_by_text,
    }
    return tuple(
        RelatedNote(
            graph.titles[one.note],
            references.href(graph.urls[one.note]),
            tuple(reasons[reason] for reason in one.reasons),
        )
        for one in graph.related.get(path, ())
    )
