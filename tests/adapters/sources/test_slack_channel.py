"""A support channel's history as a source: the customers' turns alone, each page once, threads with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.sources.slack_channel import Channel, connect, mention_of, plain
from bot.errors import Refused

SINCE = datetime(2026, 9, 5, tzinfo=UTC)
DESK = Channel(
    team="T0TEST01", channel="C0DESK", source="Slack #desk", visibility="internal", outside=False, since=SINCE
)
SHARED = Channel(
    team="T0TEST01", channel="C0SHARED", source="Slack #shared", visibility="private:slack:T0TEST01/C0SHARED",
    outside=True, since=SINCE,
)  # fmt: skip


def said(ts: str, text: str = "It broke", **more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "user": "U0CARL", "text": text, "team": "T0TEST01", **more}


def test_a_message_is_a_customer_s_turn_with_its_thread_and_time() -> None:
    found = mention_of(said("1759651200.000200", "Where is <https://lumo.example/p|my parcel>? &lt;3"), DESK)
    assert found == {
        "source": "Slack #desk", "id": "1759651200.000200", "at": "2025-10-05T08:00:00.000200+00:00",
        "text": "Where is my parcel? <3", "kind": "service", "author": {"id": "T0TEST01/U0CARL"},
        "conversation": "1759651200.000200", "channel": "C0DESK", "visibility": "internal",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("event", "taken"),
    [
        (said("2.0", thread_ts="1.0", parent_user_id="U0CARL"), True),
        (said("2.0", thread_ts="1.0", parent_user_id="U0ANA"), False),
        (said("2.0", subtype="channel_join"), False),
        (said("2.0", subtype="bot_message", bot_id="B1"), False),
        (said("2.0", bot_id="B1"), False),
        (said("2.0", "  "), False),
        (said("2.0", subtype="file_share"), True),
        (said("2.0", subtype="thread_broadcast", thread_ts="1.0", parent_user_id="U0CARL"), True),
    ],
)
def test_joins_bots_and_colleagues_replies_are_no_customer_s_turns(event: dict[str, Any], taken: bool) -> None:
    assert (mention_of(event, DESK) is not None) is taken


def test_in_a_shared_channel_the_customers_are_those_of_the_other_organisation() -> None:
    assert mention_of(said("2.0", user_team="T9OTHER"), SHARED) is not None
    assert mention_of(said("2.0", thread_ts="1.0", user_team="T9OTHER"), SHARED) is not None
    assert mention_of(said("2.0"), SHARED) is None


def test_an_edit_carries_its_time_an_unfurled_link_changes_nothing_and_a_delete_deletes() -> None:
    inner = said("2.0", "It still breaks", edited={"user": "U0CARL", "ts": "9.5"})
    edited = mention_of({"subtype": "message_changed", "message": inner}, DESK)
    assert edited is not None
    assert (edited["id"], edited["text"], edited["edited"]) == (
        "2.0",
        "It still breaks",
        "1970-01-01T00:00:09.500000+00:00",
    )
    assert mention_of({"subtype": "message_changed", "message": said("2.0")}, DESK) is None
    gone = mention_of({"subtype": "message_deleted", "deleted_ts": "2.0"}, DESK)
    assert gone == {"source": "Slack #desk", "id": "2.0", "op": "delete"}


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("<@U012> and <#C1|general>", "@someone and #general"),
        ("<!here> <!subteam^S1|@support> <mailto:a@b.de|a@b.de>", "@here @support a@b.de"),
        ("<https://x.example/?a=1&amp;b=2>", "https://x.example/?a=1&b=2"),
        ("a &lt;b&gt; c", "a <b> c"),
    ],
)
def test_slack_s_codes_become_what_people_read(raw: str, read: str) -> None:
    assert plain(raw) == read


class History:
    """conversations.history and .replies of one channel, two messages a page, newest first."""

    def __init__(self, *roots: dict[str, Any], replies: Mapping[str, list[dict[str, Any]]] | None = None) -> None:
        self.roots = list(roots)
        self.replies = replies or {}
        self.forget_pages = False

    async def __call__(self, method: str, **asked: Any) -> Mapping[str, Any]:
        if method == "conversations.replies":
            return {"messages": [{"ts": asked["ts"]}, *self.replies[asked["ts"]]], "has_more": False}
        if self.forget_pages and asked["cursor"]:
            raise Refused(where="Slack", what="invalid_cursor", code="invalid_cursor")
        newer = sorted(
            (one for one in self.roots if float(one["ts"]) > float(asked["oldest"])), key=lambda one: -float(one["ts"])
        )
        first = int(asked["cursor"] or 0)
        more = len(newer) > first + 2
        following = {"response_metadata": {"next_cursor": str(first + 2)}} if more else {}
        return {"messages": newer[first : first + 2], "has_more": more, **following}


async def _sweep(history: History, cursor: str = "") -> tuple[list[str], str]:
    source, ids = connect(DESK, call=history), []
    while True:
        poll = await source.poll(cursor)
        ids += [str(one.mention["id"]) for one in poll.items if one.mention is not None]
        cursor = poll.cursor
        if not poll.more:
            return ids, cursor


def _at(day: int) -> str:
    return f"{datetime(2026, 9, day, tzinfo=UTC).timestamp():.6f}"


async def test_a_sweep_takes_every_page_and_every_thread_once_and_the_next_only_what_is_newer() -> None:
    thread = said(_at(11), reply_count=1)
    reply = said(_at(12), thread_ts=_at(11), parent_user_id="U0CARL")
    history = History(said(_at(3)), said(_at(10)), thread, said(_at(13)), said(_at(14)), replies={_at(11): [reply]})
    ids, cursor = await _sweep(history)
    assert sorted(ids) == [_at(10), _at(11), _at(12), _at(13), _at(14)]
    history.roots.append(said(_at(15)))
    assert await _sweep(history, cursor) == ([_at(15)], f'{{"from": "{_at(15)}"}}')


async def test_a_page_whose_name_slack_forgot_begins_the_sweep_again_and_leaves_nothing_out() -> None:
    history = History(*(said(_at(day)) for day in range(10, 15)))
    source = connect(DESK, call=history)
    first = await source.poll("")
    history.forget_pages = True
    again = await source.poll(first.cursor)
    assert again.more and again.items == ()
    history.forget_pages = False
    ids, _ = await _sweep(history, again.cursor)
    assert len(ids) == 5
