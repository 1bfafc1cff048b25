"""What of a note that was found is shown and marked, and in which order notes come that have a part
of what was asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from search_engine import SearchPage, marked, search_page

pytestmark = pytest.mark.browser

NOTES = {
    "memory.md": "---\ntitle: 显存\n---\n批量太大时报 out of memory，减半再试。\n",
    "scattered.md": """---
title: 内核
---

## out 与 memory

memory 由 CUDA 分配，of 是介词；memory 不够时 out 为空。
""",
    "types.md": "---\ntitle: 检查\n---\n先看 error，再看它的 type。\n",
    "sort.md": """---
title: 归并
---
`def sort(o, n): turn(on)`，一共 O(n) 次，再乘 $\\log n$；nlog(n) 也对，转置是 $x^T$，学习率 xt=1。
""",
    "tagged.md": "---\ntitle: 前缀匹配\ntags: [字典树]\n---\n\n# 做法\n\n每个结点存一个字符。\n",
    "coded.md": "---\ntitle: 字符\n---\n\n## 后缀树\n\n```python\ntree = Suffix()\n```\n",
    "signs.md": """---
title: 符号
---
`i, j`；`i; j`；`i > j`；`i ^ j`；`i + j`；`i - j`；`i * j`；`i / j`；`i & j`；`i | j`；`i < j`；
`f[i][j] = min`，取 min。
""",
    "subsets.md": "---\ntitle: 子集\n---\n一共有 $2^{k}$ 个，$e^{y}$ 是它的极限。\n",
    "loops.md": """---
title: 2K 个数
---
```python
for i in range(2, k):
    print(2 * k, 2 + k, y ^ k, E[y])
```
""",
}


@pytest.fixture(scope="module")
def open_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    with search_page(browser, tmp_path_factory.mktemp("shown"), NOTES) as page:
        yield page


@pytest.fixture
def search(open_page: SearchPage) -> SearchPage:
    open_page.renew()
    return open_page


def test_words_that_stand_apart_are_marked_where_nothing_has_them_as_one(
    search: SearchPage,
) -> None:
    answer = search.ask("TypeError")
    assert marked(answer["results"][0], "snippet") == ["error", "type"]
    assert sorted(answer["terms"]) == ["error", "type"]


def test_of_what_holds_a_part_comes_first_what_has_words_side_by_side(search: SearchPage) -> None:
    answer = search.ask("TPU out of memory")
    assert [result["title"] for result in answer["results"] + answer["partial"]] == ["显存", "内核"]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        pytest.param("O(n)", ["o, n", "O(n)"], id="two letters are no word of both"),
        pytest.param("x^T x", ["xᵀ"], id="and a power"),
    ],
)
def test_letters_are_marked_where_they_are_apart(
    search: SearchPage, query: str, marks: list[str]
) -> None:
    answer = search.ask(query)
    [result] = [one for one in answer["results"] + answer["partial"] if one["title"] == "归并"]
    assert marked(result, "snippet") == marks


@pytest.mark.parametrize("query", ["2^k", "2ᵏ", "2^{k}", "e^y", "eʸ"])
def test_a_power_of_a_letter_comes_before_its_letters_with_other_signs(
    search: SearchPage, query: str
) -> None:
    results = search.ask(query)["results"]
    assert [result["title"] for result in results] == ["子集", "2K 个数"]


def test_a_sign_of_code_is_no_power(search: SearchPage) -> None:
    assert search.ask("y^k")["results"][0]["title"] == "2K 个数"


def test_a_logarithm_is_marked_with_the_letter_before_it(search: SearchPage) -> None:
    [result] = search.ask("n log n")["results"]
    assert "nlog" in marked(result, "snippet")


def test_a_note_that_is_found_by_its_tag_is_shown_by_its_beginning(search: SearchPage) -> None:
    [result] = search.ask("字典树")["results"]
    assert (result["anchor"], result["heading"]) == ("", "")
    assert result["snippet"] == "每个结点存一个字符。 "


def test_a_heading_with_nothing_but_code_is_shown_with_that(search: SearchPage) -> None:
    [result] = search.ask("后缀树")["results"]
    assert (result["heading"], result["isCode"]) == ("后缀树", True)
    assert result["snippet"].strip() == "tree = Suffix()"
    assert result["sections"] == [], "the heading once more, with nothing below it"


def test_each_word_has_its_place_among_the_marks_before_others_have_a_second(
    search: SearchPage,
) -> None:
    terms = search.ask("f[i][j] = min")["terms"]
    assert len(terms) == 10
    assert {"f[i", "min"} <= set(terms[:4])
