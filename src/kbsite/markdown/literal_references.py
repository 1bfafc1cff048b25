"""Links by reference that stay text, since what defines them (`[1]: https://…`) stands directly
below text, which it goes on with. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from kbsite.markdown.reporter import Meant

_DEFINITION = re.compile(r"(?<=[^\n]\n)[ \t>]*\[(?P<label>[^\[\]\n^]+)\]:[ \t]*[^\s:]")
_REFERENCE = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n]*)\]")


def definitions_in(body: str) -> Mapping[str, str]:
    """Label as it is compared → as it is written, of all that look like one and have no blank line
    above; none where nothing refers to one."""
    if "][" not in body or "]:" not in body:
        return {}
    labels = (found["label"] for found in _DEFINITION.finditer(body))
    return {normalizeReference(label): label for label in labels}


def literal_references(text: Token, definitions: Mapping[str, str]) -> Iterator[Meant]:
    """The first link of a block that nothing but such a line defines."""
    content = text.content
    if "][" not in content:
        return
    # Of those that are links no brackets are left.
    shown = "".join([child.content for child in text.children or () if child.type == "text"])
    for found in _REFERENCE.finditer(content):
        label = definitions.get(normalizeReference(found["label"] or found["words"]))
        if label is not None and found.group() in shown:
            message = f"a link stays text: its [{label}]: … stands directly below text"
            hint = "Leave a blank line above that line."
            yield Meant("link-literal", found.start(), message, hint)
            return
