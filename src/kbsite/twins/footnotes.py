"""How footnotes are called. No I/O."""

from __future__ import annotations

import re

#: The id of one, also in what an embed shows.
FOOTNOTE = re.compile(r"(?:KB-)?((?:embed-\d+-)?)FN-(\d+)")


def footnote_name(found: re.Match[str]) -> str:
    """`1`, `embed-2-1`."""
    return f"{found[1]}{found[2]}"
