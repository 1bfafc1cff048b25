"""Where the preview listens. I/O through sockets."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
from typing import NamedTuple

from kbsite.preview.guard import TOKEN, Guard
from kbsite.refusals import RefusalError

#: How many ports are tried, from the one that was asked for.
_TRIED = 20
#: An address for documentation (RFC 5737): nothing is sent there.
_ELSEWHERE = ("192.0.2.1", 9)


class AddressError(RefusalError):
    """Nothing can listen there."""


class Address(NamedTuple):
    """A listening socket, what requests to it have to name, and where a browser finds it."""

    socket: socket.socket
    guard: Guard
    url: str

    @property
    def is_open(self) -> bool:
        """Whether other machines reach it."""
        return bool(self.guard.token)

    def page(self, path: str) -> str:
        """The address of a page; `path` begins with a slash."""
        query = f"?{TOKEN}={self.guard.token}" if self.guard.token else ""
        return self.url + path + query


def listen(host: str, port: int) -> Address:
    """Listens at `port` of `host`, or at the next that is free; at any free port for 0. Raises
    AddressError."""
    listening = _bound(host, port)
    number = listening.getsockname()[1]
    name = _shown(host)
    if _is_loopback(host):
        hosts = frozenset({"localhost", "127.0.0.1", "[::1]", name})
        return Address(listening, Guard(hosts, number), f"http://{name}:{number}")
    hosts = frozenset({"localhost", socket.gethostname().lower(), name})
    guard = Guard(hosts, number, secrets.token_urlsafe(16))
    outside = _outward() if host in ("0.0.0.0", "::") else name
    return Address(listening, guard, f"http://{outside}:{number}")


def _bound(host: str, port: int) -> socket.socket:
    for number in range(port, min(port + _TRIED, 65_536)):
        try:
            family = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, number), family=family, backlog=128)
        except OSError as fault:
            if fault.errno not in (errno.EADDRINUSE, errno.EACCES) or not port:
                # Python adds what it was about to do, as a tuple.
                why = (fault.strerror or str(fault)).partition(" (while ")[0]
                raise AddressError(f"cannot listen at {host}: {why}") from None
            if fault.errno == errno.EACCES and number == port < 1024:
                raise AddressError(f"port {port} needs rights; choose one over 1023") from None
    raise AddressError(f"no port from {port} to {port + _TRIED - 1} is free")


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host.lower()


def _outward() -> str:
    """The address by which others know this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
