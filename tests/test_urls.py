"""Slugs, permalinks and output paths, and that no path leaves the output folder."""

from __future__ import annotations

import random
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsite.urls import (
    SEGMENT_BYTES,
    base_path_of,
    decoded,
    heading_slug,
    href,
    markdown_path,
    markdown_url,
    natural_key,
    note_permalink,
    origin_of,
    output_path,
    permalink,
    scheme_of,
    segment,
    unique_slugs,
)

#: Names that file systems, URLs and shells read in ways of their own.
NAMES = (
    st.text() | st.text("./\\ :-~%\0\x7fconauxlpt12题e\u0301\u3000\n") | st.text("长", min_size=60)
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("凸包", "凸包"),
        ("C++ 笔记", "C++-笔记"),
        ("a  b\tc\u3000d", "a-b-c-d"),
        ("  a ", "a"),
        ("Cafe\u0301", "Caf\u00e9"),
        ('a<b>c:d"e|f?g*h\\i', "a-b-c-d-e-f-g-h-i"),
        ("a\0b\nc", "a-b-c"),
        ("a. .", "a.-"),
        ("..", ""),
        (".", ""),
        ("...", ""),
        (".NET", "dot-NET"),
        (". NET 笔记", "dot-NET-笔记"),
        ("...a.b.", "dot-a.b"),
        (".con", "dot-con"),
        ("." + "长" * 70, "dot-" + "长" * 62 + "-484891e8"),
        ("CON", "CON_"),
        ("com¹.a", "com¹_.a"),
        ("CONOUT$", "CONOUT$_"),
        ("aux.txt", "aux_.txt"),
        ("com1", "com1_"),
        ("console", "console"),
        ("2d", "2d"),
        ("100%", "100%"),
    ],
)
def test_segment(name: str, expected: str) -> None:
    assert segment(name) == expected


def test_a_long_segment_is_cut_on_a_character_and_marked() -> None:
    cut = segment("长" * 80)
    assert cut.startswith("长" * 63 + "-")
    assert len(cut.rpartition("-")[2]) == 8
    assert segment("长" * 80) != segment("长" * 81)
    assert segment("长" * 66) == "长" * 66


@given(NAMES)
def test_segments_are_short_and_settled(name: str) -> None:
    once = segment(name)
    assert len(once.encode()) <= SEGMENT_BYTES
    assert segment(once) == once
    assert not once.startswith(".")
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set('<>:"|?*\\/\0\n ') - {"/"} or "/" in name


@pytest.mark.parametrize(
    ("path", "slug", "override", "expected"),
    [
        ("几何/2d.md", "", "", "/几何/2d/"),
        ("几何/index.md", "", "", "/几何/"),
        ("index.md", "", "", "/"),
        ("C++ 笔记.md", "", "", "/C++-笔记/"),
        ("几何/2d.md", "平面 几何", "", "/几何/平面-几何/"),
        ("几何/2d.md", "a/b", "", "/几何/a-b/"),
        ("几何/index.md", "平面", "", "/平面/"),
        ("几何/README.md", "", "", "/几何/"),
        ("几何/readme.md", "", "", "/几何/"),
        ("几何/README.md", "平面", "", "/几何/平面/"),
        ("几何/README.md", "", "/2d/", "/2d/"),
        ("几何/README_EN.md", "", "", "/几何/README_EN/"),
        ("README.md", "", "", "/README/"),
        ("a.md", "", "/2d/", "/2d/"),
        ("a.md", "", "2d", "/2d/"),
        ("a.md", "", "/old/2d.html", "/old/2d.html"),
        ("a.md", "", "a\\b", "/a/b/"),
        ("a.md", "", "//a//b//", "/a/b/"),
        ("a.md", "", "./a", "/a/"),
        ("a.md", "", "/", "/"),
        ("a.md", "", "../a", None),
        ("a.md", "", "a/../../b", None),
        ("a.md", "", "..\\a", None),
        ("a.md", "", "C:\\a", None),
        ("a.md", "", "https://example.com/a", None),
        ("a.md", "", "a\0b", None),
    ],
)
def test_note_permalink(path: str, slug: str, override: str, expected: str | None) -> None:
    assert note_permalink(path, slug, override) == expected


@given(st.lists(NAMES, min_size=1), NAMES, NAMES)
def test_every_permalink_has_a_file(folders: list[str], slug: str, override: str) -> None:
    path = "/".join(folders) + ".md"
    for url in (note_permalink(path, slug, override), permalink(path.split("/"))):
        if url is not None:
            _stays_inside(output_path(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("/几何/2d/", "几何/2d/index.html"),
        ("/a.html", "a.html"),
        ("feed.xml", "feed.xml"),
    ],
)
def test_output_path(url: str, expected: str) -> None:
    assert output_path(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("..", "/..", "/../", "a/../../b", "/a/./b", "./a", "//a", "a//b", "/a\\..\\b", "..\\a"),
        *("C:/a", "/C:", "/a\0b", "/a\nb", "\\\\host\\share", "/a/..", "/...:x"),
    ],
)
def test_a_path_that_would_leave_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a path inside the output folder"):
        output_path(url)


@given(NAMES)
def test_no_output_path_leaves(url: str) -> None:
    try:
        path = output_path(url)
    except ValueError as fault:
        assert "not a path inside the output folder" in str(fault)
    else:
        _stays_inside(path)


def _stays_inside(path: str) -> None:
    for pure in (PurePosixPath("/site", path), PureWindowsPath("C:/site", path)):
        assert pure.parts[1] == "site"
        assert len(pure.parts) > 2
        assert ".." not in pure.parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FlashAttention：原理 & 推导", "flashattention原理--推导"),
        ("C++", "c"),
        ("C", "c"),
        ("!!!", "section"),
        ("", "section"),
        ("第 1 章", "第-1-章"),
        ("Cafe\u0301", "caf\u00e9"),
        ("a_b-c", "a_b-c"),
        ("ΑΣ", "ας"),
        ("第①步：x² 与 ½", "第步x-与-"),
        ("Ⅳ ⓐ ＿ ‿", "ⅳ-ⓐ-＿-‿"),
        ("A  B", "a--b"),
        ("a\tb\u3000c", "abc"),
        ("原理——推导", "原理推导"),
        ("—— 小结", "-小结"),
        ("👍🏽 好", "-好"),
        ("İ", "i\u0307"),
        ("a!\u0301", "\u00e1"),
        ("\U00031350\U000323b0", "\U00031350\U000323b0"),
    ],
)
def test_heading_slug(text: str, expected: str) -> None:
    assert heading_slug(text) == expected


@given(st.text())
def test_a_heading_slug_is_an_id(text: str) -> None:
    slug = heading_slug(text)
    assert slug
    assert not any(char.isspace() for char in slug)
    assert unicodedata.is_normalized("NFC", slug)


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        (["a", "a", "a"], ("a", "a-1", "a-2")),
        (["a-1", "a", "a"], ("a-1", "a", "a-2")),
        (["a", "a", "a-1"], ("a", "a-1", "a-1-1")),
        ([], ()),
    ],
)
def test_unique_slugs(slugs: list[str], expected: tuple[str, ...]) -> None:
    assert unique_slugs(slugs) == expected


@given(st.lists(st.sampled_from(["a", "a-1", "a-2", "a-1-1", "b"]) | st.text("a-1")))
def test_no_slug_stands_twice(slugs: list[str]) -> None:
    unique = unique_slugs(slugs)
    assert len(set(unique)) == len(slugs)
    assert all(new.startswith(old) for old, new in zip(slugs, unique, strict=True))


@pytest.mark.parametrize(
    ("base", "url", "anchor", "expected"),
    [
        ("", "/几何/2d/", "", "/%E5%87%A0%E4%BD%95/2d/"),
        ("/notes", "/a/", "定义", "/notes/a/#%E5%AE%9A%E4%B9%89"),
        ("", "/C++-%/", "", "/C++-%25/"),
        ("", '/a"b/', "<x>", "/a%22b/#%3Cx%3E"),
    ],
)
def test_href(base: str, url: str, anchor: str, expected: str) -> None:
    assert href(base, url, anchor) == expected


@pytest.mark.parametrize(
    ("url", "base", "origin"),
    [
        ("https://name.github.io/notes/", "/notes", "https://name.github.io"),
        ("https://name.github.io", "", "https://name.github.io"),
        ("https://a.com/笔 记", "/%E7%AC%94%20%E8%AE%B0", "https://a.com"),
        ("https://a.com/%E7%AC%94", "/%E7%AC%94", "https://a.com"),
        ("", "", ""),
    ],
)
def test_base_url(url: str, base: str, origin: str) -> None:
    assert (base_path_of(url), origin_of(url)) == (base, origin)


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("https://a.com", "https"),
        ("HTTPS://a.com", "https"),
        ("//a.com", ""),
        ("javascript:a", "javascript"),
        (" java\nscript:a", "javascript"),
        ("java\tscript\r:a", "javascript"),
        ("\x01javascript:a", "javascript"),
        ("mailto:a@b.c", "mailto"),
        ("a.md", None),
        ("/a:b", None),
        ("#a:b", None),
        ("图:a.md", None),
        ("1:a", None),
        ("", None),
    ],
)
def test_scheme(url: str, scheme: str | None) -> None:
    assert scheme_of(url) == scheme


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("%E5%87%A0", "几"),
        ("%C3%A9", "\u00e9"),
        ("e%CC%81", "\u00e9"),
        ("%ff", "%ff"),
        ("100%", "100%"),
        ("%2e%2e/a", "../a"),
    ],
)
def test_decoded(url: str, expected: str) -> None:
    assert decoded(url) == expected


def test_natural_order() -> None:
    names = ["第10章", "第", "第2章", "第1章", "b", "A", "01", "1", "a2b10", "a2b9"]
    assert sorted(names, key=natural_key) == [
        *("01", "1", "A", "a2b9", "a2b10", "b"),
        *("第", "第1章", "第2章", "第10章"),
    ]


def test_a_number_of_any_length_is_in_natural_order() -> None:
    assert sorted(["2" * 5000, "9", "1" * 5000], key=natural_key) == ["9", "1" * 5000, "2" * 5000]


@given(st.lists(st.text("012a第²")), st.randoms())
def test_the_order_of_names_does_not_depend_on_how_they_came(
    names: list[str], chance: random.Random
) -> None:
    shuffled = names.copy()
    chance.shuffle(shuffled)
    assert sorted(shuffled, key=natural_key) == sorted(names, key=natural_key)


@given(
    st.lists(st.text("ab.题", min_size=1), min_size=1), st.sampled_from(["/", "", ".html", ".htm"])
)
def test_a_markdown_file_lies_where_its_url_says(parts: list[str], end: str) -> None:
    url = "/" + "/".join(f"x{part}x" for part in parts) + end
    assert markdown_path(output_path(url)) == output_path(markdown_url(url))
