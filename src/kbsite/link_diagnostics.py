"""What is wrong with the notes of a site and with their links once they are resolved. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from kbsite.diagnostics import Code, Diagnostic, Severity
from kbsite.links import Resolver
from kbsite.model import Card, Link, Note, SiteGraph
from kbsite.resolutions import Ambiguous, Found, LinkFault, Missing, Resolution, Unpublished

#: Severity, code, message, hint.
_Finding: TypeAlias = tuple[Severity, Code, str, str]


def site_diagnostics(graph: SiteGraph, notes: Mapping[str, Note]) -> Iterator[Diagnostic]:
    """What is wrong with the published notes, and the errors of the others; `notes` are all."""
    for path in sorted({*graph.reporting, *graph.link_faults}):
        note = notes[path]
        if path not in graph.urls:
            yield from (d for d in note.diagnostics if d.severity == "error")
            continue
        yield from note.diagnostics
        for fault in graph.link_faults.get(path, ()):
            at = note.mentions[fault.link]
            yield Diagnostic(
                fault.code, fault.severity, path, at.line, at.column, fault.message, fault.hint
            )
    yield from graph.faults


def link_faults(
    card: Card, resolutions: Sequence[Resolution], resolver: Resolver
) -> tuple[LinkFault, ...]:
    """The mistakes in the links of a note, in order."""
    return tuple(
        LinkFault(number, *finding)
        for number, (link, target) in enumerate(zip(card.links, resolutions, strict=True))
        if link.kind != "tag"
        for finding in _findings(card.path, link, target, resolver)
    )


def _findings(path: str, link: Link, target: Resolution, resolver: Resolver) -> Iterator[_Finding]:
    match target:
        case Missing():
            yield _missing(link, resolver)
        case Unpublished():
            message = "this link leads to a note that is not published; readers see its words only"
            yield "info", "link-unpublished", message, ""
        case Ambiguous():
            more = target.count - len(target.candidates)
            named = ", ".join(target.candidates) + (f" and {more:,} more" if more else "")
            hint = f"It leads to {target.note}; write its path to say so."
            yield "warning", "link-ambiguous", f"{link.target!r} could be any of {named}", hint
    if isinstance(target, Found | Ambiguous) and target.note and not target.anchor:
        fragment = resolver.read(path, link).fragment
        if fragment:
            message = f"{target.note} has no heading {fragment!r}"
            yield "warning", "anchor-missing", message, "The link leads to the top of the note."


def _missing(link: Link, resolver: Resolver) -> _Finding:
    if link.kind in ("embed", "html", "base") and "." in link.target.rpartition("/")[2]:
        return "warning", "attachment-missing", f"there is no file {link.target!r}", ""
    near = resolver.nearest_name(link.target)
    message = f"there is no note or file {link.target!r}"
    return "warning", "link-missing", message, f"Did you mean {near!r}?" if near else ""
