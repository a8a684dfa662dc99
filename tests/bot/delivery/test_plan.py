from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Posting
from bot.delivery.cards import card
from bot.delivery.plan import (
    Wait,
    deliverable,
    names_money,
    plan_alert,
    plan_digest,
    plan_edit,
    plan_note,
    plan_update,
    posted_today,
    quiet,
)
from bot.model.changes import Enqueue, KeepShown
from bot.model.delivery import Delivery, PostKind
from bot.model.insight import Insight, InsightId
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from tests.bot.delivery import lumo

NOON = lumo.at(10, 3, 12)
HELLO = Message(blocks=(Text(line=(Span(text="Hello"),)),), summary="Hello")
SLACK = Place(platform="slack", workspace="T1", channel="C1")


def alert(
    insight: Insight | None = None, *, place: Place = lumo.SUPPORT, posted: int = 0, now: datetime = NOON,
    root: bool = False, digest_to_come: bool = False, muted: dict[int, int] | None = None,
) -> Enqueue | Wait:  # fmt: skip
    return plan_alert(
        insight or lumo.insight(), place, HELLO, posted=posted, posting=Posting(), zone=lumo.BERLIN, now=now,
        root=root, digest_to_come=digest_to_come, muted=muted or {},
    )  # fmt: skip


def root(kind: PostKind = "alert", day: str = "") -> Delivery:
    return Delivery(
        key="insight:1:workspace:support", kind=kind, place=lumo.SUPPORT, message_id="m1", at=NOON,
        insight=InsightId(1), day=day,
    )  # fmt: skip


def test_a_large_severe_insight_gets_a_root_of_its_own() -> None:
    found = alert()
    assert isinstance(found, Enqueue)
    assert (found.post.key, found.post.kind, found.post.due) == ("insight:1:workspace:support", "alert", NOON)


@pytest.mark.parametrize("small", [lumo.insight(mentions=9), lumo.insight(people=4), lumo.insight(severity=0.59)])
def test_what_is_small_waits_for_the_digest(small: Insight) -> None:
    assert alert(small) == Wait(reason="small")


def test_at_night_only_a_risk_passes() -> None:
    midnight = lumo.at(10, 4, 0, 30)
    assert alert(now=midnight) == Wait(reason="quiet")
    assert isinstance(alert(lumo.insight(kind="risk", mentions=1, people=1), now=midnight), Enqueue)


@pytest.mark.parametrize(
    ("hour", "minute", "silent"), [(19, 59, False), (20, 0, True), (0, 0, True), (6, 59, True), (7, 0, False)]
)
def test_quiet_hours_are_those_of_the_department(hour: int, minute: int, silent: bool) -> None:
    assert quiet(lumo.at(10, 3, hour, minute), Posting(), lumo.BERLIN) is silent


def test_the_budget_keeps_room_for_the_digest_and_gives_way_to_a_risk() -> None:
    assert isinstance(alert(posted=4), Enqueue)
    assert alert(posted=5) == Wait(reason="budget")
    assert alert(posted=4, digest_to_come=True) == Wait(reason="budget")
    assert isinstance(alert(lumo.insight(kind="risk"), posted=9, digest_to_come=True), Enqueue)


@given(st.lists(st.booleans(), max_size=40))
def test_a_channel_never_gets_more_than_five_roots_a_day_but_for_risks(digest_first: list[bool]) -> None:
    posted, digest_posted = 0, False
    for comes in digest_first:
        if comes and not digest_posted:
            posted, digest_posted = posted + 1, True
        elif isinstance(alert(posted=posted, digest_to_come=not digest_posted), Enqueue):
            posted += 1
    assert posted + (not digest_posted) <= 5


def test_an_insight_has_one_root_in_a_place_whichever_way_it_came() -> None:
    assert alert(root=True) == Wait(reason="posted")
    found = alert()
    (_, own, *_) = plan_digest(
        HELLO, lumo.SUPPORT, date(2026, 10, 5), now=lumo.NOW, cards=[(lumo.insight(), HELLO)], rooted=frozenset(),
        scores={}, version="v",
    )  # fmt: skip
    assert isinstance(found, Enqueue)
    assert isinstance(own, Enqueue)
    assert own.post.key == found.post.key


def test_a_muted_topic_waits_until_it_doubles_but_harm_never_does() -> None:
    assert alert(muted={1: 165}) == Wait(reason="muted")
    assert isinstance(alert(muted={1: 164}), Enqueue)
    assert isinstance(alert(lumo.insight(kind="risk"), muted={1: 1000}), Enqueue)


def test_a_private_insight_is_shown_only_where_it_was_said() -> None:
    private = lumo.insight(visibility=f"private:{SLACK}")
    assert deliverable(private, SLACK)
    assert not deliverable(private, lumo.SUPPORT)
    assert alert(private) == Wait(reason="private")
    assert isinstance(alert(private, place=SLACK), Enqueue)


def test_a_digest_with_a_private_insight_of_another_place_is_refused_whole() -> None:
    private = lumo.insight(visibility=f"private:{SLACK}")
    with pytest.raises(ValueError, match="private"):
        plan_digest(
            HELLO, lumo.SUPPORT, date(2026, 10, 5), now=lumo.NOW, cards=[(private, HELLO)], rooted=frozenset(),
            scores={}, version="v",
        )  # fmt: skip


def test_a_digest_gives_a_root_in_its_thread_to_each_insight_without_one_and_logs_what_it_showed() -> None:
    one, two = lumo.insight(1), lumo.insight(2)
    planned = plan_digest(
        HELLO, lumo.SUPPORT, date(2026, 10, 5), now=lumo.NOW, cards=[(one, HELLO), (two, HELLO)],
        rooted=frozenset({InsightId(2)}), scores={InsightId(1): 2.5}, version="severity-1",
    )  # fmt: skip
    posts = [change.post for change in planned if isinstance(change, Enqueue)]
    assert [(post.key, post.thread) for post in posts] == [
        ("digest:workspace:support:2026-10-05", None),
        ("insight:1:workspace:support", "digest:workspace:support:2026-10-05"),
    ]
    shown = [change.shown for change in planned if isinstance(change, KeepShown)]
    assert [(one.insight, one.rank, one.score, one.version) for one in shown] == [
        (1, 1, 2.5, "severity-1"),
        (2, 2, 0.0, "severity-1"),
    ]


def test_an_update_redraws_the_root_and_replies_in_its_thread() -> None:
    edit, reply = plan_update(lumo.insight(level=2), root(), HELLO, note=HELLO, now=NOON)
    assert (edit.post.kind, edit.post.edits) == ("edit", "insight:1:workspace:support")
    assert (reply.post.kind, reply.post.key) == ("update", "update:1:workspace:support:2")
    assert reply.post.thread == "insight:1:workspace:support"


def test_what_stands_in_a_digests_thread_is_answered_there() -> None:
    note = plan_note(InsightId(1), root("insight", "2026-10-05"), HELLO, cause="act-7", now=NOON)
    assert note.post.key == "thread:1:workspace:support:act-7"
    assert note.post.thread == "digest:workspace:support:2026-10-05"


def test_the_same_cause_gives_the_same_key_and_another_instant_another_edit() -> None:
    first, again = (plan_edit(lumo.insight(), root(), HELLO, now=NOON)[0].post.key for _ in range(2))
    later = plan_edit(lumo.insight(), root(), HELLO, now=NOON + timedelta(minutes=1))[0].post.key
    assert first == again != later


def test_root_posts_are_counted_by_local_day() -> None:
    at = (lumo.at(10, 2, 23, 59), lumo.at(10, 3, 0, 0), lumo.at(10, 3, 12))
    kinds: tuple[PostKind, ...] = ("alert", "digest", "alert")
    deliveries = [
        Delivery(key=str(when), kind=kind, place=lumo.SUPPORT, message_id="m", at=when)
        for kind, when in zip(kinds, at, strict=True)
    ]
    deliveries.append(root("insight"))
    assert posted_today(deliveries, lumo.SUPPORT, date(2026, 10, 3), lumo.BERLIN) == 2


def test_money_never_goes_into_a_channel_unless_a_customer_speaks_of_it() -> None:
    ours = Message(blocks=(Text(line=(Span(text="worth €7,529"),)),), summary="worth €7,529")
    with pytest.raises(ValueError, match="money"):
        plan_digest(
            ours, lumo.SUPPORT, date(2026, 10, 5), now=NOON, cards=(), rooted=frozenset(), scores={}, version="v"
        )
    theirs = card(lumo.view(lumo.insight(label="they took €50"), "they took €50 twice", "bluesky", NOON))
    assert not names_money(theirs)


def test_a_private_message_is_refused_for_a_channel() -> None:
    private = Message(blocks=(), summary="", private=True)
    with pytest.raises(ValueError, match="one person"):
        plan_note(InsightId(1), root(), private, cause="x", now=NOON)
