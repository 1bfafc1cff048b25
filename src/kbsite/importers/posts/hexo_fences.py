"""Fences of Hexo, which may have a title, a link and marked lines behind their language → those of
kbsite. No I/O."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import Fences
from kbsite.importers.model import Change, Line
from kbsite.importers.posts.containers import container, under
from kbsite.importers.posts.hexo_blocks import code_info

_FENCE = re.compile(r"(`{3,}+|~{3,}+)[ \t]*+([^\s`]++)[ \t]++([^`]++)")
#: How others than Hexo say it, which kbsite reads.
_OTHERS = re.compile(
    r"[{}=\[\]]|(?<!\S)(?:hl|ln|file|lineno\w*|showLineNumbers)(?!\S)|(?:hl|ln|file):"
)


def hexo_fences(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion of "```python 题 https://a.com 词 mark:2"."""
    if not any("```" in line.text or "~~~" in line.text for line in lines):
        return lines
    result: list[Line] = []
    fences, begun = Fences(), 0
    below, lead = "", ""
    for line in lines:
        was_open, is_code = fences.is_open, fences.take(line.text)
        if below and not (was_open and is_code):
            result += _below(lead, below, line.number)
            below = ""
        if fences.begun > begun:
            begun, lead = fences.begun, container(line.text)
            info, below = _info(line.text[len(lead) :])
            if info:
                changes.append(Change("title of code", "converted", line.number))
                line = Line(lead + info, line.number)
        result.append(line)
    return result + (_below(lead, below, lines[-1].number) if below else [])


def _info(fence: str) -> tuple[str, str]:
    """The fence as kbsite has it, "" where it is so already, and the link that stands below."""
    found = _FENCE.fullmatch(fence)
    if not found or _OTHERS.search(found[3]) or ":" in found[2]:
        return "", ""
    info, below = code_info([f"lang:{found[2]}", *found[3].split()])
    return f"{found[1]}{info}", below


def _below(lead: str, link: str, number: int) -> list[Line]:
    """The link as a paragraph below the block."""
    prefix = under(lead)
    blank = Line(prefix.rstrip(), number)
    return [blank, Line(prefix + link, number), blank]
