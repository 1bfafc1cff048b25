"""What HTML says of its elements, whoever wrote them. No I/O."""

from __future__ import annotations

#: What holds nothing, and has no end.
VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
