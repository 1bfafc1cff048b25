"""How the findings of a check are printed: text, JSON, annotations of GitHub. No I/O."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kbsite.checks.connections import Wanted
from kbsite.diagnostics import (
    GROUP_OVER,
    Diagnostic,
    Severity,
    counted,
    format_diagnostic,
    format_report,
)

#: How many wanted notes the text names, and places of each.
_WANTED, _PLACES = 20, 3
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


class Findings(NamedTuple):
    """What a check found: how many notes it read, diagnostics in print order, the notes that are
    wanted, their places named from the site folder."""

    notes: int
    diagnostics: Sequence[Diagnostic]
    wanted: Sequence[Wanted]


def as_text(found: Findings, *, everything: bool) -> Iterator[str]:
    """Everything by place, infos apart and grouped where they are many; then the wanted notes, how
    many there are of each code, and the sum."""
    loud = [one for one in found.diagnostics if one.severity != "info"]
    quiet = [one for one in found.diagnostics if one.severity == "info"]
    if everything or len(quiet) <= GROUP_OVER:
        yield from map(format_diagnostic, found.diagnostics)
    else:
        yield from map(format_diagnostic, loud)
        yield from format_report(quiet)
    if found.wanted:
        yield ""
        yield "Wanted notes:"
        shown = found.wanted if everything else found.wanted[:_WANTED]
        yield from (_wanted_line(wanted, everything) for wanted in shown)
        if len(found.wanted) > len(shown):
            yield f"    … and {len(found.wanted) - len(shown):,} more (-v shows all)"
    if found.diagnostics:
        yield ""
        yield from _count_lines(found.diagnostics)
    yield _summary(found)


def _wanted_line(wanted: Wanted, everything: bool) -> str:
    places = [f"{path}:{line}:{column}" for path, line, column in wanted.places]
    shown = places if everything else places[:_PLACES]
    more = f" and {len(places) - len(shown):,} more" if len(places) > len(shown) else ""
    return f"{len(places):>6,}  {wanted.name}  ({', '.join(shown)}{more})"


def _count_lines(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    counts = Counter(one.code for one in diagnostics)
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>6,}  {code}"


def _summary(found: Findings) -> str:
    """One line: `946 notes: 1 error, 12 warnings, 230 infos`."""
    counts = Counter(one.severity for one in found.diagnostics)
    said = ", ".join(counted(counts[name], name) for name in _LEVELS if counts[name])
    return f"{counted(found.notes, 'note')}: {said or 'nothing to say'}"


def as_json(found: Findings) -> str:
    """One object; `docs/check.md` describes it."""
    counts = Counter(one.code for one in found.diagnostics)
    report: dict[str, Any] = {
        "notes": found.notes,
        "diagnostics": msgspec.to_builtins(found.diagnostics),
        "counts": dict(sorted(counts.items())),
        "wanted": [
            {"name": wanted.name, "places": _places(wanted.places)} for wanted in found.wanted
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _places(places: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
    return [{"path": path, "line": line, "column": column} for path, line, column in places]


def as_annotations(diagnostics: Sequence[Diagnostic], folder: str) -> Iterator[str]:
    """Workflow commands of GitHub Actions. `folder` is that of the site in the repository, "" or
    ending with /."""
    for one in diagnostics:
        # A list of URLs is named as it was given.
        above = "" if one.code == "url-lost" else folder
        properties = {"file": f"{above}{one.path}" if one.path else ""}
        if one.line:
            properties |= {"line": str(one.line), "col": str(one.column)}
        properties["title"] = one.code
        named = ",".join(f"{k}={_property(v)}" for k, v in properties.items() if v)
        text = f"{one.message}\n{one.hint}" if one.hint else one.message
        yield f"::{_LEVELS[one.severity]} {named}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class External(NamedTuple):
    """An address on another site, and where it stands."""

    url: str
    places: Sequence[tuple[str, int, int]]


def external_text(found: Sequence[External]) -> Iterator[str]:
    """A line for each place: the address, a tab, the place."""
    for one in found:
        for path, line, column in one.places:
            yield f"{one.url}\t{path}:{line}:{column}"


def external_json(found: Sequence[External]) -> str:
    """One object; `docs/check.md` describes it."""
    listed = [{"url": one.url, "places": _places(one.places)} for one in found]
    return json.dumps({"external": listed}, ensure_ascii=False, indent=2)
