"""The tags of Hexo and of themes that many use → Markdown. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from kbsite.importers.model import Conversion, Line
from kbsite.importers.posts.block_lines import fenced
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
from kbsite.importers.posts.hexo_blocks import PAIRED
from kbsite.importers.posts.hexo_themes import OF_THEMES
from kbsite.importers.posts.media import frame, gist, link, picture, video
from kbsite.importers.posts.tags import Arguments, Tag, arguments, liquid
from kbsite.importers.texts.tags import destination, plain

_LANGUAGE = liquid("codeblock", "code", "raw", "mermaid", "math", "mathjax", "katex")
_URL = re.compile(r"(?:[A-Za-z]{3,9}:)?//\S+|www\.\S+|/\S*|[\w.-]+\.[a-z]{2,4}(?:[/?#]\S*)?")
_FILE = re.compile(
    r"(?i)\S*\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)(?:[?#]\S*)?|https?://\S+|/\S+"
)
_PICTURES = ("asset_img", "img", "image")
# Neither a size nor a file.
_TITLE_WORD = re.compile(rf"(?!{_FILE.pattern[4:]}|[0-9]+%?$)\S+", re.IGNORECASE)
#: Both in one pair of quotes, the first in quotes of its own or not.
_TITLE_AND_ALT = re.compile(r"""(['"]?)([^'"]*)\1(?:\s*(['"])([^'"]*)\3)?""")
#: What stands for a path or a text, not for Markdown.
_IN_HTML = frozenset(("asset_path", "post_path", "raw"))
_UNKNOWN = "kbsite has no such tag"
_NO_FILE = "no file of this name is in the source"
_NO_POST = "no post of this name is in the source"

#: What is written in the tag, and its source line.
_Reader: TypeAlias = Callable[[Sequence[str], int, Context], Result]


def hexo_tags(context: Context) -> Conversion:
    """The conversion of one post."""

    def transform(tag: Tag, inner: list[Line] | None, number: int) -> Result:
        if tag.mark == "{#":
            return Inline("", "a comment, which no reader saw")
        if tag.mark == "{{":
            return Kept("kbsite evaluates nothing")
        if refused := misplaced(tag, in_html=context.in_html, fits=_IN_HTML):
            return refused
        if (read_list := _WITH_COMMAS.get(tag.name)) and "," in tag.inner and inner is None:
            parts = [part.strip().strip("'\"") for part in tag.inner.split(",")]
            if result := read_list(parts, context):
                return result
        given = arguments(tag.inner)
        words = _with_one_title(given) if tag.name in _PICTURES else given.words
        if read := _SINGLE.get(tag.name):
            return read(words, number, context) if inner is None else Kept(_UNKNOWN)
        if read_block := PAIRED.get(tag.name):
            closed = inner is not None
            return read_block(words, inner or [], number) if closed else UNCLOSED
        if read_theme := OF_THEMES.get(tag.name):
            return read_theme(tag.inner.strip(), inner, number, context)
        return Kept(_UNKNOWN)

    return with_tags_converted(_LANGUAGE, transform)


def _with_one_title(given: Arguments) -> Sequence[str]:
    """The words of a tag for a picture, those of a title without quotes as one."""
    begin = len(given.words)
    while (
        begin > 1 and not given.quoted[begin - 1] and _TITLE_WORD.fullmatch(given.words[begin - 1])
    ):
        begin -= 1
    return [*given.words[:begin], *filter(None, [" ".join(given.words[begin:])])]


def _image(words: Sequence[str], number: int, context: Context) -> Result:
    """`{% img [class names] path [width] [height] "title" "alt" %}`."""
    at = next((n for n, word in enumerate(words) if _FILE.fullmatch(word)), -1)
    if at < 0:
        return Kept("it names no picture")
    path = words[at]
    rest = list(words[at + 1 :])
    size: list[str] = []
    while rest and len(size) < 2 and re.fullmatch(r"[0-9]+%?", rest[0]):
        size.append(rest.pop(0))
    title = rest[0] if rest else ""
    alt = " ".join(rest[1:])
    if not alt and (both := _TITLE_AND_ALT.fullmatch(title.strip())):
        title, alt = both[2].strip(), both[4] or ""
    width, height = [*size, "", ""][:2]
    return Inline(picture(context.file(path) or path, alt or title, plain(title), width, height))


def _asset_image(words: Sequence[str], number: int, context: Context) -> Result:
    at = next((n for n, word in enumerate(words) if context.file(word)), -1)
    if at < 0:
        if any(_FILE.fullmatch(word) for word in words):
            return _image(words, number, context)
        return Kept(_NO_FILE)
    # A path that reads as one, whatever the name of the file.
    rest = ["/.png", *words[at + 1 :]]
    return _image(rest, number, context._replace(file=lambda _: context.file(words[at])))


def _asset_link(words: Sequence[str], number: int, context: Context) -> Result:
    path = context.file(words[0]) if words else None
    if not path:
        return Kept(_NO_FILE)
    return Inline(link(_title_of(words[1:]) or words[0], path))


def _asset_path(words: Sequence[str], number: int, context: Context) -> Result:
    path = context.file(words[0]) if words else None
    return Inline(destination(path)) if path else Kept(_NO_FILE)


def _post_link(words: Sequence[str], number: int, context: Context) -> Result:
    name, _, fragment = (words[0] if words else "").partition("#")
    path = context.post(name)
    if not path:
        return Kept(_NO_POST)
    shown = _title_of(words[1:]) or name.rpartition("/")[2]
    return Inline(link(shown, f"{path}#{fragment}" if fragment else path))


def _post_path(words: Sequence[str], number: int, context: Context) -> Result:
    path = context.post(words[0]) if words else None
    return Inline(destination(path)) if path else Kept(_NO_POST)


def _title_of(words: Sequence[str]) -> str:
    """What is left when the flag of Hexo that follows a title is taken off."""
    if words and words[-1] in ("true", "false"):
        words = words[:-1]
    return " ".join(words)


def _link(words: Sequence[str], number: int, context: Context) -> Result:
    at = next((n for n, word in enumerate(words) if _URL.fullmatch(word)), -1)
    if at < 0:
        return Kept("it names no address")
    rest = [word for word in words[at + 1 :] if word not in ("true", "false")]
    url = f"http://{words[at]}" if words[at].startswith("www.") else words[at]
    return Inline(link(" ".join(words[:at]) or url, url, " ".join(rest)))


def _listed_image(parts: Sequence[str], context: Context) -> Result | None:
    """Volantis: `{% image path, width=300px, alt=text %}`."""
    if not _FILE.fullmatch(parts[0]):
        return None
    named = dict(part.split("=", 1) for part in parts[1:] if "=" in part)
    alt = named.get("alt", "")
    width, height = named.get("width", ""), named.get("height", "")
    return Inline(picture(context.file(parts[0]) or parts[0], alt, plain(alt), width, height))


def _listed_link(parts: Sequence[str], context: Context) -> Result | None:
    """Volantis: `{% link text, url, picture %}`; Butterfly has words before the address."""
    at = next((n for n in (1, 2) if n < len(parts) and parts[n] and _URL.fullmatch(parts[n])), 0)
    if not at:
        return None
    why = "its picture is left out" if len(parts) > at + 1 else ""
    url, words = parts[at], parts[1] if at == 2 else ""
    return Inline(link(parts[0] or url, context.file(url) or url, words), why)


#: Tags whose arguments some themes part by commas; None where these are not so.
_WITH_COMMAS: Mapping[str, Callable[[Sequence[str], Context], Result | None]] = {
    "image": _listed_image,
    "link": _listed_link,
}


def _button(words: Sequence[str], number: int, context: Context) -> Result:
    """NexT: `{% btn url, text, icon, title %}`; Butterfly: `{% btn 'url',text,icon,classes %}`."""
    url, *rest = [part.strip().strip("'\"") for part in " ".join(words).split(",")]
    if not url or " " in url:
        return Kept("it names no address")
    return Inline(link((rest[0] if rest else "") or url, context.file(url) or url))


def _label(words: Sequence[str], number: int, context: Context) -> Result:
    """NexT: `{% label class@text %}`; Butterfly: `{% label text colour %}`."""
    text = " ".join(words)
    kind, at, marked = text.partition("@")
    if not at:
        marked = " ".join(words[:-1]) if len(words) > 1 and words[-1].isascii() else text
    elif not re.fullmatch("[a-z]*", kind):
        marked = text
    return Inline(f"=={marked.strip()}==") if marked.strip() else Kept("it has no text")


def _url_for(words: Sequence[str], number: int, context: Context) -> Result:
    if len(words) < 2:
        return Kept("it names no address")
    path = words[1]
    return Inline(link(words[0], context.file(path) or context.post(path) or path))


def _include_code(words: Sequence[str], number: int, context: Context) -> Result:
    options = dict(w.split(":", 1) for w in words if re.match(r"(?:lang|from|to):", w))
    others = [word for word in words if not re.match(r"(?:lang|from|to):", word)]
    text = context.source(others[-1]) if others else None
    if text is None:
        return Kept(_NO_FILE)
    path = others[-1]
    first, last = options.get("from", ""), options.get("to", "")
    lines = text.split("\n")[int(first) - 1 if first.isdigit() and int(first) else 0 :]
    if last.isdigit():
        lines = lines[: int(last) - (int(first) - 1 if first.isdigit() and int(first) else 0)]
    suffix = path.rpartition(".")[2] if "." in path else ""
    name = " ".join(others[:-1]) or path.rpartition("/")[2]
    info = '{} title="{}"'.format(options.get("lang") or suffix or "text", name.replace('"', "'"))
    return Block(fenced([Line(line, number) for line in lines], info, number))


def _gist(words: Sequence[str], number: int, context: Context) -> Result:
    return gist(words[0] if words else "")


def _iframe(words: Sequence[str], number: int, context: Context) -> Result:
    if not words:
        return Kept("it names no address")
    width, height = [*words[1:3], "", ""][:2]
    return frame(words[0], words[0], width, height)


def _video(host: str) -> _Reader:
    def read(words: Sequence[str], number: int, context: Context) -> Result:
        found = video(host, words[0]) if words else None
        return found or Kept("it names no video")

    return read


def _pdf(words: Sequence[str], number: int, context: Context) -> Result:
    if not words:
        return Kept(_NO_FILE)
    return Inline(picture(context.file(words[0]) or words[0]))


_SINGLE: Mapping[str, _Reader] = {
    "asset_img": _asset_image,
    "asset_link": _asset_link,
    "asset_path": _asset_path,
    "bilibili": _video("bilibili"),
    "bili": _video("bilibili"),
    "btn": _button,
    "button": _button,
    "gist": _gist,
    "iframe": _iframe,
    "image": _image,
    "img": _image,
    "include_code": _include_code,
    "include-code": _include_code,
    "label": _label,
    "link": _link,
    "pdf": _pdf,
    "post_link": _post_link,
    "post_path": _post_path,
    "url_for": _url_for,
    "full_url_for": _url_for,
    "vimeo": _video("vimeo"),
    "youtube": _video("youtube"),
}
