from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.terminal import connect, draw
from adapters.chat.terminal.cells import cut, escape, width_of
from bot.model.delivery import Outgoing
from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import (
    Actions,
    Button,
    Chart,
    Entry,
    Header,
    Message,
    Quote,
    Span,
    Spark,
    Table,
    Text,
)
from bot.model.people import Place

DIGEST = Message(
    blocks=(
        Header(text="Support digest · Monday 5 October · since Friday 09:00"),
        Text(line=(Span(text="312 mentions", style="strong"), Span(text=" from 241 people (usual Fri-Sun: 150)"))),
        Entry(
            number=1, insight=InsightId(7), badge="SUDDEN RISE, over", tone="bad",
            title=(Span(text=Untrusted("Sign-in failed"), style="strong"), Span(text=" Saturday 19:20-22:40")),
            figures=(Span(text="164 mentions"), Span(text=" · 131 people · usual Saturday evening: 2")),
            spark=Spark(values=(1.0, 0.0, None, 8.0, 1.0), alt="one rise"),
            quote=Quote(text=Untrusted("cant log in since 7, is it just me???"), origin=(Span(text="Bluesky"),)),
            why=(Span(text="Here because 58 wrote to the help desk."),),
            actions=Actions(
                insight=InsightId(7),
                buttons=(Button(label="Take it on", act="take"), Button(label="Not ours", act="no")),
                menu=(Button(label="Watch", act="watch"),),
            ),
        ),
    ),
    summary="Support digest",
)  # fmt: skip


def test_a_digest_is_drawn_as_its_picture() -> None:
    assert draw(DIGEST, width=72).splitlines() == [
        "Support digest · Monday 5 October · since Friday 09:00",
        "312 mentions from 241 people (usual Fri-Sun: 150)",
        "",
        "1 SUDDEN RISE, over  Sign-in failed Saturday 19:20-22:40  ▂▁·█▂",
        "  164 mentions · 131 people · usual Saturday evening: 2",
        "  “cant log in since 7, is it just me???”  Bluesky",
        "  Here because 58 wrote to the help desk.",
        "  [Take it on] [Not ours] [⋯]",
    ]


def test_nothing_is_wider_than_the_terminal() -> None:
    for width in range(40, 121, 7):
        assert max(width_of(row) for row in draw(DIGEST, width=width).splitlines()) <= width


def test_colours_are_added_and_change_no_word() -> None:
    coloured = draw(DIGEST, width=72, colour=True)
    assert "\x1b[31m1 SUDDEN RISE, over\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == draw(DIGEST, width=72)


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    hostile = Untrusted("a\x1b]0;owned\x07b\u202egnp\u2066\r\nc\x9b31m\ud800\U000e0041")
    drawn = draw(Message(blocks=(Text(line=(Span(text=hostile),)),), summary=""), width=80)
    assert drawn == "a]0;ownedbgnp  c31m\ufffd"


@given(st.text(alphabet=st.characters(), max_size=80), st.integers(10, 60))
def test_whatever_was_written_fits_and_holds_no_control_character(text: str, width: int) -> None:
    table = Table(head=("id", "text"), rows=(((Span(text="1"),), (Span(text=Untrusted(text)),)),))
    drawn = draw(Message(blocks=(Text(line=(Span(text=Untrusted(text)),)), table), summary=""), width=width)
    assert all(width_of(row) <= width for row in drawn.splitlines())
    assert not [one for one in drawn.replace("\n", "") if unicodedata.category(one) in ("Cc", "Cs")]


def test_wide_letters_take_two_columns() -> None:
    assert width_of("充電器") == 6
    assert cut("充電器が壊れた", 7) == "充電器…"
    assert width_of(escape("e\u0301")) == 1


def test_a_table_gives_up_its_widest_column_first() -> None:
    rows = (((Span(text="bluesky"),), (Span(text="x" * 90),)),)
    drawn = draw(Message(blocks=(Table(head=("source", "text"), rows=rows),), summary=""), width=40)
    assert drawn.splitlines() == ["source   text", f"bluesky  {'x' * 30}…"]


def test_a_gap_in_a_chart_is_no_zero() -> None:
    chart = Chart(
        kind="line", title="Mentions a week", alt="steady", x=("a", "b", "c"), series=(("S", (0.0, None, 4.0)),)
    )
    assert draw(Message(blocks=(chart,), summary=""), width=60).splitlines() == [
        "Mentions a week",
        "  S ▁·█ 4",
        "  steady",
    ]


async def test_posts_and_changes_are_written_once_each() -> None:
    written: list[str] = []
    chat = connect(write=written.append, width=72)
    post = Outgoing(
        key="digest:terminal:support:2026-10-05", kind="digest", place=Place.read("terminal:support"), message=DIGEST,
        due=datetime(2026, 10, 5, 7, tzinfo=UTC),
    )  # fmt: skip
    sent = await chat.post(post)
    await chat.edit(post, message_id=sent)
    assert [text.splitlines()[0] for text in written] == [
        "--- terminal:support ---",
        "--- terminal:support, changed ---",
    ]
    assert (await chat.find(post), await chat.members(post.place), chat.can_find) == (None, None, False)
