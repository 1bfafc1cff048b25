"""`kbsite serve` from its start to Ctrl-C. I/O through the session."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kbsite.preview.report import Report
from kbsite.preview.session import ServeOptions, Session
from kbsite.progress import Progress


def serve(root: Path, options: ServeOptions) -> None:
    """Serves until Ctrl-C, which is the way to end it. Raises RefusalError."""
    with Progress(enabled=True) as progress, suppress(KeyboardInterrupt):
        Session(root, options, Report(), progress.update).run()
