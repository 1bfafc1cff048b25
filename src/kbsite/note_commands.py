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

from kbsite.real_paths import real_path
from kbsite.refusals import RefusalError


def _text(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """Paths are kept in the cache, in journals and in pages, as text."""
    check_text(str(real_path(root)), "the path")
    return root


def check_text(said: str, what: str) -> None:
    """Raises RefusalError where a word that the system gave is no text."""
    try:
        said.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(said).decode(errors="backslashreplace")
        raise RefusalError(f"{what} {shown} is not UTF-8") from None


def _site_above(context: click.Context, parameter: click.Parameter, root: Path) -> Path | None:
    """The site around a folder that nobody named."""
    from kbsite.settings.config_file import site_above

    source = context.get_parameter_source(parameter.name or "")
    return site_above(root) if source is ParameterSource.DEFAULT else None


def _say_above(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """Refuses a folder that nobody named and that is within a site."""
    root = _text(context, parameter, root)
    if above := _site_above(context, parameter, root):
        raise _unclear(above)
    return root


def _take_above(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """The site of which a folder that nobody named is a part."""
    from kbsite.config import load_config
    from kbsite.scan import content_folder

    root = _text(context, parameter, root)
    above = _site_above(context, parameter, root)
    if above is None:
        return root
    here = real_path(root)
    config, mistakes = load_config(above)
    parts = (content_folder(above, config), above / "templates", above / "static")
    if not mistakes and not any(here.is_relative_to(real_path(part)) for part in parts):
        raise _unclear(above)
    return Path(os.path.relpath(above, here))


def _unclear(above: Path) -> RefusalError:
    return RefusalError(
        f"there is no kbsite.yaml here, but one in {above}; say --root {above} for that site, "
        "or --root . for this folder alone"
    )


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
#: Of commands that are given from a folder of notes, too.
notes_option = _root(callback=_take_above)


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
@notes_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def mv(old: str, new: str, root: Path, dry_run: bool, yes: bool) -> None:
    """Move the note or folder OLD to NEW, and mend every link to it."""
    from kbsite.fixing.move_command import move

    sys.exit(move(root, old, new, dry_run=dry_run, yes=yes))
