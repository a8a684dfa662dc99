"""What opens in Teams: dialogs of rows, topics, insights and parts of answers, and the fields of forms."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.teams.cards import (
    answer_card,
    choice_input,
    date_input,
    form_card,
    insight_card,
    number_input,
    rows_card,
    sentence_card,
    text_input,
    toggle_input,
    topic_card,
    topic_message,
)
from bot.model.insight import InsightId, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Header, Message, Span, Table, Text
from bot.model.people import PersonId
from bot.model.rows import Counts, Rows
from bot.model.theme import ThemeEvent, ThemeId
from bot.model.views import Facet, InsightPage, RowsPage, RowView, ToldRow, TopicPage
from bot.testing import lumo
from bot.texts.numbered import figures
from tests.adapters.chat.posted import REAL
from tests.adapters.chat.teams.hostile import WRITTEN, corpus, read
from tests.adapters.chat.teams.test_cards import harmless, of
from tests.stand_in.teams.cards import buttons, problems, size

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 10, 3, 18, 5, tzinfo=UTC)
STATE = {"k": "digest:support:2026-10-05", "n": 4}


def judged(dialog: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The card of a dialog that Teams takes."""
    title, card = dialog
    assert 0 < len(title) <= 60
    assert problems(card, dialog=True) == []
    assert len(buttons(card)) <= 6 and size(card) <= 80_000
    assert not any("msteams" in one["data"] for one in buttons(card))
    harmless(card)
    return card


def field(card: dict[str, Any], name: str) -> dict[str, Any]:
    """The field of this name."""
    return next(one for kind in ("Input.ChoiceSet", "Input.Text") for one in of(card, kind) if one["id"] == name)


def values(card: dict[str, Any], name: str) -> list[str]:
    """What the choices of a field stand for."""
    return [one["value"] for one in field(card, name)["choices"]]


def doing(card: dict[str, Any], what: str) -> list[dict[str, Any]]:
    """The buttons that do it."""
    return [one for one in buttons(card) if one["data"].get("d") == what]


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


# --- rows -----------------------------------------------------------------------------------------------------------


def test_a_page_of_rows_shows_exactly_its_twenty_rows() -> None:
    title, card = rows_card(rows_page(8), state=STATE)
    assert title == "164 mentions"
    words = read(judged((title, card)))
    assert [f"“{view.text.raw}”" in words for view in lumo.outage()[140:160]] == [True] * 20
    boxes = [one for one in card["body"] if one["type"] == "Container"]
    assert [read(one).split(" · ")[0] for one in boxes] == [str(at) for at in range(141, 161)]
    assert "141-160 of 164" in words


def test_a_page_of_rows_says_what_it_holds_and_how_it_splits() -> None:
    words = read(judged(rows_card(rows_page(), state=STATE)))
    assert "131 people · 123 originals + 41 reposts" in words
    assert "Bluesky 71 · Help desk 58 · Forum 22 · Mastodon 13 · together 164" in words
    assert "1 · 19:20 · Bluesky · @mila.k · negative, 81 % · +6 reposts" in words
    assert "matched: lumo account NEAR log in · Product .81, Support .77" in words
    assert "Nothing deleted or edited at its source since posting. 1-20 of 164" in words.replace("  ", " ")


@pytest.mark.parametrize(("page", "turns"), [(1, [2]), (5, [4, 6]), (9, [8])])
def test_pages_turn_and_the_list_can_be_taken_along(page: int, turns: list[int]) -> None:
    card = judged(rows_card(rows_page(page), state=STATE))
    assert [one["data"] for one in doing(card, "page")] == [{**STATE, "d": "page", "p": to} for to in turns]
    (csv,) = doing(card, "csv")
    assert (
        csv["title"] == "CSV, 164 rows" and csv["associatedInputs"] == "none" and csv["data"] == {**STATE, "d": "csv"}
    )


def test_a_list_narrows_to_a_source_or_a_mood_and_widens_again() -> None:
    card = judged(rows_card(rows_page(), state=STATE))
    assert values(card, "facet")[:2] == ["source=Bluesky", "source=Help desk"]
    assert values(card, "facet")[-1] == "sentiment=negative" and len(doing(card, "narrow")) == 1
    assert values(judged(rows_card(rows_page(), state=STATE, narrowed=True)), "facet")[0] == "all"


def test_each_row_can_be_corrected() -> None:
    card = judged(rows_card(rows_page(), state=STATE))
    assert values(card, "row") == [str(view.row.id) for view in lumo.outage()[:20]]
    assert values(card, "wrong") == [
        "not_about_us|", "wrong_mood|positive", "wrong_mood|neutral", "wrong_mood|negative", "wrong_mood|mixed",
        "undo|",
    ]  # fmt: skip
    (correct,) = doing(card, "correct")
    assert correct["data"]["m"]["1000"] == "negative" and correct["data"]["k"] == STATE["k"]


def test_a_removed_row_says_why_and_offers_nothing() -> None:
    first = lumo.outage()[0]
    bare = replace(first, row=replace(first.row, state="forgotten", reason="removed at the author's request on 3 Oct"))
    card = judged(rows_card(rows_page(views=(bare,), pages=1), state=STATE))
    assert "removed at the author's request on 3 Oct" in read(card) and first.text.raw not in read(card)
    assert [one["data"]["d"] for one in buttons(card)] == ["narrow", "csv"]


def test_a_page_of_the_longest_texts_fits() -> None:
    views = tuple(replace(view, text=Untrusted("very 👍 " * 5000)) for view in lumo.outage()[:20])
    card = judged(rows_card(rows_page(views=views), state=STATE))
    assert read(card).count("…”") == 20


def test_no_rows_are_said_to_be_none() -> None:
    empty = rows_page(views=(), counts=Counts(mentions=0, people=0, copies=0), pages=1, sources=(), moods=(), note="")
    title, card = rows_card(empty, state=STATE)
    judged((title, card))
    assert title == "0 mentions" and "the figure is 0" in read(card)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*WRITTEN, *corpus()]), min_size=4, max_size=4), st.integers(0, 163))
def test_whatever_is_written_in_a_row_stays_words(texts: list[str], at: int) -> None:
    view = lumo.outage()[at]
    said, author, reason, source = texts
    hostile = replace(view, text=Untrusted(said), author=Untrusted(author), reason=reason, source=source, mood=reason)
    page = rows_page(views=(hostile,), title=(Span(text=Untrusted(said)),), subtitle=reason, note=source)
    judged(rows_card(page, state=STATE))


# --- topics ---------------------------------------------------------------------------------------------------------


def topic_page(**more: Any) -> TopicPage:
    """A topic with everything."""
    made: dict[str, Any] = {
        "theme": ThemeId(4), "label": Untrusted("login failure"), "name": None, "state": "theme",
        "summary": (Span(text="159 mentions", opens=Rows(theme=4)),), "as_of": AT,
        "weekly": Chart(kind="line", title="Mentions by week", alt="Up from 1 to 143", x=("2026-09-28", "2026-10-05"),
                        series=(("m", (1.0, 143.0)),)),
        "insights": tuple((lumo.insight(number), REAL["alert"]) for number in range(7)),
        "history": ((StatusChange(insight=InsightId(1), person=PersonId("ana"), department="support", before="new",
                                  after="acknowledged", at=AT), "Ana: taken on"),),
        "events": ((ThemeEvent(theme=ThemeId(4), kind="promoted", at=AT), "became a topic"),),
        "quotes": lumo.outage()[:12],
    }  # fmt: skip
    return TopicPage(**(made | more))


def test_a_topic_shows_its_weeks_insights_history_and_quotes() -> None:
    title, card = topic_card(topic_page(), zone=BERLIN, state=STATE)
    words = read(judged((title, card)))
    assert title == "Topic" and of(card, "Chart.Line")
    for said in ("login failure", "Up from 1 to 143", "Sat 3 Oct 2026, 20:05: Ana: taken on", "became a topic"):
        assert said in words
    assert "2 older insights are not shown here." in words and "2 more are not shown here." in words
    assert values(card, "insight") == [str(number) for number in range(7)]
    assert field(card, "insight")["choices"][0]["title"].startswith("SUDDEN RISE, again: login failure Saturday")


def test_the_numbers_of_a_topic_count_on_its_own_message() -> None:
    page = topic_page()
    card = judged(topic_card(page, zone=BERLIN, state=STATE))
    found = figures(topic_message(page))
    assert found[0].text == "159 mentions"
    assert {int(at) for at in values(card, "n")} <= set(range(len(found)))


def test_a_topic_of_a_past_day_says_so() -> None:
    card = judged(topic_card(topic_page(now=False), zone=BERLIN, state=STATE))
    assert "As it was shown on Saturday 3 October." in read(card["body"][0])


@pytest.mark.parametrize("text", WRITTEN)
def test_a_topic_of_any_name_stays_words(text: str) -> None:
    page = topic_page(label=Untrusted(text), summary=(Span(text=Untrusted(text)),), insights=())
    judged(topic_card(page, zone=BERLIN, state=STATE))


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
    title, card = insight_card(insight_page(0), state=STATE)
    words = read(judged((title, card)))
    assert title == "Insight" and "SUDDEN RISE, again" in words and "Chen: new → taken on" in words
    assert values(card, "a1")[0] == "in_work|47|acknowledged|" and values(card, "n")


def test_the_told_list_has_drafts_and_marks_ten_a_page() -> None:
    card = judged(insight_card(insight_page(), state=STATE))
    assert "Told: 1 of 45 customers" in read(card) and "Hello, it is mended (9)." in read(card)
    assert values(card, "told")[:2] == ["1000|no", "1001|yes"] and len(values(card, "told")) == 10
    assert field(card, "draft")["isMultiline"] is True
    assert [one["data"]["d"] for one in buttons(card)] == ["act", "open", "told", "page", "csv"]
    last = judged(insight_card(insight_page(), state=STATE, at=5))
    assert len(values(last, "told")) == 5
    assert judged(insight_card(insight_page(), state=STATE, at=99)) == last


@pytest.mark.parametrize("text", WRITTEN)
def test_a_customer_who_writes_anything_stays_words(text: str) -> None:
    page = insight_page(1)
    view = replace(page.told[0].view, text=Untrusted(text), author=Untrusted(text))
    told = (replace(page.told[0], view=view, draft=text),)
    judged(insight_card(replace(page, told=told, history=(text,)), state=STATE))


# --- parts of answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_a_message_opens_as_a_dialog_with_its_acts_and_numbers(name: str) -> None:
    card = judged(answer_card(REAL[name], key="teams:T1:E1:answer"))
    found = figures(REAL[name])
    assert not found or {int(at) for at in values(card, "n")} <= set(range(len(found)))
    wanted = {row.code(one).split("|")[0] for row in REAL[name].blocks if isinstance(row, Actions)
              for one in (*row.buttons, *row.menu)}  # fmt: skip
    listed = {code.split("|")[0] for one in of(card, "Input.ChoiceSet") if one["id"] != "n"
              for code in values(card, one["id"])}  # fmt: skip
    assert wanted <= listed | {one["data"].get("a") for one in buttons(card)}


def test_a_short_title_stands_in_the_head_of_the_dialog_alone() -> None:
    said = Text(line=(Span(text="Formula"),))
    short = Message(blocks=(Header(text="How it is worked out"), said), summary="")
    title, card = answer_card(short, key="k")
    assert title == "How it is worked out" and [one["type"] for one in card["body"]] == ["RichTextBlock"]
    long = Message(blocks=(Header(text="What the work was worth, " * 4), said), summary="")
    title, card = answer_card(long, key="k")
    assert title == "What it is made of" and len(judged((title, card))["body"]) == 2


def test_few_buttons_of_an_answer_stay_buttons_and_many_become_a_list() -> None:
    def card(count: int) -> dict[str, Any]:
        made = tuple(Button(label=f"B{at}", act="open:roi", value=str(at)) for at in range(count))
        return judged(answer_card(Message(blocks=(Actions(insight=None, buttons=made),), summary=""), key="k"))

    assert [one["data"] for one in buttons(card(1))] == [
        {"k": "k", "a": "open:roi", "i": "", "s": "new", "v": "0", "d": "form"}
    ]
    assert values(card(9), "a1")[8] == "open:roi||new|8"


def test_a_table_of_an_answer_that_is_too_long_is_cut_by_rows() -> None:
    row = tuple((Span(text=f"word {at} " * 40),) for at in range(5))
    long = Message(blocks=(Table(head=("a", "b", "c", "d", "e"), rows=(row,) * 50), Text(line=row[0])), summary="")
    words = read(judged(answer_card(long, key="k")))
    assert "more rows are not shown here." in words and "more part" not in words


# --- forms ----------------------------------------------------------------------------------------------------------


def form(**more: Any) -> dict[str, Any]:
    """A form of every kind of field."""
    fields = [
        text_input("what", "What was done", value="a\nb", lines=True, required=True, error="Say what was done."),
        date_input("when", "Released", value="2026-10-05", last="2026-10-06", required=True),
        number_input("hours", "Hours", value=1.5, least=0, most=1000),
        choice_input("who", "Department", [("Support", "support"), ("Quality", "quality")], value="quality"),
        toggle_input("known", "They know already", on=True),
    ]
    return form_card(fields, title="Save", data={"k": "k", "d": "save"}, **more)


def test_a_form_has_labels_what_is_needed_and_one_button() -> None:
    card = form(intro="What was it?")
    assert problems(card, dialog=True) == []
    harmless(card)
    what, when, hours, who, known = card["body"][1:6]
    assert what["isRequired"] and what["errorMessage"] == "Say what was done." and what["value"] == "a\nb"
    assert when["errorMessage"] == "Please fill this in." and when["max"] == "2026-10-06"
    assert hours["value"] == 1.5 and "isRequired" not in hours
    assert who["style"] == "compact" and who["choices"][1] == {"title": "Quality", "value": "quality"}
    assert known["value"] == "yes"
    assert [(one["title"], one["data"]) for one in buttons(card)] == [("Save", {"k": "k", "d": "save"})]


def test_what_must_be_put_right_stands_above_the_fields() -> None:
    first = form(problem="The date lies ahead.")["body"][0]
    assert first["text"] == "The date lies ahead." and first["color"] == "Attention"


def test_a_long_list_is_searched_by_typing() -> None:
    choices = [(f"Department {at}", str(at)) for at in range(30)]
    assert choice_input("who", "Who", choices)["style"] == "filtered"
    assert choice_input("who", "Who", choices, open_=True)["style"] == "expanded"
    assert choice_input("who", "Who", choices, several=True)["isMultiSelect"] is True


def test_a_dialog_says_one_thing() -> None:
    assert problems(sentence_card("Taken on."), dialog=True) == []
    assert read(sentence_card("")) == "–"


@pytest.mark.parametrize("text", WRITTEN)
def test_whatever_is_written_into_a_form_stays_words(text: str) -> None:
    card = form_card(
        [
            text_input("a", text, hint=text, error=text),
            choice_input("b", text, [(text, "1")], hint=text),
            toggle_input("c", text or "x"),
        ],
        title=text, data={}, intro=text, problem=text,
    )  # fmt: skip
    harmless(card)
