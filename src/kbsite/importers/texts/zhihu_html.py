"""What is HTML in a text that was copied from Zhihu: code, references, paragraphs with formulas.
No I/O.

In a block of HTML no Markdown is read, so that a formula between dollars would be text there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from kbsite.importers.code_lines import code_lines
from kbsite.importers.model import Change, Line, text_of
from kbsite.importers.texts.blocks import blocks_of, indented_code
from kbsite.importers.texts.html_blocks import escaped, markdown_of
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.importers.texts.tags import attributes, opening_tag

#: The element around a text.
_WRAPPER = re.compile(r"\b(?:ztext|RichText)\b")
_DIV = re.compile(r"<(/?)div\b[^<>]*+>", re.IGNORECASE)
#: What the references come to at the end of a text.
_LIST = re.compile(
    r"(?:<h2\b[^<>]*+>\s*+参考\s*+</h2\s*+>\s*+)?<ol\b[^<>]*?\bclass=\"ReferenceList\"[^<>]*+>"
)
_ENTRY = re.compile(r"<li\b", re.IGNORECASE)
_CODE = re.compile(
    r"(?:^ {0,3}|(?<=>))<div class=\"highlight\"><pre[^<>]*+>\s*+"
    r"<code(?:\s++class=\"([^\"<>]*+)\")?+>",
    re.MULTILINE,
)
# A quote, an item, a row, code: a fence would end them.
_CONTAINED = re.compile(r"[ \t]*(?:[>|]|[-*+][ \t]|\d{1,9}[.)][ \t])| {4}| {0,3}\t")
_CODE_END = re.compile(r"</code>\s*+</pre>\s*+</div>")
_LANGUAGE = re.compile(r"(?:^|\s)language-([\w+#.-]*)")
_ANY_TAG = re.compile(r"</?[a-zA-Z](?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^<>])*+>")
_SUP = opening_tag("sup")
_SUP_END = re.compile(r"(?:<a\b[^<>]*+>)?[^<>]{0,40}(?:</a\s*+>)?</sup\s*+>", re.IGNORECASE)
_NOTE = re.compile(r"^[ \t>]*\[\^([^\]\s]+)\]:", re.MULTILINE)
#: Elements that are a block of HTML though they stand in a line elsewhere.
_INLINE = re.compile(r"\s*<(?:img|span|a|b|i|em|strong|code|sup|br)\b", re.IGNORECASE)


def unwrapped(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The text without the element that a page has around it."""
    if not any("ztext" in line.text or "RichText" in line.text for line in lines):
        return lines
    code = _either(code_lines(lines), indented_code(lines))
    return edited(lines, lambda stretch: _wrappers(stretch, changes), code)


def _wrappers(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    opened: list[re.Match[str]] = []
    tags: list[tuple[int, int]] = []
    for found in stretch.outside_code(_DIV):
        if not found[1]:
            opened.append(found)
        elif opened:
            own = opened.pop()
            if _WRAPPER.search(attributes(own[0]).get("class", "")):
                tags += (own.span(), found.span())
                changes.append(Change("HTML element", "converted", stretch.number(own.start())))
    return (Edit(begin, end, "") for begin, end in sorted(tags))


def code(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`<div class="highlight"><pre><code>…` → a fence. A block of HTML would end at the first
    blank line of the code."""
    if not any('class="highlight"><pre' in line.text for line in lines):
        return lines
    return edited(lines, lambda stretch: _fences(stretch, changes))


def _fences(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    text, done = stretch.text, 0
    for found in _CODE.finditer(text):
        if found.start() < done:
            continue
        if not (end := _CODE_END.search(text, found.end())):
            return
        done = end.end()
        if stretch.in_code(found.start()) or _CONTAINED.match(stretch.head_of(found.start())):
            continue
        inner = unescape(_ANY_TAG.sub("", text[found.end() : end.start()])).rstrip("\n")
        longest = max(map(len, re.findall("`+", inner)), default=0)
        mark = "`" * max(3, longest + 1)
        language = _LANGUAGE.search(found[1] or "")
        above = max(found.start() - 1, 0)
        before = "\n" if text[text.rfind("\n", 0, above) + 1 : above].strip() else ""
        if stretch.line_of(found.start(), found.start())[0].strip():
            before = "\n\n"
        behind = "\n\n" if stretch.line_of(done, done)[1].strip() else ""
        changes.append(Change("Zhihu code", "converted", stretch.number(found.start())))
        fence = f"{before}{mark}{language[1] if language else ''}\n{inner}\n{mark}{behind}"
        yield Edit(found.start(), done, fence)


def references(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`<sup data-text="…" data-url="…" data-numero="1">[1]</sup>` → `[^1]`, with its footnote at
    the end."""
    if not any("data-numero" in line.text for line in lines):
        return lines
    if not any("ReferenceList" in line.text for line in lines):
        return _referred(lines, changes)[0]
    told: list[Change] = []
    entries: list[int] = []
    bare = edited(lines, lambda stretch: _lists(stretch, told, entries))
    made, notes = _referred(bare, told)
    if notes < max(entries, default=0):
        # Some of its entries would be nowhere.
        return _referred(lines, changes)[0]
    changes += told
    return made


def _referred(lines: list[Line], changes: list[Change]) -> tuple[list[Line], int]:
    """The text with its references, and how many footnotes they are."""
    lines = paragraphs(lines, ("data-numero",), changes)
    taken = set(_NOTE.findall(text_of(lines)))
    notes: dict[str, Line] = {}
    names: dict[tuple[str, str], str] = {}
    counts: Counter[str] = Counter()

    def find(stretch: Stretch) -> Iterator[Edit]:
        for found in _SUP.finditer(stretch.text):
            given = attributes(found[0])
            number = given.get("data-numero", "")
            words = " ".join((given.get("data-text", "")).split())
            end = _SUP_END.match(stretch.text, found.end())
            if not (end and number.isdigit()) or stretch.in_code(found.start()):
                continue
            first = f"zhihu-{number}" if number in taken else number
            url = given.get("data-url", "").strip()
            text = " ".join(filter(None, (escaped(words), url)))
            row = stretch.number(found.start())
            # Another note may have the number, where texts were joined.
            other = f"{first}-{counts[first] + 1}" if counts[first] else first
            name = names.setdefault((first, text), other if text else first)
            if name not in notes:
                counts[first] += 1
                notes[name] = Line(f"[^{name}]: {text or '…'}", row)
            changes.append(Change("Zhihu reference", "converted", row))
            yield Edit(found.start(), end.end(), f"[^{name}]")

    html = html_rows(lines)
    for line, is_html in zip(lines, html, strict=True):
        if is_html and "data-numero" in line.text:
            changes.append(Change("Zhihu reference", "kept", line.number, WITHIN_HTML))
    lines = edited(lines, find, _either(code_lines(lines), html))
    if not notes:
        return lines, 0
    blank = [Line("", 0)] if lines[-1].text.strip() else []
    return [*lines, *blank, *notes.values()], len(notes)


def _lists(stretch: Stretch, changes: list[Change], entries: list[int]) -> Iterator[Edit]:
    """Their list, as each has a footnote; how many it has is added to `entries`."""
    for found in _LIST.finditer(stretch.text):
        end = stretch.text.find("</ol>", found.end())
        if end < 0:
            return
        if not stretch.in_code(found.start()):
            line = stretch.number(found.start())
            why = "its entries are footnotes"
            changes.append(Change("Zhihu list of references", "converted", line, why))
            entries.append(len(_ENTRY.findall(stretch.text, found.end(), end)))
            yield Edit(found.start(), end + len("</ol>"), "")


#: Why something stays.
WITHIN_HTML = "it lies in a block of HTML, where no Markdown is read"


def paragraphs(
    lines: list[Line],
    marks: Sequence[str],
    changes: list[Change],
    is_meant: Callable[[Sequence[Line]], bool] = lambda block: True,
) -> list[Line]:
    """Blocks of HTML with one of `marks` in them that are meant → those of Markdown; what is HTML
    in a line stays so."""
    result: list[Line] = []
    end = 0
    for begin, stop in _html_blocks(lines):
        block = lines[begin:stop]
        while block and not block[-1].text.strip():
            block.pop()
        if not any(mark in line.text for mark in marks for line in block) or not is_meant(block):
            continue
        if (made := markdown_of(block)) is None:
            continue
        result += lines[end:begin]
        result += [Line("", block[0].number)] if result and result[-1].text.strip() else []
        result += made
        changes.append(Change("HTML paragraph", "converted", block[0].number))
        end = begin + len(block)
    return [*result, *lines[end:]]


#: What tells that HTML is Zhihu's: attributes of its texts, and what was found above already.
_OWN = re.compile(
    r"\bdata-(?:pid|into-catalog-status|draft-(?:node|type))\b|\bztext-empty-paragraph\b"
)
_FOUND = ("Zhihu code", "Zhihu figure", "Zhihu reference", "HTML element")
_TEXT_TAG = re.compile(r"<(?:p|h[1-6]|[uo]l|li|blockquote|table|t[rdh]|hr)(?=[\s/>])[^<>]*+>", re.I)
#: What begins no block of Zhihu's text.
_NO_TEXT = re.compile(r"\s*<(?!(?:p|h[1-6]|[uo]l|blockquote|table|hr)\b)", re.IGNORECASE)


def texts(lines: list[Line], changes: list[Change]) -> list[Line]:
    """What is left of a text in HTML, where there is more of Zhihu: its headings shall be known."""
    if not any(line.text.lstrip(" ").startswith("<") for line in lines):
        return lines
    is_found = any(change.construct in _FOUND for change in changes)
    if not is_found and not any(_OWN.search(line.text) for line in lines):
        return lines
    return paragraphs(lines, ("<",), changes, _is_plain)


def _is_plain(block: Sequence[Line]) -> bool:
    """Whether its elements of text say no more than which they are."""
    html = text_of(block)
    if _NO_TEXT.match(html):
        return False
    return all(
        name.startswith("data-") or (name == "class" and value.startswith("ztext"))
        for tag in _TEXT_TAG.finditer(html)
        for name, value in attributes(tag[0]).items()
    )


def html_rows(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it lies in a block of HTML, elements that stand in a line elsewhere left
    out."""
    inside = [False] * len(lines)
    for begin, stop in _html_blocks(lines):
        inside[begin:stop] = [True] * (stop - begin)
    return inside


def prose_rows(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it is in a fence or in such a block."""
    return _either(code_lines(lines), html_rows(lines))


def _either(one: Sequence[bool], other: Sequence[bool]) -> list[bool]:
    return [a or b for a, b in zip(one, other, strict=True)]


def _html_blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    text = text_of(lines)
    if "<" not in text:
        return
    for token in blocks_of(text):
        if token.type == "html_block" and token.map and not _INLINE.match(token.content):
            yield token.map[0], min(token.map[1], len(lines))
