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

from kbsite.nouns.sources import SourceFile
from kbsite.settings.services import Hosts

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
_KEPT = re.compile(r"\{\{[-+]?\s*super\s*\(\s*\)\s*[-+]?\}\}")
_SUPER = re.compile(r"\bsuper\s*\(")
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")
#: What counts, the first that is there, where it is not the directive itself and `default-src`;
#: `form-action` and `base-uri` let in anything where they are not there.
_IN_ORDER = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "script-src-attr": ("script-src-attr", "script-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "form-action": ("form-action",),
    "base-uri": ("base-uri",),
}
_PORTS = {"http": "80", "https": "443"}


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
        names = _IN_ORDER.get(directive, (directive, "default-src"))
        found = (self.directives.get(name) for name in names)
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
    around, kept = len(_AROUND.findall(text)), len(_KEPT.findall(text))
    # What stands behind a `super()` may make anything of it.
    return is_frame or (around > 0 and (kept < around or kept < len(_SUPER.findall(text))))


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
    wanted, found, rest = source.lower().rpartition("://")
    if found and wanted not in (scheme, "http"):
        return False
    name, _, port = rest.partition("/")[0].partition(":")
    own_name, _, own_port = host.lower().rpartition("@")[2].partition(":")
    usual = _PORTS[scheme]
    # A source with the port of `http` lets in `https` too, as one with that scheme does.
    ports = (port or usual, "443" if port == "80" and scheme == "https" else port or usual)
    return fnmatchcase(own_name, name) and (
        port == "*" or name == "*" or (own_port or usual) in ports
    )
