"""The icon of a callout in Notion → the kind of a callout in kbsite. No I/O."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_KINDS = {
    kind: frozenset(icons.split())
    for kind, icons in {
        "tip": "💡 ✨ 🌟 ⭐ 🎉 🔑 🧠 👉 👍",
        "info": "ℹ ℹ️ 📢 📣 🔔 🛈",
        "note": "📝 🗒 ✏ ✍ 📌 📍 📎 🖊",
        "warning": "⚠ ❗ ❕ ‼ 🚧 🔺 🟡 🟠 ☢",
        "danger": "🚨 ⛔ 🚫 🛑 ☠ 💀 🔥 🔴 ⚡ 💣",
        "success": "✅ ✔ ☑ 🟢 🎊 💯 🏆",
        "failure": "❌ ✖ ❎ 👎",
        "question": "❓ ❔ 🤔 🙋 ⁉",
        "bug": "🐛 🐞 🪲",
        "example": "🌰 🧪 🔬 🧩",
        "abstract": "📋 📑 🎯 📄 🧾",
        "quote": "💬 🗨 🗯 ❝ 📖 📚",
        "todo": "📅 ⏰ ☐ 🔲 ⏳",
    }.items()
}
_KIND_OF = {icon.rstrip("\ufe0f"): kind for kind, icons in _KINDS.items() for icon in icons}
# Icons of Notion's own are pictures: `https://www.notion.so/icons/info-alternate_blue.svg`.
_NAMES = (
    ("light-bulb", "tip"),
    ("lightbulb", "tip"),
    ("star", "tip"),
    ("info", "info"),
    ("bell", "info"),
    ("megaphone", "info"),
    ("warning", "warning"),
    ("alert", "warning"),
    ("exclamation", "warning"),
    ("caution", "warning"),
    ("skull", "danger"),
    ("fire", "danger"),
    ("error", "danger"),
    ("checkmark", "success"),
    ("check", "success"),
    ("clear", "failure"),
    ("close", "failure"),
    ("help", "question"),
    ("question", "question"),
    ("bug", "bug"),
    ("bullseye", "abstract"),
    ("list", "abstract"),
    ("clipboard", "abstract"),
    ("chemistry", "example"),
    ("science", "example"),
    ("quote", "quote"),
    ("book", "quote"),
)
_PICTURE = re.compile(
    r"""(?is)<img\s[^<>]*?\bsrc\s*=\s*["'](?P<src>[^"'<>]*)["'][^<>]*>|!\[[^\[\]\n]{0,200}\]"""
    r"""\((?P<own>https?://www\.notion\.so/icons/[^()\s]*)\)"""
)
_BUILT_IN = re.compile(r"(?i)^(?:https?://(?:www\.)?notion\.so)?/icons/([\w-]+?)(?:_\w+)?\.svg")
_JOINERS = frozenset("\u200d\ufe0f\u20e3") | {chr(code) for code in range(0x1F3FB, 0x1F400)}


class Icon(NamedTuple):
    """`kind` of callout; `rest`: the text behind it, with the icon where the kind does not say the
    same; `picture`: how many pictures went with it."""

    kind: str
    rest: str
    picture: int = 0


def read_icon(text: str) -> Icon:
    """The icon with which the text of a callout begins."""
    text = text.strip()
    if match := _PICTURE.match(text):
        name = _BUILT_IN.match(match["src"] or match["own"])
        if not name:
            # A picture of the author's own stays.
            return Icon("note", text)
        found = next((kind for part, kind in _NAMES if part in name[1].casefold()), "note")
        return Icon(found, text[match.end() :].lstrip(), 1)
    icon = _emoji(text)
    kind = _KIND_OF.get(icon.replace("\ufe0f", "")) if icon else None
    return Icon(kind, text[len(icon) :].lstrip()) if kind else Icon("note", text)


def _emoji(text: str) -> str:
    """The emoji that `text` begins with, with all that belongs to it, or ""."""
    end = 0
    while end < min(len(text), 16):
        char = text[end]
        joined = end > 0 and text[end - 1] == "\u200d"
        if (char in _JOINERS and end > 0) or ((end == 0 or joined) and _is_symbol(char)):
            end += 1
        else:
            break
    return text[:end]


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "ℹ‼⁉❝"
