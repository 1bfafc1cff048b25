"""The values that TOML writes without quotes, as text (https://toml.io/en/v1.0.0). No I/O."""

from __future__ import annotations

import re
from datetime import datetime, time

#: More digits than a number can have; `int` would take a time that grows with their square.
_LONGEST = 1000

_DIGITS = r"[0-9](?:_?[0-9])*+"
_WHOLE = r"(?:0|[1-9](?:_?[0-9])*+)"
_NUMBER = re.compile(rf"[+-]?(?:{_WHOLE}(?:\.{_DIGITS})?(?:[eE][+-]?{_DIGITS})?|inf|nan)")
_BASED = re.compile(
    r"0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*+|0o[0-7](?:_?[0-7])*+|0b[01](?:_?[01])*+", re.ASCII
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"(?:[Tt ]{_CLOCK}(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?"
)
_TIME = re.compile(_CLOCK)
_LIKE_A_DATE = re.compile(r"[0-9]+(?:[-/.][0-9]+[-/.]|年|:[0-9])")


def plain_text(word: str) -> str:
    """A value as text: times with a big T and Z, numbers in ordinary digits."""
    if _MOMENT.fullmatch(word) or _TIME.fullmatch(word):
        return word.upper()
    if _BASED.fullmatch(word):
        return str(int(word, 0))
    return word.replace("_", "")


def scalar_mistake(word: str, source: str) -> tuple[str, str] | None:
    """What is wrong with `word` as a value, and a hint; None where nothing is. `source` is
    the text from there on."""
    if len(word) > _LONGEST:
        return f"a value of {len(word):,} characters without quotes", ""
    if word in ("true", "false") or _NUMBER.fullmatch(word) or _BASED.fullmatch(word):
        return None
    if (_MOMENT.fullmatch(word) or _TIME.fullmatch(word)) and _exists(word):
        return None
    if _LIKE_A_DATE.match(word):
        return (
            f"{word[:40]!r} is not a date in TOML",
            "Write 2026-05-01 or 2026-05-01T12:30:00+08:00.",
        )
    shown = source.partition("\n")[0].partition(" #")[0].rstrip()
    if not shown:
        return "no value behind the =", 'Empty text is written "".'
    hint = 'Text stands in quotes, as in  title = "…"; true and false are in small letters.'
    return f"`{shown}` is no value in TOML", hint


def _exists(word: str) -> bool:
    try:
        if _TIME.fullmatch(word):
            time.fromisoformat(word)
        else:
            datetime.fromisoformat(word.upper())
    except ValueError:
        return False
    return True
