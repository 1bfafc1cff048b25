"""Which notes are linked with which, as numbers: what pictures of notes are made of. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from kbsite.resolutions import Ambiguous, Found, Resolution


class LinkMap(msgspec.Struct, frozen=True, array_like=True):
    """The paths of the notes that readers are led to, sorted, and for each the numbers of those
    that it links to: each once, ascending, itself left out."""

    paths: tuple[str, ...] = ()
    targets: tuple[tuple[int, ...], ...] = ()


def build_link_map(
    paths: Iterable[str], resolutions: Mapping[str, Sequence[Resolution]]
) -> LinkMap:
    """That of the notes at `paths`; links to others are left out."""
    ordered = tuple(sorted(paths))
    numbers = {path: number for number, path in enumerate(ordered)}
    return LinkMap(
        ordered,
        tuple(
            tuple(
                sorted({numbers[to] for to in targets_of(resolutions[path], path) if to in numbers})
            )
            for path in ordered
        ),
    )


def targets_of(links: Iterable[Resolution], path: str) -> list[str]:
    """The paths of the other notes that `links` of the note at `path` lead to."""
    return [
        link.note
        for link in links
        if isinstance(link, Found | Ambiguous) and link.note not in ("", path)
    ]


def sources_of(link_map: LinkMap) -> list[list[int]]:
    """For each note the numbers of those that link to it, ascending."""
    sources: list[list[int]] = [[] for _ in link_map.paths]
    for source, targets in enumerate(link_map.targets):
        for target in targets:
            sources[target].append(source)
    return sources


def neighbours_of(link_map: LinkMap) -> list[tuple[int, ...]]:
    """For each note the numbers of those that it links to or that link to it, ascending."""
    return [
        tuple(sorted({*targets, *sources}))
        for targets, sources in zip(link_map.targets, sources_of(link_map), strict=True)
    ]
