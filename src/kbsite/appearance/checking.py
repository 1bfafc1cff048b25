"""A site's own templates and stylesheets → what browsers would refuse of them, or not find. No I/O.

They refuse by the content security policy that stands in each page, and say so where readers do
not look. Only what a template writes is looked at, not what it makes of it.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from kbsite.appearance.marks import ASSETS, Mark, marks_in
from kbsite.appearance.policy import UNKNOWN, Policy, policies_of
from kbsite.appearance.style_marks import style_marks_in
from kbsite.config import Config
from kbsite.diagnostics import Diagnostic, warning
from kbsite.nouns.sources import ROOT, SourceFile, Sources
from kbsite.settings.services import analytics_service, comments_service, hosts_of, named_in
from kbsite.urls import nfc

_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:|//", re.IGNORECASE)
_GOOGLE_FONTS = re.compile(r"//fonts\.(?:googleapis|gstatic)\.com\b")
#: How near a name has to be to another for a slip.
_NEAR = 0.8
#: How many names, at most, are compared with all of a folder; that takes a while.
_COMPARED = 8
#: A template larger than this is none that somebody has written, and is not read.
_LARGEST = 100_000
#: Of what only a build knows.
_SIGNS = (UNKNOWN, ASSETS, "\f")
_UNSURE = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+[^\s\"']")

_NOUNS = {
    "script-src": "a script",
    "style-src": "a stylesheet",
    "font-src": "a font",
    "img-src": "a picture",
    "media-src": "sound or video",
    "frame-src": "a frame",
    "object-src": "an object",
    "manifest-src": "a manifest",
    "form-action": "a form",
    "base-uri": "a base",
}
_WRITTEN = {
    "script": "a script that stands in a page itself",
    "style": "a `<style>` that stands in a page itself",
    "handler": "a script in an attribute",
}
_DIRECTIVES = {"script": "script-src", "style": "style-src", "handler": "script-src-attr"}
_MOVED = {
    "script": "Put it into a file of static/, such as static/js/mine.js, and write "
    '`<script src="{{ site.assets }}/js/mine.js"></script>`.',
    "style": "Put it into static/custom.css, which is linked on every page.",
    "handler": "Put it into a script of static/ that calls `addEventListener`.",
}
_FOREIGN = (
    "Put a copy into static/, or let its host in by a policy of the site's own: the block `policy` "
    "of base.html."
)
_FONTS = "Put the font into static/fonts/ and name it in an `@font-face` of static/custom.css."


def check_appearance(sources: Sources, config: Config) -> Iterator[Diagnostic]:
    """Warnings for what stands in the site's own files."""
    own = sources.own_templates
    yield from _unused(own, {file.path for file in sources.theme})
    parts = urlsplit(config.base_url)
    hosts = hosts_of((comments_service(config.comments), analytics_service(config.analytics)))
    base = next(file for file in sources.theme if file.path == "base.html")
    pages = [file for file in own if file.path.endswith(".html")]
    read = [file for file in pages if len(file.data) <= _LARGEST]
    # One that is not read may have any policy.
    origin = f"{parts.scheme}://{parts.netloc}"
    policies = policies_of(read, base, hosts, origin) if len(read) == len(pages) else []
    checker = _Checker(policies, [f.path for f in sources.static if not f.path.startswith(ROOT)])
    for file in read:
        text = file.data.decode(errors="replace").removeprefix("\ufeff")
        for mark in marks_in(text):
            yield from checker.of_template(f"templates/{file.path}", mark)
    for file in sources.own_styles:
        text = file.data.decode(errors="replace").removeprefix("\ufeff")
        for mark in style_marks_in(text):
            yield from checker.of_style(file.path, mark)


class _Checker:
    def __init__(self, policies: Sequence[Policy], static: Iterable[str]) -> None:
        self._policies = policies
        self._static = set(static)
        self._of_name: dict[str, list[str]] = defaultdict(list)
        self._in_folder: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._static):
            folder, name = posixpath.split(path)
            self._of_name[name.lower()].append(path)
            self._in_folder[folder].append(path)
        self._compared = 0

    def of_template(self, path: str, mark: Mark) -> Iterator[Diagnostic]:
        if mark.kind in _WRITTEN:
            directive = _DIRECTIVES[mark.kind if mark.text != "javascript:" else "script"]
            if self._policies and not any(p.allows_inline(directive) for p in self._policies):
                yield self._refused(path, mark, _WRITTEN[mark.kind], _MOVED[mark.kind])
        elif mark.text.startswith(f"{ASSETS}/"):
            yield from self._not_found(path, mark, "", mark.text[2:])
        else:
            yield from self._foreign(path, mark)

    def of_style(self, path: str, mark: Mark) -> Iterator[Diagnostic]:
        if _HAS_SCHEME.match(mark.text):
            yield from self._foreign(f"static/{path}", mark)
        elif mark.text[:1] != "/":
            yield from self._not_found(f"static/{path}", mark, posixpath.dirname(path), mark.text)

    def _not_found(self, path: str, mark: Mark, folder: str, address: str) -> Iterator[Diagnostic]:
        address = unquote(re.split("[?#]", address, maxsplit=1)[0])
        name = nfc(posixpath.normpath(posixpath.join(folder, address)))
        if not address or name in self._static or any(sign in name for sign in _SIGNS):
            return
        # What lies beyond is no file of static/, but one of the notes.
        if name == "." or name == ".." or name.startswith("../"):
            return
        near = self._near(name)
        hint = f"Did you mean {near!r}?" if near else ""
        message = f"there is no file {name!r} in static/"
        yield warning(
            "static-missing", path, message, line=mark.line, column=mark.column, hint=hint
        )

    def _near(self, name: str) -> str:
        """A file that may be meant: one of the same name elsewhere, or of its folder."""
        folder, last = posixpath.split(name)
        same = self._of_name.get(last.lower(), [])
        if len(same) == 1:
            return same[0]
        if self._compared == _COMPARED:
            return ""
        self._compared += 1
        among = same or self._in_folder.get(folder, [])
        return "".join(difflib.get_close_matches(name, among, n=1, cutoff=_NEAR))

    def _foreign(self, path: str, mark: Mark) -> Iterator[Diagnostic]:
        if not _HAS_SCHEME.match(mark.text) or not self._policies:
            return
        try:
            parts = urlsplit(mark.text)
        except ValueError:
            return
        if (
            UNKNOWN in parts.scheme + parts.netloc
            or "\f" in mark.text
            or parts.scheme in ("javascript", "about")
        ):
            return
        if not any(policy.allows(mark.kind, mark.text) for policy in self._policies):
            of = f" of {parts.hostname}" if parts.hostname else f" by `{parts.scheme}:`"
            hint = _FONTS if _GOOGLE_FONTS.search(mark.text) else _FOREIGN
            safe = f"https://{parts.netloc}" if parts.scheme == "http" else ""
            if safe and any(policy.allows(mark.kind, safe) for policy in self._policies):
                hint = "Write `https:`."
            yield self._refused(path, mark, f"{_NOUNS[mark.kind]}{of}", hint)

    def _refused(self, path: str, mark: Mark, what: str, hint: str) -> Diagnostic:
        if mark.kind in ("script", "script-src") and (key := named_in(mark.text)):
            hint = f"kbsite.yaml has a key for it: `{key}`."
        message = f"the page's content security policy refuses {what}"
        return warning("policy", path, message, line=mark.line, column=mark.column, hint=hint)


def _unused(own: Iterable[SourceFile], theme: set[str]) -> Iterator[Diagnostic]:
    """Templates with nearly the name of one of the theme's, which the site has not, that no other
    of the site names."""
    texts = {file.path: file.data.decode(errors="replace") for file in own}
    if any(_UNSURE.search(text) for text in texts.values()):
        return
    lacking = sorted(theme - texts.keys())
    for path in sorted(texts.keys() - theme):
        near = difflib.get_close_matches(path, lacking, n=1, cutoff=_NEAR)
        # `head.html~` and `head.html.bak` were put aside.
        if not near or path.startswith(near[0]):
            continue
        quoted = (f'"{path}"', f"'{path}'")
        if not any(mark in text for text in texts.values() for mark in quoted):
            message = "no page has this template: the theme has none of this name"
            hint = f"Did you mean {near[0]!r}?"
            yield warning("template", f"templates/{path}", message, line=1, column=1, hint=hint)
