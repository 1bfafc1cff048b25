"""`kbsite import` from arguments to exit code. PRINTS; I/O through `archive` and `session`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from kbsite.cache import FOLDER
from kbsite.config import load_config
from kbsite.diagnostics import format_diagnostic
from kbsite.importers.account import Account
from kbsite.importers.archive import open_source
from kbsite.importers.journal import finish
from kbsite.importers.kinds import IMPORTERS
from kbsite.importers.reports import as_text, json_of
from kbsite.importers.session import ImportOptions, Session
from kbsite.json_output import print_json
from kbsite.lock import locked
from kbsite.progress import Progress
from kbsite.refusals import UsageError


def import_notes(
    root: Path, kind: str, path: Path, options: ImportOptions, *, as_json: bool
) -> int:
    """Imports what is at `path` into the site in `root`; the exit code. Raises RefusalError, and
    OSError where the disk is full, say: then everything is as it was."""
    if kind not in IMPORTERS:
        raise UsageError(f"there is no importer {kind!r}; known: {', '.join(IMPORTERS)}")
    config, mistakes = load_config(root)
    if mistakes:
        raise UsageError(format_diagnostic(mistakes[0]))
    with ExitStack() as stack:
        if not options.dry_run:
            stack.enter_context(locked(root / FOLDER, _say_waiting))
            if finish(root):
                click.echo("An import that was interrupted is finished", err=True)
        session = Session(root, config, kind, options)
        session.check(path)
        progress = stack.enter_context(Progress(enabled=not as_json))
        source = stack.enter_context(open_source(path))
        number = len(source.entries) + len(source.refused)
        account, report = session.run(source, progress.counter("import", number))
    if as_json:
        print_json(json_of(account))
    else:
        _print(account, report, root)
    return 1 if account.has_failed or account.is_empty else 0


def _print(account: Account, report: str, root: Path) -> None:
    for line in as_text(account, report):
        click.echo(line)
    if not account.dry_run and not account.is_quiet:
        where = "" if root == Path() else f" --root {root}"
        click.echo(f"Now:  kbsite build{where}  and  kbsite check{where}")


def _say_waiting() -> None:
    click.echo("A build or an import of this site is running; waiting for it", err=True)
