"""Text that means nothing to the tool it comes from and something to kbsite, which is escaped.
No I/O.

`%%` would hide what follows, `[[x]]` be a link to a note that is not there, `#x` a tag, ` ^x` the
name of a block, `^[x]` a footnote; `List<String>` would be an element of HTML and vanish, `==` mark
what follows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from kbsite.importers.code_lines import code_lines
from kbsite.importers.model import Change, Conversion, Counts, Line, text_of
from kbsite.importers.texts.blocks import blocks_of
from kbsite.importers.texts.chat_math import bracketed
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.markdown.html.remarks import without_marks
from kbsite.markdown.inline.hashtag import MAX_LENGTH, tag_end

#: `%%` of a comment that an importer made, until all others are escaped; no text holds NUL.
COMMENT = "\0;"

#: `%%` in HTML.
ENTITIES = "&#37;&#37;"

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
_WIKILINK = re.compile(r"(?<!\\)!?(\[\[([^\[\]\n]{1,500})\]\])(?!\()")
# A sign that is escaped already is none of them.
_PERCENT = re.compile(r"(?<!\\)(?:\\\\)*+(?:\\%)?+(%%+)")
_HASH = re.compile(r"(?:^|(?<=[\s|>]))#(?=[^\s#])", re.MULTILINE)
_ID = re.compile(r"(?:^|(?<=[ \t]))\^(?=[A-Za-z0-9-]{1,100}[ \t]*$)", re.MULTILINE)
_NOTE = re.compile(r"(?<!\\)\^(?=\[[^\]\n]{1,500}\])")
_MARK = re.compile(r"(?<![=\\])==(?!=)")
#: Addresses, whatever stands behind a label or in an element of HTML, tags of templates.
_APART = re.compile(
    r"(?i)https?://[^\s<>]++|\]\([^()\n]*+\)|<(?:!|/?(?=([a-z][\w-]*)))[^<>\n]*+>"
    r"|\{%[^{}\n]*+\}|\{\{[^{}\n]*+\}\}"
)
#: What kbsite reads as attributes.
_ATTRIBUTES = re.compile(
    r"(?<=[)`])(\{[^{}\n]*+\})|^[ \t>]*+#{1,6}[ \t][^\n]*?(\{[^{}\n]*+\})[ \t]*$", re.MULTILINE
)
_CONTENTS = ("toc", "_toc_")
#: Blocks in which a backslash is one.
_EXACT = frozenset(("fence", "code_block", "html_block", "math_block", "comment_block"))


def literal(
    tool: str,
    is_title: Callable[[str], bool],
    *,
    markdown: bool = False,
    footnotes: bool = False,
    later: Conversion | None = None,
) -> Conversion:
    """The conversion; a `[[title]]` of a note stays a link. `markdown`: the text is that of a
    tool which reads Markdown with HTML and indented code in it, and may know `==`. `footnotes`:
    it may know `^[…]`. `later`: what tells which HTML stays a block of it."""

    def converted(lines: list[Line], changes: list[Change]) -> list[Line]:
        needs = _may_need if markdown else _may_need_beside
        if any(needs(line.text) for line in lines):
            code = exact_lines(lines) if markdown else code_lines(lines)
            escaped = _Escapes(tool, is_title, markdown, footnotes, changes)
            if later and any("<" in line.text for line in lines):
                html = _html_numbers(later(lines, []))
                within = [line.number in html for line in lines]
                lines = _with_entities(lines, within, escaped.why, changes)
                code = [a or b for a, b in zip(code, within, strict=True)]
            lines = edited(lines, escaped.find, code)
        if markdown and any("%%" in line.text for line in lines):
            lines = _without_remarks(lines, escaped.why, changes)
        if any(COMMENT in line.text for line in lines):
            lines = _with_comments(lines, changes)
        return lines

    return converted


def _may_need(text: str) -> bool:
    if "[[" in text or "%%" in text or "^[" in text:
        return True
    return ("#" in text and bool(_HASH.search(text))) or ("^" in text and bool(_ID.search(text)))


def _may_need_beside(text: str) -> bool:
    return "<" in text or "==" in text or _may_need(text)


def exact_lines(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether kbsite reads it to the letter, `%%` taken as text."""
    text = text_of(lines).replace("%%", "xx").replace(COMMENT, "%%")
    exact = [False] * len(lines)
    for token in blocks_of(text):
        if token.type in _EXACT and token.map:
            begin, end = token.map
            exact[begin:end] = [True] * (min(end, len(lines)) - begin)
    return exact


def _html_numbers(lines: Sequence[Line]) -> set[int]:
    """The source lines of what stands in blocks of HTML."""
    text = text_of(lines).replace("%%", "xx")
    found = (token.map for token in blocks_of(text) if token.type == "html_block")
    return {line.number for begin, end in filter(None, found) for line in lines[begin:end]}


def _with_entities(
    lines: list[Line], within: Sequence[bool], why: str, changes: list[Change]
) -> list[Line]:
    """The lines with `%%` in blocks of HTML as HTML says it, where a backslash is one."""
    result = list(lines)
    for at, (line, is_html) in enumerate(zip(lines, within, strict=True)):
        if is_html and "%%" in line.text:
            changes.append(Change("text", "converted", line.number, why))
            result[at] = Line(line.text.replace("%%", ENTITIES), line.number)
    return result


def _without_remarks(lines: Sequence[Line], why: str, changes: list[Change]) -> list[Line]:
    """The same with each `%%` in blocks of HTML that would begin or end a comment, and no other."""
    result = list(lines)
    text = text_of(lines).replace("%%", "xx")
    for token in blocks_of(text):
        if token.type != "html_block" or not token.map:
            continue
        rows = range(token.map[0], min(token.map[1], len(lines)))
        html = "\n".join(lines[row].text for row in rows)
        for row, written in zip(rows, without_marks(html).split("\n"), strict=True):
            number = lines[row].number
            if written != lines[row].text:
                changes.append(Change("text", "converted", number, why))
                result[row] = Line(written, number)
    return result


def _with_comments(lines: Sequence[Line], changes: list[Change]) -> list[Line]:
    """The lines with `%%` where comments begin and end. In a block of HTML there are none, and
    readers would see them: they stand behind it."""
    parts = text_of(lines).split(COMMENT)
    # A blank line in a comment ends no block when the comment is gone.
    parts[1::2] = ["x" + "\nx" * part.count("\n") for part in parts[1::2]]
    text = "".join(parts)
    blocks = (token for token in blocks_of(text) if token.type == "html_block")
    in_html = {row for token in blocks for row in range(*token.map)}
    result: list[Line] = []
    moved: list[Line] = []
    is_open = is_moved = False
    for row, (written, number) in enumerate(lines):
        kept: list[Line] = []
        is_cut = is_moved
        for index, part in enumerate(written.split(COMMENT)):
            if index:
                is_open = not is_open
                if is_open and row in in_html:
                    is_moved = is_cut = True
                    why = "it stands behind the block of HTML in which it stood"
                    changes.append(Change("comment", "converted", number, why))
                (moved if is_moved else kept).append(Line("%%", number))
            # The mark that closes a comment goes with it, and what follows does not.
            is_moved = is_moved and is_open
            if part or COMMENT not in written:
                (moved if is_moved else kept).append(Line(part, number))
        text = "".join(part.text for part in kept)
        if moved and not (is_moved or is_cut or text.strip()):
            result += [Line("", number), *moved]
            moved = []
        if text.strip() or not is_cut:
            result.append(Line(text, number))
    return [*result, Line("", moved[0].number), *moved] if moved else result


class _Escapes:
    def __init__(
        self,
        tool: str,
        is_title: Callable[[str], bool],
        markdown: bool,
        footnotes: bool,
        changes: list[Change],
    ) -> None:
        self.why = f"escaped, as it is text to {tool} and none to kbsite"
        self.is_title = is_title
        self.markdown = markdown
        self.notes = None if footnotes else _NOTE
        self.changes = changes

    def find(self, stretch: Stretch) -> Iterator[Edit]:
        """The edits of a stretch, and what is said of its lines."""
        shields = list(self._shields(stretch))
        begins = [begin for begin, _ in shields]

        def is_prose(at: int) -> bool:
            index = bisect_right(begins, at) - 1
            if index >= 0 and at < shields[index][1]:
                return False
            return not stretch.in_code(at) and not stretch.in_formula(at)

        links: dict[int, int] = {}
        told: set[int] = set()
        edits = {edit.begin: edit for edit in self._edits(stretch) if is_prose(edit.begin)}
        for at in edits:
            number = stretch.number(at)
            told.add(number)
            if stretch.text.startswith("[[", at):
                links[number] = links.get(number, 0) + 1
        for number in sorted(told):
            delta = Counts(links=-links.get(number, 0))
            self.changes.append(Change("text", "converted", number, self.why, delta))
        for at in sorted(edits):
            yield edits[at]

    def _shields(self, stretch: Stretch) -> Iterator[tuple[int, int]]:
        """What no escape may stand in, in order, that which lies in another left out."""
        spans = [found.span() for found in _APART.finditer(stretch.text) if self._is_apart(found)]
        spans += [f.span(1) for f in _WIKILINK.finditer(stretch.text) if self._is_link(f[2])]
        spans += [f.span(f.lastindex or 0) for f in _ATTRIBUTES.finditer(stretch.text)]
        spans += bracketed(stretch.text)
        end = 0
        for begin, stop in sorted(spans):
            if stop > end:
                yield max(begin, end), stop
                end = stop

    def _is_apart(self, found: re.Match[str]) -> bool:
        return self.markdown or not found[1] or found[1].casefold() in _HTML

    def _is_link(self, words: str) -> bool:
        return words.strip().casefold() in _CONTENTS or self.is_title(words)

    def _edits(self, stretch: Stretch) -> Iterator[Edit]:
        text = stretch.text
        marks = list(_MARK.finditer(text)) if not self.markdown and text.count("==") > 1 else []
        notes = self.notes.finditer(text) if self.notes else ()
        for found in (*_HASH.finditer(text), *_ID.finditer(text), *notes, *marks):
            at = found.start()
            if found.re is not _HASH or _is_tag(text, at):
                yield Edit(at, at, "\\")
        for found in _WIKILINK.finditer(text):
            yield Edit(found.start(1), found.start(1), "\\")
        for found in _PERCENT.finditer(text):
            yield Edit(*found.span(1), "\\%" * len(found[1]))
        for found in () if self.markdown else _TAG.finditer(text):
            if found[1].casefold() not in _HTML:
                yield Edit(found.start(), found.start(), "\\")


def _is_tag(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    near = (before if before.isspace() else "\n") + text[at : at + MAX_LENGTH + 2]
    return tag_end(near, 1, len(near)) >= 0
