"""Draws what other sites and telephones show of a site that has no picture of its own:
`static/card.png` and `static/apple-touch-icon.png`. Run it with Pillow after a change here.

Both hold no words, so that they fit any site; a site puts its own files in their places.
"""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parents[1] / "static"
NIGHT, SIGNAL, QUIET = (18, 54, 59), (127, 224, 210), (44, 92, 96)
#: Drawn so much larger, since Pillow draws lines without soft edges.
SCALE = 4


def _arc(
    draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, width: float, colour: object
) -> None:
    """The upper quarter of a circle around (x, y), with round ends."""
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.arc(box, 225, 315, fill=colour, width=round(width))
    middle = radius - width / 2
    for angle in (225, 315):
        end_x = x + middle * math.cos(math.radians(angle))
        end_y = y + middle * math.sin(math.radians(angle))
        half = width / 2
        draw.ellipse((end_x - half, end_y - half, end_x + half, end_y + half), fill=colour)


def _mast(draw: ImageDraw.ImageDraw, x: float, y: float, unit: float) -> None:
    """The sign of `icon.svg` around (x, y), the foot of its mast; `unit` is one of its."""
    draw.ellipse((x - 2.2 * unit, y - 2.2 * unit, x + 2.2 * unit, y + 2.2 * unit), fill=SIGNAL)
    draw.line((x, y, x, y - 8 * unit), fill=SIGNAL, width=round(2.4 * unit))
    for radius in (9.5, 16.5):
        _arc(draw, x, y - 1.5 * unit, radius * unit, 2.4 * unit, SIGNAL)


def card() -> Image.Image:
    """1200 × 630, as Open Graph wants it."""
    width, height = 1200 * SCALE, 630 * SCALE
    image = Image.new("RGB", (width, height), NIGHT)
    draw = ImageDraw.Draw(image)
    middle, foot = width / 2, height * 0.66
    for ring in range(3, 12):
        _arc(draw, middle, foot, ring * 62 * SCALE, 2 * SCALE, QUIET)
    draw.line((96 * SCALE, foot, width - 96 * SCALE, foot), fill=QUIET, width=2 * SCALE)
    for x in range(96, 1105, 24):
        tall = 22 if (x - 96) % 120 == 0 else 10
        draw.line((x * SCALE, foot, x * SCALE, foot + tall * SCALE), fill=QUIET, width=2 * SCALE)
    _mast(draw, middle, foot, 11 * SCALE)
    return image.resize((1200, 630), Image.Resampling.LANCZOS)


def icon() -> Image.Image:
    """180 × 180 without round corners: telephones round them."""
    side = 180 * SCALE
    image = Image.new("RGB", (side, side), NIGHT)
    _mast(ImageDraw.Draw(image), side / 2, side * 0.73, side / 36)
    return image.resize((180, 180), Image.Resampling.LANCZOS)


def main() -> None:
    """Writes them."""
    for name, image in (("card", card()), ("apple-touch-icon", icon())):
        small = image.quantize(24, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(STATIC / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
