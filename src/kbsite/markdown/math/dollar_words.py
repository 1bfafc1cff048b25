"""Whether two dollars are those of amounts, variables, cells or commands, and no formula's. No I/O.

Of each rule there are two signs: what stands between the dollars is no formula, or ends as none
does, and what stands behind the second is what a dollar begins. Where these do not tell for sure,
there is a formula, as one that is not shown costs more than a dollar too few.
"""

from __future__ import annotations

import re

from kbsite.markdown.characters import WIDE_RANGES, is_wide
from kbsite.markdown.math.dollar_prose import is_prose
from kbsite.markdown.math.prompts import are_prompts
from kbsite.words.patterns import late_pattern

# What a formula or a variable begins with; `\`, `[` and the like are those of formulas alone.
_BEGINNING = re.compile(r"[A-Za-z0-9\\_{(\[|\-+<^@]|\.[a-z_]")
_NAME = re.compile(r"[A-Za-z0-9_{(@]|\.[A-Za-z_]")
_PARAMETER = late_pattern(r"[@#?*!](?!\w)")
# `$HOME`, and behind it another: `$HOME/bin:$PATH`.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{2,}(?![A-Za-z0-9_])")

# jQuery's `$.ajax`, and parameters of a shell among words: `$? 是返回值，$! 是…`; `$! 5 $` is none.
_NEVER = re.compile(
    rf"\.[A-Za-z_]|[@#?*!][\s{WIDE_RANGES}](?=.*(?:[{WIDE_RANGES}]|[A-Za-z]{{2}}))"
    rf".*[\s{WIDE_RANGES}]\Z",
    re.DOTALL,
)
# `$* $@`, `$1 和 $*`.
_PARAMETERS = late_pattern(
    rf"[@#?*!<^][\s{WIDE_RANGES}]\Z|\d(?:[\s{WIDE_RANGES}].*)?[\s{WIDE_RANGES}]\Z", re.DOTALL
)
# It ends with what joins two or opens something: `$dir/$file`, `$x=$5`; with what ends a sentence
# may do so with a formula, `$n=3.$Then`.
_UNFINISHED = re.compile(
    r"[^\\^\s][^\\^]*(?:(?<=[/:=;&?%@+(\[{<\"“”‘])|[,=(\[.]')|[^\\^\s=+]+(?<=[.,])"
)
# What of these is that of programs for sure: signs of theirs, or such behind a name, which has more
# than one letter. What must stand behind `=` and `.` is more than that.
_TAIL = 60
_JOINED = re.compile(
    r"(?:(?<![\w.])_?[A-Za-z]\w+|\w[.-][A-Za-z]\w+|\}|\A\([A-Za-z]\w+\))"
    r"(?:[/:;&?@+,(]| ?\[|,'|\['|\(')\Z"
    r"|(?:://?|//|::|&&|\|\||[=!]=|->|><|\{|[?&]\w+=)\Z"
)
_ASSIGNED = re.compile(r"(?<![\w.)\]}])(?:[A-Za-z]{2}|_)\w*(?:=|='|\.|\.')\Z")
# The row of a cell before the column of another: `A$1:$B$10`.
_ROW, _CELL = re.compile(r"\d{1,7}:"), re.compile(r"[A-Z]{1,3}\$?\d")
_LETTER = re.compile(r"[A-Za-z](?:[/:;,+]|\[)")
_QUOTED = re.compile(r"[\"“”‘']\Z")
_SCRIPT = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]_(?:\{|[A-Za-z0-9](?!\w))")
# The name that stands behind the dollar.
_NAME_BEHIND = re.compile(r"[@.]?[a-z_]\w+|[{(]?[A-Za-z_][\w:-]+", re.ASCII)
_LETTER_BEHIND = re.compile(r"[A-Za-z](?!\w)", re.ASCII)
# A name and an operator; `$n-$th` and `$p*$` are others'.
_OPERATOR = re.compile(r"(?:_?[A-Za-z]{3}\w*+|\{\w+\})(?:[-*|<>~]|\|\|)|\w++->")
# `${a}-${b}`, `$(CC)$(CFLAGS)`.
_IN_BRACES = re.compile(r"\{\w+\}[^\\^]*\Z")
_IN_PARENTHESES = re.compile(r"\([A-Za-z][\w-]+\)[^\\^=]*\Z")
# `$host$request_uri`: names of one or more words, side by side.
_WORD = re.compile(r"[a-z][a-z0-9_]+")
_WORDS = re.compile(r"[a-z]{2,}_[a-z]{2}")
# Between two dollars each, `$$slots、$$props`.
_WORD_ALONE = late_pattern(rf"[a-z][a-z0-9_]+[\s{WIDE_RANGES}]+")
# What stands before a letter, and before a word.
_DOUBTFUL = re.compile(r"[a-z][-*|<>]"), re.compile(r"[a-z]{2,}")
_FOLLOWING = re.compile(r"[a-z]+(?<!th)(?![\w$])", re.ASCII)
# `$A$1`, a cell that stays where it is; `$A1+B$1`. A letter may be a formula where no range of
# cells is near.
_COLUMN = re.compile(r"[A-Z]{1,3}(?:[1-9]\d*+[^\\^]*(?<![A-Za-z])[A-Z]{1,3})?")
_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]")
_NEAR = 80
# `$ npm install and $ npm start`; `$ 100 or EUR; $ 200`.
_COMMANDS = re.compile(r" [a-z][\w./-]+(?: [\w./-]{2,}){2,} ")
_AMOUNT = re.compile(r" \d[^\\^_={}]* ")
_REMARK = late_pattern(rf"[A-Za-z]{{2}}|[;{WIDE_RANGES}]")
_LAST_WORD = re.compile(r"(?<!\w)[A-Za-z_]\w*\Z")

#: As part of a pattern: what a formula begins with that is none of these for sure, and what does
#: not stand behind one.
NEVER_FIRST = r"(?![.@#?*!]|\s+(?:\d|[A-Za-z]{2}))"
NEVER_BEHIND = r"(?![$0-9A-Za-z\\_{(\[|\-+<^@#?*!]|\.[A-Za-z_])"


def are_words(src: str, start: int, begin: int, end: int, behind: int, stop: int) -> bool:
    """Whether the dollars from `start` to `begin` and from `end` to `behind` are no formula's."""
    content = src[begin:end]
    if _NEVER.match(content):
        return True
    is_single = begin - start == 1
    if is_single and are_prompts(src, start, end, stop):
        return True
    if is_single and not content.isascii() and is_prose(src, begin, end, stop):
        return True
    if not _BEGINNING.match(src, behind, stop):
        if _PARAMETER.match(src, behind, stop) and _PARAMETERS.match(content):
            # `$3 $!` and `$3 $?` may end a sentence.
            return src[behind] not in "?!" or not content[0].isdigit() or not content.isascii()
        return content[0] == " " and _are_spaced(src, content, behind, stop)
    if is_single and _are_known(content, src[behind]):
        return True
    if content[-1].isspace() or is_wide(content[-1]):
        if not is_single:
            # What closes a formula may stand right before text.
            is_name = "a" <= src[behind] <= "z"
            return is_name and _WORD_ALONE.fullmatch(content) is not None
        blank = content[-1].isspace() and content[-2:-1] != "\\"
        return not content[0].isspace() and (blank or is_wide(content[-1]))
    if not _NAME.match(src, behind, stop):
        return False
    before = src[start - 1 : start]
    if _UNFINISHED.fullmatch(content) and _are_joined(content, before, src, behind, stop):
        return True
    return _are_names(content, src, start, behind, stop) or _share_owner(
        content, before, src[max(0, start - 40) : start], src[behind]
    )


def may_be_words(content: str, src: str, behind: int, stop: int) -> bool:
    """Whether it cannot be told of a formula: a word with another right behind its dollar
    (`$host$uri`), a name and a sign before a name (`$a-$b`), what ends as no formula does
    (`$x=$5`), or a column and a row (`$A$1`)."""
    if not _NAME.match(src, behind, stop):
        return False
    if _UNFINISHED.fullmatch(content) or (src[behind].isdigit() and _COLUMN.fullmatch(content)):
        return True
    found = _FOLLOWING.match(src, behind, stop)
    return found is not None and _DOUBTFUL[found.end() - behind > 1].fullmatch(content) is not None


def _are_joined(content: str, before: str, src: str, behind: int, stop: int) -> bool:
    """Whether what ends as no formula does is a name before another, and no formula that lacks its
    end."""
    tail = content[-_TAIL:]
    if _QUOTED.search(tail) and before and before in "\"“”‘'":
        return True
    if src[behind].isdigit() or _SCRIPT.search(content):
        return False
    if _LETTER.fullmatch(content):
        return _LETTER_BEHIND.match(src, behind, stop) is not None
    if _ROW.fullmatch(content):
        return before.isupper() and _CELL.match(src, behind, stop) is not None
    if _JOINED.search(tail):
        return True
    return (_ASSIGNED.search(tail) and _NAME_BEHIND.match(src, behind, stop)) is not None


def _are_known(content: str, following: str) -> bool:
    """Amounts (`$5 到 $10`) and variables of the shell (`$HOME/bin:$PATH`)."""
    if following.isdigit() and content[0].isdigit():
        return True
    return bool(_VARIABLE.match(content) and (following.isupper() or following in "_{"))


def _are_spaced(src: str, content: str, behind: int, stop: int) -> bool:
    """Prompts and amounts behind which there is a blank."""
    if src[behind : behind + 1] != " " or behind + 1 >= stop:
        return False
    following = src[behind + 1]
    if following.isdigit():
        return bool(_AMOUNT.fullmatch(content) and _REMARK.search(content))
    return following.isascii() and following.isalpha() and _COMMANDS.fullmatch(content) is not None


def _are_names(content: str, src: str, start: int, behind: int, stop: int) -> bool:
    """Variables and cells side by side, or joined by an operator."""
    before, following = src[start - 1 : start], src[behind]
    if following == "{":
        return _IN_BRACES.match(content) is not None or _OPERATOR.fullmatch(content) is not None
    if following == "(":
        is_name = _NAME_BEHIND.match(src, behind, stop) is not None
        return is_name and _IN_PARENTHESES.match(content) is not None
    if following.isdigit():
        if before.isalnum() or not _COLUMN.fullmatch(content):
            return False
        near = max(0, start - _NEAR), min(stop, behind + _NEAR)
        return not content.isalpha() or _RANGE.search(src, *near) is not None
    if _OPERATOR.fullmatch(content):
        return True
    if not _WORD.fullmatch(content) or not (word := _WORD.match(src, behind, stop)):
        return False
    return (
        (before in ("/", "@", "&") and word[0] != "th")
        or _WORDS.match(content) is not None
        or bool(_WORDS.match(word[0]))
    )


def _share_owner(content: str, before: str, above: str, following: str) -> bool:
    """R's `df$x + df$y`: the same name stands before both dollars."""
    if not (before.isalnum() and following.isalpha() and content[-1] == before):
        return False
    name, last = _LAST_WORD.search(above), _LAST_WORD.search(content)
    return name is not None and last is not None and last.start() > 0 and name[0] == last[0]
