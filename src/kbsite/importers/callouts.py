"""What the boxes of other tools are called → kinds of callouts. No I/O."""

from __future__ import annotations

#: Names of boxes in the themes that many use → callouts.
_CALLOUTS = {
    **dict.fromkeys(("note", "default", "primary", "simple", "notice", "blue"), "note"),
    **dict.fromkeys(("info", "cyan"), "info"),
    **dict.fromkeys(("tip", "tips", "hint", "green"), "tip"),
    **dict.fromkeys(("success", "check", "done"), "success"),
    **dict.fromkeys(("question", "help", "faq"), "question"),
    **dict.fromkeys(("warning", "warn", "caution", "attention", "orange", "yellow"), "warning"),
    **dict.fromkeys(("danger", "error", "red"), "danger"),
    **dict.fromkeys(("failure", "fail"), "failure"),
    **dict.fromkeys(("quote", "cite"), "quote"),
    **{
        name: name
        for name in ("abstract", "summary", "tldr", "bug", "example", "todo", "important")
    },
}


def callout_kind(name: str) -> str:
    """The callout that a theme's box is most like, "" where it is none."""
    return _CALLOUTS.get(name.strip().lower(), "")
