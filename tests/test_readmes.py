"""A `README.md` stands for its folder where nothing else does."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest

from conftest import BASE_URL, Kbsite, write_files
from graphs import graph_of
from kbsite.config import Config
from kbsite.model import SiteGraph
from markdown_cases import parse


def graph(*paths: str, config: Config | None = None) -> SiteGraph:
    """That of a note at each of `paths`."""
    return graph_of([parse("文。\n", path) for path in paths], config)


def test_it_is_at_the_url_of_its_folder_and_is_called_so() -> None:
    found = graph("算法/README.md", "算法/图.md")
    assert found.urls["算法/README.md"] == "/算法/"
    assert found.titles["算法/README.md"] == "算法"
    assert found.listed == ("算法/图.md",)
    assert found.folders["算法"].count == 1


def test_alone_in_its_folder_it_is_listed_above() -> None:
    found = graph("题解/1. 两数之和/README.md", "题解/2. 两数相加/readme.md", "题解/README.md")
    assert found.folders["题解"].notes == (
        "题解/1. 两数之和/README.md",
        "题解/2. 两数相加/readme.md",
    )
    assert set(found.folders) == {"", "题解"}


@pytest.mark.parametrize("other", ["夹/index.md", "夹.md", "夹/README.md"])
def test_it_makes_way_without_a_word(other: str) -> None:
    paths = [other, "夹/readme.md", "夹/甲.md"]
    found = graph(*paths)
    assert (found.urls[other], found.urls["夹/readme.md"]) == ("/夹/", "/夹/readme/")
    assert "夹/readme.md" in found.folders["夹"].notes
    assert found.faults == ()
    assert "/夹/readme/" not in dict(found.redirects)


def test_it_takes_no_page_of_kbsite() -> None:
    found = graph("search/README.md", "search/二分.md", "tags/README.md")
    assert found.urls["search/README.md"] == "/search/README/"
    assert found.urls["tags/README.md"] == "/tags/README/"
    assert found.faults == ()


def test_one_in_pinyin_introduces_its_own_folder_only() -> None:
    found = graph(
        *("几何/a.md", "几何/README.md", "集合/README.md", "集合/b.md"),
        config=Config(permalinks="pinyin"),
    )
    assert found.urls["几何/README.md"] == found.folders["几何"].url == "/ji-he/"
    assert found.urls["集合/README.md"] == "/ji-he/README/"
    assert found.folders["集合"].notes == ("集合/README.md", "集合/b.md")


def test_its_old_url_leads_on_and_the_feed_knows_it(tmp_path: Path, kbsite: Kbsite) -> None:
    text = "---\ndate: 2026-01-02\n---\n文。\n"
    write_files(tmp_path / "content", {"夹/README.md": text})
    assert kbsite("build", "--root", tmp_path, "--base-url", BASE_URL).code == 0
    output = tmp_path / "_site"
    assert 'url=/notes/%E5%A4%B9/"' in (output / "夹/README/index.html").read_text("utf-8")
    (entry,) = feedparser.parse((output / "feed.xml").read_bytes()).entries
    assert entry.id.endswith("/%E5%A4%B9/README/")
    # What an author says of the old URL goes first.
    write_files(tmp_path / "content", {"甲.md": "---\nredirect_from: /夹/README/\n---\n"})
    run = kbsite("build", "--root", tmp_path, "--base-url", BASE_URL)
    assert "redirect-collision" not in run.err
    page = (output / "夹/README/index.html").read_text("utf-8")
    assert 'url=/notes/%E7%94%B2/"' in page


def test_an_index_that_comes_or_goes_moves_it(tmp_path: Path, kbsite: Kbsite) -> None:
    content = tmp_path / "content"
    files = {
        "夹/README.md": "甲。\n",
        "夹/乙.md": "文。\n",
        "页.md": "[一](夹/) [[夹]] [[夹/README]]\n",
    }
    write_files(content, files)

    def links() -> list[str]:
        run = kbsite("build", "--root", tmp_path)
        assert run.code == 0 and "warning" not in run.err, run.err
        page = (tmp_path / "_site/页/index.html").read_text("utf-8")
        prose = page.partition('<div class="prose">')[2].partition("</div>")[0]
        return [part.partition('"')[0] for part in prose.split('href="')[1:]]

    folder, own = "/%E5%A4%B9/", "/%E5%A4%B9/README/"
    assert links() == [folder, folder, folder]
    write_files(content, {"夹/index.md": "丙。\n"})
    assert links() == [folder, folder, own]
    assert "丙。" in (tmp_path / "_site/夹/index.html").read_text("utf-8")
    (content / "夹/index.md").unlink()
    assert links() == [folder, folder, folder]
    assert "甲。" in (tmp_path / "_site/夹/index.html").read_text("utf-8")


def test_mv_keeps_links_that_name_the_folder(tmp_path: Path, kbsite: Kbsite) -> None:
    content = tmp_path / "content"
    page = "[一](旧/) [二](旧/README.md) [[旧]] [[旧/README]] [三](/旧/)\n"
    write_files(content, {"旧/README.md": "文。\n", "旧/甲.md": "文。\n", "页.md": page})
    write_files(tmp_path, {"kbsite.yaml": "nav:\n  - 旧/\n  - 旧/README.md\n"})
    assert kbsite("mv", "旧", "新", "--yes", "--root", tmp_path).code == 0
    assert (content / "页.md").read_text("utf-8") == page.replace("旧", "新")
    assert (tmp_path / "kbsite.yaml").read_text("utf-8") == "nav:\n  - 新/\n  - 新/README.md\n"
    run = kbsite("build", "--root", tmp_path, "-v")
    assert "warning" not in run.err
    assert 'url=/%E6%96%B0/"' in (tmp_path / "_site/旧/index.html").read_text("utf-8")
