"""Where the label of a link or an image ends, as markdown-it says it; of a bracket that is known to
stay open it is not asked again. No I/O.

Of a thousand `![` each would be read up to the nesting that is allowed, for each of those before.
"""

from __future__ import annotations

from markdown_it.rules_inline import StateInline

# Attribute of a state: where brackets stand that nothing closes before another place, and that.
_UNCLOSED = "kbsite_unclosed"


def link_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Where the label ends whose `[` stands at `start`, or -1; the names are markdown-it's."""
    unclosed: dict[int, int] = vars(state).setdefault(_UNCLOSED, {})
    if unclosed.get(start, -1) >= state.posMax:
        return -1
    source, old, end = state.src, state.pos, state.posMax
    skip = state.md.inline.skipToken
    opened = [start]
    state.pos = start + 1
    while state.pos < end:
        at = state.pos
        marker = source[at]
        if marker == "]":
            opened.pop()
            if not opened:
                state.pos = old
                return at
        skip(state)
        if marker == "[":
            if at == state.pos - 1:
                opened.append(at)
                if unclosed.get(at, -1) >= end:
                    # Nor is what stands around it closed.
                    break
            elif disableNested:
                state.pos = old
                return -1
    # Whoever asks for one of these comes along the same tokens.
    unclosed.update(dict.fromkeys(opened, end))
    state.pos = old
    return -1
