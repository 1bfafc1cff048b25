"""`python -m kbsite` and the console script: the command line, and the end of its process. PRINTS
what is left to print."""

from __future__ import annotations

import os
import sys

from kbsite.collector import collect_seldom


def program() -> None:
    """Runs the command line, and ends the process with all that it holds: to take a large site
    apart, object by object, takes a tenth of an edit."""
    # Before anything is loaded: of that nothing is garbage, and it is looked through forty times.
    collect_seldom()
    from kbsite.cli import main

    try:
        main()
    except SystemExit as end:
        # Here, where the exception still holds everything.
        if isinstance(end.code, int) and not _has_run_other_code():
            _leave(end.code)
        raise


def _has_run_other_code() -> bool:
    """Whether a site's own code was loaded: it may have files open, and something to do at exit."""
    modules = sys.modules.get("kbsite.extensions.modules")
    return modules is not None and modules.is_any_loaded()


def _leave(code: int) -> None:
    try:
        for stream in (sys.stdout, sys.stderr):
            # There is none where it was closed.
            if stream:
                stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    program()
