"""Where a note shows images of other hosts, and the same note with those that were brought home.
I/O through what is handed to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from posixpath import dirname, relpath
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import msgspec

from kbsite.importers.account import Download
from kbsite.importers.code_lines import outside_code, with_code
from kbsite.importers.memory import Kept
from kbsite.importers.model import Draft, Line
from kbsite.importers.targets import file_name
from kbsite.importers.writing import Writer

_URL = r"https?://(?:[^\s<>\"'()\\]|\([^\s<>\"'()\\]*+\))++"
_IMAGE = re.compile(
    rf"(!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+\]\([ \t]*<?)({_URL})(?=>?[ \t]*(?:[ \t][\"'(]|\)))"
    rf"|(<img\s[^<>]*?\bsrc\s*=\s*[\"']?)({_URL})",
    re.IGNORECASE,
)
#: Parameters that grant access for a while, and say nothing of the image.
_GRANTS = re.compile(
    r"(?i)x-(?:amz|goog|oss|cos)-.*|expires|signature|key-pair-id|awsaccesskeyid|ossaccesskeyid|policy"
    r"|token|auth_key|expirationtimestamp|spaceid"
)
#: At once, since hosts answer slowly.
_WORKERS = 4


class Image(NamedTuple):
    """One that was brought home."""

    data: bytes
    suffix: str


#: An address → the image, or why there is none.
Fetch = Callable[[str], Image | str]


class RemoteImages:
    """Gives the images of one import their places. `fetch` is None where the network is not to be
    used: then those that earlier imports brought home are shown all the same."""

    def __init__(self, writer: Writer, before: Mapping[str, Kept], fetch: Fetch | None) -> None:
        self._writer, self._fetch = writer, fetch
        #: All that are at home, by address.
        self.kept = dict(before)
        self._home: dict[str, str] = {}
        self._why: dict[str, str] = {}

    def __call__(self, draft: Draft) -> tuple[Draft, list[Download]]:
        """The draft with its images at home, and what was fetched or could not be."""
        urls = remote_images(draft.lines)
        missing = [url for url in urls if not self._is_home(url_key(url))]
        downloads: list[Download] = []
        if self._fetch and missing:
            asked = list(
                {url_key(url): url for url in missing if url_key(url) not in self._why}.values()
            )
            with ThreadPoolExecutor(_WORKERS) as pool:
                for url, found in zip(asked, pool.map(self._fetch, asked), strict=True):
                    downloads.append(self._placed(url, found, draft))
            known = (url for url in missing if url not in asked and url_key(url) in self._why)
            downloads += (Download(url, draft.source, why=self._why[url_key(url)]) for url in known)
        if not self._home.keys() & {url_key(url) for url in urls}:
            return draft, downloads
        folder = dirname(draft.target) or "."

        def href(url: str) -> str:
            target = self._home.get(url_key(url))
            return quote(relpath(target, folder)) if target else url

        return msgspec.structs.replace(draft, lines=_mapped(draft.lines, href)), downloads

    def _is_home(self, key: str) -> bool:
        if key not in self._home:
            kept = self.kept.get(key)
            if kept and self._writer.exists(kept.target):
                self._home[key] = kept.target
        return key in self._home

    def _placed(self, url: str, found: Image | str, draft: Draft) -> Download:
        key = url_key(url)
        if isinstance(found, str):
            self._why[key] = found
            return Download(url, draft.source, why=found)
        target = _target(key, found.suffix, dirname(draft.target))
        written = self._writer.data(target, found.data, self.kept.get(key))
        if written.state in ("kept", "failed"):
            self._why[key] = written.why
            return Download(url, draft.source, why=written.why)
        self.kept[key] = Kept(target, written.digest)
        self._home[key] = target
        return Download(url, draft.source, target)


def remote_images(lines: Sequence[Line]) -> list[str]:
    """The addresses of a note's images of other hosts, each once, in order."""
    found: dict[str, None] = {}

    def note(url: str) -> str:
        found[url] = None
        return url

    _mapped(lines, note)
    return list(found)


def _mapped(lines: Sequence[Line], href: Callable[[str], str]) -> list[Line]:
    """The lines with other addresses of remote images, as `href` has it; code is left alone."""
    if not any("://" in line.text for line in lines):
        return list(lines)

    def replaced(match: re.Match[str]) -> str:
        url = match[2] or unescape(match[4])
        new = href(url)
        return match[0] if new == url else f"{match[1] or match[3]}{new}"

    def convert(prose: str) -> str:
        return _IMAGE.sub(replaced, prose)

    return [
        line
        if is_code or "://" not in line.text
        else Line(outside_code(line.text, convert), line.number)
        for line, is_code in with_code(lines)
    ]


def url_key(url: str) -> str:
    """An address by which an image is known again: without what only grants access for a while, as
    Notion's do, if there is a path besides."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = [pair for pair in parse_qsl(parts.query, True) if not _GRANTS.fullmatch(pair[0])]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _target(key: str, suffix: str, folder: str) -> str:
    """Beside the note that shows it first; two addresses never share one."""
    name = file_name(unquote(urlsplit(key).path).rpartition("/")[2].rpartition(".")[0], 60)
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    name = f"{'-'.join(name.split())}-{digest}{suffix}".lstrip("-")
    return f"{folder}/images/{name}" if folder else f"images/{name}"
