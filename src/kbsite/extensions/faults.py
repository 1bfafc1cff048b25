"""What a site's own code raised → a diagnostic that names its line. No I/O."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from traceback import FrameSummary
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kbsite.diagnostics import Diagnostic, error, warning
from kbsite.extensions.entries import ExtensionSource
from kbsite.model import Note

if TYPE_CHECKING:
    # It brings the parser with it.
    from kbsite.markdown.texts.extension_tokens import RenderRuleError

#: What kbsite answers for when a site's code raises it; the reader's Ctrl-C is not among them.
CAUGHT = (Exception, SystemExit)

_LONGEST = 300
_HINT = "Nothing is published. Mend the extension, or take it out of `extensions`."
_IMPORT_HINT = (
    "Install it where kbsite is installed. An extension is one file: "
    "it cannot import its neighbours."
)


class Extension(NamedTuple):
    """An entry and the function that it names."""

    source: ExtensionSource
    function: Any


def fault_of(
    fault: BaseException,
    extension: Extension | ExtensionSource,
    stage: str,
    others: Sequence[ExtensionSource] = (),
) -> Diagnostic:
    """`fault`, raised by `extension` or by one of the `others`; `stage` says when, as in
    "while it is imported". The innermost line in one of their files counts, else the function's
    own."""
    source = extension.source if isinstance(extension, Extension) else extension
    files = {other.file: other for other in (*others, source)}
    frames = traceback.extract_tb(fault.__traceback__)
    if isinstance(fault, SyntaxError) and fault.filename in (None, source.file):
        message = f"this is no Python: {printable(str(fault.msg))}"
        return _at(source, message, _HINT, fault.lineno or 1, fault.offset or 1)
    message = f"{_said(fault)}, {stage}"
    hint = _IMPORT_HINT if isinstance(fault, ModuleNotFoundError) else _HINT
    for frame in reversed(frames):
        if inside := files.get(frame.filename):
            return _at(inside, message, hint, frame.lineno or 1, _column(inside, frame))
    if frames:
        # Of the path of another package only the end is the same on every machine.
        where = "/".join(frames[-1].filename.replace("\\", "/").split("/")[-2:])
        message += f" (raised in {where}, line {frames[-1].lineno})"
    return wrong(extension, message, hint)


def unused_renderer(name: str, rule: object, sources: Sequence[ExtensionSource]) -> Diagnostic:
    """A render rule for a token that kbsite writes itself; it stands in one of `sources`, or was
    brought in by the first."""
    message = f"the render rule of `{name}` is not used: kbsite writes such tokens itself"
    hint = "What they say depends on other notes. Give tokens of your own another type."
    path, line = _place_of(rule, sources)
    return warning("extension", path, message, line=line, column=1, hint=hint)


def wrong_renderer(
    fault: RenderRuleError, stage: str, sources: Sequence[ExtensionSource]
) -> Diagnostic:
    """A render rule that returns no text."""
    hint = "It returns HTML, or None to leave the token to kbsite."
    path, line = _place_of(fault.rule, sources)
    return error("extension", path, f"{fault}, {stage}", line=line, column=1, hint=hint)


def faults_in(notes: Iterable[Note]) -> tuple[Diagnostic, ...]:
    """The faults of extensions in `notes`, each once, with the first note that shows it."""
    found: dict[tuple[str, int, int, str], Diagnostic] = {}
    counts: dict[tuple[str, int, int, str], int] = {}
    for note in notes:
        for fault in note.diagnostics:
            if fault.code == "extension":
                bare = fault.message.replace(note.path, "")
                key = (fault.path, fault.line, fault.column, bare)
                found.setdefault(key, fault)
                counts[key] = counts.get(key, 0) + 1
    return tuple(
        msgspec.structs.replace(fault, message=f"{fault.message} and {counts[key] - 1:,} more")
        if counts[key] > 1
        else fault
        for key, fault in found.items()
    )


def _place_of(rule: object, sources: Sequence[ExtensionSource]) -> tuple[str, int]:
    """Path and line of a function; those of the first of `sources` where it is in none."""
    code = getattr(getattr(rule, "__func__", rule), "__code__", None)
    for source in sources:
        if code is not None and source.file == code.co_filename:
            return source.path, code.co_firstlineno
    return sources[0].path, 1


def wrong(extension: Extension | ExtensionSource, message: str, hint: str) -> Diagnostic:
    """A mistake of the function as a whole, at its first line."""
    if isinstance(extension, ExtensionSource):
        return _at(extension, message, hint, 1, 1)
    _, line = _place_of(extension.function, (extension.source,))
    return _at(extension.source, message, hint, line, 1)


def name_of_type(value: object) -> str:
    """The type of what a function returned, as a message names it."""
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _at(source: ExtensionSource, message: str, hint: str, line: int, column: int) -> Diagnostic:
    return error("extension", source.path, message, line=line, column=max(1, column), hint=hint)


def _said(fault: BaseException) -> str:
    if isinstance(fault, SystemExit):
        return "it ends the program (SystemExit)"
    try:
        text = " ".join(str(fault).split())
    except Exception:
        text = ""
    name = type(fault).__name__
    return f"{name}: {printable(text)}" if text else name


def printable(text: str) -> str:
    """`text` as a diagnostic can hold it, whatever it is made of."""
    text = text.encode(errors="backslashreplace").decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _column(source: ExtensionSource, frame: FrameSummary) -> int:
    """Python counts in bytes of the line, from 0."""
    lines = source.data.split(b"\n")
    if frame.colno is None or not frame.lineno or frame.lineno > len(lines):
        return 1
    return len(lines[frame.lineno - 1][: frame.colno].decode(errors="ignore")) + 1
