"""The arguments of `import`; no logic. I/O through it, which is imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kbsite.note_commands import notes_option


@click.command("import")
@click.argument("kind")
@click.argument("path", type=click.Path(path_type=Path))
@notes_option
@click.option("--into", default="", metavar="FOLDER", help="Folder under the content folder.")
@click.option("--dry-run", is_flag=True, help="Give the account, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the account as one JSON object.")
@click.option("--overwrite", is_flag=True, help="Replace notes that were edited here, too.")
@click.option("--download-images", is_flag=True, help="Fetch images that lie on other hosts.")
def import_(
    kind: str,
    path: Path,
    root: Path,
    into: str,
    dry_run: bool,
    as_json: bool,
    overwrite: bool,
    download_images: bool,
) -> None:
    """Bring the notes in PATH, a folder or a zip archive, into the site.

    KIND is what they come from: notion, obsidian, hexo, hugo, jekyll, or markdown for any other
    folder of Markdown.
    """
    from kbsite.importers.command import import_notes
    from kbsite.importers.session import ImportOptions

    options = ImportOptions(into, dry_run, overwrite, download_images)
    sys.exit(import_notes(root, kind, path, options, as_json=as_json))
