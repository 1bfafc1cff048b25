"""What stands in a line or alone: links, pictures, formulas, code. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from kbsite.twins.draft import Draft
from kbsite.twins.events import classes_of
from kbsite.twins.footnotes import FOOTNOTE, footnote_name
from kbsite.twins.inline import code_span, escaped, fence_of, in_dollars, link, picture
from kbsite.urls import SCRIPT_SCHEMES, scheme_of

# In a cell `\|` is a mere bar.
_NORM = re.compile(r"\\.", re.DOTALL)
_DIAGRAM = re.compile(r"/assets/diagrams/([^/]+)-light\.svg$")


def formula(draft: Draft, tex: str) -> None:
    if draft.cell is not None:
        tex = _NORM.sub(_without_bar, tex).strip()
    draft.words.append(in_dollars(tex))


def formula_alone(draft: Draft, tex: str) -> None:
    if draft.cell is not None:
        formula(draft, tex)
        return
    draft.flush()
    draft.lines.add(["$$", *filter(str.strip, tex.split("\n")), "$$"])


def formula_block(draft: Draft, tex: str) -> None:
    draft.flush()
    formula_alone(draft, tex)
    draft.flush()


def _without_bar(match: re.Match[str]) -> str:
    return "\\Vert " if match[0] == r"\|" else match[0]


def code(draft: Draft, text: str) -> None:
    draft.words.append(code_span(text))


def code_block(draft: Draft, text: str, language: str) -> None:
    if draft.cell is not None:
        code(draft, text)
        return
    draft.flush(gap=not draft.lists)
    text, fence = text.removeprefix("\n"), fence_of(text)
    title = draft.code_title.strip().replace('"', "'")
    draft.code_title = ""
    info = f'{language} title="{title}"' if title else language
    draft.lines.add([f"{fence}{info.strip()}", *text.rstrip("\n").split("\n"), fence])


def begin_link(draft: Draft, attributes: Mapping[str, str]) -> None:
    url = attributes.get("href", "")
    footnote = FOOTNOTE.fullmatch(url[1:]) if draft.note_marks else None
    if footnote:
        draft.take("a")
        draft.words.append(f"[^{footnote_name(footnote)}]")
    elif "footnote-back" in classes_of(attributes) or attributes.get("aria-hidden") == "true":
        draft.take("a")
    elif url and scheme_of(url) not in SCRIPT_SCHEMES:
        draft.links.append((len(draft.words), url))


def end_link(draft: Draft) -> None:
    if not draft.links:
        return
    begin, url = draft.links.pop()
    open_marks = draft.marks.close_from(begin)
    words = "".join(draft.words[begin:])
    del draft.words[begin:]
    if words.strip():
        is_bare = words == escaped(url) and "://" in url
        draft.words.append(f"<{url}>" if is_bare else link(words, url))
    draft.marks.reopen(open_marks)


def image(draft: Draft, attributes: Mapping[str, str]) -> None:
    url = attributes.get("src", "")
    drawn = _DIAGRAM.search(url)
    if drawn and drawn[1] in draft.diagrams and draft.cell is None:
        source = draft.diagrams[drawn[1]]
        draft.flush()
        fence = fence_of(source)
        draft.lines.add([f"{fence}mermaid", *source.strip("\n").split("\n"), fence])
    elif url and not url.startswith("data:"):
        draft.words.append(picture(attributes.get("alt", ""), url))


def player(draft: Draft, attributes: Mapping[str, str]) -> None:
    if url := attributes.get("src"):
        name = attributes.get("title") or unquote(url.rpartition("/")[2]) or url
        draft.words.append(link(escaped(name), url))


def rule(draft: Draft) -> None:
    draft.flush()
    if draft.cell is None:
        draft.lines.add(["---"])


def check(draft: Draft, attributes: Mapping[str, str]) -> None:
    if attributes.get("type") == "checkbox":
        draft.words.append("[x]" if "checked" in attributes else "[ ]")


def begin_mark(mark: str, draft: Draft) -> None:
    draft.marks.begin(mark, draft.links[-1][0] if draft.links else 0)


def end_mark(mark: str, draft: Draft) -> None:
    draft.marks.end(mark, draft.links[-1][0] if draft.links else 0)


def begin_kept(name: str, draft: Draft, attributes: Mapping[str, str]) -> None:
    if "footnote-mark" in classes_of(attributes):
        draft.note_marks += 1
    else:
        draft.words.append(f"<{name}>")


def end_kept(name: str, draft: Draft) -> None:
    if name == "sup" and draft.note_marks:
        draft.note_marks -= 1
    else:
        draft.words.append(f"</{name}>")
