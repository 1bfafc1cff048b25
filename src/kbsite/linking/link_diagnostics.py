"""What is wrong with the notes of a site and with their links once they are resolved. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from kbsite.diagnostics import Code, Diagnostic, Severity
from kbsite.linking.headings import block_of
from kbsite.linking.links import Resolver
from kbsite.linking.withheld import Withheld, explain
from kbsite.model import Card, Link, Note, SiteGraph
from kbsite.nouns.resolutions import Ambiguous, Found, LinkFault, Missing, Resolution, Unpublished
from kbsite.nouns.sources import ROOT

_EXPORT = "Export it as SVG; Excalidraw does so by itself with “Auto-export SVG” in its settings."
#: The key by which Typora finds pictures whose path begins with `/`.
_TYPORA_ROOT = "typora-root-url"
# As editors write the way to a file of the site.
_FOLDERS = re.compile(rf"^(?:\.{{0,2}}/)*(?:static/(?:{ROOT})?)?")
# What ends an address that stands in no brackets.
_IN_BRACKETS = re.compile(r"[\s()]")
# A host without its scheme, and an address with the colon of Chinese input.
_HOST = re.compile(
    r"www\.[\w-]+\.\w|[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*\.(?:com|cn|org|net|io|dev)(?:/|\Z)"
)
_WIDE_ADDRESS = re.compile(r"(https?)：/{0,2}(.+)")
#: The faults of links that name what is not there.
_MISSING = ("link-missing", "attachment-missing")
#: Severity, code, message, hint.
_Finding: TypeAlias = tuple[Severity, Code, str, str]


def site_diagnostics(
    graph: SiteGraph,
    notes: Mapping[str, Note],
    withheld: Sequence[str] = (),
    static: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """What is wrong with the published notes, and the errors of the others; `notes` are all,
    `withheld` the files that no link leads to, and `static` the site's own of `static/`."""
    there = Withheld(withheld)
    for path in sorted({*graph.reporting, *graph.link_faults}):
        note = notes[path]
        if path not in graph.urls:
            yield from (d for d in note.diagnostics if d.severity == "error")
            continue
        yield from note.diagnostics
        for fault in graph.link_faults.get(path, ()):
            at, said, hint = note.mentions[fault.link], fault.message, fault.hint
            if fault.code in _MISSING and (withheld or static):
                name = note.links[fault.link].target
                if file := there.named(path, name):
                    said, hint = explain(name, file)
                elif in_static := _in_static(name, static):
                    hint = in_static
            yield Diagnostic(fault.code, fault.severity, path, at.line, at.column, said, hint)
    yield from graph.faults


def _in_static(target: str, static: Collection[str]) -> str:
    """How a note comes to a file of `static/` that it names in vain, "" where it names none."""
    path = _FOLDERS.sub("", target.replace("\\", "/"))
    if ROOT + path in static:
        address = f"</{path}>" if _IN_BRACKETS.search(path) else f"/{path}"
        return f"static/{ROOT}{path} is linked to by its address: [words]({address})"
    if path in static:
        return f"static/{path} is for templates: put it beside the note, or into static/{ROOT}."
    return ""


def link_faults(
    card: Card, resolutions: Sequence[Resolution], resolver: Resolver
) -> tuple[LinkFault, ...]:
    """The mistakes in the links of a note, in order."""
    return tuple(
        LinkFault(number, *finding)
        for number, (link, target) in enumerate(zip(card.links, resolutions, strict=True))
        if link.kind != "tag"
        for finding in _findings(card, link, target, resolver)
    )


def _findings(card: Card, link: Link, target: Resolution, resolver: Resolver) -> Iterator[_Finding]:
    match target:
        case Missing(is_text=False):
            yield _missing(card, link, target, resolver)
        case Unpublished():
            message = "this link leads to a note that is not published; readers see its words only"
            yield "info", "link-unpublished", message, ""
        case Ambiguous():
            more = target.count - len(target.candidates)
            named = ", ".join(target.candidates) + (f" and {more:,} more" if more else "")
            hint = f"It leads to {target.note}; write its path to say so."
            yield "warning", "link-ambiguous", f"{link.target!r} could be any of {named}", hint
        case Found(url, note="") if url.lower().endswith(".canvas"):
            message = f"a canvas is not shown: {link.target!r}"
            yield "warning", "embed-file", message, "Readers get a link to the file."
    if isinstance(target, Found | Ambiguous) and target.astray:
        is_route = link.fragment.startswith("/") and not link.target
        yield _route(link.fragment) if is_route else _astray(target.note, link.fragment, resolver)


def _astray(note: str, fragment: str, resolver: Resolver) -> _Finding:
    near = resolver.nearest_anchor(note, fragment)
    hint = "The link leads to the top of the note."
    hint = f"Did you mean {near!r}? {hint}" if near else hint
    if block := block_of(fragment):
        return "warning", "block-missing", f"{note} has no block '^{block}'", hint
    return "warning", "anchor-missing", f"{note} has no heading {fragment!r}", hint


def _route(fragment: str) -> _Finding:
    path, _, heading = fragment.partition("?id=")
    path += "README" if path.endswith("/") else ""
    path = path.removesuffix(".md") + ".md" + (f"#{heading}" if heading else "")
    message = f"`#{fragment}` is a route of Docsify, not a heading"
    return "warning", "anchor-missing", message, f"Write the path of the note: [words]({path})."


def _missing(card: Card, link: Link, target: Missing, resolver: Resolver) -> _Finding:
    if target.drawing:
        message = f"the drawing {target.drawing} has no picture beside it"
        picture = resolver.drawings.elsewhere(target.drawing)
        hint = f"{picture} lies in another folder: put it beside the drawing." if picture else ""
        return "warning", "drawing-export", message, hint or _EXPORT
    if "://" in link.target:
        message = f"an address is not linked so: {link.target!r}"
        form = "![words](…)" if link.kind == "embed" else "[words](…)"
        return "warning", "link-missing", message, f"Write it as {form}."
    if link.kind in ("embed", "html", "base") and "." in link.target.rpartition("/")[2]:
        hint = _below_root(card, link.target, resolver) or _meant_file(card, link.target, resolver)
        return "warning", "attachment-missing", f"there is no file {link.target!r}", hint
    message = f"there is no note or file {link.target!r}"
    return "warning", "link-missing", message, _meant(card, link, resolver)


def _meant(card: Card, link: Link, resolver: Resolver) -> str:
    """What to write in place of what leads nowhere."""
    target = link.target
    is_name = link.kind in ("wikilink", "property")
    # A wikilink may well name `socket.io`.
    if not is_name and (address := _address(target)):
        return address
    if is_name and "｜" in target:
        return _bar("", target)
    if near := resolver.nearest_name(target):
        return f"Did you mean {near!r}?"
    suffix = posixpath.splitext(target)[1]
    return _near_file(card, target, resolver) if suffix not in ("", ".md") else ""


def _meant_file(card: Card, target: str, resolver: Resolver) -> str:
    """The same where a picture or another file is missing."""
    name, bar, _ = target.partition("｜")
    near = resolver.nearest_file(card.path, name) if bar else ""
    if near and posixpath.basename(near) == posixpath.basename(name):
        return _bar("!", target)
    return _near_file(card, target, resolver) or _address(target)


def _address(target: str) -> str:
    """What to do about one that does not begin as addresses do."""
    if _HOST.match(target):
        return f"An address begins with its scheme: https://{target}"
    if wide := _WIDE_ADDRESS.match(target):
        return f"The colon of an address is ASCII: {wide[1]}://{wide[2]}"
    return ""


def _bar(mark: str, target: str) -> str:
    name, _, words = target.partition("｜")
    return f"The bar before other words is ASCII: {mark}[[{name}|{words}]], or \\| in a table."


def _near_file(card: Card, target: str, resolver: Resolver) -> str:
    near = resolver.nearest_file(card.path, target)
    return f"Did you mean {near!r}?" if near else ""


def _below_root(card: Card, target: str, resolver: Resolver) -> str:
    """What to write where Typora finds the file, in the folder that the note names."""
    root = dict(card.front_matter.properties).get(_TYPORA_ROOT)
    if not isinstance(root, str) or not target.startswith("/"):
        return ""
    folder = posixpath.join(posixpath.dirname(card.path), root.replace("\\", "/"))
    file = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
    if file not in resolver.attachments:
        return ""
    return f"Only Typora heeds `{_TYPORA_ROOT}`: here the path of that file is /{file}"
