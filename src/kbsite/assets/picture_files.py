"""READS pictures and makes smaller copies of them, as WebP, with Pillow."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbsite.keys import key_of
from kbsite.model import PlannedOutput
from kbsite.nouns.sources import Attachment
from kbsite.placing.picture_copies import copy_name, copy_url, widths_of
from kbsite.scanning.found_files import read_attachment
from kbsite.urls import output_path

if TYPE_CHECKING:
    from PIL.Image import Image

#: Of photographs, and of what was drawn by a screen: letters want more.
_PHOTO, _SCREEN = 80, 84
#: What browsers show as a picture, by its bytes; Pillow reads forty others, one by a program.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
#: A JPEG, which browsers show the first picture of: with a second one behind it (a depth, a map of
#: the bright parts) Pillow calls it MPO, and takes it for one that moves.
_JPEG = ("JPEG", "MPO")
#: Each takes up to five bytes of memory, however few the file has.
_MOST_PIXELS = 2**26


def plan_copies(content: Path, attachment: Attachment) -> Iterator[PlannedOutput]:
    """The copies of a picture below `content`; none of what is no picture, or a small one."""
    name = copy_name(attachment.path, attachment.digest, attachment.size, attachment.width)
    if not name:
        return
    for width in widths_of(attachment.width):
        url = copy_url(name, width)
        produce = partial(_make_copy, content, attachment, width)
        yield PlannedOutput(
            output_path(url), key_of("copy", url), produce, travels=True, is_kept=True
        )


def _make_copy(content: Path, attachment: Attachment, width: int) -> bytes:
    """The picture, `width` pixels wide. The bytes depend on the version of Pillow; a picture that
    moves, that has too many pixels, or that Pillow cannot read stays as it is, which browsers see
    by its bytes. Raises OSError and ChangedFileError."""
    data = read_attachment(content, attachment)
    from PIL import Image, ImageOps

    # The bound is here, and a build has no need to be told of that of Pillow.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            moves = picture.format not in _JPEG and getattr(picture, "is_animated", False)
            if moves or not _is_bounded(picture, width):
                return data
            is_screen = picture.format == "PNG"
            profile = picture.info.get("icc_profile")
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            # Where it need not be turned or is one of these already, it is in memory once.
            ImageOps.exif_transpose(picture, in_place=True)
            mode = "RGBA" if has_alpha else "RGB"
            shown = picture if picture.mode == mode else picture.convert(mode)
            if width < shown.width:
                height = max(1, round(shown.height * width / shown.width))
                shown = shown.resize((width, height), Image.Resampling.LANCZOS)
            copy = _encoded(shown, is_screen, profile)
    except Exception:
        # Pillow raises what it meets: a picture is no reason to stop.
        return data
    return copy if len(copy) < len(data) else data


def _is_bounded(picture: Image, width: int) -> bool:
    """Whether it fits into memory; of a JPEG no more is unpacked than a good copy takes."""
    if picture.width * picture.height > _MOST_PIXELS and picture.format in _JPEG:
        picture.draft(picture.mode, (2 * width, 2 * width))
    return picture.width * picture.height <= _MOST_PIXELS


def _encoded(picture: Image, is_screen: bool, profile: bytes | None) -> bytes:
    """As WebP. Few colours are smaller without loss, and sharper."""
    options = {"icc_profile": profile} if profile else {}
    found: list[bytes] = []
    for lossless in (False, True) if is_screen else (False,):
        out = io.BytesIO()
        quality = 50 if lossless else _SCREEN if is_screen else _PHOTO
        picture.save(out, "WEBP", quality=quality, lossless=lossless, method=4, **options)
        found.append(out.getvalue())
    return min(found, key=len)
