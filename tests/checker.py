"""Walks the pages of a built site and says what does not hold together. Not a test: a tool of
`test_links_resolve.py`, which can be pointed at any folder."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib

_URL_ATTRIBUTES = ("href", "src", "poster", "action", "data", "cite")
_CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)|@import\s+[\"']([^\"']+)[\"']")
_JS_IMPORT = re.compile(r"(?:\bfrom\s*|\bimport\s*\(?\s*)[\"'](\.{0,2}/[^\"']+)[\"']")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """What one HTML page names and points to."""

    path: str
    ids: Counter[str]
    links: tuple[str, ...]
    titles: tuple[str, ...]
    h1: int


@dataclass
class Report:
    """The outcome: `faults` are sentences, `checked` counts the links that were followed."""

    pages: int = 0
    checked: int = 0
    faults: list[str] = field(default_factory=list)
    #: (page, link) of each link to a page or file that is not there.
    broken: list[tuple[str, str]] = field(default_factory=list)


def read_document(path: str, data: bytes) -> Document:
    """`data` as a browser reads it."""
    tree = html5lib.parse(data, namespaceHTMLElements=False, transport_encoding="utf-8")
    ids: Counter[str] = Counter()
    links: list[str] = []
    titles: list[str] = []
    h1 = 0
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if "id" in element.attrib:
            ids[element.attrib["id"]] += 1
        if element.tag == "a" and "name" in element.attrib:
            ids.setdefault(element.attrib["name"], 1)
        links += [element.attrib[name] for name in _URL_ATTRIBUTES if name in element.attrib]
        links += _source_set(element)
        if element.tag == "title":
            titles.append("".join(element.itertext()).strip())
        h1 += element.tag == "h1"
    return Document(path, ids, tuple(links), tuple(titles), h1)


def _source_set(element: ElementTree.Element) -> Iterator[str]:
    for candidate in element.attrib.get("srcset", "").split(","):
        if candidate.strip():
            yield candidate.split()[0]


def check_site(folder: Path, base_path: str = "", origin: str = "") -> Report:
    """Every page, style sheet and module below `folder`, which is served at `base_path`
    (`/notes`, or "" for the root of a host). Links to `origin` are links of this site."""
    report = Report()
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    documents = {
        path: read_document(path, (folder / path).read_bytes())
        for path in sorted(files)
        if path.endswith(".html")
    }
    by_title: dict[str, str] = {}
    for path, document in documents.items():
        report.pages += 1
        report.faults += [
            f"{path}: id {i!r} stands {n} times" for i, n in document.ids.items() if n > 1
        ]
        if document.h1 != 1:
            report.faults.append(f"{path}: {document.h1} <h1>")
        if len(document.titles) != 1 or not document.titles[0]:
            report.faults.append(f"{path}: titles {document.titles}")
        elif (other := by_title.setdefault(document.titles[0], path)) != path:
            report.faults.append(f"{path}: has the title of {other}, {document.titles[0]!r}")
        for link in document.links:
            _follow(report, path, link, documents, files, base_path, origin)
    for path in sorted(files):
        pattern = {".css": _CSS_URL, ".js": _JS_IMPORT}.get(Path(path).suffix)
        if pattern:
            text = _CSS_COMMENT.sub("", (folder / path).read_text(encoding="utf-8"))
            for groups in pattern.finditer(text):
                link = next(group for group in groups.groups() if group)
                _follow(report, path, link, documents, files, base_path, origin)
    return report


def _follow(
    report: Report,
    path: str,
    link: str,
    documents: dict[str, Document],
    files: set[str],
    base_path: str,
    origin: str,
) -> None:
    """A link of the file at `path`; those that leave the site are not followed."""
    if re.search(r"[\x00-\x20<>\"]", link.strip()) and not link.startswith("data:"):
        report.faults.append(f"{path}: {link!r} is not encoded")
    try:
        parts = urlsplit(urljoin(f"https://kbsite.invalid{base_path}/{path}", link.strip()))
    except ValueError:
        # A host in brackets that is no address, as in `https://[bad`; none of this site's.
        return
    here = f"{parts.scheme}://{parts.netloc}"
    if here not in ("https://kbsite.invalid", origin or "https://kbsite.invalid"):
        return
    report.checked += 1
    target = unquote(parts.path, errors="strict")
    if not target.startswith(f"{unquote(base_path)}/"):
        report.faults.append(f"{path}: {link} leaves {base_path}/")
        return
    target = target[len(unquote(base_path)) + 1 :]
    if link.startswith("#") and not link[1:]:
        return
    if not target or target.endswith("/"):
        target += "index.html"
    if link.startswith("#"):
        target = path
    if target not in files:
        report.broken.append((path, link))
        return
    fragment = unquote(parts.fragment)
    if fragment and target in documents and fragment not in documents[target].ids:
        report.faults.append(f"{path}: {link} leads to no id")
