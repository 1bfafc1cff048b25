"""Files that look like notes and are none, texts that are not for everybody, templates of a vault:
what a link to one of them is told. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.diagnostics import Diagnostic, info, warning
from kbsite.words.names import folded_name, path_from, tails_of
from kbsite.words.patterns import late_pattern

# What other programs end the names of Markdown files with (`md.txt` is a `.md` of a system that
# hides what it takes for the suffix), and what editors, merges and systems put behind the name of a
# file that they keep a copy of.
_LIKE_NOTE = late_pattern(
    r"\.(?:(?:markdown|markdn|mk?down|mkdn?|mdwn|mdte?xt|mdx|qmd|rmd|md\.txt)"
    r"|(?P<copy>(?:md|markdown)"
    r"(?:~\d*~?|_|\.\d{1,3}|\.(?:bak|backup|copy|old|orig|rej|save|tmp)\d*| ?[(（]\d+[)）])))\Z",
    re.IGNORECASE,
)
#: Those that `kbsite import markdown` reads.
_IMPORTED = (".markdown", ".mdown", ".mkd")
#: Texts that may say who is to see them, as notes do, in front matter of any form; any other file
#: may where it begins with a fence.
TEXTS = (".txt", ".text", ".org", ".rst", ".adoc", ".tex")


def is_like_note(path: str) -> bool:
    """Whether a file that is no note holds the text of one, as its name says."""
    return _LIKE_NOTE.search(path) is not None


def unread(path: str) -> Diagnostic:
    """What is to be said of such a file."""
    found = _LIKE_NOTE.search(path)
    if found and found["copy"]:
        hint = "Delete it, or name it in `ignore` of kbsite.yaml."
        return info("note-suffix", path, "a copy of a note, which is not read", hint=hint)
    name = _stem(path.rpartition("/")[2])
    hint = f"Rename it to {name}.md"
    hint += ", or see `kbsite import markdown`." if path.lower().endswith(_IMPORTED) else "."
    return warning("note-suffix", path, "not read as a note: only .md files are", hint=hint)


class Withheld:
    """The files that links name in vain though they are there, by what a link may call them."""

    def __init__(self, paths: Sequence[str]) -> None:
        named = [(name, path) for path in reversed(paths) for name in _names(path)]
        self._by_path = dict(named)
        self._by_tail = {tail: path for name, path in named for tail in tails_of(name)}

    def named(self, source: str, target: str) -> str:
        """The one that a link in the note at `source` names, "" for none. One that says where its
        folder is means no other."""
        target = target.replace("\\", "/")
        if not target.startswith(("./", "../", "/")):
            return self._by_tail.get(_name(target), "")
        return self._by_path.get(_name(path_from(source, target)), "")


def explain(name: str, path: str) -> tuple[str, str]:
    """What a link that calls the file at `path` by `name` is told, and a hint."""
    if is_like_note(path):
        return f"{name!r} is not read as a note: only .md files are", f"It is the file {path}."
    if path.lower().endswith(".md"):
        hint = f"{path} lies in the folder that Obsidian's settings name for templates."
        return f"{name!r} is a template, which is no note", hint
    hint = f"The head of {path} keeps it back, as that of a note would."
    return f"{name!r} is not for everybody", hint


def _names(path: str) -> tuple[str, ...]:
    """What a link may call it: a note goes by its name without suffix."""
    return (_name(path), folded_name(_stem(path))) if is_like_note(path) else (_name(path),)


def _name(path: str) -> str:
    return folded_name(path).removesuffix(".md")


def _stem(path: str) -> str:
    """`path` without all that makes it no note."""
    return _LIKE_NOTE.sub("", path)
