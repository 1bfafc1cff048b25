"""A note's footnotes apart from its text, in the order in which a reader meets them. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.blocks.footnote import BLOCKS, FOOTNOTE, LABEL, OCCURRENCE


class Definition(NamedTuple):
    """A footnote as it is published: label ("" in the line), blocks, how many marks."""

    label: str
    blocks: Sequence[Token]
    marks: int


class Parted(NamedTuple):
    """A note's blocks without definitions; by label the definitions (the opening token and the
    blocks), and the openings of those that come second."""

    blocks: list[Token]
    definitions: dict[str, tuple[Token, list[Token]]]
    repeated: list[Token]


def part_footnotes(tokens: Sequence[Token]) -> Parted:
    """Parts the definitions from the note. The headings of a note are its own: one in a
    footnote becomes a paragraph."""
    found = Parted([], {}, [])
    open_lists: list[list[Token]] = [found.blocks]
    for token in tokens:
        if token.type == "footnote_reference_open":
            content: list[Token] = []
            if token.meta[LABEL] in found.definitions:
                found.repeated.append(token)
            else:
                found.definitions[token.meta[LABEL]] = (token, content)
            open_lists.append(content)
        elif token.type == "footnote_reference_close":
            open_lists.pop()
        else:
            if len(open_lists) > 1 and token.type in ("heading_open", "heading_close"):
                token.type, token.tag = token.type.replace("heading", "paragraph"), "p"
            open_lists[-1].append(token)
    return found


def without_unseen(tokens: Sequence[Token], parted: Parted) -> list[Token]:
    """`tokens` without the definitions that no reader sees: those that no mark leads to, and
    those that come second. What they hold is not published: no link, tag or attachment."""
    if not parted.definitions:
        return list(tokens)
    seen: set[str] = set()
    queue: deque[Sequence[Token]] = deque([parted.blocks])
    while queue:
        for _, mark in _marks(queue.popleft()):
            label = mark.meta[LABEL]
            if not label:
                queue.append(mark.meta[BLOCKS])
            elif label not in seen and label in parted.definitions:
                seen.add(label)
                queue.append(parted.definitions[label][1])
    unseen = {id(opening) for opening in parted.repeated}
    unseen.update(
        id(opening) for label, (opening, _) in parted.definitions.items() if label not in seen
    )
    kept: list[Token] = []
    # One definition may stand in another.
    open_ones = [True]
    for token in tokens:
        if token.type == "footnote_reference_open":
            open_ones.append(id(token) not in unseen)
        if open_ones[-1]:
            kept.append(token)
        if token.type == "footnote_reference_close":
            open_ones.pop()
    return kept


class Footnotes(NamedTuple):
    """What `number_footnotes` found: the footnotes in order, marks that have none (with the
    inline token they stand in), definitions that no mark refers to or that come second."""

    footnotes: tuple[Definition, ...]
    missing: tuple[tuple[Token, Token], ...]
    unused: tuple[Token, ...]
    repeated: tuple[Token, ...]


def number_footnotes(blocks: Sequence[Token], parted: Parted) -> Footnotes:
    """Stamps the marks in `blocks`, and in the footnotes they lead to, in reading order."""
    numbers: dict[str, int] = {}
    found: list[tuple[str, Sequence[Token]]] = []
    marks: list[int] = []
    missing: list[tuple[Token, Token]] = []
    queue = deque([blocks])
    while queue:
        for inline, mark in _marks(queue.popleft()):
            label = mark.meta[LABEL]
            if label and label not in parted.definitions:
                missing.append((inline, mark))
                continue
            number = numbers.get(label, len(found)) if label else len(found)
            if number == len(found):
                content = parted.definitions[label][1] if label else mark.meta[BLOCKS]
                if label:
                    numbers[label] = number
                found.append((label, content))
                marks.append(0)
                queue.append(content)
            mark.meta[FOOTNOTE], mark.meta[OCCURRENCE] = number, marks[number]
            marks[number] += 1
    return Footnotes(
        tuple(
            Definition(label, content, count)
            for (label, content), count in zip(found, marks, strict=True)
        ),
        tuple(missing),
        tuple(
            opening for label, (opening, _) in parted.definitions.items() if label not in numbers
        ),
        tuple(parted.repeated),
    )


def _marks(tokens: Iterable[Token]) -> list[tuple[Token, Token]]:
    return [
        (token, child)
        for token in tokens
        if token.type == "inline"
        for child in token.children or ()
        if child.type == "footnote_ref"
    ]
