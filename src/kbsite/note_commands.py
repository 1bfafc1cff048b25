"""The arguments of the commands that check notes and change them; no logic. I/O through those.
Each command imports what it needs.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from kbsite.refusals import RefusalError


def _text(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """Paths are kept in the cache, in journals and in pages, as text."""
    check_text(str(root.resolve()), "the path")
    return root


def check_text(said: str, what: str) -> None:
    """Raises RefusalError where a word that the system gave is no text."""
    try:
        said.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(said).decode(errors="backslashreplace")
        raise RefusalError(f"{what} {shown} is not UTF-8") from None


def _say_above(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """Refuses a folder that nobody named and that is within a site."""
    from kbsite.config import site_above
    from kbsite.refusals import UsageError

    root = _text(context, parameter, root)
    source = context.get_parameter_source(parameter.name or "")
    above = site_above(root) if source is ParameterSource.DEFAULT else None
    if above:
        raise UsageError(
            f"there is no kbsite.yaml here, but one in {above}; say --root {above} for that site, "
            "or --root . for this folder alone"
        )
    return root


_root = partial(
    click.option,
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    help="Folder of the site.  [default: here]",
)
root_option = _root(callback=_text)
#: Of commands that read a whole site: a part of one would be read without its configuration.
site_option = _root(callback=_say_above)


@click.command()
@site_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    help="How it is printed; github: annotations.  [text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--strict", is_flag=True, help="Exit with 1 for a warning, too.")
@click.option("-v", "--verbose", is_flag=True, help="Print every info.")
@click.option("--external-list", is_flag=True, help="List the addresses on other sites instead.")
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SITEMAP",
    help="Name every URL in this file that would be gone.",
)
@click.option("--suggest-links", is_flag=True, help="Name the links that could be set.")
@click.option(
    "--write",
    is_flag=True,
    help="With --suggest-links: set them; with --against: redirect from the notes.",
)
@click.option("--yes", is_flag=True, help="With --write: do not ask.")
def check(root: Path, form: str | None, as_json: bool, **said: Any) -> None:
    """Say what is wrong with the notes, or may be; write nothing unless told to."""
    from kbsite.checks.command import CheckOptions
    from kbsite.checks.command import check as begin

    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json does not go with --format {form}")
    sys.exit(begin(root, CheckOptions(form="json" if as_json else form or "text", **said)))


@click.command()
@click.argument("old")
@click.argument("new")
@root_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def mv(old: str, new: str, root: Path, dry_run: bool, yes: bool) -> None:
    """Move the note or folder OLD to NEW, and mend every link to it."""
    from kbsite.fixing.move_command import move

    sys.exit(move(root, old, new, dry_run=dry_run, yes=yes))
