"""What is about to be written is shown, and asked for. PRINTS."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator

import click

from kbsite.fixing.source_text import SourceText
from kbsite.refusals import UsageError


def say_waiting() -> None:
    """Why nothing happens yet."""
    click.echo("A build of this site is running; waiting for it", err=True)


def diff_lines(path: str, old: bytes, new: bytes, new_path: str = "") -> Iterator[str]:
    """The lines of a unified diff."""
    before, after = SourceText(old).text, SourceText(new).text
    yield from difflib.unified_diff(
        before.split("\n"), after.split("\n"), path, new_path or path, lineterm="", n=1
    )


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the author wants it: `yes`, or their word on a terminal. Raises UsageError where
    nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError("nothing is written without a terminal to ask on; say --yes")
    return click.confirm(question)
