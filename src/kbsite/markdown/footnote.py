"""Footnotes: `[^1]` with `[^1]: text` anywhere in the note, and `^[in the line]`. No I/O.

The definitions are mdit-py-plugins'; they stay where they stand among the tokens until
`part_footnotes` takes them out; `number_footnotes` puts those that are referred to in the order
in which a reader meets them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from kbsite.markdown.positions import POSITION

_MARK = re.compile(r"\[\^([^\]\s^]{1,200})\]")
# `x^[1]`, `x^[2-4, 7]`: what is cited.
_NUMBERS = re.compile(r"[\d\s,，、–-]+")
# `env` key: true while the text of a footnote in the line is parsed; those do not nest.
_INSIDE = "kbsite.footnote"

#: `Token.meta` keys of a `footnote_ref`: its label ("" in the line), the blocks of a note in
#: the line, the number of the footnote, which of the marks that refer to it this is.
LABEL, BLOCKS, FOOTNOTE, OCCURRENCE = "label", "blocks", "footnote", "occurrence"


def footnote(md: MarkdownIt) -> None:
    """Tokens `footnote_ref`, and `footnote_reference_open` … `_close` around definitions."""
    md.block.ruler.before(
        "reference", "footnote_def", _definition, {"alt": ["paragraph", "reference"]}
    )
    md.block.ruler.at("reference", _reference)
    md.inline.ruler.after("image", "footnote_inline", _in_line)
    md.inline.ruler.before("link", "footnote_ref", _mark)


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    return state.src.startswith("[^", begin) and footnote_def(state, start_line, end_line, silent)


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Link reference definitions, but for what CommonMark would read as one of `^1`."""
    if state.src.startswith("[^", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    return reference(state, start_line, end_line, silent)


def _mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    # `[^1](url)` is a link.
    if not found or state.src.startswith("(", found.end()) or state.linkLevel > 0:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.content = found.group()
        token.meta = {LABEL: found[1], POSITION: state.pos}
    state.pos = found.end()
    return True


def _in_line(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("^[", start) or state.env.get(_INSIDE) or state.linkLevel > 0:
        return False
    end = parseLinkLabel(state, start + 1)
    if end < 0 or not _is_note(state.src[start + 2 : end], state.src[end + 1 : end + 3]):
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        children: list[Token] = []
        inner = Token("inline", "", 0, content=state.src[start + 2 : end], children=children)
        state.env[_INSIDE] = True
        state.md.inline.parse(inner.content, state.md, state.env, children)
        state.env[_INSIDE] = False
        paragraph = (Token("paragraph_open", "p", 1), inner, Token("paragraph_close", "p", -1))
        token.meta = {LABEL: "", BLOCKS: paragraph, POSITION: start}
    state.pos = end + 1
    return True


def _is_note(text: str, behind: str) -> bool:
    """Whether `^[text]` is a footnote: not where it is a raised reference, as Typora and Pandoc
    write it (`^[1]^`)."""
    if behind[:1] == "^" and behind != "^[":
        return False
    return text.strip() != "" and not _NUMBERS.fullmatch(text)


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
