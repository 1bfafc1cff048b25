"""Old URLs: what an alias tells of, what redirects, and what a rename must not change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import feedparser
import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from browsing import Visit, served
from conftest import BASE_URL, Kbsite, files_of, write_files
from graphs import graph_of
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.config import Config
from kbsite.linking.aliases import places_of
from kbsite.model import Alias
from kbsite.urls import SEGMENT_BYTES, nfc, output_path, segment
from kbsite.words.pinyin import pinyin_segment
from markdown_cases import parse


def note(front: str = "", body: str = "文。") -> str:
    return f"---\n{front}\n---\n\n{body}\n"


def build(folder: Path, files: dict[str, str], kbsite: Kbsite, *more: str) -> Path:
    """A site of these notes at `BASE_URL`; the output folder."""
    write_files(folder / "content", files)
    run = kbsite("build", "--root", folder, "--base-url", BASE_URL, "-v", *more)
    assert run.code == 0, run.err
    write_files(folder, {"report.txt": run.err})
    return folder / "_site"


def report_of(output: Path) -> str:
    return (output.parent / "report.txt").read_text(encoding="utf-8")


def target_of(page: str) -> str:
    """Where a redirect page leads, as a browser without scripts reads it."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (refresh,) = (
        element.get("content", "")
        for element in tree.iter("meta")
        if element.get("http-equiv") == "refresh"
    )
    seconds, _, url = refresh.partition("; url=")
    assert seconds == "0"
    return unquote(url)


def redirect(output: Path, path: str) -> str:
    return target_of((output / path).read_text(encoding="utf-8"))


# --- a rename ---


@pytest.mark.parametrize("permalinks", ["path", "pinyin"])
@pytest.mark.parametrize("alias", ["旧名", "几何/旧名.md", "/几何/旧名/"])
def test_a_renamed_note_keeps_its_url_feed_id_and_backlinks(
    alias: str, permalinks: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    if alias.startswith("/") and permalinks == "pinyin":
        alias = "/ji-he/jiu-ming/"
    linking = (
        "见[[旧名]]。\n\n见[[几何/旧名]]。\n\n见[[几何/旧名#小节]]。\n\n见[一](几何/旧名.md)。\n\n"
        "见[二](/几何/旧名)。\n"
    )
    # A URL is no other name for wikilinks, nor does a path tell which name is meant elsewhere.
    if "/" in alias and not alias.endswith(".md"):
        linking = f"见[一]({alias})。\n\n见[二]({alias}#小节)。\n"
    files = {
        "链接.md": linking,
        "几何/旧名.md": note("title: 题\ndate: 2026-01-02", "## 小节\n\n文。"),
        "几何/邻.md": "见[三](旧名.md)。\n" if alias.endswith("名") else "文。\n",
    }
    write_files(tmp_path, {"kbsite.yaml": f"permalinks: {permalinks}\n"})
    before = build(tmp_path, files, kbsite, "--strict")
    old = "ji-he/jiu-ming/index.html" if permalinks == "pinyin" else "几何/旧名/index.html"
    new = "ji-he/xin-ming/index.html" if permalinks == "pinyin" else "几何/新名/index.html"
    old_page = (before / old).read_text(encoding="utf-8")
    (old_entry,) = feedparser.parse((before / "feed.xml").read_bytes()).entries

    (tmp_path / "content/几何/旧名.md").unlink()
    files["几何/新名.md"] = note(
        f"title: 题\ndate: 2026-01-02\naliases: ['{alias}']", "## 小节\n\n文。"
    )
    del files["几何/旧名.md"]
    after = build(tmp_path, files, kbsite, "--strict")
    new_page = (after / new).read_text(encoding="utf-8")
    feed = feedparser.parse((after / "feed.xml").read_bytes())
    (entry,) = feed.entries

    assert feed.bozo == 0
    assert redirect(after, old) == "/notes/" + new.removesuffix("index.html")
    assert entry.id == old_entry.id
    assert unquote(entry.link) == BASE_URL + new.removesuffix("index.html")
    assert backlinks_of(new_page) == backlinks_of(old_page)
    assert backlinks_of(old_page).count("<mark>") == linking.count("见") + (alias == "旧名")
    assert "link-missing" not in report_of(after)


def backlinks_of(page: str) -> str:
    found = re.search(r'<section class="backlinks".*?</section>', page, re.DOTALL)
    assert found
    return found.group()


# --- the page ---


def test_what_a_redirect_page_says(tmp_path: Path, kbsite: Kbsite) -> None:
    output = build(tmp_path, {"新 & “名”.md": note("redirect_from: /old/'a'/")}, kbsite)
    page = (output / "old/'a'/index.html").read_text(encoding="utf-8")
    url = "/notes/%E6%96%B0-%26-%E2%80%9C%E5%90%8D%E2%80%9D/"
    assert f'<meta http-equiv="refresh" content="0; url={url}">' in page
    assert f'<link rel="canonical" href="https://name.github.io{url}">' in page
    assert f'<a href="{url}">新 &amp; “名”</a>' in page
    assert '<html lang="zh-CN">' in page
    assert "noindex" not in page
    assert "script-src &#39;self&#39;" in page or "script-src 'self'" in page
    assert not re.search(r"<script(?![^>]* src=)", page)


def test_search_engines_are_kept_from_an_unlisted_note_by_its_old_urls_too(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    output = build(tmp_path, {"新.md": note("redirect_from: /old/\nunlisted: true")}, kbsite)
    page = (output / "old/index.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_a_redirect_stands_in_no_list_feed_or_sitemap(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"新.md": note("aliases: [旧, /old/]\ndate: 2026-01-01\ntags: 甲")}
    output = build(tmp_path, files, kbsite)
    assert {"旧/index.html", "old/index.html"} <= set(files_of(output))
    for path in ("index.html", "archive/index.html", "tags/甲/index.html", "sitemap.xml"):
        text = unquote((output / path).read_text(encoding="utf-8"))
        assert "/notes/old/" not in text
        assert "/notes/旧/" not in text
    assert "/notes/旧/" in unquote((output / "feed.xml").read_text(encoding="utf-8")), "its id"


def test_a_redirect_is_not_counted_as_a_page(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/a.md": ""})
    without = kbsite("build", "--root", tmp_path, "--json").out
    write_files(tmp_path, {"content/a.md": note("aliases: [b, /c.htm, /d.html]")})
    redirecting = kbsite("build", "--root", tmp_path, "--json").out
    assert json.loads(redirecting)["pages"] == json.loads(without)["pages"]


def test_a_site_may_shadow_the_template(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"templates/redirect.html": "{{ page.url }} → {{ page.href }}"})
    output = build(tmp_path, {"a.md": note("aliases: b")}, kbsite)
    assert (output / "b/index.html").read_text(encoding="utf-8") == "/b/ → /notes/a/"


def test_without_base_url_there_is_a_redirect_without_canonical(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"content/a.md": note("aliases: b")})
    kbsite("build", "--root", tmp_path)
    page = (tmp_path / "_site/b/index.html").read_text(encoding="utf-8")
    assert target_of(page) == "/a/"
    assert "canonical" not in page


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_browser_is_led_on_and_keeps_the_fragment(
    browser: Browser, tmp_path: Path, kbsite: Kbsite, script: bool
) -> None:
    body = "文。\n\n" * 200 + "## 小节\n\n文。"
    output = build(tmp_path, {"新.md": note("aliases: 旧", body)}, kbsite)
    output.rename(tmp_path / "notes")
    with (
        served(tmp_path) as host,
        Visit(browser, host, java_script_enabled=script) as visit,
    ):
        page = visit.page
        page.goto(f"{host}/notes/旧/#小节")
        page.wait_for_url(re.compile(r"/notes/%E6%96%B0/"))
        page.wait_for_load_state()
        fragment = unquote(page.url.partition("#")[2])
        # Chromium itself takes no fragment along at a refresh.
        assert fragment == ("小节" if script else "")
        assert visit.complaints == []
        page.goto(f"{host}/notes/旧/")
        page.wait_for_url(re.compile(r"/notes/%E6%96%B0/$"))


# --- what an alias tells of ---

PLACES = [
    # note, alias, URL
    ("几何/新.md", "旧", "/几何/旧/"),
    ("几何/新.md", "旧 名.md", "/几何/旧-名/"),
    ("几何/新.md", "几何/旧.md", "/几何/旧/"),
    ("几何/新.md", "./几何//旧.md", "/几何/旧/"),
    ("几何/新.md", r"几何\旧.md", "/几何/旧/"),
    ("几何/新.md", "/old/url/", "/old/url/"),
    ("几何/新.md", "/old/url", "/old/url/"),
    ("几何/新.md", "old/path.html", "/old/path.html"),
    ("几何/新.md", "/old/index.html", "/old/"),
    ("几何/新.md", "/2020/%E6%97%A7/", "/2020/旧/"),
    ("几何/新.md", "/2020/%ff/", "/2020/%ff/"),
    ("几何/新.md", "/a%23b/", "/a#b/"),
    ("几何/新.md", "/Cafe\u0301/", "/Café/"),
    ("几何/新.md", "/feed.xml/", "/feed.xml/"),
    ("几何/新.md", r"$\alpha$ 旧", "/几何/$-alpha$-旧/"),
    ("几何/新.md", "旧：名", "/几何/旧：名/"),
    ("新.md", "旧", "/旧/"),
    # A note that is named by its folder had another folder.
    ("数学/几何/index.md", "图形", "/数学/图形/"),
    ("index.md", "旧", "/旧/"),
]


@pytest.mark.parametrize(("path", "alias", "url"), PLACES)
def test_an_alias_is_an_old_place(path: str, alias: str, url: str) -> None:
    read = parse(f"---\naliases:\n  - '{alias}'\n---\n", path)
    (place,) = places_of(read, segment)
    assert (place.url, place.fault) == (nfc(url), "")


@pytest.mark.parametrize(
    "alias",
    [
        *("../旧.md", "/a/../../b/", "/%2e%2e/b/", "https://a.com/b/", "//a.com/b"),
        *("javascript:a/b", "/a%00b/", "/a?b", "/a/#b", "..", r"..\旧.md", "file:///etc/a.md"),
        *("/%2e%2e%5cb.html", "/a" * 1000),
    ],
)
def test_an_alias_that_is_no_place_is_told_with_its_position(
    alias: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    front = f"aliases:\n  - 好\n  - '{alias}'"
    output = build(tmp_path, {"新.md": note(front)}, kbsite)
    assert re.search(r"^content/新\.md:4:5: warning: .*\[redirect\]$", report_of(output), re.M)
    assert sum("refresh" in data.decode() for data in pages_of(output)) == 1


def pages_of(output: Path) -> list[bytes]:
    return [data for path, data in files_of(output).items() if path.endswith(".html")]


@pytest.mark.parametrize(
    ("front", "column"),
    [
        ("aliases: [好, ../旧.md]", 14),
        ("aliases: 好, ../旧.md", 13),
        ('aliases: "好、../旧.md"', 13),
        ("redirect_from: ../旧.md", 16),
    ],
)
def test_the_column_is_that_of_the_entry(front: str, column: int) -> None:
    read = parse(f"---\n{front}\n---\n")
    assert read.positions.former[-1] == (2, column)


def test_deep_aliases_are_written(tmp_path: Path, kbsite: Kbsite) -> None:
    """As deep as a redirect may stand."""
    output = build(tmp_path, {"新.md": note("aliases: [" + "/a" * 400 + "]")}, kbsite)
    assert redirect(output, "a/" * 400 + "index.html") == "/notes/新/"


def test_redirect_from_gives_no_name_for_links() -> None:
    read = parse("---\nredirect_from: [/old/, 旧]\naliases: 名\n---\n")
    assert read.front_matter.aliases == ("名",)
    assert [alias.text for alias in read.front_matter.former] == ["/old/", "旧", "名"]
    assert [alias.is_name for alias in read.front_matter.former] == [False, False, True]


SEGMENTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["..", ".", "", "%2e%2e", "%00", "%5c", "C:", "a" * 300, "长" * 90, "CON", "\\"]
    )
    | st.sampled_from(["index.html", "旧.md", "b.html", "?", "#", "\0", "~", "%252e%252e"]),
)


@settings(deadline=None)  # The dictionary of pinyin is loaded once.
@given(st.lists(SEGMENTS, max_size=5).map("/".join), st.booleans(), st.booleans())
def test_no_alias_leaves_the_output_folder(text: str, is_name: bool, pinyin: bool) -> None:
    read = parse("文。\n", "夹/笔记.md")
    alias = Alias(text, is_name and "/" not in text)
    front = type(read.front_matter)(former=(alias,))
    spell = pinyin_segment if pinyin else segment
    (place,) = places_of(type(read)("夹/笔记.md", front, "", digest=""), spell)
    assert not (place.url and place.fault)
    if place.url:
        parts = output_path(place.url).split("/")
        assert all(len(part.encode()) <= SEGMENT_BYTES + 1 for part in parts)
        assert ".." not in parts
        assert nfc(place.url) == place.url


# --- what stands in the way ---


def test_a_name_makes_way_without_a_word(tmp_path: Path, kbsite: Kbsite) -> None:
    """Names are for links: that one is also another note's, a folder's or the note's own means
    nothing."""
    files = {
        "甲.md": note("aliases: [乙, 夹, 甲, 丙.png, Tags]"),
        "乙.md": "![](丙.png)\n",
        "夹/丁.md": "文。\n",
        "丙.png": "",
    }
    output = build(tmp_path, files, kbsite)
    assert "redirect" not in report_of(output)
    assert "refresh" not in (output / "乙/index.html").read_text(encoding="utf-8")
    assert "refresh" not in (output / "夹/index.html").read_text(encoding="utf-8")


def test_of_two_notes_of_one_old_name_the_first_has_it(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"甲.md": note("aliases: 旧"), "乙.md": note("aliases: 旧")}
    output = build(tmp_path, files, kbsite)
    assert redirect(output, "旧/index.html") == "/notes/乙/"
    assert (
        "content/甲.md:2:10: info: a redirect would be published at /旧/, where 乙.md stands "
        "already [redirect-collision]"
    ) in report_of(output)


def test_a_url_goes_before_a_name(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"甲.md": note("aliases: 旧"), "乙.md": note("redirect_from: /旧/")}
    assert redirect(build(tmp_path, files, kbsite), "旧/index.html") == "/notes/乙/"


@pytest.mark.parametrize(
    "url",
    [
        *("/乙/", "/夹/", "/tags/", "/tags/签/", "/", "/archive/", "/404.html", "/feed.xml/"),
        *("/assets/", "/Assets/math/0123456789abcdef.woff2/x.html"),
        *("/图.png/", "/Beta/", "/page.html/下/", "/robots.txt/x/", "/.kbsite-manifest.json/"),
    ],
)
def test_a_url_that_is_taken_is_told(url: str, tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "甲.md": note(f"redirect_from: {url}"),
        "乙.md": note("tags: 签", "![](图.png)"),
        "夹/丁.md": "文。\n",
        "beta.md": "文。\n",
        "页.md": note("permalink: /page.html"),
        "图.png": "",
    }
    output = build(tmp_path, files, kbsite)
    assert report_of(output).count("[redirect-collision]") == 1
    assert "content/甲.md:2:16: warning: " in report_of(output)
    assert not any(b"refresh" in data for data in pages_of(output))


def test_a_redirect_to_itself_is_none(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"甲.md": note("redirect_from: [/甲/, /%E7%94%B2/index.html, 甲.md]")}
    output = build(tmp_path, files, kbsite)
    assert "redirect" not in report_of(output)
    assert not any(b"refresh" in data for data in pages_of(output))


def test_an_unpublished_note_redirects_from_nowhere(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "密.md": note(
            "private: true\naliases: [机密旧名, 夹/机密旧名.md]\nredirect_from: [../x, /s/]"
        ),
        "甲.md": "见[[夹/机密旧名]]与[它](/s/)。\n",
    }
    output = build(tmp_path, files, kbsite)
    for path, data in files_of(output).items():
        assert "机密" not in path
        assert "机密" not in unquote(data.decode(errors="replace"))
    assert "[redirect]" not in report_of(output)
    assert report_of(output).count("[link-unpublished]") == 2


# --- links by old places ---


def resolved(links: dict[str, str], tmp_path: Path, kbsite: Kbsite) -> list[str]:
    output = build(tmp_path, links, kbsite)
    page = (output / "链接/index.html").read_text(encoding="utf-8")
    prose = page.partition('<div class="prose">')[2].partition("</article>")[0]
    return [unquote(url) for url in re.findall(r'<a href="/notes(/[^"]*)"', prose)]


def test_true_paths_go_before_old_ones(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "几何/新.md": note("aliases: [几何/真.md, /真/, 别名]"),
        "几何/真.md": "文。\n",
        "真.md": "文。\n",
        "别名.md": "文。\n",
        "链接.md": "[[几何/真]]、[x](几何/真.md)、[x](/真/)、[[别名]]\n",
    }
    assert resolved(files, tmp_path, kbsite) == ["/几何/真/", "/几何/真/", "/真/", "/别名/"]


def test_an_old_path_is_found_by_its_last_segments_too(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "数学/几何/新.md": note("aliases: [旧, 代数/群/环.md]"),
        "数学/链接.md": "",
        "链接.md": "[[几何/旧]]、[[数学/几何/旧.md]]、[[群/环]]、[[环]]\n",
    }
    assert resolved(files, tmp_path, kbsite) == ["/数学/几何/新/"] * 4


def test_an_old_url_is_no_name(tmp_path: Path, kbsite: Kbsite) -> None:
    """`/old/url/` is not found as `url`, and a path that says where it starts only there."""
    files = {"新.md": note("aliases: [/old/url/, 夹/旧.md]"), "链接.md": "[[url]]、[x](./旧.md)\n"}
    assert resolved(files, tmp_path, kbsite) == []
    assert report_of(tmp_path / "_site").count("[link-missing]") == 2


# --- at scale ---


def test_time_grows_with_the_notes() -> None:
    """Of five aliases each."""
    notes = [
        parse(
            f"---\naliases: [旧{i}, 共同, 夹/老{i}.md, /old/{i}/, /{i}-.html]\n---\n"
            f"见[[旧{i}]]。\n",
            f"夹/笔记{i:05}.md",
        )
        for i in range(2000)
    ]

    def build(count: int) -> None:
        graph = graph_of(notes[:count], Config(base_url=BASE_URL))
        assert len(graph.redirects) == 4 * count + 1

    with uncollected():
        assert growth(lambda count: cpu_seconds(lambda: build(count)), 1000) < RATIO
