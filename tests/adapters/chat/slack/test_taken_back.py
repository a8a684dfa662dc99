"""What its author edits or deletes at the source is edited and gone in what stands in Slack."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.chat.slack.office import QUALITY, Office

SAID = "Smoke came out of the charger and my aunt Olga burned her hand"
MILDER = "Smoke came out of the charger, a neighbour burned her hand"


def _mention(slack: Office, **more: Any) -> dict[str, Any]:
    return {
        "source": "forum", "id": "m1", "at": slack.world.clock.now().isoformat(), "text": SAID,
        "author": {"id": "a1", "name": "Jo"}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "stands"), [({"op": "delete"}, ""), ({"text": MILDER}, "a neighbour")], ids=["deleted", "edited"]
)
async def test_the_message_in_slack_follows_its_source(slack: Office, more: dict[str, str], stands: str) -> None:
    first = _mention(slack)
    await slack.world.take([first])
    await slack.world.think()
    await slack.post()
    card = slack.card(QUALITY)
    assert "Olga" in str(card.blocks)
    assert "Olga" in card.text
    slack.world.wait(minutes=5)
    await slack.world.take([{**first, **more, "edited": slack.world.clock.now().isoformat()}])
    await slack.world.think()
    await slack.post()
    shown = [f"{one.blocks} {one.text}" for one in slack.team.posts(QUALITY)]
    assert not any("Olga" in one for one in shown)
    assert stands in shown[0]
    assert slack.card(QUALITY).ts == card.ts
    updates = [one for one in slack.team.calls if one.method == "chat.update"]
    assert updates
    assert all(one.args["ts"] == card.ts for one in updates)
