"""What programs make of links and references of Zhihu: cards, words that lead to its own search,
references as links. No I/O."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Change, Line
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.importers.texts.tags import attributes, destination, label, opening_tag, without_tags

_ANCHOR = opening_tag("a")
_CARD = re.compile(r"(?:^|\s)(?:LinkCard|video-box)(?:\s|$)")
# Whether the tag and the words behind it end is looked up once, and not from each class in it.
_CARD_TITLE = re.compile(
    r"<span\b(?=[^<>]*+>[^<]*+<)[^<>]*\bclass=\"(?:LinkCard-title|title)\b[^<>]*+>([^<]*+)<"
)
#: What a card that is a block stands between.
_ABOVE = re.compile(r"(?:^[ \t]*|</[a-zA-Z][a-zA-Z0-9]*\s*>|<[hb]r\b[^<>]*>)\s*$")
_BELOW = re.compile(r"\s*(?:$|<[a-zA-Z])")
_SEARCH = "zhida.zhihu.com/search"
_SVG = re.compile(r"<svg\b(?:[^<]|<(?!/svg\b)){0,4000}+</svg\s*+>", re.IGNORECASE)
_SEARCHED = re.compile(
    rf"(?<!!)\[((?:[^\[\]\n\\]|\\.){{1,100}})\]\(<?https?://{re.escape(_SEARCH)}[^()<>\s]*+>?\)"
)
#: An entry of the list of references, and a mark of one; their numbers. An entry with several
#: marks leads back to each: `^[a](#ref_1_0)[b](#ref_1_1)`.
_ENTRY = re.compile(
    r"[ \t]{0,3}\d{1,4}[.)][ \t]+(?:\*\*|\\?\^)?"
    r"\[(?:\\?\^|[a-z]{1,2})\]\(#ref_(\d{1,4})_\d{1,4}\)(?:\[[a-z]{1,2}\]\(#ref_\1_\d{1,4}\))*+"
    r"(?:\*\*)?[ \t]*(.*)"
)
_ITEM = re.compile(r"[ \t]{0,3}(?:\d{1,9}[.)]|[-*+])[ \t]")
_MARK = re.compile(r"(?<!!)\[(?:\\?\[)?\^?(\d{1,4})\^?(?:\\?\])?\]\(#ref_(\d{1,4})\)")
_NOTE = re.compile(r"[ \t>]*\[\^([^\]\s]+)\]:")
_HEADING = re.compile(r"#{1,6}[ \t]+参考(?:资料|文献)?[ \t#]*")
_UNDERLINED, _LINE = re.compile(r"参考(?:资料|文献)?[ \t]*"), re.compile(r"(?:-{2,}|={2,})[ \t]*")


def cards(lines: list[Line], changes: list[Change]) -> list[Line]:
    """A card of a link or a video, in a line or between blocks of HTML → a link; words of which
    Zhihu itself made links to its search → the words."""
    if not any("<a" in line.text or _SEARCH in line.text for line in lines):
        return lines

    def find(stretch: Stretch) -> Iterator[Edit]:
        text, done, last = stretch.text, 0, -1
        for found in _ANCHOR.finditer(text):
            if found.start() < done:
                continue
            given = attributes(found[0])
            is_card = given.get("data-draft-type") == "link-card" or _CARD.search(
                given.get("class", "")
            )
            if not is_card and _SEARCH not in given.get("href", ""):
                continue
            if stretch.in_code(found.start()):
                continue
            if (end := text.find("</a>", found.end())) < 0:
                return
            done = end + len("</a>")
            inner = text[found.end() : end]
            edit = (
                _card(stretch, found.start(), done, given, inner)
                if is_card
                else Edit(found.start(), done, _SVG.sub("", inner))
            )
            if edit:
                changes.append(_change(stretch, edit, is_card=bool(is_card)))
                # Of two cards in a row the first one has parted them.
                yield edit._replace(text=edit.text.lstrip("\n")) if edit.begin == last else edit
                last = edit.end

    lines = edited(lines, find)
    return edited(lines, lambda stretch: _searched(stretch, changes))


def _change(stretch: Stretch, edit: Edit, *, is_card: bool) -> Change:
    line = stretch.number(edit.begin)
    if is_card:
        return Change("Zhihu card", "converted", line)
    return Change("Zhihu search link", "lost", line, "Zhihu made it of the words, which stay")


def _searched(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    if _SEARCH not in stretch.text:
        return
    for found in _SEARCHED.finditer(stretch.text):
        if not stretch.in_code(found.start()):
            edit = Edit(*found.span(), found[1])
            changes.append(_change(stretch, edit, is_card=False))
            yield edit


def _card(
    stretch: Stretch, begin: int, end: int, given: Mapping[str, str], inner: str
) -> Edit | None:
    before, behind = stretch.line_of(begin, end)
    address = given.get("href", "")
    if not address or not (_ABOVE.search(before) and _BELOW.match(behind)):
        return None
    title = _CARD_TITLE.search(inner)
    words = (title and without_tags(title[1])) or given.get("data-name") or without_tags(inner)
    shown = f"[{label(' '.join(words.split()) or address)}]({destination(address)})"
    above = "\n\n" if before.strip() else ""
    return Edit(begin, end, f"{above}{shown}{chr(10) * 2 if behind.strip() else ''}")


def references(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`[[1]](#ref_1)` and the list of what these stand for, as a program that made Markdown of a
    page of Zhihu left them → footnotes. An entry that no mark leads to would be shown nowhere as
    one, and stays."""
    if not any("(#ref_" in line.text for line in lines):
        return lines
    entries: dict[str, int] = {}
    taken: set[str] = set()
    for at, (line, is_code) in enumerate(with_code(lines)):
        if is_code:
            continue
        if found := _ENTRY.fullmatch(line.text):
            entries.setdefault(found[1], at)
        elif note := _NOTE.match(line.text):
            taken.add(note[1])
    names = {number: f"zhihu-{number}" if number in taken else number for number in entries}
    referred: set[str] = set()

    def find(stretch: Stretch) -> Iterator[Edit]:
        for found in _MARK.finditer(stretch.text):
            if found[1] == found[2] in names and not stretch.in_code(found.start()):
                line = stretch.number(found.start())
                changes.append(Change("Zhihu reference", "converted", line))
                referred.add(found[1])
                yield Edit(*found.span(), f"[^{names[found[1]]}]")

    # No edit makes more or fewer lines.
    result = list(edited(lines, find))
    notes = {entries[number]: names[number] for number in referred}
    for at, name in notes.items():
        found = _ENTRY.fullmatch(result[at].text)
        words = found[2] if found else ""
        result[at] = Line(f"[^{name}]: {words or '…'}", lines[at].number)
    if entries and len(referred) == len(entries):
        above = min(entries.values()) - 1
        while above > 0 and not lines[above].text.strip():
            above -= 1
        for at in _heading(lines, above):
            result[at] = Line("", lines[at].number)
        if _heading(lines, above):
            why, number = "its entries are footnotes", lines[above].number
            changes.append(Change("Zhihu list of references", "converted", number, why))
    return _parted(result, notes)


def _heading(lines: list[Line], at: int) -> range:
    """The lines of the heading of the list that ends at this one."""
    if at >= 0 and _HEADING.fullmatch(lines[at].text):
        return range(at, at + 1)
    if at < 1 or not _LINE.fullmatch(lines[at].text):
        return range(0)
    # Words right above it are of the heading, too.
    is_whole = at == 1 or not lines[at - 2].text.strip()
    is_list = is_whole and _UNDERLINED.fullmatch(lines[at - 1].text)
    return range(at - 1, at + 1) if is_list else range(0)


def _parted(lines: list[Line], notes: Collection[int]) -> list[Line]:
    """The lines with a blank one between footnotes and items of a list: each would go on in the
    other."""
    result: list[Line] = []
    in_note = False
    for at, line in enumerate(lines):
        is_note = at in notes
        begins = is_note and not in_note and result and result[-1].text.strip()
        if begins or (in_note and not is_note and _ITEM.match(line.text)):
            result.append(Line("", line.number))
            in_note = False
        result.append(line)
        in_note = is_note or (in_note and bool(line.text.strip()))
    return result
