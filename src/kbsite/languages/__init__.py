"""The words of the interface, a file a language. No I/O."""

from __future__ import annotations

from kbsite.languages.calendar import Calendar
from kbsite.languages.en import ENGLISH
from kbsite.languages.strings import Strings
from kbsite.languages.zh_cn import CHINESE

LANGUAGES: dict[str, Strings] = {"zh-CN": CHINESE, "en": ENGLISH}

__all__ = ["LANGUAGES", "Calendar", "Strings"]
