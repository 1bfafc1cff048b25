"""CSS colours: reading them and the contrast between them. No I/O."""

from __future__ import annotations

import colorsys
import re

#: Red, green, blue and opacity, 0 to 1.
Colour = tuple[float, float, float, float]

#: WCAG 2, success criterion 1.4.3, for text of ordinary size.
READABLE = 4.5

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_CALL = re.compile(r"(rgb|hsl)a?\(([-0-9.%,/ a-z]{1,60})\)")
_NUMBER = re.compile(r"(-?[0-9]*\.?[0-9]+)(%|deg)?")
#: CSS Color 4, section 6.1: the names that people use, six hex digits each.
_NAMES_TEXT = (
    "aliceblue:f0f8ff antiquewhite:faebd7 aqua:00ffff aquamarine:7fffd4 azure:f0ffff "
    "beige:f5f5dc bisque:ffe4c4 black:000000 blue:0000ff blueviolet:8a2be2 brown:a52a2a "
    "cadetblue:5f9ea0 chocolate:d2691e coral:ff7f50 cornflowerblue:6495ed cornsilk:fff8dc "
    "crimson:dc143c cyan:00ffff darkblue:00008b darkcyan:008b8b darkgray:a9a9a9 "
    "darkgreen:006400 darkgrey:a9a9a9 darkorange:ff8c00 darkred:8b0000 deeppink:ff1493 "
    "deepskyblue:00bfff dodgerblue:1e90ff firebrick:b22222 forestgreen:228b22 "
    "fuchsia:ff00ff gainsboro:dcdcdc gold:ffd700 goldenrod:daa520 gray:808080 green:008000 "
    "greenyellow:adff2f grey:808080 honeydew:f0fff0 hotpink:ff69b4 indigo:4b0082 "
    "ivory:fffff0 khaki:f0e68c lavender:e6e6fa lawngreen:7cfc00 lemonchiffon:fffacd "
    "lightblue:add8e6 lightcoral:f08080 lightcyan:e0ffff lightgray:d3d3d3 "
    "lightgreen:90ee90 lightgrey:d3d3d3 lightpink:ffb6c1 lightsalmon:ffa07a "
    "lightskyblue:87cefa lightyellow:ffffe0 lime:00ff00 limegreen:32cd32 linen:faf0e6 "
    "magenta:ff00ff maroon:800000 mediumpurple:9370db mediumseagreen:3cb371 "
    "midnightblue:191970 mintcream:f5fffa mistyrose:ffe4e1 moccasin:ffe4b5 navy:000080 "
    "oldlace:fdf5e6 olive:808000 orange:ffa500 orangered:ff4500 orchid:da70d6 "
    "palegreen:98fb98 paleturquoise:afeeee peachpuff:ffdab9 peru:cd853f pink:ffc0cb "
    "plum:dda0dd powderblue:b0e0e6 purple:800080 rebeccapurple:663399 red:ff0000 "
    "royalblue:4169e1 salmon:fa8072 sandybrown:f4a460 seagreen:2e8b57 seashell:fff5ee "
    "silver:c0c0c0 skyblue:87ceeb slateblue:6a5acd slategray:708090 snow:fffafa "
    "springgreen:00ff7f steelblue:4682b4 tan:d2b48c teal:008080 thistle:d8bfd8 "
    "tomato:ff6347 turquoise:40e0d0 violet:ee82ee wheat:f5deb3 white:ffffff "
    "whitesmoke:f5f5f5 yellow:ffff00 yellowgreen:9acd32"
)
_NAMES = dict(pair.split(":") for pair in _NAMES_TEXT.split())


def read_colour(text: str) -> Colour | None:
    """A hex colour, a name, `rgb()` or `hsl()`; None for what is none of these."""
    text = text.strip().lower()
    if text == "transparent":
        return (0.0, 0.0, 0.0, 0.0)
    text = f"#{_NAMES[text]}" if text in _NAMES else text
    if match := _HEX.fullmatch(text):
        digits = match.group(1)
        if len(digits) <= 4:
            digits = "".join(digit * 2 for digit in digits)
        red, green, blue, alpha = (int(f"{digits}ff"[i : i + 2], 16) / 255 for i in (0, 2, 4, 6))
        return (red, green, blue, alpha)
    if match := _CALL.fullmatch(text):
        return _call(match.group(1), _NUMBER.findall(match.group(2)))
    return None


def _call(name: str, numbers: list[tuple[str, str]]) -> Colour | None:
    if len(numbers) not in (3, 4):
        return None
    alpha = _part(numbers[3], 1) if len(numbers) == 4 else 1.0
    if name == "rgb":
        red, green, blue = (_part(number, 255) for number in numbers[:3])
        return (red, green, blue, alpha)
    hue = float(numbers[0][0]) / 360 % 1
    red, green, blue = colorsys.hls_to_rgb(hue, _part(numbers[2], 100), _part(numbers[1], 100))
    return (red, green, blue, alpha)


def _part(number: tuple[str, str], whole: int) -> float:
    return min(1.0, max(0.0, float(number[0]) / (100 if number[1] == "%" else whole)))


def hex_of(colour: Colour) -> str:
    """`#rrggbb`, with two more digits where it is not opaque."""
    digits = "".join(f"{round(part * 255):02x}" for part in colour)
    return f"#{digits[:6] if colour[3] == 1 else digits}"


def over(colour: Colour, ground: Colour) -> Colour:
    """What is seen of `colour` on the opaque `ground`."""
    alpha = colour[3]
    red, green, blue = (colour[i] * alpha + ground[i] * (1 - alpha) for i in range(3))
    return (red, green, blue, 1.0)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
