"""A note's text → its front matter as written, and the body. No I/O.

The fences that other tools know: `---` (Jekyll and all after it), `+++` (Hugo), `;;;` (Hexo,
Middleman), an object in braces (Hugo), no opening fence (Hexo), a language behind the fence
(Eleventy). A text is cut only where the block looks like keys and values; where it may have
said `private` and cannot be cut, that is a mistake.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import dropwhile
from typing import Literal, NamedTuple

from kbsite.front_matter.below import kept_back_below
from kbsite.front_matter.flags import (
    BLANK,
    FLAG,
    INVISIBLE,
    KEPT_BACK,
    PASSWORD,
    SAYS_FLAG,
    SAYS_PASSWORD,
    seen,
)
from kbsite.nodes.tree import Mistake
from kbsite.reading.conflicts import HINT, MESSAGE, begins_with_mark
from kbsite.words.patterns import late_pattern

Language = Literal["", "YAML", "TOML", "JSON"]

_LANGUAGES: dict[str, Language] = {
    "---": "YAML",
    "+++": "TOML",
    ";;;": "JSON",
    "yaml": "YAML",
    "toml": "TOML",
    "json": "JSON",
}
# Blank lines, and what shows nothing: byte order marks left behind by joining files, say.
_ABOVE = rf"(?:{BLANK}*+\n)*+{INVISIBLE.pattern}*+"
_BLANK_LINES = late_pattern(_ABOVE)
_FENCE = re.compile(rf"{_ABOVE}(---|\+\+\+|;;;){BLANK}*+(yaml|toml|json)?{BLANK}*+\n")
_ENDS = {
    fence: re.compile(rf"^{INVISIBLE.pattern}*+(?:{ends}){BLANK}*$", re.MULTILINE)
    for fence, ends in (("---", r"---|\.\.\."), ("+++", r"\+\+\+"), (";;;", ";;;"))
}
_KEYS: dict[str, re.Pattern[str]] = {
    # A line `key:`, or a block that is one `{…}`.
    "YAML": re.compile(
        r"""^(?:["']?[\w.-]+["']?|<<)[ \t]*:(?:\s|$)|\A\s*\{\s*["'\w][^\n]*:""", re.MULTILINE
    ),
    "TOML": re.compile(
        r"""^[ \t]*(?:(?:[\w"'][\w."'-]*+|"[^"\n]*"|'[^'\n]*')[ \t]*="""
        r"""|\[\[?[A-Za-z0-9_."' -]++\]\]?[ \t]*$)""",
        re.MULTILINE,
    ),
    "JSON": re.compile(r"""^[ \t{]*"[^"\n]*"[ \t]*:""", re.MULTILINE),
}
# A key of more than one word, which counts only where no line of the block is anything else, nor
# blank: text between two lines `---` may well begin with `Table of contents:`.
_LONG_KEY = re.compile(r"""["']?\w[\w.-]*+(?: [\w.()-]++){1,5}["']?[ \t]*:(?:\s|$)""")
_LINE_OF_KEYS = re.compile(rf"(?:{_LONG_KEY.pattern})|[ \t]+\S|- |#")
# Mistyped lines that may say `private` all the same: `private:true`, `private：true`.
_MEANT = late_pattern(
    rf"""^[ \t]*+(?:\{{|-[ ])?[ \t]*+(?:["']?(?:{FLAG})["']?[ \t]*[:：=＝]"""
    rf"""|(?:{PASSWORD}|(?:密码|口令)[ \t]*[:：=＝][ \t]*){SAYS_PASSWORD})"""
    rf"""|^\?[ \t]+["']?(?:{FLAG})["']?[ \t]*$""",
    re.MULTILINE | re.IGNORECASE,
)
# Not worth a mistake but as the first line: a text may well say `标题：…` further down.
_MEANT_FIRST = re.compile(
    r"\s*(?:title|date|tags?|alias(?:es)?|slug|permalink)[ \t]*(?:：|:\S)", re.IGNORECASE
)
_OBJECT = late_pattern(rf'{_ABOVE}{BLANK}*(?=\{{(\s*)("(?:[^"\\\n]|\\.)*+"\s*:)?)')
_OBJECT_FLAG = re.compile(rf"""["'](?:{FLAG})["']\s*:""", re.IGNORECASE)
# On one line, what else tells front matter from an example of JSON.
_OBJECT_KEY = re.compile(
    r"""["'](?:title|date|created|updated|modified|lastmod|tags?|alias(?:es)?|categories|slug"""
    rf"""|permalink|layout|{FLAG})["']\s*:""",
    re.IGNORECASE,
)
_BRACE = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|[{}]')
# Without an opening fence: what the first line must be, and the others.
_FIRST = re.compile(rf"(?:title|date|layout|{FLAG})[ \t]*:(?:\s|$)", re.IGNORECASE)
_FURTHER = re.compile(r"""["']?[\w.-]+["']?[ \t]*:(?:\s|$)|[ \t]+\S|- |#""")
# The same of a line that stands for itself: a word for a password.
_KEPT_BACK_ALONE = late_pattern(
    rf"{SAYS_FLAG}|^[ \t]*{PASSWORD}(?!#)[!-~]+(?:[ \t]+#.*)?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LIKE_A_FENCE = late_pattern(
    rf"{_ABOVE}{BLANK}*(?:[-–—―－─━]{{2,}}|[—―━]|[+;=~*_]{{3,}}){BLANK}*\n"
)


class Split(NamedTuple):
    """A note's text cut behind its front matter: the language of the block ("" where there is
    none), the block without fences and the line of its first line, the body and the line of
    its first line. `mistake`, placed in the note, is why the text could not be cut; `indent` is how
    many characters stand before an object in braces on its first line."""

    language: Language
    block: str
    line: int
    body: str
    body_line: int
    mistake: Mistake | None = None
    indent: int = 0


def split_front_matter(text: str) -> Split:
    """Cuts `text` (LF line ends). A first line `---` below which no `key:` stands is a
    thematic break, not front matter."""
    if opening := _FENCE.match(text):
        return _misplaced(text, _fenced(text, opening))
    if (start := _OBJECT.match(text)) and (split := _object(text, start)):
        return _misplaced(text, split)
    return _misplaced(text, _unfenced(text))


def _whole(text: str, mistake: Mistake | None = None) -> Split:
    return Split("", "", 1, text, 1, mistake)


def _cut(text: str, language: Language, start: int, end: int, body: int) -> Split:
    """A split by offsets: the block, and where the body begins."""
    line = text.count("\n", 0, start) + 1
    ends_line = text[body - 1 : body] == "\n"
    body_line = text.count("\n", 0, body) + (1 if ends_line else 2)
    indent = start - text.rfind("\n", 0, start) - 1 if language == "JSON" else 0
    return Split(language, text[start:end], line, text[body:], body_line, indent=indent)


def _fenced(text: str, opening: re.Match[str]) -> Split:
    fence, word = opening.groups()
    language = _LANGUAGES[word or fence]
    closing = _ENDS[fence].search(text, opening.end())
    if not closing:
        if not _is_front_matter(language, _paragraph(text, opening.end())):
            return _whole(text)
        line = text.count("\n", 0, opening.start(1)) + 1
        hint = f"End it with a line that holds only {fence}"
        return _whole(text, Mistake("the front matter is never closed", line, 1, hint))
    block = text[opening.end() : closing.start()]
    if block.strip() and not (_is_front_matter(language, block) or _has_long_keys(language, block)):
        return _whole(text)
    return _cut(text, language, opening.end(), closing.start(), closing.end() + 1)


def _paragraph(text: str, start: int) -> str:
    return text[start:].split("\n\n", 1)[0]


def _is_front_matter(language: Language, block: str) -> bool:
    block = seen(block)
    return bool(
        _KEYS[language].search(block)
        # Letters of double width are typed by accident.
        or _MEANT.search(unicodedata.normalize("NFKC", block))
        or _MEANT_FIRST.match(block)
        or _FIRST.match(block.lstrip())
    )


def _has_long_keys(language: Language, block: str) -> bool:
    """Whether a block between two fences is a mapping though none of its keys is one word:
    `date created: 2026-05-01`, `number headings: auto`."""
    if language != "YAML":
        return False
    lines = list(dropwhile(_is_blank, seen(block).rstrip().split("\n")))
    begins = lines != [] and _LONG_KEY.match(lines[0]) is not None
    return begins and all(map(_LINE_OF_KEYS.match, lines))


def _is_blank(line: str) -> bool:
    return not line.strip()


def _object(text: str, start: re.Match[str]) -> Split | None:
    """Front matter in braces. Where it begins on one line it must have a key that notes have,
    and end its line: else it may be an example, or a sentence that begins with one."""
    begin = start.end()
    end = _end_of_object(text, begin)
    block = text[begin : end or len(text)]
    head = block if end else _paragraph(text, begin)
    meant = bool(_OBJECT_FLAG.search(head) or _MEANT.search(head))
    spans_lines = "\n" in start[1]
    if not start[2] and not meant:
        return None
    behind = text[end:].partition("\n")[0] if end else ""
    if end and not behind.strip() and (meant or spans_lines or _OBJECT_KEY.search(block)):
        return _cut(text, "JSON", begin, end, min(end + len(behind) + 1, len(text)))
    if not meant and not spans_lines:
        return None
    if end:
        line = text.count("\n", 0, end) + 1
        column = end - text.rfind("\n", 0, end) + len(behind) - len(behind.lstrip())
        hint = "The front matter ends with the line of its last }."
        return _whole(text, Mistake("something stands behind the closing }", line, column, hint))
    return _cut(text, "JSON", begin, len(text), len(text))


def _end_of_object(text: str, begin: int) -> int:
    """Where the object that begins there ends, 0 where it does not."""
    level = 0
    for match in _BRACE.finditer(text, begin):
        level += {"{": 1, "}": -1}.get(match.group(), 0)
        if level == 0 and match.group() == "}":
            return match.end()
    return 0


def _unfenced(text: str) -> Split:
    """What Hexo reads: a block that only its end marks."""
    above = _BLANK_LINES.match(text)
    start = above.end() if above else 0
    if begins_with_mark(text, start):
        # What follows may be one side's front matter.
        return _whole(text, Mistake(MESSAGE, text.count("\n", 0, start) + 1, 1, HINT))
    paragraph = _paragraph(text, start).rstrip("\n")
    if _KEYS["JSON"].match(paragraph):
        closing = _ENDS[";;;"].search(text, start)
        if closing:
            return _cut(text, "JSON", start, closing.start(), closing.end() + 1)
    lines = paragraph.split("\n")
    shown = [seen(line) for line in lines]
    fence = next((n for n, line in enumerate(shown) if line.rstrip() == "---"), None)
    head = shown[:fence]
    is_head = bool(head and _FIRST.match(head[0].lstrip())) and all(map(_FURTHER.match, head))
    if is_head and fence is not None and not head[0][0].isspace():
        end = start + sum(len(line) + 1 for line in lines[:fence])
        return _cut(text, "YAML", start, end, end + len(lines[fence]) + 1)
    if _KEPT_BACK_ALONE.match(shown[0]) or (is_head and KEPT_BACK.search("\n".join(shown))):
        line = text.count("\n", 0, start) + 1
        hint = "Put it between two lines that hold only ---"
        return _whole(text, Mistake("the front matter has no fences", line, 1, hint))
    like = _LIKE_A_FENCE.match(text)
    if like and KEPT_BACK.search(seen(_paragraph(text, like.end()))):
        line = text.count("\n", 0, like.end())
        hint = "It begins and ends with a line that holds only ---"
        return _whole(text, Mistake("this is no fence of front matter", line, 1, hint))
    return _whole(text)


def _misplaced(text: str, split: Split) -> Split:
    """`split`, or why it cannot be: front matter further down keeps the note back."""
    line = None if split.mistake else kept_back_below(split.body, bool(split.language))
    if line is None:
        return split
    hint = "Put it at the very start of the note; of two blocks make one."
    mistake = Mistake("front matter further down is not read", split.body_line + line, 1, hint)
    return _whole(text, mistake)
