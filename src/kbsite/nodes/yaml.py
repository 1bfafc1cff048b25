"""YAML text → nodes that know their line and column; safe on hostile input. No I/O.

Built on PyYAML's events, not its constructors: scalars stay text (`no`, `12:30`, `007`),
duplicate keys, aliases, tags and deep nesting are mistakes with a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeAlias

import yaml

from kbsite.nodes.tree import COLON_HINT as COLON_HINT
from kbsite.nodes.tree import (
    HALF_CHARACTER,
    MAX_DEPTH,
    SURROGATE,
    MappingNode,
    Mistake,
    Node,
    RefusedError,
    ScalarNode,
    SequenceNode,
    as_conflict,
)

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Line ends to YAML 1.1, but to no editor, whose lines the mistakes are named by.
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_WIDE_COLON = re.compile(r"\s*[\w-]+：")
_WIDE_QUOTE = re.compile(r":\s+[“”‘’「『]")
_INDENTED_KEY = re.compile(r"[ ]+[\w-]+")
# A value that ends as a list or a mapping does, before its line ends.
_BEHIND_LIST = re.compile(r"[^:\[{]*(?::[ ]+|-[ ]+)[\[{].*[\]}]\s*")
_CONTENT = re.compile(r"\s*+(?!#|---|%)\S")
_LINKS = re.compile(r"[^:\[{]*:[ ]+\[\[")
_BRACKETS = 'A value that begins with [ or { must stand in quotes, as in  title: "[A] B"'
_LISTS = (
    'A list has one pair of brackets, as in  tags: [A, B]; links in it stand in quotes: "[[A]]"'
)
_SECOND = "a second document, which nothing reads"
_ONE_DOCUMENT = "Take the line of --- or ... away: all keys stand in one document."
_ITEM_HINT = "Items of a list begin with a dash and a space, as in  - A"
_ITEM = re.compile(r"\s*-[^\s-]")


def parse_yaml(text: str) -> Node | Mistake | None:
    """`text` as nodes, None where it is empty. It is one document: a second is a mistake, as
    nothing would read it."""
    text = text.translate(_NO_LINE_ENDS)
    return as_conflict(text, _parse(text))


def _parse(text: str) -> Node | Mistake | None:
    try:
        return _build(text)
    except RefusedError as refused:
        return refused.mistake
    except yaml.reader.ReaderError as error:
        # The C loader's own position counts bytes.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        position = found.start() if found else error.position
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        return Mistake("a control character that YAML does not allow", line, column)
    except yaml.MarkedYAMLError as error:
        problem, place = error.problem or "", error.problem_mark
        if "nesting depth" in problem and place:
            # From PyYAML 6.0.4 on the scanner, which is far ahead, ends at a depth of its own.
            lines = text.split("\n")[: place.line + 1]
            lines[-1] = lines[-1][: place.column]
            return _parse("\n".join(lines))
        return _explain(text, error)
    # Without the C loader a character beyond Unicode is a ValueError.
    except (yaml.YAMLError, ValueError) as error:
        return Mistake(" ".join(str(error).split()), 1, 1)


class _Mark(Protocol):
    """A place as PyYAML's two parsers give it, counted from 0."""

    line: int
    column: int


#: An open collection: its place, children so far, and keys seen (mappings only).
_Open: TypeAlias = tuple[_Mark, list[Node], set[str] | None]

_START: _Mark = yaml.error.Mark("", 0, 0, 0, "", 0)


def _refused(message: str, mark: _Mark, hint: str = "") -> RefusedError:
    return RefusedError(message, mark.line + 1, mark.column + 1, hint)


def _explain(text: str, error: yaml.MarkedYAMLError) -> Mistake:
    problem = error.problem or "cannot be read as YAML"
    mark = error.problem_mark or error.context_mark
    if unclosed := _unclosed_quote(text, error):
        return unclosed
    if "could not find expected ':'" in problem:
        # The parser is already on the next line.
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    source = lines[line - 1] if line <= len(lines) else ""
    above = lines[line - 2] if 1 < line <= len(lines) else ""
    hint = ""
    if "document start" in problem:
        return _outside(lines, line, column)
    if "expected ':'" in problem or "mapping values are not allowed" in problem:
        hint = 'A value that holds ": " must stand in quotes, as in  title: "A: B"'
        if _WIDE_COLON.match(source) or "expected ':'" in problem:
            hint = _ITEM_HINT if _ITEM.match(source) else COLON_HINT
        elif _WIDE_QUOTE.search(source):
            hint = 'Quotes are " or \': others are letters to YAML, as in  title: "A: B"'
        elif _INDENTED_KEY.fullmatch(source[: column - 1]):
            hint = "The keys of one mapping begin in one column."
        elif _WIDE_COLON.match(above):
            return Mistake("a key without a colon", line - 1, 1, COLON_HINT)
    elif "block sequence entries" in problem:
        hint = "The items of a list stand in lines of their own below the key."
    elif "\t" in source:
        hint = "YAML is indented with spaces, not tabs."
    elif "escape character" in problem:
        hint = "Between single quotes a backslash stays what it is."
    elif "cannot start any token" in problem or "alphabetic or numeric" in problem:
        hint = "A value that starts with @, `, %, & or * must stand in quotes."
    elif "expected ',' or ']'" in problem or "expected ',' or '}'" in problem:
        hint = "A list or mapping opened here or above is not closed."
    elif _BEHIND_LIST.fullmatch(source[: column - 1]):
        # libyaml's words and PyYAML's: they say nothing of the value.
        hint = _LISTS if _LINKS.match(source) else _BRACKETS
    return Mistake(problem, line, column, hint)


def _outside(lines: Sequence[str], line: int, column: int) -> Mistake:
    """What stands at that place, where the one value that the text is ended above."""
    if any(one.startswith("...") for one in lines[: line - 1]):
        return Mistake(_SECOND, line, column, _ONE_DOCUMENT)
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
    start: _Mark | None = error.context_mark
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


def _last_quoted(text: str) -> tuple[_Mark | None, _Mark | None]:
    """Where the last value in quotes before the mistake in `text` begins and ends."""
    start: _Mark | None = None
    end: _Mark | None = None
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                start, end = event.start_mark, event.end_mark
    except yaml.YAMLError:
        """That one is known."""
    return start, end


def _build(text: str) -> Node | None:
    """Iterative, so that nesting cannot exhaust the stack."""
    stack: list[_Open] = []
    root: Node | None = None
    started: _Mark = _START
    is_over = False
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark or _START
        if isinstance(event, yaml.DocumentStartEvent):
            started = mark
        elif is_over and isinstance(event, yaml.NodeEvent) and not _is_empty(event):
            raise _refused(_SECOND, started, _ONE_DOCUMENT)
        _check_features(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            if SURROGATE.search(event.value):
                raise _refused(HALF_CHARACTER, mark)
            plain = not event.style  # None, or "" from the C loader
            node: Node = ScalarNode(event.value, plain, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            if _awaits_key(stack):
                # `{{title}}`, of a template.
                is_doubled = stack[-1][0].column + 1 == mark.column
                hint = _BRACKETS if is_doubled else ""
                raise _refused("a key must be a word, not a list or mapping", mark, hint)
            if len(stack) >= MAX_DEPTH:
                raise _refused(f"nested deeper than {MAX_DEPTH} levels", mark)
            keys = set[str]() if isinstance(event, yaml.MappingStartEvent) else None
            stack.append((mark, [], keys))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(*stack.pop())
        elif isinstance(event, yaml.DocumentEndEvent):
            is_over = True
            continue
        else:
            continue
        if not stack:
            root = root or node
            continue
        _, children, keys = stack[-1]
        if keys is not None and _awaits_key(stack) and isinstance(node, ScalarNode):
            if node.plain and node.text == "<<":
                raise _refused("YAML merge keys are not read", mark, "Write the entries out.")
            if node.text in keys:
                message = f"the key {node.text!r} stands here twice"
                raise _refused(message, mark, "Keep one of them.")
            keys.add(node.text)
        children.append(node)
    return None if isinstance(root, ScalarNode) and root.is_null else root


def _is_empty(event: yaml.NodeEvent) -> bool:
    """Whether nothing stands there, as behind a last `---`."""
    return isinstance(event, yaml.ScalarEvent) and not event.value and not event.style


def _check_features(event: yaml.Event, mark: _Mark) -> None:
    """Refuses what can expand without bound, or make other values than text."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        hint = "Write the value out, or put it in quotes if it starts with & or *."
        raise _refused("YAML anchors and aliases are not read", mark, hint)
    if getattr(event, "tag", None):
        hint = "Put the value in quotes if it starts with !."
        raise _refused("YAML tags are not read", mark, hint)


def _awaits_key(stack: Sequence[_Open]) -> bool:
    """Whether what comes next is a key of a mapping."""
    if not stack:
        return False
    _, children, keys = stack[-1]
    return keys is not None and len(children) % 2 == 0


def _closed(mark: _Mark, children: list[Node], keys: set[str] | None) -> Node:
    if keys is None:
        return SequenceNode(tuple(children), mark.line + 1, mark.column + 1)
    names = [c for c in children[::2] if isinstance(c, ScalarNode)]
    return MappingNode(
        tuple(zip(names, children[1::2], strict=True)), mark.line + 1, mark.column + 1
    )
