"""Chinese in a formula outside `\text{…}`: words that are a part of it, or text that stands between
two formulas and became one, as a dollar is missing. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.characters import HAN
from kbsite.markdown.math.text_groups import without_words
from kbsite.words.patterns import late_pattern

# What words in a formula are without: a mark within a sentence, a colon that leads to the next.
_SENTENCE = late_pattern(
    rf"[，。；：？！][ \t]*{HAN.pattern}|{HAN.pattern}[ \t]*[：:][ \t]*$", re.MULTILINE
)
# What parts the cells and rows of an environment; `&nbsp;` is no cell.
_ROW = re.compile(r"\\\\|&(?!#?\w+;)")
_MARK = re.compile(r"[，。；？！]")
# What stands in brackets: `P(女)`, `w_{最优}`. So many may stand in one another.
_BRACKETS = late_pattern(r"[{(\[（][^{}()\[\]（）]*+[})\]）]")
_DEPTH = 8
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Words that a sign or a command parts from the end of the formula or from its beginning: `k=常数`.
_HAN_RUN = rf"{HAN.pattern}(?:{HAN.pattern}|[\s、])*+"
_SIGNS = r"-=<>+*/|_^&\\±·×÷\u2190-\u22ff"
_AT_START = late_pattern(rf"\s*{_HAN_RUN}(?![{_SIGNS}])")
_AT_END = late_pattern(rf"(?:\A|[^{_SIGNS}\s{HAN.pattern[1:-1]}、])\s*{_HAN_RUN}\Z")

# Amounts and words: `5 和 6`.
_AMOUNTS = late_pattern(rf"(?:[\d\s.,、]|{HAN.pattern})++")


def has_stray_han(tex: str) -> bool:
    """Whether any is there."""
    return HAN.search(tex) is not None and HAN.search(without_words(tex)) is not None


def parts_formula(line: str) -> bool:
    """Whether words in a line behind a blank one end an environment that is open: they do, but in
    what is plainly a row."""
    return has_stray_han(line) and not (_ROW.search(line) or _COMMAND.search(line))


def holds_sentence(tex: str) -> bool:
    """Whether text of two parts at least is there, in lines that are no rows of an environment."""
    if HAN.search(tex) is None:
        return False
    lines = without_words(tex).split("\n")
    return any(_SENTENCE.search(line) and not _ROW.search(line) for line in lines)


def reads_as_text(tex: str) -> bool:
    """Whether text is there that no bracket, sign or command makes a part of the formula: a mark of
    sentences, words at its beginning or its end, as in `x 为输入，y`, or amounts alone beside it.
    Between two parts of mathematics words are shown as they are meant: `A 与 B`."""
    if not has_stray_han(tex):
        return False
    tex = without_words(tex, "x")
    for _ in range(_DEPTH):
        tex, count = _BRACKETS.subn("", tex)
        if not count:
            break
    if not HAN.search(tex):
        return False
    tex = _COMMAND.sub(r"\\", tex)
    if _AMOUNTS.fullmatch(tex):
        return True
    return bool(_MARK.search(tex) or _AT_START.match(tex) or _AT_END.search(tex))
