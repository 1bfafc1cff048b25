"""The shortcodes of Hugo and of themes that many use → Markdown. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.importers.callouts import callout_kind
from kbsite.importers.model import Conversion, Line, text_of, trimmed
from kbsite.importers.posts.block_lines import fenced, hidden
from kbsite.importers.posts.building import (
    UNCLOSED,
    Block,
    Inline,
    Kept,
    Result,
    misplaced,
    with_tags_converted,
)
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.hugo_themes import OF_THEMES
from kbsite.importers.posts.media import callout, gist, link, picture, video
from kbsite.importers.posts.tags import Arguments, Tag, arguments, hugo
from kbsite.importers.texts.tags import destination

_LANGUAGE = hugo("highlight", "mermaid", "math", "katex", "mathjax", "raw", "rawhtml", "html")
_UNKNOWN = "kbsite has no such shortcode"
#: What stands for a path or a text, not for Markdown.
_IN_HTML = frozenset(("comment", "ref", "relref", "raw", "rawhtml", "html"))
#: What makes Markdown of a caption.
_RICH = re.compile(r"[$*`\[<\\]|\b_|_\b|~~|==|://")
#: What would begin a quote, an item or a heading.
_BLOCK_MARK = re.compile(r"^([0-9]*)([-+*>#.)])(?=\s|#)")
_ESCAPED = re.compile(r"\s*/\*(.*)\*/\s*", re.DOTALL)

_Reader: TypeAlias = Callable[[Arguments, "list[Line] | None", int, Context], Result]


def hugo_shortcodes(context: Context) -> Conversion:
    """The conversion of one page. `{{</* x */>}}`, which shows a shortcode, is one no more."""

    def transform(tag: Tag, inner: list[Line] | None, number: int) -> Result:
        if escaped := _ESCAPED.fullmatch(tag.inner):
            closing = tag.mark[2].replace("<", ">")
            return Inline(f"{tag.mark}{escaped[1]}{closing}}}}}")
        if refused := misplaced(tag, in_html=context.in_html, fits=_IN_HTML):
            return refused
        name = tag.name.rpartition("/")[2]
        given = arguments(tag.inner)
        if read := _READERS.get(name):
            return read(given, inner, number, context)
        kind = callout_kind(name)
        if kind and inner is not None:
            words = given.named.get("title", "") or " ".join(given.words)
            return callout(kind, words, inner, number)
        return Kept(_UNKNOWN)

    return with_tags_converted(
        _LANGUAGE,
        transform,
        in_code=lambda tag: _ESCAPED.fullmatch(tag.inner) is not None,
    )


def _figure(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """With a caption it is a paragraph. The title of a picture is plain text, and shown where the
    picture is no link: any other caption stands below it."""
    named = given.named
    source = named.get("src") or named.get("link") or (given.words[0] if given.words else "")
    if not source:
        return Kept("it names no picture")
    author, home = named.get("attr", ""), named.get("attrlink", "")
    author = link(author, home) if author and home else author
    caption = " ".join(filter(None, (named.get("title", ""), named.get("caption", ""))))
    words = " ".join(f"{caption} {author}".split())
    target = named.get("link", "")
    target = "" if target == source else target
    is_plain = not target and not _RICH.search(words)
    image = picture(
        context.file(source) or source,
        named.get("alt") or ("" if _RICH.search(caption) else caption),
        words if is_plain else "",
        named.get("width", ""),
        named.get("height", ""),
    )
    if target:
        image = f"[{image}]({destination(target)})"
    if not words:
        return Inline(image)
    if is_plain:
        return Block([Line(image, number)], tight=False, inline=image)
    below = _BLOCK_MARK.sub(r"\1\\\2", words)
    lines = [Line(f"{image}\\", number), Line(below, number)]
    return Block(lines, tight=False, inline=f"{image} {words}")


def _ref(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    name = given.named.get("path") or (given.words[0] if given.words else "")
    path, _, fragment = name.partition("#")
    behind = f"#{fragment}" if fragment else ""
    if not path:
        return Inline(behind) if behind else Kept("it names no page")
    tried = context.versions(path, given.named.get("lang", ""))
    found = next(filter(None, map(context.post, tried)), None)
    return (
        Inline(destination(found) + behind)
        if found
        else Kept("no page of this name is in the source")
    )


def _highlight(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    language, *options = [*given.words, "text"][: max(1, len(given.words))]
    text = " ".join(options)
    pairs = [f"{key}={value}" for key, value in given.named.items()]
    text = ",".join(filter(None, (text, *pairs)))
    info = [language]
    if lines := re.search(r"hl_lines=\[?[\"']?([0-9][0-9, -]*)", text):
        chosen = re.split(r"[ ,]+", lines[1].strip(" ,-"))
        info.append("{" + ",".join(chosen) + "}")
    if start := re.search(r"linenostart=([1-9][0-9]*)", text):
        info.append(f"linenos={start[1]}")
    elif re.search(r"linenos=[\"']?(?:true|table|inline)", text):
        info.append("linenos")
    return Block(fenced(inner, " ".join(info), number))


def _video(host: str) -> _Reader:
    def read(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
        identity = given.named.get("id") or (given.words[0] if given.words else "")
        return video(host, identity) or Kept("it names no video")

    return read


def _gist(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    return gist("/".join(given.words[:2]))


def _tweet(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    user, identity = given.named.get("user", "i"), given.named.get("id", "")
    identity = identity or (given.words[-1] if given.words else "")
    if not re.fullmatch(r"\w+", user) or not identity.isdigit():
        return Kept("it names no post")
    return Inline(link("X", f"https://x.com/{user}/status/{identity}"))


def _admonition(
    given: Arguments, inner: list[Line] | None, number: int, context: Context
) -> Result:
    """LoveIt and DoIt: `{{< admonition type title open >}}`; Book: `{{< hint info >}}`."""
    if inner is None:
        return UNCLOSED
    words = [*given.words, "", "", ""]
    kind = callout_kind(given.named.get("type") or words[0])
    title = given.named.get("title") or (words[1] if kind else words[0])
    is_open = given.named.get("open") or words[2]
    fold = {"false": "-", "true": "+"}.get(is_open.lower(), "")
    return callout(kind or "note", title, inner, number, fold)


def _details(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    named = given.named
    title = named.get("summary") or named.get("title") or " ".join(given.words[:1])
    fold = "+" if named.get("open", "").lower() == "true" else "-"
    return callout("note", title, inner, number, fold)


def _tabs(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """What stands around the tabs."""
    return UNCLOSED if inner is None else Block(trimmed(inner), tight=False)


def _tab(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    """`{{< tab "title" >}}` of many themes, which stands in `tabs`, `tabpane`, `tabgroup`."""
    if inner is None:
        return UNCLOSED
    named = given.named
    title = next((named[key] for key in ("name", "title", "header", "label") if key in named), "")
    return callout("note", title or " ".join(given.words[:1]), inner, number)


def _mermaid(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    return Block(fenced(inner, "mermaid", number))


def _math(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    text = text_of(inner).strip()
    if "$" in text or "\\[" in text or "\\(" in text or not text:
        return Block(inner)
    if len(inner) == 1:
        display = "display" in (*given.words, *given.named)
        return Inline(f"$${text}$$" if display else f"${text}$")
    lines = [line for line in inner if line.text.strip()]
    return Block([Line("$$", number), *lines, Line("$$", lines[-1].number)])


def _raw(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    return Block(inner) if len(inner) > 1 else Inline(inner[0].text)


def _comment(given: Arguments, inner: list[Line] | None, number: int, context: Context) -> Result:
    if inner is None:
        return UNCLOSED
    return Block(hidden(inner, number))


_READERS: Mapping[str, _Reader] = {
    "admonition": _admonition,
    "alert": _admonition,
    "bilibili": _video("bilibili"),
    "callout": _admonition,
    "comment": _comment,
    "details": _details,
    "figure": _figure,
    "gist": _gist,
    "highlight": _highlight,
    "hint": _admonition,
    "html": _raw,
    "image": _figure,
    "img": _figure,
    "katex": _math,
    "math": _math,
    "mathjax": _math,
    "mermaid": _mermaid,
    "notice": _admonition,
    "raw": _raw,
    "rawhtml": _raw,
    "ref": _ref,
    "tab": _tab,
    "tabgroup": _tabs,
    "tabpane": _tabs,
    "tabs": _tabs,
    "relref": _ref,
    "tweet": _tweet,
    "vimeo": _video("vimeo"),
    "x": _tweet,
    "youtube": _video("youtube"),
    **OF_THEMES,
}
