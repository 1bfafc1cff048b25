"""What is wrong with a text that PyYAML cannot read: where, and what to do. No I/O.

Its own words name what its parser met, often a line too late, and never what was meant. They
differ between the C loader and Python's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import yaml

from kbsite.nodes.tree import COLON_HINT, Mistake

#: What texts are read with.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDE_COLON = re.compile(r"\s*[\w-]+：")
_WIDE_QUOTE = re.compile(r":\s+[“”‘’「『]")
_INDENTED_KEY = re.compile(r"[ ]+[\w-]+")
# A value that ends as a list or a mapping does, before its line ends.
_BEHIND_LIST = re.compile(r"[^:\[{]*(?::[ ]+|-[ ]+)[\[{].*[\]}]\s*")
_CONTENT = re.compile(r"\s*+(?!#|---|%)\S")
_LINKS = re.compile(r"[^:\[{]*:[ ]+\[\[")
#: What to do about brackets that are meant as text.
BRACKETS = 'A value that begins with [ or { must stand in quotes, as in  title: "[A] B"'
_LISTS = (
    'A list has one pair of brackets, as in  tags: [A, B]; links in it stand in quotes: "[[A]]"'
)
#: Of the line of `---` or `...` below which there is more.
SECOND = "a second document, which nothing reads"
ONE_DOCUMENT = "Take the line of --- or ... away: all keys stand in one document."
_ITEM_HINT = "Items of a list begin with a dash and a space, as in  - A"
_ITEM = re.compile(r"\s*-[^\s-]")
_UNQUOTED = "A value that starts with @, `, %, & or * must stand in quotes."
_OPEN = "A list or mapping opened here or above is not closed."
#: What to do about a tag with its sign, which begins a comment.
HASH_HINT = "Leave # out, as in  [first, second], or put it in quotes."
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_COMMENT = re.compile(r"(?<![^\s\[{,])#.*")
_ALIGNED = "Keys of one mapping, and items of one list, begin in one column."
_MIXED = "Items of a list stand below a key that has no value, and no key stands among them."
_KEY_OR_DASH = "A line begins with a key, or with a dash and a space."
_SIGN = re.compile(r"\s*[\]}),;:]")
# What may be typed behind a list by mistake.
_STRAY = re.compile(r"[\s,;，；、。\]})】]+(?:#.*)?")
# Words of PyYAML's that say enough.
_HINTS = {
    "escape character": "Between single quotes a backslash stays what it is.",
    "cannot start any token": _UNQUOTED,
    "alphabetic or numeric": _UNQUOTED,
    "expected ',' or ']'": _OPEN,
    "expected ',' or '}'": _OPEN,
    "node content": _OPEN,
}


class Mark(Protocol):
    """A place as PyYAML's two parsers give it, counted from 0."""

    line: int
    column: int


def explain(text: str, error: yaml.MarkedYAMLError) -> Mistake:
    """What `error` says of `text`."""
    problem = error.problem or "cannot be read as YAML"
    mark = error.problem_mark or error.context_mark
    if unclosed := _unclosed_quote(text, error):
        return unclosed
    if ("expected ','" in problem or "node content" in problem) and (hidden := _hidden_end(text)):
        return hidden
    if "could not find expected ':'" in problem:
        # The parser is already on the next line.
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    source = lines[line - 1] if line <= len(lines) else ""
    if "document start" in problem:
        return _outside(lines, line, column)
    if "expected ':'" in problem or "mapping values are not allowed" in problem:
        return _colon(problem, lines, line, column)
    if "block sequence entries" in problem:
        hint = "The items of a list stand in lines of their own below the key."
    elif "node content" in problem and "block" in (error.context or ""):
        hint = BRACKETS
    elif "\t" in source:
        hint = "YAML is indented with spaces, not tabs."
    else:
        hint = next((hint for words, hint in _HINTS.items() if words in problem), "")
        if not hint and _BEHIND_LIST.fullmatch(source[: column - 1]):
            # libyaml's words and PyYAML's say nothing of the value.
            hint = _LISTS if _LINKS.match(source) else BRACKETS
            if _STRAY.fullmatch(source[column - 1 :]):
                hint = "The value ends at its bracket: leave out what stands behind that."
        elif not hint and not source[: column - 1].strip():
            hint = _at_start(lines[:line])
    return Mistake(problem, line, column, hint)


def _at_start(lines: Sequence[str]) -> str:
    """What to do about the last of `lines`, which is wrong from its start on."""
    *above, source = lines
    if _SIGN.match(source):
        return _KEY_OR_DASH
    is_item = source.lstrip().startswith("- ")
    others = [line for line in above if line.lstrip().startswith("- ") == is_item]
    columns = {len(line) - len(line.lstrip()) for line in others if line.strip()}
    return _ALIGNED if columns - {len(source) - len(source.lstrip())} else _MIXED


def _hidden_end(text: str) -> Mistake | None:
    """The `#` that makes a comment of the bracket which would close the last one that is open."""
    if not (start := _last_open(text)):
        return None
    lines = text.split("\n")
    for number, source in enumerate(lines[start.line :], start.line + 1):
        begin = start.column if number == start.line + 1 else 0
        shown = _QUOTED.sub(lambda found: " " * len(found.group()), source)
        if comment := _COMMENT.search(shown, begin):
            if not set("]}") & set(comment.group()):
                continue
            said = "`#` begins a comment, and the bracket that closes is part of it"
            return Mistake(said, number, comment.start() + 1, HASH_HINT)
    return None


def _last_open(text: str) -> Mark | None:
    """Where the last list or mapping in brackets begins that has no end before the mistake."""
    open_at: list[Mark | None] = []
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                open_at.append(event.start_mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                open_at.pop()
    except yaml.YAMLError:
        pass  # That one is known
    return open_at[-1] if open_at else None


def _colon(problem: str, lines: Sequence[str], line: int, column: int) -> Mistake:
    """A colon that is missing, or is one too many."""
    source = lines[line - 1] if line <= len(lines) else ""
    above = lines[line - 2] if 1 < line <= len(lines) else ""
    hint = 'A value that holds ": " must stand in quotes, as in  title: "A: B"'
    if _WIDE_COLON.match(source) or "expected ':'" in problem:
        hint = _ITEM_HINT if _ITEM.match(source) else COLON_HINT
    elif _WIDE_QUOTE.search(source):
        hint = 'Quotes are " or \': others are letters to YAML, as in  title: "A: B"'
    elif _INDENTED_KEY.fullmatch(source[: column - 1]):
        hint = "The keys of one mapping begin in one column."
    elif _WIDE_COLON.match(above):
        return Mistake("a key without a colon", line - 1, 1, COLON_HINT)
    return Mistake(problem, line, column, hint)


def _outside(lines: Sequence[str], line: int, column: int) -> Mistake:
    """What stands at that place, where the one value that the text is ended above."""
    if any(one.startswith("...") for one in lines[: line - 1]):
        return Mistake(SECOND, line, column, ONE_DOCUMENT)
    above = [n for n, one in enumerate(lines[: line - 1], 1) if one.strip() and one[0] != "#"]
    if above and (directive := lines[above[-1] - 1]).startswith("%"):
        word = directive.split()[0]
        hint = f"Take the line of {word} away: nothing here needs it."
        return Mistake(f"no line of --- stands below {word}", above[-1], 1, hint)
    first = next((one for one in lines if _CONTENT.match(one)), "")
    if first[:1] == " ":
        hint = "The keys of one mapping begin in one column: indent none of them."
        return Mistake("this line is indented less than the first", line, column, hint)
    message = "something stands behind the value that ends above"
    return Mistake(message, line, column, "Give every key a line of its own, without braces.")


def _unclosed_quote(text: str, error: yaml.MarkedYAMLError) -> Mistake | None:
    """Where a quote opens that nothing closes, or that the next one closes some lines below; or
    what stands behind the quote that closes."""
    problem, place = error.problem or "", error.problem_mark
    lines = text.split("\n")
    start: Mark | None = error.context_mark
    if "expected key" in problem or "expected <block end>" in problem:
        start, end = _last_quoted(text)
        if not (start and end and place) or end.line != place.line:
            return None
        if lines[end.line][end.column : place.column].strip():
            return None
        if start.line == end.line:
            hint = "Put a value that holds \" between two ', and one that holds ' between two \"."
            said = "something stands behind the closing quote"
            return Mistake(said, place.line + 1, place.column + 1, hint)
    elif "scanning a quoted" not in (error.context or "") or "unexpected" not in problem:
        return None
    if not start or not (quote := lines[start.line][start.column : start.column + 1]):
        return None
    message = f"the quote {quote} that opens here is not closed"
    hint = f"Close it with another {quote} behind the value, or leave it out."
    return Mistake(message, start.line + 1, start.column + 1, hint)


def _last_quoted(text: str) -> tuple[Mark | None, Mark | None]:
    """Where the last value in quotes before the mistake in `text` begins and ends."""
    start: Mark | None = None
    end: Mark | None = None
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                start, end = event.start_mark, event.end_mark
    except yaml.YAMLError:
        pass  # That one is known
    return start, end
