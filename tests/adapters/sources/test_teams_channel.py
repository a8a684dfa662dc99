"""What was said in a Teams channel as a mention: the customers' turns alone."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.sources.teams_channel import Channel, again, connect, mention_of

DESK = Channel(tenant="tenant", channel="19:a@thread.tacv2", source="Teams #desk", visibility="internal", outside=False)
SHARED = Channel(
    tenant="tenant", channel="19:b@thread.tacv2", source="Teams #shared", outside=True,
    visibility="private:teams:tenant/19:b@thread.tacv2",
)  # fmt: skip
FIRST = "1759651200123"


def said(**more: Any) -> dict[str, Any]:
    made = {"kind": "said", "id": FIRST, "thread": FIRST, "author": "carl", "outside": False, "to_us": False,
            "at": "2025-10-05T08:00:09.500Z", "text": "It broke"}  # fmt: skip
    return {**made, **more}


def test_a_message_is_a_customer_s_turn_with_its_thread_and_time() -> None:
    assert mention_of(said(), DESK) == {
        "source": "Teams #desk", "id": FIRST, "at": "2025-10-05T08:00:00.123+00:00", "text": "It broke",
        "kind": "service", "author": {"id": "tenant/carl"}, "conversation": FIRST, "channel": "19:a@thread.tacv2",
        "visibility": "internal",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "opened", "taken"),
    [
        ({}, "", True),
        ({"id": "1759651200999"}, "tenant/carl", True),
        ({"id": "1759651200999"}, "tenant/ana", False),
        ({"id": "1759651200999"}, "", False),
        ({"text": "  "}, "", False),
        ({"to_us": True}, "", False),
        ({"at": "yesterday"}, "", False),
    ],
)
def test_who_opens_a_thread_is_the_customer(more: dict[str, Any], opened: str, taken: bool) -> None:
    assert (mention_of(said(**more), DESK, opened=opened) is not None) is taken


def test_in_a_shared_channel_the_customers_are_the_guests() -> None:
    assert mention_of(said(outside=True, id="1759651200999"), SHARED) is not None
    assert mention_of(said(), SHARED) is None


def test_an_edit_carries_its_time_and_a_delete_deletes() -> None:
    edited = mention_of(said(kind="edited", text="It broke twice"), DESK)
    assert edited is not None
    assert edited["edited"] == "2025-10-05T08:00:09.500000+00:00"
    assert mention_of(said(kind="deleted", text=""), SHARED) == {"source": "Teams #shared", "id": FIRST, "op": "delete"}
    assert again(said(kind="edited", text="so")) == (FIRST, "so")
    assert again(said(kind="deleted")) == (FIRST, None)
    assert again(said()) is None


async def test_nothing_is_ever_behind() -> None:
    source = connect(DESK)
    poll = await source.poll("")
    assert (source.name, poll.items, poll.more) == ("Teams #desk", (), False)
    await source.close()
