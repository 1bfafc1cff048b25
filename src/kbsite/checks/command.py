"""`kbsite check` from its start to its exit code. PRINTS; I/O through the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from kbsite.cache import FOLDER
from kbsite.checks.connections import Wanted, wanted_notes
from kbsite.checks.external import external_addresses
from kbsite.checks.lost_urls import LostUrl, lost_diagnostic, lost_urls
from kbsite.checks.mending import Suggested, mend, suggestion_diagnostic, suggestions_of
from kbsite.checks.report import (
    Findings,
    as_annotations,
    as_json,
    as_text,
    external_json,
    external_text,
)
from kbsite.checks.silencing import unsilenced
from kbsite.checks.sitemaps import ListedUrl, read_sitemap
from kbsite.checks.survey import Survey
from kbsite.checks.table import diagnose
from kbsite.diagnostics import Diagnostic, below, exit_code, ordered
from kbsite.engine import BuildOptions, Engine
from kbsite.fixing.asking import say_waiting
from kbsite.fixing.suggestions import Suggestion
from kbsite.json_output import print_json
from kbsite.lock import locked
from kbsite.markdown.links.addresses import addresses
from kbsite.markdown.literal.leftovers import literal_remains
from kbsite.notes import seen_blocks
from kbsite.progress import Progress
from kbsite.refusals import UsageError
from kbsite.scan import read_note
from kbsite.stages.site import Planned
from kbsite.stages.stored_notes import LostNoteError
from kbsite.words.pinyin import spelling_of


class CheckOptions(NamedTuple):
    """What the command line says; `against` is a list of URLs."""

    form: str = "text"
    drafts: bool = False
    strict: bool = False
    verbose: bool = False
    external_list: bool = False
    against: Path | None = None
    suggest_links: bool = False
    write: bool = False
    yes: bool = False


def check(root: Path, options: CheckOptions) -> int:
    """Prints what there is to say of the site in `root`; the exit code. Raises UsageError, where
    options do not go together too, and OSError."""
    _refuse_odd(options)
    listed = read_sitemap(options.against) if options.against else []
    with (
        locked(root / FOLDER, say_waiting),
        Progress(enabled=options.form == "text") as progress,
        closing(Engine(root, BuildOptions(drafts=options.drafts), progress.update)) as engine,
    ):
        try:
            return _checked(engine, options, listed)
        except LostNoteError:
            # The cache is damaged.
            engine.forget()
            return _checked(engine, options, listed)


def _refuse_odd(options: CheckOptions) -> None:
    others = options.form == "github" or options.against or options.suggest_links
    if options.external_list and others:
        raise UsageError("--external-list goes with --format text or json, and nothing else")
    if options.write and not (options.against or options.suggest_links):
        raise UsageError("--write goes with --suggest-links or --against")
    if options.write and options.form != "text":
        raise UsageError("--write shows a diff: it does not go with --format")
    if options.yes and not options.write:
        raise UsageError("--yes goes with --write")


def _checked(engine: Engine, options: CheckOptions, listed: Sequence[ListedUrl]) -> int:
    planned = engine.survey()
    survey = _survey_of(planned)
    if options.external_list and survey:
        found = external_addresses(survey, planned.prefix)
        if options.form == "json":
            print_json(external_json(found))
        else:
            _print(external_text(found))
        return 0
    lost = _lost(planned, survey, listed)
    suggested = suggestions_of(planned) if options.suggest_links else {}
    findings = _findings(engine, planned, survey, lost, suggested)
    if options.form == "json":
        print_json(as_json(findings))
    elif options.form == "github":
        folder = engine.root.as_posix()
        _print(as_annotations(findings.diagnostics, "" if folder == "." else f"{folder}/"))
    else:
        _print(as_text(findings, everything=options.verbose))
    left = set(findings.diagnostics)
    if options.write and survey:
        mended = mend(engine.root, planned, lost, _told(suggested, left, planned), yes=options.yes)
        left -= {lost_diagnostic(one, survey.graph) for one in mended}
    return exit_code(left, options.strict)


def _told(
    suggested: Suggested, told: Iterable[Diagnostic], planned: Planned
) -> dict[str, list[Suggestion]]:
    """The suggestions that nothing silences."""
    kept = {one for one in told if one.code == "unlinked-mention"}
    return {
        path: shown
        for path, found in suggested.items()
        if (
            shown := [
                one
                for one in found
                if below(planned.prefix, suggestion_diagnostic(path, one)) in kept
            ]
        )
    }


def _lost(planned: Planned, survey: Survey | None, listed: Sequence[ListedUrl]) -> list[LostUrl]:
    if survey is None or planned.reading is None:
        return []
    outputs, base_path = (
        (one.path for one in planned.result.outputs),
        planned.reading.config.base_path,
    )
    return lost_urls(listed, outputs, survey.graph, survey.notes, base_path)


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _survey_of(planned: Planned) -> Survey | None:
    """What the checks are given, None where nothing could be planned."""
    graph, sources, reading = planned.graph, planned.sources, planned.reading
    if graph is None or sources is None or reading is None:
        return None
    read = partial(read_note, planned.content)
    rules = reading.own.rule_functions

    return Survey(
        graph,
        reading.notes,
        sources.attachments,
        lambda path: list(literal_remains(seen_blocks(read(path), reading.options, rules))),
        lambda path: list(addresses(seen_blocks(read(path), reading.options, rules))),
        reading.config.base_url,
        spelling_of(reading.config.permalinks),
    )


def _findings(
    engine: Engine,
    planned: Planned,
    survey: Survey | None,
    lost: Sequence[LostUrl],
    suggested: Suggested,
) -> Findings:
    found = list(planned.result.diagnostics)
    if survey is None or planned.reading is None or planned.sources is None:
        return Findings(0, ordered(found), ())
    has_own_pages = planned.sources.shadows or planned.reading.own.outputs
    if has_own_pages and (fault := engine.rehearse(planned.result)):
        found.append(fault)
    found += (below(planned.prefix, one) for one in diagnose(survey))
    for path, suggestions in suggested.items():
        ours = (suggestion_diagnostic(path, one) for one in suggestions)
        found += (below(planned.prefix, one) for one in ours)
    found += (lost_diagnostic(one, survey.graph) for one in lost)
    ignored = planned.reading.config.check.ignore
    kept = unsilenced(found, planned.reading.notes, ignored, planned.prefix)
    told = ordered(kept)
    there = (*planned.sources.note_templates, *planned.sources.withheld)
    notes = wanted_notes(survey.graph, there)
    return Findings(len(survey.graph.urls), told, _wanted(notes, planned.prefix, told))


def _wanted(notes: Iterable[Wanted], prefix: str, told: Iterable[Diagnostic]) -> tuple[Wanted, ...]:
    """The wanted `notes`, less the places of which nothing is to be said."""
    missing = {(one.path, one.line, one.column) for one in told if one.code == "link-missing"}
    found = []
    for wanted in notes:
        places = tuple((prefix + path, line, column) for path, line, column in wanted.places)
        if kept := tuple(place for place in places if place in missing):
            found.append(Wanted(wanted.name, kept))
    return tuple(sorted(found, key=lambda one: (-len(one.places), one.name)))
