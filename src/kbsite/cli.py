"""The command line: arguments, printing, exit codes; no logic. Each command imports what it needs.

Exit codes: 0 all is well, 1 an error in the site's sources (or, with --strict, a warning),
2 wrong usage or environment, 130 stopped by Ctrl-C, 141 nobody reads what is printed.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kbsite import __version__
from kbsite.collector import collect_seldom
from kbsite.command_group import CommandGroup
from kbsite.import_commands import import_
from kbsite.note_commands import check, check_text, mv
from kbsite.note_commands import notes_option as _notes
from kbsite.note_commands import root_option as _root
from kbsite.note_commands import site_option as _site
from kbsite.refusals import RefusalError, sentence_of

if TYPE_CHECKING:
    from kbsite.model import BuildResult


class _Program(CommandGroup):
    def invoke(self, context: click.Context) -> Any:
        """Click itself would say "Aborted!" and end with 1, and with 1 where nobody reads on."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            _interrupted()
        except BrokenPipeError:
            _cut_off()


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="kbsite", message="kbsite %(version)s")
def cli() -> None:
    """A static site generator for personal knowledge bases of Chinese technical notes."""


cli.add_command(check)
cli.add_command(mv)
cli.add_command(import_)


@cli.command()
@_site
@click.option("--content", metavar="DIR", help="Folder of the notes, from the site folder.")
@click.option("--output", metavar="DIR", help="Folder of the built site, from the site folder.")
@click.option("--base-url", metavar="URL", help="Where the site will be, with its path.")
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--strict", is_flag=True, help="Let a warning fail the build; publish nothing then.")
@click.option("--clean", is_flag=True, help="Write every file anew.")
@click.option(
    "--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0: one a core.  [0]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("-v", "--verbose", is_flag=True, help="Print every diagnostic.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors and warnings only if it fails.")
def build(
    root: Path,
    content: str | None,
    output: str | None,
    base_url: str | None,
    drafts: bool,
    strict: bool,
    clean: bool,
    jobs: int,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Build the site into its output folder."""
    import msgspec

    from kbsite.cache import FOLDER
    from kbsite.diagnostics import ProduceError, exit_code, ordered
    from kbsite.engine import BuildOptions, Engine
    from kbsite.lock import locked
    from kbsite.progress import Progress
    from kbsite.publish import Published

    started = time.perf_counter()
    options = BuildOptions(content, output, base_url, drafts, jobs)
    with (
        locked(root / FOLDER, _say_waiting),
        Progress(enabled=not (as_json or quiet)) as progress,
        closing(Engine(root, options, progress.update)) as engine,
    ):
        result = engine.build()
        published = Published(0, 0)
        if result.folder and not (strict and exit_code(result.diagnostics, strict)):
            try:
                count = progress.counter("publish", len(result.outputs))
                published = engine.publish(result, clean=clean, on_file=count)
                found = ordered((*result.diagnostics, *published.diagnostics))
                result = msgspec.structs.replace(result, diagnostics=found)
            except ProduceError as fault:
                found = (*result.diagnostics, fault.diagnostic)
                result = msgspec.structs.replace(result, folder="", diagnostics=found)
    code = exit_code(result.diagnostics, strict)
    _finish(result, published, started, as_json, verbose, quiet, code)


def _say_waiting() -> None:
    click.echo("Another build of this site is running; waiting for it", err=True)


def _finish(
    result: BuildResult,
    published: Any,
    started: float,
    as_json: bool,
    verbose: bool,
    quiet: bool,
    code: int,
) -> NoReturn:
    from kbsite.diagnostics import format_report

    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        import json

        import msgspec

        from kbsite.json_output import print_json

        report = {
            "notes": result.notes,
            "pages": result.pages,
            "written": published.written,
            "removed": published.removed,
            "seconds": seconds,
            "diagnostics": msgspec.to_builtins(result.diagnostics),
        }
        print_json(json.dumps(report, ensure_ascii=False, indent=2))
        sys.exit(code)
    shown = [d for d in result.diagnostics if verbose or not quiet or d.severity != "info"]
    if not quiet or code:
        for line in format_report(shown, everything=verbose):
            click.echo(line, err=True)
    if not quiet:
        click.echo(_summary(result, published, seconds))
    sys.exit(code)


def _summary(result: BuildResult, published: Any, seconds: float) -> str:
    from kbsite.diagnostics import counted

    counts = [
        counted(number, name)
        for name in ("error", "warning")
        if (number := sum(d.severity == name for d in result.diagnostics))
    ]
    mistakes = f"; {', '.join(counts)}" if counts else ""
    if not result.folder:
        return f"Nothing built{mistakes}"
    return (
        f"{counted(result.notes, 'note')}, {counted(result.pages, 'page')} in {seconds:.2f} s: "
        f"{counted(published.written, 'file')} written, {published.removed:,} removed "
        f"in {result.folder}{mistakes}"
    )


@cli.command()
@_site
@click.option("--host", default="127.0.0.1", metavar="HOST", help="Where to listen.  [127.0.0.1]")
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8000,
    help="This, or the next that is free; 0: any.  [8000]",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in a browser.")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts too.  [default: they show]")
@click.option("--no-reload", is_flag=True, help="Serve the site as it is now, without a script.")
def serve(root: Path, host: str, port: int, opens: bool, drafts: bool, no_reload: bool) -> None:
    """Show the site in a browser, which follows every change of its files."""
    from kbsite.preview.command import serve as begin
    from kbsite.preview.session import ServeOptions

    begin(root, ServeOptions(host, port, opens, drafts, not no_reload))


@cli.command()
@click.argument("title")
@_notes
@click.option("--into", default="", metavar="FOLDER", help="Folder under the content folder.")
def new(title: str, root: Path, into: str) -> None:
    """Write a new note titled TITLE."""
    from kbsite.scaffold import new_note

    note = new_note(root, title, into)
    introduces = f", which introduces {note.introduces}" if note.introduces else ""
    click.echo(f"Wrote {note.path}{introduces}")


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@_root
@click.option("--title", default="我的知识库", help="Name of the site.  [default: 我的知识库]")
@click.option("--deploy-only", is_flag=True, help="Only what publishes a site that exists.")
def init(directory: Path | None, root: Path, title: str, deploy_only: bool) -> None:
    """Make a new site in DIRECTORY, with two example notes, and what publishes it."""
    from kbsite.scaffold import init_deployment, init_site

    folder = root / directory if directory else root
    site = init_deployment(folder) if deploy_only else init_site(folder, title)
    for path in site.kept:
        click.echo(f"Kept {path}")
    for path in site.written:
        click.echo(f"Wrote {path}")
    click.echo("\n".join(("", *site.steps)))


@cli.command()
@click.argument("template", required=False)
@_notes
@click.option("--diff", is_flag=True, help="Show how the site's template differs from the theme's.")
@click.option("--accept", is_flag=True, help="Record that it was compared with the theme's.")
def eject(template: str | None, root: Path, diff: bool, accept: bool) -> None:
    """Copy TEMPLATE of the theme into the site's templates/; without it, list them."""
    from kbsite import eject as ejecting

    if (diff and accept) or (accept and not template):
        raise click.UsageError("--accept goes with a template, and not with --diff")
    if diff:
        for line in ejecting.differences(root, template or ""):
            click.echo(line)
    elif not template:
        for line in ejecting.listing(root):
            click.echo(line)
    elif accept:
        click.echo(f"Recorded in {ejecting.accept(root, template)}")
    else:
        click.echo(f"Wrote {ejecting.eject(root, template)}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of kbsite.yaml."""
    import json

    from kbsite.config_schema import json_schema
    from kbsite.json_output import print_json

    print_json(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def main() -> None:
    """The command line: a sentence, not a traceback, for what the environment refuses and for
    Ctrl-C. Raises SystemExit with the exit code."""
    try:
        _run()
    except KeyboardInterrupt:
        _interrupted()


def _run() -> None:
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console of another code page shows what it can and never fails.
            stream.reconfigure(errors="backslashreplace")
    try:
        for argument in sys.argv[1:]:
            check_text(argument, "the argument")
        cli()
    except RefusalError as fault:
        _refuse(str(fault))
    except OSError as fault:
        _refuse(sentence_of(fault))


def _interrupted() -> NoReturn:
    click.echo("kbsite: stopped", err=True)
    sys.exit(130)


def _cut_off() -> NoReturn:
    """Ends as a program does that knows nothing of SIGPIPE, which Python has turned off."""
    # What is left to print goes nowhere: to try once more would be told of.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    sys.exit(141)


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"kbsite: {sentence}", err=True)
    sys.exit(2)
