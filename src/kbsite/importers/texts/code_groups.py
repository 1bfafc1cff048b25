"""Code groups of VitePress, which stay, and those of VuePress (`code-tabs`, with `@tab name` above
each block) → these. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.importers.code_lines import Fences
from kbsite.importers.model import Line

#: The boxes that are one.
NAMES = frozenset(("code-group", "code-tabs"))

_TAB = re.compile(r"[ \t>]*@tab(?::active)?(?:[ \t]+(?P<title>\S.*?))?(?:#[^\s#]+)?")
_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})(?P<info>.*)")
_BRACKETS = re.compile(r"[\[\]{}]")
# The title of a block, as VuePress writes it, and what may be one.
_OWN = 'title="'
_OTHER = re.compile(r"[\[:]|=[ \t]*['\"]")


def code_group(inner: Sequence[Line], code: Sequence[bool]) -> list[Line] | None:
    """What such a box holds as a code group holds it, of which each line is in `code` or not; None
    where anything but code stands in it."""
    kept: list[Line] = []
    title: str | None = None
    blocks, was_code = 0, False
    for line, is_code in zip(inner, code, strict=True):
        text, number = line
        if not is_code and text.strip(" \t>"):
            tab = _TAB.fullmatch(text.rstrip(" \t"))
            # A tab without a block.
            if tab is None or title is not None:
                return None
            title, was_code = tab["title"] or "", False
            continue
        if is_code and (title is not None or not was_code):
            fence = _FENCE.fullmatch(text)
            titled = _titled(text, fence["info"], title or "") if fence else None
            if titled is None:
                return None
            text = titled
            title, blocks = None, blocks + 1
        was_code = is_code
        kept.append(Line(text, number))
    return kept if blocks and title is None else None


def code_of_tab(title: str, lines: Sequence[Line]) -> list[Line] | None:
    """A tab as a code group holds it, None where it holds more than one block of code."""
    fences = Fences()
    if not lines or not all(fences.take(line.text) for line in lines) or fences.begun > 1:
        return None
    fence = _FENCE.fullmatch(lines[0].text)
    first = _titled(lines[0].text, fence["info"], title) if fence else None
    return None if first is None else [Line(first, lines[0].number), *lines[1:]]


def _titled(line: str, info: str, title: str) -> str | None:
    """The line that opens a block, with the name of its tab before its own title, where it has one;
    None where that is written in another way."""
    if not title:
        return line
    title = title.replace('"', "'").replace("\\", r"\\")
    # Behind backquotes they would end the block before it begins.
    title = title.replace("`", "'") if "```" in line else title
    if _OWN in info:
        return line.replace(_OWN, f"{_OWN}{title} · ", 1)
    if _OTHER.search(info):
        return None
    named = f'title="{title}"' if _BRACKETS.search(title) else f"[{title}]"
    return f"{line.rstrip()} {named}" if info.strip() else f"{line.rstrip()}text {named}"
