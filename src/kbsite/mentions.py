"""Where notes are named without a link: names → places in prose. No I/O.

A name is a title or an alias. The longest goes first, and what stands within a longer name is no
mention of a shorter one. Chinese has no word boundaries; where a name begins or ends with a Latin
letter or a digit, none may stand beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from operator import add
from typing import TypeAlias

from kbsite.nouns.bodies import BLOCK_END, BREAK, JOINED_BREAK, OPAQUE, Prose
from kbsite.nouns.slots import Piece, Pieces
from kbsite.urls import nfc
from kbsite.words.patterns import late_pattern

#: How many characters a name has; what is longer is never written out in a sentence.
MIN_NAME, MAX_NAME = 2, 64
#: A name that more than this part of all notes, and more notes than this, hold is a common word; of
#: two characters are most words of the language (符号, 安装), and few of them mean a note.
COMMON_PART, COMMON_FLOOR, COMMON_PART_OF_SHORT = 20, 5, 50
#: How many places of a name are kept of each note.
MAX_PLACES = 3
#: How many characters are quoted on each side.
QUOTE_SIDE = 100

#: To make an automaton takes as long as it spares in so many texts.
_FEW = 50

# Letters, digits and spaces; marks stay, which most Chinese texts are full of.
_WIDE = late_pattern("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]")
_SPACES = re.compile(r"\s+")
#: What a name needs at least: a letter.
_LETTER = re.compile(r"[^\W\d_]")
_FIRST_IDEOGRAPHIC = "\u2e80"
# Marks of ASCII stand in addresses and names too: they end one before a space or Chinese.
_SENTENCE_END = (
    r"[。！？；][。！？!?；;]*[”’」』）)\]]*\s*"
    rf"|[!?;]+[”’」』）)\]]*(?=[\s{BREAK}{JOINED_BREAK}\u2e80-\U0003ffff]|\Z)\s*|\.(?=\s)\s*"
)

_Find: TypeAlias = Callable[[str], Iterator[tuple[int, str]]]

#: Name → the first places in a note, one of each paragraph, behind the number of all.
Places: TypeAlias = dict[str, tuple[int, ...]]


def folded(text: str) -> str:
    """The form in which names are found: without case, full-width letters narrow; as long as
    `text`."""
    if not text.isascii():
        text = _WIDE.sub(_narrow, text)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _narrow(match: re.Match[str]) -> str:
    return " " if match[0] == "\u3000" else chr(ord(match[0]) - 0xFEE0)


def name_of(text: str) -> str:
    """A title or alias as it is looked for; "" where it never is."""
    name = folded(_SPACES.sub(" ", nfc(text)).strip())
    return name if MIN_NAME <= len(name) <= MAX_NAME and _LETTER.search(name) else ""


def names_of(titles: Mapping[str, str], aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Name → path of the note that it means, "" where that is not clear: several have the title,
    or none and several the alias. As for links, titles go before aliases."""
    names: dict[str, str] = {}
    given = ((path, name) for path, own in aliases.items() for name in own)
    for pairs in (titles.items(), given):
        found: dict[str, str] = {}
        for path, text in pairs:
            if name := name_of(text):
                found[name] = path if found.get(name, path) == path else ""
        names = found | names
    return names


def is_common(name: str, notes: int, of: int) -> bool:
    """Whether a name in `notes` notes `of` all is a common word."""
    part = COMMON_PART_OF_SHORT if len(name) == MIN_NAME else COMMON_PART
    return notes > COMMON_FLOOR and notes * part > of


class NameFinder:
    """Finds names in text."""

    def __init__(self, names: Collection[str], texts: int) -> None:
        """`names` as `name_of` gives them, to be found in about so many texts."""
        self._all = (_automaton(names) if texts > _FEW else None) or _by_lengths(names)

    def places(self, text: str) -> Places:
        """The names in the text of a `Prose`."""
        text = folded(text)
        found = [
            (len(name), -end, name) for end, name in self._all(text) if _stands(text, end, name)
        ]
        # A longer one that stands across another covers one of its ends.
        found.sort(reverse=True)
        covered = bytearray(len(text))
        starts: defaultdict[str, list[int]] = defaultdict(list)
        for length, end, name in found:
            start = -end - length
            if not covered[start] and not covered[-end - 1]:
                covered[start:-end] = b"\1" * length
                starts[name].append(start)
        return {name: _by_paragraph(text, at) for name, at in sorted(starts.items())}


def _by_paragraph(text: str, starts: Sequence[int]) -> tuple[int, ...]:
    firsts: list[int] = []
    end = -1
    for start in starts:
        if start > end:
            firsts.append(start)
            end = text.find(BLOCK_END, start)
    return (len(firsts), *firsts[:MAX_PLACES])


def _stands(text: str, end: int, name: str) -> bool:
    """Whether the name that ends before `end` is no part of a longer word."""
    start = end - len(name)
    return not (
        (_is_word(name[0]) and start > 0 and _is_word(text[start - 1]))
        or (_is_word(name[-1]) and end < len(text) and _is_word(text[end]))
    )


def _is_word(char: str) -> bool:
    return char < _FIRST_IDEOGRAPHIC and (char.isalnum() or char == "_")


def _automaton(names: Collection[str]) -> _Find | None:
    """Each place where a name ends, and the name, in one pass over the text; None where the library
    for it has no wheel."""
    try:
        import ahocorasick
    except ImportError:
        return None
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    if not names:
        return lambda text: iter(())
    automaton.make_automaton()
    iterate = automaton.iter
    return lambda text: ((last + 1, name) for last, name in iterate(text))


def _by_lengths(names: Collection[str]) -> _Find:
    """The same in Python, twice as slow and sooner begun: which lengths names have that begin with
    a pair of characters."""
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))

    def find(text: str) -> Iterator[tuple[int, str]]:
        for start, pair in enumerate(map(add, text, text[1:])):
            if pair in lengths:
                for length in lengths[pair]:
                    if (name := text[start : start + length]) in known:
                        yield start + length, name

    known = frozenset(names)
    return find


def is_alone(name: str) -> bool:
    """Whether no other text folds to a name: it is written in Han alone."""
    return all("\u3400" <= char <= "\u9fff" for char in name)


def holds_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of a few names may be in the text of a `Prose`."""
    text = folded(text)
    return any(name in text for name in names)


# --- quotes ---


def line_of(prose: Prose, at: int) -> int:
    """The line of the note's file in which a place is, or one before in the same paragraph where
    code or a formula spans lines."""
    block = prose.text.count(BLOCK_END, 0, at)
    start = prose.text.rfind(BLOCK_END, 0, at) + 1
    return prose.lines[block] + sum(
        prose.text.count(one, start, at) for one in (BREAK, JOINED_BREAK)
    )


def quote_of(prose: Prose, at: int, length: int) -> Pieces:
    """The sentence around a place, its words marked, at most `QUOTE_SIDE` characters more on each
    side."""
    text, end = prose.text, at + length
    first = text.rfind(BLOCK_END, 0, at) + 1
    last = text.find(BLOCK_END, end)
    start = max(first, at - QUOTE_SIDE)
    sentence = [match.end() for match in _sentence_end().finditer(text, start, at)]
    cut_before = not sentence and start > first
    start = sentence[-1] if sentence else start
    stop = min(last, end + QUOTE_SIDE)
    ending = _sentence_end().search(text, end, stop)
    cut_after = ending is None and stop < last
    stop = ending.end() if ending else stop
    opaque = iter(prose.opaque[text.count(OPAQUE, 0, start) :])
    pieces: list[Piece] = ["…"] if cut_before else []
    pieces += _shown(text[start:at].lstrip(), opaque)
    pieces += ["<mark>", escape(text[at:end]), "</mark>"]
    pieces += _shown(text[end:stop].rstrip(), opaque)
    pieces += ["…"] if cut_after else []
    return tuple(_joined(pieces))


@cache
def _sentence_end() -> re.Pattern[str]:
    """Compiled where a sentence is quoted: most edits quote none."""
    return re.compile(_SENTENCE_END)


def _shown(text: str, opaque: Iterator[Piece]) -> Iterator[Piece]:
    text = text.replace(JOINED_BREAK, "").replace(BREAK, " ")
    for i, part in enumerate(text.split(OPAQUE)):
        if i:
            yield next(opaque)
        yield escape(part)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    text: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            text.append(piece)
            continue
        if text:
            yield "".join(text)
        yield piece
        text = []
    if any(text):
        yield "".join(text)
