"""How the text of a note says who may see it, as patterns. No I/O."""

from __future__ import annotations

import re

from kbsite.words.patterns import late_pattern
from kbsite.words.unseen import INVISIBLE as _INVISIBLE

#: Characters that show nothing. Pasted along with a key, they would hide what it says.
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
# The same, and every other blank within a line: that of double width looks like nothing too.
BLANK = rf"(?:[^\S\n]|{INVISIBLE.pattern})"

#: The keys that say who may see a note.
FLAGS = ("draft", "private", "publish", "published", "unlisted")
FLAG = "|".join(FLAGS)
# A note that asks for a password is not for everybody either. Where it is no front matter for sure,
# a Chinese word may well be one of the text: `密码：…` of a wireless network.
PASSWORD = r"""["']?(?:password|passwd)["']?[ \t]*[:：=＝][ \t]*"""
SAYS_PASSWORD = r"[^\s#][^\n。；！？]*$"
SAYS_FLAG = (
    r"^[ \t]*[\"']?(?:(?:draft|private)[\"']?[ \t]*[:：=＝][ \t]*[\"']?(?:true|yes|on|1|是)"
    r"|publish(?:ed)?[\"']?[ \t]*[:：=＝][ \t]*[\"']?(?:false|no|off|0|否))"
    r"[\"']?(?:[ \t]+#.*)?[ \t]*$"
)
KEPT_BACK = late_pattern(
    rf"{SAYS_FLAG}|^[ \t]*{PASSWORD}{SAYS_PASSWORD}", re.MULTILINE | re.IGNORECASE
)
_ANY_BLANK = re.compile(r"[^\S\n]")


def seen(text: str) -> str:
    """`text` as it looks: without what shows nothing, and every blank a space."""
    return _ANY_BLANK.sub(" ", INVISIBLE.sub("", text))
