"""Fixes to notes are shown as a diff, asked for and written. PRINTS; I/O through `writing`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from kbsite.diagnostics import counted
from kbsite.fixing.asking import confirmed, diff_lines
from kbsite.fixing.writing import NewBytes, write_all
from kbsite.scanning.found_files import find_file, read_file


def apply_fixes(
    folder: Path, content: Path, prefix: str, fixed: Mapping[str, bytes], *, yes: bool
) -> bool:
    """Whether the notes of `fixed`, by path, got their new bytes. `folder` is that of the journal,
    `prefix` stands before the paths. Raises UsageError and OSError."""
    files = []
    for path, new in sorted(fixed.items()):
        old = read_file(content, path)
        files.append(NewBytes(find_file(content, path), old, new))
        for line in diff_lines(prefix + path, old, new):
            click.echo(line)
    notes = counted(len(fixed), "note")
    if not confirmed(f"Write {notes}?", yes=yes):
        return False
    write_all(folder, files)
    click.echo(f"{notes} written")
    return True
