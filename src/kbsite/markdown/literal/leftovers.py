"""What stands literally in a note's text and was meant otherwise: placeholders of what is lost, and
`**` that makes nothing bold. No I/O.

Code, formulas and what the author escaped are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from markdown_it.token import Token

from kbsite.markdown.characters import is_wide
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION

#: What Zhihu and other editors leave of a formula, code or a picture that is pasted as text.
PLACEHOLDER = re.compile(r"\[(?:公式|代码|图片|动图|[Mm]ath)\]")
STARS = re.compile(r"\*{2,}")

# How far stars are looked around.
_NEAR = 8
# As far as an address may be long that stands between.
_FAR = 4000
_ESCAPABLE = re.compile(r"\\[!-/:-@\[-`{-~]")
_TICKS = re.compile("`+")
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(pre|code|script|style|math|svg)\b.*?(?:</\1\s*>|\Z)|</?[a-zA-Z][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]{0,200}(?<=[^\s*])\*\*(?!\*)")


class Remain(NamedTuple):
    """What is literal: the marks or words themselves, and their place; `html` is for stars in a
    block of it."""

    kind: Literal["placeholder", "stars", "html"]
    text: str
    at: tuple[int, int]


class _Stars(NamedTuple):
    """Stars in a paragraph: what they are, their offset, and the characters on both sides; `left`
    and `right` are the nearest that are no space, "" at an end."""

    text: str
    offset: int
    before: str
    behind: str
    left: str
    right: str


def literal_remains(blocks: Iterable[tuple[Token, Place]]) -> Iterator[Remain]:
    """Those of the `blocks` of a note, in order."""
    for token, place in blocks:
        if token.type == "html_block":
            yield from _in_html(token.content, place)
        if token.type != "inline" or not ("**" in token.content or "[" in token.content):
            continue
        stars: list[_Stars] = []
        for text, offsets in _texts(token.children or (), token.content):
            for found in PLACEHOLDER.finditer(text):
                if (offset := offsets[found.start()]) >= 0:
                    yield Remain("placeholder", found.group(), place.of(offset))
            stars += _stars(text, offsets, token.content)
        for one in _meant(stars):
            yield Remain("stars", one.text, place.of(one.offset))


def _in_html(html: str, place: Place) -> Iterator[Remain]:
    """Of a block of HTML, in which no Markdown is read."""
    seen = _UNREAD.sub(lambda found: " " * len(found.group()), html)
    for found in PLACEHOLDER.finditer(seen):
        yield Remain("placeholder", found.group(), place.of(found.start()))
    for found in _BOLD.finditer(seen):
        yield Remain("html", "**", place.of(found.start()))


def _texts(children: Sequence[Token], content: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Each text of a paragraph with the offset of each of its characters in `content`, -1 where
    that is escaped or not known."""
    cursor = 0
    for token in children:
        cursor = max(cursor, token.meta.get(POSITION, 0) if token.meta else 0)
        if token.type == "text":
            offsets, cursor = _aligned(token.content, content, cursor)
            yield token.content, offsets
        elif token.type == "code_inline":
            cursor = _behind_code(token.markup, content, cursor)
        elif token.content and token.type != "image":
            found = _find(token.content, content, cursor)
            cursor = found + len(token.content) if found >= 0 else cursor


def _aligned(text: str, content: str, cursor: int) -> tuple[Sequence[int], int]:
    """Where the characters of `text` stand in `content` behind `cursor`, and where it ends."""
    begin = _find(text, content, cursor)
    if begin >= 0 and (begin == 0 or content[begin - 1] != "\\"):
        return range(begin, begin + len(text)), begin + len(text)
    offsets: list[int] = []
    position = _find(text[:1], content, cursor) if text else -1
    for char in text:
        while (
            0 <= position < len(content)
            and content[position] != char
            and (content[position].isspace() or content[position] in "*_~=")
        ):
            position += 1
        if position < 0 or position >= len(content):
            offsets.append(-1)
        elif _ESCAPABLE.match(content, position) and content[position + 1] == char:
            offsets.append(-1)
            position += 2
        elif content[position] == char:
            escaped = position > 0 and content[position - 1] == "\\"
            offsets.append(-1 if escaped else position)
            position += 1
        else:
            # A character reference, say: what follows is not known.
            position = -1
            offsets.append(-1)
    return offsets, max(cursor, position)


def _behind_code(ticks: str, content: str, cursor: int) -> int:
    """The end of the code that is the next between `ticks`."""
    seen = 0
    for found in _TICKS.finditer(content, cursor):
        if found.group() == ticks:
            seen += 1
            if seen == 2:
                return found.end()
    # What follows is not known.
    return len(content)


def _find(text: str, content: str, cursor: int) -> int:
    """Where `text` is next, not far behind what was found last."""
    return content.find(text, cursor, cursor + len(text) + _FAR)


def _stars(text: str, offsets: Sequence[int], content: str) -> Iterator[_Stars]:
    for found in STARS.finditer(text):
        offset = offsets[found.start()]
        if offset < 0 or content[offset : offset + len(found.group())] != found.group():
            continue
        end = offset + len(found.group())
        before, behind = content[max(0, offset - _NEAR) : offset], content[end : end + _NEAR]
        yield _Stars(
            found.group(),
            offset,
            before[-1:],
            behind[:1],
            before.rstrip()[-1:],
            behind.lstrip()[:1],
        )


def _meant(stars: Sequence[_Stars]) -> Iterator[_Stars]:
    """Those that were meant to make something bold: no powers, no `**kwargs`."""
    kept = [one for one in stars if not _is_operator(one)]
    for number, one in enumerate(kept):
        behind = kept[number + 1] if number + 1 < len(kept) else None
        if number % 2 and len(kept) > 1:
            continue
        if behind is not None:
            if _is_argument(one) and _is_argument(behind):
                continue
            yield one
        elif _is_wide(one.before) or _is_wide(one.behind):
            yield one


def _is_operator(one: _Stars) -> bool:
    """Whether this is Python's power: operands stand on both sides, spaced or not."""
    is_even = one.before.isspace() == one.behind.isspace()
    return is_even and all(
        side != "" and side.isascii() and (side.isalnum() or side in "()[]_.'\"$`")
        for side in (one.left, one.right)
    )


def _is_argument(one: _Stars) -> bool:
    return not _is_wide(one.before) and one.behind.isascii() and one.behind.isidentifier()


def _is_wide(char: str) -> bool:
    return char != "" and is_wide(char)
