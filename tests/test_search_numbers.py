"""Versions, powers, norms, signs and characters in a query that texts write in several ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from search_engine import SearchPage, marked, search_page

pytestmark = pytest.mark.browser

VERSIONS, DRIVERS, ATTENDING, WEIGHING, PYTHON = "版本", "驱动", "缩放", "加权", "解释器"
SERVING, BOARDS, SCORES, TIMES = "部署", "板卡", "得分", "耗时"
ADDRESSES, COUNTS = "地址", "计数"

NOTES = {
    "versions.md": f"""---
title: {VERSIONS}
---
`pip install mxnet==1.7.0`，驱动为 CUDA 10.1，系统 18.04.5，取值到 $2^{{31}} - 1$。
""",
    "drivers.md": f"""---
title: {DRIVERS}
---
CUDA10.1 与 mxnet，数组 [1,7,0]、[6,8]、[18,4,5]、[231,1]。
""",
    "attending.md": f"""---
title: {ATTENDING}
---
$\\mathrm{{softmax}}\\left(\\frac{{\\mathbf QK^\\top}}{{\\sqrt{{p}}}}\\right)$，$n \\leq p$，
归并为 O(nlog(n))，另有 $\\|u\\|^2$。
""",
    "weighing.md": f"""---
title: {WEIGHING}
---
softmax 之前先算 $\\sqrt{{p}}$，QK 另说；$n < p$，$u^{{(2)}}$，$u^2$。
""",
    "python.md": f"""---
title: {PYTHON}
---
GPT 用 Python 写成，多GPU训练时用 C语言。
""",
    "serving.md": f"---\ntitle: {SERVING}\ntags: [推理]\n---\n转换之后交给 TensorRT 8.6。\n",
    "boards.md": f"---\ntitle: {BOARDS}\ntags: [推理]\n---\n部署用 TensorRT8.6，与 TPU。\n",
    "scores.md": f"---\ntitle: {SCORES}\n---\n由 3.9 升到 13.9。\n",
    "times.md": f"---\ntitle: {TIMES}\n---\n降到 13.9，数组 [3,9]。\n",
    "addresses.md": f"""---
title: {ADDRESSES}
---
网段 10.8.0.0/16，跳板机 10.8.0.6:2222，内核 5.15.0-91-generic，缺 `libssl.so.1.1`。

$\\|v\\|_1$，$W_q$，$d_h$；I/O 受限，A/B 测试。
""",
    "shaking.md": "---\ntitle: TLS 1.3\n---\n🎉 25℃ 时占 37.5%，以 `-tls1_3` 相连。\n",
    "counts.md": f"---\ntitle: {COUNTS}\n---\n取 10、8、0、6、16 与 0-91，$v_1$，$v$ 至多 1。\n"
    "`std::io` 里 `ab = a[i], b`，`h_init` 为 0，`t = 5, p`。\n",
    "third.md": "---\ntitle: 第 3 题\n---\n数组 [3,8]、[3,8,3]，init。\n",
}


@pytest.fixture(scope="module")
def open_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    with search_page(browser, tmp_path_factory.mktemp("numbers"), NOTES) as page:
        yield page


@pytest.fixture
def search(open_page: SearchPage) -> SearchPage:
    open_page.renew()
    return open_page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("1.7.0", [VERSIONS, f"({DRIVERS})"], id="a version"),
        pytest.param("mxnet==1.7.0", [VERSIONS], id="one that is asked for"),
        pytest.param("18.04.5", [VERSIONS], id="one with parts of two digits"),
        pytest.param("18.04.6", [f"({VERSIONS})", f"({DRIVERS})"], id="another one"),
        pytest.param("2^31-1", [VERSIONS, f"({DRIVERS})"], id="a power less one"),
        pytest.param("CUDA10.1", [DRIVERS, VERSIONS], id="a version in both ways"),
        pytest.param("驱动 CUDA10.1", [DRIVERS, VERSIONS], id="the same among other words"),
        pytest.param("部署 TensorRT8.6", [BOARDS, SERVING], id="no note twice"),
        pytest.param("部署 TensorRT8.6 tag:推理", [BOARDS, SERVING], id="with a tag"),
        pytest.param("部署 -TensorRT8.6", [SERVING], id="what must not be there is no other word"),
        pytest.param("13.9 3.9", [SCORES, f"({TIMES})"], id="the end of a number is another one"),
        pytest.param("10.8.0.0/16", [ADDRESSES], id="an address and its mask"),
        pytest.param("10.8.0.6:2222", [ADDRESSES], id="an address and its port"),
        pytest.param("10.8.0.6", [ADDRESSES, f"({COUNTS})"], id="an address that has a port"),
        pytest.param("5.15.0-91", [ADDRESSES], id="a version with a hyphen"),
        pytest.param("libssl.so.1.1", [ADDRESSES], id="a number behind a word and a point"),
        pytest.param("||v||_1", [ADDRESSES], id="a norm with an index"),
        pytest.param("Wq", [ADDRESSES], id="a letter and its index without the sign"),
        pytest.param("dh", [ADDRESSES], id="the same in small letters"),
        pytest.param(
            "IO受限", [ADDRESSES], id="two letters with a stroke, that are a word elsewhere"
        ),
        pytest.param("AB 测试", [ADDRESSES], id="the same apart from Han"),
        pytest.param("ab", [COUNTS], id="in small letters the word"),
        pytest.param("tp", [BOARDS], id="small letters that begin a word"),
        pytest.param("T5", [], id="a letter and a digit are no abbreviation"),
        pytest.param("mxnet 3", [f"({VERSIONS})", f"({DRIVERS})"], id="nor the number of a title"),
        pytest.param("h_init", [COUNTS], id="no part of an identifier that some text has"),
        pytest.param("python 3.8", [f"({PYTHON})"], id="a number in a list is no version"),
        pytest.param("gpt-3", [f"({PYTHON})"], id="the number of a title is not that of a word"),
        pytest.param(
            "softmax(QK^T/\\sqrt{p})",
            [ATTENDING, f"({WEIGHING})"],
            id="a function without its command",
        ),
        pytest.param("n<=p", [ATTENDING, WEIGHING], id="a sign of code for that of a formula"),
        pytest.param("||u||^2", [ATTENDING, WEIGHING], id="a norm as it is typed"),
        pytest.param("‖u‖^2", [ATTENDING, WEIGHING], id="its sign, and the power as it is typed"),
        pytest.param("O(n log n)", [ATTENDING], id="a logarithm whose number is in brackets"),
        pytest.param("nlog(n)", [ATTENDING], id="the same as it is written"),
        pytest.param('"時用"', [PYTHON], id="traditional characters in quotes"),
        pytest.param("GPU訓練", [PYTHON], id="beside Latin letters"),
        pytest.param("C語言", [PYTHON], id="beside a letter"),
        pytest.param("驅動", [DRIVERS, VERSIONS], id="those of a title"),
    ],
)
def test_a_query_finds(search: SearchPage, query: str, titles: list[str]) -> None:
    assert search.titles(query) == titles


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("n<=p", ["n ≤ p"]),
        ("||u||^2", ["‖u‖²"]),
        ("||v||_1", ["‖v‖₁"]),
        ("37.5%", ["37.5%"]),
        ("CUDA10.1", ["CUDA10.1"]),
        ("C語言", ["C语言"]),
    ],
)
def test_marks_are_of_what_was_typed(search: SearchPage, query: str, marks: list[str]) -> None:
    [first, *_] = search.ask(query)["results"]
    assert set(marks) & set(marked(first, "snippet"))


def test_a_number_is_not_marked_without_its_word(search: SearchPage) -> None:
    [first] = search.ask("TLS1.3")["results"]
    assert marked(first, "title") == []


def test_tags_are_counted_of_notes_with_the_other_way_of_writing_too(search: SearchPage) -> None:
    counts = search.run(
        "await search.search(query); return search.tags();", query="部署 TensorRT8.6"
    )
    assert counts == [{"name": "推理", "count": 2}]
    assert search.ask("部署 TensorRT8.6")["total"] == 2
