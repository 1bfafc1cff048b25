"""A note's text → its front matter as written, and the body. No I/O.

The fences that other tools know: `---` (Jekyll and all after it), `+++` (Hugo), `;;;` (Hexo,
Middleman), an object in braces (Hugo), no opening fence (Hexo), a language behind the fence
(Eleventy). A text is cut only where the block looks like keys and values; where it may have
said `private` and cannot be cut, that is a mistake.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from kbsite.nodes.tree import Mistake

Language = Literal["", "YAML", "TOML", "JSON"]

#: Characters that show nothing. Pasted along with a key, they would hide what it says.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# The same, and every other blank within a line: that of double width looks like nothing too.
_BLANK = rf"(?:[^\S\n]|{INVISIBLE.pattern})"

#: The keys that say who may see a note.
FLAGS = ("draft", "private", "publish", "published", "unlisted")
_FLAGS = "|".join(FLAGS)
# A note that asks for a password is not for everybody either. Where it is no front matter for sure,
# a Chinese word may well be one of the text: `密码：…` of a wireless network.
_PASSWORD = r"""["']?(?:password|passwd)["']?[ \t]*[:：=＝][ \t]*"""
_SAYS_PASSWORD = r"[^\s#][^\n。；！？]*$"
_LANGUAGES: dict[str, Language] = {
    "---": "YAML",
    "+++": "TOML",
    ";;;": "JSON",
    "yaml": "YAML",
    "toml": "TOML",
    "json": "JSON",
}
_ANY_BLANK = re.compile(r"[^\S\n]")
# Blank lines, and what shows nothing: byte order marks left behind by joining files, say.
_ABOVE = rf"(?:{_BLANK}*+\n)*+{INVISIBLE.pattern}*+"
_BLANK_LINES = re.compile(_ABOVE)
_FENCE = re.compile(rf"{_ABOVE}(---|\+\+\+|;;;){_BLANK}*(yaml|toml|json)?{_BLANK}*\n")
_ENDS = {
    fence: re.compile(rf"^{INVISIBLE.pattern}*+(?:{ends}){_BLANK}*$", re.MULTILINE)
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
# Mistyped lines that may say `private` all the same: `private:true`, `private：true`.
_MEANT = re.compile(
    rf"""^[ \t]*+(?:\{{|-[ ])?[ \t]*+(?:["']?(?:{_FLAGS})["']?[ \t]*[:：=＝]"""
    rf"""|(?:{_PASSWORD}|(?:密码|口令)[ \t]*[:：=＝][ \t]*){_SAYS_PASSWORD})"""
    rf"""|^\?[ \t]+["']?(?:{_FLAGS})["']?[ \t]*$""",
    re.MULTILINE | re.IGNORECASE,
)
# Not worth a mistake but as the first line: a text may well say `标题：…` further down.
_MEANT_FIRST = re.compile(
    r"\s*(?:title|date|tags?|alias(?:es)?|slug|permalink)[ \t]*(?:：|:\S)", re.IGNORECASE
)
_OBJECT = re.compile(rf'{_ABOVE}{_BLANK}*(?=\{{(\s*)("(?:[^"\\\n]|\\.)*+"\s*:)?)')
_OBJECT_FLAG = re.compile(rf"""["'](?:{_FLAGS})["']\s*:""", re.IGNORECASE)
# On one line, what else tells front matter from an example of JSON.
_OBJECT_KEY = re.compile(
    r"""["'](?:title|date|created|updated|modified|lastmod|tags?|alias(?:es)?|categories|slug"""
    rf"""|permalink|layout|{_FLAGS})["']\s*:""",
    re.IGNORECASE,
)
_BRACE = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|[{}]')
# Without an opening fence: what the first line must be, and the others.
_FIRST = re.compile(rf"(?:title|date|layout|{_FLAGS})[ \t]*:(?:\s|$)", re.IGNORECASE)
_FURTHER = re.compile(r"""["']?[\w.-]+["']?[ \t]*:(?:\s|$)|[ \t]+\S|- |#""")
_SAYS_FLAG = (
    r"^[ \t]*[\"']?(?:(?:draft|private)[\"']?[ \t]*[:：=＝][ \t]*[\"']?(?:true|yes|on|1|是)"
    r"|publish(?:ed)?[\"']?[ \t]*[:：=＝][ \t]*[\"']?(?:false|no|off|0|否))"
    r"[\"']?(?:[ \t]+#.*)?[ \t]*$"
)
_KEPT_BACK = re.compile(
    rf"{_SAYS_FLAG}|^[ \t]*{_PASSWORD}{_SAYS_PASSWORD}", re.MULTILINE | re.IGNORECASE
)
# The same of a line that stands for itself: a word for a password.
_KEPT_BACK_ALONE = re.compile(
    rf"{_SAYS_FLAG}|^[ \t]*{_PASSWORD}(?!#)[!-~]+(?:[ \t]+#.*)?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LIKE_A_FENCE = re.compile(
    rf"{_ABOVE}{_BLANK}*(?:[-–—―－─━]{{2,}}|[—―━]|[+;=~*_]{{3,}}){_BLANK}*\n"
)
# A block further down, where nothing reads it.
_BELOW = re.compile(
    r"^(?:---|\+\+\+)[ \t]*\n((?:[^\S\n]*+\S[^\n]*+\n){1,200}?)(?:---|\+\+\+|\.\.\.)[ \t]*$",
    re.MULTILINE,
)
_BELOW_LINE = re.compile(r"[^\n:：=]{1,60}[:：=]|[ \t]+\S|- |#|[\[\]{}]|.*[\]},]$")
_FLAG = re.compile("draft|private|publish|passw", re.IGNORECASE)
_FENCE_OF_CODE = re.compile(r"[ \t>*+-]*(?:(`{3,})[^`]*|(~{3,}).*)")
_CONTAINER = re.compile(r"[>*+-]|\d+[.)]")
_COMMENT = re.compile(r"^[ \t]*<!--.*?-->", re.DOTALL | re.MULTILINE)
_NO_LINE_END = re.compile(r"[^\n]")


class Split(NamedTuple):
    """A note's text cut behind its front matter: the language of the block ("" where there is
    none), the block without fences and the line of its first line, the body and the line of
    its first line. `mistake`, placed in the note, is why the text could not be cut."""

    language: Language
    block: str
    line: int
    body: str
    body_line: int
    mistake: Mistake | None = None


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
    return Split(language, text[start:end], line, text[body:], body_line)


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
    if block.strip() and not _is_front_matter(language, block):
        return _whole(text)
    return _cut(text, language, opening.end(), closing.start(), closing.end() + 1)


def _paragraph(text: str, start: int) -> str:
    return text[start:].split("\n\n", 1)[0]


def _is_front_matter(language: Language, block: str) -> bool:
    block = _seen(block)
    return bool(
        _KEYS[language].search(block)
        # Letters of double width are typed by accident.
        or _MEANT.search(unicodedata.normalize("NFKC", block))
        or _MEANT_FIRST.match(block)
        or _FIRST.match(block.lstrip())
    )


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
    paragraph = _paragraph(text, start).rstrip("\n")
    if _KEYS["JSON"].match(paragraph):
        closing = _ENDS[";;;"].search(text, start)
        if closing:
            return _cut(text, "JSON", start, closing.start(), closing.end() + 1)
    lines = paragraph.split("\n")
    seen = [_seen(line) for line in lines]
    fence = next((n for n, line in enumerate(seen) if line.rstrip() == "---"), None)
    head = seen[:fence]
    is_head = bool(head and _FIRST.match(head[0].lstrip())) and all(map(_FURTHER.match, head))
    if is_head and fence is not None and not head[0][0].isspace():
        end = start + sum(len(line) + 1 for line in lines[:fence])
        return _cut(text, "YAML", start, end, end + len(lines[fence]) + 1)
    if _KEPT_BACK_ALONE.match(seen[0]) or (is_head and _KEPT_BACK.search("\n".join(seen))):
        line = text.count("\n", 0, start) + 1
        hint = "Put it between two lines that hold only ---"
        return _whole(text, Mistake("the front matter has no fences", line, 1, hint))
    like = _LIKE_A_FENCE.match(text)
    if like and _KEPT_BACK.search(_seen(_paragraph(text, like.end()))):
        line = text.count("\n", 0, like.end())
        hint = "It begins and ends with a line that holds only ---"
        return _whole(text, Mistake("this is no fence of front matter", line, 1, hint))
    return _whole(text)


def _seen(text: str) -> str:
    """`text` as it looks: without what shows nothing, and every blank a space."""
    return _ANY_BLANK.sub(" ", INVISIBLE.sub("", text))


def _misplaced(text: str, split: Split) -> Split:
    """`split`, or why it cannot be: a block that keeps the note back stands in its body, as where
    something was put above it or templates were joined. In code it is an example; in a comment of
    a note that has its own it is another program's."""
    body = split.body
    if split.mistake or not ("---" in body or "+++" in body) or not _FLAG.search(body):
        return split
    body = _seen(body.replace("\t", "    "))
    shown = ""
    for found in _BELOW.finditer(body):
        lines = found[1].splitlines()
        if not (all(map(_BELOW_LINE.match, lines)) and _KEPT_BACK.search(found[1])):
            continue
        if not shown:
            shown = _without_code(body)
            shown = _COMMENT.sub(_blank, shown) if split.block else shown
        if shown[found.start() : found.end()].strip():
            line = split.body_line + body.count("\n", 0, found.start())
            hint = "Put it at the very start of the note; of two blocks make one."
            return _whole(text, Mistake("front matter further down is not read", line, 1, hint))
    return split


def _without_code(text: str) -> str:
    """Blanks in place of code between fences. In a quote or an item a fence without an end reaches
    no further than that, and elsewhere it may be none."""
    kept: list[str] = []
    #: The lines of the code that is open.
    code: list[str] = []
    fence = ""
    in_container = is_within = False
    for line in text.split("\n"):
        if line and line[0] not in " \t":
            in_container = _CONTAINER.match(line) is not None
            if is_within and not in_container:
                kept += (" " * len(one) for one in code)
                code, fence = [], ""
        # What is indented further is code anyway.
        is_deep = not in_container and line.startswith("    ")
        found = None if is_deep else _FENCE_OF_CODE.fullmatch(line)
        mark = (found[1] or found[2]) if found else ""
        if mark and not fence:
            fence, is_within = mark, in_container
        elif not fence:
            kept.append(line)
            continue
        code.append(line)
        if len(code) > 1 and mark.startswith(fence) and line.strip(" \t>*+-") == mark:
            kept += (" " * len(one) for one in code)
            code, fence = [], ""
    return "\n".join((*kept, *code))


def _blank(found: re.Match[str]) -> str:
    return _NO_LINE_END.sub(" ", found[0])
