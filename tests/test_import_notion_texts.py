"""What the text of a page of Notion becomes (`importers/notion/bodies.py`): nothing of it is lost,
and it takes time in proportion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.importers.model import (
    Line,
    Options,
)
from kbsite.importers.notion.bodies import first_break, stages
from kbsite.importers.notion.code_names import code_names
from kbsite.importers.notion.export import read_export
from kbsite.importers.notion.finding import Finder
from kbsite.importers.notion.heads import read_head
from kbsite.importers.notion.relations import linked
from kbsite.importers.notion.tables import read_table
from kbsite.importers.notion.wrappers import without_wrappers
from kbsite.markdown.parser import note_parser
from kbsite.markdown.settings import Settings, with_settings
from notion_imports import Files, imported, one


@pytest.mark.parametrize(
    ("source", "result"),
    [
        # callouts
        ("<aside>\n💡 **重点**\n\n</aside>", "> [!tip]\n> **重点**"),
        ("<aside>\n💡\n\n重点\n\n- 一\n</aside>\n下文", "> [!tip]\n> 重点\n>\n> - 一\n\n下文"),
        ("<aside>\n🐶 汪\n\n</aside>", "> [!note]\n> 🐶 汪"),
        (
            "- 列\n    \n    > 引\n    > \n    > <aside>\n    > 💡 提 $x$\n    > \n    > ```c\n"
            "    > <aside>\n    > ```\n    > \n    > </aside>\n    > \n    > 后",
            "- 列\n\n    > 引\n    >\n    > > [!tip]\n    > > 提 $x$\n    > >\n    > > ```c\n"
            "    > > <aside>\n    > > ```\n    >\n    > 后",
        ),
        (
            "<aside>\n💡 外\n\n> > <details>\n> > <summary>折</summary>\n> > \n> > 内\n> > \n"
            "> > </details>\n\n</aside>",
            "> [!tip]\n> 外\n>\n> > > > [!note]- 折\n> > > > 内",
        ),
        (
            "> 甲  \n> 乙\n>\n> <aside>\n> ```\n> x  \n> ```\n> </aside>",
            "> 甲  \n> 乙\n>\n> > [!note]\n> > ```\n> > x  \n> > ```",
        ),
        (
            "- 列\n    > 甲\n> <aside>\n> 乙\n> </aside>",
            "- 列\n    > 甲\n>\n> > [!note]\n> > 乙",
        ),
        ("<aside>\n> 引\n> </aside>\n\n后", "> [!note]\n> > 引\n> >\n\n后"),
        ("```md\n> <aside>\n> x\n> </aside>\n```", "```md\n> <aside>\n> x\n> </aside>\n```"),
        ("<aside>\n无图标\n\n</aside>", "> [!note]\n> 无图标"),
        ("<aside>🚨 一行</aside>", "> [!danger]\n> 一行"),
        ("<aside>\n\n</aside>\n<aside>\n❓ 二</aside>", "> [!note]\n\n> [!question]\n> 二"),
        (
            '<aside>\n<img src="https://www.notion.so/icons/bug_red.svg" alt="x" /> 虫\n\n</aside>',
            "> [!bug]\n> 虫",
        ),
        (
            '<aside>\n<img src="{图.png}" alt="x" width="40px" />\n\n自己的图标\n\n</aside>',
            '> [!note]\n> <img src="页/图.png" alt="x" width="40px" />\n>\n> 自己的图标',
        ),
        (
            "- 项\n    \n    <aside>\n    ✅ 好\n    \n    ```py\n    <b>\n    ```\n    </aside>",
            "- 项\n\n    > [!success]\n    > 好\n    >\n    > ```py\n    > <b>\n    > ```",
        ),
        (
            "<aside>\n💡 外\n\n<aside>\n⚠️ 内\n\n</aside>\n\n又外\n\n</aside>",
            "> [!tip]\n> 外\n>\n> > [!warning]\n> > 内\n>\n> 又外",
        ),
        ("<aside>\n💡 没有\n完\n\n后文", "> [!tip]\n> 没有\n> 完\n\n后文"),
        ("多了\n\n</aside>\n\n后文", "多了\n\n\n后文"),
        ("`<aside>` 与 <aside> 在句中", "`<aside>` 与 <aside> 在句中"),
        (
            '<aside>\n<img src="{图.png}" alt="{图.png}" width="40px" />\n\n</aside>',
            '> [!note]\n> <img src="页/图.png" alt="" width="40px" />',
        ),
        # comments
        ("甲<!-- 批 %% 注 -->乙`<!-- 码 -->`", "甲%% 批 % % 注 %%乙`<!-- 码 -->`"),
        ("> <!--\n> 两\n> 行 -->\n\n后", "> %%\n> 两\n> 行\n> %%\n\n后"),
        ("字 <!-- 两\n行 --> 字 <!-- 不闭", "字 <!-- 两\n行 --> 字 <!-- 不闭"),
        # blocks of HTML, in which a backslash is one
        (
            "<p>给你 <code>m[r][c] == 1</code> 和 a == b</p>\n\na == b == c",
            "<p>给你 <code>m[r][c] == 1</code> 和 a == b</p>\n\na \\== b \\== c",
        ),
        (
            "<ul>\n<li>x == y == z, [[z]] #标签</li>\n</ul>",
            "<ul>\n<li>x == y == z, [[z]] #标签</li>\n</ul>",
        ),
        ("<pre>\n50%% 60%%\n#a\n</pre>", "<pre>\n50&#37;&#37; 60&#37;&#37;\n#a\n</pre>"),
        (
            "<aside>\n💡 a == b == %%\n<p>a == b == [[c]] %%</p>\n\n</aside>",
            "> [!tip]\n> a \\== b \\== \\%\\%\n> <p>a == b == [[c]] &#37;&#37;</p>",
        ),
        (
            "<aside>\n💡 a == b == c\n\n<p>a == b == [[c]] %%</p>\n\n#d\n</aside>",
            "> [!tip]\n> a \\== b \\== c\n>\n> <p>a == b == [[c]] &#37;&#37;</p>\n>\n> \\#d",
        ),
        # footnotes
        (
            "正则 ^[a-z]+$ 匹配小写，^[0-9]*$ 匹配数字 `^[a]` $a^[b]$",
            "正则 \\^[a-z]+$ 匹配小写，\\^[0-9]*$ 匹配数字 `^[a]` $a^[b]$",
        ),
        # toggles
        (
            "<details>\n<summary>标题 <strong>粗</strong></summary>\n\n$$\nx\n$$\n\n</details>",
            "> [!note]- 标题 **粗**\n> $$\n> x\n> $$",
        ),
        ("<details><summary>一行</summary>内</details>", "> [!note]- 一行\n> 内"),
        ("<details>\n<summary>\n两\n行\n</summary>\n内\n</details>", "> [!note]- 两 行\n> 内"),
        ("<details>\n内\n</details>", "> [!note]-\n> 内"),
        (
            "- # 大\n    \n    一\n    \n    - ## 小\n        \n        二\n        \n    三\n\n四",
            "> [!note]- 大\n> 一\n>\n> > [!note]- 小\n> > 二\n>\n> 三\n\n四",
        ),
        ("- 项\n    \n    段落", "- 项\n    \n    段落"),
        # blocks within others
        (
            "段\n\n    子 $x$\n\n    ```go\n    f(\n\n    \t1)\n    ```\n    - 项\n\n"
            "        项内\n\n            孙",
            "段\n\n子 $x$\n\n```go\nf(\n\n\t1)\n```\n- 项\n\n    项内\n\n    孙",
        ),
        ("### 题\n    一\n    二\n\n        三\n\n四", "### 题\n一\n二\n\n三\n\n四"),
        ("段\n\n\t子\n\n\t\t孙\n\n\t| a |\n\t|---|", "段\n\n子\n\n孙\n\n| a |\n|---|"),
        ("- 甲\n乙\n\n    丙\n\n        丁", "- 甲\n乙\n\n    丙\n\n    丁"),
        ("100. 甲\n\n    乙\n    - 丙", "100. 甲\n\n     乙\n     - 丙"),
        ("段\n\n    <aside>\n    💡 子\n\n    </aside>", "段\n\n> [!tip]\n> 子"),
        # columns
        ("<columns>\n<column>\n左\n</column>\n<column>\n右\n</column>\n</columns>", "左\n\n\n右"),
        (
            '<div style="display:flex">\n<div>\n左\n</div>\n</div>\n\n尾',
            "\n<div>\n左\n</div>\n\n\n尾".strip("\n"),
        ),
        # code
        ("```plain text\n**\n```", "```text\n**\n```"),
        ("```C++\na\n```\n```C#\nb\n```", "```cpp\na\n```\n```csharp\nb\n```"),
        ("~~~Java/C/C++/C#\n```C++\n~~~", "~~~java\n```C++\n~~~"),
        # equations
        ("行内 $a_1 * b$ 与 $5", "行内 $a_1 * b$ 与 $5"),
        ("$$\na ****b**** <x>\n$$", "$$\na ****b**** <x>\n$$"),
        # stray marks
        ("************************粗 ****然后**** 打字。**", "**粗 然后 打字。**"),
        ("**甲****乙** `****` $a****b$", "**甲乙** `****` $a****b$"),
        ("甲 <!-- notionvc: 0a1b2c3d-1111 -->", "甲"),
        ("- **甲 **乙 `** x **` ~~丙 ~~丁", "- **甲** 乙 `** x **` ~~丙~~ 丁"),
        ("**~~甲 ~~**乙 ~~**丙 **~~丁", "**~~甲~~** 乙 ~~**丙**~~ 丁"),
        ("文** 甲**乙**丙：**丁 **Note: **x", "文 **甲**乙**丙：**丁 **Note:** x"),
        *(
            (text, text)
            for text in (
                "a ** b ** c 2**3 ** 4",
                "***甲 ***乙 **丙 **丁",
                "**甲 **乙 **丙",
                "| **甲 | 乙 **丙 |",
                "\\**甲 **乙** $x**y **z$",
            )
        ),
        ("甲\n\n****\n\n乙\n\n***", "甲\n\n\n\n乙\n\n***"),
        # links
        ('[去]({别处}) ![图]({图.png} "题")', '[去](别处.md) ![图](页/图.png "题")'),
        ("[去](../x/%E6%97%A7%20{id:别处}.md)", "[去](别处.md)"),
        ("[去](%E5%88%AB%E5%A4%84.md) [去](/{id:别处}?pvs=25)", "[去](别处.md) [去](别处.md)"),
        ("[ ]({别处})", "[ 别处](别处.md)"),
        ("[]({别处}) https://www.notion.so/a-b-{id:别处} 后", "[别处](别处.md) [别处](别处.md) 后"),
        ("https://app.notion.com/p/{id:别处}，后", "[别处](别处.md)，后"),
        ("[![图]({图.png})]({别处})", "[![图](页/图.png)](别处.md)"),
        ("[坏](%FF%FE%20x.md) [坏](%zz) [外](https://e.com/%FF)", "坏 坏 [外](https://e.com/%FF)"),
        ("[死](https://www.notion.soundefined)[](notion.soundefined)!", "死!"),
        (
            "[](https://www.notion.so/a-0123456789abcdef0123456789abcdef?pvs=21)",
            "[https://www.notion.so/a-0123456789abcdef0123456789abcdef]"
            "(https://www.notion.so/a-0123456789abcdef0123456789abcdef?pvs=21)",
        ),
        ("[块](#0123) ![没有](没有.png)", "块 ![没有](没有.png)"),
        ("`[码](x.md)` [书签](https://e.com)", "`[码](x.md)` [书签](https://e.com)"),
        ("| [表]({别处}) | `a\\|b` |\n|---|---|", "| [表](别处.md) | `a\\|b` |\n|---|---|"),
        ("[开](f(x%20{id:别处}.md) 后", "[开](别处.md) 后"),
        ("[关](f)x%20{id:别处}.md) (后)", "[关](别处.md) (后)"),
        ("![方括号](【页】%20{id:页}/%E5%9B%BE[].png)", "![方括号](页/图.png)"),
        (
            "| 表 | `a|b` |\n|---|---|\n| `c|d` | $e|f$ |\n| `g` | `h`|",
            "| 表 | `a\\|b` |\n|---|---|\n| `c\\|d` | $e|f$ |\n| `g` | `h`|",
        ),
        ("| ` | ` |\n|---|---|", "| ` | ` |\n|---|---|"),
        # text that only kbsite would read
        ("#include ^a ==1== a==b\n词 ^a", "\\#include ^a \\==1\\== a\\==b\n词 \\^a"),
        ("</Foo> `#a` $==b==$ [[1]](https://a.com)", "\\</Foo> `#a` $==b==$ [[1]](https://a.com)"),
        ("List<String> [[没有]] [[别处]] 100%%", "List\\<String> \\[[没有]] [[别处]] 100\\%\\%"),
    ],
)
def test_what_a_text_becomes(source: str, result: str) -> None:
    assert one(source) == result


# --- what goes in comes out ---

WORDS = st.text("字词abc 中文,。(){}<>&%", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "空"
)
INLINE = st.one_of(
    WORDS.map(lambda words: ("text", words)),
    st.sampled_from(("a_1*b", "x<y>z", "\\frac{1}{2}")).map(lambda tex: ("formula", tex)),
    st.sampled_from(("x ** y", "<aside>", "[[a]](b)", "****")).map(lambda code: ("code", code)),
    st.sampled_from(("{别处}", "../x/{id:别处}.md", "https://www.notion.so/a-{id:别处}?pvs=4")).map(
        lambda link: ("link", link)
    ),
)
WRITTEN = {"text": "{}", "formula": "${}$", "code": "`{}`", "link": "[去]({})"}
LINES = st.lists(INLINE, min_size=1, max_size=4).map(
    lambda parts: (" ".join(WRITTEN[kind].replace("{}", text) for kind, text in parts), parts)
)
LEAVES = st.one_of(
    LINES,
    st.sampled_from(("int x;\n\n<aside>", "**[a](b)**\n    ****")).map(
        lambda code: (f"```C++\n{code}\n```", [("fence", code)])
    ),
    st.sampled_from(("x = y", "a ****b\n<b>")).map(
        lambda tex: (f"$$\n{tex}\n$$", [("formula", tex)])
    ),
    st.just(("![图]({图.png})", [("image", "")])),
)


def _joined(blocks: list[tuple[str, list[tuple[str, str]]]]) -> tuple[str, list[tuple[str, str]]]:
    return "\n\n".join(text for text, _ in blocks), [part for _, own in blocks for part in own]


def _around(before: str, after: str, indent: str = "") -> Any:
    def made(block: tuple[str, list[tuple[str, str]]]) -> tuple[str, list[tuple[str, str]]]:
        inner = "\n".join(indent + line for line in block[0].split("\n"))
        return f"{before}\n\n{inner}\n\n{after}".rstrip("\n"), block[1]

    return made


def test_items_with_blocks_are_toggles_where_the_site_says_so() -> None:
    text = (
        "- 甲 `<b>`\n    \n    一\n    \n    - 乙\n        \n        ```c++\n        x\n\n"
        "        ```\n    - 丙\n        - 丁\n- 戊\n    - 己\n- [ ] 庚\n    \n    二\n- 辛\n\n三"
    )
    page = Files({"a.md": f"# 页\n\n{text}\n".encode()})
    made = imported(page, Options(toggles=True)).notes["页.md"]
    assert made.partition("---\n\n")[2] == (
        "> [!note]- 甲 `<b>`\n> 一\n>\n> > [!note]- 乙\n> > ```cpp\n> > x\n> >\n> > ```\n>\n"
        "> - 丙\n>     - 丁\n\n- 戊\n    - 己\n- [ ] 庚\n\n    二\n- 辛\n\n三\n"
    )
    assert made.count("[!note]") == 2 and "[!note]" not in imported(page).notes["页.md"]


DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        .map(_joined)
        .flatmap(
            lambda block: st.sampled_from(
                (
                    _around("<aside>\n💡", "</aside>"),
                    _around("<details>\n<summary>折</summary>", "</details>"),
                    _around("- 项", "", "    "),
                    _around("- ## 标题", "", "    "),
                    _around("## 标题", "", "    "),
                    _around("段落", "", "    "),
                    _around("<columns>\n<column>", "</column>\n</columns>"),
                )
            ).map(lambda make: make(block))
        )
    ),
    max_leaves=8,
)


# Escapes, and what quotes and their lines begin with.
NOT_COMPARED = str.maketrans("", "", "\\> \n")


def _read(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """What a note holds, in order: formulas, code, images, links."""
    kinds = {"math_inline": "formula", "math_block": "formula", "code_inline": "code"}
    for token in tokens:
        if token.type in kinds:
            yield kinds[token.type], token.content.strip()
        elif token.type == "fence":
            yield "fence", token.content.rstrip("\n")
        elif token.type == "image":
            yield "image", ""
        elif token.type == "link_open":
            yield "link", str(token.attrs["href"])
        elif token.children:
            yield from _read(token.children)


@settings(max_examples=50)
@given(st.lists(DOCUMENTS, min_size=1, max_size=4).map(_joined))
def test_what_goes_in_comes_out(document: tuple[str, list[tuple[str, str]]]) -> None:
    text, parts = document
    body = one(text)
    tokens = note_parser(()).md.parse(body, with_settings(Settings()))
    expected = [
        (kind, "别处.md" if kind == "link" else "" if kind == "image" else said)
        for kind, said in parts
        if kind != "text"
    ]
    assert [(kind, unquote(said)) for kind, said in _read(tokens)] == expected
    rest = body.translate(NOT_COMPARED)
    for kind, said in parts:
        if kind == "text" and (bare := said.translate(NOT_COMPARED)):
            before, found, rest = rest.partition(bare)
            assert found, (said, before)


PIECES = st.sampled_from(
    (
        *("<aside>", "</aside>", "<details>", "<summary>", "</summary>", "</details>", "</div>"),
        *(
            "\n",
            "\n\n",
            "    ",
            "- ",
            "- # ",
            "> ",
            "```",
            "``` C++",
            "~~~",
            "$$",
            "$",
            "`",
            "****",
        ),
        *("[a](", "![", "]", ")", "(", "%", "%2", "%E4%BD", "x.md", "#", "?", "|", "<", ">", "\\"),
        *(
            "键: 值",
            ":",
            "",
            "💡",
            "<img src='",
            '"',
            "'",
            "字",
            "[[",
            "]]",
            "%%",
            "<!--",
            "→",
            "=",
            "*",
        ),
        *(
            "https://www.notion.so/",
            "0" * 32,
            "notion.soundefined",
            ",",
            ", ",
            "Yes",
            "2024年4月3日",
        ),
        *("\u2028", "\x00", "\ufeff", "\r", "\t", "<columns>", '<div style="column">'),
    )
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)
NAMES = st.sampled_from(
    (
        *("a.md", f"a {'0' * 32}.md", f"b {'0' * 32}.md", f"a {'1' * 32}/a.md", f"{'0' * 32}/c.md"),
        *(
            f"a {'1' * 32}.csv",
            f"a {'1' * 32}_all.csv",
            "a/b.csv",
            "a_all.csv",
            "_all.csv",
            "x/.md",
        ),
        *("index.html", "x/index.html", "a/index.md", ".csv", f"{'2' * 32}.png", "b/INDEX.MD"),
        *(f"Export-{'a' * 8}/a.md", "a.markdown", f"a {'0' * 32} {'1' * 32}.md", "a/[x].md"),
    )
)


@settings(max_examples=50)
@given(st.dictionaries(NAMES, TEXTS, max_size=8))
def test_whatever_an_export_holds_each_file_has_a_fate_and_counts_add_up(
    files: dict[str, str],
) -> None:
    imported(Files({name: text.encode() for name, text in files.items()}))


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<aside>\n",
            "<aside>",
            "</aside>\n",
            "<details><summary>",
            "<aside>\n💡 x\n\n</aside>\n",
        ),
        *(
            "[a](",
            "[a](b ",
            "![",
            "](",
            "[a](%zz)",
            "****a",
            "**a ",
            "**a **b",
            "`",
            "$",
            "<x ",
            "[[x]] ",
            "%%",
            "<!-- ",
        ),
        *(
            "- # a\n",
            "- a\n\n",
            "- a\n\n    b\n",
            "a\n\n    b\n\n        c\n\n",
            "| `a|b` |\n|---|\n",
            "```C++\n",
            "<columns>\n",
            "<div style='column'>\n",
            "https://notion.so/",
        ),
        *("键: 值\n", "a | b ", "<img src='x' ", " " * 20),
    ],
)
def test_a_text_of_one_thing_takes_time_in_proportion(unit: str) -> None:
    finder = Finder(read_export((), Options(), lambda _: "", lambda _: ()), {})

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        lines = [Line(line, at) for at, line in enumerate(text.split("\n"), 1)]

        def run() -> None:
            read_head(lines)
            read_head(lines, ["键", "a"])
            read_table(f"名,键\n{text}")
            linked(text, lambda _: None, lambda _: None)
            converted = lines
            for stage in stages("a.md", finder, "", toggles=True):
                converted = stage(converted, [])
            first_break(converted)

        return cpu_seconds(run)

    with uncollected():
        assert growth(seconds, 20_000) < RATIO


def test_long_names_of_folders_take_little_time() -> None:
    paths = [f"Export-{'a' * 4000}x{number}/a.md" for number in range(40)]
    assert cpu_seconds(lambda: without_wrappers(paths)) < 1
    assert list(without_wrappers(["ExportBlock-1a2b-3c-Part-1/a.md"]).values()) == ["a.md"]


def test_a_language_of_spaces_takes_little_time() -> None:
    lines = [Line("``` C++" + " " * 30_000 + "b", 1), Line("x", 2), Line("```  ", 3)]
    assert cpu_seconds(lambda: code_names(lines, [])) < 1
    named = code_names([Line("``` C++ \t", 1), Line("x", 2), Line("```  ", 3)], [])
    assert [line.text for line in named] == ["```cpp", "x", "```  "]
