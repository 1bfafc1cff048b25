"""Tags of the themes Butterfly, Volantis, Anzhiyu and their like → Markdown. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Line, trimmed
from kbsite.importers.posts.building import Block, Inline, Kept, Result
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.media import callout, link, picture

#: What is written in the tag, and what stands between it and its end, None of one without an end.
_Reader: TypeAlias = Callable[[str, "list[Line] | None", int, Context], Result]

_NO_TEXT = Kept("it has no text")
_STYLES = re.compile(r"([a-z0-9#. -]*),", re.ASCII)
_NODE = re.compile(r"[ \t]*<!--[ \t]*(?P<end>end)?timeline\b(?P<title>.*)-->[ \t]*")


def _words(before: str = "", behind: str = "", *, styled: bool = False) -> _Reader:
    """The text in the tag, with marks around; `styled`: behind the names of styles and a comma."""

    def read(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
        text = _unquoted(_styled(given)[1] if styled else given)
        return Inline(f"{before}{text}{behind}") if text and inner is None else _NO_TEXT

    return read


def _box(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """`{% checkbox red checked, text %}`."""
    styles, text = _styled(given)
    is_done = "checked" in styles.split()
    return Inline(f"- [{'x' if is_done else ' '}] {text.strip()}") if text.strip() else _NO_TEXT


def _hidden_words(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """`{% hideInline text,button,colours %}`: shown when a reader asks for it."""
    text = _unquoted(given.split(",")[0])
    return Inline(text) if text else _NO_TEXT


def _media(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    path = _unquoted(given.split(",")[0].split(" ")[0]) if given else ""
    return Inline(picture(context.file(path) or path)) if path else Kept("it names no file")


def _repository(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    name = given.split(",")[0].strip()
    if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", name):
        return Kept("it names no repository")
    return Inline(link(name, f"https://github.com/{name}"))


def _plain(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """What only places pictures."""
    held = trimmed(inner or [])
    return Block(held, tight=False) if held else _NO_TEXT


def _hidden_block(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """`{% hideBlock button,colours %}`."""
    title = _unquoted(given.split(",")[0])
    return callout("note", title, inner, number, fold="-") if inner else _NO_TEXT


def _tip(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    kinds = filter(None, map(callout_kind, given.split()))
    return callout(next(kinds, "tip"), "", inner, number) if inner else _NO_TEXT


def _timeline(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """Butterfly: `<!-- timeline title -->` and `<!-- endtimeline -->` around each node."""
    if not inner:
        return _NO_TEXT
    lines: list[Line] = []
    _add_title(lines, given.split(",")[0], number)
    inner = trimmed(inner)
    for line, is_code in with_code(inner):
        found = None if is_code else _NODE.fullmatch(line.text)
        if not found:
            lines.append(line)
        elif not found["end"]:
            _add_title(lines, found["title"].strip(" \t"), line.number)
    return Block(trimmed(lines), tight=False)


def _node(given: str, inner: list[Line] | None, number: int, context: Context) -> Result:
    """Volantis: `{% timenode title %}`."""
    lines: list[Line] = []
    _add_title(lines, given, number)
    return Block([*lines, *trimmed(inner)], tight=False) if inner else _NO_TEXT


def _add_title(lines: list[Line], title: str, number: int) -> None:
    if words := _unquoted(title):
        if lines and lines[-1].text.strip():
            lines.append(Line("", number))
        lines += (Line(f"**{words}**", number), Line("", number))


def _styled(given: str) -> tuple[str, str]:
    """The names of styles before a comma, and the text behind it."""
    found = _STYLES.match(given)
    return (found[1], given[found.end() :]) if found else ("", given)


def _unquoted(text: str) -> str:
    bare = text.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"" else bare


OF_THEMES: Mapping[str, _Reader] = {
    "audio": _media,
    "checkbox": _box,
    "del": _words("~~", "~~"),
    "emp": _words("*", "*"),
    "gallery": _plain,
    "ghcard": _repository,
    "gp": _plain,
    "grouppicture": _plain,
    "hideBlock": _hidden_block,
    "hideInline": _hidden_words,
    "inlineImage": _media,
    "inlineImg": _media,
    "inlineimage": _media,
    "kbd": _words("<kbd>", "</kbd>"),
    "p": _words(styled=True),
    "psw": _words(),
    "radio": _box,
    "span": _words(styled=True),
    "timeline": _timeline,
    "timenode": _node,
    "tip": _tip,
    "u": _words("<u>", "</u>"),
    "video": _media,
    "wavy": _words("<u>", "</u>"),
}
