"""Abbreviations: `*[HTML]: HyperText Markup Language` explains every HTML of the note. No I/O.

As in PHP Markdown Extra. Latin abbreviations stand between word boundaries, Chinese ones
anywhere; the longest wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: An abbreviation longer than this is none; it bounds the search at each place.
MAX_LENGTH = 100
#: `env` key: definitions by what they explain; the first counts.
DEFINITIONS = "kbsite.abbreviations"


class Definition(NamedTuple):
    """The line of one, and its words."""

    line: int
    title: str


class _Trie:
    """Abbreviations by their characters; `title` is that of the one that ends here, or ""."""

    __slots__ = ("below", "title")

    def __init__(self) -> None:
        self.below: dict[str, _Trie] = {}
        self.title = ""


def abbreviation(md: MarkdownIt) -> None:
    """Tokens `abbr_open` and `abbr_close` around the words."""
    md.block.ruler.before(
        "reference", "abbreviation", _definition, {"alt": ["paragraph", "reference"]}
    )
    md.core.ruler.after("inline", "abbreviation", _rule)


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("*[", begin) or state.is_code_block(start_line):
        return False
    line = state.src[begin + 2 : state.eMarks[start_line]]
    word, colon, title = line.partition("]:")
    word, title = word.strip(), title.strip()
    if not colon or not title or not word or "[" in word or len(word) > MAX_LENGTH:
        return False
    if title.endswith("*"):
        # A line in emphasis: `*[注]: 见下文*`.
        return False
    if not silent:
        known: dict[str, list[Definition]] = state.env.setdefault(DEFINITIONS, {})
        known.setdefault(word, []).append(Definition(start_line, title))
        state.line = start_line + 1
    return True


def _rule(state: StateCore) -> None:
    known: dict[str, list[Definition]] = state.env.get(DEFINITIONS, {})
    if not known:
        return
    trie = _trie(known)
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _explained(block.children, trie)


def _trie(known: Mapping[str, Sequence[Definition]]) -> _Trie:
    trie = _Trie()
    for word, said in known.items():
        node = trie
        for char in word:
            node = node.below.setdefault(char, _Trie())
        node.title = said[0].title
    return trie


def _explained(children: Sequence[Token], trie: _Trie) -> list[Token]:
    kept: list[Token] = []
    address = False
    for token in children:
        if token.type in ("link_open", "link_close"):
            address = token.info == "auto" and token.nesting > 0
        if token.type == "text" and not address:
            kept += _split(token, trie)
        else:
            kept.append(token)
    return kept


def _split(token: Token, trie: _Trie) -> list[Token]:
    text, done, position = token.content, 0, 0
    parts: list[Token] = []
    while position < len(text):
        end, title = _longest(text, position, trie)
        if end == position:
            position += 1
            continue
        if position > done:
            parts.append(_text(text[done:position], token.level))
        opening = Token("abbr_open", "abbr", 1, attrs={"title": title}, level=token.level)
        parts += [
            opening,
            _text(text[position:end], token.level + 1),
            Token("abbr_close", "abbr", -1, level=token.level),
        ]
        done = position = end
    if not parts:
        return [token]
    return [*parts, _text(text[done:], token.level)] if done < len(text) else parts


def _longest(text: str, start: int, trie: _Trie) -> tuple[int, str]:
    """Where the longest abbreviation that begins at `start` ends, and its title."""
    found = (start, "")
    if _is_in_word(text, start):
        return found
    node = trie
    for position in range(start, len(text)):
        following = node.below.get(text[position])
        if following is None:
            break
        node = following
        if node.title and not _is_in_word(text, position + 1):
            found = (position + 1, node.title)
    return found


def _is_in_word(text: str, position: int) -> bool:
    """Whether Latin words do not end or begin there."""
    return 0 < position < len(text) and all(map(_is_latin, text[position - 1 : position + 1]))


def _is_latin(char: str) -> bool:
    return char < "\u2e80" and char.isalnum()


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
