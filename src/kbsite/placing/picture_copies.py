"""Smaller copies of pictures: of which pictures there are some, how wide, and where. No I/O."""

from __future__ import annotations

from kbsite.keys import digest_of, source_digest, version_of

#: CSS pixels: the column of a telephone's screen or of a page, and one of twice the density.
WIDTHS = (720, 1440)
#: A file that is smaller is soon there.
_LEAST_BYTES = 20_000
_SUFFIXES = (".png", ".jpg", ".jpeg")


def copies_are_made(choice: str) -> bool:
    """Whether a site has copies that says `choice` of them: `auto` and `always` have some where
    Pillow is installed."""
    return choice != "never" and bool(version_of("pillow"))


def copy_name(path: str, digest: str, size: int, width: int) -> str:
    """What the copies of a file are called, "" where it has none. Another version of Pillow may
    write other bytes."""
    if not path.lower().endswith(_SUFFIXES) or size < _LEAST_BYTES or not width:
        return ""
    # Not a key, which is another's on a machine with another Python.
    return digest_of(source_digest(), "copy", version_of("pillow"), digest)[:16]


def widths_of(width: int) -> tuple[int, ...]:
    """Of a picture `width` pixels wide: none wider than itself, no two of nearly one width."""
    narrower = tuple(w for w in WIDTHS if w < 0.9 * width)
    return narrower if len(narrower) == len(WIDTHS) else (*narrower, min(width, WIDTHS[-1]))


def copy_url(name: str, width: int) -> str:
    """The permalink of a copy."""
    return f"/assets/pictures/{name}-{width}.webp"
