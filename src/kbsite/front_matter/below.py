"""The body of a note → where front matter stands in it that keeps the note back, and that nothing
reads. No I/O."""

from __future__ import annotations

import re

from kbsite.front_matter.flags import KEPT_BACK, seen

# The fence that ends one block may begin the next: which of two it does is not to be seen. Blank
# lines may stand within the fences of one directly below the note's own; elsewhere they are rules.
_BELOW = re.compile(
    r"^(?:(?P<second>\A---\n---[ \t]*\n(?:[^\S\n]*\n)++)|(?:---|\+\+\+)[ \t]*\n)"
    r"(?P<lines>(?:(?!(?:---|\+\+\+)[ \t]*$)[^\S\n]*+\S[^\n]*+\n){1,200}?)"
    r"(?=(?(second)(?:[^\S\n]*\n)*+)(?:---|\+\+\+|\.\.\.)[ \t]*$)",
    re.MULTILINE,
)
_BELOW_LINE = re.compile(r"[^\n:：=]{1,60}[:：=]|[ \t]+\S|- |#|[\[\]{}]|.*[\]},]$")
# A letter of both cases is looked for at once, a word of any case letter by letter.
_FLAG = re.compile("[DPdp](?i:raft|rivate|ublish|assw)")
_FENCE_OF_CODE = re.compile(r"[ \t>*+-]*(?:(`{3,})[^`]*|(~{3,}).*)")
_CONTAINER = re.compile(r"[>*+-]|\d+[.)]")
_COMMENT = re.compile(r"^[ \t]*<!--.*?-->", re.DOTALL | re.MULTILINE)
_NO_LINE_END = re.compile(r"[^\n]")


def kept_back_below(body: str, is_headed: bool) -> int | None:
    """The line of such a block, counted from 0 in `body`, as where something was put above it or
    templates were joined. It may begin with the fence that ends the note's own, where it has one
    (`is_headed`): with the line above `body`, then. In code it is an example; in a comment of a
    note that has its own it is another program's."""
    if not ("---" in body or "+++" in body) or not _FLAG.search(body):
        return None
    body = seen(body.replace("\t", "    "))
    above = 0
    if is_headed:
        below = body.lstrip("\n")
        above = len(body) - len(below) - 1
        body = f"---\n{below}"
    shown = ""
    for found in _BELOW.finditer(body):
        lines = found["lines"].splitlines()
        if not (all(map(_BELOW_LINE.match, lines)) and KEPT_BACK.search(found["lines"])):
            continue
        if not shown:
            shown = _without_code(body)
            shown = _COMMENT.sub(_blank, shown) if is_headed else shown
        if shown[found.start() : found.end()].strip():
            begin = found.start() + (len("---\n") if found["second"] else 0)
            return above + body.count("\n", 0, begin)
    return None


def _without_code(text: str) -> str:
    """Blanks in place of code between fences. In a quote or an item a fence without an end reaches
    no further than that, and elsewhere it may be none."""
    kept: list[str] = []
    #: The lines of the code that is open.
    code: list[str] = []
    fence = ""
    in_container = is_within = False
    for line in text.split("\n"):
        if line and line[0] not in " \t":
            in_container = _CONTAINER.match(line) is not None
            if is_within and not in_container:
                kept += (" " * len(one) for one in code)
                code, fence = [], ""
        # What is indented further is code anyway.
        is_deep = not in_container and line.startswith("    ")
        found = None if is_deep else _FENCE_OF_CODE.fullmatch(line)
        mark = (found[1] or found[2]) if found else ""
        if mark and not fence:
            fence, is_within = mark, in_container
        elif not fence:
            kept.append(line)
            continue
        code.append(line)
        if len(code) > 1 and mark.startswith(fence) and line.strip(" \t>*+-") == mark:
            kept += (" " * len(one) for one in code)
            code, fence = [], ""
    return "\n".join((*kept, *code))


def _blank(found: re.Match[str]) -> str:
    return _NO_LINE_END.sub(" ", found[0])
