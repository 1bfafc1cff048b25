"""Tags of Hexo that enclose text → quotes, code, formulas, callouts. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Line, text_of, trimmed
from kbsite.importers.posts.block_lines import fenced, quoted
from kbsite.importers.posts.building import (
    Block,
    Inline,
    Kept,
    Result,
)
from kbsite.importers.posts.media import callout, link
from kbsite.importers.texts.code_groups import code_of_tab

#: What is written in the tag, what stands between it and its end, and its source line.
_Reader: TypeAlias = Callable[[Sequence[str], "list[Line]", int], Result]


def _blockquote(words: Sequence[str], inner: list[Line], number: int) -> Result:
    whole = " ".join(words)
    at = next((n for n, word in enumerate(words) if re.match(r"https?://", word)), -1)
    if at >= 0:
        author, url, name = " ".join(words[:at]), words[at], " ".join(words[at + 1 :])
        shown = re.sub(r"^https?://|/(?:index\.html?)?$", "", url)
        parts = [author and f"**{author}**", link(name or shown, url)]
        source = " ".join(part for part in parts if part)
    else:
        author, comma, name = whole.partition(",")
        source = f"**{author.strip()}**, {name.strip()}" if comma and name.strip() else whole
    return Block(quoted(inner, "", f"— {source}" if source else "", number), tight=False)


def _pullquote(words: Sequence[str], inner: list[Line], number: int) -> Result:
    return Block(quoted(inner, "", "", number), tight=False)


def _codeblock(words: Sequence[str], inner: list[Line], number: int) -> Result:
    info, link_below = code_info(words)
    block = fenced(inner, info, number)
    if link_below:
        block += [Line("", block[-1].number), Line(link_below, block[-1].number)]
    return Block(block)


def code_info(words: Sequence[str]) -> tuple[str, str]:
    """What stands behind the fence of a block of code that says `[title] [lang:…] [url] [words]
    [mark:…]` of itself, and the link that is to stand below it."""
    options = {"lang": "", "first_line": "", "mark": "", "line_number": ""}
    others = []
    for word in words:
        key, colon, value = word.partition(":")
        if colon and key in (*options, "highlight", "line_threshold", "wrap", "language_attr"):
            options[key] = value
        else:
            others.append(word)
    at = next((n for n, word in enumerate(others) if re.match(r"https?://", word)), len(others))
    name = " ".join(others[:at])
    info = [options["lang"] or "text"]
    if name:
        info.append('title="{}"'.format(name.replace('"', "'")))
    is_numbered = re.fullmatch(r"[1-9][0-9]{0,6}", options["first_line"])
    if marked := _marked(options["mark"], int(options["first_line"]) if is_numbered else 1):
        info.append(f"{{{marked}}}")
    if is_numbered:
        info.append(f"linenos={options['first_line']}")
    plain = not name and len(info) == 1 and not options["lang"]
    shown = " ".join(others[at + 1 :]) or others[at] if at < len(others) else ""
    return "" if plain else " ".join(info), link(shown, others[at]) if shown else ""


def _marked(mark: str, first: int) -> str:
    """Marked lines as kbsite counts them, from the first of the block; Hexo by their numbers."""
    if not re.fullmatch(r"[0-9]{1,7}(?:-[0-9]{1,7})?(?:,[0-9]{1,7}(?:-[0-9]{1,7})?)*", mark):
        return ""
    ranges = []
    for part in mark.split(","):
        ends = [int(end) - first + 1 for end in part.split("-")]
        if ends[-1] >= max(ends[0], 1):
            ranges.append("-".join(str(max(end, 1)) for end in ends))
    return ",".join(ranges)


def _raw(words: Sequence[str], inner: list[Line], number: int) -> Result:
    return Block(inner) if len(inner) > 1 else Inline(inner[0].text if inner else "")


def _math(words: Sequence[str], inner: list[Line], number: int) -> Result:
    text = text_of(inner).strip()
    if "$" in text:
        return Block(inner)
    if len(inner) == 1:
        return Inline(f"$${text}$$")
    lines = [line for line in inner if line.text.strip()]
    if not lines:
        return Inline("")
    return Block([Line("$$", number), *lines, Line("$$", lines[-1].number)])


def _mermaid(words: Sequence[str], inner: list[Line], number: int) -> Result:
    return Block(fenced(inner, "mermaid", number))


def _note(words: Sequence[str], inner: list[Line], number: int) -> Result:
    """NexT, Fluid: `{% note [class] [no-icon] [summary] %}`; Butterfly:
    `{% note [class] [icon] [style] %}`."""
    kind = callout_kind(words[0]) if words and words[0] != "simple" else ""
    rest = list(words[1:] if kind else words)
    if all(word == "simple" or _LOOK.fullmatch(word) for word in rest):
        rest = []
    while rest and _LOOK.fullmatch(rest[0]):
        del rest[0]
    kind = kind or (callout_kind(rest.pop(0)) if rest and callout_kind(rest[0]) else "note")
    return callout(kind, " ".join(rest), inner, number)


#: How a note looks, before its words or without any; `simple` may be one of these.
_LOOK = re.compile(r"no-icon|icon|modern|flat|disabled|fa[bdlrs]?|[^/]*\bfa-.*")


def _fold(words: Sequence[str], inner: list[Line], number: int) -> Result:
    """Fluid: `{% fold class @title %}`."""
    title, kind = " ".join(words), "note"
    before, at, behind = title.partition("@")
    if at and (not before.strip() or callout_kind(before)):
        title, kind = behind.strip(), callout_kind(before) or kind
    return callout(kind, title, inner, number, fold="-")


def _folding(words: Sequence[str], inner: list[Line], number: int) -> Result:
    """Volantis: `{% folding color open, title %}`; Stellar: `{% folding title color:red %}`."""
    title = " ".join(word for word in words if not _OPTION.fullmatch(word))
    options = [word for word in words if _OPTION.fullmatch(word)]
    before, at, behind = title.partition("::" if "::" in title else ",")
    if at and all(word in _FOLDING for word in before.split()):
        options += before.split()
        title = behind.strip()
    elif not behind.strip():
        title = before.strip()
    is_open = "open" in options or "open:true" in options
    return callout("note", title, inner, number, fold="+" if is_open else "-")


_OPTION = re.compile(r"(?:child|codeblock|color|open):\w+")
#: What stands before the title.
_FOLDING = frozenset(
    {
        *("open", "default", "red", "orange", "yellow", "green", "cyan", "blue", "purple"),
        *("light", "dark", "white", "black", "gray", "grey", "pink", "warning", "error", "accent"),
    }
)


def _hide_toggle(words: Sequence[str], inner: list[Line], number: int) -> Result:
    """Butterfly: `{% hideToggle title,bg,color %}`."""
    return callout("note", " ".join(words).partition(",")[0].strip(), inner, number, fold="-")


_TAB = re.compile(r"[ \t]*<!--[ \t]*tab(.*)-->[ \t]*")
_TAB_END = re.compile(r"[ \t]*<!--[ \t]*endtab[ \t]*-->[ \t]*")


def _tabs(words: Sequence[str], inner: list[Line], number: int) -> Result:
    """NexT, Butterfly: `<!-- tab title @icon -->` and `<!-- endtab -->` around each."""
    lines: list[Line] = []
    blocks: list[list[Line] | None] = []
    tab: list[Line] | None = None
    title, count, between = "", 0, False
    name = " ".join(words).partition(",")[0].strip()
    for line, is_code in with_code(inner):
        if not is_code and (found := _TAB.fullmatch(line.text)):
            count += 1
            title, tab = (
                found[1].partition("@")[0].strip() or f"{name} {count}".strip(),
                [],
            )
        elif not is_code and _TAB_END.fullmatch(line.text):
            if tab is not None:
                lines += [*callout("note", title, tab, line.number).lines, Line("", line.number)]
                blocks.append(code_of_tab(title, trimmed(tab)))
            tab = None
        elif tab is not None:
            tab.append(line)
        else:
            lines.append(line)
            between = between or bool(line.text.strip())
    if tab is not None or not count:
        return Kept("a tab in it is never closed" if count else "there is no tab in it")
    code = [block for block in blocks if block]
    if 1 < len(code) == len(blocks) and not between:
        end = code[-1][-1].number
        group = (line for block in code for line in block)
        return Block([Line("::: code-group", number), *group, Line(":::", end)], tight=False)
    return Block(trimmed(lines), tight=False)


PAIRED: Mapping[str, _Reader] = {
    "blockquote": _blockquote,
    "centerquote": _pullquote,
    "code": _codeblock,
    "codeblock": _codeblock,
    "cq": _pullquote,
    "fold": _fold,
    "folding": _folding,
    "hideToggle": _hide_toggle,
    "katex": _math,
    "math": _math,
    "mathjax": _math,
    "mermaid": _mermaid,
    "note": _note,
    "pullquote": _pullquote,
    "quote": _blockquote,
    "subtabs": _tabs,
    "tabs": _tabs,
    "raw": _raw,
}
