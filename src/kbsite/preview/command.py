"""`kbsite serve` from its start to Ctrl-C or SIGTERM. I/O through the session."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbsite.preview.report import Report
from kbsite.preview.session import ServeOptions, Session
from kbsite.progress import Progress


def serve(root: Path, options: ServeOptions) -> None:
    """Serves until Ctrl-C, which is the way to end it, or SIGTERM. Raises RefusalError."""
    # Else the system would end it at once, and leave the workers to find that out.
    signal.signal(signal.SIGTERM, _interrupt)
    with Progress(enabled=True) as progress, suppress(KeyboardInterrupt):
        Session(root, options, Report(), progress.update).run()


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt
