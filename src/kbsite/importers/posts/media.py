"""Pictures, videos and callouts as kbsite writes them. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from kbsite.importers.model import Line
from kbsite.importers.posts.block_lines import quoted
from kbsite.importers.posts.building import Block, Inline, Kept
from kbsite.importers.texts.tags import caption_title, destination, label, title

_NUMBER = re.compile(r"([0-9]{1,5})(?:px)?")


def callout(kind: str, words: str, inner: Sequence[Line], number: int, fold: str = "") -> Block:
    """`> [!kind] words` over lines; `fold` is `-`, `+` or nothing."""
    return Block(quoted(inner, f"[!{kind}]{fold} {words}".rstrip(), "", number), tight=False)


def picture(
    source: str, alt: str = "", caption: str = "", width: str = "", height: str = ""
) -> str:
    """A picture in Markdown, in which its caption is, too; a width in pixels stands behind `|`."""
    wide, high = _NUMBER.fullmatch(width.strip()), _NUMBER.fullmatch(height.strip())
    words = label(" ".join(alt.split())).replace("|", "\\|")
    if wide:
        words += f"|{wide[1]}x{high[1]}" if high else f"|{wide[1]}"
    return f"![{words}]({destination(source)}{caption_title(' '.join(caption.split()))})"


def link(words: str, url: str, hint: str = "") -> str:
    return f"[{label(words)}]({destination(url)}{title(hint)})"


def frame(url: str, words: str, width: str = "", height: str = "") -> Inline:
    """A frame of another host, which kbsite shows over https."""
    size = "".join(
        f' {name}="{escape(value)}"'
        for name, value in (("width", width), ("height", height))
        if re.fullmatch(r"[0-9]{1,5}%?", value)
    )
    inline = f'<iframe src="{escape(url)}" title="{escape(words)}"{size} loading="lazy"></iframe>'
    return Inline(inline, is_html=True)


def gist(identity: str) -> Inline | Kept:
    """A link to a gist on GitHub."""
    if not re.fullmatch(r"[\w./-]+", identity):
        return Kept("it names no gist")
    return Inline(link("Gist", f"https://gist.github.com/{identity}"))


def video(host: str, identity: str) -> Inline | None:
    """The player of a video on another host."""
    if not re.fullmatch(r"[\w-]{3,40}", identity):
        return None
    if host == "youtube":
        return frame(f"https://www.youtube-nocookie.com/embed/{identity}", "YouTube", "640", "360")
    if host == "vimeo":
        return frame(f"https://player.vimeo.com/video/{identity}", "Vimeo", "640", "360")
    key = "bvid" if identity.upper().startswith("BV") else "aid"
    number = identity if key == "bvid" else identity.lower().removeprefix("av")
    url = f"https://player.bilibili.com/player.html?{key}={number}&autoplay=0"
    return frame(url, "bilibili", "640", "360")
