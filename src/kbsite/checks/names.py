"""Names that several notes bear, so that a link by one of them leads to one of several. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info
from kbsite.urls import fold

_NAMED = 3


def duplicate_titles(survey: Survey) -> Iterator[Diagnostic]:
    """Titles that several notes of lists have, told of at the first of them."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for path in survey.graph.listed:
        bearers[fold(survey.graph.titles[path])].append(path)
    for paths in bearers.values():
        if len(paths) > 1:
            first, *others = sorted(paths)
            title = survey.graph.titles[first]
            message = f"{title!r} is also the title of {_listed(others)}"
            yield info("duplicate-title", first, message)


def duplicate_aliases(survey: Survey) -> Iterator[Diagnostic]:
    """Aliases by which links find another note too, or instead."""
    graph = survey.graph
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    stems: defaultdict[str, list[str]] = defaultdict(list)
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for path in graph.urls:
        stems[fold(path.rpartition("/")[2].removesuffix(".md"))].append(path)
        titles[fold(graph.titles[path])].append(path)
        for alias in dict.fromkeys(map(fold, survey.notes[path].front_matter.aliases)):
            aliases[alias].append(path)
    for path in graph.urls:
        note = survey.notes[path]
        for at, former in zip(note.positions.former, note.front_matter.former, strict=True):
            key = fold(former.text)
            if not former.is_name or key not in aliases:
                continue
            for how, bearers in (
                ("the file name", stems[key]),
                ("the title", titles[key]),
                ("an alias", aliases[key]),
            ):
                if others := [other for other in bearers if other != path]:
                    message = f"the alias {former.text!r} is also {how} of {_listed(others)}"
                    hint = "A link by this name leads there." if how == "the file name" else ""
                    yield info(
                        "duplicate-alias", path, message, line=at[0], column=at[1], hint=hint
                    )
                    break


def _listed(paths: Sequence[str]) -> str:
    more = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
