"""Characters that show nothing, and blanks that Markdown takes for none: what is copied from pages
and other editors holds them. No I/O."""

from __future__ import annotations

from kbsite.words.patterns import late_pattern

# Without the two that say how letters are joined: some writing and many emoji need them.
_NO_WIDTH = r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
#: The inside of a character class: those that show nothing.
INVISIBLE = rf"{_NO_WIDTH}\u200c\u200d"
#: The same of blanks that look like a space and are none between a mark and its words.
NO_SPACES = r"\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_STRAY = late_pattern(f"[{_NO_WIDTH}]+")
_EITHER = late_pattern(f"[{NO_SPACES}{INVISIBLE}]")
_AT_ENDS = "".join(
    map(chr, (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF))
)


def without_unseen(text: str) -> str:
    """`text` as it looks."""
    # Nothing of it can be printed.
    return text if text.isprintable() else _STRAY.sub("", text)


def trimmed(text: str) -> str:
    """`text` without what it begins and ends with and does not show."""
    return text.strip(_AT_ENDS)


def may_have_unseen(text: str) -> bool:
    """Whether there is any of them in it."""
    return _EITHER.search(text) is not None
