"""What one site says to machines: heads, the feed, Markdown files, llms.txt, robots.txt."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from conftest import BASE_URL, build_site, files_of, write_files
from kbsite.engine import BuildOptions, Engine

NOTE = """---
title: 卷积 </script><b>
date: 2026-01-02
updated: 2026-02-03
tags: [图像, 深度/卷积]
mine: 不外传的属性
---
设 $\\frac{f_i}{g}<\\text{上界}$，见 [[图/矩阵|矩阵论]]、[[机密]] 与 [[机密|那件事]]。%%批注%%
<!-- 旧稿 -->

$$
\\left(\\frac{a}{b}\\right)^2 \\tag{7}
$$

![[图/矩阵#节]]

| 甲 | 乙 |
|---|--:|
| a\\|b | $x$ |

> [!warning] 小心
> 内容[^1]

[^1]: 注 *重*
"""
FILES = {
    "kbsite.yaml": "title: 夜航\ndescription: 笔记\nauthor: 某人\nllms_full: true\n"
    "robots: {disallow: [/图/], refuse: [GPTBot]}\n"
    "verification: {baidu: codeva-1}\nicp: 京ICP备1号\npolice: 京公网安备 11号\n",
    "content/卷积.md": NOTE,
    "content/图/矩阵.md": "---\ntags: 图像\ndate: 2026-01-01\n---\n# 矩阵\n\n序。\n\n"
    "## 节\n\n节文。\n",
    "content/图/一/习题.md": "# 习题\n\n见题。\n",
    "content/图/二/习题.md": "# 习题\n\n见题。\n",
    "content/图/一/抄.md": "# 抄\n\n题目长得足以自成一句，与另一篇一字不差。\n",
    "content/图/二/写.md": "# 写\n\n题目长得足以自成一句，与另一篇一字不差。\n",
    "content/机密.md": "---\nprivate: true\ntags: 私下\n---\n# 机密之事\n",
    "content/不列.md": "---\nunlisted: true\n---\n不列的。\n",
    "content/a.md.md": "---\npermalink: x.md\n---\n",
    "content/x.md": "---\npermalink: x.html\n---\n占用。\n",
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_files(tmp_path_factory.mktemp("machines"), FILES)
    build_site(root, "--base-url", BASE_URL)
    return root / "_site"


@pytest.fixture(scope="module")
def pages(output: Path) -> dict[str, str]:
    return {
        path: data.decode() for path, data in files_of(output).items() if path.endswith(".html")
    }


def metas(page: str) -> dict[str, str]:
    pattern = r'<meta (?:name|property)="([^"]+)" content="([^"]*)">'
    return {name: unescape(content) for name, content in re.findall(pattern, page)}


def title_of(page: str) -> str:
    found = re.search("<title>(.*?)</title>", page)
    return unescape(found[1]) if found else ""


def nodes_of(page: str) -> dict[str, dict[str, object]]:
    found = re.search('<script type="application/ld\\+json">(.*?)</script>', page)
    return {n["@type"]: n for n in json.loads(found[1])["@graph"]} if found else {}


def test_titles_and_descriptions_are_those_of_no_other_page(pages: dict[str, str]) -> None:
    for told in (title_of, lambda page: metas(page).get("description", "")):
        said = {path: told(page) for path, page in pages.items()}
        assert all(said.values()), said
        assert sorted(said.values()) == sorted(set(said.values())), said
    assert title_of(pages["图/一/习题/index.html"]) == "习题 · 图/一 · 夜航"
    assert title_of(pages["tags/图像/index.html"]) == "标签：图像 · 夜航"
    assert metas(pages["tags/图像/index.html"])["description"].startswith("标签：图像，2 篇：")


def test_open_graph(pages: dict[str, str], output: Path) -> None:
    head = metas(pages["卷积/index.html"])
    assert head["og:type"] == "article"
    assert head["og:url"] == f"{BASE_URL}%E5%8D%B7%E7%A7%AF/"
    assert head["article:published_time"] == "2026-01-02"
    card = output / head["og:image"].removeprefix(BASE_URL)
    assert card.read_bytes().startswith(b"\x89PNG")
    assert metas(pages["index.html"])["baidu-site-verification"] == "codeva-1"
    assert "baidu-site-verification" not in head
    assert "https://beian.miit.gov.cn/" in pages["卷积/index.html"]
    assert "?code=11&" not in pages["卷积/index.html"] and "?code=11" in pages["卷积/index.html"]


def test_the_policy_names_no_other_host(pages: dict[str, str]) -> None:
    page = pages["卷积/index.html"]
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert "script-src 'self'; object-src" in policy
    assert "style-src 'self'; style-src-attr" in policy
    assert "connect-src" not in policy and "://" not in policy
    assert "KB-comments" not in page and "KB-analytics" not in page
    # A URL has no spaces (RFC 2397).
    assert re.search(r'<link rel="icon" href="data:image/svg\+xml,[^" ]+"', page)


def test_structured_data(pages: dict[str, str]) -> None:
    nodes = nodes_of(pages["卷积/index.html"])
    article = nodes["TechArticle"]
    assert article["headline"] == "卷积 </script><b>"
    assert (article["datePublished"], article["dateModified"]) == ("2026-01-02", "2026-02-03")
    assert article["keywords"] == ["图像", "深度/卷积"]
    crumbs = nodes_of(pages["图/矩阵/index.html"])["BreadcrumbList"]["itemListElement"]
    assert isinstance(crumbs, list)
    assert [crumb["name"] for crumb in crumbs] == ["首页", "图", "矩阵"]
    assert "SearchAction" in str(nodes_of(pages["index.html"])["WebSite"])
    assert not nodes_of(pages["不列/index.html"])


def test_formulas_in_the_feed_are_text_or_pictures(output: Path) -> None:
    data = (output / "feed.xml").read_bytes()
    feed = feedparser.parse(data)
    assert feed.bozo == 0, feed.get("bozo_exception")
    root = ElementTree.fromstring(data)
    contents = {
        entry.findtext("{*}title"): entry.findtext("{*}content") or ""
        for entry in root.findall("{*}entry")
    }
    shown = contents["卷积 </script><b>"]
    assert "<math" not in shown
    assert "<td>a|b</td>" in shown and "<i>x</i></td>" in shown
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]*)"', shown)
    assert unescape(pictures[0][1]) == r"\frac{f_i}{g}<\text{上界}"
    assert "vertical-align:middle" in shown
    for address, _ in pictures:
        svg = (output / address.removeprefix(BASE_URL)).read_text(encoding="utf-8")
        ElementTree.fromstring(svg)
    # Han, which the font lacks, in a font of the reader's; the number of an equation is drawn.
    first = (output / pictures[0][0].removeprefix(BASE_URL)).read_text(encoding="utf-8")
    assert re.findall(r"<text [^>]*>(.)</text>", first) == ["上", "界"]
    for address in re.findall(r'(?:href|src)="([^"]*)"', shown):
        assert address.startswith(("https://", "mailto:")), address


def test_a_feed_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("kbsite.outputs.feed"), "MAX_TEXT", 700)
    notes = {
        f"content/{n}.md": f"---\ndate: 2026-01-0{n}\n---\n$\\sqrt{n}$\n{'文' * 100 * n}"
        for n in (1, 2, 3)
    }
    root = write_files(tmp_path, notes)
    engine = Engine(root, BuildOptions(base_url=BASE_URL))
    outputs = {output.path: output for output in engine.build().outputs}
    feed = feedparser.parse(outputs["feed.xml"].produce())
    engine.close()
    assert [(entry.title, "content" in entry) for entry in feed.entries] == [
        ("3", True),
        ("2", False),
        ("1", False),
    ]
    assert all(entry.summary for entry in feed.entries)
    assert sum(path.startswith("assets/formulas/") for path in outputs) == 1


def test_the_markdown_of_a_note_is_what_its_page_shows(output: Path) -> None:
    root = f"{BASE_URL}%E5%9B%BE/%E7%9F%A9%E9%98%B5/"
    assert (output / "卷积/index.md").read_text(encoding="utf-8") == (
        f'---\ntitle: "卷积 </script><b>"\nurl: "{BASE_URL}%E5%8D%B7%E7%A7%AF/"\n'
        "date: 2026-01-02\nupdated: 2026-02-03\n"
        'tags: ["图像", "深度/卷积"]\n---\n\n'
        "# 卷积 </script><b>\n\n"
        rf"设 $\frac{{f_i}}{{g}}<\text{{上界}}$，见 [矩阵论]({root})、私密笔记 与 那件事。"
        "\n\n$$\n\\left(\\frac{a}{b}\\right)^2 \\tag{7}\n$$\n\n"
        f"[矩阵 › 节]({root}#%E8%8A%82)\n\n> ## 节\n>\n> 节文。\n\n"
        "| 甲 | 乙 |\n| --- | --: |\n| a\\|b | $x$ |\n\n"
        "> [!warning] 小心\n> 内容[^1]\n\n[^1]: 注 *重*\n"
    )
    page = (output / "卷积/index.html").read_text(encoding="utf-8")
    href = "/notes/%E5%8D%B7%E7%A7%AF/index.md"
    assert f'<link rel="alternate" type="text/markdown" href="{href}">' in page


def test_a_page_keeps_its_place_where_a_markdown_file_would_be(output: Path) -> None:
    """`x.html` would have `x.md`, which is a folder of another page."""
    assert (output / "x.md/index.html").is_file()
    assert (output / "x.html").is_file()


def test_the_markdown_of_each_page_is_its_own(tmp_path: Path) -> None:
    notes = {
        f"content/{n}.md": f"---\npermalink: /x.{n}\n---\n{n} 的文。\n" for n in ("htm", "html")
    }
    write_files(tmp_path, notes)
    build_site(tmp_path)
    for suffix, twin in (("htm", "x.htm.md"), ("html", "x.md")):
        page = (tmp_path / f"_site/x.{suffix}").read_text(encoding="utf-8")
        assert f'type="text/markdown" href="/{twin}"' in page
        text = (tmp_path / f"_site/{twin}").read_text(encoding="utf-8")
        assert f"{suffix} 的文。" in text


def test_llms_txt_names_what_is_listed(output: Path) -> None:
    text = (output / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# 夜航\n\n> 笔记\n\n## ")
    assert f"]({BASE_URL}%E5%8D%B7%E7%A7%AF/index.md): 设 [Math]，见 矩阵论、私密笔记" in text
    assert "不列" not in text and "## 图\n" in text
    full = (output / "llms-full.txt").read_text(encoding="utf-8")
    assert (output / "卷积/index.md").read_text(encoding="utf-8") in full


def test_nothing_private_is_in_any_of_it(output: Path) -> None:
    for path, data in files_of(output).items():
        # A property that readers are shown is no part of the text.
        words = ("机密", "私下", "批注", *(("不外传",) if path != "卷积/index.html" else ()))
        for word in words:
            assert word.encode() not in data, (path, word)


def test_robots_txt(output: Path) -> None:
    assert (output / "robots.txt").read_text(encoding="utf-8") == (
        "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /notes/%E5%9B%BE/\n"
        f"Sitemap: {BASE_URL}sitemap.xml\n"
    )


def test_what_takes_long_is_not_made_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that publishes has the cache of its last run and no site."""
    root = write_files(
        tmp_path, {"content/a.md": "---\ndate: 2026-01-01\n---\n$\\hat x$ 与 $\\sqrt y$\n"}
    )

    def build(folder: str) -> dict[str, bytes]:
        engine = Engine(root, BuildOptions(base_url=BASE_URL, jobs=1, output=folder))
        engine.publish(engine.build(), on_file=lambda count: None)
        engine.close()
        return files_of(root / folder)

    first = build("one")
    monkeypatch.setattr("kbsite.outputs.formula_svg._drawn", lambda mathml: 1 / 0)
    assert build("two") == first
