"""What looks like items of a list or boxes of tasks in a paragraph and is none: their marks are
indented too far, go on with another number, or have no space behind them. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.characters import HAN
from kbsite.markdown.literal.marks import leading_marks
from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern

# What an item may begin with that follows its mark without a space: no number, no option of a
# command, and no sign of an expression or a version (`1.x`, `1.f`).
_WIDE = rf"(?:{HAN.pattern}|[“‘《「【（])"
_WORD = rf"(?:{_WIDE}|(?![fxX]+\b)[A-Za-z](?!\d)|[*`\[])"
_SPACED = re.compile(r"\n(?P<indent>[ \t]*)(?P<mark>[-+*]|[0-9]{1,9}[.)])[ \t]+(?=\S)")
# Two in a row are meant to be a list.
_BULLETS = late_pattern(rf"^ {{0,3}}(?P<mark>[-+*])(?={_WIDE}.*\n {{0,3}}(?P=mark){_WIDE})", re.M)
_NUMBERS = late_pattern(
    rf"^ {{0,3}}(?P<mark>(?P<number>[0-9]{{1,2}})(?P<end>[.)]))"
    rf"(?={_WORD}.*\n {{0,3}}(?P<next>[0-9]{{1,2}})(?P=end){_WORD})",
    re.M,
)
# `[x]` and `[]` stand in text and expressions, too.
_TASK = re.compile(
    rf"^ {{0,3}}(?P<mark>[-+*])\[(?: \] *(?=\S)"
    rf"|[xX]\](?= ?{_WORD}.*\n {{0,3}}(?P=mark)\[[ xX]\]))",
    re.M,
)
_BOX = re.compile(r"\[ \][\w“‘《「【（*`]")
_LEADING = re.compile(r"[-+*]?\[[ xX]?\]|[-+*]|[0-9]{1,9}[.)]")
# What a line alone may begin with that is told.
_FIRST = "-+*["
_TAB = 4
#: A number this long is a year, or one that a line was broken before.
_DIGITS = 2
_NO_BOX = Meant(
    "mark-literal",
    0,
    "`[ ]` is no box of a task: no space stands behind it",
    r"Put a space behind it, or write \[ ] for text.",
)


def literal_items(text: Token, *, is_item: bool) -> Iterator[Meant]:
    """The first of each sort in a paragraph, which `is_item` says is what an item begins with."""
    content = text.content
    if "\n" not in content and content[:1] not in _FIRST:
        return
    found = [one for one in (_spaced(content), *_unspaced(content)) if one is not None]
    if is_item and _BOX.match(content):
        found.append(_NO_BOX)
    # Of lines of a formula that is text something better is told.
    if not found or any(child.type == "math_hint" for child in text.children or ()):
        return
    shown = leading_marks(text, _LEADING)
    for one in found:
        leading = _LEADING.match(content, one.at)
        if leading is not None and leading.group() in shown:
            yield one


def _spaced(content: str) -> Meant | None:
    """The first line that begins as an item does and goes on with the paragraph."""
    if "\n" not in content:
        return None
    lines = list(_SPACED.finditer(content))
    for number, one in enumerate(lines):
        mark = one["mark"]
        # A bullet ends any paragraph that it is not too far in for.
        if not mark[0].isdigit() or len(one["indent"].expandtabs(_TAB)) >= _TAB:
            message = f"`{mark}` begins no item of a list: it is indented by four spaces or more"
            hint = "Indent it less; that far it goes on with the paragraph above."
            return Meant("mark-literal", one.start("mark"), message, hint)
        # Where a line is broken before a number, it is one number.
        if len(mark) - 1 <= _DIGITS and (_is_announced(content, one) or _goes_on(lines, number)):
            message = f"`{mark}` begins no list: directly below text only 1 does"
            return Meant("mark-literal", one.start("mark"), message, "Leave a blank line above it.")
    return None


def _is_announced(content: str, line: re.Match[str]) -> bool:
    """Whether a colon stands above a line, and no date begins it (`10. 1`)."""
    is_date = content[line.end()].isdigit()
    return not is_date and content[: line.start()].rstrip().endswith(("：", ":"))


def _goes_on(lines: list[re.Match[str]], number: int) -> bool:
    """Whether the next of these lines has the next number."""
    if number + 1 == len(lines):
        return False
    mark, following = lines[number]["mark"], lines[number + 1]["mark"]
    return following[:-1].isdigit() and int(mark[:-1]) + 1 == int(following[:-1])


def _unspaced(content: str) -> Iterator[Meant | None]:
    """Items and tasks without a space behind their mark."""
    if task := _TASK.search(content):
        yield _no_space(task, "task")
    if "\n" not in content:
        return
    if bullet := _BULLETS.search(content):
        yield _no_space(bullet, "item of a list")
    for one in _NUMBERS.finditer(content):
        if int(one["number"]) + 1 == int(one["next"]):
            yield _no_space(one, "item of a list")
            return


def _no_space(found: re.Match[str], name: str) -> Meant:
    mark = found["mark"]
    message = f"`{mark}` begins no {name}: no space stands behind it"
    hint = rf"Put a space behind it, or write {mark[:-1]}\{mark[-1]} for text."
    return Meant("mark-literal", found.start("mark"), message, hint)
