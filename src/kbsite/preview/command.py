"""`kbsite serve` from its start to Ctrl-C or SIGTERM. I/O through the session."""

from __future__ import annotations

import signal
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from kbsite.preview.report import Report
from kbsite.preview.session import ServeOptions, Session
from kbsite.progress import Progress


def serve(root: Path, options: ServeOptions) -> None:
    """Serves until Ctrl-C, which is the way to end it, or SIGTERM. Raises RefusalError."""
    with Progress(enabled=True) as progress, suppress(KeyboardInterrupt):
        session = Session(root, options, Report(), progress.update)
        # Else the system would end it at once at the second, and leave the workers to find out.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, partial(_interrupt, session))
        session.run()


def _interrupt(session: Session, number: int, frame: Any) -> None:
    # An exception gets lost where Python calls a destructor, or ends a generator.
    session.loop.stop()
    raise KeyboardInterrupt
