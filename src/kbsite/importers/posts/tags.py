"""Where the tags of a template language stand in a text, and which belong together. No I/O.

`{% name … %}` of Hexo and Jekyll, closed by `{% endname %}`; `{{< name … >}}` and `{{% name … %}}`
of Hugo, closed by `{{< /name >}}`; `{{ … }}` and `{# … #}`. One pass, whatever is never closed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

#: A longer one is none: its opening was never closed.
MAX_TAG = 5_000
#: Tags nested deeper stay text.
MAX_DEPTH = 16

_LIQUID = re.compile(r"\{%-?|-?%\}|\{\{-?|-?\}\}|\{#|#\}")
_HUGO = re.compile(r"\{\{[<%]|[>%]\}\}")
_CLOSERS = {"{%": "%}", "{{": "}}", "{#": "#}", "{{<": ">}}", "{{%": "%}}"}
_NAME = re.compile(r"\s*+(/?)\s*+([\w.-]+)(?:/?)", re.UNICODE)
_WORD = re.compile(
    r"""(?:([\w-]+)\s*=\s*)?+(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|`([^`]*+)`|([^\s"'`]\S*+))""",
    re.DOTALL,
)
#: The beginning of a row of a table, a heading, an item.
_WHOLE = re.compile(r"[ \t>]*(?:\||(?:#{1,6}|[-+*]|[0-9]{1,9}[.)])[ \t])")


class Tag(NamedTuple):
    """`mark` is how it opens: `{%`, `{{`, `{#`, `{{<`, `{{%`. `partner`: the index of the tag that
    closes it, or that it closes; -1 where there is none."""

    begin: int
    end: int
    mark: str
    name: str
    inner: str
    closes: bool = False
    partner: int = -1


class Language(NamedTuple):
    """A template language: what an account calls its tags, what every text with a tag holds one
    of, how tags open and close, and which hold text that has none."""

    noun: str
    marks: Sequence[str]
    pattern: re.Pattern[str]
    literal: Collection[str]


def liquid(*literal: str) -> Language:
    """That of Hexo and Jekyll."""
    return Language("tag", ("{%", "{{", "{#"), _LIQUID, frozenset(literal))


def hugo(*literal: str) -> Language:
    """That of Hugo's shortcodes."""
    return Language("shortcode", ("{{<", "{{%"), _HUGO, frozenset(literal))


class Arguments(NamedTuple):
    """Those without a name, in order, and those with one; which of `words` stood in quotes."""

    words: Sequence[str]
    named: Mapping[str, str]
    quoted: Sequence[bool] = ()


def arguments(inner: str) -> Arguments:
    """What stands behind the name of a tag, quotes taken off: `a "b c" key="d"`."""
    words: list[str] = []
    quoted: list[bool] = []
    named: dict[str, str] = {}
    for match in _WORD.finditer(inner):
        key, double, single, raw, bare = match.groups()
        value = next((v for v in (double, single) if v is not None), None)
        value = re.sub(r"\\(.)", r"\1", value) if value is not None else (raw or bare or "")
        if key:
            named[key.lower()] = value
        else:
            words.append(value)
            quoted.append(bare is None)
    return Arguments(words, named, quoted)


def found_tags(text: str, language: Language) -> list[Tag]:
    """The tags in the order in which they stand, without partners."""
    tags: list[Tag] = []
    opening: re.Match[str] | None = None
    for match in language.pattern.finditer(text):
        if match[0].startswith("{"):
            opening = match
            continue
        if opening is None:
            continue
        mark = opening[0].rstrip("-")
        if match[0].lstrip("-") != _CLOSERS[mark] or match.end() - opening.start() > MAX_TAG:
            continue
        inner = text[opening.end() : match.start()]
        tags.append(_tag(opening.start(), match.end(), mark, inner))
        opening = None
    return tags


def _tag(begin: int, end: int, mark: str, inner: str) -> Tag:
    name = _NAME.match(inner) if mark != "{#" else None
    if name is None:
        return Tag(begin, end, mark, "", inner)
    rest = inner[name.end() :].strip()
    if mark == "{%" and name[2].startswith("end") and len(name[2]) > len("end"):
        return Tag(begin, end, mark, name[2][len("end") :], rest, closes=True)
    if mark in ("{{<", "{{%"):
        return Tag(begin, end, mark, name[2], rest.removesuffix("/").strip(), bool(name[1]))
    return Tag(begin, end, mark, name[2] if mark == "{%" else "", rest if mark == "{%" else inner)


def paired_tags(
    tags: Sequence[Tag],
    literal: Collection[str],
    is_alive: Callable[[Tag], bool],
    passed: Callable[[Tag], None],
) -> list[Tag]:
    """The tags with their partners, without those between literal ones and without those that are
    not alive, as they stand in code; only the end of a literal one may, and `passed` is told of it.
    `is_alive` is asked in order. One that is opened and not closed within the tags around it has
    no partner."""
    closings: dict[str, list[int]] = defaultdict(list)
    for index, tag in enumerate(tags):
        if tag.closes:
            closings[tag.name].append(index)
    kept: list[Tag] = []
    open_tags: list[int] = []
    by_name: dict[str, list[int]] = defaultdict(list)
    index = -1
    while (index := index + 1) < len(tags):
        tag = tags[index]
        if not is_alive(tag):
            continue
        place = len(kept)
        if tag.closes:
            kept.append(tag)
            if by_name[tag.name]:
                _close(kept, open_tags, by_name, place)
        elif tag.name in literal and (end := _next(closings[tag.name], index)) >= 0:
            kept += (tag._replace(partner=place + 1), tags[end]._replace(partner=place))
            index = end
            passed(tags[end])
        else:
            kept.append(tag)
            if closings[tag.name] and len(open_tags) < MAX_DEPTH:
                by_name[tag.name].append(len(open_tags))
                open_tags.append(place)
    return kept


def _next(places: Sequence[int], index: int) -> int:
    found = bisect_left(places, index)
    return places[found] if found < len(places) else -1


def _close(
    kept: list[Tag], open_tags: list[int], by_name: dict[str, list[int]], place: int
) -> None:
    """Pairs the closing tag at `place` with the last of its name; those opened behind that stay
    open for ever."""
    depth = by_name[kept[place].name][-1]
    while len(open_tags) > depth:
        opened = open_tags.pop()
        by_name[kept[opened].name].pop()
    kept[opened] = kept[opened]._replace(partner=place)
    kept[place] = kept[place]._replace(partner=opened)


def is_whole(row: str, tag: Tag) -> bool:
    """Whether nothing may part the line in which a tag stands, as what it is would end there."""
    in_quote = row.lstrip()[:1] == ">" and not row.lstrip(" \t>").startswith(tag.mark)
    return in_quote or _WHOLE.match(row) is not None
