"""Whether a generator did what it is timed for. READS the notes and the finished site.

A generator that left out notes, code or formulas would look fast; so what each made is counted,
and a build that lacks something ends the benchmark.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generators import Tool

#: Languages that every highlighter knows and that colour a keyword in nearly any block.
_CODE = re.compile(r"^(`{3,}|~{3,})[ \t]*\{?\.?(?:python|java|cpp|go|ts|js|rust)\b", re.MULTILINE)
#: Of what the notes have, this much has to be found in the pages.
ENOUGH = 0.95


class UnfairError(Exception):
    """A generator that does not do what it is compared for; says what is missing."""


class Asked(NamedTuple):
    """Of a folder of notes: how many notes there are, and how many of them have code."""

    notes: int
    with_code: int
    megabytes: float


class Made(NamedTuple):
    """Of a finished site: pages of notes, of these such with highlighted code, formulas in these
    pages as MathML, pages in the search index, files, megabytes."""

    notes: int
    with_code: int
    formulas: int
    searchable: int
    files: int
    megabytes: float


def asked(notes: Path) -> Asked:
    """Reads all notes."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(notes.rglob("*.md"))]
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return Asked(len(texts), sum(bool(_CODE.search(text)) for text in texts), size / 1e6)


def made(tool: Tool, folder: Path) -> Made:
    """Reads the whole site."""
    site = folder / "_site"
    highlighted = re.compile(tool.highlighted)
    notes = with_code = formulas = 0
    for page in _pages(site):
        if tool.page in page:
            notes += 1
            with_code += bool(highlighted.search(page))
            formulas += page.count(b"<math")
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    searchable = _searchable(folder / tool.search) if tool.search else 0
    return Made(notes, with_code, formulas, searchable, len(sizes), sum(sizes) / 1e6)


def _searchable(index: Path) -> int:
    """How many pages, or parts of pages, a search index says that it has."""
    if not index.exists():
        return 0
    content = index.read_bytes()
    found = json.loads(zlib.decompress(content) if content[:2] == b"\x78\xda" else content)
    if "languages" in found:
        return sum(language["page_count"] for language in found["languages"].values())
    if isinstance(found.get("notes"), int):
        return found["notes"]
    return len(found.get("docs") or found.get("items") or ())


def check(tool: Tool, wanted: Asked, found: Made, formulas: int) -> None:
    """Raises `UnfairError`. `formulas`: how many kbsite found in the same notes."""
    needs = {
        "pages of notes": (found.notes, wanted.notes),
        "pages with highlighted code": (found.with_code, ENOUGH * wanted.with_code),
        "formulas": (found.formulas, ENOUGH * formulas if "math" in tool.does else 0),
        "pages in the index": (found.searchable, wanted.notes if tool.search else 0),
    }
    for name, (has, needed) in needs.items():
        if has < needed:
            raise UnfairError(f"{tool.name} made {has:,} {name}, the notes have {needed:,.0f}")


def check_seen(tool: Tool, folder: Path, seen: str, pages: int) -> None:
    """Raises `UnfairError` where less than `pages` pages of notes show the text `seen`."""
    text = seen.encode()
    found = sum(text in page and tool.page in page for page in _pages(folder / "_site"))
    if found < pages:
        raise UnfairError(f"{tool.name}: {found} of {pages} pages show {seen!r} after the build")


def _pages(site: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in site.rglob("*.html"))


# --- which files a build wrote ---


class File(NamedTuple):
    """A file as it was: when it was last written, which file it is, the digest of its bytes."""

    written: int
    inode: int
    digest: bytes


def files_of(site: Path) -> dict[str, File]:
    """Path → file, of all below `site`."""
    found = {}
    for path in site.rglob("*"):
        if path.is_file():
            stat = path.stat()
            digest = hashlib.sha256(path.read_bytes()).digest()
            found[str(path)] = File(stat.st_mtime_ns, stat.st_ino, digest)
    return found


def rewritten(before: Mapping[str, File], after: Mapping[str, File]) -> tuple[int, int]:
    """(files that were written, how many of these with the bytes that they had)."""
    written = [path for path, file in after.items() if before.get(path) != file]
    same = [
        path for path in written if path in before and before[path].digest == after[path].digest
    ]
    return len(written), len(same)
