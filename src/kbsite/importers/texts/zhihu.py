"""What is copied from Zhihu: formulas as pictures and spans, pictures in figures, links by way of
a redirector, placeholders of what was lost. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from itertools import groupby
from urllib.parse import unquote

from kbsite.importers.model import Change, Line
from kbsite.importers.texts.equation_urls import EQUATION, SIGNS, ZHIHU, tex_of
from kbsite.importers.texts.formula_marks import apart, has_dollar, in_dollars, is_drawn
from kbsite.importers.texts.html_blocks import unhtml
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.importers.texts.tags import (
    attributes,
    caption_title,
    destination,
    label,
    opening_tag,
    plain,
    without_tags,
)
from kbsite.importers.texts.zhihu_html import WITHIN_HTML, html_rows, paragraphs, prose_rows
from kbsite.tex.convert import convert_tex

FORMULA, PICTURE = "Zhihu formula", "picture of a formula"
#: What else tells a formula: attributes that hold its TeX, or that `alt` does.
_MARKS = ("eeimg", "data-tex", "data-formula")
_IN_MARKDOWN = re.compile(rf"\]\(<?{EQUATION}")
_TITLE = re.compile(r">?(?:[ \t]+(?:\"[^\"\n]*+\"|'[^'\n]*+'))?[ \t]*\)")
_IMAGE = opening_tag("img")
_SPAN = re.compile(r"<(/?)span\b", re.IGNORECASE)
_OPEN_SPAN = opening_tag("span")
_FIGURE = re.compile(r"<figure\b[^<>]*+>", re.IGNORECASE)
_CAPTION = re.compile(r"<figcaption\b[^<>]*+>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?<![!\[\\\]])\[(公式|Math|代码)\](?![(\[:])")
_LOST = "the source has only this word in place of what stood there"
#: Redirectors that name the address in a parameter.
_REDIRECT = re.compile(
    r"(?:https?:)?//(?:link\.(?:zhihu\.com|juejin\.cn|csdn\.net)/?\?target|link\.jianshu\.com/?\?t"
    r"|links\.jianshu\.com/go\?to|(?:www\.)?jianshu\.com/go-wild\?ac=2&(?:amp;)?url)=([^\s()<>\"'\]\[|]++)"
)


def formulas(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Pictures of formulas and elements that carry their TeX → `$…$`, `$$…$$`."""
    if not _any(lines, *SIGNS, *_MARKS):
        return lines
    lines = paragraphs(lines, (*SIGNS, *_MARKS), changes)
    for block in _blocks(lines):
        for edit in (*_spans(block, []), *_html_images(block, [])):
            changes.append(Change(FORMULA, "kept", block.number(edit.begin), WITHIN_HTML))
    for find in (_spans, _html_images, _markdown_images):
        lines = edited(lines, partial(_apart, find, changes), prose_rows(lines))
    return lines


def _apart(
    find: Callable[[Stretch, list[Change]], Iterator[Edit]], changes: list[Change], stretch: Stretch
) -> Iterator[Edit]:
    return apart(find(stretch, changes))


def _blocks(lines: list[Line]) -> Iterator[Stretch]:
    """Each block of HTML."""
    rows = zip(html_rows(lines), lines, strict=True)
    for is_html, group in groupby(rows, lambda row: row[0]):
        if is_html:
            yield Stretch([line for _, line in group])


def links(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Links by way of a redirector → links to where it leads."""
    if not _any(lines, "link.zhihu.com", "link.juejin.cn", "link.csdn.net", "jianshu.com"):
        return lines
    return edited(lines, lambda stretch: _redirects(stretch, changes))


def figures(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Pictures that a script would load → pictures of Markdown."""
    if not _any(lines, "data-original", "data-actualsrc"):
        return lines
    lines = edited(lines, lambda stretch: _figures(stretch, changes))
    return edited(lines, lambda stretch: _lazy_images(stretch, changes))


def placeholders(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Says where `[公式]` stands for a formula that the source no longer has; changes nothing."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        for found in _PLACEHOLDER.finditer(stretch.text):
            if not stretch.in_code(found.start()):
                line = stretch.number(found.start())
                changes.append(Change(f"placeholder {found[0]}", "kept", line, _LOST))
        return iter(())

    return edited(lines, find) if _any(lines, "[公式]", "[Math]", "[代码]") else lines


def _any(lines: list[Line], *words: str) -> bool:
    return any(word in line.text for line in lines for word in words)


def _formula(
    stretch: Stretch, begin: int, end: int, tex: str, changes: list[Change], name: str = FORMULA
) -> Edit | None:
    """The edit that puts a formula in place of a picture or element of it, unless its TeX cannot
    be read or stand between dollars."""
    line = stretch.number(begin)
    tex = tex.strip()
    display = tex.endswith("\\\\")
    tex = tex.removesuffix("\\\\").strip()
    if why := _why_no_formula(tex, display=display):
        changes.append(Change(name, "kept", line, why))
        return None
    changes.append(Change(name, "converted", line))
    return Edit(begin, end, in_dollars(tex, stretch, begin, end, display=display))


def _why_no_formula(tex: str, *, display: bool) -> str:
    if not tex:
        return "it has no TeX"
    if has_dollar(tex):
        return "its TeX holds a dollar"
    fault = convert_tex(tex, display, ()).fault
    return f"its TeX cannot be read: {fault}" if fault else ""


def _markdown_images(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """`![…](https://www.zhihu.com/equation?tex=…)` and the like."""
    text = stretch.text
    places = list(_IN_MARKDOWN.finditer(text))
    least = 0
    # Each is looked for between its neighbours alone, so that all together cost one pass.
    stops = [*(place.start() for place in places[1:]), len(text)]
    for found, stop in zip(places, stops, strict=False):
        begin = _opening(text, found.start(), least)
        end = _closing(text, found.end(), stop)
        least = max(found.end(), end)
        if begin < 0 or end < 0 or stretch.in_code(begin):
            continue
        url = re.split(r"[\s>]", text[found.start() + 2 : end - 1].lstrip("<"), maxsplit=1)[0]
        if edit := _formula(stretch, begin, end, tex_of(url) or "", changes, _name(url)):
            yield edit


def _name(url: str) -> str:
    return FORMULA if ZHIHU in url[:30] else PICTURE


def _opening(text: str, end: int, least: int) -> int:
    """Where the picture begins whose label ends before `end`, -1 where none does on its line."""
    depth = 1
    for place in range(end - 1, max(least, text.rfind("\n", least, end) + 1) - 1, -1):
        if text[place] == "]":
            depth += 1
        elif text[place] == "[":
            depth -= 1
            if depth == 0:
                return place - 1 if place > least and text[place - 1] == "!" else -1
    return -1


def _closing(text: str, begin: int, stop: int) -> int:
    """Where the address that begins there ends, with the parenthesis behind it; -1 if not before
    `stop`."""
    depth = 0
    place = begin
    while place < stop and not text[place].isspace() and text[place] not in "<>":
        if text[place] == "(":
            depth += 1
        elif text[place] == ")":
            if depth == 0:
                return place + 1
            depth -= 1
        place += 1
    found = _TITLE.match(text, place, stop)
    return found.end() if found else -1


def _html_images(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """`<img … alt="TeX" eeimg="1">`."""
    for found in _IMAGE.finditer(stretch.text):
        given = attributes(found[0])
        source = given.get("src", "")
        shown = tex_of(source)
        is_marked = any(mark in given for mark in _MARKS)
        if (shown is None and not is_marked) or stretch.in_code(found.start()):
            continue
        tex = given.get("data-tex") or given.get("data-formula") or given.get("alt", "")
        name = FORMULA if is_marked or shown is None else _name(source)
        # Only Zhihu's says its TeX instead of itself.
        if shown is not None and (name == PICTURE or tex.strip() in ("", "公式", "[公式]")):
            tex = shown
        if edit := _formula(stretch, *found.span(), tex, changes, name):
            yield edit


def _spans(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """`<span class="ztext-math" data-tex="…">…</span>`, whatever a script left in it."""
    if "data-tex" not in stretch.text and "data-formula" not in stretch.text:
        return
    ends = _ends_of_spans(stretch.text)
    done = 0
    for found in _OPEN_SPAN.finditer(stretch.text):
        begin = found.start()
        given = attributes(found[0])
        tex = given.get("data-tex") or given.get("data-formula", "")
        if begin < done or not tex or begin not in ends or stretch.in_code(begin):
            continue
        drawn = "data-tex" in given or is_drawn(stretch.text, *found.span(), ends[begin], tex)
        if drawn and (edit := _formula(stretch, begin, ends[begin], tex, changes)):
            done = edit.end
            yield edit


def _ends_of_spans(text: str) -> dict[int, int]:
    """Where each span ends, by where it begins."""
    opened: list[int] = []
    ends: dict[int, int] = {}
    for found in _SPAN.finditer(text):
        if not found[1]:
            opened.append(found.start())
        elif opened and text.startswith(">", found.end()):
            ends[opened.pop()] = found.end() + 1
    return ends


def _figures(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """`<figure><img data-original="…"><figcaption>…</figcaption></figure>`."""
    text, done = stretch.text, 0
    for found in _FIGURE.finditer(text):
        if found.start() < done:
            continue
        end = text.find("</figure>", found.end())
        if end < 0:
            return
        done = end + len("</figure>")
        if edit := _picture(stretch, found.start(), done, changes):
            yield edit


def _picture(stretch: Stretch, begin: int, end: int, changes: list[Change]) -> Edit | None:
    inner = stretch.text[begin:end]
    images = [attributes(image) for image in _IMAGE.findall(inner)]
    given = next((image for image in images if _original(image)), None)
    if given is None or stretch.in_code(begin):
        return None
    caption = _CAPTION.search(inner)
    html = inner[caption.end() :].partition("</figcaption>")[0] if caption else ""
    words = without_tags(html)
    before, behind = stretch.line_of(begin, end)
    is_row = stretch.head_of(begin).lstrip(" \t>").startswith("|")
    above = "\n\n" if before.strip(" \t>") and not is_row else ""
    below = "\n\n" if behind.strip() and not is_row else ""
    changes.append(Change("Zhihu figure", "converted", stretch.number(begin)))
    picture = _markdown(given, words)
    if any(mark in html for mark in _MARKS):
        # A title is plain text, and would lose the formula.
        alt = {**given, "alt": given.get("alt") or words}
        parts = _markdown(alt, ""), unhtml(" ".join(html.split()))
        picture = ("<br>" if is_row else "\\\n").join(parts)
    return Edit(begin, end, f"{above}{picture}{below}")


def _original(image: Mapping[str, str]) -> str:
    source = image.get("data-original") or image.get("data-actualsrc") or ""
    return "" if source.startswith("data:") else source


def _markdown(image: Mapping[str, str], words_below: str) -> str:
    words = " ".join((image.get("alt", "") or words_below).split())
    return f"![{label(words)}]({destination(_original(image))}{caption_title(plain(words_below))})"


def _lazy_images(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """Those outside of a figure."""
    for found in _IMAGE.finditer(stretch.text):
        given = attributes(found[0])
        if _original(given) and not stretch.in_code(found.start()):
            changes.append(Change("Zhihu figure", "converted", stretch.number(found.start())))
            yield Edit(*found.span(), _markdown(given, ""))


def _redirects(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    for found in _REDIRECT.finditer(stretch.text):
        written = unescape(found[1])
        # One that is encoded ends where the next parameter begins.
        target = unquote(written if "://" in written else written.partition("&")[0])
        if not re.match(r"https?://\S", target) or stretch.in_code(found.start()):
            continue
        address = destination(target)
        if stretch.text[found.start() - 1 : found.start()] in ('"', "'"):
            address = address.replace("&", "&amp;")
        changes.append(Change("link redirect", "converted", stretch.number(found.start())))
        yield Edit(*found.span(), address)
