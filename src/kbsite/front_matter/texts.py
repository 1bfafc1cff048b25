"""The head of a text that is no note → whether it keeps it from everybody. No I/O."""

from __future__ import annotations

from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.flags import KEPT_BACK, seen
from kbsite.front_matter.reader import parse_front_matter


def keeps_back(text: str) -> bool:
    """Whether `text` (LF line ends) has front matter by which a note would not be published. Of
    front matter that cannot be read a line that looks so is enough."""
    split = split_front_matter(text)
    front, _, found = parse_front_matter(split, "", "+00:00")
    if any(diagnostic.severity == "error" for diagnostic in found):
        return bool(KEPT_BACK.search(seen(split.block or text)))
    return front.draft or front.private or front.publish is False
