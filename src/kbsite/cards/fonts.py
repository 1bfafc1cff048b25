"""READS the font of cards: what it has signs for, and the font itself for drawing."""

from __future__ import annotations

import errno
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple


class CardFont(NamedTuple):
    """A font file, and which of its faces is meant."""

    file: str
    digest: str
    face: int = 0


class UnreadableFontError(Exception):
    """A file that is no font."""


@lru_cache(maxsize=2)
def characters_of(font: CardFont) -> frozenset[int]:
    """What the face has signs for, of a font that Pillow can draw with. Raises
    UnreadableFontError."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        sized_font(font, 16)
        with TTFont(font.file, fontNumber=font.face, lazy=True) as face:
            return frozenset(face.getBestCmap() or ())
    except (OSError, TTLibError, ValueError, KeyError, AssertionError) as fault:
        raise UnreadableFontError(str(fault)) from None


@lru_cache(maxsize=2)
def simplified_face(file: str, digest: str) -> int:
    """The face of a collection whose signs are those of the Chinese mainland, else the first."""
    from fontTools.ttLib import TTCollection, TTLibError

    if not file.lower().endswith((".ttc", ".otc")):
        return 0
    try:
        with TTCollection(file, lazy=True) as collection:
            names = [str(face["name"].getDebugName(1) or "") for face in collection]
    except (OSError, TTLibError, ValueError, KeyError, AssertionError):
        return 0
    return next((n for n, name in enumerate(names) if name.endswith((" SC", " CN", " GB"))), 0)


@lru_cache(maxsize=16)
def sized_font(font: CardFont, size: int) -> Any:
    """The font as Pillow draws with it. Raises OSError, also where it is no font any more."""
    from PIL import ImageFont

    _check(font)
    # The layout that every build of Pillow has.
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(font.file, size, index=font.face, layout_engine=basic)


@lru_cache(maxsize=2)
def _check(font: CardFont) -> None:
    """Raises OSError where the file is no longer the one that is meant."""
    if hashlib.sha256(Path(font.file).read_bytes()).hexdigest() != font.digest:
        said = "it changed while the site was built; build again"
        raise OSError(errno.ESTALE, said, font.file)
