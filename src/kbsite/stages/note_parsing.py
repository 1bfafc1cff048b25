"""One note is read and parsed, in whichever process. READS it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from kbsite.diagnostics import Diagnostic, error
from kbsite.extensions.entries import ExtensionSource
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.extensions.reading import parse_with
from kbsite.model import FrontMatter, ParsedNote
from kbsite.notes import unreadable_note
from kbsite.nouns.fragments import Fragments
from kbsite.nouns.sources import Source
from kbsite.reading.parse_options import ParseOptions, note_key
from kbsite.scan import read_note
from kbsite.stages.stored_notes import Packed, packed, read_fragments

Told: TypeAlias = tuple[Source, bytes]
"""A note that is to be parsed, and the fragments of its older version."""


def note_reader(
    content: Path, options: ParseOptions, files: tuple[ExtensionSource, ...]
) -> Callable[[Told], Packed]:
    """What reads and parses notes in the folder `content`. `files` hold the site's own rules, which
    are loaded once in each process."""
    own, faults = load_extensions(files)

    def read(told: Told) -> Packed:
        source, _ = told
        return _unread(source, options, faults) if faults else _read(told, content, options, own)

    return read


def _read(told: Told, content: Path, options: ParseOptions, own: Extensions) -> Packed:
    """The note as it is now, which may be later than when it was found."""
    source, known = told
    fragments = Fragments(read_fragments(known))
    try:
        note = parse_with(read_note(content, source.path), options, own, fragments)
    except OSError as fault:
        mistake = error("unreadable", source.path, f"cannot be read: {fault.strerror}")
        return _unread(source, options, (mistake,))._replace(is_provisional=True)
    return packed(note, fragments.used)


def _unread(source: Source, options: ParseOptions, found: tuple[Diagnostic, ...]) -> Packed:
    key = note_key(source, options)
    return packed(unreadable_note(source.path, key, FrontMatter(), found), {})


def read_marked(content: Path, options: ParseOptions, own: Extensions, path: str) -> ParsedNote:
    """A note as it is now, with the lines of its blocks. Raises OSError."""
    return parse_with(read_note(content, path), options, own, Fragments(), mark_lines=True)
