"""`kbsite mv` from its operands to its exit code. PRINTS; I/O through the engine and `writing`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from kbsite.cache import FOLDER
from kbsite.config import FILE_NAME, Config, load_config
from kbsite.diagnostics import counted, format_diagnostic
from kbsite.engine import BuildOptions, Engine
from kbsite.fixing.asking import confirmed, diff_lines, say_waiting
from kbsite.fixing.comments import links_in_comments
from kbsite.fixing.configuration import MovedConfig, moved_config
from kbsite.fixing.ground import ground_of, parse_bytes
from kbsite.fixing.leftovers import leftovers
from kbsite.fixing.loose_links import LooseLinks
from kbsite.fixing.move_plan import MovePlanner
from kbsite.fixing.moves import MovePlan
from kbsite.fixing.operands import Operands, read_operands
from kbsite.fixing.vault_files import mended_files, tables_of
from kbsite.fixing.writing import NewBytes, finish, write_all
from kbsite.lock import locked
from kbsite.model import Note
from kbsite.placing.linked_notes import Ground
from kbsite.refusals import UsageError
from kbsite.scan import content_folder, read_static
from kbsite.scanning.found_files import find_file, read_file
from kbsite.scanning.walk import NOTE_SUFFIX
from kbsite.stages.site import Planned
from kbsite.stages.stored_notes import LostNoteError


class _Asked(NamedTuple):
    """What the command line says."""

    root: Path
    config: Config
    operands: Operands
    dry_run: bool
    yes: bool


def move(root: Path, old: str, new: str, *, dry_run: bool, yes: bool) -> int:
    """Moves what is at `old` to `new` in the site in `root`, with everything that leads to it; the
    exit code. Raises UsageError and OSError."""
    with locked(root / FOLDER, say_waiting):
        if finish(root / FOLDER):
            click.echo("A move that was interrupted is finished", err=True)
        config, mistakes = load_config(root)
        if mistakes:
            raise UsageError(format_diagnostic(mistakes[0]))
        content = content_folder(root, config)
        operands = read_operands(root, content, config, old, new)
        asked = _Asked(root, config, operands, dry_run, yes)
        with closing(Engine(root, BuildOptions())) as engine:
            try:
                return _move(engine.survey(), asked)
            except LostNoteError:
                # The cache is damaged.
                engine.forget()
                return _move(engine.survey(), asked)


def _move(planned: Planned, asked: _Asked) -> int:
    reading, content, prefix = planned.reading, planned.content, planned.prefix
    if reading is None:
        for diagnostic in planned.result.diagnostics:
            click.echo(format_diagnostic(diagnostic), err=True)
        return 1
    ground, read = ground_of(planned, reading), partial(read_file, content)
    planner = MovePlanner(ground, asked.operands.move, read, partial(parse_bytes, reading))
    plan = planner.plan()
    views = planner.before[0], planner.after[0]
    settings = moved_config(asked.root, asked.config, *views, asked.operands.old, plan.move)
    if refusals := (*plan.refusals, *settings.refusals):
        for refusal in refusals:
            place = f"{prefix}{refusal.path}" + (f":{refusal.line}" if refusal.line else "")
            click.echo(f"{place}: {refusal.message}", err=True)
        click.echo("Nothing is moved", err=True)
        return 1
    loose = LooseLinks(planner.before, planner.after, plan.move, planner.parse)
    others = mended_files(ground, loose, plan, read)
    written = {**{one.path: (one.old, one.data) for one in plan.rewrites}, **others}
    if asked.dry_run:
        _show(written, settings, plan, prefix)
    left = _leftovers(asked.root, planned, ground, written, planner, loose)
    said = [_summary(plan, prefix, len(others), has_config=bool(settings.data))]
    said += (f"  {one}" for one in (*plan.said, *_unread(planned), *settings.said, *left))
    # What nobody is asked is told when it is done.
    if asked.dry_run or not asked.yes:
        click.echo("\n".join(said))
    if asked.dry_run or not confirmed("Move it?", yes=asked.yes):
        return 0
    files = [NewBytes(find_file(content, path), *both) for path, both in sorted(written.items())]
    if settings.data:
        files.append(NewBytes(asked.root / FILE_NAME, settings.old, settings.data))
    write_all(asked.root / FOLDER, files, (asked.operands.old, asked.operands.new))
    if asked.yes:
        click.echo("\n".join(said))
    return 0


def _unread(planned: Planned) -> list[str]:
    found = planned.sources.diagnostics if planned.sources else ()
    unread = (
        one
        for one in found
        if one.code == "unreadable"
        and one.path.startswith(planned.prefix)
        and one.path.endswith((NOTE_SUFFIX, "/"))
    )
    return [f"{one.path} {one.message}, so its links are left as they are" for one in unread]


def _leftovers(
    root: Path,
    planned: Planned,
    ground: Ground[Note],
    written: Mapping[str, tuple[bytes, bytes]],
    planner: MovePlanner,
    loose: LooseLinks,
) -> Iterator[str]:
    """What is to be said of files that go on naming what is moved."""

    def new_bytes(path: str) -> bytes:
        return written[path][1] if path in written else read_file(planned.content, path)

    for card in ground.cards:
        if card.readable:
            for line, target in links_in_comments(card.path, new_bytes(card.path), loose):
                place = f"{planned.prefix}{planner.move.path(card.path)}:{line}"
                yield f"{place}: a comment names {target!r}, which is left as it is"
    if planned.sources and planned.reading:
        entries = (*planned.reading.own.rules, *planned.reading.own.outputs)
        own = {entry.source.path: entry.source.data for entry in entries}
        tables = tables_of(ground, new_bytes)
        placed = ((planned.prefix + path, text, line) for path, text, line in tables)
        read = partial(read_static, root)
        yield from leftovers(planned.sources, read, own, placed, planner.before[0], planner.move)


def _show(
    written: Mapping[str, tuple[bytes, bytes]],
    settings: MovedConfig,
    plan: MovePlan,
    prefix: str,
) -> None:
    for path, both in sorted(written.items()):
        for line in diff_lines(prefix + path, *both, prefix + plan.move.path(path)):
            click.echo(line)
    for line in diff_lines(FILE_NAME, settings.old, settings.data, "") if settings.data else ():
        click.echo(line)


def _summary(plan: MovePlan, prefix: str, others: int, *, has_config: bool) -> str:
    links = sum(one.links for one in plan.rewrites)
    notes = sum(bool(one.links) for one in plan.rewrites)
    urls = [url for one in plan.rewrites for url in one.urls]
    said = f"{prefix}{plan.move.old} → {prefix}{plan.move.new}"
    if links:
        said += f": {counted(links, 'link')} in {counted(notes, 'note')} mended"
    if urls:
        said += f"; {counted(len(urls), 'old URL')} kept"
    if others:
        said += f"; tables and canvases in {counted(others, 'file')} mended"
    return said + (f"; {FILE_NAME} mended" if has_config else "")
