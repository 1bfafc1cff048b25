"""Files by the names that the system gave them → by NFC path, and what is wrong with the names of
others. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import TypeVar

from kbsite.diagnostics import Diagnostic, error, warning
from kbsite.reading.decoding import is_text
from kbsite.urls import is_nfc, nfc

_File = TypeVar("_File")
#: Where GitBook puts the files that it is given, in `assets/` there.
GITBOOK = ".gitbook"
# Those that turn the direction of a text make a name look like another.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def is_hidden(name: str, above: str) -> bool:
    """Whether what has this name in the folder `above` ("" or with / at its end), which is not
    hidden, is no part of the site. Of `.gitbook/` the files that notes show are one."""
    if GITBOOK not in above or f"/{GITBOOK}/" not in f"/{above}":
        return name.startswith(".") and name != GITBOOK
    if f"/{above}".endswith(f"/{GITBOOK}/"):
        return name != "assets"
    return name.startswith(".") or name.lower().endswith(".md")


def named_files(
    files: list[tuple[str, _File]], folder: str, found: list[Diagnostic]
) -> Iterator[tuple[str, _File]]:
    """`files` of a folder, by the names that the system gave, in order by NFC path; `found` gets
    what is wrong with the names of others."""
    raw_paths: dict[str, str] = {}
    # Nearly always all are names in this form, and there may be thousands.
    every = "".join(raw for raw, _ in files)
    # Of two files of one path the first is the one that `found_files.find_file` finds.
    are_nfc, are_names = is_nfc(every), _is_name(every)
    files.sort(key=itemgetter(0) if are_nfc else lambda item: rank_of_spelling(item[0]))
    for raw, file in files:
        path = raw if are_nfc else nfc(raw)
        if not are_names and not _is_name(raw):
            found.append(_bad_name(folder, raw))
        elif path in raw_paths:
            message = f"two files have this name, spelt {raw_paths[path]!r} and {raw!r}"
            hint = "They differ only in how accents are encoded; rename one."
            found.append(error("name-collision", folder + path, message, hint=hint))
        else:
            raw_paths[path] = raw
            yield path, file


def rank_of_spelling(raw: str) -> tuple[str, bool, str]:
    """What paths as they are spelt on disk are sorted by: of those that come to the same the one
    in NFC is the first."""
    path = nfc(raw)
    return path, raw != path, raw


def _is_name(name: str) -> bool:
    """Whether a name that the system gave is text on one line."""
    return is_text(name) and _CONTROL.search(name) is None


def _bad_name(folder: str, name: str) -> Diagnostic:
    if _CONTROL.search(name):
        shown = _CONTROL.sub(lambda found: repr(found.group())[1:-1], name)
        message, hint = "the file name holds a control character", "Rename it."
    else:
        shown, message = name, "the file name is not UTF-8"
        hint = "Rename it; what Windows zipped:  convmv -f GBK -t UTF-8 --notest"
    shown = shown.encode(errors="surrogateescape").decode(errors="backslashreplace")
    make = error if not folder and name.lower().endswith(".md") else warning
    return make("encoding", folder + shown, message, hint=hint)
