"""A note's old URL put into its front matter, which is else left as it is. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from kbsite.fixing.source_text import Edit, SourceText
from kbsite.front_matter.block import Split, split_front_matter
from kbsite.front_matter.reader import parse_front_matter
from kbsite.model import FrontMatter
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode
from kbsite.nodes.yaml import parse_yaml

KEY = "redirect_from"
_ARRAY = re.compile(rf"""["']?{KEY}["']?\s*[=:]\s*\[""", re.IGNORECASE)
# How long a list may be, and how many brackets are tried as its end.
_LONGEST, _FEW = 5000, 5
_PLAIN = re.compile(r"/[^\s,，、\[\]{}&*!|>'\"@`:]*")


def with_old_urls(source: SourceText, urls: Sequence[str]) -> list[Edit] | None:
    """Edits that add `urls` (permalinks) to the places where the note once stood, behind those that
    are there; None where its front matter is written in a way that cannot be added to."""
    text = source.text
    split = split_front_matter(text)
    before = _read(text)
    if before is None:
        return None
    written = [re.sub("[%#?]", lambda char: f"%{ord(char.group()):02X}", url) for url in urls]
    for edits in _ways(text, split, written):
        after = _read(SourceText(source.edited(edits)).text)
        if after is not None and _is_as_meant(before, after, written):
            return edits
    return None


def _read(text: str) -> FrontMatter | None:
    split = split_front_matter(text)
    front, _, found = parse_front_matter(split, "", "+00:00")
    return None if any(one.severity == "error" for one in found) else front


def _is_as_meant(before: FrontMatter, after: FrontMatter, urls: Sequence[str]) -> bool:
    added = after.former[len(before.former) :]
    kept = msgspec.structs.replace(after, former=before.former, permalink_line=0)
    return (
        after.former[: len(before.former)] == before.former
        and [alias.text for alias in added] == list(urls)
        and not any(alias.is_name for alias in added)
        and kept == msgspec.structs.replace(before, permalink_line=0)
    )


def _ways(text: str, split: Split, urls: Sequence[str]) -> Iterator[list[Edit]]:
    """Edits that may do, one way after another."""
    if not split.language:
        yield [Edit(0, 0, f"---\n{_list(urls)}---\n" + ("" if text[:1] in ("\n", "") else "\n"))]
        return
    start = _offset(text, split.line)
    end = start + len(split.block)
    if split.language == "YAML":
        node = parse_yaml(split.block)
        value = _value_of(node) if isinstance(node, MappingNode) else None
        if value is None:
            gap = "" if text[:end].endswith("\n") else "\n"
            yield [Edit(end, end, gap + _list(urls))]
        else:
            yield from _into_list(text, start, value, urls)
        return
    quoted = [_quoted(url) for url in urls]
    yield from _into_array(text, start, split.block, ", ".join(quoted))
    if split.language == "TOML":
        line = f"{KEY} = [{', '.join(quoted)}]\n"
        table = re.search(r"^[ \t]*\[", split.block, re.MULTILINE)
        place = start + table.start() if table else end
        gap = "" if place == 0 or text[place - 1] == "\n" else "\n"
        yield [Edit(place, place, gap + line)]
    else:
        yield from _into_object(text, start, end, f'"{KEY}": [{", ".join(quoted)}]')


def _offset(text: str, line: int) -> int:
    """Where line `line`, counted from 1, begins."""
    position = 0
    for _ in range(line - 1):
        position = text.index("\n", position) + 1
    return position


def _list(urls: Sequence[str]) -> str:
    return f"{KEY}:\n" + "".join(f"  - {_yaml(url)}\n" for url in urls)


def _yaml(url: str) -> str:
    return url if _PLAIN.fullmatch(url) else _quoted(url)


def _quoted(url: str) -> str:
    return '"' + url.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value_of(node: MappingNode) -> Node | None:
    return next((value for key, value in node.entries if key.text.strip().lower() == KEY), None)


def _into_list(text: str, block: int, value: Node, urls: Sequence[str]) -> Iterator[list[Edit]]:
    """Into the YAML list (or in place of the word) that is there; `block` is where the front matter
    begins."""

    def at(node: Node) -> int:
        return _offset(text[block:], node.line) + block + node.column - 1

    flow = ", ".join(map(_yaml, urls))
    if isinstance(value, ScalarNode):
        end = text.index("\n", at(value))
        word = text[at(value) : end].rstrip()
        if value.plain and word.startswith(value.text):
            # A comment may stand behind it.
            word = value.text
        if value.is_null:
            yield [Edit(at(value), at(value), f" [{flow}]")]
        yield [Edit(at(value), at(value) + len(word), f"[{word}, {flow}]")]
        return
    if not isinstance(value, SequenceNode):
        return
    if not value.items:
        yield [Edit(at(value) + 1, at(value) + 1, flow)]
        return
    last = value.items[-1]
    line_start = text.rfind("\n", 0, at(last)) + 1
    line_end = text.index("\n", at(last))
    lead = text[line_start : at(last)]
    if lead.strip() == "-":
        new = "".join(f"\n{lead}{_yaml(url)}" for url in urls)
        yield [Edit(line_end, line_end, new)]
    for bracket in re.finditer(r"\s*\]", text[at(last) : line_end + 200]):
        place = at(last) + bracket.start()
        yield [Edit(place, place, f", {flow}")]


def _into_array(text: str, start: int, block: str, members: str) -> Iterator[list[Edit]]:
    """Into the array of TOML or JSON that is there; `block` begins at `start`."""
    if not (opening := _ARRAY.search(block)):
        return
    begin = start + opening.end()
    for bracket in islice(re.finditer(r"[\s,]{0,100}\]", text[begin : begin + _LONGEST]), _FEW):
        place = begin + bracket.start()
        yield [Edit(place, place, f", {members}" if bracket.start() else members)]


def _into_object(text: str, start: int, end: int, member: str) -> Iterator[list[Edit]]:
    """As the last member of an object, or of members without braces."""
    inside = text[start:end].rstrip()
    if inside.endswith("}"):
        inside = inside[:-1].rstrip()
    place = start + len(inside)
    comma = "" if inside.endswith(("{", ",")) else ","
    space = "\n  " if "\n" in text[start:end].strip() else " "
    yield [Edit(place, place, f"{comma}{space}{member}")]
    yield [Edit(place, place, f"{comma}\n{member}\n")]
