"""The content security policies of a site's pages, as its templates write them → what they let
in. No I/O.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple
from urllib.parse import urlsplit

from kbsite.services import Hosts
from kbsite.sources import SourceFile

#: What only a build knows stands for this; a page may have anything there.
UNKNOWN = "\ufdd0"

_POLICY = re.compile(
    r"""http-equiv=["']?Content-Security-Policy["']?[^>]{0,400}?\bcontent="([^"]*)\"""",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"\{\{-?\s*site\.hosts\.(script|style|connect)\s*-?\}\}")
_STATEMENT = re.compile(r"\{[%#].{0,400}?[%#]\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.{0,400}?\}\}", re.DOTALL)
#: Blocks around the theme's policy, and what keeps what the theme has in them.
_AROUND = re.compile(r"\{%[-+]?\s*block\s+(?:policy|head)\b")
_KEPT = re.compile(r"\bsuper\s*\(")
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")
#: What counts where a directive is not there; `form-action` and `base-uri` then let in anything.
_OTHERS = {"frame-src": ("child-src", "default-src")}
_ALONE = ("form-action", "base-uri")


class Policy(NamedTuple):
    """Directive → its sources; `own` is the origin of the site, "" where nobody knows it."""

    directives: Mapping[str, tuple[str, ...]]
    own: str

    def allows(self, directive: str, address: str) -> bool:
        """Whether pages may take what `directive` says from an absolute `address`."""
        sources = self._sources(directive)
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if sources is None or (origin == self.own and "'self'" in sources):
            return True
        return any(_lets_in(source, parts.scheme, parts.netloc) for source in sources)

    def allows_inline(self, directive: str) -> bool:
        """Whether what stands in a page itself has an effect; one that has digests may know it."""
        sources = self._sources(directive)
        marks = ("'unsafe-inline'", "'nonce-", "'sha")
        return sources is None or any(one.startswith((*marks, UNKNOWN)) for one in sources)

    def _sources(self, directive: str) -> tuple[str, ...] | None:
        """None where anything is let in."""
        others = () if directive in _ALONE else _OTHERS.get(directive, ("default-src",))
        found = (self.directives.get(name) for name in (directive, *others))
        return next((sources for sources in found if sources is not None), None)


def policies_of(
    own: Iterable[SourceFile], base: SourceFile, hosts: Hosts, origin: str
) -> list[Policy]:
    """The policies of a site's templates: that of the theme's `base`, or those that the site's
    `own` have in its place; none where pages may have any, or none at all."""
    texts = {file.path: file.data.decode(errors="replace") for file in own}
    with_policy = [text for text in texts.values() if _POLICY.search(text)]
    if not with_policy:
        if any(_drops(path, text) for path, text in texts.items()):
            return []
        with_policy = [base.data.decode(errors="replace")]
    found = (match[1] for text in with_policy for match in _POLICY.finditer(text))
    return [Policy(_directives(text, hosts), origin) for text in found]


def _drops(path: str, text: str) -> bool:
    """Whether a template without a policy has none of the theme's either."""
    is_frame = path == "base.html" and not _EXTENDS.search(text)
    return is_frame or (_AROUND.search(text) is not None and not _KEPT.search(text))


def _directives(text: str, hosts: Hosts) -> dict[str, tuple[str, ...]]:
    text = _HOSTS.sub(lambda found: str(getattr(hosts, found[1])), text)
    text = html.unescape(_EXPRESSION.sub(f" {UNKNOWN} ", _STATEMENT.sub(" ", text)))
    directives: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        if words := part.split():
            directives.setdefault(words[0].lower(), tuple(words[1:]))
    return directives


def _lets_in(source: str, scheme: str, host: str) -> bool:
    """Paths of a source are not looked at: it lets in at least that."""
    if source == UNKNOWN or source.startswith("'strict-dynamic"):
        return True
    if source.startswith("'"):
        return False
    if source.endswith(":"):
        return source[:-1].lower() == scheme
    if scheme not in ("http", "https"):
        return False
    wanted, found, rest = source.lower().partition("://")
    if found and wanted not in (scheme, "http"):
        return False
    return fnmatchcase(host.lower(), (rest if found else wanted).partition("/")[0])
