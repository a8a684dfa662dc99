"""The one reader of bodies: what came is given byte for byte, and nothing without end is waited for or held."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from adapters.web import connect, read_body

Say = Callable[[bytes], Awaitable[bytes]]
"""Sends what a request is; gives the status and the body of the answer."""

LIMIT = 100


async def _echo(request: web.Request) -> web.Response:
    return web.Response(body=await read_body(request, patience=0.1))


@pytest.fixture
async def say() -> AsyncIterator[Say]:
    server = await connect(port=0, routes=[web.post("/small", _echo), web.post("/", _echo)], limits={"/small": LIMIT})

    async def said(text: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")  # the server keeps the connection for a body that never comes
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length is not None else 0)
        writer.close()
        await writer.wait_closed()
        return head.split(b" ")[1] + b" " + body

    yield said
    await server.close()


def _asked(body: bytes, *more: bytes, path: bytes = b"/small", length: int | None = None) -> bytes:
    told = b"" if length == -1 else b"Content-Length: %d" % (len(body) if length is None else length)
    heads = (b"POST " + path + b" HTTP/1.1", b"Host: x", b"Connection: close", *(one for one in (told, *more) if one))
    return b"\r\n".join(heads) + b"\r\n\r\n" + body


def _parts(*sizes: int) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (size, b"x" * size) for size in sizes) + b"0\r\n\r\n"


async def test_the_bytes_are_given_as_they_came(say: Say) -> None:
    assert await say(_asked(b"a\r\n\0\xff b")) == b"200 a\r\n\0\xff b"
    assert await say(_asked(b"")) == b"200 "
    assert await say(_asked(_parts(40, 60), b"Transfer-Encoding: chunked", length=-1)) == b"200 " + b"x" * 100


async def test_what_is_over_the_caps_of_its_path_is_a_413_whether_or_not_it_says_its_length(say: Say) -> None:
    assert (await say(_asked(b"x" * LIMIT)))[:3] == b"200"
    assert (await say(_asked(b"x" * (LIMIT + 1))))[:3] == b"413"
    assert (await say(_asked(_parts(40, 61), b"Transfer-Encoding: chunked", length=-1)))[:3] == b"413"
    assert (await say(_asked(b"x" * (LIMIT + 1), path=b"/")))[:3] == b"200"


async def test_what_never_comes_is_a_408(say: Say) -> None:
    assert (await say(_asked(b"half", length=90)))[:3] == b"408"


async def test_what_is_packed_is_a_415_for_it_is_not_what_was_signed(say: Say) -> None:
    assert (await say(_asked(gzip.compress(b"hello"), b"Content-Encoding: gzip")))[:3] == b"415"


async def test_what_cannot_be_read_is_a_400(say: Say) -> None:
    assert (await say(_asked(b"hello", b"Content-Encoding: gzip")))[:3] == b"400"
    assert (await say(_asked(b"zz\r\n{}\r\n0\r\n\r\n", b"Transfer-Encoding: chunked", length=-1)))[:3] == b"400"
