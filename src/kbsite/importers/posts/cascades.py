"""What a section of Hugo says for all pages below it. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from kbsite.front_matter.block import split_front_matter
from kbsite.importers.front import values_of
from kbsite.importers.model import Source, UnreadableError
from kbsite.importers.posts.hugo_languages import default_language
from kbsite.importers.posts.patterns import globs

_SUFFIX = re.compile(r"\.[^./]+$")
_ENVIRONMENT = "production"
_TARGETS = frozenset({"path", "kind", "lang", "environment"})

#: A path in the source → the language of its page, "" for the first one, else with a slash at its
#: end, and the path below the folder of its content; None where it lies in none.
Parted: TypeAlias = Callable[[str], tuple[str, str] | None]


class _Cascade(NamedTuple):
    """Values with keys in lower case, and of which pages they are: path without suffix, kind,
    language."""

    values: Mapping[str, object]
    is_meant: Callable[[str, str, str], bool]


def cascades(
    source: Source, settings: Mapping[str, Any], parted: Parted
) -> Callable[[str], Mapping[str, object]]:
    """What is said of a page, by its path in the source. The nearest section counts, and of one
    section the last that says something."""
    first = default_language(settings)
    by_section: dict[str, list[_Cascade]] = {}
    if found := list(_cascades(settings.get("cascade"))):
        by_section["/"] = found
    for entry in source.entries:
        name = entry.path.rpartition("/")[2]
        if not name.startswith("_index.") or not (place := parted(entry.path)):
            continue
        language, page = place
        names = ("_index.md", "_index.html", f"_index.{language.rstrip('/') or first}.")
        if not name.startswith(names):
            continue
        try:
            said = values_of(split_front_matter(source.text(entry)))
        except UnreadableError:
            continue
        values = next((value for key, value in said.items() if key.lower() == "cascade"), None)
        section = language + page[: -len(name)]
        by_section.setdefault(section, []).extend(_cascades(values))

    def inherited(path: str) -> Mapping[str, object]:
        if not by_section or not (place := parted(path)):
            return {}
        language, page = place
        name = page.rpartition("/")[2]
        kind = "section" if name.startswith("_index.") else "page"
        above = ["", *(page[: at + 1] for at, char in enumerate(page) if char == "/")]
        if kind == "section":
            # It does not say it of itself.
            above.pop()
        code = (language.rstrip("/") or first).lower()
        bare = _SUFFIX.sub("", page).lower()
        values: dict[str, object] = {}
        for section in ("/", *(language + each for each in above)):
            for one in by_section.get(section, ()):
                if one.is_meant(bare, kind, code):
                    values.update(one.values)
        return values

    return inherited


def _cascades(value: object) -> Iterator[_Cascade]:
    for one in value if isinstance(value, tuple | list) else [value]:
        if not isinstance(one, Mapping):
            continue
        values = {str(key).lower(): each for key, each in one.items()}
        target = values.pop("target", None) or values.pop("_target", None)
        params = values.pop("params", None)
        values = {**(params if isinstance(params, Mapping) else {}), **values}
        yield _Cascade(values, _target(target if isinstance(target, Mapping) else {}))


def _target(target: Mapping[str, Any]) -> Callable[[str, str, str], bool]:
    wanted = {str(key).lower(): str(value).lower() for key, value in target.items()}
    # What a pattern says that is refused could be of any page: hiding too much does less harm.
    globbed = {key: globs([value]) for key, value in wanted.items() if key in _TARGETS}
    found = {key: matches for key, matches in globbed.items() if not matches.refused}

    def is_meant(page: str, kind: str, language: str) -> bool:
        values = {"path": page, "kind": kind, "lang": language, "environment": _ENVIRONMENT}
        return all(matches(values[key]) for key, matches in found.items())

    return is_meant
