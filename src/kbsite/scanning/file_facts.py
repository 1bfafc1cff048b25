"""READS a file: its digest, the width and height of an image, whether a text is for everybody."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from kbsite.linking.withheld import TEXTS
from kbsite.urls import IMAGE_SUFFIXES

#: A side of more pixels is no image's: an SVG may say anything.
_LONGEST = 1_000_000
#: What of a text is looked at; no front matter is longer.
_HEAD = 65_536
#: How a file begins that has front matter, and those that begin so without any: notes, which say
#: more, and data.
_FENCES = tuple(
    mark + fence.encode(encoding)
    for fence in ("---", "+++")
    for mark, encoding in (
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
)
_OTHERS = (".md", ".yaml", ".yml")


def read_facts(file: Path) -> tuple[str, int, int, bool]:
    """The digest of a file, the width and height of an image, and whether a text keeps itself back
    as a note would."""
    with file.open("rb") as stream:
        # Most files end here; a larger buffer takes longer to get than these take to read.
        head = part = stream.read(_HEAD)
        digest = hashlib.sha256(head)
        while len(part) == _HEAD:
            part = stream.read(_HEAD)
            digest.update(part)
    return digest.hexdigest(), *_image_size(file), _is_kept_back(file, head)


def _is_kept_back(file: Path, head: bytes) -> bool:
    suffix = file.suffix.lower()
    if suffix not in TEXTS and (suffix in _OTHERS or not head.startswith(_FENCES)):
        return False
    # Imported late, like what images need.
    from kbsite.front_matter.texts import keeps_back

    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")
    return keeps_back(text.replace("\r\n", "\n").replace("\r", "\n"))


def _image_size(file: Path) -> tuple[int, int]:
    """Width and height of an image in CSS pixels; (0, 0) of what is none, or is damaged."""
    if file.suffix.lower() not in IMAGE_SUFFIXES:
        return 0, 0
    # Imported late: it brings much with it, and not all sites have images.
    import imagesize

    width, height = imagesize.get(file)
    is_sound = all(0.5 < side <= _LONGEST for side in (width, height))
    return (round(width), round(height)) if is_sound else (0, 0)
