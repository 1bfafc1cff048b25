"""Whether two dollars are those of amounts, variables, cells or commands, and no formula's. No I/O.

Of each rule there are two signs: what stands between the dollars is no formula, or ends as none
does, and what stands behind the second is what a dollar begins.
"""

from __future__ import annotations

import re

from kbsite.markdown.characters import WIDE_RANGES, is_wide

# What a formula or a variable begins with; `\`, `[` and the like are those of formulas alone.
_BEGINNING = re.compile(r"[A-Za-z0-9\\_{(\[|\-+<^@]|\.[A-Za-z_]")
_NAME = re.compile(r"[A-Za-z0-9_{(@]|\.[A-Za-z_]")
_PARAMETER = re.compile(r"[@#?*!](?!\w)")
# `$HOME`, and behind it another: `$HOME/bin:$PATH`.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{2,}(?![A-Za-z0-9_])")

# jQuery's `$.ajax`, and parameters of a shell among words: `$? 是返回值，$! 是…`.
_NEVER = re.compile(rf"\.[A-Za-z_]|[@#?*!][\s{WIDE_RANGES}].*[\s{WIDE_RANGES}]\Z", re.DOTALL)
# `$* $@`, `$1 和 $*`.
_PARAMETERS = re.compile(
    rf"[@#?*!<^][\s{WIDE_RANGES}]\Z|\d(?:[\s{WIDE_RANGES}].*)?[\s{WIDE_RANGES}]\Z", re.DOTALL
)
# It ends with what joins two or opens something: `$dir/$file`, `$name=$value`, `$f($x)`; with
# what ends a sentence may do so with a formula, `$n=3.$Then`.
_UNFINISHED = re.compile(
    r"[^\\^\s][^\\^]*(?:(?<=[/:=;&?%@+(\[{<\"“”‘])|[,=(\[.]')|[^\\^\s=+]+(?<=[.,])"
)
# A name and an operator; `$n-$th` and `$p*$` are others'.
_OPERATOR = re.compile(r"(?:_?[A-Za-z]{3,}\w*|\{\w+\})(?:[-*|<>~]|\|\|)|\w+->")
# `${a}-${b}`, `$(CC)$(CFLAGS)`.
_IN_BRACES = re.compile(r"\{\w+\}[^\\^]*\Z")
_IN_PARENTHESES = re.compile(r"\([A-Za-z][\w-]+\)[^\\^]*\Z")
# `$host$request_uri`: names of one or more words, side by side.
_WORD = re.compile(r"[a-z][a-z0-9_]+")
_WORDS = re.compile(r"[a-z]{2,}_[a-z]{2}")
# What stands before a letter, and before a word.
_DOUBTFUL = re.compile(r"[a-z][-*|<>]"), re.compile(r"[a-z]{2,}")
_FOLLOWING = re.compile(r"[a-z]+(?<!th)(?![\w$])", re.ASCII)
# `$A$1`, a cell that stays where it is; `$A1+B$1`.
_COLUMN = re.compile(r"[A-Z]{1,3}(?:[1-9]\d*+[^\\^]*(?<![A-Za-z])[A-Z]{1,3})?")
# `$ npm install and $ npm start`; `$ 100 or EUR; $ 200`.
_COMMANDS = re.compile(r" [a-z][\w./-]+(?: [\w./-]{2,}){2,} ")
_AMOUNT = re.compile(r" \d[^\\^_={}]* ")
_REMARK = re.compile(rf"[A-Za-z]{{2}}|[;{WIDE_RANGES}]")
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
    if not _BEGINNING.match(src, behind, stop):
        if _PARAMETER.match(src, behind, stop) and _PARAMETERS.match(content):
            return True
        return content[0] == " " and _are_spaced(src, content, behind, stop)
    is_single = begin - start == 1
    if is_single and _are_known(content, src[behind]):
        return True
    if content[-1].isspace() or is_wide(content[-1]):
        # Of two dollars, what closes a formula may stand right before text.
        blank = content[-1].isspace() and content[-2:-1] != "\\"
        can_be = is_single or (_WORD.match(content) and "\\" not in content)
        return bool(can_be and not content[0].isspace() and (blank or is_wide(content[-1])))
    if not _NAME.match(src, behind, stop):
        return False
    if _UNFINISHED.fullmatch(content):
        return True
    before = src[start - 1 : start]
    return _are_names(content, before, src, behind, stop) or _share_owner(
        content, before, src[max(0, start - 40) : start], src[behind]
    )


def may_be_words(content: str, src: str, behind: int, stop: int) -> bool:
    """Whether it cannot be told of a formula: a word with another right behind its dollar
    (`$host$uri`), or a name and a sign before a name (`$a-$b`)."""
    found = _FOLLOWING.match(src, behind, stop)
    return found is not None and _DOUBTFUL[found.end() - behind > 1].fullmatch(content) is not None


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


def _are_names(content: str, before: str, src: str, behind: int, stop: int) -> bool:
    """Variables and cells side by side, or joined by an operator."""
    following = src[behind]
    if following == "{":
        return _IN_BRACES.match(content) is not None or _OPERATOR.fullmatch(content) is not None
    if following == "(":
        return _IN_PARENTHESES.match(content) is not None
    if following.isdigit():
        return _COLUMN.fullmatch(content) is not None and not before.isalnum()
    if _OPERATOR.fullmatch(content):
        return True
    if not _WORD.fullmatch(content) or not (word := _WORD.match(src, behind, stop)):
        return False
    return (
        before in ("/", "@", "&")
        or _WORDS.match(content) is not None
        or bool(_WORDS.match(word[0]))
    )


def _share_owner(content: str, before: str, above: str, following: str) -> bool:
    """R's `df$x + df$y`: the same name stands before both dollars."""
    if not (before.isalnum() and following.isalpha() and content[-1] == before):
        return False
    name, last = _LAST_WORD.search(above), _LAST_WORD.search(content)
    return name is not None and last is not None and last.start() > 0 and name[0] == last[0]
