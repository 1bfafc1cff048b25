"""What parsing a note leaves undone where nobody wants it, and which parts of a note are kept
apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbsite import notes
from kbsite.cache import Cache
from kbsite.markdown.places import Place
from kbsite.model import ParsedNote
from kbsite.notes import parse_note
from kbsite.nouns.sources import SourceFile
from kbsite.reading.parse_options import ParseOptions
from kbsite.stages.stored_notes import StoredNotes, packed, read_parsed

FORMULAS = "# 题\n\n记作 $x_1 \\le y$，又 $\\alpha$。\n\n$$\n\\sum_i z_i\n$$\n"


def parsed(text: str) -> ParsedNote:
    return parse_note(SourceFile("a.md", "0" * 64, text.encode()), ParseOptions("+08:00"))


def test_formulas_that_define_nothing_are_not_asked_for_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    find = Place.of

    def of(place: Place, position: int) -> tuple[int, int]:
        asked.append(position)
        return find(place, position)

    monkeypatch.setattr(Place, "of", of)
    assert not parsed(FORMULAS).note.diagnostics
    assert not asked
    # A note that defines something asks only where it does.
    parsed(f"$\\newcommand{{\\R}}{{\\mathbb R}}$\n\n{FORMULAS}")
    assert set(asked) == {1}


def test_a_note_without_links_is_not_cut_into_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[object] = []
    monkeypatch.setattr(notes, "quote_links", lambda *given: cut.append(given))
    parsed(FORMULAS)
    assert not cut
    parsed(f"{FORMULAS}\n见 [[b]]。\n")
    assert cut


def test_sections_are_kept_beside_the_body(tmp_path: Path) -> None:
    """The search is sent them alone, pages do without, and who asks for the body has both."""
    one = parsed(FORMULAS)
    with Cache(tmp_path / "cache") as cache:
        stored = StoredNotes(cache)
        stored.add(packed(one, {}))
        stored.write()
        key = one.note.digest
        assert stored.body(key).sections == one.body.sections != ()
        _, sections = stored.encoded(key)
        assert b"<math" not in sections
        cache.commit()
        shown = read_parsed(cache, key).body
        assert shown.pieces == one.body.pieces
        assert not shown.sections
