"""The notes of a site as their reader sees them: URL, title, headings, tags, plain text. READS the
notes through kbsite itself, so that a path leads to the URL that the site gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from kbsite.engine import BuildOptions, Engine
from kbsite.model import SiteGraph
from kbsite.nouns.slots import LinkText, TextPieces
from kbsite.stages.packed_graph import unpack_graph

#: TeX in the plain text of a note.
FORMULA = re.compile("\x02([^\x02\x03]*)\x03")


class Note(NamedTuple):
    """A published note. `tags` and `headings` are as shown; `texts` is its plain text, TeX as
    written, a section each; `code` that of its code blocks."""

    path: str
    url: str
    title: str
    tags: tuple[str, ...]
    headings: tuple[str, ...]
    texts: tuple[str, ...]
    code: str

    @property
    def prose(self) -> str:
        """Title, headings and text, a paragraph a line; no code blocks."""
        return "\n".join((self.title, *self.headings, *self.texts))

    @property
    def words(self) -> str:
        """All that a reader may look for, folded."""
        return folded(f"{self.prose}\n{self.code}")


def folded(text: str) -> str:
    """What letters, width and white space make no difference to."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def notes_of(root: Path, base_url: str = "") -> tuple[Note, ...]:
    """The published notes of the site in `root`, by path; URLs without a base path."""
    graphs: list[SiteGraph] = []

    def noted(*arguments: Any) -> SiteGraph:
        graphs.append(unpack_graph(*arguments))
        return graphs[-1]

    engine = Engine(root, BuildOptions(base_url=base_url or None))
    try:
        with mock.patch("kbsite.stages.pipeline.unpack_graph", noted):
            engine.plan()
        return tuple(_notes(graphs[-1]))
    finally:
        engine.close()


def _notes(graph: SiteGraph) -> Iterator[Note]:
    for path in sorted(graph.urls):
        note, body, links = graph.notes[path], graph.bodies[path], graph.resolutions[path]

        def plain(pieces: TextPieces, links: Sequence[Any] = links) -> str:
            return "".join(
                links[piece.link].text if isinstance(piece, LinkText) else piece for piece in pieces
            )

        headings = tuple(plain(heading.text) for heading in note.headings)
        texts = tuple(plain(section.text) for section in body.sections)
        code = "\n".join(section.code for section in body.sections)
        yield Note(path, graph.urls[path], graph.titles[path], note.tags, headings, texts, code)
