"""Which addresses may be connected to: public ones, checked where the connection is made, not where its name was read.

Sources: https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry (read 2026-11);
addresses that carry another inside: RFC 4291 2.5.5 (mapped, compatible), RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.texts import sources as texts

Find = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as the name service says."""

_SPECIAL: Final = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
_GLOBAL_6: Final = IPv6Network("2000::/3")
_SPECIAL_6: Final = tuple(
    IPv6Network(one) for one in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


class NotPublic(OSError):
    """An address that is not public."""

    def __init__(self) -> None:
        super().__init__(texts.not_public())


def public(text: str) -> bool:
    """Whether an address (as the operating system writes it) is one of the public internet."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _public_4(address.ipv4_mapped)
        if address in _NAT64:
            return _public_4(IPv4Address(int(address) & 0xFFFFFFFF))
        return address in _GLOBAL_6 and not any(address in one for one in _SPECIAL_6)
    return _public_4(address)


def _public_4(address: IPv4Address) -> bool:
    return not any(address in one for one in _SPECIAL)


class PublicOnly(AbstractResolver):
    """A resolver that gives only the addresses of hosts all of whose addresses are public."""

    def __init__(self, find: Find) -> None:
        self._find = find

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:  # fmt: skip
        """The addresses of the host. Raises NotPublic where one of them is not: such a name is not to be trusted."""
        found = await self._find(host, port)
        if not found:
            raise OSError(texts.no_such_host())
        if not all(public(one) for one in found):
            raise NotPublic
        return [
            ResolveResult(
                hostname=host, host=one, port=port, family=socket.AF_INET6 if ":" in one else socket.AF_INET, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in found
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


def public_socket(info: AddrInfo) -> socket.socket:
    """A socket for this peer. Every connection passes here, whatever its address was written as. Raises NotPublic."""
    if not public(str(info[4][0])):
        raise NotPublic
    return socket.socket(family=info[0], type=info[1], proto=info[2])


def only(port: int) -> Callable[[AddrInfo], socket.socket]:
    """Makes sockets for the one counterpart on this machine that the settings name; raises NotPublic for any other."""

    def made(info: AddrInfo) -> socket.socket:
        if not ip_address(str(info[4][0])).is_loopback or info[4][1] != port:
            raise NotPublic
        return socket.socket(family=info[0], type=info[1], proto=info[2])

    return made


def anywhere(info: AddrInfo) -> socket.socket:
    """A socket for a counterpart that whoever works on this machine named, wherever it stands."""
    return socket.socket(family=info[0], type=info[1], proto=info[2])
