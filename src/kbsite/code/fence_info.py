"""What a fence's info string says, in the spellings that the field has for it. No I/O.

    python {2,4-6} title="x.py" linenos        js{1} showLineNumbers      (VitePress, Docusaurus)
    py hl_lines="2 4-6" linenums="5"           {.python .numberLines startFrom="5"}      (Pandoc)
    python {linenos=true,hl_lines=[2,"4-6"]}   python:x.py   lang:python   diff-python   (others)
    python=   python=10   python=+   (HackMD)

Words that mean nothing here are ignored, as they are there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kbsite.code.lexers import is_language
from kbsite.words.unseen import without_unseen

#: Sorted ranges of lines, which count from 1; both ends are within, none touches another.
Ranges: TypeAlias = tuple[tuple[int, int], ...]


class FenceInfo(NamedTuple):
    """`language` is lower case and may be one that nobody knows; line numbers, if they are
    shown, begin with `first_line`; in a `diff` lines begin with +, - or a space; `fault` is
    the first mistake."""

    language: str = ""
    title: str = ""
    marked: Ranges = ()
    added: Ranges = ()
    removed: Ranges = ()
    line_numbers: bool = False
    first_line: int = 1
    diff: bool = False
    fault: str = ""


# Each repetition is possessive and stops where the next one may begin: linear.
_HEAD = re.compile(r"[^\s{}\[\],:]++")
# HackMD's line numbers: from 1, from another, from where the last block ended; `!` breaks lines.
_HACKMD = re.compile(r"([^\s=\"'<>]*+)=([0-9]*+)(\+?)!?")
_FILE = re.compile(r""":(?!:)(?:"([^"]*)"|([^\s{}\[\]"=]++)(?!=))""")
_ITEM = re.compile(
    r"""
      \{ (?P<lines> [-0-9\s,，、]++ ) \}
    | (?P<key> [A-Za-z][\w.-]*+ ) (?: = | :[ \t]*+ | (?=\{) )
      (?: "(?P<double> [^"]* )" | '(?P<single> [^']* )' | [“](?P<curly> [^“”]*+ )”
        | \[(?P<list> [^\[\]{}]*+ )\] | \{(?P<braces> [^\[\]{}]*+ )\}
        | (?P<numbers> [0-9][0-9-]*+ (?: ,[0-9][0-9-]*+ )*+ ) (?= [\s,}] | \Z )
        | (?P<bare> [^\s,{}\[\]"']*+ )
      )
    | \[ (?P<bracket> [^\[\]{}]++ ) \]
    | "[^"]*" | '[^']*' | /[^/\s]*+/
    | (?P<word> [.#]? [A-Za-z] [\w+.\#-]*+ )
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_VALUES = ("double", "single", "curly", "list", "braces", "numbers", "bare")
_SEPARATOR = re.compile(r"[\s,，、\"'\[\]{}]+")
_RANGE = re.compile(r"([0-9]+)(?:-([0-9]+))?")
_DIGITS = 7
_NUMBER = re.compile(rf"[0-9]{{1,{_DIGITS}}}")

_LANGUAGE = {"lang", "language"}
_TITLE = {"title", "filename", "file", "name", "caption"}
_MARKED = {"hllines", "hl", "highlight", "highlightlines", "emphasizelines", "mark"}
_NUMBERS = {"linenos", "lineno", "linenums", "linenumber", "linenumbers", "showlinenumbers"}
_NUMBERS |= {"numberlines", "codelinenumbers", "ln"}
_NO_NUMBERS = {"nolinenumbers", "nolinenums", "nolinenos"}
_START = {"start", "startfrom", "startline", "startlinenumber", "linenostart", "linestart"}
_START |= {"firstline", "firstnumber", "firstlinenumber"}
_OFF = {"false", "no", "off", "none"}
_ON = {"", "true", "yes", "on", "table", "inline"}
#: The languages of a diff.
DIFF_LANGUAGES = frozenset({"diff", "patch", "udiff"})


# A note has many blocks of few languages.
@lru_cache(maxsize=1024)
def fence_info(info: str) -> FenceInfo:
    """An info string (backslashes and entities already resolved)."""
    language, title, rest = _head(without_unseen(info).strip())
    reading = _Reading(language, title)
    for match in _ITEM.finditer(rest):
        reading.take(match)
    return reading.result(in_braces=rest.startswith("{") and not language)


def _head(info: str) -> tuple[str, str, str]:
    """(language, file name, rest): `python:x.py {1}` → `python`, `x.py`, `{1}`."""
    words = info[:80].lower().split(maxsplit=4)[:4]
    for count in range(len(words), 1, -1):
        # Plain Text, Emacs Lisp: some names are of several words.
        if is_language(name := " ".join(words[:count])):
            pattern = r"\s+".join(map(re.escape, words[:count])) + r"(?!\S)"
            if match := re.match(pattern, info, re.IGNORECASE):
                return name, "", info[match.end() :]
    head = _HEAD.match(info)
    if not head:
        return "", "", info
    name, end = head.group().lower(), head.end()
    key, equals, _ = name.partition("=")
    if (equals and _plain(key) in _KEYS) or _plain(name) in _NUMBERS:
        return "", "", info
    if hackmd := _HACKMD.fullmatch(name):
        # Where the last block ended is not known.
        numbers = "" if hackmd[3] else f" linenos={hackmd[2]}"
        return hackmd[1], "", f"{numbers} {info[end:]}"
    if info.startswith(":", end) and (name in _LANGUAGE or name in _TITLE):
        return "", "", info
    file = _FILE.match(info, end)
    if file and _plain(file[2] or "") not in _NUMBERS | _NO_NUMBERS:
        return name, file[1] or file[2] or "", info[file.end() :]
    return name, "", info[end:]


def _plain(name: str) -> str:
    """`.line-numbers`, `line_numbers` → `linenumbers`."""
    return name.lower().replace("-", "").replace("_", "").lstrip(".#")


class _Reading:
    """What the items of one info string add up to."""

    def __init__(self, language: str, title: str) -> None:
        self.language = language
        self.title = title
        self.lines: dict[str, list[tuple[int, int]]] = {"marked": [], "added": [], "removed": []}
        self.numbers: bool | None = None
        self.first_line = 1
        self.words: list[str] = []
        self.fault = ""

    def take(self, match: re.Match[str]) -> None:
        if match["lines"] is not None:
            self.take_lines("marked", match["lines"])
        elif match["key"] is not None:
            value = next((v for v in map(match.group, _VALUES) if v is not None), "")
            if not self.take_pair(_plain(match["key"]), value) and match["braces"]:
                self.take_lines("marked", value)
        elif match["bracket"] is not None:
            self.title = self.title or match["bracket"].strip()
        elif match["word"] is not None:
            word = match["word"]
            if _plain(word) in _NUMBERS:
                self.numbers = True if self.numbers is None else self.numbers
            elif _plain(word) in _NO_NUMBERS:
                self.numbers = False
            elif not word.startswith("#"):
                self.words.append(word.lstrip(".").lower())

    def take_pair(self, key: str, value: str) -> bool:
        """Whether the key means something here."""
        if key in _TITLE:
            self.title = self.title or value.strip()
        elif key in _MARKED:
            self.take_lines("marked", value)
        elif key == "ins":
            self.take_lines("added", value)
        elif key == "del":
            self.take_lines("removed", value)
        elif key in _NUMBERS and value.lower() in _OFF:
            self.numbers = False
        elif key in _NUMBERS and value.lower() in _ON:
            self.numbers = True if self.numbers is None else self.numbers
        elif key in _START or key in _NUMBERS:
            self.take_first_line(value)
        elif key in _LANGUAGE:
            self.words.insert(0, value.lower())
        else:
            return False
        return True

    def take_first_line(self, value: str) -> None:
        if _NUMBER.fullmatch(value.strip()):
            self.first_line = int(value)
            self.numbers = True if self.numbers is None else self.numbers
        elif re.fullmatch(r"[-0-9]+", value.strip()):
            self.fault = self.fault or f"line numbers cannot begin with {_short(value)}"

    def take_lines(self, kind: str, value: str) -> None:
        for text in _SEPARATOR.split(value):
            match = _RANGE.fullmatch(text)
            if not match:
                if text.strip("-0123456789") == "" != text:
                    self.fault = self.fault or f"{_short(text)} is no range of lines"
                continue
            first, last = _line(match[1]), _line(match[2] or match[1])
            if first == 0:
                self.fault = self.fault or "lines count from 1"
            if first > last:
                self.fault = self.fault or f"the range of lines {_short(text)} is reversed"
            elif last:
                self.lines[kind].append((max(first, 1), last))

    def result(self, *, in_braces: bool) -> FenceInfo:
        language, diff = self.language, False
        known = [word for word in self.words if is_language(word)]
        if in_braces:
            language = (known or self.words or [""])[0]
        elif not language and known:
            language = known[0]
        if language in DIFF_LANGUAGES:
            diff = True
            language = next((word for word in known if word not in DIFF_LANGUAGES), language)
        elif language.startswith("diff-") and not is_language(language):
            language, diff = language.removeprefix("diff-"), True
        return FenceInfo(
            language=language,
            title=self.title,
            marked=_merged(self.lines["marked"]),
            added=_merged(self.lines["added"]),
            removed=_merged(self.lines["removed"]),
            line_numbers=bool(self.numbers),
            first_line=self.first_line,
            diff=diff,
            fault=self.fault,
        )


def _line(digits: str) -> int:
    """A line's number; what has more digits is past the end of any block."""
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"


_KEYS = _LANGUAGE | _TITLE | _MARKED | _NUMBERS | _START | {"ins", "del"}
