"""`python -m kbsite` and the console script: the command line, and the end of its process. PRINTS
what is left to print."""

from __future__ import annotations

import os
import sys

from kbsite.cli import main


def program() -> None:
    """Runs the command line, and ends the process with all that it holds: to take a large site
    apart, object by object, takes a tenth of an edit."""
    try:
        main()
    except SystemExit as end:
        # Here, where the exception still holds everything.
        if isinstance(end.code, int):
            _leave(end.code)
        raise
    _leave(0)


def _leave(code: int) -> None:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    program()
