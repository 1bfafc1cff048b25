"""What constructs come to on a whole site: tags, pictures, line breaks, footnotes, the feed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conftest import BASE_URL, Kbsite, files_of, write_files
from kbsite.words.flags import FALSE
from media_files import pdf, png


def page(root: Path, permalink: str) -> str:
    return (root / "_site" / permalink / "index.html").read_text(encoding="utf-8")


# --- tags ---


def test_a_tag_in_the_text_is_a_tag_of_the_note(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/甲.md": "学 #数学/概率 与 #AI。\n"})
    assert kbsite("build", "--root", tmp_path).code == 0
    assert '<a href="/tags/AI/" class="tag">#AI</a>' in page(tmp_path, "甲")
    assert "甲" in page(tmp_path, "tags/数学/概率")
    assert "甲" in page(tmp_path, "tags/数学")


def test_a_tag_that_has_no_page_is_text(tmp_path: Path, kbsite: Kbsite) -> None:
    """That of a note in no list."""
    write_files(tmp_path, {"content/甲.md": "---\nunlisted: true\n---\n学 #数学。\n"})
    run = kbsite("build", "--root", tmp_path)
    assert "<p>学 #数学。</p>" in page(tmp_path, "甲")
    assert "数学" not in run.err


def test_a_tag_makes_no_backlink_to_the_note_that_introduces_it(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"content/甲.md": "#数学\n", "content/tags/数学.md": "讲数学。\n"})
    kbsite("build", "--root", tmp_path)
    assert "KB-backlinks" not in page(tmp_path, "tags/数学")


def test_what_an_unpublished_note_is_made_of_leaves_no_trace(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    secret = (
        "---\nprivate: true\n---\n#秘标签 ==秘高亮== 脚[^秘]\n\n[^秘]: 秘注\n\n"
        '![秘](图.png "秘题注")\n\n$$ x \\label{eq:秘} $$\n\n*[秘缩写]: 秘义\n\n'
        "```mermaid\ngraph LR\n秘甲 --> 秘乙\n```\n\n> [!秘] 秘题\n"
    )
    write_files(
        tmp_path,
        {
            "content/甲.md": "%%[[密]] ![](图.png)%%见 [[密|这里]]。\n",
            "content/密.md": secret,
            "content/图.png": png(2, 2),
        },
    )
    kbsite("build", "--root", tmp_path)
    for path, data in files_of(tmp_path / "_site").items():
        assert "秘" not in data.decode(errors="replace"), path
        assert not path.endswith((".png", ".svg")) or path.startswith("assets/")
        assert "diagrams" not in path


# --- pictures and files ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![](图.png)", '<img src="/%E5%9B%BE.png" alt="" width="40" height="20">'),
        ("![|20](图.png)", '<img src="/%E5%9B%BE.png" alt="" width="20" height="10">'),
        ("![[图.png|20x5]]", '<img src="/%E5%9B%BE.png" alt="" width="20" height="5">'),
        ("![](图.png){height=10}", '<img src="/%E5%9B%BE.png" alt="" width="20" height="10">'),
        (
            "![](图.png){width=50%}",
            '<img src="/%E5%9B%BE.png" alt="" style="width: 50%" width="40" height="20">',
        ),
        ("![](图.png){width=1e3}", '<img src="/%E5%9B%BE.png" alt="" width="40" height="20">'),
        (
            "![看](https://example.com/a.mp4)",
            '<video src="https://example.com/a.mp4" controls preload="metadata"></video>',
        ),
        ("![图](https://example.com/a?f=x.y)", '<img src="https://example.com/a?f=x.y" alt="图">'),
        ("![](乙.md)", '<a href="/%E4%B9%99/">乙的题</a>'),
        ("![](讲.pdf)", ">讲.pdf</a>"),
        ("![[看.mp4]]\n\n![](图.png)", 'alt="" width="40" height="20"></p>'),
        ("![](坏.png)", '<img src="/%E5%9D%8F.png" alt="">'),
        ('<img src="图.png">', '<img src="/%E5%9B%BE.png" width="40" height="20">'),
        ('<img width="9" src="图.png">', '<img width="9" src="/%E5%9B%BE.png">'),
        (
            '<img srcset="图.png 1x, https://example.com/b.png 2x">',
            '<img srcset="/%E5%9B%BE.png 1x, https://example.com/b.png 2x">',
        ),
        ('<img srcset="无.png 1x">', '<img srcset="无.png 1x">'),
        (
            "![[讲.pdf]]",
            '<iframe src="/%E8%AE%B2.pdf" title="讲.pdf" loading="lazy"></iframe>'
            '<a href="/%E8%AE%B2.pdf">讲.pdf</a>',
        ),
        (
            "![[讲.pdf#page=3|第三页]]",
            '<a href="/%E8%AE%B2.pdf#page=3">第三页</a>',
        ),
    ],
)
def test_a_picture_has_its_size(source: str, expected: str, tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(
        tmp_path,
        {
            "content/甲.md": source + "\n",
            "content/图.png": png(40, 20),
            "content/坏.png": b"\x89PNG\r\n\x1a\nbroken",
            "content/讲.pdf": pdf(),
            "content/看.mp4": b"",
            "content/乙.md": "---\ntitle: 乙的题\n---\n",
        },
    )
    kbsite("build", "--root", tmp_path)
    assert expected in page(tmp_path, "甲")


def test_a_picture_in_srcset_alone_is_published(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(
        tmp_path, {"content/甲.md": '<img srcset="图.png 2x">', "content/图.png": png(2, 2)}
    )
    kbsite("build", "--root", tmp_path)
    assert (tmp_path / "_site/图.png").exists()


def test_media_of_other_sites_are_kept_and_told(tmp_path: Path, kbsite: Kbsite) -> None:
    source = "![图](https://example.com/a.png)\n\n<video src='https://example.com/b.mp4'></video>\n"
    write_files(tmp_path, {"content/甲.md": source})
    run = kbsite("build", "--root", tmp_path, "-v")
    assert run.code == 0
    assert "甲.md:1:1: info: shown from another site: https://example.com/a.png" in run.err
    assert "甲.md:3:13: info: shown from another site: https://example.com/b.mp4" in run.err
    assert '<img src="https://example.com/a.png" alt="图">' in page(tmp_path, "甲")


# --- line breaks ---


@pytest.mark.parametrize(
    ("files", "hard"),
    [
        ({}, False),
        ({".obsidian/app.json": "{}"}, True),
        ({"content/.obsidian/app.json": "{}"}, True),
        ({".obsidian/workspace.json": "{}"}, True),
        ({".obsidian/app.json": json.dumps({"strictLineBreaks": True})}, False),
        ({".obsidian/app.json": json.dumps({"strictLineBreaks": False})}, True),
        ({".obsidian/app.json": "not JSON"}, True),
        ({".obsidian/app.json": "[" * 100_000}, True),
        ({".obsidian/app.json": "[]"}, True),
        ({".obsidian/app.json": "{}", "kbsite.yaml": "line_breaks: soft\n"}, False),
        ({"kbsite.yaml": "line_breaks: hard\n"}, True),
        ({"kbsite.yaml": "line_breaks: auto\n"}, False),
    ],
)
def test_a_line_break_is_what_the_authors_editor_shows(
    files: dict[str, str], hard: bool, tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"content/甲.md": "中文\n中文\n", **files})
    kbsite("build", "--root", tmp_path)
    assert ("<p>中文<br>\n中文</p>" in page(tmp_path, "甲")) is hard
    assert ("<p>中文中文</p>" in page(tmp_path, "甲")) is not hard


def test_a_note_goes_before_its_site(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(
        tmp_path,
        {
            "kbsite.yaml": "line_breaks: hard\nmath:\n  delimiters: all\n  macros:\n    a: x\n",
            "content/甲.md": "---\nline_breaks: soft\nmath:\n  delimiters: dollars\n"
            "  macros:\n    a: y\n---\n中文\n中文 $\\a$ \\(b\\)\n",
            "content/乙.md": "中文\n中文 $\\a$ \\(b\\)\n",
        },
    )
    kbsite("build", "--root", tmp_path)
    first, second = page(tmp_path, "甲"), page(tmp_path, "乙")
    assert "中文中文" in first
    assert "中文<br>" in second
    assert "<mi>y</mi>" in first
    assert "<mi>x</mi>" in second
    assert 'alttext="b"' not in first
    assert 'alttext="b"' in second


# --- footnotes, equations, contents ---


NOTE = """---
date: 2026-01-01
---
[TOC]

## 一

文[^1]，由 \\eqref{a} 得[^1]。

### 二

$$ x \\label{a} $$

[^1]: 注 $y$。
"""


def test_footnotes_equations_and_contents_are_composed(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/甲.md": NOTE})
    kbsite("build", "--root", tmp_path)
    html = page(tmp_path, "甲")
    assert '<a href="#FN-1" id="FNREF-1" role="doc-noteref">1</a>' in html
    assert '<a href="#FN-1" id="FNREF-1-2" role="doc-noteref">1</a>' in html
    assert '<li id="FN-1"' in html
    assert html.count('class="footnote-back"') == 2
    assert '<a href="#eq:a">(1)</a>' in html
    assert '<mtext class="equation-number" id="eq:a">(1)</mtext>' in html
    assert (
        '<div class="toc-marker">\n<ul>\n<li><a href="#%E4%B8%80">一</a><ul>\n'
        '<li><a href="#%E4%BA%8C">二</a></li>\n</ul>\n</li>\n</ul>\n</div>\n'
    ) in html


def test_the_feed_has_them_too(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/甲.md": NOTE})
    kbsite("build", "--root", tmp_path, "--base-url", BASE_URL)
    feed = (tmp_path / "_site/feed.xml").read_text(encoding="utf-8")
    assert "doc-endnotes" in feed
    # Its number is drawn with it.
    (picture, *_) = re.findall(r"assets/formulas/\w+\.svg", feed)
    assert (tmp_path / "_site" / picture).is_file()


def test_a_quote_drops_marks_and_keeps_numbers(tmp_path: Path, kbsite: Kbsite) -> None:
    source = "由 \\eqref{a} 见 [[乙]][^1]。\n\n$$ x \\label{a} $$\n\n[^1]: 注\n"
    write_files(tmp_path, {"content/甲.md": source, "content/乙.md": "文\n"})
    kbsite("build", "--root", tmp_path)
    assert "<p>由 (1) 见 <mark>乙</mark>。</p>" in page(tmp_path, "乙")


# --- what a note leaves out of its page ---


def test_a_note_may_have_no_contents_and_no_comments(tmp_path: Path, kbsite: Kbsite) -> None:
    """In any way in which a flag says no."""
    text = "## 一\n\n## 二\n"
    said = {f"{number}": f'Toc: "{no}"\ncomments: {no}' for number, no in enumerate(sorted(FALSE))}
    said |= {"whole": "toc: true\ncomments: 是", "other": "toc: {depth: 3}\ncomments: 5"}
    files = {f"content/{name}.md": f"---\n{front}\n---\n{text}" for name, front in said.items()}
    service = "comments: {service: waline, server: 'https://w.example/'}\n"
    write_files(tmp_path, {**files, "kbsite.yaml": service})
    assert kbsite("build", "--root", tmp_path).code == 0
    for name in said:
        html = page(tmp_path, name)
        has = not name.isdecimal()
        assert ('<nav class="toc"' in html, 'id="KB-comments-place"' in html) == (has, has), name
