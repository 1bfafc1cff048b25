"""READS a file: its digest, and the width and height of an image."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kbsite.urls import IMAGE_SUFFIXES

#: A side of more pixels is no image's: an SVG may say anything.
_LONGEST = 1_000_000


def read_facts(file: Path) -> tuple[str, int, int]:
    """The digest of a file, and the width and height of an image."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return digest, *_image_size(file)


def _image_size(file: Path) -> tuple[int, int]:
    """Width and height of an image in CSS pixels; (0, 0) of what is none, or is damaged."""
    if file.suffix.lower() not in IMAGE_SUFFIXES:
        return 0, 0
    # Imported late: it brings much with it, and not all sites have images.
    import imagesize

    width, height = imagesize.get(file)
    is_sound = all(0.5 < side <= _LONGEST for side in (width, height))
    return (round(width), round(height)) if is_sound else (0, 0)
