"""The bytes of a request, as they were sent: capped, waited for in time, never unpacked."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

PATIENCE_S: Final = 10.0
"""How long a body may take to come."""


async def read_body(request: web.Request, *, patience: float = PATIENCE_S) -> bytes:
    """The bytes of the body, which a signature may bind; at most as many as the server's cap for this path.

    Raises:
        web.HTTPException: 413, they are too many; 415, packed; 408, they do not come; 400, they cannot be had.
    """
    content, limit = request.content, request.client_max_size
    try:
        if content.is_eof() and content.total_bytes <= limit:  # all is there: nothing to wait for
            raw = content.read_nowait()
        else:
            async with asyncio.timeout(patience):
                raw = await _awaited(request, limit)
    except web.RequestPayloadError as error:
        raise web.HTTPBadRequest from error
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    if "Content-Encoding" in request.headers:  # what was read is not what was sent
        raise web.HTTPUnsupportedMediaType
    return raw


async def _awaited(request: web.Request, limit: int) -> bytes:
    parts, size = [], 0
    while part := await request.content.readany():
        size += len(part)
        if size > limit:
            raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=size)
        parts.append(part)
    return b"".join(parts)
