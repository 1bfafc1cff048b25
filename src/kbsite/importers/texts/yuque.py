"""What 语雀 folds, which it exports as HTML even in Markdown, → folded callouts. No I/O.

Code in it has blank lines, which would end the block of HTML; what follows has no blank line above
it, and would stay in the block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from kbsite.importers.model import Change, Line, Outcome
from kbsite.importers.texts.html_blocks import markdown_of, unhtml
from kbsite.importers.texts.stretches import Edit, Stretch, edited

_SIGN = 'class="lake-collapse"'
_DETAILS = re.compile(r"<(/?)details\b[^<>]*+>")
_SUMMARY = re.compile(r"\s*+<summary\b[^<>]*+>((?:[^<]|<(?!/?summary\b))*+)</summary>")
_CODE = re.compile(
    r"<pre\b([^<>]*+)>\s*+<code\b[^<>]*+>((?:[^<]|<(?!/?(?:pre|code)\b))*+)</code>\s*+</pre>"
)
_LANGUAGE = re.compile(r"\blanguage-([\w+#.-]++)")
_QUOTE = re.compile(r"<div class=\"ne-quote\"[^<>]*+>((?:[^<]|<(?!/?div\b))*+)</div>")
#: An element around words that does not say how they look.
_SPAN = re.compile(r"<span class=\"ne-text\">((?:[^<]|<(?!/?span\b))*+)</span>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*+>")
_BEHIND = re.compile(r"[ \t]*+(\n[ \t]*+)?+")
_BLANK = re.compile(r"\n(?=[ \t]*\n)")
_PRE = re.compile(r"<pre\b(?:[^<]|<(?!/?pre\b))*+</pre>")
#: What somebody wrote between the tags as Markdown, which a blank line makes it.
_WRITTEN = re.compile(r"\n[ \t]*+\n[ \t]*+[^\s<]")
#: What is not seen.
_HIDDEN = re.compile(
    r"<[a-zA-Z][^<>]*?\s(?:hidden\b|style\s*+=\s*+[\"']?[^\"'<>]*?\b(?:display|visibility)\b)",
    re.IGNORECASE,
)
#: What would end a comment around it.
_ENDS = ("-->", "%%")


def folds(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`<details class="lake-collapse">…</details>` → `> [!note]- …`."""
    if not any(_SIGN in line.text for line in lines):
        return lines
    has_comments = any("<!--" in line.text or "%%" in line.text for line in lines)
    return edited(lines, lambda stretch: _edits(stretch, changes, has_comments=has_comments))


def _edits(stretch: Stretch, changes: list[Change], *, has_comments: bool) -> Iterator[Edit]:
    text, done = stretch.text, 0
    for begin, inner, stop, end in _outermost(stretch):
        start = max(text.rfind("\n", done, begin) + 1, done)
        lead = text[start:begin]
        if lead.strip() or _SIGN not in text[begin:inner]:
            continue
        html = text[inner:stop]
        if _WRITTEN.search(_PRE.sub("", html)):
            continue
        rows = [] if _HIDDEN.search(html) else _callout(html)
        if has_comments and any(mark not in html and mark in "\n".join(rows) for mark in _ENDS):
            rows = []
        why = "a callout that is folded" if rows else "it holds what Markdown has not"
        outcome: Outcome = "converted" if rows else "kept"
        changes.append(Change("toggle", outcome, stretch.number(begin), why))
        # A blank line would end it.
        rows = rows or _BLANK.sub("\n<span></span>", text[begin:end]).split("\n")
        above = text[text.rfind("\n", done, max(start - 1, done)) + 1 : max(start - 1, done)]
        before = "\n" if above.strip() and start - 1 > done else ""
        yield Edit(start, end, before + "\n".join(lead + row for row in rows) + _after(text, end))
        done = end


def _after(text: str, end: int) -> str:
    """What parts it from what follows."""
    found = _BEHIND.match(text, end)
    if not found or found.end() == len(text):
        return ""
    if not found[1]:
        return "\n\n"
    return "" if text[found.end()] == "\n" else "\n"


def _outermost(stretch: Stretch) -> list[tuple[int, int, int, int]]:
    """Of elements that lie in no other where their tags begin and end."""
    opened: list[re.Match[str]] = []
    found: list[tuple[int, int, int, int]] = []
    for tag in stretch.outside_code(_DETAILS):
        if not tag[1]:
            opened.append(tag)
        elif opened:
            own = opened.pop()
            while found and found[-1][0] > own.start():
                found.pop()
            found.append((*own.span(), *tag.span()))
    return found


def _callout(html: str) -> list[str]:
    """Its lines, none where Markdown cannot say what it holds."""
    html = _QUOTE.sub(r"<blockquote>\1</blockquote>", _SPAN.sub(r"\1", html))
    title = _SUMMARY.match(html)
    words = " ".join(unhtml(title[1]).split()) if title else ""
    rows: list[str] = []
    end = title.end() if title else 0
    for found in _CODE.finditer(html, end):
        made = _markdown(html[end : found.start()])
        if made is None:
            return []
        rows += (*made, *_fence(found))
        end = found.end()
    if (made := _markdown(html[end:])) is None:
        return []
    rows += made
    return [f"> [!note]- {words}".rstrip(), *(f"> {row}".rstrip() for row in _trimmed(rows))]


def _markdown(html: str) -> Sequence[str] | None:
    """Blocks with a blank line above; None where they are none of Markdown."""
    if not html.strip():
        return ()
    lines = [Line(row, 0) for row in html.strip().split("\n") if row.strip()]
    made = markdown_of(lines)
    return None if made is None else ("", *(line.text for line in made))


def _fence(found: re.Match[str]) -> Iterator[str]:
    code = unescape(_TAG.sub("", found[2])).strip("\n")
    language = _LANGUAGE.search(found[1])
    mark = "`" * max(3, max(map(len, re.findall("`+", code)), default=0) + 1)
    yield from ("", mark + (language[1] if language else ""), *code.split("\n"), mark)


def _trimmed(rows: Sequence[str]) -> Sequence[str]:
    return rows[1:] if rows and not rows[0] else rows
