"""Hostile notes take time that grows with their length, not with its square.

Coarse on purpose: twice the text may take less than three times the CPU time, measured up to twelve
times before it counts as a failure. `benchmarks/hostile.py` prints all of it.

Nothing had to be left out: markdown-it-py 4.3 is linear in all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.code import block
from kbsite.tex import convert
from kbsite.words.names import folded_name
from markdown_cases import parse

#: A run shorter than this says more about the machine than about the text.
SECONDS = 0.01
#: What copies or searches a whole paragraph for each of its lines shows in longer runs only.
LONGER = {
    "sentences with links": 0.2,
    "double dollars, line by line": 0.1,
    "displays of signs in a line": 0.15,
    "formulas between doubled brackets": 0.15,
    "a long paragraph": 0.15,
    "signs in a long text": 0.1,
    "a tab whose name never ends": 0.1,
    "a tab with more behind its name": 0.1,
    # So many matches in twenty milliseconds that the memory's steps show.
    "classes": 0.1,
    "attributes": 0.1,
    "escaped brackets of formulas in a cell": 0.1,
    "front matter keys": 0.05,
    "TOML": 0.05,
    "JSON keys": 0.05,
    "embeds of notes in one paragraph": 0.4,
    # Up to the depth that is read, each costs what those within it do.
    "images in images": 0.05,
    "images and links in turn": 0.05,
    "hashtags in links": 0.1,
    "addresses in links": 0.1,
}


def formulas(n: int, tex: str) -> str:
    """`n` distinct formulas."""
    return "".join(f"${tex}_{{{i}}}$ " for i in range(n))


#: name → a text of some n units.
HOSTILE: dict[str, Callable[[int], str]] = {
    "nested quotes": lambda n: "> " * n + "a",
    "quotes, line by line deeper": lambda n: "\n".join(">" * min(i, 90) + " a" for i in range(n)),
    "quotes that end with their headings": lambda n: "> # a\nb\n" * n,
    "quotes in quotes that end with their code": lambda n: "> > ```\n> b\n" * n,
    "items of quotes before meanings": lambda n: "> 1. \n: b\n" * n,
    "deep lists": lambda n: "\n".join("  " * min(i, 90) + "- a" for i in range(n)),
    "list markers in one line": lambda n: "- " * n + "a",
    "a long list": lambda n: "- a\n" * n,
    "a loose list": lambda n: "- a\n\n" * n,
    "opening brackets": lambda n: "[" * n,
    "opening images": lambda n: "![" * n,
    "words of a picture like titles": lambda n: "![" + ' "a (b' * n + "][c]\n\n[c]: c.png 'd'",
    "marks behind other spaces": lambda n: "甲" + "\n\u3000- `乙`" * n,
    "other spaces": lambda n: "\u3000 \xa0" * n,
    "addresses before Han": lambda n: "https://a.com/b/甲" * n,
    "an address before Han": lambda n: "https://a.com/" + "b/" * n + "甲" * n,
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
    "variables that are joined": lambda n: "$a/$b，$x $ 1 a; $host$name_b " * n,
    "variables, and a formula's end": lambda n: "$a" + "，b/ " * n + "/$b",
    "spaces below ticks": lambda n: "甲 ```乙```\n" + " " * n + "丙\n",
    "signs behind lines of code": lambda n: "```\n" + "a ```b\nx```\n" * n,
    "dollars of sentences": lambda n: "$ 中，中 文" * n,
    "a name that is no variable": lambda n: "$" + "z" * n + "$b",
    "a cell of tildes before an end of code": lambda n: "|" + "~" * n + " a\n~~~|\n",
    "spaces behind the first dashes": lambda n: "---" + " " * n + "x\na: b\n---\n",
    "spaces in brackets before parentheses": lambda n: "[ " + " " * n + "a] (b.md)\n",
    "digits of a colour": lambda n: formulas(n, "\\color[gray]{" + "1" * 900 + "a}"),
    "fences that end with their items": lambda n: "- ```\nx\n" * n,
    "macros whose definitions are refused": lambda n: (
        "$\\newcommand{\\foo}{\\bar}$\n" * n + "\n" + "$a\\foo$ " * n
    ),
    "breaks before words": lambda n: "$$" + "a \\\\word " * n + "$$",
    "characters without a width": lambda n: "**" + "\u200b**甲" * n,
    "dollars that open": lambda n: "a $x" * n,
    "amounts": lambda n: "$5 到 " * n,
    "variables": lambda n: "$HOME:" * n,
    "dollars and backticks": lambda n: "$`" * n + "`",
    "double dollars": lambda n: "$$ a " * n,
    "displays of signs in a line": lambda n: "$$+$$，" * n,
    "formulas between doubled brackets": lambda n: (
        "---\nmath: {delimiters: all}\n---\n" + "\\\\(x^2\\\\) **a** " * n
    ),
    "dollars in indented text": lambda n: "    文。" + "$" * n,
    "double dollars, line by line": lambda n: "a\n" + f"$$ {'a' * 100}\n" * n,
    "double dollars below text": lambda n: "a\n$$\n" * n,
    "double dollars and blank lines": lambda n: "$$\n\na\n\n" * n,
    "dollars below an item": lambda n: "- a\n" + "$$\na\n$$\n" * n,
    "dollars in a line below an item": lambda n: "- a\n" + "$$a$$\nb\n" * n,
    "dollars below items that nothing closes": lambda n: "- a\n$$ b\n" * n,
    "environments below an item": lambda n: "- a\n" + "\\begin{align}\na\n" * n,
    "matrices that never close": lambda n: "\\begin{bmatrix}\na\n" * n,
    "matrices below text": lambda n: "a\n" + "\\begin{bmatrix}1\\end{bmatrix} b\n" * n,
    "matrices below dollars": lambda n: (
        "$5 ``` \\(\n" + "\\begin{bmatrix}1\\end{bmatrix} $b$\n" * n
    ),
    "formulas of definitions": lambda n: "".join(
        f"$\\def\\a{'bc'[i % 2]}{'d' * (i % 200)}{{x}}$ " for i in range(n)
    ),
    "one block of dollars that never closes": lambda n: "$$\n" + "a\n" * n,
    "open groups between dollars": lambda n: "$$\n{\n\n" * n,
    "opening brackets of formulas": lambda n: "a \\[ \\( \n" * n,
    "brackets of formulas, line by line": lambda n: "\\[\na\n" * n,
    "one formula in brackets that never closes": lambda n: "\\[\n" + "a\n" * n,
    "environments that never end": lambda n: "\\begin{align}\n\n\\begin{gather}\n\n" * n,
    "environments in a line that never end": lambda n: "a \\begin{align}" * n,
    "escaped dollars": lambda n: "$" + "\\$" * n,
    "words with dollars": lambda n: "$\\text{$}" * n,
    "words with dollars that never close": lambda n: "$\\text{ $x " * n,
    "words with dollars and no more": lambda n: "$a" + "\\text{$}" * n,
    "backslashes": lambda n: "\\" * n,
    "labels before images that never close": lambda n: "[a]![[()" * n,
    "wikilinks": lambda n: "[[a]]。" * n,
    "wikilinks that never close": lambda n: "[[a" * n,
    "embeds that never close": lambda n: "![[a|" * n,
    "tags that never close": lambda n: '<a "' * n,
    "attributes": lambda n: "<a " + "b=c " * n + ">",
    "attributes that are none": lambda n: "<div " + "b" * n + ">",
    "spaces in a tag": lambda n: "<div src" + " " * n + ">",
    "tags that are never closed": lambda n: "<b><i>" * n,
    "tags in blocks": lambda n: "<div><b>\n\n" * n,
    "links in the cells of one row": lambda n: "|" + "[[x]]|" * n + "\n|" + "-|" * n,
    "links in one cell": lambda n: "|a|\n|-|\n|" + "[x]() " * n + "|",
    "items without ends": lambda n: "<ul>\n" + "<li><b>" * n,
    "tags without ends": lambda n: "<div>\n" + '<a ="' * n,
    "tags that a block leaves open": lambda n: "<div>\n" + "<b>" * n,
    "tags that cross": lambda n: "<b>" * n + "<i>" * n + "</b>" * n,
    "ends of nothing, with links": lambda n: "<div>" + "</b><a href=x></a>" * n,
    "less-than signs": lambda n: "<" * n,
    "comments": lambda n: "a <!-- " * n,
    "declarations": lambda n: "a <!A <? <![CDATA[ " * n,
    "blocks of comments": lambda n: "<!-- a\n\n" * n,
    "headings in HTML": lambda n: "<div><h2>a</h2>" * n,
    "headings in HTML that never end": lambda n: "<p>" + "<h2>a<b> " * n,
    "Markdown in HTML": lambda n: "<p>\n" + "$a [a](b ![a](c <b ='" * n,
    "lines in HTML": lambda n: "<p>\n" + "   | a\n>    \n" * n,
    "hidden lines": lambda n: "<b hidden>a</b> *a* " * n,
    "hidden within hidden": lambda n: "<div hidden>\n\na\n\n" * n,
    "ends of nothing that is hidden": lambda n: "<div hidden>" + "<i>" * n + "</b></p><li>" * n,
    "items around which nothing ends": lambda n: (
        "<li><ul hidden>" + "<b>" * n + "<li></li>" * n + "<tr></tr>" * n
    ),
    "hidden marks in blocks": lambda n: "<div><b hidden>" * n + "</div>" * n,
    "what may be tags": lambda n: "<a b='" * n + "hidden",
    "blocks of what never ends": lambda n: "<div><template>\n\n" * n,
    "blocks of what never ends, and fences": lambda n: "<div>\n```a\n<template>\n\n" * n,
    "blocks of what ends at last": lambda n: "<style>\n<div><title>\n\n" * n + "</title></style>",
    "comments in HTML": lambda n: "<p>\n" + "%%a%% <b> <code> " * n,
    "what is no comment in HTML": lambda n: "<p>\n" + "$a `b $$c \\%% d%% <td> " * n,
    "comments in HTML that never end": lambda n: "<p>\n<pre> <b a='%%\n\n" * n + "<p> %%\n\n" * n,
    "instructions": lambda n: "<p>\na " + "<?a " * n + "<? a\n\n<p>a <?a\n\n" * n,
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
    "code groups that never close": lambda n: (
        "::: code-group\n" * n + "::: code-group\n```\n```\n" * n
    ),
    "code groups among words": lambda n: "::: code-group\na\n```\n```\n" * n,
    "code groups in code groups": lambda n: (
        "".join(f"{':' * i} code-group\n" for i in range(22, 2, -1))
        + "a\n```\n```\n" * n
        + ":::\n" * n
    ),
    "tabs of code": lambda n: '=== "a"\n\n    ```\n    ```\n' * n,
    "tabs of code that is more": lambda n: '=== "a"\n\n    ```\n    ```\n    a\n' * n,
    "code groups behind items": lambda n: "- a\n::: code-group\n" * n + "```\n```\n",
    "a tab whose name never ends": lambda n: '=== "' + "a" * n,
    "a tab with more behind its name": lambda n: f'=== "{"a" * n}" a',
    "blank lines": lambda n: "a" + "\n" * n + "b",
    "reference definitions": lambda n: "".join(f"[a{i}]: b\n" for i in range(n)),
    "references": lambda n: "[a]: b\n\n" + "[a] " * n,
    "a definition over many lines": lambda n: "[a]: b '" + "c\n" * n,
    "bare addresses": lambda n: "见https://a.com/x，www.a.com、b@a.com。" * n,
    "a bare address": lambda n: "https://a.com/" + "a" * n,
    "hosts": lambda n: "http://_" * n + "www.a_b.c_" * n,
    "addresses that are none": lambda n: "http://" * n + "www." * n + "a@" * n + "mailto:" * n,
    "addresses in brackets": lambda n: "[https://a.com" * n + "]" * n,
    "addresses before brackets": lambda n: "\\]www.a.com" * n,
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
    "parentheses in links": lambda n: "[a](b?c=(" * n,
    "signs in a long text": lambda n: ("a" * 60 + "={") * n,
    "comments in a line": lambda n: "%%a " * n,
    "an odd comment": lambda n: "a %%b%% " * n + "%% c",
    "a comment a paragraph": lambda n: "a %% b\n\n" * n,
    "comments, line by line": lambda n: "%% a\nb\n" * n,
    "one comment that never closes": lambda n: "%%\n" + "a\n\n" * n,
    "comments in lists": lambda n: "- %%\n" * n,
    "comments in quotes": lambda n: "> %%\n\n" * n,
    "comments that a line ends": lambda n: "a %% b\n%% c\n" * n,
    "comments that a paragraph ends": lambda n: "a %% b\n\n- c\n\n%% d\n\n" * n,
    "lines that end no comment": lambda n: "[a `%% b\n%% c %%\n" * n,
    "rows of too many cells": lambda n: "|a|\n|-|\n" + "|b|c|\n" * n,
    "cells of one row": lambda n: "|a" * n + "\n" + "|-" * n + "\n" + "|b" * n,
    "escaped brackets of formulas in a cell": lambda n: (
        "---\nmath: {delimiters: all}\n---\n|a|\n|-|\n|" + "\\\\(" * n + "|"
    ),
    "bars in a cell": lambda n: "|a|\n|-|\n|" + "[[a]]\\|" * n,
    "a row that is none": lambda n: "|a|\n|" + "-" * n + "x\n" * n,
    "rows that are none": lambda n: "|a|b|\n|-|\n" * n,
    "images that are none": lambda n: "![a](b c)" * n,
    "images with spaces": lambda n: "![a](b c.png" * n,
    "spaces in images": lambda n: "![a](b" + " " * n,
    "brackets in images": lambda n: "![" * n + "](a b.png)",
    "round brackets in images": lambda n: "![](a (![](a) " * n,
    "items below meanings": lambda n: "a\n: b\n\n- c\n  : d\n\n" * n,
    "ends of excerpts": lambda n: "a\n\n<!-- more -->\n\n" * n,
    "ends of excerpts in a line": lambda n: "**a<!-- more -->" * n + "**" * n,
    "an end of the excerpt that never ends": lambda n: "a <!-- more" * n + " " * n,
    "much before the end of the excerpt": lambda n: "- 甲乙 $x$ [a](b)。\n" * n + "\n<!-- more -->",
    "ends of excerpts in HTML": lambda n: "<div>\n" + "<!-- more -->\n<!-- a -->\n" * n + "</div>",
    "aliases": lambda n: "---\naliases: [" + "旧, a/b.md, " * n + "c]\nredirect_from: d\n---\n",
    "one long alias": lambda n: "---\naliases: " + "\\/%2e、" * n + "\n---\n",
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
    "brackets of formulas in braces": lambda n: "\\({" * n,
    "brackets of formulas in braces in turn": lambda n: "\\({\\(}{" * n,
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
    "front matter further down": lambda n: "---\nprivate: a\n" * n,
    "a misspelt key": lambda n: "---\n" + "draf" * n + ": v\n---\n",
    # --- one construct in another ---
    "callouts in callouts that never close": lambda n: "> [!note] a\n>> [!tip\n" * n,
    "quotes with callouts in one line": lambda n: "> " * n + "[!note] a",
    "callouts in lists": lambda n: "- > [!note]- a\n  > b\n" * n,
    "callouts with long titles": lambda n: "> [!note] " + "a *b* " * n,
    "bars of a callout": lambda n: "> [!note|" + "a" * n + "] b\n",
    "folded callouts of code": lambda n: "> [!tip]+ a\n> ```\n> b\n> ```\n\n" * n,
    "links in footnotes in callouts": lambda n: "".join(
        f"> [!note] [[a]][^{i}]\n>\n> [^{i}]: [a](b) `c`{{.d}} ==e==\n\n" for i in range(n)
    ),
    "references and their definitions": lambda n: (
        " ".join(f"[a][{i}]" for i in range(n)) + "\n\n" + "\n".join(f"[{i}]: b" for i in range(n))
    ),
    "bold beside bold": lambda n: "**甲" + "****乙" * n + "**",
    "bold beside bold that never ends": lambda n: "**甲" + "****乙" * n + " ** 丙",
    "references in code": lambda n: "a\n[1]: b\n\n" + "`[a][1]` [a][2] " * n,
    "code of HTML with remarks": lambda n: "<div><pre>a\n\n%% b\n\n</pre></div>\n\n" * n,
    "code of HTML that ends elsewhere": lambda n: "<div><pre>a\n\nb</pre><pre>c\n" * n,
    "ends of code in cells": lambda n: "``` | a\n" * n + "\n~~~ | a\n" * n,
    "footnotes in the line in callouts": lambda n: "> [!note] ^[[[a]]]\n> ^[[b](c)]\n\n" * n,
    "footnotes in quotes, deeper and deeper": lambda n: "\n".join(
        "> " * min(i, 90) + f"[^{i}]: a[^{i + 1}]" for i in range(n)
    ),
    "footnotes of many paragraphs": lambda n: "a[^1]\n\n[^1]: b\n" + "\n    c[^1]\n" * n,
    "definitions of one footnote": lambda n: "a[^1]\n\n" + "[^1]: b\n\n" * n,
    "marks in a footnote": lambda n: "[^1]\n\n[^1]: " + "a[^1] " * n,
    "brackets in a footnote in the line": lambda n: "^[" + "[a" * n + "]",
    "addresses in footnotes in the line": lambda n: "https://a.com ^[www.a.com] " * n,
    "comments in footnotes in the line": lambda n: "^[a %% b] " * n,
    "formulas in footnotes in the line": lambda n: "^[$a$ \\(b] " * n,
    "meanings in lists": lambda n: "- a\n  : b\n\n" * n,
    "lists in meanings": lambda n: "a\n: - b\n  - c\n\n" * n,
    "nested meanings and lists": lambda n: "\n".join(
        "  " * min(i, 90) + ("a\n" + "  " * min(i, 90) + ": - a") for i in range(n)
    ),
    "meanings of many lines": lambda n: "a\n: b\n" + "c\n" * n,
    "terms without meanings": lambda n: "a\n" * n + ": b",
    "colons": lambda n: ":\n" * n + "~\n" * n,
    "tasks in lists in lists": lambda n: "\n".join("  " * min(i, 90) + "- [x] a" for i in range(n)),
    "tasks in quotes": lambda n: "> - [ ] [ ] a\n" * n,
    "boxes": lambda n: "- " + "[ ] " * n,
    "tables with dollars": lambda n: "|a|b|\n|-|-|\n|$x|y$|$z$|\n\n" * n,
    "tables with dollars in quotes": lambda n: "> |a|b|\n> |-|-|\n> |$x|y$|$z$|\n\n" * n,
    "a table of formulas": lambda n: "|a|b|\n|-|-|\n" + "|$P(A|B)$|$$|x|$$|\n" * n,
    "a row of formulas with bars": lambda n: "|a|\n|-|\n|" + "$a|b$ " * n + "|",
    "rows that are delimiters": lambda n: "|-|-|\n" * n + "$",
    "backslashes in a row of dollars": lambda n: "|a|\n|-|\n|$|" + "\\" * n,
    "a table with links": lambda n: "|a|\n|-|\n" + "|[[a\\|b]]|\n" * n,
    "labels in one formula": lambda n: formulas(
        n, "\\begin{align}" + "a\\label{e}\\\\" * 20 + "\\end{align}"
    ),
    "one label again and again": lambda n: "$$a\\label{e}$$\n\n" * n,
    "references in formulas": lambda n: "$$a\\label{e}$$\n\n" + "$\\eqref{e}$ $b \\ref{f}$ " * n,
    "tags of equations": lambda n: "".join(f"$$a\\tag{{{i}}}$$\n\n" for i in range(n)),
    # A formula is bounded, a note is not.
    "deep TeX": lambda n: formulas(n, "{" * 90 + "a" + "}" * 90),
    "TeX that is too deep": lambda n: formulas(n, "{" * 900 + "a" + "}" * 900),
    "TeX that is too long": lambda n: formulas(n, "{a}" * 4000),
    "TeX that never closes": lambda n: formulas(n, "\\left(\\begin{a}{" * 200),
    "deep fractions": lambda n: formulas(n, "\\frac{a}{" * 30 + "b" + "}" * 30),
    "deep environments": lambda n: formulas(
        n, "\\begin{matrix}a&" * 20 + "a" + "\\end{matrix}" * 20
    ),
    "indices upon indices": lambda n: formulas(n, "a" + "^{a_{b" * 30 + "}}" * 30),
    "primes": lambda n: formulas(n, "a" + "'" * 100),
    "macros": lambda n: formulas(n, "\\def\\a{b}\\newcommand{\\b}[1]{#1}" * 50),
    "macros that grow": lambda n: formulas(
        n, "".join(f"\\def\\{b}{{\\{a}\\{a}}}" for a, b in pairwise("abcdefghijkl")) + "\\l"
    ),
    "macros without end": lambda n: formulas(n, "\\def\\a{\\a\\a}\\a"),
    "text in formulas": lambda n: formulas(n, "\\text{中 $a$}" * 20),
    "left and right": lambda n: formulas(n, "\\left(a\\right)" * 100),
    "ampersands": lambda n: formulas(n, "\\begin{matrix}" + "&" * 100 + "\\end{matrix}"),
    "rows of a matrix": lambda n: formulas(n, "\\begin{matrix}" + "a&b\\\\" * 50 + "\\end{matrix}"),
    "unknown commands": lambda n: formulas(n, "\\foo" * 500),
    "lines of a formula": lambda n: "$$\n" + "a + \n" * n + "$$",
    "faulty lines of formulas": lambda n: ("$$\n" + "a\n" * 100 + "\\foo\n$$\n\n") * n,
    "bracket formulas, line by line": lambda n: "\\[\na\n\\]\n\n" * n,
    "brackets that never close": lambda n: "\\[a\\(b " * n,
    "brackets of a contest": lambda n: "\\[HNOI2004\\] " * n,
    "highlights around links": lambda n: "==[[a]] **b**== " * n,
    "highlights in links": lambda n: "[==a==](b)" * n,
    "comments around formulas": lambda n: "%%$a$%% $b$ %%" * n,
    "comments and code": lambda n: "%%`a`%%\n" * n,
    "comments in footnotes": lambda n: "[^1]\n\n[^1]: a\n" + "    %%\n    b\n\n" * n,
    "hashtags in links": lambda n: "[ #a" * n + "](b)",
    "hashtags behind each other": lambda n: "#a#b" * n,
    "tags in headings": lambda n: "## #a [[b]] $c$ {#d}\n" * n,
    "ids alike": lambda n: "## a {#b}\n\n## b\n\n" * n,
    "abbreviations in links": lambda n: "*[AB]: c\n\n" + "[AB](b) [[AB]] `AB` " * n,
    "abbreviations in addresses": lambda n: "*[a]: c\n\n" + "https://a.com/a " * n,
    "abbreviations that begin alike": lambda n: (
        "".join(f"*[{'A' * (i % 100 + 1)}]: c\n" for i in range(n)) + "\n" + "A" * n
    ),
    "abbreviations without a title": lambda n: "*[AB]:\n" * n + "*[" * n,
    "images in links": lambda n: "[![a|3](b)](c)" * n,
    "images in images": lambda n: "![a" * n + "](b)" * n,
    "links in images in links": lambda n: "[a ![b [c](d)](e)](f) " * n,
    "block ids": lambda n: "".join(f"a ^b{i}\n\n- c ^d{i}\n" for i in range(n)),
    "block ids alike": lambda n: "a ^b\n\n" * n,
    "block ids behind nothing": lambda n: "^b\n\n" * n + "a " + "^b " * n,
    "block ids in deep quotes": lambda n: ("> " * 40 + "a ^b\n\n") * (n // 10),
    "block ids below tables": lambda n: "|a|\n|-|\n|b|\n^c\n\n" * n,
    "a block id below a long table": lambda n: "|a|\n|-|\n" + "|b|\n" * n + "^c\n",
    "embeds of notes in one paragraph": lambda n: "字 | ![[a]] 字\n" * n,
    "wikilinks that only begin": lambda n: "[[" * (5 * n),
    "embeds of notes": lambda n: "a ![[b]] c ![](d.md)。" * n,
    "embeds of notes before what is no attribute": lambda n: "![[a]]{:b}" * n,
    "embeds of notes in emphasis": lambda n: "**a ![[b]]" * n + "**" * n,
    "sections around embeds": lambda n: "".join(
        f"{'#' * (i % 6 + 1)} a ^b{i}\n![[c]]\n" for i in range(n)
    ),
    "links in a property": lambda n: "---\nx: '" + "[[a]]" * n + "[[" * n + "'\n---\n",
    "links in properties": lambda n: (
        "---\n" + "".join(f"x{i}: [[a]]\n" for i in range(n)) + "---\n"
    ),
    "embeds with sizes": lambda n: "![[a.png|b|300x200]]" * n,
    "figures in lists": lambda n: "- ![a](b 'c')\n" * n,
    "titles of images": lambda n: "![a](b '" * n,
    "braces behind images": lambda n: "![a](b){width=" * n,
    "attributes behind nested links": lambda n: "[*a `b`{.c}*](d){.e title='f'} " * n,
    "attributes that are refused": lambda n: "`a`{onclick=b style=c}" * n,
    "classes": lambda n: "# a {" + ".b" * n + "}\n",
    "srcset of many images": lambda n: '<img srcset="a.png 1x, b.png 2x" src="c.png">\n\n' * n,
    "spaces in srcset": lambda n: "<img srcset='a" + " " * n + "b'>",
    "quotes in a tag": lambda n: "<img alt='" + "\"'" * n + ">",
    "ids in HTML": lambda n: "".join(f'<a id="b{i}"></a>\n\n' for i in range(n)),
    "equals signs in a tag": lambda n: "<div " + "=a" * n + ">",
    "script elements": lambda n: "<div>" + "<script>a</script>" * n,
    "frames that never end": lambda n: "<div>\n" + "<iframe src=a>\n" * n,
    "scripts that never end": lambda n: "<div>" + "<script/><iframe a=b >" * n,
    "scripts in a line": lambda n: "a <script>*b*" * n,
    "ends of a script": lambda n: "<div><script>" + "</script " * n,
    "quotes of both kinds in tags": lambda n: "<div>\n" + "<a b=\"c' d" * n,
    "quotes in turn in tags": lambda n: "<div>\n" + '<a b="<c d=\'" e=\'"' * n,
    "tags without an end": lambda n: "<div>\n" + "<a b=c " * n,
    "style elements": lambda n: "<style><title>\n\n" * n,
    "info strings": lambda n: "```py {1,2-4} title='a' linenos\nb\n```\n" * n,
    "one info string": lambda n: "``` a " + "{1,2}" * n + "\nb\n```\n",
    "lines in an info string": lambda n: "```py {" + "1-9," * n + "}\nb\n```\n",
    "quotes in an info string": lambda n: "```py title=" + "\"'" * n + "\nb\n```\n",
    "braces in an info string": lambda n: "```py " + "{a=[" * n + "\nb\n```\n",
    "words in an info string": lambda n: "```" + "py:" * n + "\nb\n```\n",
    "notations": lambda n: "```js\n" + "a // [!code ++]\n" * n + "```\n",
    "notations in one line": lambda n: "```js\na " + "// [!code ++] " * n + "\n```\n",
    "notations that never close": lambda n: "```js\n" + "a // [!code \n" * n + "```\n",
    "notations of many lines": lambda n: "```js\n" + "// [!code hl:999999]\na\n" * n + "```\n",
    "lines of a diff": lambda n: "```diff-js\n" + "+a\n-b\n--- c\n+++ d\n@@ e\n" * n + "```\n",
    "marked lines": lambda n: "```py {1-9999999} linenos\n" + "a\n" * n + "```\n",
    "line breaks": lambda n: "a  \n“\\\n" * n,
    "contents in quotes": lambda n: "> [TOC]\n\n${toc}\n\n" * n,
    "contents in a line": lambda n: "[TOC] [[toc]] " * n,
    "marks without a space": lambda n: "##甲\n-\u00a0乙\n" * n,
    "brackets that lost their backslashes": lambda n: "[\n\\frac{a}\n" * n + r"\\( " * n + "`" * n,
    "tags of other programs": lambda n: "{{<" + " " * n + "{% raw " * n + ":" * n + "\n???" * n,
    "percent signs": lambda n: "$$\n" + "a % b\n" * n + "$$\n\n$" + "\\\\" * n + "%$",
    "addresses in Han": lambda n: "中www.a.com。中https://a.b/中" * n,
    "addresses in tables": lambda n: "|a|\n|-|\n" + "|https://a.com/|\n" * n,
    "addresses in highlights": lambda n: "==https://a.com== " * n,
    "addresses with entities": lambda n: "https://a.com/" + "&amp;" * n,
    "addresses that are formulas": lambda n: "https://a.com/$a$ $https://b.com$ " * n,
    "addresses in quotes, line by line": lambda n: "> www.a.com\nhttps://b.com\n" * n,
    "TOML": lambda n: "+++\n" + "".join(f"k{i} = 'v'\n" for i in range(n)) + "+++\n",
    "TOML lists": lambda n: "+++\ntags = [" + "'a', " * n + "]\n+++\n",
    "TOML tables": lambda n: "+++\n" + "".join(f"[a.b{i}]\nc = 1\n" for i in range(n)) + "+++\n",
    "TOML lists in lists": lambda n: "+++\na = " + "[" * n + "]" * n + "\n+++\n",
    "TOML dotted keys": lambda n: "+++\n" + "a." * n + "b = 1\n+++\n",
    "TOML strings": lambda n: '+++\na = """' + '\\"" ' * n + '"""\n+++\n',
    "TOML never closed": lambda n: "+++\n" + "a = 'b'\n" * n,
    "JSON": lambda n: '{\n"tags": [' + '"a", ' * n + '"b"]\n}\n',
    "JSON keys": lambda n: (
        "{\n" + "".join(f'"k{i}": {{"a": 1}},\n' for i in range(n)) + '"b": 1}\n'
    ),
    "JSON lists in lists": lambda n: '{"a": ' + "[" * n + "]" * n + "}\n",
    "JSON never closed": lambda n: "{\n" + '"a": {' * n,
    "JSON strings": lambda n: '{"a": "' + '\\"' * n + '"}\n',
    "macros of a note": lambda n: (
        "---\nmath:\n  macros:\n"
        + "".join(f"    a{'b' * (i % 9)}{i}: c\n" for i in range(n))
        + "---\n$a$"
    ),
    "everything": lambda n: (
        "# 题 #a {#b}\n\n> [!note] 见 [[c]]，==d==[^1]\n> - [ ] `e`{.f} ^[g]\n\n[^1]: $h$ https://i.com\n\n"
        "j\n: %%k%% \\eqref{l} \\(m\\)\n\n|n|\n|-|\n|$o|p$|\n\n![q|9](r 's')\n\n" * n
    ),
}


def seconds(text: str) -> float:
    """CPU seconds without the formulas and the code that kbsite remembers."""
    for remembered in _MEMOS:
        remembered.cache_clear()
    return cpu_seconds(lambda: parse(text))


_MEMOS = [
    f for module in (block, convert) for f in vars(module).values() if hasattr(f, "cache_clear")
]


def size(make: Callable[[int], str], least: float) -> tuple[int, float]:
    """How many units take about `least` seconds, and how long they took."""
    # What is imported late comes with the first.
    seconds(make(10))
    n, taken = 10, seconds(make(10))
    # Not again for a little less.
    while n < 1_000_000 and taken < 0.8 * least:
        n = int(n * min(10.0, max(1.5, 1.2 * least / max(taken, 1e-6))))
        taken = seconds(make(n))
    return n, taken


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    make = HOSTILE[name]
    with uncollected():
        n, known = size(make, LONGER.get(name, SECONDS))
        ratio = growth(lambda units: seconds(make(units)), n, known=known)
    assert ratio < RATIO, f"{n} units take {seconds(make(n)):.3f} s, twice as many ×{ratio:.1f}"


def test_names_are_compared_in_time_that_grows_with_them() -> None:
    def seconds(n: int) -> float:
        folded_name.cache_clear()
        return cpu_seconds(lambda: folded_name("甲" + " " * n + "乙# 丙 #"))

    with uncollected():
        assert growth(seconds, 20_000) < RATIO
    assert folded_name(" 甲  # 乙 ## 丙 \u3000#") == "甲#乙##丙#"


@pytest.mark.parametrize("unit", [("[a][![^[", "]](b)]"), ("![[a][", "]](b)"), ("[![", "](b)](c)")])
@pytest.mark.parametrize("depth", [40, 90, 150, 350])
def test_texts_in_texts_fit_into_the_stack(unit: tuple[str, str], depth: int) -> None:
    """The words of an image are read for themselves, and each looks ahead anew."""
    opening, closing = unit
    assert parse(opening * depth + "a" + closing * depth).readable
