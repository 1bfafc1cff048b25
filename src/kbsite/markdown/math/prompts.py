"""Whether dollars are prompts of a shell, behind which commands stand: `$ ls -l`,
`[root@host ~]$ ls`. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.characters import HAN

# A command has a name of two letters or more, or is a path: `$ x` begins a formula.
_COMMAND = re.compile(
    r" (?:[a-z][a-z0-9_.+-]+(?=\s|\Z)|(?:\.{0,2}|~)/[\w.]|[A-Za-z_]\w+=\S+ [a-z]{2})"
)
# What stands before the dollar in its line: nothing, who is where, a folder.
_BEFORE = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]*)?"
    r"(?:\[[^\]\n$]*\]|[A-Za-z_][\w.-]*@[A-Za-z][\w.-]*(?:[: ][^\s$]*)?|(?:ba|z)?sh-[\d.]+|~)?\Z"
)
# Of a formula of several lines, whose words may be Chinese: `$ loss = \begin{cases} …`.
_TEX = re.compile(r"\\[A-Za-z]{2}")
# How far before a dollar its line is looked for.
_NEAR = 80
# The variable that a command names: behind a blank it is one for sure only in capitals.
_VARIABLE = re.compile(r"[A-Za-z_{(@]|\d(?!\d)")
_SURE_VARIABLE = re.compile(r"[A-Z_]{2}|[{(@]|\d\b")


def are_prompts(src: str, start: int, end: int, stop: int) -> bool:
    """Whether the dollar at `start` or the one at `end`, which would close its formula, is a prompt
    for sure: commands on both lines, Chinese on the lines below one, or a variable in one."""
    is_opening = _is_prompt(src, start, stop)
    if _is_prompt(src, end, stop):
        return is_opening or _is_in_command(src, start, stop)
    if not is_opening:
        return False
    content = src[start + 1 : end]
    command, _, below = content.partition("\n")
    if HAN.search(below) and not HAN.search(command) and not _TEX.search(content):
        return True
    if src.startswith("?", end + 1):
        return command.endswith("echo ")
    variable = _SURE_VARIABLE if content[-1].isspace() else _VARIABLE
    return variable.match(src, end + 1, stop) is not None


def _is_prompt(src: str, at: int, stop: int) -> bool:
    if not src.startswith(" ", at + 1) or _COMMAND.match(src, at + 1, stop) is None:
        return False
    before = _line_before(src, at)
    return before is not None and _BEFORE.match(before) is not None


def _is_in_command(src: str, at: int, stop: int) -> bool:
    """Whether a command begins in the line of the dollar at `at`, before it."""
    before = _line_before(src, at)
    if before is None:
        return False
    prompt = before.find("$ ")
    return prompt >= 0 and _is_prompt(src, at - len(before) + prompt, stop)


def _line_before(src: str, at: int) -> str | None:
    """What stands before `at` in its line; None where that is long."""
    nearest = max(0, at - _NEAR)
    begin = src.rfind("\n", nearest, at) + 1
    return src[begin:at] if begin or not nearest else None
