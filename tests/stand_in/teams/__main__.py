"""The stand-in for Teams as a process of its own (see running.py)."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time

from tests.stand_in.teams.faults import Faults
from tests.stand_in.teams.running import running


async def _serve(given: argparse.Namespace) -> None:
    faults = Faults(seed=given.seed, share=given.share)
    # A process of its own stands beside others that live by the clock on the wall.
    async with running(now=time.time if given.real_time else None, faults=faults) as teams:
        teams.bot_url = given.bot_url
        for name in given.tenant:
            teams.add_tenant(name)
        said = {
            "url": teams.url, "metadata_url": teams.metadata_url, "issuer": teams.keys.issuer,
            "app_id": teams.bot.app_id, "app_password": teams.app_password,
            "tenants": {tenant.name: {"id": tenant.id, "service_url": teams.service_url(tenant)}
                        for tenant in teams.tenants.values()},
        }  # fmt: skip
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        # Whoever started it holds the other end; when that is gone, nobody needs it.
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for Teams.")
    parser.add_argument("--tenant", action="append", default=[], help="a tenant's name; may be given again")
    parser.add_argument("--bot-url", default="", help="where activities are delivered")
    parser.add_argument("--real-time", action="store_true", help="live by the clock on the wall")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.0, help="share of the calls that meet a fault")
    asyncio.run(_serve(parser.parse_args()))
