"""What a page is called outside of itself: its title in a browser and its description, which no
other page of the site has. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

from kbsite.languages import Strings

#: A description is cut by those who show it, at some 160 Latin letters or 80 Han.
_LONG = 100
#: A text that is shorter may be that of other notes as well: `见题目。`
_SHORT = 12


def note_title(title: str, apart: str) -> str:
    """`apart` tells it from its namesakes, "" where it has none."""
    return f"{title} · {apart}" if apart else title


def note_description(title: str, summary: str, *, is_own: bool, is_shared: bool) -> str:
    """Its summary, which `is_own` where its author wrote one, or else the beginning of its text,
    behind its title where that is short, or `is_shared` with another note."""
    if not is_shared and (len(summary) >= _SHORT or (summary and is_own)):
        return summary
    return f"{title}：{summary}" if summary else title


def list_description(title: str, words: Strings, titles: Iterable[str], count: int) -> str:
    """Of a page that lists `count` notes: how many, and the first of `titles`."""
    listed = words.list_separator.join(_first(titles))
    begun = words.list_description.replace("{title}", title)
    begun = begun.replace("{notes}", words.notes(count))
    return (
        begun.replace("{titles}", listed)
        if listed
        else begun.partition("{titles}")[0].strip("：: ")
    )


def _first(titles: Iterable[str]) -> list[str]:
    """As many as a description has room for, one at least."""
    shown: list[str] = []
    length = 0
    for title in titles:
        if shown and length + len(title) > _LONG:
            return [*shown, "…"]
        shown.append(title)
        length += len(title)
    return shown
