"""`kbsite mv` from its operands to its exit code. PRINTS; I/O through the engine and `writing`."""

from __future__ import annotations

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
from kbsite.fixing.ground import ground_of, parse_bytes
from kbsite.fixing.move_plan import MovePlanner
from kbsite.fixing.moves import MovePlan
from kbsite.fixing.nav import moved_nav
from kbsite.fixing.operands import Operands, read_operands
from kbsite.fixing.vault_files import mended_files
from kbsite.fixing.writing import NewBytes, finish, write_all
from kbsite.lock import locked
from kbsite.refusals import UsageError
from kbsite.scan import content_folder, find_file, read_file
from kbsite.site import Planned
from kbsite.stored_notes import LostNoteError


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
    reading, (root, config, operands, dry_run, yes) = planned.reading, asked
    if reading is None:
        for diagnostic in planned.result.diagnostics:
            click.echo(format_diagnostic(diagnostic), err=True)
        return 1
    content, prefix = planned.content, planned.prefix
    ground = ground_of(planned, reading)
    read, parse = partial(read_file, content), partial(parse_bytes, reading)
    planner = MovePlanner(ground, operands.move, read, parse)
    plan = planner.plan()
    nav = moved_nav(root, config, planner.before[0], planner.after[0], plan.move)
    for refusal in plan.refusals:
        place = f"{prefix}{refusal.path}" + (f":{refusal.line}" if refusal.line else "")
        click.echo(f"{place}: {refusal.message}", err=True)
    if plan.refusals:
        click.echo("Nothing is moved", err=True)
        return 1
    others = mended_files(ground, plan, read)
    if dry_run:
        _show(plan, prefix)
        for path, (old, data) in others.items():
            for line in diff_lines(prefix + path, old, data, prefix + plan.move.path(path)):
                click.echo(line)
        if nav.data:
            for line in diff_lines(FILE_NAME, nav.old, nav.data):
                click.echo(line)
    click.echo(_summary(plan, prefix, len(others), has_nav=bool(nav.data)))
    for said in (*plan.said, *nav.said):
        click.echo(f"  {said}")
    if dry_run or not confirmed("Move it?", yes=yes):
        return 0
    written = {**{one.path: (one.old, one.data) for one in plan.rewrites}, **others}
    files = [NewBytes(find_file(content, path), *both) for path, both in sorted(written.items())]
    if nav.data:
        files.append(NewBytes(root / FILE_NAME, nav.old, nav.data))
    write_all(root / FOLDER, files, (operands.old, operands.new))
    return 0


def _show(plan: MovePlan, prefix: str) -> None:
    for one in plan.rewrites:
        new_path = prefix + plan.move.path(one.path)
        for line in diff_lines(prefix + one.path, one.old, one.data, new_path):
            click.echo(line)


def _summary(plan: MovePlan, prefix: str, others: int, *, has_nav: bool) -> str:
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
    return said + ("; nav in kbsite.yaml mended" if has_nav else "")
