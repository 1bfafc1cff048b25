"""Which requests are answered at all, and which path they ask for. No I/O.

Any page that the author's browser has open can send requests to a server on this machine. It can
be kept from reading the answers: `Host` is checked against DNS rebinding (a foreign name that
comes to mean 127.0.0.1), `Origin` and `Sec-Fetch-Site` against requests from other sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qs, unquote_to_bytes

#: A host, and a port.
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?", re.ASCII)
_ADDRESS = re.compile(r"\[[0-9a-fA-F:.]+\]|\d+\.\d+\.\d+\.\d+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
#: Where a request from another site may come from, and what it may be for: a followed link.
_FOLLOWED = ("navigate", "document")
TOKEN = "token"


class Request(NamedTuple):
    """What a request says: its target as sent, up to `?`, and headers with lower-case names."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]

    def values(self, name: str) -> list[str]:
        """Each value of a header."""
        return [value.decode("latin-1") for key, value in self.headers if key == name.encode()]


class Guard(NamedTuple):
    """Answers requests that name one of `hosts` and the `port`. With a `token` every request has
    to know it, from its query or a cookie, and may name an address in place of a host."""

    hosts: frozenset[str]
    port: int
    token: str = ""

    @property
    def cookie(self) -> str:
        """The name of the cookie; cookies of all ports of a host are shared."""
        return f"kbsite-preview-{self.port}"

    def refusal(self, request: Request) -> HTTPStatus | None:
        """Why the request is not answered."""
        if request.method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED
        if not request.path.startswith(b"/") or path_of(request.path) is None:
            return HTTPStatus.BAD_REQUEST
        hosts = request.values("host")
        if len(hosts) != 1 or not self._is_host(hosts[0]):
            return HTTPStatus.FORBIDDEN
        if not _is_same_site(request, hosts[0]):
            return HTTPStatus.FORBIDDEN
        if self.token and not (self.has_token(request) or self._has_cookie(request)):
            return HTTPStatus.FORBIDDEN
        return None

    def _is_host(self, value: str) -> bool:
        found = _HOST.fullmatch(value)
        if not found or int(found[2] or 80) != self.port:
            return False
        name = found[1].lower()
        return name in self.hosts or bool(self.token and _ADDRESS.fullmatch(name))

    def has_token(self, request: Request) -> bool:
        """Whether the query holds the token."""
        given = parse_qs(request.query.decode("latin-1"), max_num_fields=None).get(TOKEN, ())
        return bool(self.token) and any(self._is_token(value) for value in given)

    def _has_cookie(self, request: Request) -> bool:
        return any(self._is_token(value) for value in _cookies(request, self.cookie))

    def _is_token(self, value: str) -> bool:
        return compare_digest(value.encode(errors="replace"), self.token.encode())


def _cookies(request: Request, name: str) -> Iterable[str]:
    for value in request.values("cookie"):
        try:
            morsel = SimpleCookie(value).get(name)
        except CookieError:
            continue
        if morsel:
            yield morsel.value


def _is_same_site(request: Request, host: str) -> bool:
    """Whether the request is the author's own: typed, from a page of this server, or a link that
    was followed to it. Another port of the same host counts as another site."""
    for origin in request.values("origin"):
        if origin.lower() != f"http://{host.lower()}":
            return False
    for site in request.values("sec-fetch-site"):
        if site not in ("same-origin", "none"):
            mode, wanted = request.values("sec-fetch-mode"), request.values("sec-fetch-dest")
            if (*mode, *wanted) != _FOLLOWED:
                return False
    return True


def path_of(target: bytes) -> str | None:
    """The path that is asked for, decoded once; None where it is no text, or goes up."""
    try:
        path = unquote_to_bytes(target).decode()
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(path) or any(part in (".", "..") for part in path.split("/")):
        return None
    return path
