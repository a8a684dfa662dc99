"""What opens in Slack: modals of rows, topics, insights and parts of answers."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.slack.blocks import Look, answer_blocks, insight_blocks, rows_blocks, topic_blocks
from adapters.chat.slack.opened import modal
from bot.model.insight import InsightId, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Actions, Chart, Header, Message, Span, Text
from bot.model.people import PersonId
from bot.model.rows import Counts, Rows
from bot.model.theme import ThemeEvent, ThemeId
from bot.model.views import Facet, InsightPage, RowsPage, RowView, ToldRow, TopicPage
from bot.testing import lumo
from bot.texts.numbered import figures
from tests.adapters.chat.posted import REAL
from tests.adapters.chat.slack.hostile import WRITTEN, corpus
from tests.adapters.chat.slack.test_blocks import harmless, read
from tests.stand_in.slack.blocks import of_view

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 10, 3, 18, 5, tzinfo=UTC)


def judged(page: tuple[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The blocks of a modal that Slack takes."""
    title, blocks = page
    assert of_view(modal(title, blocks, metadata="")) == []
    harmless(blocks)
    return blocks


def rows_page(page: int = 1, views: tuple[RowView, ...] | None = None, **more: Any) -> RowsPage:
    """Saturday's outage, twenty rows a page."""
    found = lumo.outage() if views is None else views
    split = [("Bluesky", 71), ("Help desk", 58), ("Forum", 22), ("Mastodon", 13)]
    made: dict[str, Any] = {
        "rows": Rows(insight=4, since=AT), "title": (Span(text="Sign-in failed"),), "page": page, "pages": 9,
        "counts": Counts(mentions=164, people=131, copies=41), "subtitle": "",
        "sources": tuple(Facet(name=name, count=count, rows=Rows(source=name)) for name, count in split),
        "moods": tuple(Facet(name=name, count=count, rows=Rows(sentiment=name)) for name, count in [("negative", 139)]),
        "views": found[(page - 1) * 20 : page * 20], "note": "Nothing deleted or edited at its source since posting.",
    }  # fmt: skip
    return RowsPage(**(made | more))


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything that can be clicked."""
    held = [block["accessory"] for block in blocks if "accessory" in block]
    return held + [one for block in blocks if block["type"] == "actions" for one in block["elements"]]


# --- rows -----------------------------------------------------------------------------------------------------------


def test_a_page_of_rows_shows_exactly_its_twenty_rows() -> None:
    title, blocks = rows_blocks(rows_page(9))
    assert title == "164 mentions"
    judged((title, blocks))
    said = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert said == [f"“{view.text.raw}”" for view in lumo.outage()[160:]]
    assert "161-164 of 164" in read(blocks)


def test_a_page_of_rows_says_what_it_holds_and_how_it_splits() -> None:
    blocks = judged(rows_blocks(rows_page()))
    words = read(blocks)
    assert "131 people · 123 originals + 41 reposts" in words
    assert "Bluesky 71 · Help desk 58 · Forum 22 · Mastodon 13 · together 164" in words
    assert "19:20 · Bluesky · @mila.k · negative, 81 % · +6 reposts" in words
    assert "matched: lumo account NEAR log in · Product .81, Support .77" in words
    assert "Nothing deleted or edited at its source since posting.  1-20 of 164" in words


@pytest.mark.parametrize(("page", "turns"), [(1, ["2"]), (5, ["4", "6"]), (9, ["8"])])
def test_pages_turn_and_the_list_can_be_taken_along(page: int, turns: list[str]) -> None:
    found = elements(judged(rows_blocks(rows_page(page))))
    assert [one["value"] for one in found if one["action_id"].startswith("page")] == turns * 2
    (csv,) = [one for one in found if one["action_id"] == "csv"]
    assert csv["text"]["text"] == "CSV, 164 rows"
    assert Rows.read(dict(parse_qsl(csv["value"]))) == rows_page().rows


def test_each_row_can_be_corrected() -> None:
    menus = [one for one in elements(judged(rows_blocks(rows_page()))) if one["action_id"] == "row"]
    assert len(menus) == 20
    assert [one["value"] for one in menus[0]["options"]] == [
        "not_about_us|1000||", "wrong_mood|1000|negative|positive", "wrong_mood|1000|negative|neutral",
        "wrong_mood|1000|negative|mixed", "undo|1000||",
    ]  # fmt: skip


def test_a_row_without_a_mood_can_be_corrected_in_as_many_ways() -> None:
    first = lumo.outage()[0]
    unsure = replace(first, row=replace(first.row, sentiment="unsure"))
    (menu,) = [
        one for one in elements(judged(rows_blocks(rows_page(views=(unsure,), pages=1)))) if one["action_id"] == "row"
    ]
    assert menu["type"] == "static_select"
    assert [str(one["value"]).partition("|")[0] for one in menu["options"]] == [
        "not_about_us", "wrong_mood", "wrong_mood", "wrong_mood", "wrong_mood", "undo",
    ]  # fmt: skip


def test_a_removed_row_says_why_and_offers_nothing() -> None:
    first = lumo.outage()[0]
    bare = replace(first, row=replace(first.row, state="forgotten", reason="removed at the author's request on 3 Oct"))
    blocks = judged(rows_blocks(rows_page(views=(bare,), pages=1)))
    assert "removed at the author's request on 3 Oct" in read(blocks) and first.text.raw not in read(blocks)
    assert [one["action_id"] for one in elements(blocks)] == ["csv"]


def test_a_long_text_is_cut_in_the_modal() -> None:
    first = lumo.outage()[0]
    long = replace(first, text=Untrusted("very " * 5000))
    (section,) = [b for b in judged(rows_blocks(rows_page(views=(long,)))) if b["type"] == "section"]
    assert section["text"]["text"].endswith("…”") and len(section["text"]["text"]) < 800


def test_no_rows_are_said_to_be_none() -> None:
    empty = rows_page(views=(), counts=Counts(mentions=0, people=0, copies=0), pages=1, sources=(), moods=(), note="")
    title, blocks = rows_blocks(empty)
    judged((title, blocks))
    assert title == "0 mentions" and "the figure is 0" in read(blocks)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*WRITTEN, *corpus()]), min_size=4, max_size=4), st.integers(0, 163))
def test_whatever_is_written_in_a_row_stays_words(texts: list[str], at: int) -> None:
    view = lumo.outage()[at]
    said, author, reason, source = texts
    hostile = replace(view, text=Untrusted(said), author=Untrusted(author), reason=reason, source=source, mood=reason)
    page = rows_page(views=(hostile,), title=(Span(text=Untrusted(said)),), subtitle=reason, note=source)
    judged(rows_blocks(page))


# --- topics ---------------------------------------------------------------------------------------------------------


def topic_page(**more: Any) -> TopicPage:
    """A topic with everything."""
    made: dict[str, Any] = {
        "theme": ThemeId(4), "label": Untrusted("login failure"), "name": None, "state": "theme",
        "summary": (Span(text="159 mentions"),), "as_of": AT,
        "weekly": Chart(kind="line", title="Mentions by week", alt="Up from 1 to 143", x=("2026-09-28",),
                        series=(("m", (143.0,)),)),
        "insights": tuple((lumo.insight(number), REAL["alert"]) for number in range(7)),
        "history": ((StatusChange(insight=InsightId(1), person=PersonId("ana"), department="support", before="new",
                                  after="acknowledged", at=AT), "Ana: taken on"),),
        "events": ((ThemeEvent(theme=ThemeId(4), kind="promoted", at=AT), "became a topic"),),
        "quotes": lumo.outage()[:12],
    }  # fmt: skip
    return TopicPage(**(made | more))


def test_a_topic_shows_its_weeks_insights_history_and_quotes() -> None:
    title, blocks = topic_blocks(topic_page(), zone=BERLIN)
    words = read(judged((title, blocks)))
    assert title == "Topic"
    for said in ("login failure", "Up from 1 to 143", "Sat 3 Oct 2026, 20:05: Ana: taken on", "became a topic"):
        assert said in words
    assert "2 older insights are not shown here." in words and "2 more are not shown here." in words
    opened = [one["value"] for one in elements(blocks) if one["action_id"] == "open:insight"]
    assert opened == ["0", "1", "2", "3", "4"]


def test_a_topic_of_a_past_day_says_so_and_its_uploaded_chart_is_shown() -> None:
    look = Look(charts="image", images={"Mentions by week": "F9"})
    blocks = judged(topic_blocks(topic_page(now=False), zone=BERLIN, look=look))
    assert "As it was shown on Saturday 3 October." in read(blocks[0])
    assert [block["type"] for block in blocks].count("image") == 1


@pytest.mark.parametrize("text", WRITTEN)
def test_a_topic_of_any_name_stays_words(text: str) -> None:
    page = topic_page(label=Untrusted(text), summary=(Span(text=Untrusted(text)),), insights=())
    assert judged(topic_blocks(page, zone=BERLIN))


# --- insights -------------------------------------------------------------------------------------------------------


def insight_page(told: int = 45) -> InsightPage:
    """A fixed problem with customers to tell."""
    views = lumo.outage()[:told]
    rows = tuple(
        ToldRow(
            view=view, draft=f"Hello, it is mended ({at}).", told=AT if at == 0 else None, by="Ana" if at == 0 else ""
        )
        for at, view in enumerate(views)
    )
    return InsightPage(
        insight=lumo.insight(9), card=REAL["alert"], history=("Fri 2 Oct 15:10 Chen: new → taken on",), told=rows,
        told_count=1,
    )  # fmt: skip


def test_an_insight_shows_its_card_with_its_acts_and_its_history() -> None:
    title, blocks = insight_blocks(insight_page(0))
    words = read(judged((title, blocks)))
    assert title == "Insight" and "SUDDEN RISE, again" in words and "Chen: new → taken on" in words
    values = [option["value"] for one in elements(blocks) for option in one.get("options", [])]
    assert values and not any(value.startswith("open|") for value in values)


def test_the_told_list_has_drafts_and_marks_twenty_a_page() -> None:
    blocks = judged(insight_blocks(insight_page()))
    assert "Told: 1 of 45 customers" in read(blocks) and "Hello, it is mended (0)." in read(blocks)
    drafts = {one["block_id"]: one["element"]["initial_value"] for one in blocks if one["type"] == "input"}
    assert len(drafts) == 19 and drafts["draft|1019"] == "Hello, it is mended (19)."
    marks = [one["value"] for one in elements(blocks) if one["action_id"] == "told"]
    assert marks[:2] == ["told_customer|9|1000|no", "told_customer|9|1001|yes"] and len(marks) == 20
    assert [one["value"] for one in elements(blocks) if one["action_id"] == "csv"] == ["told|9"]
    last = judged(insight_blocks(insight_page(), at=3))
    assert len([one for one in elements(last) if one["action_id"] == "told"]) == 5


@pytest.mark.parametrize("text", WRITTEN)
def test_a_customer_who_writes_anything_stays_words(text: str) -> None:
    page = insight_page(1)
    view = replace(page.told[0].view, text=Untrusted(text), author=Untrusted(text))
    judged(insight_blocks(replace(page, told=(replace(page.told[0], view=view, draft=text),), history=(text,))))


# --- parts of answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in REAL if name.startswith("roi")])
def test_a_part_of_an_answer_opens_without_tables_and_charts(name: str) -> None:
    blocks = judged(answer_blocks(REAL[name], key="slack:T1:E1:answer"))
    offered = [
        option["value"]
        for one in elements(blocks)
        for group in one.get("option_groups", [one])
        for option in group.get("options", [])
    ]
    opened = [int(value[5:]) for value in offered if value.startswith("open|")]
    assert len(opened) <= len(figures(REAL[name])) and all(at < len(figures(REAL[name])) for at in opened)


def test_a_short_title_stands_in_the_head_of_the_modal_alone() -> None:
    said = Text(line=(Span(text="Formula"),))
    short = Message(blocks=(Header(text="How it is worked out"), said), summary="")
    assert answer_blocks(short, key="k")[0] == "How it is worked out"
    assert [block["type"] for block in answer_blocks(short, key="k")[1]] == ["rich_text"]
    long = Message(blocks=(Header(text="What the work was worth, entry by entry"), said), summary="")
    assert answer_blocks(long, key="k")[0] == "What it is made of"
    assert judged(answer_blocks(long, key="k"))[0]["type"] == "header"


def test_a_card_in_a_modal_has_its_buttons_once() -> None:
    acts = [block for block in REAL["alert"].blocks if isinstance(block, Actions)]
    blocks = judged(insight_blocks(insight_page(0)))
    assert [block["type"] for block in blocks].count("actions") == len(acts) == 1
