"""Whether the files of a source tell of another tool than the one that was named. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

#: What a source is, and the paths that nothing else has. Posts of Hexo may have dates, too, and lie
#: in `_posts/` where its `source/` alone was named.
_SIGNS = (
    ("notion", "an export of Notion", re.compile(r"[ _-][0-9a-f]{32}(?:\.md|_all\.csv)$")),
    ("hexo", "a site of Hexo", re.compile(r"(?:^|/)source/_posts/.+\.md$")),
    ("jekyll", "a site of Jekyll", re.compile(r"(?:^|/)_posts/(?:.+/)?\d{4}-\d\d?-\d\d?-[^/]+$")),
    ("hugo", "a site of Hugo", re.compile(r"(?:^|/)(?:hugo\.(?:toml|ya?ml)$|config/_default/)")),
    ("obsidian", "a vault of Obsidian", re.compile(r"(?:^|/)\.obsidian/.+\.json$")),
)
_LAYOUTS = ("jekyll", "a site of Jekyll", re.compile(r"(?:^|/)_(?:layouts|includes)/"))


class Likely(NamedTuple):
    """The kind that was meant perhaps, what that is, and a file that tells of it."""

    kind: str
    name: str
    sign: str


def likely_other(kind: str, paths: Iterable[str]) -> Likely | None:
    """The tool that the files tell of where they do not tell of `kind`: a blog may be edited as a
    vault, and a vault may hold an export."""
    found: dict[str, Likely] = {}
    signs = [sign for sign in _SIGNS if (kind, sign[0]) != ("hexo", "jekyll")]
    if kind == "hexo":
        signs.insert(2, _LAYOUTS)
    for path in paths:
        for sign in signs[:]:
            if sign[2].search(path):
                found[sign[0]] = Likely(sign[0], sign[1], path)
                signs.remove(sign)
        if kind in found:
            return None
    return next((found[each] for each, _, _ in _SIGNS if each in found), None)
