"""READS images of other hosts, within limits; never those of this machine's own network.

Nothing else of an import asks the network for anything.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from kbsite.importers.deadline import Deadlines
from kbsite.importers.entry_names import printable
from kbsite.importers.public_addresses import is_public_address, may_be_public
from kbsite.importers.remote_images import Image

_SUFFIXES = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"BM", ".bmp"),
    (b"\0\0\1\0", ".ico"),
)
_SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^<>]*+>(?<=\?>)\s*+)?"
    rb"(?:<!--(?:[^-]|-(?!->))*+-->\s*+|<!DOCTYPE[^<>]*+>\s*+)*+<svg[\s>]",
    re.S,
)
_PIECE = 2**16


class DownloadLimits(NamedTuple):
    """Bytes of an image and of all, images in number, seconds for an answer and for an image, and
    after how many failures a host is asked no more."""

    size: int = 16 * 2**20
    total: int = 4 * 2**30
    number: int = 20_000
    wait: float = 15
    whole: float = 60
    failures: int = 5


DOWNLOAD_LIMITS = DownloadLimits()


class Downloader:
    """Fetches images; called from several threads. `is_public` says of an address whether it may
    be asked."""

    def __init__(
        self,
        limits: DownloadLimits = DOWNLOAD_LIMITS,
        is_public: Callable[[str], bool] | None = None,
    ) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._bytes = self._number = 0
        self._failures: Counter[str] = Counter()
        self._deadlines = Deadlines()
        self._opener = _opener(_Asking(is_public or is_public_address, self._deadlines))

    def __call__(self, url: str) -> Image | str:
        """The image at `url`, or why there is none."""
        try:
            host = urlsplit(url).netloc
        except ValueError as fault:
            return f"cannot be fetched: {fault}"
        with self._lock:
            if self._failures[host] >= self._limits.failures:
                return "its host did not answer several times"
            if self._number >= self._limits.number or self._bytes >= self._limits.total:
                return "there are more images than are fetched at once; import again for more"
            self._number += 1
        try:
            data = self._read(url)
        except urllib.error.HTTPError as fault:
            return printable(f"the host says {fault.code} {fault.reason}".strip()[:200])
        except _RefusedError as fault:
            return printable(str(fault))
        except (OSError, http.client.HTTPException, ValueError) as fault:
            with self._lock:
                self._failures[host] += 1
            return printable(f"cannot be fetched: {_reason(fault)}")
        with self._lock:
            self._failures[host] = 0
            self._bytes += len(data)
        suffix = suffix_of_image(data)
        return Image(data, suffix) if suffix else "is no image"

    def _read(self, url: str) -> bytes:
        request = urllib.request.Request(
            _ascii(url),
            headers={"User-Agent": "kbsite-import", "Accept": "image/*"},
        )
        ends = time.monotonic() + self._limits.whole
        try:
            with self._deadlines.within(self._limits.whole):
                data = self._answer(request)
        except (OSError, http.client.HTTPException, _RefusedError) as fault:
            # The end of the connection looks as if the host had said no more.
            if time.monotonic() < ends or isinstance(fault, urllib.error.HTTPError):
                raise
            raise TimeoutError("it takes too long") from None
        if time.monotonic() > ends:
            raise TimeoutError("it takes too long")
        return data

    def _answer(self, request: urllib.request.Request) -> bytes:
        with self._opener.open(request, timeout=self._limits.wait) as answer:
            kind = answer.headers.get_content_type()
            if not kind.startswith("image/") and kind != "application/octet-stream":
                raise _RefusedError(f"is no image, but {kind[:60]}")
            data = bytearray()
            while piece := answer.read1(_PIECE):
                data += piece
                if len(data) > self._limits.size:
                    raise _RefusedError(f"is over {self._limits.size:,} bytes")
            if answer.length:
                raise OSError("its host sent a part of it")
        return bytes(data)


def suffix_of_image(data: bytes) -> str:
    """`.png`, by what the bytes are; "" where they are no image that a browser shows."""
    for mark, suffix in _SUFFIXES:
        if data.startswith(mark):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return ".avif"
    return ".svg" if _SVG.match(data[:4096]) else ""


def _ascii(url: str) -> str:
    """`url` as it is asked for: `http://图.example/图.png` has its host in Punycode, and the rest
    escaped. Raises ValueError."""
    parts = urlsplit(url)
    if not parts.netloc.isascii():
        url = urlunsplit(parts._replace(netloc=parts.netloc.encode("idna").decode()))
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


class _RefusedError(Exception):
    """Something that is not fetched, and that asking again would not change."""


class _Asking(NamedTuple):
    """How hosts may be asked."""

    is_public: Callable[[str], bool]
    deadlines: Deadlines


def _opener(asking: _Asking) -> urllib.request.OpenerDirector:
    """One that asks public addresses only, wherever it is sent on to. A proxy that the user has
    set is asked as it is, and looks up names itself."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Handler(asking),
        _RedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _RedirectHandler(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, *rest: Any
    ) -> urllib.request.Request | None:
        # What an answer says that leads elsewhere would be read, however long it is.
        fp.close()
        return super().redirect_request(req, fp, *rest)


class _Handler(urllib.request.HTTPSHandler):
    """Of both schemes."""

    http_request = urllib.request.HTTPSHandler.do_request_

    def __init__(self, asking: _Asking) -> None:
        super().__init__()
        self._asking = asking

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(_HTTPConnection, request)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(_HTTPSConnection, request)

    def _open(
        self, kind: type[_HTTPConnection], request: urllib.request.Request
    ) -> http.client.HTTPResponse:
        by_proxy = _goes_to_proxy(request, self._asking.is_public)
        return self.do_open(partial(kind, self._asking, by_proxy), request)


class _HTTPConnection(http.client.HTTPConnection):
    def __init__(self, asking: _Asking, by_proxy: bool, host: str, **options: Any) -> None:
        super().__init__(host, **options)
        self._asking, self._by_proxy = asking, by_proxy

    def connect(self) -> None:
        self._asking.deadlines.add(self)
        if self._by_proxy:
            super().connect()
        else:
            self.sock = _connected(self.host, self.port, self.timeout, self._asking)
            self._greet()
        self._asking.deadlines.add(self.sock)

    def _greet(self) -> None:
        """Nothing is said before a request."""


class _HTTPSConnection(_HTTPConnection, http.client.HTTPSConnection):
    def _greet(self) -> None:
        # It takes time as well, so it has a deadline before that.
        self.sock = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


def _connected(host: str, port: int, timeout: Any, asking: _Asking) -> socket.socket:
    """To one of the host's public addresses: a name that is looked up twice may lead elsewhere the
    second time. Raises OSError, and _RefusedError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    public = [one for one in found if asking.is_public(str(one[4][0]))]
    if not public:
        raise _RefusedError("its host is in a private network")
    fault: OSError = OSError("no address")
    for *_, address in public:
        try:
            # A name may have any number of addresses that do not answer.
            in_time = min(timeout, asking.deadlines.left())
            return socket.create_connection((str(address[0]), port), in_time)
        except OSError as again:
            fault = again
    raise fault


def _goes_to_proxy(request: urllib.request.Request, is_public: Callable[[str], bool]) -> bool:
    """Whether it does, and not to its host. Raises _RefusedError where that is a private one."""
    if not request.has_proxy() and not getattr(request, "_tunnel_host", None):
        return False
    if not may_be_public(urlsplit(request.full_url).hostname or "", is_public):
        raise _RefusedError("its host is in a private network")
    return True


def _reason(fault: BaseException) -> str:
    inner = getattr(fault, "reason", fault)
    if isinstance(inner, TimeoutError):
        return "no answer in time"
    return str(getattr(inner, "strerror", None) or inner).strip()[:200]
