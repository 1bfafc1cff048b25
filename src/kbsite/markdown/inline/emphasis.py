"""Emphasis beside Chinese punctuation: `**强调。**后` is bold. No I/O.

CommonMark's flanking rules with the amendment of the CJK-friendly specification
(tats-u/markdown-cjk-friendly): a delimiter run beside a CJK character is judged as if that
were white space where CommonMark looks for punctuation on the other side. Characters without a
width, which exports leave beside a run, are looked through.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from kbsite.markdown.characters import is_wide
from kbsite.markdown.new_tokens import text_token
from kbsite.tex.tokens import INVISIBLE

# Selects the full-width form of a quotation mark that Latin has too.
_FULL_WIDTH, _SHARED_QUOTES = "\ufe01", "‘’“”"

#: How many texts are read within each other. Each may look as far ahead as markdown-it allows, and
#: both together have to fit into what Python lets functions call each other.
_MAX_DEPTH = 30
#: `env` key: how many are being read.
_DEPTH = "inline_depth"


def cjk_emphasis(md: MarkdownIt) -> None:
    """Makes `*`, `_` and `~~` know Chinese."""
    inline = _CjkInline()
    inline.ruler, inline.ruler2 = md.inline.ruler, md.inline.ruler2
    md.inline = inline


class _CjkInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        # The words of an image are a text of their own, for which markdown-it's limit begins anew.
        depth = env.get(_DEPTH, 0)
        if depth >= _MAX_DEPTH:
            tokens.append(text_token(src))
            return tokens
        env[_DEPTH] = depth + 1
        state = _CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        env[_DEPTH] = depth
        return state.tokens


class _CjkState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        src = self.src
        marker = src[start]
        pos = start
        while pos < self.posMax and src[pos] == marker:
            pos += 1
        can_open, can_close = _flanks(src, start, pos, self.posMax, canSplitWord)
        begin, end = start, pos
        while begin > 0 and src[begin - 1] in INVISIBLE:
            begin -= 1
        while end < self.posMax and src[end] in INVISIBLE:
            end += 1
        if begin < start or end > pos:
            # One that was set there on purpose counts as the letter that CommonMark takes it for.
            opens, closes = _flanks(src, begin, end, self.posMax, canSplitWord)
            can_open, can_close = can_open or opens, can_close or closes
        return Scanned(can_open, can_close, pos - start)


def _flanks(src: str, start: int, end: int, stop: int, splits_word: bool) -> tuple[bool, bool]:
    """Whether a run with the text up to `start` before it and that from `end` on behind it may open
    emphasis, and whether it may close it."""
    before, before_is_cjk = _before(src, start)
    after = src[end] if end < stop else " "
    after_is_cjk = is_wide(after)

    before_space, after_space = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    before_punct, after_punct = _is_punctuation(before), _is_punctuation(after)
    left = not after_space and (
        not after_punct or after_is_cjk or before_space or before_punct or before_is_cjk
    )
    right = not before_space and (
        not before_punct or before_is_cjk or after_space or after_punct or after_is_cjk
    )
    return (
        left and (splits_word or not right or before_punct),
        right and (splits_word or not left or after_punct),
    )


def _before(src: str, start: int) -> tuple[str, bool]:
    """The character before a run, and whether it is CJK. A variation selector belongs to the
    character before it; U+FE0F, which makes an emoji of it, stands for itself."""
    char = src[start - 1] if start else " "
    if "\ufe00" <= char <= "\ufe0e" and start > 1 and not isWhiteSpace(ord(src[start - 2])):
        base = src[start - 2]
        return base, is_wide(base) or (char == _FULL_WIDTH and base in _SHARED_QUOTES)
    return char, is_wide(char) or "\U000e0100" <= char <= "\U000e01ef"


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)
