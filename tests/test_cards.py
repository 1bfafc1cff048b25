"""Cards of notes: how titles are wrapped, what their font lacks, and what a site without Pillow
or a font gets."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASE_URL, Kbsite, files_of, write_files
from kbsite.cards.wrapping import _CLOSING, _OPENING, shortened, wrapped
from kbsite.outputs.math_font import font_file

CHARACTERS = st.sampled_from("甲乙丙，。（）「」《》：a b-1—…“”")


def measure(text: str) -> float:
    """Han are as wide as two letters."""
    return sum(1.0 if character < "\u2000" else 2.0 for character in text)


def test_a_title_is_wrapped_where_it_may_be() -> None:
    title = "卷积（上）：核与步长，以及 FlashAttention 的在线 softmax"
    lines = ["卷积（上）：", "核与步长，以及", "FlashAttention", "的在线 softmax"]
    assert wrapped(title, measure, 20, 9) == lines
    assert wrapped(title, measure, 20, 3) is None
    assert shortened("", measure, 20, 1) == []
    assert shortened(title, measure, 20, 2) == ["卷积（上）：核与步", "长，以及 FlashAtte…"]


@given(st.text(CHARACTERS, min_size=1, max_size=40))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(title: str) -> None:
    lines = wrapped(title, measure, 14, 100) or []
    assert "".join(lines).replace(" ", "") == "".join(title.split())
    assert all(measure(line) <= 14 for line in lines)
    for before, after in pairwise(lines):
        # Unless there is a run of them that no line has room for.
        if measure(before + after) > 28 or not (set(before) | set(after)) & set("甲乙丙ab1"):
            continue
        whole = [unit for unit in (before, after) if set(unit) & set("甲乙丙ab1")]
        if len(whole) == 2 and len(set(title) & (_CLOSING | _OPENING)) < 3:
            assert after[0] not in _CLOSING or measure(before + after[0]) > 14
            assert before[-1] not in _OPENING or measure(before[-1] + after) > 14


def build(root: Path, kbsite: Kbsite, cards: str, title: str = "Alpha 卷 β") -> str:
    config = f"title: Site\nbase_url: {BASE_URL}\n{cards}\n"
    write_files(root, {"kbsite.yaml": config, "content/a.md": f"# {title}\n文\n"})
    run = kbsite("build", "--root", root)
    assert run.code == 0, run.err
    return run.err


def card_of(root: Path, page: str = "a/index.html") -> str:
    page = (root / "_site" / page).read_text(encoding="utf-8")
    return page.partition('og:image" content="')[2].partition('"')[0].removeprefix(BASE_URL)


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ("cards: true", "`cards` without a font"),
        ("cards: {notes: true, font: no.ttf}", "the font of cards cannot be read: no.ttf"),
        ("cards: {notes: true, font: ../x.ttf}", "has to be a file below the site folder"),
        ("cards: {notes: true, font: bad.ttf}", "bad.ttf is no font that can be read"),
    ],
)
def test_without_a_font_notes_have_the_card_of_the_site(
    tmp_path: Path, kbsite: Kbsite, cards: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsite.cards.planning.version_of", lambda library: "1")
    write_files(tmp_path, {"x.ttf": "", "site/bad.ttf": "no font"})
    report = build(tmp_path / "site", kbsite, cards)
    assert "kbsite.yaml: warning: " in report and said in report
    assert card_of(tmp_path / "site").endswith("/card.png")


def test_without_pillow_a_site_is_told_how_to_get_it(
    tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsite.cards.planning.version_of", lambda library: "")
    write_files(tmp_path, {"f.ttf": font_file()})
    report = build(tmp_path, kbsite, "cards: {notes: true, font: f.ttf}")
    assert '".[diagrams,images]"' in report


def test_a_card_shows_what_the_font_has(tmp_path: Path, kbsite: Kbsite) -> None:
    """The font of formulas has Latin and Greek, and no Han."""
    pytest.importorskip("PIL")
    write_files(tmp_path, {"f.ttf": font_file()})
    cards = "cards: {notes: true, font: f.ttf}"
    report = build(tmp_path, kbsite, cards, "Alpha 卷 β\ufe0f")
    assert "content/a.md: warning: the font of cards has no sign for '卷'" in report
    name = card_of(tmp_path)
    first = (tmp_path / "_site" / name).read_bytes()
    assert struct.unpack(">II", first[16:24]) == (1200, 630)
    # It says the same without what it cannot show.
    build(tmp_path, kbsite, cards, "Alpha β")
    assert card_of(tmp_path) == name
    build(tmp_path, kbsite, cards, "Gamma")
    names = {path for path in files_of(tmp_path / "_site") if "/cards/" in path}
    assert names == {card_of(tmp_path), card_of(tmp_path, "index.html")}
    assert name not in names


def test_a_site_with_cards_in_parts_is_the_same_as_whole(tmp_path: Path, kbsite: Kbsite) -> None:
    """A font that is another draws all cards anew, an edit of one title one."""
    pytest.importorskip("PIL")
    write_files(tmp_path, {"f.ttf": font_file()})
    cards = "cards: {notes: true, font: f.ttf}"
    build(tmp_path, kbsite, cards)
    write_files(tmp_path, {"f.ttf": font_file() + b"\0"})
    build(tmp_path, kbsite, cards)
    parts = files_of(tmp_path / "_site")
    assert kbsite("build", "--root", tmp_path, "--clean").code == 0
    assert files_of(tmp_path / "_site") == parts
