"""Sections → passages, what a result shows, and chunks of them, what a browser loads. No I/O.

A cut falls where no term stands across it, unless a single run of characters is too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kbsite.nouns.bodies import FORMULA_END, FORMULA_START
from kbsite.search.characters import GREEK, HAN, LETTER, WORD, normalised
from kbsite.search.formulas import MAX_FORMULA, without_marks
from kbsite.words.patterns import late_pattern

#: Characters of a passage; passages and characters of a chunk.
MAX_PASSAGE = 1500
CHUNK_PASSAGES, CHUNK_CHARACTERS = 8, 3000

# Places where a long line may be cut: behind sentences, else behind marks and spaces.
_PLACES = late_pattern(
    rf"{FORMULA_START}[^{FORMULA_START}{FORMULA_END}]*{FORMULA_END}|(?P<end>[。！？；!?;…]+[”’」』）)\]]*\s*)|[\s，、,：:|]+|[)\]}}）】》」]+"
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN_CHARACTER = late_pattern(f"[{HAN}{GREEK}{WORD}]")
# A word of one letter that may be joined to what stands across the place.
_ONE_BEFORE = late_pattern(rf"(?<![{WORD}])[{LETTER}][^{HAN}{GREEK}{WORD}\n]{{0,6}}\Z")
_ONE_BEHIND = late_pattern(rf"[^{HAN}{GREEK}{WORD}\n]{{0,6}}[{LETTER}](?![{WORD}])")
_WINDOW = 12


class Passage(NamedTuple):
    """`text` of the section of heading number `heading` (-1: before the first)."""

    heading: int
    text: str
    is_code: bool = False


def passages(headings: int, sections: Iterable[tuple[int, str, str]]) -> list[Passage]:
    """The passages of a note with so many headings: what stands before the first, and each
    heading, have at least one. Sections are (number of the heading, text, code)."""
    texts = ["" for _ in range(headings + 1)]
    codes = texts.copy()
    for number, text, code in sections:
        texts[number + 1] += text
        codes[number + 1] += without_marks(code)
    found: list[Passage] = []
    for number, (text, code) in enumerate(zip(texts, codes, strict=True), -1):
        found += [Passage(number, part) for part in cut(text) or ("",)]
        found += [Passage(number, part, is_code=True) for part in cut(code)]
    return found


def chunks(parts: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The same in groups that are loaded together."""
    chunk: list[Passage] = []
    length = 0
    for passage in parts:
        length += len(passage.text)
        if chunk and (len(chunk) == CHUNK_PASSAGES or length > CHUNK_CHARACTERS):
            yield chunk
            chunk, length = [], len(passage.text)
        chunk.append(passage)
    if chunk:
        yield chunk


def cut(text: str, limit: int = MAX_PASSAGE) -> list[str]:
    """`text` in parts of at most `limit` characters where that can be, at line ends where there
    are some; together they are `text`."""
    found: list[str] = []
    lines: list[str] = []
    length = 0
    for line in _LINE.findall(text):
        length += len(line)
        if lines and length > limit:
            found.append("".join(lines))
            lines, length = [], len(line)
        lines.append(line)
        if length > limit:
            *whole, last = _cut_line(line, limit)
            found += whole
            lines, length = [last], len(last)
    if lines:
        found.append("".join(lines))
    return found


def _cut_line(line: str, limit: int) -> Iterator[str]:
    start = 0
    places: list[tuple[int, bool]] = []
    for place in (*_places(line), (len(line), True)):
        while place[0] - start > limit:
            end = _best(line, start, places, limit)
            if not end:
                # One run without a place to cut: it may be twice as long.
                far = place[0] - start > 2 * limit or not _is_safe(line, place[0])
                end = _between_tokens(line, start, start + limit) if far else place[0]
            yield line[start:end]
            start = end
            places = [one for one in places if one[0] > start]
        places.append(place)
    if start < len(line):
        yield line[start:]


def _places(line: str) -> Iterator[tuple[int, bool]]:
    for match in _PLACES.finditer(line):
        if match[0][0] != FORMULA_START or line.startswith(FORMULA_START, match.end()):
            yield match.end(), match["end"] is not None


def _best(line: str, start: int, places: list[tuple[int, bool]], limit: int) -> int:
    """The last end of a sentence in the second half, else the last place; 0 if there is none."""
    ends = (i for i, is_end in reversed(places) if is_end and i - start > limit // 2)
    return next((i for i in ends if _is_safe(line, i)), 0) or next(
        (i for i, _ in reversed(places) if i > start and _is_safe(line, i)), 0
    )


def _is_safe(line: str, i: int) -> bool:
    """Whether no two tokens around `i` make one term."""
    if line[i - 1 : i + 1] == FORMULA_END + FORMULA_START:
        return True
    before = without_marks(line[max(0, i - _WINDOW) : i])
    behind = without_marks(line[i : i + _WINDOW])
    return not (_ONE_BEFORE.search(normalised(before)) or _ONE_BEHIND.match(normalised(behind)))


def _between_tokens(line: str, start: int, end: int) -> int:
    """`end`, or near it where neither a formula nor, if possible, a word is cut."""
    formula = line.rfind(FORMULA_START, max(start, end - MAX_FORMULA - 1), end)
    if formula >= 0 and FORMULA_END not in line[formula:end]:
        return formula if formula > start else line.find(FORMULA_END, end) + 1 or end
    for i in range(end, max(start, end - 100), -1):
        if not _TOKEN_CHARACTER.match(line, i - 1):
            return i
    return end
