"""What lines begin with that stand in quotes and items of lists. No I/O."""

from __future__ import annotations

import re

from kbsite.importers.model import Line

#: The marks of quotes and items in front of the text of a line.
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t>]+|$))*")
_MARK = re.compile(r"[^ \t>]")


def container(text: str) -> str:
    """What a line begins with: the marks of the quotes and items in which it stands."""
    found = _CONTAINER.match(text)
    return found[0] if found else ""


def under(lead: str) -> str:
    """What other lines in the same quotes and items begin with."""
    return _MARK.sub(" ", lead)


def without(prefix: str, inner: list[Line]) -> list[Line]:
    """Lines between two tags without what their quote or item has in front of them; the first goes
    on behind the tag. Where some are indented less than that, all keep their places to another."""
    if not prefix or len(inner) < 2:
        return inner
    if ">" not in prefix:
        blanks = (len(text) - len(text.lstrip(" \t")) for text, _ in inner[1:] if text.strip())
        least = min((len(prefix), *blanks))
        return [inner[0], *(Line(text[least:], number) for text, number in inner[1:])]
    bare = prefix.rstrip()
    cut = [
        text[len(prefix) if text.startswith(prefix) else len(bare) :]
        if text.startswith(bare)
        else text
        for text, _ in inner[1:]
    ]
    return [inner[0], *(Line(text, line.number) for text, line in zip(cut, inner[1:], strict=True))]
