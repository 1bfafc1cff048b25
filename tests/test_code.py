"""Code blocks beyond what `fixtures/markdown/code.md` shows: info strings in every spelling, lexers
that fail or never end, and colours that can be read."""

from __future__ import annotations

import io
import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import STANDARD_TYPES, Name, String, Text, Token

from conftest import REPOSITORY
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.code import block
from kbsite.code.block import Highlighted, highlight_code, highlight_fence
from kbsite.code.fence_info import FenceInfo, fence_info
from kbsite.code.lexers import PLAIN, lexer_of
from kbsite.code.line_marks import without_notations
from kbsite.code.spans import token_spans, written

#: A string that never ends, in which some regexes read a backslash in two ways: Scala's
#: (Pygments' issue 3247), Maple's.
ENDLESS = '"' + "\\" * 80


def is_linear(run: Callable[[int], object], length: int = 50_000) -> None:
    with uncollected():
        assert growth(lambda n: cpu_seconds(lambda: run(n)), length) < RATIO


# --- info strings ---

PYTHON = FenceInfo("python")
INFOS: dict[str, FenceInfo] = {
    "": FenceInfo(),
    "python": PYTHON,
    "Python": PYTHON,
    "c++": FenceInfo("c++"),
    "C#": FenceInfo("c#"),
    "plain text": FenceInfo("plain text"),
    "Emacs Lisp {1}": FenceInfo("emacs lisp", marked=((1, 1),)),
    "Objective-C": FenceInfo("objective-c"),
    "java/c/c++/c#": FenceInfo("java/c/c++/c#"),
    "没有": FenceInfo("没有"),
    # kbsite, Docusaurus, Quartz
    'python {2,4-6} title="x.py" linenos': FenceInfo(
        "python", "x.py", ((2, 2), (4, 6)), line_numbers=True
    ),
    "python linenos=10": FenceInfo("python", line_numbers=True, first_line=10),
    "python start=10": FenceInfo("python", line_numbers=True, first_line=10),
    "python linenos=false start=10": FenceInfo("python", first_line=10),
    "jsx {1,3-4} showLineNumbers title='src/a b.js'": FenceInfo(
        "jsx", "src/a b.js", ((1, 1), (3, 4)), line_numbers=True
    ),
    "js showLineNumbers{5} /word/ caption=注": FenceInfo(
        "js", "注", line_numbers=True, first_line=5
    ),
    # VitePress, VuePress, Nuxt
    "js{1}": FenceInfo("js", marked=((1, 1),)),
    "ts:line-numbers=2 {1}": FenceInfo("ts", marked=((1, 1),), line_numbers=True, first_line=2),
    "ts:no-line-numbers": FenceInfo("ts"),
    "ts [src/a.ts]{4-6}": FenceInfo("ts", "src/a.ts", ((4, 6),)),
    # Hugo, Zola
    'go {linenos=true,hl_lines=[2,"4-6"],linenostart=5}': FenceInfo(
        "go", marked=((2, 2), (4, 6)), line_numbers=True, first_line=5
    ),
    "go {linenos=inline hl_lines=3-8 style=emacs}": FenceInfo(
        "go", marked=((3, 8),), line_numbers=True
    ),
    "rust,linenos,linenostart=20,hl_lines=3-5,name=a.rs": FenceInfo(
        "rust", "a.rs", ((3, 5),), line_numbers=True, first_line=20
    ),
    # MkDocs and Material
    'py hl_lines="2 4-6" title="a b.py" linenums="1"': FenceInfo(
        "py", "a b.py", ((2, 2), (4, 6)), line_numbers=True
    ),
    '{ .yaml .annotate title=".a.yml" }': FenceInfo("yaml", ".a.yml"),
    'title="x"': FenceInfo(title="x"),
    # Pandoc, Quarto, R Markdown, Markdown Preview Enhanced
    "{python}": PYTHON,
    '{.python .numberLines startFrom="100"}': FenceInfo(
        "python", line_numbers=True, first_line=100
    ),
    "{#id .no-copy .haskell}": FenceInfo("haskell"),
    '{r name, echo=FALSE, fig.cap="a b"}': FenceInfo("r"),
    "python {.line-numbers highlight=1-2,5}": FenceInfo(
        "python", marked=((1, 2), (5, 5)), line_numbers=True
    ),
    # Hexo, Gatsby, Obsidian's plug-ins, chat tools
    "lang:python title:x.py": FenceInfo("python", "x.py"),
    "python:src/x.py {1}": FenceInfo("python", "src/x.py", ((1, 1),)),
    "python:title=x.py": FenceInfo("python", "x.py"),
    "js {numberLines: 5}": FenceInfo("js", line_numbers=True, first_line=5),
    'python file:"x.py" hl:1,3-4 ln:true': FenceInfo(
        "python", "x.py", ((1, 1), (3, 4)), line_numbers=True
    ),
    # HackMD
    "python=": FenceInfo("python", line_numbers=True),
    "Python=10 {2}": FenceInfo("python", marked=((2, 2),), line_numbers=True, first_line=10),
    "c++=!": FenceInfo("c++", line_numbers=True),
    "=": FenceInfo(line_numbers=True),
    "python=+": PYTHON,
    "linenos=10": FenceInfo(line_numbers=True, first_line=10),
    "python=x": FenceInfo("python=x"),
    # Expressive Code
    'js ins={1-2} del={4} mark={6} "word" frame="none"': FenceInfo(
        "js", marked=((6, 6),), added=((1, 2),), removed=((4, 4),)
    ),
    # diffs
    "diff": FenceInfo("diff", diff=True),
    "diff python": FenceInfo("python", diff=True),
    "diff-python linenos": FenceInfo("python", line_numbers=True, diff=True),
    'diff lang="js"': FenceInfo("js", diff=True),
    "{.diff}": FenceInfo("diff", diff=True),
    # a Chinese keyboard
    "python {1，3、5-6} title=“扩散.py”": FenceInfo("python", "扩散.py", ((1, 1), (3, 3), (5, 6))),
    # what says nothing
    "python copy data-x=1 {} [] = , {a} ={ ]": PYTHON,
    "python hl_lines=foo linenos=maybe": PYTHON,
    '"><script>': FenceInfo('"><script>'),
}


@pytest.mark.parametrize("info", INFOS)
def test_an_info_string_is_read_as_other_tools_read_it(info: str) -> None:
    assert fence_info(info) == INFOS[info]


def test_ranges_are_sorted_and_joined() -> None:
    assert fence_info("c {5-6,1,2-4,3,9} hl_lines=8").marked == ((1, 6), (8, 9))


@pytest.mark.parametrize(
    ("info", "marked", "fault"),
    [
        ("c {0}", (), "lines count from 1"),
        ("c {0-2}", ((1, 2),), "lines count from 1"),
        ("c {6-4,2}", ((2, 2),), "the range of lines 6-4 is reversed"),
        ("c {5-,2}", ((2, 2),), "5- is no range of lines"),
        ("c {-3}", (), "-3 is no range of lines"),
        ("c {1-2-3}", (), "1-2-3 is no range of lines"),
        ("c start=-3", (), "line numbers cannot begin with -3"),
        ("c linenos=99999999", (), "line numbers cannot begin with 99999999"),
        (f"c {{{'-' * 99}}}", (), f"{'-' * 19}… is no range of lines"),
    ],
)
def test_wrong_numbers_are_left_out_and_named(
    info: str, marked: tuple[tuple[int, int], ...], fault: str
) -> None:
    assert fence_info(info) == FenceInfo("c", marked=marked, fault=fault)


@settings(deadline=None)
@given(st.text(st.sampled_from(list("ab1-,=:{}[]\"'“”/. #\\，")) | st.characters(), max_size=60))
def test_any_info_string_can_be_read(info: str) -> None:
    read = fence_info(info)
    assert read.language == read.language.lower()
    assert all(1 <= first <= last for first, last in read.marked)


@pytest.mark.parametrize(
    "unit",
    (
        *(
            "{",
            "}",
            "[",
            "a=[",
            "a={",
            'a="',
            "a='",
            '"',
            "a=“",
            "/",
            "{1",
            "{1}",
            "1,",
            "-",
            "a=1,",
        ),
        *("a.", "a:", "a{", "hl=1 ", "{2-1}", "py ", "lang:", " ", "：", "1-", "{.a}", "ln ", "\\"),
    ),
)
def test_reading_an_info_string_is_linear(unit: str) -> None:
    is_linear(lambda n: fence_info("py " + unit * (n // len(unit))))


# --- lines ---


def lines_of(html: str) -> list[tuple[str, str, str]]:
    """(element, classes, text) of each line that is an element."""
    found = re.findall(r'<(\w+) class="(line[^"]*)">(.*?)\n</\1>', html, re.DOTALL)
    return [(name, classes, text_of(inner)) for name, classes, inner in found]


def text_of(html: str) -> str:
    """What a reader who copies the block gets."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub("<figcaption>.*</figcaption>\n", "", html)))


def test_a_token_over_several_lines_is_closed_at_each() -> None:
    html = highlight_fence('x = """a\n\nb"""\n', "python linenos").html
    assert html.count("<span") == html.count("</span>")
    assert [text for _, _, text in lines_of(html)] == ['x = """a', "", 'b"""']
    assert '<span class="line"><span class="s2">b"""</span>\n</span>' in html


def test_lines_past_the_end_are_left_out_with_a_fault() -> None:
    html, faults = highlight_fence("a\nb\n", "text {2-9}")
    assert lines_of(html) == [("span", "line marked", "b")]
    (fault,) = faults
    assert fault.code == "code-lines"
    assert fault.message == "there is no line 9: the block ends with line 2"


def test_a_huge_range_costs_nothing() -> None:
    info = "text {" + ",".join(f"{i}-9999999" for i in range(1, 5000)) + "}"
    begin = time.process_time()
    html, _ = highlight_fence("a\n" * 5000, info)
    assert time.process_time() - begin < 2
    assert html.count("marked") == 5000


@pytest.mark.parametrize(
    "comment",
    (
        *("// {}", "//{}", "# {}", "## {}", "-- {}", "; {}", "% {}", "' {}", '" {}', "{}"),
        *("/* {} */", "<!-- {} -->", "{{/* {} */}}", "(* {} *)", "{{- {} -}}"),
    ),
)
def test_a_notation_goes_with_the_comment_that_holds_it(comment: str) -> None:
    note = comment.format("[!code ++]")
    html = highlight_fence(f"x = 1  {note}\ny\n", "text").html
    assert lines_of(html) == [("ins", "line added", "x = 1")]
    assert text_of(html) == "x = 1\ny\n\n"


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("a # [!code --]\n", "a\n", {1: "line removed"}),
        ("a # [!code focus]\nb # [!code hl]\n", "a\nb\n", {1: "line marked", 2: "line marked"}),
        ("a # [!code ++] # [!code hl]\n", "a\n", {1: "line added marked"}),
        ("a # [!code ++] [!code hl]\n", "a\n", {1: "line added marked"}),
        ("a # [!code ++:2]\nb\nc\n", "a\nb\nc\n", {1: "line added", 2: "line added"}),
        ("# [!code hl:2]\nb\nc\nd\n", "b\nc\nd\n", {1: "line marked", 2: "line marked"}),
        ("a # 这里 [!code ++]\n", "a # 这里\n", {1: "line added"}),
        ("a /* 这里 [!code ++] */\n", "a /* 这里 */\n", {1: "line added"}),
        ("a # [!code word:x]\n", "a\n", {}),
        ("a\n# [!code ++]", "a", {}),
        ("a # [!code ++:999999]\nb", "a\nb", {1: "line added", 2: "line added"}),
        # No notation, or one that is to be seen.
        ('print("[!code ++]")\n', 'print("[!code ++]")\n', {}),
        ("a # [\\!code ++]\n", "a # [\\!code ++]\n", {}),
        ("a # [!code foo]\n", "a # [!code foo]\n", {}),
    ],
)
def test_notations(source: str, text: str, marks: dict[int, str]) -> None:
    html = highlight_fence(source, "text").html
    assert text_of(html).rstrip("\n") == text.rstrip("\n")
    numbered = lines_of(highlight_fence(source, "text linenos").html)
    assert {
        i: classes for i, (_, classes, _) in enumerate(numbered, 1) if classes != "line"
    } == marks


@pytest.mark.parametrize(
    "unit", ["// [!code ++] ", "[!code", "# ", " ", "[!code ++]", "[!code ++]\n"]
)
def test_notations_are_linear(unit: str) -> None:
    is_linear(lambda n: without_notations(unit * (n // len(unit)) + " [!code x"))
    is_linear(lambda n: without_notations(unit * (n // len(unit)) + " # [!code ++]"))


DIFF = """\
--- a/x.py
+++ b/x.py
@@ -1,3 +1,4 @@ def f
 def f(x):
-    return '''x
-    '''
+    return x
"""


@pytest.mark.parametrize("info", ["diff", "diff-python", "diff python", "diff-foo", "patch"])
def test_a_diff_keeps_its_signs_in_the_text(info: str) -> None:
    html = highlight_fence(DIFF, info).html
    assert text_of(html) == DIFF + "\n"
    assert [(name, text) for name, _, text in lines_of(html)] == [
        ("del", "-    return '''x"),
        ("del", "-    '''"),
        ("ins", "+    return x"),
    ]
    assert '<pre class="code lines diff"' in html


def test_a_diff_of_a_language_has_its_colours() -> None:
    html = highlight_fence("-x = 1\n+x = '2'\n y\n", "diff-python").html
    assert '<del class="line removed">-<span class="n">x</span>' in html
    assert "<span class=\"s1\">'2'</span>" in html


def test_lines_without_a_space_in_front_are_no_less_code() -> None:
    html = highlight_fence("def f():\n    x\n+    y\n", "diff-python").html
    assert text_of(html) == "def f():\n    x\n+    y\n\n"
    assert '<span class="k">def</span>' in html


# --- colours ---


def test_a_language_goes_by_alias_name_or_common_name() -> None:
    for name, same in [
        ("C++", "cpp"),
        ("Objective-C", "objc"),
        ("golang", "go"),
        ("py3", "python"),
        ("zsh", "bash"),
        ("shell script", "bash"),
        ("dotenv", "bash"),
        ("jsonc", "json"),
        ("vb", "vb.net"),
        ("triton", "python"),
        ("svelte", "html"),
        ("qasm", "c"),
        ("x86asm", "nasm"),
        ("VBA", "vb.net"),
        ("Hive", "sql"),
        ("kt", "kotlin"),
        ("python3.11", "python"),
        ("fortran77", "fortranfixed"),
        ("C++20", "cpp"),
        ("c#12", "csharp"),
        ("go1.22", "go"),
        ("cpp17", "cpp"),
        ("java8", "java"),
        ("c99", "c"),
        ("html5", "html"),
        ("patch", "diff"),
        ("masm", "nasm"),
        ("PostgreSQL SQL dialect", "postgres"),
    ]:
        lexer, other = lexer_of(name.lower()), lexer_of(same)
        assert lexer is not None and type(lexer) is type(other), name


@pytest.mark.parametrize(
    "name", [*sorted(PLAIN), "没有", "java/c/c++/c#", "伪代码", "utf-8", "x1", "md5"]
)
def test_what_pygments_does_not_know_stays_plain(name: str) -> None:
    assert lexer_of(name) is None
    assert "<span" not in highlight_fence("int x = 1;\n", name).html


def test_every_alias_and_name_of_pygments_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their rules, which take seconds to compile, are compiled by `test_joined_lexer.py`."""

    def found(name: str) -> type[Lexer] | None:
        return Lexer if find_lexer_class(name) else None

    monkeypatch.setattr("kbsite.code.lexers.find_lexer_class", found)
    for name, aliases, _, _ in get_all_lexers(plugins=False):
        for alias in (*aliases, name):
            if alias.lower() not in PLAIN:
                assert lexer_of.__wrapped__(alias.lower()) is not None, alias


#: Something of everything, for lexers to stumble over.
MIXED = '''#!/usr/bin/env python
/* 注释
   second line */ // line <b> & "q"
# hash ; % -- x
<?xml version="1.0"?><a href="x&y" b='c'>text &amp; <!-- c
d --></a>
def f(x): """doc

string""" + 'it''s' + `raw
raw` + r"\\d+" + 变量
int main(void) { return 0x1F + 1.5e-3 - 'c'; }
SELECT * FROM t WHERE a <> "b";
\\begin{x} $a_1^2$ \\end{x}
key: [1, true, ~]
@dec class A<T> : B => (x) -> y
$ ls | grep x
>>> print(1)

\t%s %% \\n
'''


def by_pygments(tokens: Iterable[tuple[tuple[str, ...], str]]) -> str:
    """The formatter escapes quotes too before 2.21."""
    out = io.StringIO()
    HtmlFormatter(nowrap=True).format(tokens, out)  # type: ignore[arg-type]
    return out.getvalue().replace("&quot;", '"').replace("&#39;", "'")


def check_spans(lexer: Lexer) -> None:
    """Spans are those of Pygments' formatter; `test_joined_lexer.py` has this of every language."""
    tokens = list(lexer.get_tokens(MIXED))
    assert written((0, *token) for token in tokens) == by_pygments(tokens), lexer


KINDS = [*STANDARD_TYPES, Name.Own, Name.Own.Deep, Text.Own, Token.Own]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text("ab<&\n \"'", max_size=4))))
def test_spans_are_those_of_pygments_formatter_for_any_tokens(
    tokens: list[tuple[tuple[str, ...], str]],
) -> None:
    # Its formatter ends the last line, whose end all lexers' last token is.
    tokens = [*tokens, (Text, "\n")]
    html = written((0, *token) for token in tokens)
    assert html == by_pygments(tokens)
    assert text_of(html) == "".join(text for _, text in tokens)


def test_a_lexer_that_changes_the_text_is_not_used() -> None:
    text = "\n\n空行\n"
    assert text_of(highlight_fence(text, "Raw token data").html) == f"{text}\n"
    with pytest.raises(ValueError, match="changed the text"):
        token_spans(text, "raw token data")


def test_a_lexer_that_fails_leaves_the_code_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str, language: str) -> str:
        raise RecursionError

    monkeypatch.setattr(block, "token_spans", fail)
    assert highlight_fence("失败 <\n", "python") == Highlighted(
        '<pre class="code" data-language="python" tabindex="0">'
        '<code class="language-python">失败 &lt;\n</code></pre>\n'
    )


# --- code that takes too long ---


class Endless(RegexLexer):
    """Each backslash of a string that is never closed doubles the time, and more."""

    tokens: ClassVar = {"root": [(r'"(\\.|.|\s)*?"', String), (r".|\n", Text)]}


def test_a_block_that_takes_too_long_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbsite.code.spans.lexer_of", lambda language: Endless(stripnl=False))
    begin = time.process_time()
    html, faults = highlight_code(f"{ENDLESS}\n", fence_info("c linenos"), 0.3)
    assert 0.2 < time.process_time() - begin < 1.5
    assert [fault.code for fault in faults] == ["code-slow"]
    assert lines_of(html) == [("span", "line", ENDLESS)]


@pytest.mark.parametrize("language", ["scala", "maple", "rell", "smithy", "perl", "swift", "php"])
def test_no_lexer_takes_longer_than_it_may(language: str) -> None:
    """In Pygments 2.21 some of these never end."""
    begin = time.process_time()
    html, _ = highlight_code(f"{ENDLESS}\n", fence_info(language), 0.3)
    assert time.process_time() - begin < 1.5
    assert text_of(html) == f"{ENDLESS}\n\n"


def test_the_outcome_of_a_slow_moment_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = True

    def moody(text: str, language: str) -> str:
        while slow:
            pass
        return token_spans(text, language)

    monkeypatch.setattr(block, "token_spans", moody)
    info = fence_info("python")
    assert highlight_code("慢 = 1\n", info, 0.1).faults
    slow = False
    html, faults = highlight_code("慢 = 1\n", info, 0.1)
    assert not faults and '<span class="mi">1</span>' in html


def test_a_slow_block_may_take_five_seconds() -> None:
    assert block.CPU_SECONDS == 5


# --- the style sheet ---

PALETTE = (REPOSITORY / "static/css/palette.css").read_text(encoding="utf-8")
STYLE = (REPOSITORY / "static/css/code.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", PALETTE)
}
#: Token classes that have the colour of the text.
TEXT = {"n", "nv", "nx", "o", "p", "pm", "vc", "vg", "vi", "w", "x"}
TEXT |= {"err", "esc", "g", "ge", "ges", "go", "gs"}
BACKGROUNDS = ("code-paper", "code-marked", "code-added", "code-removed")


def coloured() -> Iterator[tuple[str, str]]:
    """(token class, name of its colour) as `code.css` has it."""
    for classes, colour in re.findall(r"\.code :is\(([^)]*)\) \{ color: var\(--([\w-]+)\)", STYLE):
        for name in classes.split(", "):
            yield name.removeprefix("."), colour


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_token_class_has_one_colour() -> None:
    classes = [name for name, _ in coloured()]
    assert len(classes) == len(set(classes))
    assert set(classes) | TEXT == {name for name in STANDARD_TYPES.values() if name}
    assert set(classes) & TEXT == set()


@pytest.mark.parametrize("theme", [0, 1], ids=["light, print", "dark"])
def test_every_colour_can_be_read_on_every_line(theme: int) -> None:
    foregrounds = {colour for _, colour in coloured()} | {"ink"}
    assert len(foregrounds) == 7
    for front, back in itertools.product(foregrounds, BACKGROUNDS):
        assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= 4.5, (front, back)
    assert contrast(COLOURS["soft"][theme], COLOURS["paper"][theme]) >= 4.5
    # A printer leaves backgrounds out.
    assert theme or all(contrast(COLOURS[front][0], "#ffffff") >= 4.5 for front in foregrounds)


def test_nothing_in_code_is_in_italics_or_faded() -> None:
    assert set(re.findall(r"font-style: (\w+)", STYLE)) == {"normal"}
    assert "opacity" not in STYLE


def test_numbers_and_signs_are_drawn_not_written() -> None:
    html = highlight_fence("a\n" * 12, "text linenos=95 {2}").html
    assert text_of(html) == "a\n" * 12 + "\n"
    assert 'style="counter-reset:line 94;--digits:3"' in html
    assert "counter(line)" in STYLE
    for sign in "+−":
        assert re.search(rf'::after {{ content: "\{sign}";', STYLE)
