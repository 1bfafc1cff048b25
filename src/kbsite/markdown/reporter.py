"""What is wrong with a note, gathered while its tokens are read. No I/O."""

from __future__ import annotations

from typing import NamedTuple

from kbsite.diagnostics import Code, Diagnostic, Severity, info, warning


class Meant(NamedTuple):
    """What in the text of a block was meant to be more: the code of its diagnostic, where in that
    text it is, and what is said of it."""

    code: Code
    at: int
    message: str
    hint: str


class Reporter:
    """The diagnostics of the note at `path`, in the order in which they are found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Diagnostic] = []

    def warn(self, code: Code, at: tuple[int, int], message: str, hint: str = "") -> None:
        """Notes a mistake at (line, column)."""
        line, column = at
        self.found.append(warning(code, self.path, message, line=line, column=column, hint=hint))

    def tell(
        self, code: Code, severity: Severity, at: tuple[int, int], message: str, hint: str
    ) -> None:
        """Notes what was found elsewhere."""
        line, column = at
        self.found.append(Diagnostic(code, severity, self.path, line, column, message, hint))

    def inform(self, code: Code, at: tuple[int, int], message: str, hint: str = "") -> None:
        """Notes what is worth knowing."""
        line, column = at
        self.found.append(info(code, self.path, message, line=line, column=column, hint=hint))


def shortened(text: str, length: int) -> str:
    """`text` as a message quotes it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
