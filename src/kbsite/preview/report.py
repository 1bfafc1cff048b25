"""What a server says in its terminal. PRINTS."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import click

from kbsite.diagnostics import Diagnostic, counted, format_report

#: More changed files than this are counted, not named.
_NAMED = 3


class Report:
    """Prints one line a build, and each diagnostic when it comes up."""

    def __init__(self) -> None:
        self._known: frozenset[tuple[str, str, str]] = frozenset()

    def say(self, sentence: str) -> None:
        """A line."""
        click.echo(sentence)

    def warn(self, sentence: str) -> None:
        """A line on stderr."""
        click.echo(sentence, err=True)

    def built(self, changed: Sequence[str], pages: int | None, seconds: float) -> None:
        """A build: the files that changed, and how many pages, None for all."""
        names = ", ".join(changed) if len(changed) <= _NAMED else f"{len(changed):,} files"
        count = "all pages" if pages is None else counted(pages, "page")
        clock = time.strftime("%H:%M:%S")
        click.echo(f"{clock}  {names or 'site'}: {count} in {seconds * 1000:,.0f} ms")

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        """Those of a build: what is new among them, wherever its line is now."""
        # A template is wrong in each page that is made of it.
        found = list(dict.fromkeys(d for d in found if d.severity != "info"))
        new = [d for d in found if _name(d) not in self._known]
        mended = len(self._known - {_name(d) for d in found})
        self._known = frozenset(_name(d) for d in found)
        for line in format_report(new):
            click.echo(line, err=True)
        if mended and not found:
            click.echo("All is well again", err=True)


def _name(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.code, diagnostic.path, diagnostic.message
