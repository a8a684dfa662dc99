"""The stand-in for Slack as a process of its own (see running.py)."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.running import running


async def _serve(given: argparse.Namespace) -> None:
    faults = Faults(seed=given.seed, share=given.share)
    async with running(strict=given.strict, faults=faults) as slack:
        for name in given.team:
            slack.add_team(name, request_url=given.request_url, socket_mode=not given.request_url)
        teams = {
            team.id: {"bot_token": team.bot_token, "app_token": team.app_token, "signing_secret": team.signing_secret}
            for team in slack.teams.values()
        }
        sys.stdout.write(json.dumps({"url": slack.url, "api_url": slack.api_url, "teams": teams}) + "\n")
        sys.stdout.flush()
        # Whoever started it holds the other end; when that is gone, nobody needs it.
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for Slack.")
    parser.add_argument("--team", action="append", default=[], help="a workspace's id; may be given again")
    parser.add_argument("--request-url", default="", help="where Slack delivers; Socket Mode without it")
    parser.add_argument("--strict", action="store_true", help="exactly one post a second and channel")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.0, help="share of the calls that meet a fault")
    asyncio.run(_serve(parser.parse_args()))
