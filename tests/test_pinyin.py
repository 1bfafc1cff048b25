"""`permalinks: pinyin`: names in URLs as toneless pinyin, and no page lost by it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Kbsite, files_of, write_files
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.urls import SEGMENT_BYTES, nfc, note_permalink, output_path, permalink, segment
from kbsite.words.pinyin import pinyin_segment

SEGMENTS = [
    # --- words and pinyin ---
    ("凸包", "tu-bao"),
    ("C++ 笔记", "C++-bi-ji"),
    ("C++笔记", "C++-bi-ji"),
    ("C#语言", "C#-yu-yan"),
    ("第2章", "di-2-zhang"),
    ("Transformer架构", "Transformer-jia-gou"),
    ("50%折扣", "50%-zhe-kou"),
    ("①概述", "①-gai-shu"),
    ("笔记_2", "bi-ji_2"),
    ("笔记(2)", "bi-ji(2)"),
    ("甲 - 乙", "jia-yi"),
    ("甲\u3000乙", "jia-yi"),
    ("Attention Is All", "Attention-Is-All"),
    ("a--b", "a--b"),
    # --- readings ---
    ("重庆", "chong-qing"),
    ("银行行长", "yin-hang-hang-zhang"),
    ("音乐与快乐", "yin-yue-yu-kuai-le"),
    ("女儿绿", "nv-er-lv"),
    # words of technical notes, and words of prose with the same characters
    ("步长与微调", "bu-chang-yu-wei-tiao"),
    ("校长的增长率", "xiao-zhang-de-zeng-zhang-lv"),
    ("最大似然估计", "zui-da-si-ran-gu-ji"),
    ("重参数化与权重", "chong-can-shu-hua-yu-quan-zhong"),
    ("任务调度的回调函数", "ren-wu-diao-du-de-hui-diao-han-shu"),
    ("命令行并行", "ming-ling-hang-bing-xing"),
    ("长上下文外推", "chang-shang-xia-wen-wai-tui"),
    ("盛最多水的容器", "cheng-zui-duo-shui-de-rong-qi"),
    ("战略", "zhan-lve"),
    ("〇", "ling"),
    ("㐀", "qiu"),
    ("漢語", "han-yu"),
    # --- marks ---
    ("《算法》：导论", "suan-fa-dao-lun"),
    ("“重要”的事……", "zhong-yao-de-shi"),
    ("卷积（上）", "juan-ji-shang"),
    ("甲·乙", "jia-yi"),
    ("Ｃ＋＋入门１", "C++-ru-men-1"),
    ("……", "……"),
    # --- what stays ---
    ("𠮷野家", "𠮷-ye-jia"),
    ("テスト", "テスト"),
    ("한국어 笔记", "한국어-bi-ji"),
    ("café 笔记", "café-bi-ji"),
    ("", ""),
    # --- what no file name holds ---
    ("甲:乙?", "jia-yi"),
    ("葛\U000e0100城", "ge-cheng"),
    ("豈", "qi"),
]


@pytest.mark.parametrize(("name", "expected"), SEGMENTS)
def test_a_name_in_pinyin(name: str, expected: str) -> None:
    assert pinyin_segment(name) == nfc(expected)
    assert pinyin_segment(normalize("NFD", name)) == nfc(expected)


HAN = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
NAMES = st.text(
    st.one_of(
        HAN,
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("《》：“”（）　·- _.+#%C1重长行/\\\0かの가e\u0301\ufe0f𠮷"),
    ),
    max_size=90,
)


@given(NAMES)
def test_a_segment_is_safe_composed_bounded_and_its_own_segment(name: str) -> None:
    found = pinyin_segment(name)
    assert found == nfc(found)
    assert len(found.encode()) <= SEGMENT_BYTES
    assert pinyin_segment(found) == found
    assert segment(found) == found
    assert bool(found) == bool(segment(name))
    if found and "/" not in found:
        output_path(permalink([found]))


@given(st.text(st.characters(max_codepoint=0x7E, exclude_characters="/"), max_size=30))
def test_a_name_in_ascii_is_as_by_path(name: str) -> None:
    assert pinyin_segment(name) == segment(name)


@given(st.text(HAN, min_size=1, max_size=40))
def test_what_has_a_reading_is_letters(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*(-[0-9a-f]{8})?|.*[^\x00-\x7f].*", pinyin_segment(name))


def test_what_an_author_wrote_stays() -> None:
    assert note_permalink("几何/凸包.md", spell=pinyin_segment) == "/ji-he/tu-bao/"
    assert note_permalink("几何/index.md", spell=pinyin_segment) == "/ji-he/"
    assert note_permalink("几何/凸包.md", "外壳", spell=pinyin_segment) == "/ji-he/外壳/"
    assert note_permalink("几何/凸包.md", "", "/外壳/", pinyin_segment) == "/外壳/"


def test_the_order_of_names_does_not_matter() -> None:
    """The library loads its dictionary late and keeps state."""
    names = [name for name, _ in SEGMENTS]
    script = (
        "import sys; from kbsite.words.pinyin import pinyin_segment as p\n"
        "for n in sys.argv[1:]: p(n)"
    )
    script += "\nsys.stdout.buffer.write(''.join(map(p, sorted(sys.argv[1:]))).encode())"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, *order], capture_output=True, check=True
        ).stdout
        for order in (names, names[::-1], sorted(names))
    }
    assert outputs == {"".join(map(pinyin_segment, sorted(names))).encode()}


def test_a_long_name_takes_time_by_its_length() -> None:
    def seconds(count: int) -> float:
        name = "重庆行长" * count
        pinyin_segment.cache_clear()
        return cpu_seconds(lambda: pinyin_segment(name))

    seconds(10)
    with uncollected():
        assert growth(seconds, 2000) < RATIO


# --- pages that sound alike ---

CONFIG = "permalinks: pinyin\n"


def dated(date: str, tags: str = "") -> str:
    return f"---\ndate: {date}\ntags: [{tags}]\n---\n文。\n"


def build(folder: Path, files: dict[str, str], kbsite: Kbsite) -> tuple[Path, str]:
    write_files(folder, {"kbsite.yaml": CONFIG})
    write_files(folder / "content", files)
    run = kbsite("build", "--root", folder, "-v")
    return folder / "_site", run.err


def title_of(output: Path, path: str) -> str:
    page = (output / path / "index.html").read_text(encoding="utf-8")
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


@pytest.mark.parametrize(("first", "second"), [("几何", "集合"), ("集合", "几何")])
def test_a_list_page_that_is_added_moves_no_other(
    first: str, second: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    files = {f"{first}/甲.md": dated("2026-01-01", first)}
    output, _ = build(tmp_path, files, kbsite)
    assert title_of(output, "ji-he") == first
    files[f"{second}/乙.md"] = dated("2026-02-01", second)
    files[f"{second}/更深/丙.md"] = dated("2026-03-01", second)
    output, report = build(tmp_path, files, kbsite)
    assert (title_of(output, "ji-he"), title_of(output, second)) == (first, second)
    assert title_of(output, "tags/ji-he").endswith(first)
    assert title_of(output, f"tags/{second}").endswith(second)
    assert report.count("[pinyin-collision]") == 2


def test_three_that_sound_alike_all_have_a_page(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {f"{name}/a{i}.md": "文。\n" for i, name in enumerate(("几何", "集合", "ji-he"))}
    output, report = build(tmp_path, files, kbsite)
    paths = files_of(output)
    assert {"几何/index.html", "集合/index.html"} <= set(paths)
    assert report.count("[pinyin-collision]") == 2
    assert len({path.casefold() for path in paths}) == len(paths)


def test_a_note_introduces_its_own_folder_and_no_other_that_sounds_alike(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    files = {
        "几何/a.md": dated("2025-01-01"),
        "集合/index.md": "---\ntitle: 集合论\n---\n介绍。\n",
        "集合/b.md": dated("2026-01-01"),
    }
    output, _ = build(tmp_path, files, kbsite)
    assert (title_of(output, "ji-he"), title_of(output, "几何")) == ("集合论", "几何")


def test_a_permalink_by_hand_introduces_the_page_in_pinyin(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"几何/a.md": "文。\n", "介绍.md": "---\npermalink: /ji-he/\n---\n介绍。\n"}
    output, report = build(tmp_path, files, kbsite)
    assert "pinyin-collision" not in report
    assert "介绍。" in (output / "ji-he/index.html").read_text(encoding="utf-8")


def test_two_notes_that_sound_alike_collide_with_a_hint(tmp_path: Path, kbsite: Kbsite) -> None:
    output, report = build(tmp_path, {"几何.md": "文。\n", "集合.md": "文。\n"}, kbsite)
    assert (
        "content/集合.md: error: would be published at /ji-he/, where 几何.md stands already "
        "[permalink-collision]\n    Give one of them another `slug` or `permalink`."
    ) in report
    assert title_of(output, "ji-he") == "几何"


def test_attachments_and_anchors_keep_their_names(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"几何/凸包.md": "## 小节\n\n![](图一.png)\n", "几何/图一.png": ""}
    output, _ = build(tmp_path, files, kbsite)
    assert (output / "几何/图一.png").exists()
    assert '<h2 id="小节">' in (output / "ji-he/tu-bao/index.html").read_text(encoding="utf-8")
