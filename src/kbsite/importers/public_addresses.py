"""Which hosts are in no private network. No I/O: nobody is asked about a name."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import unquote

# By which a network of its own reaches IPv4.
_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
# Networks whose addresses end with one of IPv4: mapped, compatible, translated, by NAT64.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network)
    for network in ("::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
# One with a number at its end is an address: 127.1, 10.0.0.0x1.
_NAME = re.compile(r"(?:[\w-]+\.)+(?!(?:\d+|0x[0-9a-f]*)\Z)[\w-]+", re.ASCII)
_PRIVATE = (".local", ".localhost", ".localdomain", ".internal", ".home.arpa")


def is_public_address(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local or found in _LOCAL:
            return False
        if inner := _inner(found):
            return is_public_address(str(inner))
    return bool(found.is_global) and not found.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of the older kind that packets to `address` end at, where a router sends them
    on to one."""
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.sixtofour


def may_be_public(host: str, is_public: Callable[[str], bool]) -> bool:
    """The same of a host in a URL that a proxy will look up, in all the ways it may be written:
    escaped, of wide digits, with a dot at its end."""
    try:
        name = unquote(host).encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(_NAME.fullmatch(name)) and not name.endswith(_PRIVATE)
    return is_public(name)
