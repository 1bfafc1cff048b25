"""Hostile notes take time that grows with their length, not with its square.

Coarse on purpose: twice the text may take less than three times the time (the best of two runs,
measured up to three times before it counts as a failure).

Nothing had to be left out: markdown-it-py 4.3 is linear in all of it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from markdown_cases import parse

RATIO = 3.0
#: A run shorter than this says more about the machine than about the text.
SECONDS = 0.02
#: What copies or searches a whole paragraph for each of its lines shows in longer runs only.
LONGER = {
    "sentences with links": 0.2,
    "double dollars, line by line": 0.1,
    "a long paragraph": 0.15,
}

#: name → a text of some n units.
HOSTILE: dict[str, Callable[[int], str]] = {
    "nested quotes": lambda n: "> " * n + "a",
    "quotes, line by line deeper": lambda n: "\n".join(">" * min(i, 90) + " a" for i in range(n)),
    "deep lists": lambda n: "\n".join("  " * min(i, 90) + "- a" for i in range(n)),
    "list markers in one line": lambda n: "- " * n + "a",
    "a long list": lambda n: "- a\n" * n,
    "a loose list": lambda n: "- a\n\n" * n,
    "opening brackets": lambda n: "[" * n,
    "opening images": lambda n: "![" * n,
    "brackets with words": lambda n: "[a" * n,
    "links that never close": lambda n: "[a](<b" * n,
    "links that never end": lambda n: "[a](" * n,
    "closing brackets": lambda n: "]" * n,
    "images and links in turn": lambda n: "![[" * n + "]](" * n,
    "stars that open": lambda n: "*a _a " * n,
    "stars that close": lambda n: "a* a_ " * n,
    "stars of all lengths": lambda n: "**a*a" * n,
    "stars in Han": lambda n: "强*调。**后（" * n,
    "tildes": lambda n: "~~a ~b" * n,
    "backticks": lambda n: "`a``" * n,
    "backticks of all lengths": lambda n: "".join("`" * (i % 60) + "a" for i in range(n)),
    "dollars": lambda n: "$" * n,
    "dollars that open": lambda n: "a $x" * n,
    "amounts": lambda n: "$5 到 " * n,
    "variables": lambda n: "$HOME:" * n,
    "dollars and backticks": lambda n: "$`" * n + "`",
    "double dollars": lambda n: "$$ a " * n,
    "double dollars, line by line": lambda n: "a\n" + f"$$ {'a' * 100}\n" * n,
    "double dollars below text": lambda n: "a\n$$\n" * n,
    "double dollars and blank lines": lambda n: "$$\n\na\n\n" * n,
    "one block of dollars that never closes": lambda n: "$$\n" + "a\n" * n,
    "escaped dollars": lambda n: "$" + "\\$" * n,
    "backslashes": lambda n: "\\" * n,
    "wikilinks": lambda n: "[[a]]。" * n,
    "wikilinks that never close": lambda n: "[[a" * n,
    "embeds that never close": lambda n: "![[a|" * n,
    "tags that never close": lambda n: '<a "' * n,
    "attributes": lambda n: "<a " + "b=c " * n + ">",
    "attributes that are none": lambda n: "<div " + "b" * n + ">",
    "spaces in a tag": lambda n: "<div src" + " " * n + ">",
    "less-than signs": lambda n: "<" * n,
    "comments": lambda n: "a <!-- " * n,
    "declarations": lambda n: "a <!A <? <![CDATA[ " * n,
    "blocks of comments": lambda n: "<!-- a\n\n" * n,
    "scripts": lambda n: "<script>a\n\n" * n,
    "entities": lambda n: "&" * n + "&#" * n,
    "a wide table": lambda n: f"{'|a' * n}\n{'|-' * n}\n{'|b' * n}",
    "a long table": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * n,
    "tables that are none": lambda n: "|a|\n" * n,
    "escaped bars": lambda n: "|a|\n|-|\n|" + "\\|" * n,
    "headings": lambda n: "## a\n" * n,
    "headings with numbers": lambda n: "".join(f"## a-{i}\n## a\n" for i in range(n)),
    "underlines": lambda n: "a\n=\n" * n,
    "a long paragraph": lambda n: "中文\n" * n,
    "a long line": lambda n: "中文，字。" * n,
    "a line without an end": lambda n: "中" * n,
    "sentences with links": lambda n: ("中文" * 50 + "[[a]]，字。") * n,
    # Each quotes some hundred of its neighbours, so it begins with more of them.
    "links without sentences": lambda n: "中[[a]]" * (5 * n),
    "emphasis around links": lambda n: "*" + "[a](b)" * n + "*",
    "ends of sentences": lambda n: "[[a]]" + "。”" * n + "a",
    "spaces": lambda n: "a" + " " * n + "\n" + "b",
    "tabs": lambda n: "\t" * n + "a",
    "blank lines": lambda n: "a" + "\n" * n + "b",
    "reference definitions": lambda n: "".join(f"[a{i}]: b\n" for i in range(n)),
    "references": lambda n: "[a]: b\n\n" + "[a] " * n,
    "a definition over many lines": lambda n: "[a]: b '" + "c\n" * n,
    "bare addresses": lambda n: "见https://a.com/x，www.a.com、b@a.com。" * n,
    "a bare address": lambda n: "https://a.com/" + "a" * n,
    "hosts": lambda n: "http://_" * n + "www.a_b.c_" * n,
    "addresses that are none": lambda n: "http://" * n + "www." * n + "a@" * n + "mailto:" * n,
    "addresses in brackets": lambda n: "[https://a.com" * n + "]" * n,
    "addresses in links": lambda n: "[" + "https://a.com/[ " * n + "](b)",
    "what may end an address": lambda n: "https://a.com/" + "(" * n + ")];&a;" * n,
    "words before an at sign": lambda n: "a" * n + "_" * n + ".a_" * n + "@" + "a." * n,
    "breaks among marks": lambda n: "“…”\n" * n,
    "deleted text": lambda n: "~~a~~" * n + "~~~" * n + "删~~。" * n,
    "selectors": lambda n: "**。\ufe00" * n + "\ufe00" * n,
    "autolinks": lambda n: "<a:" * n,
    "highlights": lambda n: "==a" * n,
    "highlights that open": lambda n: "a ==b " * n,
    "equals signs": lambda n: "=" * n + "a",
    "highlights in stars": lambda n: "==a **b" * n + "== c**" * n,
    "comments in a line": lambda n: "%%a " * n,
    "an odd comment": lambda n: "a %%b%% " * n + "%% c",
    "a comment a paragraph": lambda n: "a %% b\n\n" * n,
    "comments, line by line": lambda n: "%% a\nb\n" * n,
    "one comment that never closes": lambda n: "%%\n" + "a\n\n" * n,
    "comments in lists": lambda n: "- %%\n" * n,
    "comments in quotes": lambda n: "> %%\n\n" * n,
    "hashtags": lambda n: "#a " * n,
    "one long hashtag": lambda n: "#" + "a/" * n,
    "hashes": lambda n: "a " + "#" * n,
    "hashes apart": lambda n: "a " + "# " * n,
    "callouts": lambda n: "> [!note] a\n\n" * n,
    "nested callouts": lambda n: "\n".join("> " * min(i, 90) + "[!note] a" for i in range(n)),
    "one callout of many lines": lambda n: "> [!note] a\n" + "> b\n" * n,
    "callouts that never close": lambda n: "> [!note\n\n" * n,
    "tasks": lambda n: "- [ ] a\n" * n,
    "footnotes": lambda n: "".join(f"a[^{i}]\n\n[^{i}]: b\n\n" for i in range(n)),
    "one footnote, many marks": lambda n: "a[^1] " * n + "\n\n[^1]: b",
    "marks without footnotes": lambda n: "[^a" * n + "]",
    "marks of no footnote": lambda n: "[^a] " * n,
    "footnotes in a chain": lambda n: (
        "[^0]\n\n" + "".join(f"[^{i}]: [^{i + 1}]\n" for i in range(n))
    ),
    "footnotes without marks": lambda n: "".join(f"[^{i}]: b\n" for i in range(n)),
    "nested definitions": lambda n: "[^a]: " * n + "b",
    "footnotes in the line": lambda n: "a^[b] " * n,
    "footnotes in the line that never close": lambda n: "^[a" * n,
    "nested footnotes in the line": lambda n: "^[a" * n + "]" * n,
    "braces behind code": lambda n: "`a`{" * n,
    "attributes behind code": lambda n: "`a`{.b #c d=e}" * n,
    "many attributes": lambda n: "`a`{" + ".b " * n + "}",
    "attributes that never end": lambda n: "`a`{a='" * n,
    "attributes behind links": lambda n: "[a](b){.c}" * (5 * n),
    "attributes of headings": lambda n: "# a {#b .c}\n" * n,
    "braces of headings": lambda n: "# a " + "{" * n + "}\n",
    "a heading of spaces": lambda n: "# a" + " " * n + "{}}\n",
    "abbreviations": lambda n: "*[AB]: c\n\n" + "AB " * n,
    "many abbreviations": lambda n: "".join(f"*[A{i}]: c\n" for i in range(n)) + "\nA1 " * n,
    "abbreviations alike": lambda n: f"*[{'A' * 90}B]: c\n\n" + "A" * n,
    "terms and meanings": lambda n: "a\n: b\n\n" * n,
    "nested meanings": lambda n: "a\n" + ": " * n + "b",
    "meanings of one term": lambda n: "a\n" + ": b\n" * n,
    "contents": lambda n: "[TOC]\n\n" * n,
    "brackets of formulas": lambda n: "\\(" * n,
    "brackets of formulas in turn": lambda n: "\\(a\\) \\[b" * n,
    "brackets of formulas closed far away": lambda n: "\\(\\[" * n + "\\)",
    "formulas of GitHub never closed": lambda n: "$`" * n,
    "bracket formulas": lambda n: "\\(x^2\\) " * n,
    "references to equations": lambda n: "\\eqref{a} " * n,
    "references that never close": lambda n: "\\eqref{a" * n,
    "labels": lambda n: "".join(f"$$a\\label{{e{i}}}$$\n\n\\eqref{{e{i}}}\n\n" for i in range(n)),
    "bars in formulas": lambda n: "|a|b|\n|-|-|\n" + "|$|x|$|y|\n" * n,
    "dollars in a row": lambda n: "|a|b|\n|-|-|\n|" + "$|" * n,
    "delimiter rows": lambda n: "|a\n" + "|-:" * n + "x",
    "dashes": lambda n: "a|$|$\n" + "-" * n + "|x",
    "images with sizes": lambda n: "![a|300](b)" * n,
    "bars in an image": lambda n: "![" + "|3" * n + "](b)",
    "figures": lambda n: "![a](b 'c')\n\n" * n,
    "srcset": lambda n: "<img srcset='" + "a 2x, " * n + "'>",
    "commas in srcset": lambda n: "<img srcset='" + "," * n + "'>",
    "one long address": lambda n: "https://a.b/" + "(" * n,
    "addresses that end": lambda n: "http://a" + ".!?" * n,
    "mail addresses": lambda n: "a@b.c " * n,
    "at signs": lambda n: "a@" * n,
    "words of a mail address": lambda n: "a." * n + "@",
    "code": lambda n: "```python\n" + "x = (1\n" * n + "```\n",
    "fences": lambda n: "```\n~~~\n" * n,
    "formulas": lambda n: "$x$ " * n,
    "faulty formulas": lambda n: "".join(f"$\\foo_{{{i}}}$ 字\n" for i in range(n)),
    "front matter keys": lambda n: "---\n" + "".join(f"k{i}: v\n" for i in range(n)) + "---\n",
    "front matter of one key": lambda n: "---\nk: " + "v" * n + "\n---\n",
    "front matter lists": lambda n: "---\ntags: [" + "a, " * n + "b]\n---\n",
    "front matter that is none": lambda n: "---\n" + " \n" * n + "a\n---\n",
    "front matter quotes": lambda n: "---\nk: '" + "''" * n + "\n---\n",
    "front matter never closed": lambda n: "---\nk: v\n" + "a: b\n" * n,
    "a misspelt key": lambda n: "---\n" + "draf" * n + ": v\n---\n",
}


def seconds(text: str, runs: int = 2) -> float:
    """CPU seconds, the best of some runs; a text is parsed anew each time, whatever kbsite
    remembers."""
    best = float("inf")
    for _ in range(runs):
        begin = time.process_time()
        parse(text)
        best = min(best, time.process_time() - begin)
    return best


def size(make: Callable[[int], str], least: float) -> int:
    """How many units take `least` seconds or a little more."""
    n = 100
    while n < 1_000_000 and (taken := seconds(make(n), 1)) < least:
        n = int(n * min(8.0, max(1.5, 1.2 * least / max(taken, 1e-6))))
    return n


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    make = HOSTILE[name]
    gc.collect()
    gc.disable()
    try:
        n = size(make, LONGER.get(name, SECONDS))
        ratios = []
        for _ in range(3):
            ratios.append(seconds(make(2 * n)) / seconds(make(n)))
            if ratios[-1] < RATIO:
                break
    finally:
        gc.enable()
    assert min(ratios) < RATIO, f"{n} units take {seconds(make(n)):.3f} s, twice as many ×{ratios}"
