"""In which language a page of Hugo is, and how the same page is called in others. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kbsite.importers.posts.configuration import text

_NAMED = re.compile(r"\.([\w-]+)\.\w+$")
_SUFFIX = re.compile(r"(?i)\.(?:md|markdown|html?)$")


def default_language(settings: Mapping[str, Any]) -> str:
    """The language of a page that names none."""
    return text(settings, "defaultcontentlanguage") or "en"


class Languages:
    """The languages of a site: by names of files (`a.en.md`) or by folders (`contentDir`).
    `folder`: that of its content; `folders`: those of languages, the deepest first."""

    def __init__(self, settings: Mapping[str, Any], folder: str) -> None:
        languages = settings.get("languages")
        said = languages if isinstance(languages, Mapping) else {}
        first = default_language(settings)
        self.first = first if first in said or not said else next(iter(said))
        self.folder = folder
        self._codes = frozenset(str(code).lower() for code in said)
        found = {}
        for code, values in said.items():
            named = (
                {str(k).lower(): v for k, v in values.items()}
                if isinstance(values, Mapping)
                else {}
            )
            if own := text(named, "contentdir").strip("/"):
                found[f"{own}/"] = str(code)
        self.folders = {own: found[own] for own in sorted(found, key=len, reverse=True)}

    def names(self, path: str, name: str, code: str) -> Iterator[str]:
        """By which names the page at `path` may mean another one that it calls `name`: in the
        language `code`, "" for its own."""
        tried = _from_bundle(name) if _is_bundle(path) else (name,)
        if self._codes:
            folder, own = self._of(path)
            code = code.lower() or own.lower()
            there = next((f for f, c in self.folders.items() if c.lower() == code), "")
            stems = [_SUFFIX.sub("", each) for each in tried]
            base = posixpath.join("/", posixpath.dirname(path[len(folder) :]))
            near = (posixpath.normpath(posixpath.join(base, stem)).lstrip("/") for stem in stems)
            for each in (*(f"/{there or self.folder}{one}" for one in near), _SUFFIX.sub("", name)):
                yield from (f"{each}{kind}.{code}" for kind in ("", "/index", "/_index"))
                if there or code == self.first.lower():
                    yield each
        yield from tried

    def _of(self, path: str) -> tuple[str, str]:
        """The folder that a page is in with all of its language, and the language."""
        inside = ((own, code) for own, code in self.folders.items() if path.startswith(own))
        folder, code = next(inside, (self.folder, self.first))
        named = _NAMED.search(path)
        return folder, named[1] if named and named[1].lower() in self._codes else code


def _is_bundle(path: str) -> bool:
    """Whether a page is the whole of its folder."""
    return posixpath.basename(path).startswith("index.")


def _from_bundle(name: str) -> Sequence[str]:
    """What a page may mean that is a folder: Hugo looks beside that first, then in it; the other
    way round for the path of a file that leads out."""
    if name.startswith("/"):
        return (name,)
    leads_out = name.startswith("../") and _SUFFIX.search(name)
    return (name, f"../{name}") if leads_out else (f"../{name}", name)
