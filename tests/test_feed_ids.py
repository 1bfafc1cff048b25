"""By what the feed knows a note: `id`, else the URL of the first alias, else the permalink."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BASE_URL, Kbsite, write_files
from kbsite.placing.feed_ids import iri_of

ROOT = BASE_URL.rstrip("/")
UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

IRIS = [
    (UUID, f"urn:uuid:{UUID}"),
    (UUID.upper(), f"urn:uuid:{UUID}"),
    (f"{{{UUID}}}", f"urn:uuid:{UUID}"),
    (f"urn:uuid:{UUID}", f"urn:uuid:{UUID}"),
    ("tag:example.org,2026:笔记/1", "tag:example.org,2026:笔记/1"),
    ("https://example.org/旧/?p=12#x", "https://example.org/旧/?p=12#x"),
    ("202605011230", f"{ROOT}/id/202605011230"),
    ("第 1 篇", f"{ROOT}/id/%E7%AC%AC%201%20%E7%AF%87"),
    ("../x?y#z", f"{ROOT}/id/..%2Fx%3Fy%23z"),
    ("注: 一", f"{ROOT}/id/%E6%B3%A8%3A%20%E4%B8%80"),
    ("Re: x", f"{ROOT}/id/Re%3A%20x"),
    ("https://", None),
    ("http://[::1", None),
    ("tag:", None),
    ("tag:a b", None),
    ("tag:<a>", None),
    ("tag:%zz", None),
    ("javascript:alert(1)", None),
]


@pytest.mark.parametrize(("written", "iri"), IRIS)
def test_an_id_is_an_iri(written: str, iri: str | None) -> None:
    assert iri_of(written, ROOT) == iri


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_whatever_is_written_is_an_absolute_iri_or_refused(written: str) -> None:
    iri = iri_of(written, ROOT)
    if iri is not None:
        assert urlsplit(iri).scheme
        assert not set(iri) & set(' <>"{}|\\^`\t\n\0')


def ids(folder: Path, notes: dict[str, str], kbsite: Kbsite) -> tuple[dict[str, str], str]:
    """The id of each entry by its title, and the report."""
    texts = {
        f"content/{name}.md": (
            f"---\ntitle: {name.rpartition('/')[2]}\ndate: 2026-01-01\n{front}\n---\n"
        )
        for name, front in notes.items()
    }
    write_files(folder, texts)
    run = kbsite("build", "--root", folder, "--base-url", BASE_URL, "-v")
    assert run.code == 0, run.err
    feed = feedparser.parse((folder / "_site/feed.xml").read_bytes())
    assert feed.bozo == 0, feed.get("bozo_exception")
    found = {entry.title: unquote(entry.id) for entry in feed.entries}
    assert len(set(found.values())) == len(notes)
    return found, run.err


def test_id_goes_before_the_first_alias_and_that_before_the_permalink(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    notes = {
        "几何/甲": f"id: {UUID}\naliases: 旧甲",
        "几何/乙": "redirect_from: /old/\naliases: [旧乙, /older/]",
        "几何/丙": "aliases: [旧丙, /older/]\nredirect_from: /oldest/",
        "几何/丁": "aliases: [../x.md, 旧丁]",
        "几何/戊": "",
    }
    found, _ = ids(tmp_path, notes, kbsite)
    assert found == {
        "甲": f"urn:uuid:{UUID}",
        "乙": BASE_URL + "old/",
        "丙": BASE_URL + "几何/旧丙/",
        "丁": BASE_URL + "几何/旧丁/",
        "戊": BASE_URL + "几何/戊/",
    }


def test_of_two_notes_of_one_id_the_second_has_none(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"a": "id: x", "b": "id: x\naliases: 旧", "c": "id: x"}
    found, report = ids(tmp_path, notes, kbsite)
    assert found == {"a": BASE_URL + "id/x", "b": BASE_URL + "旧/", "c": BASE_URL + "c/"}
    assert "content/b.md:4:5: warning: `id`: 'x' is that of a.md already [feed-id]" in report
    assert report.count("[feed-id]") == 2


def test_an_id_is_not_the_permalink_of_another_note(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"a": f"id: {BASE_URL}b/", "b": f"id: {BASE_URL}b/", "c": "aliases: [b, /a/]"}
    found, report = ids(tmp_path, notes, kbsite)
    assert found == {name: f"{BASE_URL}{name}/" for name in "abc"}
    assert report.count("[feed-id]") == 1
    assert "is that of b.md already" in report


def test_two_notes_of_one_old_name_have_two_ids(tmp_path: Path, kbsite: Kbsite) -> None:
    found, report = ids(tmp_path, {"a": "aliases: 旧", "b": "aliases: 旧"}, kbsite)
    assert found == {"a": BASE_URL + "旧/", "b": BASE_URL + "b/"}
    assert "feed-id" not in report


@pytest.mark.parametrize("written", ["https://", "tag:a b", "javascript:x"])
def test_an_id_that_is_no_address_is_told(written: str, tmp_path: Path, kbsite: Kbsite) -> None:
    found, report = ids(tmp_path, {"a": f"id: '{written}'"}, kbsite)
    assert found == {"a": BASE_URL + "a/"}
    assert "content/a.md:4:5: warning: " in report
