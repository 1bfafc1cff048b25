"""Hostile texts of other programs take time that grows with their length, not with its square."""

from __future__ import annotations

import pytest

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.importers.model import Conversion, Line
from kbsite.importers.posts import kramdown
from kbsite.importers.posts.escaped_formulas import escaped_formulas
from kbsite.importers.posts.gitbook_tags import gitbook_tags
from kbsite.importers.posts.hexo_fences import hexo_fences
from kbsite.importers.posts.kramdown_tables import tables
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.boxes import boxes
from kbsite.importers.texts.docsify import docsify
from kbsite.importers.texts.html_blocks import markdown_of
from kbsite.importers.texts.yuque import folds
from kbsite.importers.texts.zhihu_links import cards
from kbsite.importers.vault.constructs import plugin_fences, plugin_syntax
from text_imports import EQUATION, FOLD, HEXO, HUGO, JEKYLL, REDIRECT

CONVERSIONS = (
    gitbook_tags,
    docsify,
    hexo_fences,
    escaped_formulas(is_certain=True),
    *HEXO,
    *HUGO,
    *JEKYLL,
    plugin_fences,
    plugin_syntax,
    boxes,
    *GENERAL,
)
HOSTILE = [
    ":::info\n",
    "::::info\n:::tip\n:::\n",
    ":::\n",
    "!!! note\n",
    "!!! note\n\n",
    "![[公式]](" + EQUATION,
    "![",
    "](" + EQUATION,
    '<img alt="x" eeimg="1" ',
    "<img a ",
    "<span data-tex='x'>",
    "<figure>",
    "<figure><img data-original='x'>",
    "https://link.zhihu.com/?target=",
    '<div class="highlight"><pre><code>\n',
    '<sup data-numero="1">',
    '<p><sup data-numero="1">[1]</sup>',
    '<p><sup data-numero="1">[1]</sup></p>\n',
    "<p>eeimg<",
    "<p>eeimg</p>",
    '<div class="ztext">',
    '<div class="ztext"></div>',
    '<sup data-numero="1"><ol class="ReferenceList">',
    '<span data-tex="a">eeimg<p>',
    "<ul><li>eeimg ",
    "<table><tr><td>eeimg",
    "<table><tr><td>eeimg</td></tr></table>",
    '<div class="highlight"><pre>',
    '<div class="highlight"><pre><code></code>',
    "|`a|b`",
    "|-",
    "\\(",
    "\\[",
    "\\(x_1\\) ",
    "\\)\\]",
    "[\n",
    "[\n]\n",
    "`",
    "` `` ",
    "$$",
    "$x ",
    "$\\\\\\\\",
    "$x\\_$",
    "{% tabs %}<!-- tab",
    "{% note %}",
    "{% endnote %}",
    "{% note %}\n",
    "{% raw %}",
    "{% codeblock %}```\n",
    '{% foo a="',
    "{%",
    "{{",
    "{{< hint >}}\n",
    "{{< highlight >}}",
    "{{</* ",
    "{{ x }}",
    "{:toc}\n",
    "| a |\n",
    "|---|\n",
    "| $",
    "~~~\n{: .language-a}\n",
    '<div markdown="1">\n',
    "{::nomarkdown}",
    "*{:",
    "{: .notice}\n",
    "文\n{: .notice}\n",
    "{::comment}\n",
    "{::comment}",
    "a {::comment}\n>\n",
    "$$ `$$` ",
    "```ad-x\n",
    "a:: b\n",
    "(a:: b)",
    "<% x ",
    "[[x.canvas]]",
    "#a ",
    "# a {",
    " ^a",
    "^[",
    "%%",
    "<b ",
    "](y",
    "](<y",
    "[y]: ",
    "[y]: y\n",
    '[y]: y "\n',
    "- - ",
    "> ",
    '<a class="LinkCard" href="x">',
    '<a href="https://zhida.zhihu.com/search">\n<svg>',
    '<a href="https://zhida.zhihu.com/search"><svg></a>',
    "[a](https://zhida.zhihu.com/search",
    "1. [^](#ref_1_0)\n[[1]](#ref_1)\n",
    "[[1]](#ref_1)",
    "!> a\n\n",
    "# a :id=",
    "](y ':size=1",
    "~~~a b ",
    "```c https://a.com\n",
]
CARD = '<a class="LinkCard" href="x">'


@pytest.mark.parametrize(
    ("before", "unit", "behind", "convert"),
    [
        ("::: code-tabs\n@tab a", " ", "b\n```\n```\n:::", boxes),
        ("# a", " ", "b", docsify),
        ("# a", " <!-- ", "b", docsify),
        (f"{CARD}<span ", 'class="title ', " </a>", cards),
        (f"{CARD}<span ", 'class="title ', ">b</a>", cards),
        ("", f"`{CARD}` ", "</a>", cards),
        ("", f"{FOLD}<p>a</p></details>", "", folds),
        ("", f"{FOLD}<p>a</p></details>\n", "", folds),
        ("", FOLD, "</details>", folds),
        (f"{FOLD}<p>a</p>", "\n", "<p>b</p></details>", folds),
        (f"{FOLD}<p", ' style="', "></p></details>", folds),
        ("{% tabs a %}\n<!-- tab", " ", "b\n{% endtabs %}", *HEXO),
        ("{% timeline a %}\n<!-- timeline", " ", "b\n{% endtimeline %}", *HEXO),
        ("~~~", "~", "\na\n~~~", hexo_fences),
        ("<div", " ", "b markdown=1\n</div>", kramdown.within_html),
        ("| a | b |\n| :-", " ", "b\n| c | d |", tables),
        ("<p>a</", "b", "", lambda lines, _: markdown_of(lines) or lines),
    ],
)
def test_what_is_repeated_in_a_construct_takes_linear_time(
    before: str, unit: str, behind: str, convert: Conversion
) -> None:
    def seconds(times: int) -> float:
        text = f"{before}{unit * times}{behind}"
        lines = [Line(line, n) for n, line in enumerate(text.split("\n"), 1)]
        return cpu_seconds(lambda: convert(lines, []))

    with uncollected():
        assert growth(seconds, 3000) < RATIO


def test_tags_of_spaces_take_little_time() -> None:
    """One is bounded, but not their number."""
    lines = [Line("{%" + " " * 4_900 + "%}", number) for number in range(1, 21)]
    assert cpu_seconds(lambda: HEXO[0](lines, [])) < 2


@pytest.mark.parametrize("opener", HOSTILE)
def test_openers_without_an_end_take_linear_time(opener: str) -> None:
    def seconds(times: int) -> float:
        lines = [Line(line, n) for n, line in enumerate((opener * times).split("\n"), 1)]

        def run() -> None:
            result = lines
            for convert in (*CONVERSIONS, REDIRECT):
                result = convert(result, [])

        with uncollected():
            return cpu_seconds(run)

    assert growth(seconds, 6_000 // len(opener)) < RATIO


@pytest.mark.parametrize(
    ("convert", "before", "unit", "behind"),
    [
        (docsify, "# 题", " \t", "x"),
        (cards, "`", '<a class="LinkCard" href="x">', "` <b></a>"),
    ],
)
def test_long_lines_take_linear_time(
    convert: Conversion, before: str, unit: str, behind: str
) -> None:
    def seconds(count: int) -> float:
        # What is sought for the end of each stands behind all that is of its kind.
        text = before + unit * count + behind[:2] + "<b>" * count + behind[2:]
        with uncollected():
            return cpu_seconds(lambda: convert([Line(text, 1)], []))

    assert growth(seconds, 4_000) < RATIO
