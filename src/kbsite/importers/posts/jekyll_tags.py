"""The tags of Liquid that Jekyll has in posts → Markdown. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.importers.model import Conversion, Line, text_of
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
from kbsite.importers.posts.media import gist, picture, video
from kbsite.importers.posts.tags import Tag, arguments, liquid
from kbsite.importers.texts.literal import COMMENT
from kbsite.importers.texts.tags import destination

_LANGUAGE = liquid("raw", "highlight", "comment")
_UNKNOWN = "kbsite evaluates nothing"
#: What stands for a path or a text, not for Markdown.
_IN_HTML = frozenset(("comment", "link", "post_url", "raw"))
_SITE = re.compile(r"\s*(?:site\.(?:base)?url|site\.github\.url)\s*(?:\|[^'\"]*)?")
_URL = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)')\s*\|\s*(?:relative|absolute)_url\s*")
_RAW = re.compile(r"\{%-?\s*(end)?raw\s*-?%\}")
_PREPENDED = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)')\s*(?:\|\s*prepend:\s*site\.\w+\s*)+")

_Reader: TypeAlias = Callable[[str, "list[Line] | None", int, Context], Result]


def jekyll_tags(context: Context) -> Conversion:
    """The conversion of one post. `{% raw %}` is one in code too, as Liquid comes before
    Markdown."""

    def transform(tag: Tag, inner: list[Line] | None, number: int) -> Result:
        if tag.mark == "{#":
            return Kept("")
        if tag.mark == "{{":
            return _output(tag.inner)
        if refused := misplaced(tag, in_html=context.in_html, fits=_IN_HTML):
            return refused
        read = _READERS.get(tag.name)
        return read(tag.inner, inner, number, context) if read else Kept(_UNKNOWN)

    return with_tags_converted(
        _LANGUAGE,
        transform,
        in_code=lambda tag: tag.name == "raw",
    )


def _output(inner: str) -> Result:
    """`{{ site.baseurl }}`, `{{ "/img/a.png" | relative_url }}`: paths from the site's root."""
    if _SITE.fullmatch(inner):
        return Inline("")
    for pattern in (_URL, _PREPENDED):
        if found := pattern.fullmatch(inner):
            # These filters encode what an address cannot hold.
            return Inline(destination(found[1] or found[2] or "/"))
    return Kept(_UNKNOWN)


def _raw(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    if lines is None:
        return UNCLOSED
    if len(lines) == 1 or not (lines[0].text.strip() or lines[-1].text.strip()):
        # The lines of the tags themselves go with them.
        kept = lines[1:-1] if len(lines) > 2 else lines
        return Block(kept) if len(lines) > 1 else Inline(kept[0].text)
    return Inline(text_of(lines))


def _highlight(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    if lines is None:
        return UNCLOSED
    given = arguments(inner)
    info = [given.words[0] if given.words else "text"]
    if "linenos" in given.named or "linenos" in given.words[1:]:
        info.append("linenos")
    if marked := re.fullmatch(r"[0-9]+(?:[ ,]+[0-9]+)*", given.named.get("mark_lines", "").strip()):
        info.append("{" + ",".join(re.split(r"[ ,]+", marked[0])) + "}")
    return Block(fenced(_without_raw(lines), " ".join(info), number))


def _without_raw(lines: list[Line]) -> list[Line]:
    """Code without the `{% raw %}` in it, as Liquid looks at code as well."""
    ends = [found[1] or "" for line in lines for found in _RAW.finditer(line.text)]
    if not ends or ends[::2] != [""] * len(ends[1::2]) or set(ends[1::2]) != {"end"}:
        return lines
    bare = [line._replace(text=_RAW.sub("", line.text)) for line in lines]
    pairs = zip(bare, lines, strict=True)
    return [line for line, written in pairs if line.text.strip() or not written.text.strip()]


def _comment(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    if lines is None:
        return UNCLOSED
    if len(lines) == 1:
        words = lines[0].text.replace("%%", "% %")
        return Inline(f"{COMMENT}{words}{COMMENT}" if words.strip() else "")
    return Block(hidden(lines, number))


def _post_url(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    path = context.post(inner.strip())
    return Inline(destination(path)) if path else Kept("no post of this name is in the source")


def _link(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    path = context.file(f"/{inner.strip()}")
    return Inline(destination(path)) if path else Kept("no file of this name is in the source")


def _gist(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    words = arguments(inner).words
    return gist(words[0] if words else "")


def _include(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
    """An include that shows a picture or a video, as most themes have one; its file is not read."""
    given = arguments(inner)
    name = given.words[0].rpartition("/")[2].partition(".")[0] if given.words else ""
    named = given.named
    if name in ("figure", "image", "img", "figure_with_caption", "caption-img"):
        keys = ("src", "url", "path", "image_path", "file")
        source = next((named[key] for key in keys if named.get(key)), "")
        if source:
            caption = named.get("caption") or named.get("title") or named.get("description") or ""
            alt = named.get("alt") or caption
            path = context.file(source) or source
            width, height = named.get("width", ""), named.get("height", "")
            return Inline(picture(path, alt, caption, width, height))
    if name in ("youtube", "vimeo", "bilibili", "video"):
        host = named.get("provider", "").lower() if name == "video" else name
        identity = named.get("id") or named.get("video") or ""
        found = video(host, identity) if host in ("youtube", "vimeo", "bilibili") else None
        if found:
            return found
    return Kept("the include is a part of the old site's theme")


def _video(host: str) -> _Reader:
    def read(inner: str, lines: list[Line] | None, number: int, context: Context) -> Result:
        words = arguments(inner).words
        return (video(host, words[0]) if words else None) or Kept("it names no video")

    return read


_READERS: Mapping[str, _Reader] = {
    "comment": _comment,
    "gist": _gist,
    "highlight": _highlight,
    "include": _include,
    "include_cached": _include,
    "link": _link,
    "post_url": _post_url,
    "raw": _raw,
    "vimeo": _video("vimeo"),
    "youtube": _video("youtube"),
}
