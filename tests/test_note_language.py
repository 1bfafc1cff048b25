"""The language of a note: what it says itself, what its letters tell, what its page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Kbsite, write_files
from kbsite.markdown.characters import count_words
from kbsite.reading.note_language import language_beside, language_told, title_language
from markdown_cases import parse

CHINESE = "点集的凸包是包含它的最小凸集，可以用 Graham scan 求出。\n"
ENGLISH = "The convex hull of a set of points is the smallest convex set that contains it.\n"
FRENCH = "L'enveloppe convexe d'un ensemble de points est le plus petit convexe qui le contient.\n"
JAPANESE = "点の集合の凸包とは、それを含む最小の凸集合のことである。\n"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CHINESE, "zh-CN"),
        (ENGLISH, "en"),
        (JAPANESE, "ja"),
        (FRENCH, ""),
        ("凸包", "zh-CN"),
        ("", ""),
        ("TODO", ""),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", ""),
        # Chinese that is about kana, that names much in English, and with a word of Chinese.
        (f"日语的格助词有「の」「が」「を」等，「の」表示所属。{CHINESE}", "zh-CN"),
        ("五段动词「書く」变成「書かない」，表示请求时用「書いてください」，わたしの本。", "zh-CN"),
        # Nobody knows whether of Taiwan or of Hong Kong.
        ("這是一篇以繁體中文寫成的筆記，說明為什麼需要這個方法。", "zh"),
        ("用 numpy 与 PyTorch 在 GPU 上训练 Transformer 的 attention 层，见 README。", "zh-CN"),
        (f"{ENGLISH} 凸包", ""),
        (f"{ENGLISH * 2} 凸包", "en"),
        (f"{ENGLISH}{CHINESE}", "zh-CN"),
        (ENGLISH * 200, "en"),
    ],
)
def test_what_letters_tell(text: str, language: str) -> None:
    assert language_told(text, *count_words(text)) == language
    assert parse(text).language == language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("en", "en"),
        ("zh_CN", "zh-CN"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("EN-us", "en-US"),
        ("[en]", "zh-CN"),
        ("C++", "zh-CN"),
        ("中文", "zh-CN"),
        ("", "zh-CN"),
    ],
)
def test_what_a_note_says_itself(said: str, language: str) -> None:
    assert parse(f"---\nlang: {said}\n---\n{CHINESE}").language == language


def test_what_is_no_language_is_told_and_stays_a_property() -> None:
    note = parse(f"---\nlang: C++\n---\n{CHINESE}")
    [found] = note.diagnostics
    assert (found.line, found.column) == (2, 1)
    assert (found.severity, found.code) == ("info", "front-matter-key")
    assert found.message == "`lang` is no tag of a language, and says nothing here"
    assert note.front_matter.properties == (("lang", "C++"),)
    assert parse("---\nlang: en\n---\n").front_matter.properties == ()


@pytest.mark.parametrize(
    ("own", "around", "said"),
    [
        ("en", "zh-CN", "en"),
        ("zh-CN", "zh-CN", ""),
        ("zh", "zh-CN", ""),
        ("zh", "en", "zh"),
        ("zh-TW", "zh-CN", "zh-TW"),
        ("en-GB", "en", "en-GB"),
        ("", "en", ""),
    ],
)
def test_only_another_language_is_said(own: str, around: str, said: str) -> None:
    assert language_beside(own, around) == said


def test_a_title_of_other_letters_is_in_the_language_of_the_site() -> None:
    assert title_language("Convex hull", "en") == "en"
    assert title_language("凸包", "en") == ""
    assert title_language("凸包", "zh-CN") == "zh-CN"
    assert title_language("Graham scan", "zh-CN") == ""


@pytest.mark.parametrize(("site", "own"), [("en", "zh-CN"), ("zh-CN", "en")])
def test_a_page_says_the_language_of_its_text(
    tmp_path: Path, kbsite: Kbsite, site: str, own: str
) -> None:
    text = {
        "zh-CN": f"# 凸包\n\n{CHINESE}\n## 一\n\n## 二\n",
        "en": f"# Hull\n\n{ENGLISH}\n## A\n\n## B\n",
    }
    files = {
        "kbsite.yaml": f"language: {site}\nbase_url: https://me.example/\n",
        "content/own.md": f"---\ndate: 2026-05-01\n---\n{text[own]}",
        "content/same.md": f"---\ndate: 2026-05-02\n---\n{text[site]}",
        "content/f/other.md": text[site],
        "content/f/index.md": text[own],
    }
    write_files(tmp_path, files)
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0, run.err

    def marked(path: str) -> list[str]:
        page = (tmp_path / "_site" / path).read_text("utf-8")
        return re.findall(rf'<(\w+)(?: [^<>]*)? (?:xml:)?lang="{own}"', page)

    assert marked("own/index.html") == ["h1", "ul", "div"]
    assert marked("same/index.html") == []
    assert marked("f/index.html") == ["h1", "div"]
    assert marked("feed.xml") == ["summary", "content"]
    page = (tmp_path / "_site/own/index.html").read_text("utf-8")
    assert f'<html lang="{site}">' in page and f'"inLanguage":"{own}","isPartOf"' in page
