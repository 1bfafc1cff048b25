"""What a section of Hugo says for all pages below it. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kbsite.front_matter.block import split_front_matter
from kbsite.importers.front import values_of
from kbsite.importers.model import Source, UnreadableError
from kbsite.importers.posts.configuration import text
from kbsite.importers.posts.patterns import globs

_SUFFIX = re.compile(r"\.[^./]+$")
_ENVIRONMENT = "production"


class _Cascade(NamedTuple):
    """Values with keys in lower case, and of which pages they are: path without suffix, kind."""

    values: Mapping[str, object]
    is_meant: Callable[[str, str], bool]


def cascades(
    source: Source, folder: str, settings: Mapping[str, Any]
) -> Callable[[str], Mapping[str, object]]:
    """What is said of a page, by its path in the source; `folder` is that of the content. The
    nearest section counts, and of one section the last that says something."""
    language = text(settings, "defaultcontentlanguage") or "en"
    by_section: dict[str, list[_Cascade]] = {}
    if found := list(_cascades(settings.get("cascade"), language)):
        by_section["/"] = found
    for entry in source.entries:
        section, _, name = entry.path.rpartition("/")
        is_index = name.startswith(("_index.md", "_index.html", f"_index.{language}."))
        if not is_index or not entry.path.startswith(folder):
            continue
        try:
            said = values_of(split_front_matter(source.text(entry)))
        except UnreadableError:
            continue
        values = next((value for key, value in said.items() if key.lower() == "cascade"), None)
        by_section.setdefault(f"{section}/", []).extend(_cascades(values, language))

    def inherited(path: str) -> Mapping[str, object]:
        if not by_section or not path.startswith(folder):
            return {}
        page = _SUFFIX.sub("", path[len(folder) :])
        kind = "section" if page.rpartition("/")[2].startswith("_index") else "page"
        # A section does not say it of itself.
        own = path.rpartition("/")[0] + "/" if kind == "section" else ""
        sections = ["/", *(path[: at + 1] for at, char in enumerate(path) if char == "/")]
        values: dict[str, object] = {}
        for section in sections:
            for one in by_section.get(section, ()) if section != own else ():
                if one.is_meant(page.lower(), kind):
                    values.update(one.values)
        return values

    return inherited


def _cascades(value: object, language: str) -> Iterator[_Cascade]:
    for one in value if isinstance(value, tuple | list) else [value]:
        if not isinstance(one, Mapping):
            continue
        values = {str(key).lower(): each for key, each in one.items()}
        target = values.pop("target", None) or values.pop("_target", None)
        params = values.pop("params", None)
        values = {**(params if isinstance(params, Mapping) else {}), **values}
        yield _Cascade(values, _target(target if isinstance(target, Mapping) else {}, language))


def _target(target: Mapping[str, Any], language: str) -> Callable[[str, str], bool]:
    wanted = {str(key).lower(): str(value).lower() for key, value in target.items()}
    here = (("lang", language.lower()), ("environment", _ENVIRONMENT))
    is_here = all(globs([wanted[key]])(value) for key, value in here if key in wanted)
    is_path = globs([wanted["path"]]) if "path" in wanted else None
    is_kind = globs([wanted["kind"]]) if "kind" in wanted else None

    def is_meant(page: str, kind: str) -> bool:
        if not is_here or (is_path and not is_path(page)):
            return False
        return not is_kind or is_kind(kind)

    return is_meant
