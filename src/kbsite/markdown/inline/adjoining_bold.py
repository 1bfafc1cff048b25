"""Bold beside bold in Chinese text: `**甲****乙**` is two bold words. No I/O.

Editors that show what is written set one beside the other, where half of a bold text was edited.
CommonMark takes four stars with letters on both sides for neither an end nor a beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.rules_inline.state_inline import Delimiter

from kbsite.markdown.characters import is_wide

_STAR = ord("*")
_RUN = "****"
#: How many stars before a run are looked at: what is open there is known from the nearest, but
#: for those that have Chinese on both sides.
_NEAR = 64


@dataclass(slots=True)
class _Half(Delimiter):
    """A star of a run that was parted: the run is four of them."""


def adjoining_bold(md: MarkdownIt) -> None:
    """Makes the rule of emphasis part such a run: its first half ends what is bold, its second
    begins what is bold next. One of which but a half does so stays text."""
    md.inline.ruler.at("emphasis", _rule)
    md.inline.ruler2.after("balance_pairs", "adjoining_bold", _undo)


def _rule(state: StateInline, silent: bool) -> bool:
    src, at = state.src, state.pos
    if silent or not src.startswith(_RUN, at) or not _is_parted(state):
        return emphasis.tokenize(state, silent)
    for number in range(len(_RUN)):
        state.push("text", "", 0).content = "*"
        closes = number < 2
        state.delimiters.append(
            _Half(_STAR, 2, len(state.tokens) - 1, -1, open=not closes, close=closes)
        )
    state.pos += len(_RUN)
    return True


def _is_parted(state: StateInline) -> bool:
    """Whether four stars and no more stand between words, of which one is Chinese, behind `**`
    that opened and was not closed, and before another `**`."""
    src, begin = state.src, state.pos
    end = begin + len(_RUN)
    if not 0 < begin < end < state.posMax or src[end] == "*":
        return False
    before, behind = src[begin - 1], src[end]
    if isWhiteSpace(ord(before)) or isWhiteSpace(ord(behind)):
        return False
    return (
        (is_wide(before) or is_wide(behind))
        and _is_open(state.delimiters)
        and src.find("**", end, state.posMax) > 0
    )


def _is_open(delimiters: list[Delimiter]) -> bool:
    """Whether the last of the runs of two stars before opened something bold; False where others
    leave that in doubt."""
    seen = 0
    for one in reversed(delimiters[-_NEAR:]):
        if one.marker != _STAR or one.length == 1 or not (one.open or one.close):
            continue
        if one.length != 2:
            return False
        if not (one.open and one.close):
            return one.open != bool(seen // 2 % 2)
        seen += 1
    return len(delimiters) <= _NEAR and seen // 2 % 2 == 1


def _undo(state: StateInline) -> None:
    if _RUN not in state.src:
        return
    _undo_in(state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _undo_in(meta["delimiters"])


def _undo_in(delimiters: list[Delimiter]) -> None:
    """Takes the pairs from runs of which a star has none, and so from those they made one with."""
    halves = [number for number, one in enumerate(delimiters) if isinstance(one, _Half)]
    if not halves:
        return
    run_of = {number: place // len(_RUN) for place, number in enumerate(halves)}
    opener_of = {one.end: number for number, one in enumerate(delimiters) if one.end >= 0}
    left = list(range(len(halves) // len(_RUN)))
    while left:
        run = left.pop()
        stars = halves[run * len(_RUN) : (run + 1) * len(_RUN)]
        openers = [opener_of.get(star, star) for star in stars[:2]] + stars[2:]
        paired = [number for number in openers if delimiters[number].end >= 0]
        if len(paired) == len(_RUN):
            continue
        for number in paired:
            end = delimiters[number].end
            delimiters[number].end = -1
            left += (run_of[one] for one in (number, end) if run_of.get(one, run) != run)
