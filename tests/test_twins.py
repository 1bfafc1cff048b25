"""Composed HTML as Markdown: each element, and what no author should write."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.outputs.feed_content import feed_content
from kbsite.twins.writer import markdown_of

BLOCK = '<div class="math" tabindex="0">'

CASES = {
    "signs that stand for themselves": (
        "<p># 一 *星* a_b _c_ `码` [x](y) 1. $5 &lt;b&gt; &amp;amp; ~~ ==</p>",
        "\\# 一 \\*星\\* a_b \\_c\\_ \\`码\\` \\[x](y) 1. \\$5 \\<b> \\&amp; \\~~ \\==",
    ),
    "an ordered list that is none": ("<p>1. 一</p>", "1\\. 一"),
    "code with ticks": ("<p><code>a`b</code> <code>`</code></p>", "``a`b`` `` ` ``"),
    "a fence in a fence": (
        '<pre data-language="md"><code>```\nx\n```\n</code></pre>',
        "````md\n```\nx\n```\n````",
    ),
    "nested lists": (
        '<ol start="3"><li>一<ul><li>二</li></ul></li><li><p>三</p><p>四</p></li></ol><p>五</p>',
        "3. 一\n   - 二\n4. 三\n\n   四\n\n五",
    ),
    "an item without text": ("<ul><li></li><li>a</li></ul>", "-\n- a"),
    "a quote in an item": ("<ul><li><blockquote><p>引</p></blockquote></li></ul>", "- > 引"),
    "line breaks": ("<p>一<br>二</p>", "一\\\n二"),
    "lines that begin as blocks do": (
        "<p>一<br>\n - 二<br># 三<br>4. 四<br>===<br>|-</p>",
        "一\\\n\\- 二\\\n\\# 三\\\n4\\. 四\\\n\\=\\==\\\n\\|-",
    ),
    "a rule that is text": ("<p>-- -</p>", "\\-- -"),
    "a backslash before what is not text": (
        "<p>C:\\<code>x</code> curl \\<br>-o __init__</p>",
        "C:\\\\`x` curl \\\\\\\n-o \\_\\_init\\_\\_",
    ),
    "a formula that ends with a space": (
        '<p>设<math alttext="n\\ "><mi>n</mi></math>个<math alttext="a\\\\"></math></p>',
        "设$n\\ {}$个$a\\\\$",
    ),
    "a link that runs": ("<p><a href=' java&#10;script:x'>c</a></p>", "c"),
    "an address in brackets": ('<p><a href="/a (b)/">c</a></p>', "[c](/a%20%28b%29/)"),
    "a link around a picture": (
        '<p><a href="/x"><img src="a.png" alt="图[1]"></a></p>',
        "[![图\\[1\\]](a.png)](/x)",
    ),
    "cells of several lines": (
        "<table><tr><th>a<td>b</table><table><tr><td><p>一</p><p>二</p></td>"
        '<td colspan="2"><ul><li>x</li></ul></td></tr></table>',
        "| a | b |\n| --- | --- |\n\n| 一<br>二 | - x |  |\n| --- | --- | --- |",
    ),
    "a formula in display, in a quote": (
        '<blockquote><math display="block"><semantics><mi>x</mi>'
        '<annotation encoding="application/x-tex">a\n\nb</annotation>'
        "</semantics></math></blockquote>",
        "> $$\n> a\n> b\n> $$",
    ),
    "a formula in a block of its own, and beside its number": (
        f'<p>文</p>\n{BLOCK}<math alttext="a" display="block"><mi>a</mi></math></div>\n'
        f'{BLOCK}<math alttext="b" display="block"><mi>b</mi></math>（1）</div>',
        "文\n\n$$\na\n$$\n\n$$\nb\n$$\n\n（1）",
    ),
    "formulas in blocks of their own, in a cell": (
        f'<table><tr><td>一{BLOCK}<math alttext="\\|" display="block"></math></div>'
        "二</td></tr></table>",
        "| 一<br>$\\Vert$<br>二 |\n| --- |",
    ),
    "formulas that stay beside what follows them": (
        '<p>_甲 <span class="kept"><math alttext="a"></math>_，</span>_'
        '<span class="kept">乙</span>_</p>'
        '<span class="kept"><math alttext="never closed">',
        "\\_甲 $a$\\_，\\_乙\\_",
    ),
    "a formula that is not ours": ("<p><math><mi>x</mi><mo>=</mo></math></p>", "$x =$"),
    "what is no text": (
        "<p>a<script>b</script><style>c</style><!-- d --><svg>e</svg><title>f</title></p>",
        "a",
    ),
    "players": (
        '<p><video src="/a/b.mp4" controls></video> <audio src="/%E5%BD%95.mp3"></audio></p>',
        "[b.mp4](/a/b.mp4) [录.mp3](/%E5%BD%95.mp3)",
    ),
    "a title that opens": ("<details><summary>题</summary><p>文</p></details>", "**题**\n\n文"),
    "ends without a beginning": ("</p></div></li></blockquote></a></table>a", "a"),
    "beginnings without an end": ("<div><blockquote><ul><li><b>a<p>b", "> - **a**\n>\n>   **b**"),
    "marks beside their like": (
        "<p><strong>一</strong><strong>二</strong><em>三</em><i>四</i><mark>五</mark><mark>六</mark></p>",
        "**一二***三四*==五六==",
    ),
    "marks within their like, and across a link": (
        '<p><b>一<strong>二</strong>三</b>四<a href="/x"><b>五</a>六</b> '
        '<b>七</b><a href="/x"><b>八</b></a></p>',
        "**一二三**四[**五**](/x)**六** **七**[**八**](/x)",
    ),
    "white space in marks": (
        "<p><b>粗 </b>后<b> 粗</b>，<i> </i><b></b>空<del>删<br></del>尾</p>",
        "**粗** 后 **粗**， 空~~删~~\\\n尾",
    ),
    "marks around blocks": ("<b><h2>题</h2><p>文</p></b>后", "## **题**\n\n**文**\n\n后"),
    "a title with a mark": ("<details><summary>题 <b>粗</b></summary></details>", "**题 粗**"),
    "a note in a cell": (
        '<ul><li><table><tr><td><figure class="embed"><figcaption><a href="/a/">题</a></figcaption>'
        "<blockquote><h2>节</h2><p>文</p><ol><li>一</li></ol><hr>"
        '<div class="callout"><p class="callout-title">注</p><p>注文</p></div>'
        "<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>"
        "<dl><dt>词</dt><dd>义</dd></dl></blockquote></figure></td><td>后</td></tr></table></li></ul><p>尾</p>",
        "- | [题](/a/)<br>节<br>文<br>- 一<br>注<br>注文<br>x y<br>1 2<br>词<br>义 | 后 |\n"
        "  | --- | --- |\n\n尾",
    ),
    "bars in a cell": (
        "<table><tr><td><code>a|b \\|</code> c|d \\|"
        '<math alttext="\\|x\\| \\left\\|y|\\\\|"><mi>x</mi></math></td></tr></table>',
        "| `a\\|b \\\\|` c\\|d \\\\\\|$\\Vert x\\Vert \\left\\Vert y\\|\\\\\\|$ |\n| --- |",
    ),
    "quotation marks without a meaning": (
        "<p><a title=it's href=/a>甲</a><i x\"y>乙</i><a title=丙\u3000href=/c href=/d>丁</a></p>",
        "[甲](/a)*乙*[丁](/d)",
    ),
    "a long value": (
        f'<p>甲<img alt="乙" src="data:image/png;base64,{"A" * 10001}">丙</p>',
        "甲丙",
    ),
    "no tag": ("<p>1 < 2 <b", "1 < 2 \\<b"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_element(name: str) -> None:
    html, markdown = CASES[name]
    assert markdown_of(html, {}) == markdown + "\n"


SIGNS = (
    *("-", "- ", "*", "* ", "+ ", "#", "# ", ">", "1. ", "1) ", "=", "==", "***", "_", "~~", "```"),
    *("|", "|---|", ":", "<", "<b>", "<!--", "&amp;", "\\", "字", "a", " ", "    ", "。", "(", "0"),
)
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@given(st.lists(st.lists(st.sampled_from(SIGNS), max_size=5).map("".join), min_size=1, max_size=3))
def test_lines_of_a_text_are_read_as_they_were(lines: list[str]) -> None:
    lines = [line for line in lines if line.strip()]
    tokens = COMMONMARK.parse(markdown_of(f"<p>{'<br>'.join(map(escape, lines))}</p>", {}))
    kinds = ["paragraph_open", "paragraph_close"] if lines else []
    assert [token.type for token in tokens[::2]] == kinds
    read = [""]
    for child in tokens[1].children or () if lines else ():
        assert child.type in ("text", "hardbreak")
        read += [""] if child.type == "hardbreak" else []
        read[-1] += child.content
    assert [line.split() for line in read if line] == [line.split() for line in lines]


PIECES = st.sampled_from(
    [
        *("<div>", "</div>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "</li>", "<ol>", "</ol>"),
        *("<table>", "<tr>", "<td>", "</td>", "</table>", "<blockquote>", "</blockquote>", "<br>"),
        *("<a href='x'>", "</a>", "<code>", "</code>", "<pre>", "</pre>", "<sup>", "</sup>"),
        *("<sup class='footnote-mark'>", "<a href='#FN-1'>", "<div class='callout'>", "<math>"),
        *("</math>", "<h2>", "</h2>", "<dl>", "<dt>", "<dd>", "</dd>", "<summary>", "</summary>"),
        *("<figure class='code-block'>", "<figcaption>", "</figcaption>", "<!--", "-->", "<"),
        *("字", " ", "a", "|", "`", "$", "\n"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_html_is_read_to_its_end(html: str) -> None:
    """And what a reader sees at its end is there."""
    markdown = markdown_of(f"{html}<p>末尾</p>", {})
    swallows = ("<!--", "<math>", "<code>", "<pre>", "<a href='#FN-1'>", "<", "<figcaption>")
    assert markdown.endswith("\n") or not markdown
    assert "末尾" in markdown or any(sign in html for sign in swallows)


HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: "<blockquote><p>a</p>" * n,
    "lists": lambda n: "<ul><li>a" * n + "</li></ul>" * n,
    "formulas that never end": lambda n: "<math alttext='a'>" * n,
    "values that never end": lambda n: '<a x="' * n,
    "handlers that never end": lambda n: '<a href="' * n + "<b onclick='" * n,
    "handlers": lambda n: "<b onclick=x title='" * n + "'>" * n,
    "spaces in a tag": lambda n: "<b onclick=x " + " " * n + "a=" * n + ">",
    "brackets": lambda n: "[a](" * n,
    "marks": lambda n: "<b> " * n + "x</b><b>" * n,
    "marks around marks": lambda n: "<b>x<i>y</b></i>" * n,
    "marks around spaces": lambda n: "<b>" + "<span> </span>" * n + "x" + "</b><b>" * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_takes_time_that_grows_with_its_length(name: str) -> None:
    def seconds(n: int) -> float:
        html = HOSTILE[name](n)
        with uncollected():
            return cpu_seconds(
                lambda: (markdown_of(html, {}), feed_content(html, "https://a", "https://a/b/"))
            )

    assert growth(seconds, 2000, tries=3) < RATIO
