"""Text that means nothing to Notion and something to kbsite, which is escaped. No I/O.

`List<String>` would be a tag of HTML and vanish, `[[x]]` a link to a note that is not there, and
`%%` would hide what follows."""

from __future__ import annotations

import re
from collections.abc import Callable

from kbsite.importers.code_lines import code_lines, code_spans
from kbsite.importers.model import Change, Conversion, Counts, Line

# The elements of HTML, and what `toggles.py` reads besides.
_ELEMENTS = """
    a abbr address article aside audio b base basefont bdi bdo blockquote body br button canvas
    caption center cite code col colgroup column columns data datalist dd del details dfn dialog dir
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math
    menu menuitem meter nav noframes noscript object ol optgroup option output p param picture pre
    progress q rp rt ruby s samp script search section select small source span strike strong style
    sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul
    var video wbr
"""
_HTML = frozenset(_ELEMENTS.split())
# A tag, but no address (`<https://…>`, `<a@b.c>`).
_TAG = re.compile(r"<(?=/?([A-Za-z][\w-]{0,99})(?:[\s/,<?&][^>\n]{0,300})?>)")
_WIKILINK = re.compile(r"(?<![!\\])\[\[([^\[\]\n]{1,500})\]\]")
_COMMENT = re.compile(r"%%+")
_MATH = re.compile(r"\$\$[^$\n]+\$\$|\$[^$\n]+\$")
_MATH_FENCE = re.compile(r"(?:[ \t]|>|[-*+][ \t])*\$\$[ \t]*")


def literal(is_title: Callable[[str], bool]) -> Conversion:
    """The conversion; a `[[title]]` of a page stays a link."""

    def converted(lines: list[Line], changes: list[Change]) -> list[Line]:
        if not any(_may_need(line.text) for line in lines):
            return lines
        result = []
        in_math = False
        for line, is_code in zip(lines, code_lines(lines), strict=True):
            if not is_code and _MATH_FENCE.fullmatch(line.text):
                in_math = not in_math
            if is_code or in_math or not _may_need(line.text):
                result.append(line)
            else:
                result.append(_escaped(line, is_title, changes))
        return result

    return converted


def _may_need(text: str) -> bool:
    return "<" in text or "[[" in text or "%%" in text


def _escaped(line: Line, is_title: Callable[[str], bool], changes: list[Change]) -> Line:
    links = 0

    def wikilink(match: re.Match[str]) -> str:
        nonlocal links
        if is_title(match[1]):
            return match[0]
        links += 1
        return "\\" + match[0]

    def tag(match: re.Match[str]) -> str:
        return match[0] if match[1].casefold() in _HTML else "\\" + match[0]

    def prose(text: str) -> str:
        text = _TAG.sub(tag, text) if "<" in text else text
        text = _WIKILINK.sub(wikilink, text) if "[[" in text else text
        return _COMMENT.sub(lambda match: "\\%" * len(match[0]), text)

    kept = sorted((*code_spans(line.text), *(m.span() for m in _MATH.finditer(line.text))))
    parts: list[str] = []
    end = 0
    for begin, behind in (*kept, (len(line.text), len(line.text))):
        if begin >= end:
            parts += (prose(line.text[end:begin]), line.text[begin:behind])
            end = behind
    text = "".join(parts)
    if text == line.text:
        return line
    why = "escaped, as it is text to Notion and none to kbsite"
    changes.append(Change("text", "converted", line.number, why, Counts(links=-links)))
    return Line(text, line.number)
