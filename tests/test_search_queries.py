"""What people paste into the search: commands, code, TeX and signs as they see them, half a word,
a run that no note has whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from search_engine import SearchPage, marked, search_page

pytestmark = pytest.mark.browser

COMMANDS, TRAINING, GRADIENT, SUBSETS = "命令速查", "训练笔记", "偏导数", "子集枚举"
INEQUALITY, NUMBERS, SPELLINGS, RATES, CONSTANTS = (
    "不等式",
    "数与日期",
    "写法",
    "学习率调度",
    "常数表",
)

LINES, MEANS, REGRESSION, LEDGER, TREES, PACKING, BIRDS = (
    "几行代码",
    "平均",
    "回归",
    "训练显存总账",
    "Kruskal 与 Prim",
    "打包",
    "鲲鹏",
)

NOTES = {
    "commands.md": f"""---
title: {COMMANDS}
---
```bash
tar -xzf archive.tgz
pip install -r requirements.txt
docker run --rm -it nginx:1.25.3
sed 's/\\frac/x/' a.tex
g++ -O2 -std=c++17 a.cpp
java -Xmx4g -jar a.jar
```
""",
    "training.md": f"""---
title: {TRAINING}
aliases: [Bootcamp]
tags: [dl]
---
## 初始化模型参数

先随机初始化模型参数，再调批量大小。

```python
net = nn.Sequential(nn.BatchNorm2d(64), nn.Conv2d(1, 6))
mod = 10**9 + 7
```

```cpp
if (!node->next) return -1;
```
""",
    "gradient.md": f"""---
title: {GRADIENT}
---
损失对权重 $\\frac{{\\partial L}}{{\\partial w}}$，方差 $\\sigma^2$，上界 $\\infty$，项 $x_{{ij}}$。
""",
    "subsets.md": f"""---
title: {SUBSETS}
---
时间复杂度 $O(n \\times 2^n)$，别的做法是 $O(n + m)$，见 2020 年 D_KL 一文的 3.11 节。

模型的选择与参数无关。如何如何。
""",
    "inequality.md": """---
title: 不等式
---
由 $\\beta \\lt \\gamma$ 与 $\\beta_1, \\ldots, \\beta_n$。

得 $-\\gamma\\,|\\omega|$，即 $\\beta\\Phi^\\top$，底为 $\\log_2 \\beta$。
步长为 -0.5，损失 $-\\ln q(\\omega)$。
""",
    "constants.md": f"""---
title: {CONSTANTS}
---
自然常数 $e=2.71828$，重力加速度 $g = 9.8$，圆周率 $\\pi \\approx 3.14159$，
面积 $8.888^2$，边长 $7.777²$。

平台 x86-64 与 arm，散列 sha3_256。
""",
    "top.md": """---
title: 第 N 项在 top 处
---
""",
    "numbers.md": f"""---
title: {NUMBERS}
---
用 python3 跑，对 1000000007 取模；日期 20231018；3×3 卷积，见 leetcode 上第 3981 题。
图为 28 × 28 像素，占 80 GB，每步 120ms，带宽 1.5TB/s，主频 5 GHz，增益 12 dB。
损失由 $2.265$ 变为 3，步长 $17.35$，
常数 $6.626 \\times 10^{{-34}}$。
""",
    "spellings.md": f"""---
title: {SPELLINGS}
---
水是 H₂O，接口是 USB-C，聚类用 k-means，另有 GPT-4o，加 max pooling。

An overhang, an old battery and its tensor. Two queries, their indices and a matrix.
""",
    "rates.md": f"""---
title: {RATES}
---
学了就会。

## 蓝湾里
""",
    "lines.md": f"""---
title: {LINES}
---
```python
mid = (l + r) >> 1
if n == 1:
    ans = -1
x += x & -x
return -x
while node: node = node->next
```
""",
    "means.md": f"""---
title: {MEANS}
---
其中 $\\frac{{1}}{{n}}\\sum_{{i=1}}^n x_i$，又 $a > j$，即 $\\frac{{a+b}}{{2k}}$。
""",
    "regression.md": f"""---
title: {REGRESSION}
---
输入 $\\mathbf{{x}} \\in \\mathbb{{R}}^d$，系数 $\\mathbf{{w}}^\\top \\mathbf{{x}}$，
步长 $\\eta \\mathbf{{g}}$，似然 $\\log \\mathcal{{L}}$，比 $\\eta \\times g/d$。
""",
    "ledger.md": f"""---
title: {LEDGER}
---
权重、优化器：
-Adam
-SGD，$a, -\\sin(b)$
""",
    "deploying.md": """---
title: 部署
---
显存怎样估算见别处；端口怎么开。

Kruskal 与 Prim 哪个快，看边数。
""",
    "trees.md": f"""---
title: {TREES}
---
贪心。
""",
    "packing.md": f"""---
title: {PACKING}
---
用 `tar -czf b.tgz dir` 打包，`grep -rn 鲲鹏 .` 查找。

```bash
pip install -U setuptools
ps -ef | grep tar
```
""",
    "birds.md": f"""---
title: {BIRDS}
---
tar 与 grep 都能用，ps、pip install 也是。

## 鲲鹏-java

鲲鹏 - java 也好，java 也罢；gcc -c a.c。
""",
    "long.md": "---\ntitle: 蒲公英\n---\n菊科的草。\n"
    + "\n## 花序\n\n如日。\n" * 20
    + "\n## 蒲公英\n\n见上。\n",
    "order.md": "---\ntitle: 拓扑序\ndate: 2020-01-01\n---\n也叫拓扑序法。逆拓扑序。\n",
    "order-too.md": "---\ntitle: 图论\ndate: 2021-01-01\n---\n"
    "拓扑序法，还是拓扑序法。逆拓扑序，即逆拓扑序。\n",
    "heapify.md": "---\ntitle: 建堆\ndate: 2020-01-01\n---\nheapify 一次。\n",
    "late-heapify.md": "---\ntitle: 晚建堆\ndate: 2021-01-01\n---\nheapify，再 heapify。\n",
    "stopping.md": "---\ntitle: 早停\n---\n误差不再下降便停。\n",
    "other.md": """---
title: 矩阵
---
时间复杂度 $O(n \\times m)$，n 行 m 列；分治得 $O(\\log n)$、$O(n^2 \\log n)$ 与 $O((m+n) \\lg m)$。

The LAN and the WAN.
""",
}


@pytest.fixture(scope="module")
def open_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    with search_page(browser, tmp_path_factory.mktemp("queries"), NOTES) as page:
        yield page


@pytest.fixture
def search(open_page: SearchPage) -> SearchPage:
    open_page.renew()
    return open_page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("tar -xzf archive.tgz", [COMMANDS], id="options of a command"),
        pytest.param("docker run --rm -it", [COMMANDS], id="one of its options leaves it out"),
        pytest.param("tar -xzf", [COMMANDS], id="an option, of others the command alone"),
        pytest.param("tar -czf 打包", [PACKING], id="an option among other words"),
        pytest.param("ps -ef|grep tar", [PACKING], id="an option before a sign"),
        pytest.param("pip install -U", [PACKING], id="an option of a capital letter"),
        pytest.param("java -Xmx4g", [COMMANDS], id="an option with a number"),
        pytest.param("鲲鹏 -java", [PACKING], id="a minus that leaves out what has a dash there"),
        pytest.param("鲲鹏 -C", [PACKING], id="a minus that leaves out what has another option"),
        pytest.param("权重 -Adam", [GRADIENT], id="a minus before what begins a line so"),
        pytest.param("权重 -sin", [GRADIENT], id="a minus before what a formula subtracts"),
        pytest.param("->next", [TRAINING, LINES], id="a minus before a sign"),
        pytest.param("return -1", [TRAINING], id="a minus before a number"),
        pytest.param("-std=c++17", [COMMANDS], id="an option that is set"),
        pytest.param("g++ -std=c++17", [COMMANDS], id="the same behind a word"),
        pytest.param("-O2", [COMMANDS], id="an option alone"),
        pytest.param("mid = (l + r) >> 1", [LINES], id="a line of code"),
        pytest.param("(l + r) >> 1", [LINES], id="letters and signs"),
        pytest.param("x & -x", [LINES], id="a letter and itself"),
        pytest.param('"x & -x"', [LINES], id="the same in quotes"),
        pytest.param("n == 1", [LINES], id="a letter and a digit"),
        pytest.param('"ans = -1"', [LINES], id="a negative number in quotes"),
        pytest.param("return -x", [LINES], id="a minus before one letter"),
        pytest.param("1/n", [MEANS], id="a fraction as it is read"),
        pytest.param("\\frac{1}{n}", [MEANS], id="as TeX"),
        pytest.param("\\frac{1}{n}\\sum_{i=1}^n x_i", [MEANS], id="a formula as TeX"),
        pytest.param("1/n ∑ᵢ₌₁ⁿ xᵢ", [MEANS], id="the same as it is read"),
        pytest.param("\\frac{a+b}{2k}", [MEANS], id="a fraction with brackets"),
        pytest.param("(a+b)/(2k)", [MEANS], id="the same as it is read, with its brackets"),
        pytest.param("模型 -参数", [], id="a minus that leaves nothing, and was meant"),
        pytest.param('模型 -"参数"', [], id="a phrase is no option"),
        pytest.param("bootcamp -tag:dl", [], id="a tag is no option"),
        pytest.param("\\frac", [COMMANDS, MEANS, GRADIENT], id="what a formula has, and a command"),
        pytest.param("10**9 + 7", [TRAINING], id="spaces round an operator in code"),
        pytest.param('"10**9 + 7"', [TRAINING], id="the same in quotes"),
        pytest.param("nn.C", [TRAINING], id="the next word is begun"),
        pytest.param("O(n \\times 2^n)", [SUBSETS], id="an operator as TeX"),
        pytest.param("\\frac{\\partial L}{\\partial w}", [GRADIENT], id="a fraction as TeX"),
        pytest.param(
            "\\frac{\\partial w}{\\partial L}", [f"({GRADIENT})"], id="its letters in another order"
        ),
        pytest.param("∂L/∂w", [GRADIENT], id="signs as they are seen"),
        pytest.param("∞", [GRADIENT], id="a sign alone"),
        pytest.param("\\sigma^2", [GRADIENT], id="a power of a Greek letter"),
        pytest.param('"时间复杂度O(n × 2ⁿ)"', [SUBSETS], id="no space between Han and Latin"),
        pytest.param("批\u200b量大小", [TRAINING], id="a space without width"),
        pytest.param("2022", [], id="another number"),
        pytest.param("\\beta \\lt \\gamma", [INEQUALITY], id="a sign that has a command"),
        pytest.param("\\beta_1, \\ldots, \\beta_n", [INEQUALITY], id="dots, letters of a title"),
        pytest.param(
            "\\displaystyle\\gamma\\quad\\Big\\lvert\\omega\\Big\\rvert \\tag{3}",
            [INEQUALITY],
            id="how a formula is set",
        ),
        pytest.param("\\beta\\Phi^{\\top}", [INEQUALITY], id="transposed"),
        pytest.param("\\log_2 \\beta", [INEQUALITY], id="the index of a function"),
        pytest.param("-\\gamma \\omega", [INEQUALITY], id="a minus before a command"),
        pytest.param("-\\ln q(\\omega)", [INEQUALITY], id="a minus before a function"),
        pytest.param("−ln q(ω)", [INEQUALITY], id="the minus of a formula as it is seen"),
        pytest.param("β -γ", [INEQUALITY], id="a minus before a Greek letter"),
        pytest.param("1000000007", [NUMBERS], id="a long number"),
        pytest.param("20231018", [NUMBERS], id="a date without signs"),
        pytest.param("python3", [NUMBERS], id="a word with a number"),
        pytest.param("python3.9", [f"({NUMBERS})"], id="another number behind it"),
        pytest.param("alert(1)", [], id="a word that is nowhere, with a number"),
        pytest.param("python3 d41d8cd98f00b204e9800998ecf8427e", [f"({NUMBERS})"], id="a digest"),
        pytest.param("leetcode3981", [NUMBERS], id="a word and a number without a space"),
        pytest.param("leetcode146", [f"({NUMBERS})"], id="with another number it is another one"),
        pytest.param("3*3卷积", [NUMBERS], id="a size with a star"),
        pytest.param("28x28 像素", [NUMBERS], id="a size with a letter"),
        pytest.param("28X28像素", [NUMBERS], id="the same before Han"),
        pytest.param("80GB", [NUMBERS], id="a number with its unit"),
        pytest.param("120 ms", [NUMBERS], id="a number and its unit with a space"),
        pytest.param("1.5 TB/s", [NUMBERS], id="that of a number with a point"),
        pytest.param("120", [NUMBERS], id="a number that has a unit"),
        pytest.param("ghz", [NUMBERS], id="a unit with capitals within, by itself"),
        pytest.param("dB", [NUMBERS], id="one that ends in a capital"),
        pytest.param('"80GB"', [NUMBERS], id="a number with its unit in quotes"),
        pytest.param("60GB", [f"({NUMBERS})"], id="another number before the unit"),
        pytest.param("H2O", [SPELLINGS], id="indices of chemistry"),
        pytest.param("usbc", [SPELLINGS], id="without the hyphen before a letter"),
        pytest.param("kmeans", [SPELLINGS], id="without the hyphen behind a letter"),
        pytest.param("gpt4o", [SPELLINGS], id="without the hyphen before a number"),
        pytest.param("maxpooling", [SPELLINGS], id="two words as one"),
        pytest.param("over hang", [SPELLINGS], id="one word as two"),
        pytest.param("Over-hang tensor", [SPELLINGS], id="one word with a hyphen, among others"),
        pytest.param("over thrown", [f"({SPELLINGS})"], id="two words that are none as one"),
        pytest.param("tensors", [SPELLINGS], id="a plural"),
        pytest.param("batteries", [SPELLINGS], id="a plural of y"),
        pytest.param("query", [SPELLINGS], id="what has a plural in ies"),
        pytest.param("index", [SPELLINGS], id="what has a plural in ices"),
        pytest.param("matrices", [SPELLINGS], id="a plural in ices"),
        pytest.param("xue xi lv", [RATES], id="syllables apart"),
        pytest.param("lan wan", ["矩阵"], id="words that could be syllables"),
        pytest.param("lan wan li", [RATES], id="syllables of which some are words"),
        pytest.param(
            "2.265", [NUMBERS], id="a number with one digit before its point, in a formula"
        ),
        pytest.param("6.626", [NUMBERS], id="the number before a power of ten"),
        pytest.param("7.35", [f"({NUMBERS})"], id="the end of another number"),
        pytest.param("9.265", [f"({NUMBERS})"], id="another digit before it"),
        pytest.param("e=2.71828", [CONSTANTS], id="a value in a formula"),
        pytest.param("e = 2.71828", [CONSTANTS], id="a value with spaces"),
        pytest.param("g=9.8", [CONSTANTS], id="a value of two digits"),
        pytest.param("9.8", [CONSTANTS], id="two digits alone"),
        pytest.param("π≈3.14159", [CONSTANTS], id="the value of a Greek letter"),
        pytest.param("3.14159", [CONSTANTS], id="that alone"),
        pytest.param("8.888^2", [CONSTANTS], id="a number with a power"),
        pytest.param("8.888²", [CONSTANTS], id="a number with a power as it is seen"),
        pytest.param("8.888", [CONSTANTS], id="a number that has a power"),
        pytest.param("7.777", [CONSTANTS], id="a number that has one as it is seen"),
        pytest.param("9.7", [f"({TRAINING})"], id="the digits with other signs between"),
        pytest.param("x86_64", [CONSTANTS], id="an underscore for a hyphen"),
        pytest.param("x86-64", [CONSTANTS], id="the hyphen itself"),
        pytest.param("sha3-256", [CONSTANTS], id="a hyphen for an underscore"),
        pytest.param("xue'xi", [RATES], id="syllables with a mark between"),
        pytest.param("xuexilü", [RATES], id="a syllable with ü"),
        pytest.param("diao du 学习", [RATES], id="syllables and other words"),
        pytest.param("-0.5", [INEQUALITY], id="a negative number"),
        pytest.param("O(logn)", ["矩阵"], id="a logarithm without a blank"),
        pytest.param("logn", ["矩阵"], id="that alone"),
        pytest.param("O(n²logn)", ["矩阵"], id="a logarithm behind a power"),
        pytest.param("O(n^2logn)", ["矩阵"], id="a logarithm behind a power as TeX"),
        pytest.param("O((m+n)lgm)", ["矩阵"], id="another logarithm"),
        pytest.param("x\\in\\mathbb{R}^d", [REGRESSION], id="a style behind a sign"),
        pytest.param("\\mathbf{w}^\\top\\mathbf{x}", [REGRESSION], id="a style behind an exponent"),
        pytest.param("\\eta\\mathbf{g}", [REGRESSION], id="a style behind a Greek letter"),
        pytest.param(
            "\\log\\mathcal{L}",
            [REGRESSION, "(矩阵)", f"({INEQUALITY})"],
            id="a style behind a function",
        ),
        pytest.param("\\eta\\times\\frac{g}{d}", [REGRESSION], id="a fraction behind a sign"),
    ],
)
def test_a_query_finds(search: SearchPage, query: str, titles: list[str]) -> None:
    assert search.titles(query) == titles


def test_the_operator_decides_between_complexities(search: SearchPage) -> None:
    assert search.titles("O(n*m)")[0] == "矩阵"
    assert search.titles("O(n+m)")[0] == SUBSETS


def test_a_title_that_most_of_the_query_is_comes_first(search: SearchPage) -> None:
    assert search.titles("拓扑序法") == ["拓扑序", "图论"]
    # What stands in front of it makes it another thing.
    assert search.titles("逆拓扑序") == ["图论", "拓扑序"]


def test_the_name_of_a_file_tells_notes_apart(search: SearchPage) -> None:
    assert search.titles("heapify") == ["建堆", "晚建堆"]
    assert search.titles("late heapify")[0] == "晚建堆"


def test_letters_of_a_formula_alone_find_no_titles(search: SearchPage) -> None:
    """They would be rare terms there."""
    assert search.titles("\\omega(N) = \\kappa^{N}") == [f"({INEQUALITY})"]


def test_what_must_not_be_there_alone_finds_all_others(search: SearchPage) -> None:
    for query in ("-tag:dl", "-初始化"):
        answer = search.ask(query, limit=30)
        titles = [result["title"] for result in answer["results"]]
        assert TRAINING not in titles
        assert (len(titles), answer["total"], answer["partial"]) == (
            len(NOTES) - 1,
            len(NOTES) - 1,
            [],
        )


def test_pairs_that_are_all_there_are_no_better_than_most_of_the_run(search: SearchPage) -> None:
    answer = search.ask("如何初始化模型参数")
    assert answer["results"] == []
    assert answer["partial"][0]["title"] == TRAINING
    assert marked(answer["partial"][0], "heading") == ["初始化模型参数"]


def test_what_is_asked_about_counts_and_not_how(search: SearchPage) -> None:
    [first, *_] = search.ask("训练显存怎么算")["partial"]
    assert first["title"] == LEDGER
    assert marked(first, "title") == ["训练显存"]
    assert search.titles("鼋鼍怎么算") == []


def test_where_nothing_has_all_of_a_long_run_each_of_its_pairs_counts(search: SearchPage) -> None:
    """At first every other one is asked for, which would be all that counts."""
    for query in ("训练到几轮时用早停呢", "什么时候该用早停法呢"):
        [first, *_] = search.ask(query)["partial"]
        assert marked(first, "title") == ["早停"]


def test_words_that_begin_as_a_run_does_are_in_one_section_and_marked(
    search: SearchPage,
) -> None:
    [ledger] = search.ask("权优")["partial"]
    assert ledger["title"] == LEDGER
    assert marked(ledger, "snippet") == ["权", "优"]
    assert search.titles("权蓝") == []


def test_beside_few_results_titles_that_say_most_of_it_are_shown(search: SearchPage) -> None:
    assert search.titles("kruskal prim 边数") == ["部署", f"({TREES})"]
    assert search.titles("kruskal 边数") == ["部署", f"({TREES})"]
    assert search.titles('"kruskal" prim 边数') == ["部署"]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("BatchNorm2d", ["BatchNorm2d"]),
        ("1.1", []),
        ("x_ij", ["xᵢⱼ"]),
        ("LC146 archive", ["archive"]),
        ("28x28像素", ["28 × 28 像素"]),
        ("3X3 卷积", ["3×3 卷积"]),
        ("80GB", ["80 GB"]),
        ("120 ms", ["120ms"]),
    ],
)
def test_marks_are_of_whole_words(search: SearchPage, query: str, marks: list[str]) -> None:
    answer = search.ask(query, limit=1)
    [result] = answer["results"] or answer["partial"] or [None]
    assert (marked(result, "snippet") if result else []) == marks


def test_what_is_found_by_its_title_is_shown_with_the_first_text_there_is(
    search: SearchPage,
) -> None:
    asked = {TRAINING: "先随机初始化", "tag:dl": "先随机初始化", "蒲公英": "见上"}
    for query, snippet in asked.items():
        [first, *_] = search.ask(query)["results"]
        assert first["snippet"].startswith(snippet), query
        assert first["anchor"] == ""


def test_another_name_says_why_a_note_was_found(search: SearchPage) -> None:
    [result] = search.ask("bootcamp")["results"]
    assert result["snippet"].startswith("Bootcamp · ")
    assert marked(result, "snippet") == ["Bootcamp"]
