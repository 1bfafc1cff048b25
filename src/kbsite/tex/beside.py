"""What stands beside a numbered environment in its formula. No I/O."""

from __future__ import annotations

from kbsite.tex.numbered import NUMBERED
from kbsite.tex.rewriter import FONTS, NEWLINES, SIZES, STYLES, Rewriter
from kbsite.tex.tokens import Token

#: What shows nothing, with how many arguments.
_SHOWS_NOTHING = {
    **dict.fromkeys((" ", "{", "}", r"\nonumber", r"\notag", *STYLES, *SIZES, *FONTS), 0),
    **dict.fromkeys((r"\boldsymbol", r"\bm", r"\pmb"), 0),
    **dict.fromkeys((r"\label", r"\tag", r"\color", r"\textcolor", r"\require"), 1),
}
_SAY_NUMBERS = frozenset((r"\tag", r"\label"))
_PUNCTUATION = frozenset(",.;:，。；：、")
_BLANKS = NEWLINES | {" ", "~", r"\ ", r"\,", r"\:", r"\>", r"\;", r"\!", r"\quad", r"\qquad"}
_LONGEST_NAME = 16


def with_marks_inside(tokens: list[Token]) -> list[Token]:
    r"""`\begin{align}…\end{align},` with the comma at the end of the last row: behind the table it
    would stand at the edge of the page. Blanks and newlines beside it say nothing."""
    last = len(tokens)
    while last and (tokens[last - 1].text in _PUNCTUATION or tokens[last - 1].text in _BLANKS):
        last -= 1
    if (end := _end_of_environment(tokens[:last])) is None:
        return tokens
    marks = [token for token in tokens[last:] if token.text in _PUNCTUATION]
    while marks and end and tokens[end - 1].text in (" ", *NEWLINES):
        end -= 1
    begin = 0
    while tokens[begin].text in _BLANKS:
        begin += 1
    begin = begin if tokens[begin].text == r"\begin" else 0
    return [*tokens[begin:end], *marks, *tokens[end:last]]


def _end_of_environment(tokens: list[Token]) -> int | None:
    """Where the `\\end` of a numbered environment stands with which they end."""
    name = ""
    for k in range(len(tokens) - 2, max(len(tokens) - _LONGEST_NAME, 0), -1):
        if tokens[k].text == "{":
            is_end = tokens[-1].text == "}" and tokens[k - 1].text == r"\end"
            return k - 1 if is_end and name.strip().removesuffix("*") in NUMBERED else None
        name = tokens[k].text + name
    return None


def numbers_rows(rewriter: Rewriter) -> bool:
    r"""Whether the rows of a numbered environment have numbers of their own, at the page's edge:
    not where something stands around it or beside it, as in `\left\{\begin{align}…`, unless more
    than one of its rows says so."""
    tokens, end = rewriter.tokens, len(rewriter.tokens)
    if _rows_that_say(tokens) > 1:
        return True
    environments = i = 0
    while i < end:
        text = tokens[i].text
        i += 1
        if text in (r"\begin", r"\end"):
            begin, stop, behind = rewriter.argument(i, end)
            name = rewriter.characters(begin, stop).strip()
            if name.removesuffix("*") in NUMBERED and text == r"\begin":
                environments += 1
                behind = rewriter.closing[i - 1]
            elif name == "subequations":
                return True
            elif name.removesuffix("*") not in NUMBERED:
                return False
            i = behind
        elif text not in _SHOWS_NOTHING:
            return False
        elif _SHOWS_NOTHING[text]:
            i = _behind_argument(rewriter, i, end)
    return environments < 2


def _rows_that_say(tokens: list[Token]) -> int:
    """How many rows have a tag or a label; one may have both."""
    count, says = 0, False
    for token in tokens:
        if token.text in _SAY_NUMBERS:
            count, says = count + (not says), True
        elif token.text in NEWLINES:
            says = False
    return count


def _behind_argument(rewriter: Rewriter, i: int, end: int) -> int:
    i = rewriter.skip_space(i + (rewriter.text(i, end) == "*"), end)
    i = rewriter.skip_space(rewriter.optional(i, end)[2], end)
    return rewriter.closing.get(i, i) + 1
