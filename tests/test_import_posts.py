"""Vaults of Obsidian and sites of Hexo, Hugo and Jekyll become notes, and every file, change and
count is accounted for (`importers/obsidian.py`, `hexo.py`, `hugo.py`, `jekyll.py`). What is
expected stands in `fixtures/imports/`, a file a kind: KBSITE_UPDATE=1 writes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import write_files
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.engine import BuildOptions, Engine
from kbsite.importers.counting import count
from kbsite.importers.kinds import IMPORTERS
from kbsite.importers.model import Draft, Options
from kbsite.importers.posts.places import Spot
from kbsite.importers.posts.site_roots import SiteRoots
from kbsite.importers.rendering import rendered
from post_exports import (
    HEXO,
    HUGO,
    PNG,
    SITES,
    Files,
    Imported,
    Texts,
    front_of,
    import_from,
    packed,
)

EXPECTED = Path(__file__).parent / "fixtures/imports"


@pytest.fixture(scope="module", params=sorted(SITES))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Each of the sites, imported from a folder."""
    folder = tmp_path_factory.mktemp(request.param)
    source = write_files(folder / "source", SITES[request.param])
    return import_from(source, request.param, folder / "site")


def test_a_whole_site_is_imported_and_accounted_for(site: Imported) -> None:
    file = EXPECTED / f"{site.account.kind}.txt"
    shown = site.shown()
    if os.environ.get("KBSITE_UPDATE"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


def test_every_file_has_one_fate_and_every_count_adds_up(site: Imported) -> None:
    assert sorted(one.path for one in site.account.files) == sorted(SITES[site.account.kind])
    assert not site.account.has_failed


def test_what_was_imported_builds_and_no_link_is_broken(site: Imported) -> None:
    """But for a canvas, which the vault shows and kbsite links to."""
    found = Engine(site.root, BuildOptions()).build().diagnostics
    assert {one.code for one in found if one.severity != "info"} <= {"embed-file"}


@pytest.mark.parametrize("kind", sorted(SITES))
def test_an_archive_with_a_folder_around_it_gives_the_same(kind: str, tmp_path: Path) -> None:
    """And an import of the next version of the archive, under another name, finds its notes."""
    first = packed(tmp_path / "a.zip", SITES[kind], "blog-main")
    one = import_from(first, kind, tmp_path / "site")
    two = import_from(write_files(tmp_path / "folder", SITES[kind]), kind, tmp_path / "other")
    notes = one.notes
    assert notes == two.notes
    later = packed(tmp_path / "b.zip", SITES[kind], "blog-v2")
    again = import_from(later, kind, tmp_path / "site")
    assert again.notes == notes
    assert {one.state for one in again.account.notes} == {"unchanged"}


Import = Callable[..., Imported]


@pytest.fixture
def hexo(tmp_path: Path) -> Import:
    """Imports posts of Hexo, by path below `source/_posts/`."""

    def run(posts: dict[str, str | bytes], config: str = "", **more: str | bytes) -> Imported:
        files = {f"source/_posts/{path}": text for path, text in posts.items()}
        source = write_files(tmp_path / "source", {"_config.yml": config, **files, **more})
        return import_from(source, "hexo", tmp_path / "site")

    return run


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        (":year/:month/:day/:title/", "/2013/07/04/目录/hello/"),
        (":year-:i_month-:i_day-:name.html", "/2013-7-4-hello.html"),
        (":category/:title/", "/算法/图论/目录/hello/"),
        ("posts/:abbrlink.html", "/posts/4a17.html"),
        (":lang/:post_title/", "/zh/你好-世界/"),
    ],
)
def test_the_old_url_of_a_hexo_post_leads_to_it(hexo: Import, permalink: str, url: str) -> None:
    post = (
        "---\ntitle: 你好 世界\ndate: 2013-07-04 20:46:25\ncategories: [算法, 图论]\n"
        "abbrlink: 4a17\n---\n正文\n"
    )
    config = f"permalink: {permalink}\npermalink_defaults:\n  lang: zh\n"
    imported = hexo({"目录/hello.md": post}, config)
    assert front_of(imported, "目录/hello.md")["redirect_from"] == [url]


def test_an_old_url_that_cannot_be_known_is_said(hexo: Import) -> None:
    imported = hexo({"a.md": "---\ntitle: a\n---\n"}, "permalink: :title-:hash/\n")
    assert [(c.construct, c.outcome, c.why) for c in imported.account.changes] == [
        ("old URL", "lost", "the permalinks of the site need :hash, which the post does not say")
    ]


@pytest.mark.parametrize(
    ("config", "front", "url"),
    [
        ("", "", "/posts/first-post/"),
        ("uglyURLs = true", "", "/posts/first-post.html"),
        ("", "slug: 别名\n", "/posts/别名/"),
        ("", "url: /x/y.html\n", "/x/y.html"),
        ("[permalinks]\nposts = '/:year/:monthname/:title/'", "", "/2024/may/第一篇/"),
        ("[permalinks]\nposts = '/:year/:slug/'", "url: ''\nslug: ''\n", "/2024/第一篇/"),
        ("[permalinks.page]\nposts = '/:sections/:yearday/:filename'", "", "/posts/122/first-post"),
    ],
)
def test_the_old_url_of_a_hugo_page_leads_to_it(
    tmp_path: Path, config: str, front: str, url: str
) -> None:
    post = f"---\ntitle: 第一篇\ndate: 2024-05-01\n{front}---\n正文\n"
    files = {"hugo.toml": config, "content/posts/First Post.md": post}
    imported = import_from(write_files(tmp_path / "a", files), "hugo", tmp_path / "site")
    found = front_of(imported, "posts/First Post.md").get("redirect_from", [])
    slug = "别名" if "slug" in front else "First-Post"
    assert found == [url] or f"/posts/{slug}/" == url


@pytest.mark.parametrize(
    ("config", "package", "breaks"),
    [
        ("", "{}", "hard"),
        ("marked:\n  breaks: false\n", "{}", None),
        ("", '{"dependencies": {"hexo-renderer-pandoc": "*"}}', None),
    ],
)
def test_line_breaks_are_what_the_renderer_of_hexo_made_of_them(
    hexo: Import, config: str, package: str, breaks: str | None
) -> None:
    posts = {"a.md": "---\ntitle: a\n---\n一\n二\n", "b.md": "---\ntitle: b\n---\n一\n"}
    imported = hexo(posts, config, **{"package.json": package})
    assert front_of(imported, "a.md").get("line_breaks") == breaks
    assert "line_breaks" not in front_of(imported, "b.md")


def test_hugo_reads_settings_from_a_folder(tmp_path: Path) -> None:
    files = {
        "config/_default/hugo.yaml": "defaultContentLanguage: zh\n",
        "config/_default/permalinks.toml": "posts = '/p/:slugorfilename/'\n",
        "config/_default/languages.toml": "[en]\nweight = 2\n[zh]\nweight = 1\n",
        "content/posts/A.zh.md": "---\ntitle: 甲\n---\n",
        "content/page.en.md": "---\ntitle: 乙\naliases: [../旧/]\n---\n",
        "content/docs/_index.zh.md": "---\ntitle: 丙\n---\n",
        "content/docs/_index.en.md": "---\ntitle: 丁\n---\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "hugo", tmp_path / "site")
    assert front_of(imported, "posts/A.zh.md")["redirect_from"] == ["/p/a/"]
    assert front_of(imported, "page.en.md")["redirect_from"] == ["/旧/", "/en/page/"]
    assert front_of(imported, "docs/index.md") == {"title": "丙"}
    assert front_of(imported, "docs/index.en.md")["title"] == "丁"


def test_languages_of_hugo_may_have_folders_of_their_own(tmp_path: Path) -> None:
    config = (
        "defaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\ncontentDir = 'content/zh-cn'\n"
        "[languages.en]\ncontentDir = 'english'\n[permalinks]\nposts = '/p/:slugorfilename/'\n"
    )
    files: Files = {
        "hugo.toml": config,
        "content/zh-cn/posts/a/index.md": "![图](a.png) [乙](/posts/b.md)\n",
        "content/zh-cn/posts/a/a.png": PNG,
        "content/zh-cn/posts/b.md": "文\n",
        "english/posts/b.md": "text\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "hugo", tmp_path / "site")
    assert imported.files == {"posts/a/index.md", "posts/a/a.png", "posts/b.md", "en/posts/b.md"}
    assert front_of(imported, "posts/b.md") == {"redirect_from": ["/p/b/"]}
    assert front_of(imported, "en/posts/b.md") == {}
    assert imported.text("posts/a/index.md").endswith("![图](a.png) [乙](../b.md)\n")


@pytest.mark.parametrize(
    "more",
    [
        ("themes/stack/hugo.toml", "themes/stack/exampleSite/content/post/e.md"),
        ("config/_default/config.toml", "themes/x/config/_default/hugo.toml"),
        ("config.toml", "themes/t/exampleSite/hugo.yaml", "themes/t/exampleSite/content/e.md"),
        ("config/_default/config.toml", "config/production/hugo.toml"),
        ("content/posts/a/config.yaml",),
    ],
)
@pytest.mark.parametrize("wrapper", ["", "themes"])
def test_the_site_is_that_of_the_user_and_of_no_theme(
    more: tuple[str, ...], wrapper: str, tmp_path: Path
) -> None:
    files = {"content/posts/a.md": "文\n", **dict.fromkeys(more, "x: y\n")}
    imported = import_from(packed(tmp_path / "a.zip", files, wrapper), "hugo", tmp_path / "site")
    assert list(imported.notes) == ["posts/a.md"]


@pytest.mark.parametrize("kind", ["hexo", "hugo", "jekyll", "obsidian"])
def test_a_folder_of_notes_alone_will_do(kind: str, tmp_path: Path) -> None:
    """As an archive of it, in which nothing says what it is a part of."""
    files: Files = {"甲.md": "---\ntitle: 甲\n---\n![图](图/a.png)\n", "图/a.png": PNG}
    source = packed(tmp_path / "a.zip", files, "posts")
    imported = import_from(source, kind, tmp_path / "site")
    assert imported.files == {"甲.md", "图/a.png"}


def test_settings_that_cannot_be_read_are_told(hexo: Import) -> None:
    imported = hexo({"a.md": "---\ndate: 2020-01-02\n---\n"}, "url: [")
    assert imported.fates("skipped")["_config.yml"].startswith("settings that cannot be read: line")
    assert front_of(imported, "a.md")["redirect_from"] == ["/2020/01/02/a/"]


@pytest.mark.parametrize(
    ("config", "front", "url"),
    [
        ("", "", "/算法/2024/05/01/Hello.html"),
        ("permalink: pretty", "", "/算法/2024/05/01/Hello/"),
        ("permalink: ordinal", "", "/算法/2024/122/Hello.html"),
        ("permalink: weekdate", "", "/算法/2024/W18/Wed/Hello.html"),
        ("permalink: /:short_year/:short_month/:slug", "", "/24/May/hello"),
        ("", "permalink: /x/:title/\n", "/x/Hello/"),
        (
            "defaults:\n- scope: {path: '', type: posts}\n  values: {permalink: /d/:title/}",
            "",
            "/d/Hello/",
        ),
    ],
)
def test_the_old_url_of_a_jekyll_post_leads_to_it(
    tmp_path: Path, config: str, front: str, url: str
) -> None:
    post = f"---\ncategories: 算法\n{front}---\n正文\n"
    files = {"_config.yml": config, "_posts/2024-05-01-Hello.md": post}
    imported = import_from(write_files(tmp_path / "a", files), "jekyll", tmp_path / "site")
    assert front_of(imported, "Hello.md")["redirect_from"] == [url]


def test_what_a_post_says_of_itself_is_said_in_kbsites_words(hexo: Import) -> None:
    imported = hexo(
        {
            "a.md": "---\ntitle: 3.10\npassword: x\ncategories: [[甲, 乙], 丙]\ntags: 单个, 标签\n"
            "excerpt: 摘要\ncomments: false\ntoc: true\ncover: /a.png\n---\n",
            "b.md": "---\ntitle: b\nhidden: true\npublished: false\nalias: /旧/\n---\n",
            "d.md": ';;;\n"title": "甲"\n;;;\n',
            "e.md": "---\n# 注释\ntitle: 乙\n---\n",
            "c.md": "title: 没有开头\ndate: 2020-01-01\n---\n正文\n",
            "f.md": "---\ntitle: 丙\nsticky: 100\n---\n",
            "g.md": "---\ntitle: 丁\ntop: 0\npin: 别针\n---\n",
            "h.md": "---\ntitle: 戊\ntop: 1.5\n---\n",
        }
    )
    assert front_of(imported, "f.md") == {"title": "丙", "pinned": True}
    assert front_of(imported, "h.md") == {"title": "戊", "pinned": True}
    assert front_of(imported, "g.md") == {"title": "丁", "top": 0, "pin": "别针"}
    assert front_of(imported, "a.md") == {
        "title": "3.10",
        "tags": ["单个, 标签", "甲/乙", "丙"],
        "private": True,
        "password": "x",
        "summary": "摘要",
        "comments": False,
        "cover": "/a.png",
    }
    assert front_of(imported, "b.md") == {
        "title": "b",
        "redirect_from": ["/旧/"],
        "unlisted": True,
        "published": False,
    }
    assert front_of(imported, "c.md")["title"] == "没有开头"
    assert front_of(imported, "d.md")["title"] == "甲"
    told = {(one.source, one.line, one.construct, one.outcome) for one in imported.account.changes}
    assert ("source/_posts/d.md", 2, "front matter in JSON", "converted") in told
    assert ("source/_posts/e.md", 2, "comment in front matter", "lost") in told


def test_formulas_of_hexo_may_stand_in_brackets_with_two_backslashes(hexo: Import) -> None:
    text = r"""设 \\(a+b\\) 与 `\\(x\\)`。

\\[
\begin{cases} \frac{a}{b} \\\\ c \end{cases}
\\]
"""
    imported = hexo({"a.md": text})
    assert imported.text("a.md").endswith(
        "设 $a+b$ 与 `\\\\(x\\\\)`。\n\n$$\n\\begin{cases} \\frac{a}{b} \\\\ c \\end{cases}\n$$\n"
    )
    sums = imported.account.sums["formulas"]
    assert (sums.before, sums.after, sums.unexplained) == (2, 2, 0)


def test_what_a_password_of_a_tag_locks_is_private(hexo: Import) -> None:
    """As hexo-blog-encrypt does it, which only an empty password of the post's own stops."""
    config = (
        "encrypt:\n  abstract: 有密码\n  tags:\n  - {name: 日记, password: x}\n"
        "  - {name: 2024, password: y}\n"
    )
    posts = {
        "a.md": "tags: [算法, 日记]",
        "b.md": "tags: 日记\npassword: ''",
        "c.md": "tag: 2024",
        "d.md": "tags: 日记\npassword:\nencrypt: false",
        "e.md": "tags: 日\ncategories: 日记",
        "f.md": "encrypt: true",
        "g.md": "password: 0",
    }
    imported = hexo({path: f"---\n{front}\n---\n文\n" for path, front in posts.items()}, config)
    private = [path for path in posts if front_of(imported, path).get("private")]
    assert private == ["a.md", "c.md", "d.md", "f.md", "g.md"]
    told = {one.source[-4:]: one.why for one in imported.account.changes if one.outcome != "lost"}
    assert told["a.md"] == "the old site showed what has the tag 日记 for a password"
    assert set(private) <= set(told)


def test_front_matter_that_cannot_be_read_is_kept_in_a_draft(hexo: Import) -> None:
    imported = hexo(
        {
            "a.md": "---\ntitle: [没有\nprivate: true\n---\n正文 $a$\n",
            "b.md": "---\ntitle: 不关\nprivate: true\n\n正文 $b$\n",
            "c.md": "---\n layout: post\ntitle: 退\nprivate: true\n---\n正文 $c$\n",
        }
    )
    for path, text in (("a.md", "title: [没有"), ("b.md", "title: 不关"), ("c.md", " layout: ")):
        assert text in imported.text(path)
        assert front_of(imported, path) == {"draft": True}
    assert [c.outcome for c in imported.account.changes if c.construct == "front matter"] == [
        "kept",
        "kept",
        "kept",
    ]


def test_links_of_the_old_site_lead_where_they_led(tmp_path: Path) -> None:
    files = {
        **HEXO,
        "source/_posts/子目录/links.md": (
            "---\ntitle: 链\n---\n"
            "![根](/notes/images/总.png) ![域](https://blog.example.com/notes/images/总.png) "
            '<img src="/images/总.png"> [尖](</images/总.png>) [引用][1]\n'
            "`![码](/images/总.png)` [外](https://example.com/images/总.png) [无](/没有.png)\n\n"
            "[1]: /images/总.png\n"
        ),
    }
    imported = import_from(write_files(tmp_path / "a", files), "hexo", tmp_path / "site")
    lines = imported.text("子目录/links.md").split("\n")[-5:]
    assert lines[0] == (
        "![根](../images/总.png) ![域](../images/总.png) "
        '<img src="../images/总.png"> [尖](../images/总.png) [引用][1]'
    )
    assert lines[1] == (
        "`![码](/images/总.png)` [外](https://example.com/images/总.png) [无](/没有.png)"
    )
    assert lines[3] == "[1]: ../images/总.png"


def test_links_to_the_file_of_a_page_lead_to_the_page(hexo: Import) -> None:
    posts: dict[str, str | bytes] = {
        "甲.md": "---\ndate: 2024-01-01\n---\n[乙](/2024/02/02/乙/index.html#x) "
        "[乙](https://a.com/2024/02/02/乙/index.html) [乙](../../../02/02/乙/index.html) "
        "[关](/about/index.html) [外](https://b.com/index.html)\n",
        "乙.md": "---\ndate: 2024-02-02\n---\n## x\n",
    }
    more = {"source/about/index.md": "---\ntitle: 关\n---\n文\n"}
    imported = hexo(posts, "url: https://a.com\n", **more)
    assert imported.text("甲.md").split("\n")[-2] == (
        "[乙](/2024/02/02/乙/#x) [乙](/2024/02/02/乙/) [乙](/2024/02/02/乙/) "
        "[关](/about/) [外](https://b.com/index.html)"
    )
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one for one in found if one.code.startswith("link")] == []


def test_pictures_by_the_urls_of_their_posts_lead_to_the_files(hexo: Import) -> None:
    post = (
        "---\ndate: 2024-01-01\n---\n![](/2024/01/01/甲/p.png) "
        '<img src="/2024/01/01/%E7%94%B2/p.png"> ![](https://a.com/2024/02/02/夹/乙/q.png?x) '
        "![](/p.png) ![](/2024/01/01/甲/r.png) [乙](/2024/02/02/夹/乙/)\n"
    )
    posts: dict[str, str | bytes] = {
        "甲.md": post,
        "甲/p.png": PNG,
        "夹/乙.md": "文\n",
        "夹/乙/q.png": PNG,
        "丙.md": "---\ndate: 2024-03-03\npermalink: x/丙.html\n---\n![](/x/丙/s.png)\n",
        "丙/s.png": PNG,
    }
    imported = hexo(posts, "post_asset_folder: true\nurl: https://a.com\n")
    assert imported.text("甲.md").split("\n")[-2] == (
        '![](甲/p.png) <img src="甲/p.png"> ![](夹/乙/q.png?x) '
        "![](/p.png) ![](/2024/01/01/甲/r.png) [乙](/2024/02/02/夹/乙/)"
    )
    assert imported.text("丙.md").endswith("![](丙/s.png)\n")


def test_the_date_of_a_hexo_post_may_stand_in_its_name(hexo: Import) -> None:
    posts: dict[str, str | bytes] = {
        "2024-3-05-hello.md": "---\ntitle: a\n---\n",
        "2024-3-06-b.md": "---\ndate: 2020-01-01\n---\n",
        "c.md": "文\n",
    }
    imported = hexo(posts, "new_post_name: :year-:i_month-:day-:title.md\n")
    front = front_of(imported, "2024-3-05-hello.md")
    assert list(front) == ["title", "date", "redirect_from"]
    assert front["date"] == date(2024, 3, 5) and front["redirect_from"] == ["/2024/03/05/hello/"]
    assert front_of(imported, "2024-3-06-b.md")["date"] == date(2020, 1, 1)
    assert front_of(imported, "c.md") == {}


def test_tabs_in_front_matter_of_hexo_are_spaces(hexo: Import) -> None:
    imported = hexo({"a.md": "---\ntitle: a\ntags:\n\t- 算法\n\t- 图\n---\n文\n"})
    assert front_of(imported, "a.md") == {"title": "a", "tags": ["算法", "图"]}


def test_the_path_of_a_post_names_it_though_others_are_called_so(hexo: Import) -> None:
    imported = hexo(
        {
            "甲.md": "甲\n",
            "en/甲.md": "---\nlang: en\n---\n{% post_link 乙 %}\n",
            "算法/乙.md": "{% post_link 甲 %} {% post_link en/甲 %} {% post_link 丙 %}\n",
            "a/丙.md": "",
            "b/丙.md": "",
        }
    )
    assert imported.text("算法/乙.md") == "[甲](../甲.md) [甲](../en/甲.md) {% post_link 丙 %}\n"
    assert imported.text("en/甲.md").endswith("[乙](../算法/乙.md)\n")


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (".gitbook.yaml", "> [!success]\n> $x$ 与 [甲](甲.pdf)\n"),
        (".gitbook/assets/a.png", "> [!success]\n> $x$ 与 [甲](甲.pdf)\n"),
        ("SUMMARY.md", "> [!success]\n> $$x$$ 与 [甲](甲.pdf)\n"),
        ("docs/.gitbook/assets/a.png", "> [!success]\n> $x$ 与 [甲](甲.pdf)\n"),
        ("data/book.json", None),
        ("a.md", None),
    ],
)
def test_tags_and_formulas_of_gitbook_are_read_in_what_is_its(
    mark: str, text: str | None, tmp_path: Path
) -> None:
    source = (
        '{% hint style="success" %}\n$$x$$ 与 {% file src="甲.pdf" %}甲{% endfile %}\n'
        "{% endhint %}\n"
    )
    files: Files = {"a/b.md": source, mark: ""}
    imported = import_from(write_files(tmp_path / "a", files), "markdown", tmp_path / "site")
    assert imported.text("a/b.md") == (source if text is None else text)


@pytest.mark.parametrize(
    ("files", "text", "result"),
    [
        (
            {
                "docs/.vitepress/config.mts": "",
                "docs/public/a.png": "x",
                "docs/甲/index.md": "",
                "b.md": "",
            },
            "![](/a.png) [b](/乙#x) [c](/甲/) [d](/乙.html?y) [e](/b) <img src='/a.png'>",
            "![](public/a.png) [b](乙.md#x) [c](甲/index.md) [d](乙.md?y) [e](/b) "
            "<img src='public/a.png'>",
        ),
        (
            {"docs/.vuepress/public/a.png": "x", "a.md": "", "docs/README.md": ""},
            "![](/a.png) [首](/) [外](//x.com/乙)",
            "![](a.png) [首](README.md) [外](//x.com/乙)",
        ),
        (
            {"docs/_sidebar.md": "", "docs/甲/_sidebar.md": "", "docs/甲/b.md": "", "x.md": ""},
            "[b](#/甲/b?id=节) [c](/甲/b) [d](甲/b.md) [e](#/无)",
            "[b](甲/b.md#节) [c](甲/b.md) [d](甲/b.md) [e](#/无)",
        ),
        (
            {"docusaurus.config.ts": "", "static/img/a.png": "x"},
            "![](/img/a.png) [b](/docs/乙)",
            "![](../static/img/a.png) [b](/docs/乙)",
        ),
        (
            {"docs/.vitepress/config.ts": "", "docs/码/a.c": "int x;\n", "a.c": "y"},
            "<<< @/码/a.c\n\n<<< ./码/a.c\n\n<<< @/a.c",
            "```c\nint x;\n```\n\n```c\nint x;\n```\n\n<<< @/a.c",
        ),
        ({"mkdocs.yml": "", "docs/b.md": ""}, "[b](/b/#x)", "[b](b.md#x)"),
        ({"public/a.png": "x", "docs/b.md": ""}, "![](/a.png) [b](/b)", None),
    ],
)
def test_addresses_from_the_root_of_a_site_lead_to_its_files(
    files: Files, text: str, result: str | None, tmp_path: Path
) -> None:
    source = write_files(tmp_path / "a", {**files, "docs/乙.md": f"{text}\n"})
    imported = import_from(source, "markdown", tmp_path / "site")
    assert imported.text("docs/乙.md") == f"{text if result is None else result}\n"


def test_a_site_may_lie_in_the_folder_of_another(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "",
        "docs/a.md": "",
        "docs/b.md": "",
        "web/.vitepress/config.ts": "",
        "web/b.md": "",
        "web/x.md": "[b](/b) [a](/a)\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "markdown", tmp_path / "site")
    assert imported.text("web/x.md") == "[b](b.md) [a](../docs/a.md)\n"


def test_many_sites_take_linear_time() -> None:
    def seconds(count: int) -> float:
        spots = [Spot(f"{n}/_sidebar.md", f"{n}/_sidebar.md", True) for n in range(count)]

        def run() -> None:
            roots = SiteRoots([spot.path for spot in spots], spots, is_moved=True)
            for spot in spots:
                roots.address(spot, "/无")

        with uncollected():
            return cpu_seconds(run)

    assert growth(seconds, 3_000) < RATIO


def test_what_a_tag_leads_to_is_final(tmp_path: Path) -> None:
    """Though the old site had something else at that path."""
    files: Files = {
        "_posts/2024-01-01-about.md": "---\ntitle: 改版\n---\n甲\n",
        "_posts/2024-01-02-b c.md": (
            "[改版]({% post_url 2024-01-01-about %}) [b]({% link about.md %})\n"
        ),
        "_posts/2024-01-03-d.md": "[c]({% post_url 2024-01-02-b c %}) [乙](/about.html)\n",
        "about.md": "---\ntitle: 关于\n---\n乙\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "jekyll", tmp_path / "site")
    assert imported.text("b c.md").endswith("[改版](about.md) [b](about-2.md)\n")
    assert imported.text("d.md").endswith("[c](b%20c.md) [乙](/about.html)\n")


@pytest.mark.parametrize("by_folder", [False, True])
def test_a_ref_of_hugo_leads_to_the_page_in_its_language(by_folder: bool, tmp_path: Path) -> None:
    post = (
        '[1]({{< relref "lang.md" >}}) [2]({{< ref "/posts/lang#节" >}}) [3]({{< ref "lang" >}}) '
        '[4]({{< ref path="lang.md" lang="%s" >}}) [5]({{< ref "bao" >}}) [6]({{< ref "nur" >}})\n'
    )
    config = (
        "defaultContentLanguage: zh-cn\nlanguages:\n  zh-cn: {weight: 1%s}\n  en: {weight: 2%s}\n"
    )
    config %= (", contentDir: content/zh", ", contentDir: content/en") if by_folder else ("", "")
    files: Files = {"hugo.yaml": config}
    for code, folder, other in (("zh-cn", "zh", "en"), ("en", "en", "zh-cn")):
        content = f"content/{folder}" if by_folder else "content"
        end = "md" if by_folder else f"{code}.md"
        pages = {"posts/a": post % other, "posts/lang": "文\n", "posts/bao/index": "文\n"}
        files = {**files, **{f"{content}/{path}.{end}": data for path, data in pages.items()}}
    nur = "content/zh/posts/nur.md" if by_folder else "content/posts/nur.md"
    source = write_files(tmp_path / "a", {**files, nur: "文\n"})
    imported = import_from(source, "hugo", tmp_path / "site")
    if by_folder:
        zh, en, bao = "lang.md", "../en/posts/lang.md", "bao/index.md"
        texts = (imported.text("posts/a.md"), imported.text("en/posts/a.md"))
        links = ((zh, en, bao, "nur.md"), (zh, "../../posts/lang.md", bao, "../../posts/nur.md"))
    else:
        zh, en = "lang.zh-cn.md", "lang.en.md"
        texts = (imported.text("posts/a.zh-cn.md"), imported.text("posts/a.en.md"))
        links = ((zh, en, "bao/index.md", "nur.md"), (en, zh, "bao/index.en.md", "nur.md"))
    for text, (own, other, bundle, only) in zip(texts, links, strict=True):
        assert text.endswith(
            f"[1]({own}) [2]({own}#节) [3]({own}) [4]({other}) [5]({bundle}) [6]({only})\n"
        )


@pytest.mark.parametrize(
    ("kind", "folder"), [("hugo", "static/"), ("hexo", "source/"), ("jekyll", "")]
)
def test_of_files_of_the_root_is_said_where_they_go(kind: str, folder: str, tmp_path: Path) -> None:
    config = {"hugo": "hugo.yaml"}.get(kind, "_config.yml")
    names = ["robots.txt", "CNAME", "google0123456789.html", "img/robots.txt", "a.png"]
    files: Files = {config: "title: a\n", "content/a.md": "a\n"}
    files = {**files, **{f"{folder}{name}": "a\n" for name in names}}
    imported = import_from(write_files(tmp_path / "a", files), kind, tmp_path / "site")
    told = {one.path.removeprefix(folder): one.why for one in imported.account.files}
    where = "to have it at the root, put it at static/root/"
    assert {name for name in names if where in told[name]} == {*names[:3]}
    assert told["CNAME"].endswith(f"{where}CNAME")
    assert ("CNAME" in imported.files) == (kind != "jekyll")


@pytest.mark.parametrize("has_languages", [False, True])
def test_a_ref_of_a_bundle_of_hugo_leads_beside_its_folder(
    has_languages: bool, tmp_path: Path
) -> None:
    names = ["graph/spfa.md", "graph/spfa", "graph/../graph/spfa#甲", "in.md", "../about.md", "own"]
    refs = " ".join(f'[]({{{{< relref "{name}" >}}}})' for name in names)
    files: Files = {
        "hugo.yaml": "languages: {en: {}, fr: {}}\n" if has_languages else "",
        "content/posts/bundle/index.md": f"{refs}\n",
        "content/posts/graph/spfa.md": "文\n",
        "content/posts/bundle/graph/spfa.md": "文\n",
        "content/posts/bundle/in.md": "文\n",
        "content/posts/about.md": "文\n",
        "content/about.md": "文\n",
        "content/posts/own.md": "文\n",
        "content/posts/bundle/own.md": "文\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "hugo", tmp_path / "site")
    spfa = "../graph/spfa.md"
    expected = [spfa, spfa, f"{spfa}#甲", "in.md", "../about.md", "../own.md"]
    text = imported.text("posts/bundle/index.md")
    assert text.endswith(" ".join(f"[]({one})" for one in expected) + "\n")


def test_tags_that_stay_are_left_alone(tmp_path: Path) -> None:
    post = (
        '{{< video href="posts/q" >}} {{</* figure src="x" */>}} {{% a href="/posts/q/" %}}\n'
        '<a href="{{< ref "q" >}}">甲</a> <a href="/posts/q.md">乙</a>\n'
    )
    files: Files = {"content/posts/q.md": "文\n", "content/posts/x.md": post, "hugo.toml": ""}
    imported = import_from(write_files(tmp_path / "a", files), "hugo", tmp_path / "site")
    assert imported.text("posts/x.md") == (
        '{{< video href="posts/q" >}} {{< figure src="x" >}} {{% a href="/posts/q/" %}}\n'
        '<a href="q.md">甲</a> <a href="q.md">乙</a>\n'
    )


def test_posts_in_html_are_notes_of_html(tmp_path: Path) -> None:
    """No blank line ends their block, and no Markdown is read in it."""
    page = (
        "<html><head>\n<title>页 &amp; 面</title></head><body class='x'><h2>节</h2>\n\n    *文字*\n"
        '<a href="{{ site.baseurl }}/about/">甲</a> {% post_url sub/2024-05-02-b %} {{ page.x }}\n'
        "{% highlight c %}x{% endhighlight %}\n<pre>\n一\n\n二</pre>\n\n<p>尾</p></body></html>\n"
    )
    files = {
        "_config.yml": "baseurl: /blog\n",
        "_posts/2024-05-01-a.html": page,
        "sub/_posts/2024-05-02-b.md": "---\ntitle: 乙\n---\n[甲](../../../../2024/05/01/a.html)\n",
        "about.md": "---\ntitle: 关于\n---\n关于\n",
        "index.md": "---\nlayout: home\n---\n",
    }
    imported = import_from(write_files(tmp_path / "a", files), "jekyll", tmp_path / "site")
    assert imported.text("a.md").partition("\n---\n\n")[2] == (
        "<div>\n<h2>节</h2>\n    *文字*\n"
        '<a href="/about/">甲</a> sub/b.md {{ page.x }}\n'
        "{% highlight c %}x{% endhighlight %}\n<pre>\n一&#10;\n二</pre>\n<p>尾</p>\n</div>\n"
    )
    assert front_of(imported, "a.md")["title"] == "页 & 面"
    assert imported.text("sub/b.md").endswith("[甲](/2024/05/01/a.html)\n")
    assert list(imported.fates("skipped")) == ["_config.yml", "index.md"]
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one for one in found if one.severity != "info"] == []


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_of_hugo_may_stand_in_a_comment(fence: str) -> None:
    equals = " =" if fence == "+++" else ":"
    text = f"<!--\n{fence}\ntitle{equals} '题'\ndraft{equals} true\n{fence}\n-->\n<!-- 注 -->\n文\n"
    source = Texts({"content/a.md": text, "content/b.md": "<!--\n---\n文\n---\n-->\n"})
    one, other = IMPORTERS["hugo"](source, Options())
    assert isinstance(one, Draft)
    assert isinstance(other, Draft)
    assert one.front == {"title": "题", "draft": True}
    assert [line.text for line in one.lines if line.number == 8] == ["文"]
    assert not other.front


@pytest.mark.parametrize(
    ("files", "takes"),
    [
        ({}, False),
        ({"hugo.toml": ""}, True),
        ({"hugo.toml": "[markup.goldmark.extensions.passthrough]\nenable = true"}, False),
        (
            {
                "config/_default/hugo.toml": "",
                "config/_default/markup.toml": "[goldmark.extensions.passthrough]\nenable = true",
            },
            False,
        ),
        ({"hugo.toml": "[markup]\ndefaultMarkdownHandler = 'pandoc'"}, False),
    ],
)
def test_goldmark_takes_backslashes_out_of_formulas(files: dict[str, str], takes: bool) -> None:
    source = Texts({"content/a.md": "---\ntitle: 题\n---\n$a\\_1$\n", **files})
    (draft,) = (made for made in IMPORTERS["hugo"](source, Options()) if isinstance(made, Draft))
    assert ("$a_1$" in [line.text for line in draft.lines]) is takes


def test_what_was_moved_here_is_updated_where_it_stands(hexo: Import, tmp_path: Path) -> None:
    """If it was not edited; links to it and from it follow."""
    posts: dict[str, str | bytes] = {
        "a.md": "{% post_link b %}\n",
        "b.md": "一\n",
        "c.md": "三\n",
        "d.md": "四\n",
    }
    content = hexo(posts).root / "content"
    for name in ("b.md", "c.md"):
        (content / "夹").mkdir(exist_ok=True)
        (content / name).rename(content / "夹" / name)
    (content / "夹/c.md").write_text("这里\n", encoding="utf-8")
    (content / "d.md").unlink()
    again = hexo({**posts, "b.md": "{% post_link a %}\n", "c.md": "五\n"})
    assert again.files == {"a.md", "夹/b.md", "夹/c.md"}
    assert "[b](夹/b.md)" in again.text("a.md") and "[a](../a.md)" in again.text("夹/b.md")
    assert [one.state for one in again.account.files if one.path.endswith(".md")] == [
        *("updated", "updated", "kept", "kept")
    ]
    once_more = hexo({**posts, "b.md": "{% post_link a %}\n", "c.md": "五\n"})
    assert once_more.account.is_quiet and once_more.files == again.files


def test_a_folder_below_the_notes_can_be_imported_into(tmp_path: Path) -> None:
    source = write_files(tmp_path / "a", HUGO)
    imported = import_from(source, "hugo", tmp_path / "site", into="博客/旧")
    assert "![总图|300](../img/总.png" in imported.text("博客/旧/posts/First Post.md")
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one for one in found if one.severity != "info"] == []


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
PIECES = st.sampled_from(
    [
        "文字",
        "$x^2$",
        "![图](图.png)",
        "[链](https://example.com/a)",
        "`{% raw %}`",
        "{% note info %}",
        "{% endnote %}",
        "{% raw %}",
        "{% endraw %}",
        "{% codeblock lang:c %}",
        "{% endcodeblock %}",
        "{{< highlight c >}}",
        "{{< /highlight >}}",
        "{{< hint info >}}",
        "{{< /hint >}}",
        "{% highlight c %}",
        "{% endhighlight %}",
        "```",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "{%",
        "%}",
        "{{",
        "{:toc}",
        "{::comment}",
        "\\(a_1\\)",
        "\\[",
        "\\]",
        "%%",
        " #标签",
        "[[甲]]",
        " ^a\n",
        "$$",
        "<span data-tex='x'>",
    ]
)
NAMES = {
    "hexo": "source/_posts/a.md",
    "hugo": "content/a.md",
    "jekyll": "_posts/2024-01-01-a.md",
    "obsidian": "a.md",
}


@pytest.mark.parametrize("kind", sorted(NAMES))
@given(text=st.lists(st.one_of(PIECES, WORDS), max_size=25).map("".join))
@settings(max_examples=100)
def test_whatever_a_note_holds_its_words_come_out_and_its_counts_add_up(
    kind: str, text: str
) -> None:
    source = Texts({NAMES[kind]: f"---\ntitle: 题\n---\n{text}\n"})
    (draft,) = IMPORTERS[kind](source, Options())
    assert isinstance(draft, Draft)
    note = rendered(draft, "+08:00")
    expected = draft.counts
    for change in note.changes:
        expected = expected.plus(change.delta)
    assert count(note.body) == expected
    assert note.body.count("文字") == text.count("文字")
    assert note.body.count("x^2") == text.count("x^2")
    assert note.body.count("example.com/a") == text.count("example.com/a")
