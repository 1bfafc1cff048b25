"""What is wrong with a note's links once they are resolved. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from kbsite.diagnostics import Code, Diagnostic, Severity
from kbsite.links import Resolver
from kbsite.model import Ambiguous, Found, Link, Missing, Note, Resolution, Unpublished

#: Severity, code, message, hint.
_Finding: TypeAlias = tuple[Severity, Code, str, str]


def link_diagnostics(
    note: Note, resolutions: Sequence[Resolution], resolver: Resolver
) -> Iterator[Diagnostic]:
    """The mistakes in the links of `note`, in order."""
    for link, target in zip(note.links, resolutions, strict=True):
        if link.kind == "tag":
            continue
        for severity, code, message, hint in _findings(note.path, link, target, resolver):
            yield Diagnostic(code, severity, note.path, link.line, link.column, message, hint)


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
    if link.kind in ("embed", "html") and "." in link.target.rpartition("/")[2]:
        return "warning", "attachment-missing", f"there is no file {link.target!r}", ""
    near = resolver.nearest_name(link.target)
    message = f"there is no note or file {link.target!r}"
    return "warning", "link-missing", message, f"Did you mean {near!r}?" if near else ""
