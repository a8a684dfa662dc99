"""Teams, as far as it tells: messages with a signed token over connections that stay open.

    python -m bench.teams_load PORT CONNECTIONS COUNT FIRST < TOKEN

Each connection tells the next message as soon as the last was answered; ids count from FIRST. Prints JSON.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator

from bench.slack_load import Asked
from bench.teams_servers import APP, PATH, SERVICE, TENANT


def messages(token: str, first: int) -> Iterator[bytes]:
    """What people write to the bot alone, as Teams sends it."""
    for number in itertools.count(first):
        body = json.dumps({
            "text": "roi last quarter", "textFormat": "plain", "type": "message", "id": str(number),
            "timestamp": "2026-11-22T10:00:00.000Z", "localTimestamp": "2026-11-22T11:00:00.000+01:00",
            "localTimezone": "Europe/Berlin", "channelId": "msteams", "serviceUrl": SERVICE, "locale": "en-GB",
            "from": {"id": "29:1ana", "name": "Ana Sol", "aadObjectId": f"a0000000-0000-4000-8000-{number % 50:012}"},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:1{number % 50}"},
            "recipient": {"id": f"28:{APP}", "name": "Earshot"}, "channelData": {"tenant": {"id": TENANT}},
            "entities": [{"locale": "en-GB", "country": "GB", "platform": "Windows", "type": "clientInfo"}],
        }).encode()  # fmt: skip
        yield (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"
            f"\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


async def told(port: int, connections: int, count: int, made: Iterator[bytes]) -> dict[str, float]:
    """Tell so many; the figures."""
    asked, left = Asked(), itertools.islice(made, count)

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for text in left:
            began = time.perf_counter()
            writer.write(text)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = next((int(one[15:]) for one in head.split(b"\r\n") if one.startswith(b"content-length:")), 0)
            await reader.readexactly(length)
            good = head.split(b" ", 2)[1] in (b"200", b"201")
            asked.add(200 if good else 0, time.perf_counter() - began, counts=True)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(line() for _ in range(connections)))
    return asked.told(time.perf_counter() - began)


def main() -> None:
    """Print the figures as JSON."""
    port, connections, count, first = (int(word) for word in sys.argv[1:5])
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(json.dumps(asyncio.run(told(port, connections, count, messages(sys.stdin.read().strip(), first)))))


if __name__ == "__main__":
    main()
