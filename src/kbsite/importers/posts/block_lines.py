"""Lines as kbsite's Markdown has them: a comment, a block of code, a quote. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.importers.model import Line, trimmed
from kbsite.importers.texts.literal import COMMENT


def hidden(inner: Sequence[Line], number: int) -> list[Line]:
    """Lines as a comment."""
    lines = [Line(line.text.replace("%%", "% %"), line.number) for line in trimmed(inner)]
    last = lines[-1].number if lines else number
    return [Line(COMMENT, number), *lines, Line(COMMENT, last)]


def fenced(code: Sequence[Line], info: str, number: int) -> list[Line]:
    """Lines as a block of code; blank ones at both ends are dropped."""
    lines = trimmed(code)
    longest = max((len(run) for line in lines for run in re.findall("`+", line.text)), default=0)
    fence = "`" * max(3, longest + 1)
    last = lines[-1].number if lines else number
    info = " ".join(info.replace("`", "'").split())
    return [Line(f"{fence}{info}", number), *lines, Line(fence, last)]


def quoted(inner: Sequence[Line], first: str, last: str, number: int) -> list[Line]:
    """Lines as a quote, with `first` as a line above and `last` as a paragraph below."""
    lines = trimmed(inner)
    below = lines[-1].number if lines else number
    head = [Line(first, number)] if first else []
    foot = [Line("", below), Line(last, below)] if last else []
    whole = [*head, *lines, *foot] or [Line("", number)]
    return [Line(f"> {line.text}" if line.text else ">", line.number) for line in whole]
