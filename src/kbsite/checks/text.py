"""What a note's text shows and was never meant to. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, warning
from kbsite.markdown.literal.leftovers import PLACEHOLDER
from kbsite.nouns.slots import Piece

_UNREAD = re.compile(r"<(pre|code|math|script|style)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.DOTALL)


def lost_and_literal(survey: Survey) -> Iterator[Diagnostic]:
    """Placeholders of what was lost when a text was pasted, and `**` that stayed."""
    for path in survey.graph.urls:
        if not _may_have(survey.pieces(path)):
            continue
        for remain in survey.remains(path):
            line, column = remain.at
            if remain.kind == "placeholder":
                message = f"{remain.text} stands for something that was lost when it was pasted"
                hint = "Write what was there, or take it out."
                yield warning(
                    "placeholder-lost", path, message, line=line, column=column, hint=hint
                )
            else:
                message = f"{remain.text} stays as it is: it opens or closes nothing bold"
                hint = r"Set it close to the words, close it, or write \*\*."
                if remain.kind == "html":
                    message = (
                        f"{remain.text} stays as it is: in a block of HTML no Markdown is read"
                    )
                    hint = "Write <b>…</b> there, or leave a blank line above and below the words."
                yield warning(
                    "emphasis-literal", path, message, line=line, column=column, hint=hint
                )


def _may_have(pieces: Iterable[Piece]) -> bool:
    return any(
        isinstance(piece, str) and _is_suspect(piece) and _is_suspect(_UNREAD.sub("", piece))
        for piece in pieces
    )


def _is_suspect(html: str) -> bool:
    return "**" in html or PLACEHOLDER.search(html) is not None
