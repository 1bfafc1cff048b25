"""A text with tags → the same with Markdown in their place, line by line. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple, TypeAlias

from kbsite.importers.code_lines import Fences
from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.posts.containers import container, under, without
from kbsite.importers.posts.inline_html import as_html
from kbsite.importers.posts.tags import Language, Tag, found_tags, is_whole, paired_tags
from kbsite.importers.texts.stretches import Stretch
from kbsite.importers.texts.zhihu_html import html_rows

_NAMELESS = {"{{": "{{ … }}", "{#": "{# … #}"}
_BAR = re.compile(r"(?<!\\)\|")


class Inline(NamedTuple):
    """What stands in a line in place of a tag; `is_html`: at the beginning of a line it is a block
    of HTML, of which what follows would become a part."""

    text: str
    why: str = ""
    is_html: bool = False


class Block(NamedTuple):
    """Lines that stand on their own in place of a tag; `tight`: with no blank lines around, as
    fences need none; `inline`: what stands there instead in a line that nothing may part."""

    lines: Sequence[Line]
    why: str = ""
    tight: bool = True
    inline: str = ""


class Kept(NamedTuple):
    """The tag stays as it was written; `why` goes to the account, which is silent without."""

    why: str


#: What a tag is that has to have an end, and has none.
UNCLOSED = Kept("it is never closed")

Result: TypeAlias = Inline | Block | Kept
#: A tag, what stands between it and its partner (None where it has none), its source line → what
#: takes its place.
Transform: TypeAlias = Callable[[Tag, "list[Line] | None", int], Result]


class _After(Enum):
    """Where a line under construction is: in text, at the end of a block that text may not join,
    or below such a block."""

    TEXT = 0
    BLOCK = 1
    LOOSE_BLOCK = 2
    BELOW_LOOSE = 3


class Builder:
    """Lines under construction: what is added first goes on where the last line ends."""

    def __init__(self, number: int) -> None:
        self._done: list[Line] = []
        self._parts: list[str] = []
        self._number = number
        self._after = _After.TEXT
        #: What the lines of the last block begin with, and the marks of a quote in it.
        self._prefix = self._quote = ""

    def add(self, lines: Sequence[Line]) -> None:
        """Text that goes on in the line."""
        for index, line in enumerate(lines):
            if index:
                below = self._after is _After.LOOSE_BLOCK
                self._after = _After.BELOW_LOOSE if below else _After.TEXT
                self._break(line.number)
            if line.text:
                self._add_text(line)

    def _add_text(self, line: Line) -> None:
        is_blank = not line.text.strip(" \t>")
        if self._after in (_After.BLOCK, _After.LOOSE_BLOCK):
            if is_blank:
                return
            self._break(line.number)
            if self._after is _After.LOOSE_BLOCK:
                self._parts = [self._quote]
                self._break(line.number)
            self._after = _After.TEXT
            line = line._replace(text=self._prefix + line.text.lstrip(" "))
        elif self._after is _After.BELOW_LOOSE and not is_blank:
            above = "".join(self._parts).rstrip()
            if not above and line.text.startswith(self._quote):
                # The quote goes on in which the block stands.
                above = self._quote
            self._done.append(Line(above, self._number))
            self._after = _After.TEXT
        self._parts.append(line.text)

    def add_block(self, block: Block) -> None:
        """Lines of their own, in the quote or under the item in which the line stands."""
        current = "".join(self._parts)
        is_below = self._after in (_After.BLOCK, _After.LOOSE_BLOCK)
        first = self._prefix if is_below else container(current)
        is_begun = is_below or current != first
        prefix = self._prefix = under(first)
        self._quote = prefix.strip()
        number = block.lines[0].number if block.lines else self._number
        if is_begun:
            self._break(number)
            if not block.tight or self._after is _After.LOOSE_BLOCK:
                self._parts = [prefix.rstrip()]
                self._break(number)
            first = prefix
        elif first == prefix and self._is_parted(block) and self._has_text_above():
            self._done.append(Line(prefix.rstrip(), self._number))
        for index, line in enumerate(block.lines):
            if index:
                self._break(line.number)
            self._number = line.number
            lead = prefix if index else first
            self._parts = [lead + line.text if line.text else lead.rstrip()]
        self._after = _After.BLOCK if block.tight else _After.LOOSE_BLOCK

    def _has_text_above(self) -> bool:
        return bool(self._done) and bool(self._done[-1].text.strip(" \t>"))

    def _is_parted(self, block: Block) -> bool:
        """Whether a blank line stands before the block."""
        return not block.tight or self._after is _After.BELOW_LOOSE

    @property
    def begins_line(self) -> bool:
        """Whether what is added next begins a line, in a quote or not."""
        is_below = self._after in (_After.BLOCK, _After.LOOSE_BLOCK)
        return is_below or not any(part.strip(" \t>") for part in self._parts)

    def lines(self) -> list[Line]:
        return [*self._done, Line("".join(self._parts), self._number)]

    def _break(self, number: int) -> None:
        self._done.append(Line("".join(self._parts), self._number))
        self._parts = []
        self._number = number


def with_tags_converted(
    language: Language,
    transform: Transform,
    *,
    in_code: Callable[[Tag], bool] = lambda tag: False,
) -> Conversion:
    """A conversion that puts what `transform` gives in place of the tags of a language, the inner
    ones first. In code only those are tags of which `in_code` says so."""

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if not any(mark in line.text for line in lines for mark in language.marks):
            return lines
        return _Run(lines, changes, transform, language).done(in_code)

    return convert


def misplaced(tag: Tag, *, in_html: bool, fits: Collection[str]) -> Kept | None:
    """Why a tag stays where it is: it closes nothing, or would be Markdown within HTML, as all are
    but those that `fits` names."""
    if tag.closes:
        return Kept("it closes nothing")
    if in_html and tag.name not in fits:
        return Kept("it would be Markdown within HTML")
    return None


class _CodeSoFar:
    """Which tags stand in code, asked in order: what literal tags enclose opens no fence."""

    def __init__(self, lines: Sequence[Line], stretch: Stretch) -> None:
        self._lines = lines
        self._stretch = stretch
        self._fences = Fences()
        self._rows = 0
        self._is_fenced = False

    def holds(self, tag: Tag) -> bool:
        row = self._stretch.row(tag.begin)
        while self._rows <= row:
            self._is_fenced = self._fences.take(self._lines[self._rows].text)
            self._rows += 1
        return self._is_fenced or self._stretch.in_code(tag.begin)

    def pass_over(self, end: Tag) -> None:
        """Goes on behind the end of a literal tag, unless that stands in a fence itself."""
        if not self._is_fenced:
            self._rows = max(self._rows, self._stretch.row(end.begin) + 1)


class _Run:
    def __init__(
        self, lines: list[Line], changes: list[Change], transform: Transform, language: Language
    ) -> None:
        self.stretch = Stretch(lines)
        self.text = self.stretch.text
        self.source = lines
        self.changes = changes
        self.transform = transform
        self.language = language
        self.at = 0
        first = lines[0].number if lines else 0
        self.frames: list[tuple[Tag | None, Builder]] = [(None, Builder(first))]

    @cached_property
    def in_html(self) -> Sequence[bool]:
        """Of each line whether it is in a block of HTML."""
        return html_rows(self.source)

    def done(self, in_code: Callable[[Tag], bool]) -> list[Line]:
        found = found_tags(self.text, self.language)
        code = _CodeSoFar(self.source, self.stretch)
        tags = paired_tags(
            found,
            self.language.literal,
            lambda tag: not code.holds(tag) or in_code(tag),
            code.pass_over,
        )
        for index, tag in enumerate(tags):
            self._take(tag, index)
        self._copy(len(self.text))
        return self.frames[0][1].lines()

    def _take(self, tag: Tag, index: int) -> None:
        self._copy(tag.begin)
        self.at = tag.end
        if tag.partner > index:
            self.frames.append((tag, Builder(self.stretch.number(tag.end - 1))))
            return
        if tag.partner >= 0:
            opening, builder = self.frames.pop()
            if opening is not None:
                self._place(opening, builder.lines(), tag)
            return
        self._place(tag, None, tag)

    def _place(self, tag: Tag, inner: list[Line] | None, last: Tag) -> None:
        """Adds what takes the place of a tag to what is around it."""
        builder = self.frames[-1][1]
        number = self.stretch.number(tag.begin)
        row = self.source[self.stretch.row(tag.begin)].text
        held = None if inner is None else without(under(container(row)), inner)
        result = self.transform(tag, held, number)
        construct = f"{self.language.noun} {tag.name or _NAMELESS.get(tag.mark, 'as an example')}"
        if isinstance(result, Kept):
            if result.why:
                self.changes.append(Change(construct, "kept", number, result.why))
            builder.add(self._source(tag))
            if inner is not None:
                builder.add(inner)
                builder.add(self._source(last))
            return
        self.changes.append(Change(construct, "converted", number, result.why))
        if isinstance(result, Block) and result.inline and is_whole(row, tag):
            result = Inline(result.inline)
        if isinstance(result, Inline) and result.is_html and builder.begins_line:
            builder.add_block(Block([Line(result.text, number)], tight=False))
        elif isinstance(result, Inline):
            text = result.text
            if text.endswith(")") and self.in_html[self.stretch.row(tag.begin)]:
                text = as_html(text) or text
            if "|" in text and row.lstrip()[:1] == "|":
                # In a row of a table.
                text = _BAR.sub(r"\\|", text)
            builder.add([Line(part, number) for part in text.split("\n")])
        else:
            builder.add_block(result)

    def _source(self, tag: Tag) -> list[Line]:
        return self._lines(tag.begin, tag.end)

    def _copy(self, end: int) -> None:
        if self.at < end:
            self.frames[-1][1].add(self._lines(self.at, end))
        self.at = max(self.at, end)

    def _lines(self, begin: int, end: int) -> list[Line]:
        row = self.stretch.row(begin)
        texts = self.text[begin:end].split("\n")
        return [Line(text, self.stretch.number_of(row + n)) for n, text in enumerate(texts)]
