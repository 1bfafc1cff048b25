"""The page of the search as it is planned: all listed notes, nothing of their texts, no index of
other search engines."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import Kbsite, write_files
from graphs import graph_of, pages_of
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.pages import plan_pages
from kbsite.pages.canonical import canonical_pages
from kbsite.taxonomies import SEARCH_URL
from test_navigation import note


def search_page(*notes_: str, **front: object) -> list[str]:
    """The titles on the page of a site of `notes_`, of which each has `front`."""
    graph = graph_of(note(path, **front) for path in notes_)
    return [entry.title for entry in pages_of(graph)[SEARCH_URL].entries]


def test_it_lists_every_listed_note() -> None:
    assert sorted(search_page("甲.md", "夹/乙.md")) == ["乙", "甲"]
    assert search_page("夹/index.md", "夹/乙.md", "index.md") == ["乙", "index", "index"]
    assert search_page("甲.md", unlisted=True) == []
    assert search_page() == []


def test_a_note_at_its_url_introduces_it() -> None:
    graph = graph_of([note("search.md"), note("甲.md")])
    page = pages_of(graph)[SEARCH_URL]
    assert page.note and page.note.path == "search.md"
    assert [entry.title for entry in page.entries] == ["甲"]
    assert page.noindex


def test_no_search_engine_is_sent_there() -> None:
    for paths in ((), ("search.md",)):
        for unlisted in (False, True):
            graph = graph_of(note(path, unlisted=unlisted) for path in paths)
            assert SEARCH_URL not in dict(canonical_pages(graph))
            assert pages_of(graph)[SEARCH_URL].noindex


def test_what_a_note_says_does_not_make_it_old(tmp_path: Path, kbsite: Kbsite) -> None:
    """An edit of a text leaves its file alone; another title does not."""
    write_files(tmp_path, {"content/甲.md": "# 题\n\n文。\n", "content/乙.md": "文。\n"})

    def state() -> tuple[int, int]:
        assert kbsite("build", "--root", tmp_path).code == 0
        page = (tmp_path / "_site/search/index.html").stat()
        return page.st_mtime_ns, page.st_ino

    first = state()
    write_files(tmp_path, {"content/甲.md": "# 题\n\n另一段文字，[[乙]]。\n"})
    assert state() == first
    write_files(tmp_path, {"content/甲.md": "# 另一个题\n\n另一段文字，[[乙]]。\n"})
    assert state() != first


def test_a_site_can_leave_it_out_of_its_pages(tmp_path: Path, kbsite: Kbsite) -> None:
    template = '{% extends "theme/base.html" %}\n{% block search %}{% endblock %}\n'
    write_files(tmp_path, {"content/甲.md": "文。\n", "templates/base.html": template})
    assert kbsite("build", "--root", tmp_path, "--strict").code == 0
    page = (tmp_path / "_site/甲/index.html").read_text(encoding="utf-8")
    assert "search" not in page and 'class="theme-switch"' in page


def test_its_cost_is_linear() -> None:
    def seconds(n: int) -> float:
        graph = graph_of(note(f"夹{i % 7}/笔记{i}.md") for i in range(n))
        make = plan_pages(graph, Config())[SEARCH_URL]
        return cpu_seconds(make)

    with uncollected():
        assert growth(seconds, 4000) < RATIO


def test_the_examples_of_queries_are_the_same_in_every_language() -> None:
    """As many, in one order, each with its operator."""
    shapes = {
        tuple(re.sub(r'(?<=")[^"]+|\w+\b(?!:)', "x", query) for query, _ in words.search_hints)
        for words in LANGUAGES.values()
    }
    assert shapes == {("x x", '"x"', "tag:x", "title:x", "x -x")}
