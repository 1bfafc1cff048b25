"""Notes of a few lines of front matter. Not a test."""

from __future__ import annotations

from kbsite.model import Note
from markdown_cases import parse


def note(*lines: str) -> Note:
    """A note whose front matter holds `lines`."""
    return parse("\n".join(("---", *lines, "---", "正文")) + "\n")
