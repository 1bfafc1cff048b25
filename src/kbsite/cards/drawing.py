"""A card as PNG, 1200 × 630 as Open Graph wants it, drawn with Pillow. I/O through `fonts`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from kbsite.cards.fonts import CardFont, sized_font
from kbsite.cards.wrapping import shortened, wrapped

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (1200, 630)
#: Those of `static/card.png`, which stands for what has no card of its own.
_NIGHT, _SIGNAL, _QUIET, _WHITE = (18, 54, 59), (127, 224, 210), (44, 92, 96), (236, 244, 243)
_SOFT = (158, 190, 188)
_MARGIN = 88
_WIDTH = SIZE[0] - 2 * _MARGIN
#: Sizes of a title, the largest that fits in so many lines.
_SIZES = ((84, 3), (72, 3), (60, 4), (50, 5))
_SMALL = 30


class CardText(NamedTuple):
    """What a card says: the note's title, the site's, and a line about the note."""

    title: str
    site: str
    about: str


def draw_card(text: CardText, font: CardFont) -> bytes:
    """The bytes depend on the version of Pillow. All characters of `text` are in the font. Raises
    OSError where that is gone."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, _NIGHT)
    draw = ImageDraw.Draw(image)
    small = sized_font(font, _SMALL)
    _paste_signal(image)
    lines, size = _title_lines(text.title, font)
    large, step = sized_font(font, size), round(size * 1.36)
    # Optically in the middle between the line above and that below.
    top = 330 - step * len(lines) / 2 + size * 0.98
    for number, line in enumerate(lines):
        draw.text((_MARGIN, top + number * step), line, font=large, fill=_WHITE, anchor="ls")
    site = shortened(text.site, small.getlength, _WIDTH - 240, 1)
    draw.text((_MARGIN, 112), "".join(site), font=small, fill=_SIGNAL, anchor="ls")
    draw.line((_MARGIN, 520, SIZE[0] - _MARGIN, 520), fill=_QUIET, width=2)
    about = shortened(text.about, small.getlength, _WIDTH, 1)
    draw.text((_MARGIN, 572), "".join(about), font=small, fill=_SOFT, anchor="ls")
    palette = image.quantize(40, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    palette.save(out, "PNG", optimize=True)
    return out.getvalue()


def _title_lines(title: str, font: CardFont) -> tuple[list[str], int]:
    for size, most in _SIZES:
        measure = sized_font(font, size).getlength
        if lines := wrapped(title, measure, _WIDTH, most):
            return lines, size
    size, most = _SIZES[-1]
    return shortened(title, sized_font(font, size).getlength, _WIDTH, most), size


def _paste_signal(card: Image) -> None:
    """Rings around the upper right corner, drawn four times as large for soft edges."""
    from PIL import Image, ImageDraw

    scale, side = 4, 120
    large = Image.new("RGB", (side * scale, side * scale), _NIGHT)
    draw = ImageDraw.Draw(large)
    x = y = (side - 12) * scale
    for ring in range(1, 5):
        radius = 26 * scale * ring
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.arc(box, 180, 270, fill=_SIGNAL if ring < 3 else _QUIET, width=4 * scale)
    dot = 8 * scale
    draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=_SIGNAL)
    corner = (SIZE[0] - _MARGIN - side + 12, 112 - side + 12)
    card.paste(large.resize((side, side), Image.Resampling.LANCZOS), corner)
