"""What kramdown writes otherwise than kbsite: contents, attributes of blocks, comments, `$$` in a
line. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import Fences, with_code
from kbsite.importers.model import Change, Line, Outcome
from kbsite.importers.posts.containers import under, without
from kbsite.importers.texts.literal import COMMENT
from kbsite.importers.texts.stretches import Edit, Stretch, edited

_ATTRIBUTES = re.compile(r"[ \t>]*\{:(?!:)([^{}\n]*)\}[ \t]*")
_HEADING = re.compile(r"#{1,6}\s")
_NAME = re.compile(r"#([\w:.-]+)")
#: Of Chirpy: what stands above a block of code.
_FILE = re.compile(r"\bfile=(?:\"[^\"`]+\"|'[^'`]+')")
_CLASS = re.compile(r"\.([\w-]+)")
_EXTENSION = re.compile(r"[ \t>]*\{:(:|/)(\w*)[^{}\n]*\}[ \t]*")
_TOC_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+\S.*")
_BREAK = r"\n(?=[ \t>]*(?:\n|$))"
_DOLLARS = re.compile(
    rf"(?<![\\$])\$\$(?!\$)|{_BREAK}|<(/?)(?:code|kbd|samp|var|pre)\b[^<>]*+>", re.IGNORECASE
)
_COMMENT_ENDS = re.compile(rf"\{{::comment\}}|\{{:/(?:comment)?\}}|{_BREAK}")
_ONE = r"(?:[#.][a-zA-Z][\w:-]*+|[a-zA-Z][\w-]*+=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s\"'{}]++))"
_SPAN = re.compile(rf"(?<=[)*_`\]])\{{:[ \t]*+({_ONE}(?:[ \t]++{_ONE})*+)[ \t]*+\}}")
_ATTRIBUTE = re.compile(_ONE)
_KNOWN = re.compile(r"[#.]|(?:class|id|lang|title|width|height)=")
# Chirpy has short names for two.
_SHORT = re.compile(r"^([wh])(?==)")
_NO_MARKDOWN = re.compile(r"\{::nomarkdown\}|\{:/(?:nomarkdown)?\}")
_MARKDOWN = re.compile(
    r"([ \t>]*)<(div|section|article|aside|details|figure|table|blockquote)\b([^<>]*?)"
    r"(?<!\s)\s++markdown=(?:\"(?:1|block|span)\"|'(?:1|block|span)'|1)([^<>]*)>(.*)"
)
_SUMMARY = re.compile(r"<summary\b[^<>]*>.*</summary\s*>[ \t]*", re.IGNORECASE)
_BARE_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+")
_BLANKS = re.compile(r"[ \t]*")
_CLOSER = re.compile(r"[ \t>]*\{:/(?:comment)?\}[ \t]*")

#: Stands below a callout until the next line is known.
_END = Line("", -1)


def inline_formulas(
    lines: list[Line], changes: list[Change], *, name: str = "kramdown formula"
) -> list[Line]:
    """`文 $$x$$ 字`, which kramdown and GitBook set in the line → `$x$`; alone in its paragraph it
    is a block in both. `name` is what the account calls one."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        for begin, end in _in_two_dollars(stretch):
            tex = stretch.text[begin + 2 : end - 2].strip()
            before, behind = stretch.line_of(begin, end)
            if not tex or "$" in tex or "\n" in tex:
                continue
            if before.strip(" \t>") or behind.strip():
                changes.append(Change(name, "converted", stretch.number(begin)))
                # Letters and digits behind a dollar would make it an amount.
                space = " " if behind[:1].isascii() and behind[:1].isalnum() else ""
                yield Edit(begin, end, f"${tex}${space}")

    return edited(lines, find) if any("$$" in line.text for line in lines) else lines


def _in_two_dollars(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Where `$$…$$` stands in a paragraph, and not in code, be it that of HTML."""
    begin = -1
    in_html = False
    for found in stretch.outside_code(_DOLLARS):
        if found[0] == "\n":
            begin, in_html = -1, False
        elif found[0] != "$$":
            in_html = begin < 0 and not found[1]
        elif begin >= 0:
            yield begin, found.end()
            begin = -1
        elif not in_html:
            begin = found.start()


def comments(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`{::comment}…{:/comment}` within a paragraph; lines of their own are those of `blocks`."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        opening: re.Match[str] | None = None
        for found in _COMMENT_ENDS.finditer(stretch.text):
            if found[0] == "\n":
                opening = None
            elif opening:
                if found[0] != "{::comment}":
                    inner = stretch.text[opening.end() : found.start()].replace("%%", "% %")
                    number = stretch.number(opening.start())
                    changes.append(Change("kramdown comment", "converted", number))
                    yield Edit(opening.start(), found.end(), f"{COMMENT}{inner}{COMMENT}")
                    opening = None
            elif found[0] == "{::comment}" and not stretch.in_code(found.start()):
                before, behind = stretch.line_of(*found.span())
                opening = found if before.strip(" \t>") or behind.strip() else None

    is_needed = any("{::comment}" in line.text for line in lines)
    return edited(lines, find) if is_needed else lines


def within_html(lines: list[Line], changes: list[Change]) -> list[Line]:
    """`<div markdown="1">`, in which kramdown reads Markdown: CommonMark does so behind a blank
    line, and an end of its own line needs one before it."""
    if not any("markdown=" in line.text for line in lines):
        return lines
    result: list[Line] = []
    begun: list[str] = []
    for line, is_code in with_code(lines):
        found = None if is_code else _MARKDOWN.fullmatch(line.text)
        bare = line.text.lstrip(" \t>")
        if found:
            lead, name, before, behind, rest = found.groups()
            changes.append(Change("kramdown HTML block", "converted", line.number))
            result.append(Line(f"{lead}<{name}{before}{behind}>{rest}", line.number))
            if f"</{name}>" not in rest.lower():
                result.append(Line(lead.rstrip(), line.number))
                begun.append(f"</{name}>".lower())
        elif not is_code and begun and bare.strip().lower() == begun[-1]:
            begun.pop()
            result += [Line(line.text.removesuffix(bare).rstrip(), line.number), line]
        elif not is_code and begun and _SUMMARY.fullmatch(bare):
            result += [line, Line(line.text.removesuffix(bare).rstrip(), line.number)]
        else:
            result.append(line)
    return result


def spans(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Attributes behind something in a line, `[a](b){:target="_blank"}`: those that kbsite knows,
    in its spelling."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        edits = [*_SPAN.finditer(stretch.text), *_NO_MARKDOWN.finditer(stretch.text)]
        for found in sorted(edits, key=lambda each: each.start()):
            if stretch.in_code(found.start()) or stretch.in_formula(found.start()):
                continue
            if found.re is _NO_MARKDOWN:
                number = stretch.number(found.start())
                changes.append(Change("kramdown nomarkdown", "lost", number, "it has no meaning"))
                yield Edit(*found.span(), "")
                continue
            is_known = stretch.text[found.start() - 1] in ")`"
            words = [_SHORT.sub(_whole, one[0]) for one in _ATTRIBUTE.finditer(found[1])]
            kept = [word for word in words if is_known and _KNOWN.match(word)]
            lost = " ".join(word for word in words if word not in kept)
            why = f"{lost} has no meaning here" if lost else ""
            outcome: Outcome = "lost" if lost else "converted"
            number = stretch.number(found.start())
            changes.append(Change("kramdown attributes", outcome, number, why))
            yield Edit(*found.span(), f"{{{' '.join(kept)}}}" if kept else "")

    return edited(lines, find) if any("{:" in line.text for line in lines) else lines


def _whole(found: re.Match[str]) -> str:
    return "width" if found[1] == "w" else "height"


def blocks(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Lines `{:toc}`, `{: .class #id}`, `{::comment}`."""
    if not any("{:" in line.text for line in lines):
        return lines
    result: list[Line] = []
    hidden = False
    fences = Fences()
    opening = -1
    for line in lines:
        begun = fences.begun
        is_code = fences.take(line.text)
        if result and result[-1] is _END and line.text.strip(" \t>"):
            # The line would go on in the callout.
            result[-1] = Line("", line.number)
        elif result and result[-1] is _END:
            result.pop()
        if fences.begun > begun:
            opening = len(result)
        if hidden:
            hidden = not _CLOSER.fullmatch(line.text)
            text = line.text.replace("%%", "% %") if hidden else COMMENT
            result.append(Line(text, line.number))
        elif is_code or "{:" not in line.text:
            result.append(line)
        elif extension := _EXTENSION.fullmatch(line.text):
            hidden = _extension(extension, line, result, changes)
        elif found := _ATTRIBUTES.fullmatch(line.text):
            _attributes(found[1], line, result, opening, changes)
        else:
            result.append(line)
    if hidden:
        result.append(Line(COMMENT, lines[-1].number))
    if result and result[-1] is _END:
        result.pop()
    return result


def _extension(found: re.Match[str], line: Line, result: list[Line], changes: list[Change]) -> bool:
    """Takes `{::name}` or `{:/}` away; True where a comment begins."""
    name = found[2]
    if found[1] == ":" and name == "comment":
        changes.append(Change("kramdown comment", "converted", line.number))
        result.append(Line(COMMENT, line.number))
        return True
    if name in ("nomarkdown", "options", ""):
        changes.append(
            Change(f"kramdown {name or 'end'}", "lost", line.number, "it has no meaning")
        )
    else:
        changes.append(Change("kramdown extension", "kept", line.number, "kbsite has none"))
        result.append(line)
    return False


def _attributes(
    words: str, line: Line, result: list[Line], opening: int, changes: list[Change]
) -> None:
    """Takes `{: words}` away and does what they say to what stands above; `opening`: the last line
    in `result` that opens a fence, -1 where none does."""
    above = result[-1] if result and result[-1] is not _END else Line("", 0)
    if words.strip() in ("toc", ":toc") or re.match(r"\s*toc\b", words):
        if _TOC_ITEM.fullmatch(above.text):
            result.pop()
        if any(each.text == "[TOC]" for each in result):
            why = "the contents stand above already"
            changes.append(Change("kramdown contents", "lost", line.number, why))
            return
        result.append(Line("[TOC]", line.number))
        changes.append(Change("kramdown contents", "converted", line.number))
        return
    kind = next((k for c in _CLASS.findall(words) if (k := _kind(c))), "")
    if kind and above.text.strip(" \t>"):
        _callout(kind, result, line.text.partition("{")[0])
        changes.append(Change("kramdown notice", "converted", line.number))
        return
    name = _NAME.search(words)
    language = re.search(r"\.language-([\w+#-]+)", words)
    title = _FILE.search(words)
    if 0 <= opening < len(result) - 1 and _BARE_FENCE.fullmatch(above.text):
        fence = result[opening].text.rstrip()
        if is_bare := bool(_BARE_FENCE.fullmatch(fence)):
            fence += language[1] if language else "text" if title else ""
        if title and "title=" not in fence:
            fence += f" {title[0].replace('file', 'title', 1)}"
        if title or (language and is_bare):
            result[opening] = Line(fence, result[opening].number)
            changes.append(Change("kramdown attributes", "converted", line.number))
            return
    if name and _HEADING.match(above.text) and not above.text.rstrip().endswith("}"):
        result[-1] = Line(f"{above.text.rstrip()} {{#{name[1]}}}", above.number)
        changes.append(Change("kramdown attributes", "converted", line.number))
        return
    why = f"{{:{words}}} names how a block looks"
    changes.append(Change("kramdown attributes", "lost", line.number, why))


def _kind(name: str) -> str:
    """`notice--info` of Minimal Mistakes, `prompt-tip` of Chirpy."""
    for prefix in ("notice--", "prompt-"):
        if name.startswith(prefix):
            return callout_kind(name.removeprefix(prefix)) or "note"
    return "note" if name == "notice" else ""


def _callout(kind: str, result: list[Line], attributes: str) -> None:
    """Makes a callout of the paragraph or quote above the line of its attributes, where it stands.
    Where that is indented, what begins an item is a paragraph of it, else a part of a list that is
    one as a whole."""
    in_item = attributes.startswith((" ", "\t"))
    # Within a quote they mean a paragraph of it, and below one all of it.
    blank = " \t>" if ">" in attributes else " \t"
    first = len(result)
    while first and result[first - 1].text.strip(blank):
        first -= 1
        if in_item and _ITEM.match(result[first].text):
            break
    above, *below = result[first:]
    found = (_ITEM if in_item else _BLANKS).match(above.text) or _BLANKS.match(above.text)
    lead = attributes if above.text.startswith(attributes) else found[0] if found else ""
    prefix = under(lead)
    block = without(prefix, [Line(above.text[len(lead) :], above.number), *below])
    mark = "" if all(each.text.lstrip().startswith(">") for each in block) else "> "
    inner = (Line(f"{prefix}{mark}{each.text}", each.number) for each in block)
    result[first:] = [Line(f"{lead}> [!{kind}]", above.number), *inner, _END]
