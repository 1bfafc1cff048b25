"""Globs of files and folders below the content folder, as `ignore` and `check.ignore` have them. No
I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kbsite.urls import nfc
from kbsite.words.levels import levels_above

_PART = re.compile(r"(?:(?<=/)|\A)\*\*/|\*+|\?|\[!?\]?[^]/]*\]|.", re.DOTALL)

# In a regular expression: a star that stays within a name.
_STAR = "[^/]*?"


def matcher(globs: Sequence[str]) -> Callable[[str], bool] | None:
    """Whether a path, or its last segment, is one of `globs`; None where there are none."""
    patterns = [pattern for glob in globs for pattern in _patterns(nfc(glob).rstrip("/"))]
    if not patterns:
        return None
    match = re.compile("|".join(patterns), re.DOTALL).fullmatch
    return lambda path: match(path) is not None


def covering(globs: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path, or a folder that it is in, is one of `globs`."""
    matches = matcher(globs)

    def covers(path: str) -> bool:
        return matches is not None and any(map(matches, (*levels_above(path), path)))

    return covers


def _patterns(glob: str) -> Iterator[str]:
    # A leading / means the content folder, as in .gitignore, where a * stays within a name; so does
    # ./, which means nothing there.
    glob = glob[1:] if glob.startswith("./") else glob
    if glob.startswith("/"):
        yield _pattern(glob.lstrip("/"), r"[^/]")
    elif glob:
        yield _pattern(glob, ".")
        if "/" not in glob:
            yield ".*/" + _pattern(glob, r"[^/]")


def _pattern(glob: str, one: str) -> str:
    """A regular expression that tries no star again: what follows one is taken where it comes
    first, since the next star takes whatever is between that and a later place. Only what follows
    the last has to end where the path does. Between two that cross names stand those within one."""
    wide = [""]
    for part in _PART.findall(re.sub(r"(?:\*\*/)+", "**/", glob)):
        if part == "**/" or (part[0] == "*" and (one == "." or len(part) > 1)):
            wide += ["(?:.*?/)??" if part == "**/" else ".*?", ""]
        else:
            wide[-1] += _regular(part, one)
    first, *rest = wide
    pieces = [_in_names(first, is_last=not rest)]
    for at in range(0, len(rest), 2):
        is_last = at == len(rest) - 2
        piece = rest[at] + _in_names(rest[at + 1], is_last=is_last)
        pieces.append(piece if is_last else f"(?>{piece})")
    return "".join(pieces)


def _in_names(pattern: str, *, is_last: bool) -> str:
    """The same of the stars within names in a `pattern`."""
    first, *rest = pattern.split(_STAR)
    taken = rest[:-1] if is_last else rest
    last = [_STAR + part for part in rest[len(taken) :]]
    return "".join([first, *(f"(?>{_STAR}{part})" for part in taken), *last])


def _regular(part: str, one: str) -> str:
    """The regular expression of a part of a glob; `one` is that of what a star takes."""
    if part[0] == "*":
        return _STAR
    if part == "?":
        return one
    if part[0] == "[" and len(part) > 2:
        negation = "^" if part[1] == "!" else ""
        among = re.escape(part[1 + len(negation) : -1]).replace(r"\-", "-").replace("--", r"-\-")
        try:
            re.compile(characters := f"[{negation}{among}]")
        except re.error:
            # A range from behind, which nothing is in.
            return re.escape(part)
        return f"(?:(?!/){characters})"
    return re.escape(part)
