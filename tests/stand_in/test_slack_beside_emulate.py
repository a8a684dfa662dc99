"""Our stand-in for Slack beside an emulator that others wrote: same calls, same answers, but for what is listed.

`scripts/emulate` puts the emulator in place; without it nothing is compared.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.house import ROOT
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.views import trigger

Json = dict[str, Any]
PLACE = ROOT / ".cache" / "emulate" / "node_modules"
SEED = """
slack:
  team: {name: Lumo, domain: lumo}
  users: [{name: ana, real_name: Ana, email: ana@lumo.example}]
  channels: [{name: support}, {name: old}]
  bots: [{name: earshot}]
"""
# What an answer of the emulator has and ours lacks, because Slack's page of the method does not name it or because it
# depends on settings that only the emulator has.
NOT_OURS = {"is_open", "last_read", "num_members", "metadata"}


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two, with the names that the same things have there."""

    session: aiohttp.ClientSession
    url: str
    token: str
    named: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, args: Mapping[str, Any]) -> Json:
        """The answer to a call as a form."""
        form = {name: one if isinstance(one, str) else json.dumps(one) for name, one in args.items()}
        async with self.session.post(
            self.url + method, data=form, headers={"Authorization": f"Bearer {self.token}"}
        ) as said:
            found: Json = await said.json()
            return found


async def _port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[str]:
    node, program = PLACE / "node" / "bin" / "node", PLACE / "emulate" / "dist" / "index.js"
    if not node.exists() or not program.exists():
        pytest.skip("NOT COMPARED: our Slack with the emulator of others, because scripts/emulate was not run")
    seed, port = tmp_path / "seed.yaml", await _port()
    seed.write_text(SEED)
    process = await asyncio.create_subprocess_exec(
        node, program, "start", "-s", "slack", "-p", str(port), "--seed", seed, stdout=asyncio.subprocess.PIPE
    )  # fmt: skip
    assert process.stdout is not None
    while "Ready" not in (line := (await process.stdout.readline()).decode()):
        assert line, "the emulator did not start"
    yield f"http://127.0.0.1:{port}/api/"
    process.terminate()
    await process.wait()


@pytest.fixture
async def sides(slack: Slack, emulator: str) -> AsyncIterator[tuple[Side, Side]]:
    slack.limits.off = True
    team = slack.add_team(echo=False)
    team.user("U0ANA", "ana")
    team.channel("C0SUPPORT", "support", "U0ANA")
    team.channel("C0OLD", "old", archived=True)
    async with aiohttp.ClientSession() as session:
        ours = Side(session=session, url=slack.api_url, token=team.bot_token)
        ours.named = {
            "support": "C0SUPPORT", "old": "C0OLD", "ana": "U0ANA", "trigger": trigger(team, "U0ANA")
        }  # fmt: skip
        other = Side(session=session, url=emulator, token="xoxb-test")
        channels = (await other.call("conversations.list", {}))["channels"]
        other.named = {one["name"]: one["id"] for one in channels}
        other.named["ana"] = (await other.call("users.lookupByEmail", {"email": "ana@lumo.example"}))["user"]["id"]
        await other.call("conversations.archive", {"channel": other.named["old"]})
        pulled = await other.call("views.generateTriggerId", {"user_id": other.named["ana"]})
        other.named["trigger"] = pulled["trigger_id"]
        yield ours, other


SECTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": SECTION, "callback_id": "f"}
HOME = {"type": "home", "blocks": SECTION}
KEYED = {"event_type": "e", "event_payload": {"key": "k"}}

# A call, its arguments ("@x": what x is called there), and the name under which its result is known from then on.
CALLS: list[tuple[str, Json] | tuple[str, Json, str]] = [
    # First, since a trigger is good for three seconds.
    ("views.open", {"trigger_id": "1.2.3", "view": MODAL}),
    ("views.open", {"trigger_id": "@trigger", "view": MODAL}, "view"),
    ("views.open", {"trigger_id": "@trigger", "view": MODAL}),
    ("auth.test", {}),
    ("conversations.info", {"channel": "@support"}),
    ("conversations.info", {"channel": "C0NONE"}),
    ("conversations.list", {"limit": 1}),
    ("conversations.members", {"channel": "@support"}),
    ("conversations.open", {"users": "@ana"}),
    ("conversations.open", {"users": "U0NONE"}),
    ("conversations.join", {"channel": "@support"}),
    ("conversations.join", {"channel": "@old"}),
    ("chat.postMessage", {"channel": "@support", "text": "hi", "blocks": SECTION, "metadata": KEYED}, "post"),
    ("chat.postMessage", {"channel": "@support", "text": "re", "thread_ts": "@post"}, "reply"),
    ("chat.postMessage", {"channel": "@support"}),
    ("chat.postMessage", {"channel": "C0NONE", "text": "x"}),
    ("chat.postMessage", {"channel": "@old", "text": "x"}),
    ("chat.postMessage", {"channel": "@ana", "text": "x"}),
    ("chat.postMessage", {"channel": "@support", "text": "x" * 40_001}),
    ("chat.postMessage", {"channel": "@support", "text": "x", "metadata": "{"}),
    ("chat.update", {"channel": "@support", "ts": "@post", "text": "hi, all"}),
    ("chat.update", {"channel": "@support", "ts": "1.1", "text": "x"}),
    ("chat.update", {"channel": "@support", "ts": "@post"}),
    ("chat.postEphemeral", {"channel": "@support", "user": "@ana", "text": "psst"}),
    ("chat.getPermalink", {"channel": "@support", "message_ts": "@post"}),
    ("chat.getPermalink", {"channel": "@support", "message_ts": "1.1"}),
    ("conversations.history", {"channel": "@support", "include_all_metadata": True}),
    ("conversations.history", {"channel": "C0NONE"}),
    ("conversations.replies", {"channel": "@support", "ts": "@post"}),
    ("reactions.add", {"channel": "@support", "timestamp": "@post", "name": "eyes"}),
    ("reactions.add", {"channel": "@support", "timestamp": "@post", "name": "eyes"}),
    ("reactions.add", {"channel": "@support", "timestamp": "1.1", "name": "eyes"}),
    ("reactions.get", {"channel": "@support", "timestamp": "@post"}),
    ("reactions.remove", {"channel": "@support", "timestamp": "@post", "name": "eyes"}),
    ("reactions.remove", {"channel": "@support", "timestamp": "@post", "name": "eyes"}),
    ("users.info", {"user": "@ana"}),
    ("users.info", {"user": "U0NONE"}),
    ("users.list", {"limit": 1}),
    ("users.lookupByEmail", {"email": "ana@lumo.example"}),
    ("users.lookupByEmail", {"email": "nobody@lumo.example"}),
    ("team.info", {}),
    ("bots.info", {"bot": "B0NONE"}),
    ("views.publish", {"user_id": "@ana", "view": HOME}),
    ("views.publish", {"user_id": "@ana", "view": HOME, "hash": "stale"}),
    ("views.update", {"view_id": "@view", "view": MODAL}),
    ("views.update", {"view_id": "@view", "view": MODAL, "hash": "stale"}),
    ("views.update", {"view_id": "V0NONE", "view": MODAL}),
    ("files.getUploadURLExternal", {"filename": "a.csv", "length": 3}),
    ("files.getUploadURLExternal", {"filename": "a.csv"}),
    ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}),
    ("files.info", {"file": "F0NONE"}),
    ("chat.delete", {"channel": "@support", "ts": "@reply"}),
    ("chat.delete", {"channel": "@support", "ts": "@reply"}),
]

# Where they differ, and why ours stays as it is: call, our error (None: fine), the emulator's.
DIFFERENT: list[tuple[str, Json, str | None, str | None]] = [
    # The methods' pages: "missing required field" is invalid_arguments.
    ("chat.postMessage", {"text": "x"}, "invalid_arguments", "channel_not_found"),
    ("chat.postEphemeral", {"channel": "@support", "text": "x"}, "invalid_arguments", "user_not_found"),
    # chat.postMessage's page: invalid_blocks_format is "not a valid JSON object".
    ("chat.postMessage", {"channel": "@support", "blocks": "[{"}, "invalid_blocks_format", "invalid_blocks"),
    # chat.postEphemeral's page knows user_not_in_channel alone.
    (
        "chat.postEphemeral",
        {"channel": "@support", "user": "U0NONE", "text": "x"},
        "user_not_in_channel",
        "user_not_found",
    ),
    # The emulator takes any thread and any cursor for good.
    ("chat.postMessage", {"channel": "@support", "text": "x", "thread_ts": "1.1"}, "thread_not_found", None),
    ("conversations.replies", {"channel": "@support", "ts": "1.1"}, "thread_not_found", None),
    ("conversations.history", {"channel": "@support", "cursor": "?"}, "invalid_cursor", None),
    # What Block Kit does not allow in a view is invalid_arguments with the reasons.
    ("views.publish", {"user_id": "@ana", "view": {**HOME, "type": "modal"}}, "invalid_arguments", "invalid_view"),
    # The emulator stores blocks as they come.
    ("chat.postMessage", {"channel": "@support", "blocks": [{"type": "chart"}]}, "invalid_blocks", None),
    ("chat.postMessage", {"channel": "@support", "blocks": SECTION * 51}, "invalid_blocks", None),
]


def _args(side: Side, args: Json) -> Json:
    return {
        name: side.named[one[1:]] if isinstance(one, str) and one.startswith("@") else one for name, one in args.items()
    }


def _result(said: Json) -> str:
    return str(said.get("ts") or (said.get("view") or {}).get("id") or "")


def _lacking(ours: Any, other: Any, at: str = "") -> set[str]:
    """What the other's answer has and ours has not, two levels deep (a list by its first item)."""
    if isinstance(other, list) and isinstance(ours, list) and other and ours:
        return _lacking(ours[0], other[0], at)
    if not isinstance(other, dict) or not isinstance(ours, dict) or at.count(".") > 1:
        return set()
    own = {f"{at}{name}" for name in other.keys() - ours.keys() - NOT_OURS}
    return own.union(*(_lacking(ours[name], other[name], f"{at}{name}.") for name in other.keys() & ours.keys()))


async def test_both_answer_the_same_calls_alike(sides: tuple[Side, Side]) -> None:
    differences = []
    for method, args, *name in CALLS:
        ours, other = [await side.call(method, _args(side, args)) for side in sides]
        for side, said in zip(sides, (ours, other), strict=True):
            side.named |= {one: _result(said) for one in name}
        if (ours["ok"], ours.get("error")) != (other["ok"], other.get("error")):
            differences.append(f"{method} {args}: {ours.get('error')} here, {other.get('error')} there")
        differences += [f"{method}: no {one}" for one in sorted(_lacking(ours, other))]
    assert differences == []


async def test_they_differ_where_slack_says_more_than_the_emulator_does(sides: tuple[Side, Side]) -> None:
    found = []
    for method, args, *_ in DIFFERENT:
        ours, other = [await side.call(method, _args(side, args)) for side in sides]
        found.append((method, args, ours.get("error"), other.get("error")))
    assert found == DIFFERENT
