"""The sections of `kbsite.yaml` as values. No I/O."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

#: Properties that say something to programs, not to readers.
_OF_PROGRAMS = (
    *("cssclass", "cssclasses", "layout", "math", "mathjax", "katex", "toc", "comments"),
    *("dg-*", "excalidraw-*", "kanban-*"),
)


def folder(description: str, example: str) -> Meta:
    """What the name of a folder is."""
    # Nothing here takes a `~` for the home folder, as shells do.
    line = r"^(?!~(/|$))[^\x00-\x1f\x7f]+$"
    return Meta(description=description, min_length=1, pattern=line, examples=[example])


def record(description: str, example: str) -> Meta:
    """What a number of 备案 is."""
    # Whose it is stands before the number, mostly; no link around it.
    line = r"^([^<>]*[\u4e00-\u9fff][^<>]*|\d{13,14})?$"
    return Meta(description=description, pattern=line, examples=[example])


class MathConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How formulas are read."""

    macros: Annotated[
        dict[str, str],
        Meta(description="TeX macros of the site: name without backslash → body, #1 … #9 allowed"),
    ] = {}
    delimiters: Annotated[
        Literal["dollars", "all"],
        Meta(description=r"dollars: `$…$` and `$$…$$`; all: also `\(…\)` and `\[…\]`"),
    ] = "dollars"


class RelationsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is shown below a note beside backlinks."""

    mentions: Annotated[
        bool, Meta(description="Where other notes name a note without a link to it")
    ] = True
    related: Annotated[bool, Meta(description="The notes that are nearest to a note")] = True


class PropertiesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which properties of front matter the page of a note shows."""

    show: Annotated[
        Literal["all", "listed", "none"],
        Meta(
            description="all: those that kbsite has no meaning of its own for; listed: those of "
            "`order`; none"
        ),
    ] = "all"
    order: Annotated[tuple[str, ...], Meta(description="Properties that come first, in order")] = ()
    labels: Annotated[dict[str, str], Meta(description="What properties are called")] = {}
    hide: Annotated[tuple[str, ...], Meta(description="Globs of properties that are not shown")] = (
        _OF_PROGRAMS
    )


class CardsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pictures that other sites show beside a link."""

    notes: Annotated[
        bool, Meta(description="A picture for each note, with its title; needs a font")
    ] = False
    font: Annotated[
        str,
        Meta(
            description="The font file of cards, below the site folder",
            pattern=r"^((?!/|[A-Za-z]:)[^\\\x00-\x1f]+\.(ttf|otf|ttc|otc|TTF|OTF|TTC|OTC))?$",
            examples=["fonts/NotoSansSC.otf"],
        ),
    ] = ""


class ImagesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How pictures are published."""

    copies: Annotated[
        Literal["auto", "always", "never"],
        Meta(
            description="Smaller WebP copies of PNG and JPEG pictures; auto: where Pillow is "
            "installed"
        ),
    ] = "auto"


class RobotsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `robots.txt` asks of crawlers."""

    disallow: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^/[^\s#]*$", examples=["/drafts/"])], ...],
        Meta(description="Paths that no crawler should read, without the base path"),
    ] = ()
    refuse: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.\-]+$", examples=["GPTBot"])], ...],
        Meta(description="Crawlers that should read nothing"),
    ] = ()


def _code(description: str, example: str) -> Meta:
    # Not the whole tag that a service shows, nor the name of its file.
    return Meta(description=description, pattern=r"^[\w+/-]*=*$", examples=[example])


class VerificationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What search engines want to find on the pages of whoever owns them."""

    google: Annotated[str, _code("The code of Google Search Console", "a1B2c3")] = ""
    bing: Annotated[str, _code("The code of Bing Webmaster Tools", "0A1B2C")] = ""
    baidu: Annotated[str, _code("The code of 百度搜索资源平台", "codeva-a1B2c3")] = ""
    sogou: Annotated[str, _code("The code of 搜狗站长平台", "a1B2c3")] = ""
    so: Annotated[str, _code("The code of 360 站长平台", "a1b2c3")] = ""
    yandex: Annotated[str, _code("The code of Yandex Webmaster", "a1b2c3")] = ""


#: An address as a content security policy can hold its host; a folder or a file.
_ADDRESS = r"^(https://[\w.-]+(:\d{1,5})?(/[\w./@~%+\-]*)?)?$"


class CommentsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose comments stand below notes."""

    service: Annotated[
        Literal["", "giscus", "waline", "twikoo"],
        Meta(description="The service; none by default"),
    ] = ""
    server: Annotated[
        str,
        Meta(
            description="Where Waline or Twikoo runs",
            pattern=_ADDRESS,
            examples=["https://comments.example.org/"],
        ),
    ] = ""
    script: Annotated[
        str,
        Meta(
            description="Where the service's script is, if not at its usual place",
            pattern=_ADDRESS,
            examples=["https://cdn.example.org/waline.js"],
        ),
    ] = ""
    style: Annotated[
        str,
        Meta(
            description="Where its stylesheet is",
            pattern=_ADDRESS,
            examples=["https://cdn.example.org/waline.css"],
        ),
    ] = ""
    options: Annotated[
        dict[str, str],
        Meta(description="What the service is told, by its own names"),
    ] = {}


class AnalyticsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who counts readers."""

    service: Annotated[
        Literal["", "plausible", "umami", "cloudflare", "google", "baidu"],
        Meta(description="The service; none by default"),
    ] = ""
    id: Annotated[
        str,
        Meta(
            description="By what it knows the site: a domain, a token, a number",
            pattern=r"^[\w.,\-]*$",
            examples=["G-AB12CD34EF"],
        ),
    ] = ""
    server: Annotated[
        str,
        Meta(
            description="Where Plausible or Umami runs, if not at its makers'",
            pattern=_ADDRESS,
            examples=["https://count.example.org/"],
        ),
    ] = ""


class ImportsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How `kbsite import` reads properties."""

    title: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as the title")
    ] = ()
    tags: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as tags")
    ] = ()
    date: Annotated[
        tuple[str, ...], Meta(description="Properties that `kbsite import` reads as the date")
    ] = ()
    toggles: Annotated[
        bool, Meta(description="Whether items with paragraphs below them in Notion are toggles")
    ] = False
