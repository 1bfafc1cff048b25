"""Bare addresses as links: `https://a.com/x`, `www.a.com`, `name@a.com`. No I/O.

GFM's extended autolinks, with two rules for Chinese: an address ends before the first
full-width character or Chinese mark (`https://a.com，后面`), and may start directly behind one
(`见https://a.com`). A host in Han needs `<…>`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline, text

from kbsite.markdown.characters import SHARED_PUNCTUATION, WIDE_RANGES, is_wide
from kbsite.markdown.positions import POSITION
from kbsite.words.patterns import late_pattern

# White space, what no URL holds, marks and symbols beyond ASCII.
_NEVER = (
    r"\x00-\x20\x7f-\xbf\xd7\xf7<>\"`\u1680\u2000-\u2bff\u2e00-\u2e7f\ue000-\uf8ff\ufe00-\ufe0f"
    r"\ufeff\ufff0-\uffff\U0001f000-\U0001faff" + WIDE_RANGES
)
_REST = late_pattern(rf"[^{_NEVER}\[\]]*+")
_LABEL = rf"[^{_NEVER}!-,./:-@\[-^`{{-~]+"
_HOST = late_pattern(rf"{_LABEL}(?:\.{_LABEL})*")
_LAST_OF_MAIL = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z])?")
_RESOURCE = re.compile(r"/[A-Za-z0-9@.]*[A-Za-z0-9@]")

_NAME = "A-Za-z0-9._+-"
_START = late_pattern(
    r"(?<![A-Za-z0-9])(?P<scheme>(?i:https?|ftp)://)"
    rf"|(?:\A|(?<=[\s(*_~\[\]{''.join(sorted(SHARED_PUNCTUATION))}{WIDE_RANGES}]))(?P<www>(?i:www)\.)"
    rf"|(?<![/{_NAME}])_*+(?P<mail>(?:(?P<protocol>(?i:mailto|xmpp):)_*+)?[A-Za-z0-9.+-][{_NAME}]*+@)"
)
_TRAILING = frozenset("?!.,:*_~'\\([")
_ENTITY = re.compile(r"&#?[A-Za-z0-9]+;")
_ENTITY_LENGTH = 40
#: A host this long is none (RFC 1035 allows 253 characters); it bounds the search for its end.
_HOST_LENGTH = 256

# `env` key: the text of a block → where addresses may start in it.
_STARTS = "kbsite.addresses"


class _Starts(NamedTuple):
    positions: list[int]
    matches: dict[int, re.Match[str]]


def bare_addresses(md: MarkdownIt) -> None:
    """Tokens `link_open`, `text` and `link_close`, as of an autolink in `<…>`."""
    md.inline.ruler.at("text", _rule)


def _starts(state: StateInline) -> _Starts:
    known: dict[str, _Starts] = state.env.setdefault(_STARTS, {})
    found = known.get(state.src)
    if found is None:
        matches: dict[int, re.Match[str]] = {}
        if "://" in state.src or "@" in state.src or "ww." in state.src.lower():
            for match in _START.finditer(state.src):
                matches[match.start(match.lastgroup or 0)] = match
        found = known[state.src] = _Starts(list(matches), matches)
    return found


def has_addresses(state: StateInline) -> bool:
    """Whether an address may stand in the text of the block."""
    return bool(_starts(state).positions)


def _rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for text, but text ends where an address may start."""
    if silent or not (starts := _starts(state)).positions:
        return text(state, silent)
    if state.pos in starts.matches and _address(state, starts.matches[state.pos]):
        return True
    positions = starts.positions
    following = bisect_right(positions, state.pos)
    if following == len(positions):
        return text(state, silent)
    limit = min(positions[following], state.posMax)
    match = state.md.inline.terminator_re.search(state.src, state.pos, limit)
    end = match.start() if match else limit
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _address(state: StateInline, match: re.Match[str]) -> bool:
    # The words of a link hold no link.
    if state.linkLevel > 0:
        return False
    start = state.pos
    if match["mail"]:
        end, before = _mail_end(state.src, match), "" if match["protocol"] else "mailto:"
    else:
        host = start if match["www"] else match.end()
        end, before = _url_end(state.src, start, host, state.posMax), "http://" * bool(match["www"])
    if end is None or end > state.posMax:
        return False
    address = unescapeAll(state.src[start:end])
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": state.md.normalizeLink(before + address)}
    token.markup, token.info = "linkify", "auto"
    token.meta = {POSITION: start}
    token = state.push("text", "", 0)
    # Han that is percent-encoded is shown as Han.
    token.content = state.md.normalizeLinkText(address) if "%" in address else address
    token = state.push("link_close", "a", -1)
    token.markup, token.info = "linkify", "auto"
    state.pos = end
    return True


def _url_end(src: str, start: int, host: int, stop: int) -> int | None:
    """Where the URL ends whose host begins at `host`; None where that is no host."""
    match = _HOST.match(src, host, min(stop, host + _HOST_LENGTH))
    if not match or not match.group()[0].isalnum() or len(match.group()) == _HOST_LENGTH:
        return None
    name = match.group().rstrip("_.")
    labels = name.split(".")
    if any("_" in label for label in labels[-2:]) or (start == host and len(labels) < 2):
        return None
    end = host + len(name)
    if end < match.end():
        # Emphasis around the host, or else an underscore in its last label.
        return None if src.startswith(("/", ":", "?", "#"), match.end()) else end
    if len(labels) == 1 and src.startswith(".", end) and is_wide(src[end + 1 : end + 2]):
        return None
    return _trimmed(src, start, end, _rest_end(src, end, stop))


def _rest_end(src: str, begin: int, stop: int) -> int:
    """Where that ends which an address may hold, and at a `]` that was not opened behind `begin`;
    nothing behind that is looked at, or a text of such brackets would be read again and again."""
    depth, end = 0, begin
    while rest := _REST.match(src, end, stop):
        end = rest.end()
        if end == stop or src[end] not in "[]":
            break
        depth += 1 if src[end] == "[" else -1
        if depth < 0:
            break
        end += 1
    return end


def _trimmed(src: str, start: int, least: int, end: int) -> int:
    """The end of a URL without the punctuation of the sentence around it: GFM's extended
    autolink path validation. `least` is the end of its host."""
    surplus = src.count(")", start, end) - src.count("(", start, end)
    if src[max(0, start - 2) : start] == "==" and src.endswith("==", least, end):
        end -= 2
    while end > least:
        last = src[end - 1]
        if last == ";":
            begin = src.rfind("&", max(least, end - _ENTITY_LENGTH), end)
            entity = begin >= 0 and _ENTITY.fullmatch(src, begin, end)
            end = begin if entity else end - 1
            continue
        if last == ")" and surplus > 0:
            surplus -= 1
        # A bracket may close behind the address, as in `https://a.com(中文)`.
        elif last not in _TRAILING:
            break
        end -= 1
    return end


def _mail_end(src: str, match: re.Match[str]) -> int | None:
    """Where the address ends whose name `match` holds; None where that is no address."""
    host = _HOST.match(src, match.end())
    if not host or not host.group().isascii():
        return None
    domain = host.group()
    if match.start() < match.start("mail"):
        domain = domain.rstrip("_")
    *labels, last = domain.split(".")
    if not labels or not _LAST_OF_MAIL.fullmatch(last):
        return None
    end = match.end() + len(domain)
    if (match["protocol"] or "").lower() == "xmpp:" and (rest := _RESOURCE.match(src, end)):
        end = rest.end()
    return end
