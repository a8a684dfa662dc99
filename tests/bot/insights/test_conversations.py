"""A conversation in short: asked, tried, ended, each a literal part of what was said in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.insights.conversations import Conversation, conversations_of
from bot.model.mention import MentionId, Untrusted
from bot.model.service import Outcome, Turn

START = datetime(2026, 10, 5, 8, tzinfo=UTC)
SOLVED = Outcome(status="solved", answer=Untrusted("Hold the button for ten seconds. Then it starts."))


def _turn(number: int, text: str, *, case: str = "a", outcome: Outcome | None = None) -> Turn:
    return Turn(
        id=MentionId(number), case=("desk", case), voice="desk:jo", author=Untrusted("Jo"), channel="email",
        at=START + timedelta(hours=number), text=Untrusted(text), outcome=outcome,
    )  # fmt: skip


def _told(one: Conversation) -> tuple[str, str | None, str | None]:
    return one.asked.raw, one.tried.raw if one.tried else None, one.ended.raw if one.ended else None


def test_a_conversation_tells_what_was_asked_tried_and_how_it_ended() -> None:
    (one,) = conversations_of([
        _turn(1, "Hello there,\nmy Lumo 5 does not start. How do I wake it? I have already charged it all night.",
              outcome=SOLVED),
        _turn(2, "I tried another cable, too."),
    ])  # fmt: skip
    assert _told(one) == (
        "How do I wake it?", "I have already charged it all night.",
        "Hold the button for ten seconds. Then it starts.",
    )  # fmt: skip
    assert (one.turns, one.channel, one.last, one.outcome) == (2, "email", START + timedelta(hours=2), SOLVED)


@pytest.mark.parametrize(
    ("text", "asked", "tried"),
    [
        ("Hi! The parcel never came.", "The parcel never came.", None),
        ("Guten Tag\nDas Gerät lädt nicht. Ich habe es schon neu gestartet.", "Das Gerät lädt nicht.",
         "Ich habe es schon neu gestartet."),
        ("hello", "hello", None),
        ("It broke", "It broke", None),
        ("You tried to charge me twice.", "You tried to charge me twice.", None),
    ],
)  # fmt: skip
def test_greetings_are_not_asked_and_what_others_did_is_not_tried(text: str, asked: str, tried: str | None) -> None:
    (one,) = conversations_of([_turn(1, text)])
    assert _told(one) == (asked, tried, None)
    assert one.asked.raw in text and (one.tried is None or one.tried.raw in text)


def test_one_that_is_open_has_no_end_yet_and_the_newest_comes_first() -> None:
    open_ = Outcome(status="open", answer=Untrusted("We look into it."))
    found = conversations_of([
        _turn(1, "Why is it hot?", case="a", outcome=SOLVED), _turn(2, "Where is it?", case="b", outcome=open_),
        _turn(3, "Still hot.", case="a"), _turn(4, "Who are you?", case="c"),
    ])  # fmt: skip
    assert [(one.case[1], one.ended is not None) for one in found] == [("c", False), ("a", True), ("b", False)]
