"""A connection for what is not HTTP (a mailbox), checked at its socket as the client's are."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from adapters.http.client import failure, find
from adapters.http.guard import AddrInfo, Find, PublicOnly, anywhere, only, public_socket

LOOPBACK = ("127.0.0.1", "::1", "localhost")


async def dial(
    host: str, port: int, *, stand_in: str = "", inside: bool = False, patience: float = 10.0, find: Find = find
) -> socket.socket:  # fmt: skip
    """A connected socket, to a public address only, or to the counterpart on this machine that the settings name.

    `inside`: a counterpart that the settings name may stand anywhere in one's own network.

    Raises:
        TryLater: no connection came about in time.
        Refused: its address is not a public one.
    """
    base = urlsplit(stand_in)
    named = (base.hostname, base.port or port) == (host, port)
    near = named and host in LOOPBACK
    own = named and inside and not near
    made: socket.socket | None = None
    try:
        async with asyncio.timeout(patience):
            if near or own:
                at = host if near else (await find(host, port))[0]
            else:
                at = (await PublicOnly(find).resolve(host, port))[0]["host"]
            family = socket.AF_INET6 if ":" in at else socket.AF_INET
            info: AddrInfo = (family, socket.SOCK_STREAM, 0, "", (at, port))
            made = (only(port) if near else anywhere if own else public_socket)(info)
            made.settimeout(0)
            await asyncio.get_running_loop().sock_connect(made, (at, port))
    except (OSError, ValueError, IndexError) as wrong:
        if made is not None:
            made.close()
        raise failure(host, wrong) from wrong
    return made
