"""Wikilinks that stay text, since a bracket is missing on one side or is one of Chinese input:
`[[name]`, `[name]]`, `[[name】】`. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.reporter import Meant

_BRACKET = re.compile(r"[\[\]]")
# A name, and how it is closed; intervals, matrices and other lists have commas or no letters.
_AHEAD = re.compile(r"(?P<name>[^\[\]【】\0\n,]{1,200})(?P<end>[\]】]{0,2})")
_BEHIND = re.compile(r"(?P<mark>!?)(?P<begin>[\[【])(?P<name>[^\[\]【】\0\n,]{1,200})\]\]\Z")
_ESCAPED = re.compile(r"\\[\[\]]")
_LETTER = re.compile(r"[^\W\d_]")
# How far a link reaches at most, with its brackets.
_REACH = 210
_MAX_TRIED = 5
# So much of the text around a link says which of several it is.
_AROUND = 20


def literal_wikilinks(text: Token, begin: int, end: int) -> Iterator[Meant]:
    """The first of a block's text, which stands in its content from `begin` to `end`; of one with
    brackets that are escaped nothing is known."""
    content = text.content
    if content.find("[[", begin, end) < 0 and content.find("]]", begin, end) < 0:
        return
    if _ESCAPED.search(content, begin, end):
        return
    words = "".join([one.content if one.type == "text" else "\0" for one in text.children or ()])
    tried = 0
    for at in _unmatched(words):
        if (found := _opened(words, at) if words[at] == "[" else _closed(words, at)) is None:
            continue
        written, mark, name = found
        if (place := _place(content, begin, end, words, at, written)) >= 0:
            message = "a link stays text: two brackets open it, and two close it"
            yield Meant("link-literal", place, message, f"Write {mark}[[{name}]].")
            return
        # What stands otherwise in the source, with entities say, is sought in all of it.
        tried += 1
        if tried == _MAX_TRIED:
            return


def _place(content: str, begin: int, end: int, words: str, at: int, written: str) -> int:
    """Where in the source what is `written` at the bracket `at` begins, -1 where it is spelt
    otherwise. By the text around it, since another link or code may hold the same."""
    start = at if words[at] == "[" else at + 1 - len(written)
    before = words[max(0, start - _AROUND) : start].rpartition("\0")[2]
    stop = start + len(written)
    behind = words[stop : stop + _AROUND].partition("\0")[0]
    if (found := content.find(f"{before}{written}{behind}", begin, end)) >= 0:
        return found + len(before)
    return content.find(written, begin, end)


def _unmatched(words: str) -> list[int]:
    """Where brackets stand that have no partner, in order."""
    if words.find("[[") < 0 and words.find("]]") < 0:
        return []
    open_at: list[int] = []
    lonely: list[int] = []
    for found in _BRACKET.finditer(words):
        if found.group() == "[":
            open_at.append(found.start())
        elif open_at:
            open_at.pop()
        else:
            lonely.append(found.start())
    return sorted([*lonely, *open_at])


def _opened(words: str, at: int) -> tuple[str, str, str] | None:
    """What is written, the mark of an embed, and the name, where two brackets open a link."""
    found = _AHEAD.match(words, at + 2) if words.startswith("[[", at) else None
    if not found or not found["end"] or not _is_name(found["name"], words[max(0, at - 1) : at]):
        return None
    mark = "!" if words[at - 1 : at] == "!" else ""
    return words[at : found.end()], mark, found["name"].strip()


def _closed(words: str, at: int) -> tuple[str, str, str] | None:
    """The same where two close one."""
    if words[at - 1 : at] != "]":
        return None
    start = max(0, at - _REACH)
    found = _BEHIND.search(words[start : at + 1])
    begin = start + found.start() if found else 0
    if not found or not _is_name(found["name"], words[max(0, begin - 1) : begin]):
        return None
    return found.group(), found["mark"], found["name"].strip()


def _is_name(name: str, before: str) -> bool:
    """Whether a note may be called so; `before` is the character before its brackets."""
    # Of an array.
    if name.isascii() and before.isascii() and before.isalnum():
        return False
    # `[[ -f x ]; then` is of a shell.
    is_other = name[0] in "^@" or name[0].isspace()
    return not is_other and _LETTER.search(name) is not None
