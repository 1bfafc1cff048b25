"""What a command cannot do, said in one sentence. No I/O."""

from __future__ import annotations


class RefusalError(Exception):
    """Wrong usage, or something in the way: no mistake in the site's sources, and no bug."""


class UsageError(RefusalError):
    """The command line asks for what cannot be."""
