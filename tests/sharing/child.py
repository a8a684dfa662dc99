"""One process that shares the work: the product's own role, with short leases; posts go to the stand-in.

`python -m tests.sharing.child ROLE --url DATABASE --data DIR --port PORT --team URL`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

from bot.model import leases as terms

LEASE = timedelta(seconds=1.5)
terms.LEASE = LEASE  # type: ignore[misc] # before anybody takes it over

import aiohttp  # noqa: E402

from bot.compose import memory  # noqa: E402
from bot.compose.app import open_app  # noqa: E402
from bot.compose.environment import Given  # noqa: E402
from bot.compose.sharing import part, think  # noqa: E402
from bot.config import read_settings  # noqa: E402
from bot.errors import EarshotError  # noqa: E402
from bot.serve import Served, sharing  # noqa: E402
from store.postgres import open_bell, open_leases, opening, transaction  # noqa: E402
from tests.stand_in.chat import StandInChat  # noqa: E402

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SOURCE = "forum"
SHARDS = 3
GROUPS = {"forums": "charger", "screens": "parcel"}
"""Thought about in shard 1 and 2; what is in neither in shard 0."""
DROWSY = 0.1


def settings(url: str) -> Mapping[str, object]:
    """What every process is told."""
    return {
        "organisation": {"name": "Lumo", "timezone": "Europe/Berlin", "languages": ["en"]},
        "departments": [{"name": name, "about": name, "channels": [f"workspace:{name}"]} for name in ("one", "two")],
        "sources": [{"name": SOURCE, "kind": "webhook", "signing_secret": SECRET}],
        "groups": [{"name": name, "query": query} for name, query in GROUPS.items()],
        "store": {"url": url, "shards": SHARDS},
    }


class Drowsy(transaction.OnPostgres):
    """At times it stands still right before a transaction, with everything for it in hand; so do those of shards."""

    def say(self, words: str) -> None:
        """Say it, perhaps after a sleep from which somebody else wakes this process."""
        if words == "begin" and self._lease is not None and random.random() < DROWSY:
            os.kill(os.getpid(), signal.SIGSTOP)
        super().say(words)


async def _post(given: Given, url: str, team: str, stop: asyncio.Event) -> None:
    async with aiohttp.ClientSession() as session, open_app(given, beside=True) as app:
        chat = StandInChat(session, team, clock=app.tools.clock)
        leases, name = open_leases(url, holder=memory.process()), memory.process()
        chats = {"workspace": chat}
        try:
            async with open_bell(url) as bell:
                await sharing.send(
                    leases, name, chats=chats, tools=app.tools, bell=bell, stop=stop, served=Served(), pace=0.2
                )  # fmt: skip
        finally:
            await asyncio.to_thread(leases.close)


async def _work(role: str, url: str, *, data: Path, port: int, team: str) -> None:
    given = Given(settings=read_settings(settings(url)), origins={}, data=data, file=None, failpoint="")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if role == "think":
        await think(given, port=0, say=lambda words: None, up=lambda running: None, stop=stop)
    elif role == "post":
        await _post(given, url, team, stop)
    else:
        async with part(given, role, port=port, say=lambda words: None):
            await stop.wait()


def main() -> None:
    """Work until told to stop; what a supervisor would start again ends here with 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("role")
    parser.add_argument("--url", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--team", default="")
    given = parser.parse_args()
    opening.SETTINGS["application_name"] = f"earshot/{os.getpid()}"  # told to the auditor by each connection
    setattr(opening, "OnPostgres", Drowsy)  # noqa: B010 - a name that it only imports
    with contextlib.suppress(EarshotError):
        asyncio.run(_work(given.role, given.url, data=given.data, port=given.port, team=given.team))
        return
    raise SystemExit(1)


if __name__ == "__main__":
    main()
