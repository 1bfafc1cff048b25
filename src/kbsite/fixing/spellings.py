"""How a link to a note, a file or a folder can be written, nearest to how it was written first.
No I/O.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

from kbsite.fixing.link_places import Form
from kbsite.urls import fold
from kbsite.words.names import MAX_TAIL

_MD, _HTML = ".md", ".html"
# What would end a destination, or be read as something else.
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>()\[\]\\%\"'#?:`|{}^]|[^\S ]")
_UNSAFE_IN_ANGLE = re.compile(r"[\x00-\x1f\x7f<>\\%#?:]")
_NO_WIKILINK = re.compile(r"[\[\]|\n]|^\s|\s$|%%")


def spellings(form: Form, written: str, was: str, path: str, source: str) -> Iterator[str]:
    """Targets that may lead from the note at `source` to `path` (a note, a file, or a folder with /
    at its end), decoded. `written` led to `was`, the same before it was moved."""
    names = _names(path, written, was)
    if form == "wikilink":
        found = _for_wikilink(written, names, path, source)
    else:
        found = _for_path(written, names, source)
    yield from dict.fromkeys(found)


def _names(path: str, written: str, was: str) -> list[str]:
    """The names of what is at `path`, as `written` named `was`: with `.md`, `.html` or without, by
    its folder or as `index`."""
    if path.endswith("/") or not path.lower().endswith(_MD):
        return [path.rstrip("/") + ("/" if written.endswith("/") else "")]
    bare = path[: -len(_MD)]
    suffix = next((s for s in (_MD, _HTML) if written.lower().endswith(s)), "")
    suffix = written[len(written) - len(suffix) :]
    folder = posixpath.dirname(path)
    is_readme = posixpath.basename(bare).lower() == "readme"
    is_page = is_readme and suffix.lower() == _HTML
    if is_page or not folder or not (is_readme or path.endswith("/index.md")):
        slash = "/" if written.endswith("/") and not suffix else ""
        page = posixpath.join(folder, "index") if is_page else bare
        return [page + suffix + slash, bare + suffix + slash, bare + _MD]
    by_folder = folder + ("/" if written.endswith("/") else "")
    name = fold(posixpath.basename(was)).removesuffix(_MD)
    named = fold(written).removesuffix(suffix.lower()).rstrip("/")
    as_file = name in ("index", "readme") and named.endswith(name)
    return [bare + suffix, by_folder] if as_file else [by_folder, bare + suffix, bare + _MD]


def _for_wikilink(written: str, names: list[str], path: str, source: str) -> Iterator[str]:
    if written.startswith(("./", "../")):
        yield from (_relative(name, source, dotted=written.startswith("./")) for name in names)
    lead = "/" if written.startswith("/") else ""
    size = len([part for part in written.strip("/").split("/") if part not in (".", "..")])
    for name in names:
        parts = name.strip("/").split("/")
        for count in (size, *range(1, min(len(parts), MAX_TAIL) + 1), len(parts)):
            if 0 < count <= len(parts):
                yield lead + "/".join(parts[-count:])
    # `[[几何]]` is a folder's note and a note beside the folder; their files are not.
    yield path.rstrip("/")


def _for_path(written: str, names: list[str], source: str) -> Iterator[str]:
    for name in names:
        if written.startswith("/"):
            yield f"/{name}"
        yield _relative(name, source, dotted=written.startswith("./"))
    for name in names:
        yield f"/{name}"


def _relative(name: str, source: str, *, dotted: bool) -> str:
    folder = posixpath.dirname(source)
    slash = "/" if name.endswith("/") else ""
    path = posixpath.relpath(name, folder or ".")
    return ("./" if dotted and not path.startswith("../") else "") + path + slash


def encoded(target: str, form: Form, raw: str) -> str | None:
    """`target` as it stands in the source, in the way that `raw`, what stood there, was written;
    None where it cannot stand there."""
    if form == "wikilink":
        return None if _NO_WIKILINK.search(target) else target
    if form == "angle":
        return _UNSAFE_IN_ANGLE.sub(_percent, target)
    if "%" in raw and raw.isascii():
        shown = quote(target, safe="/+-._~!$*,;=@")
    else:
        shown = _UNSAFE.sub(_percent, target)
    return html.escape(shown) if form.startswith("html") else shown.replace("&", "&amp;")


def _percent(char: re.Match[str]) -> str:
    return quote(char.group(), safe="")
