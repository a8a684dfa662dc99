"""Messages as Adaptive Cards: what stands where, within Teams' limits, whatever was written."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.teams.cards import Drawn, Look, draw, more_card, unescape
from bot.model.insight import InsightId
from bot.model.letters import clean
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.rows import Rows
from bot.testing import lumo
from bot.texts.numbered import figures
from tests.adapters.chat.posted import REAL, messages
from tests.adapters.chat.teams.hostile import WRITTEN, corpus, live, read, said
from tests.stand_in.teams.cards import buttons, problems, size
from tests.stand_in.teams.elements import everything

KEY = "digest:support:2026-10-05"
NATIVE = Look()
PLAIN = Look(charts=False, tables=False, badges=False, links=False, url="https://earshot.example")
LOOKS = (NATIVE, PLAIN)
NAMES = ("native", "plain")
_ACTING = {"mention", "Image", "ImageSet", "Media", "Action.ShowCard", "Action.OpenUrlDialog"}


def shown(message: Message, look: Look = NATIVE) -> Drawn:
    """The message as drawn, judged."""
    drawn = draw(message, key=KEY, look=look)
    assert problems(drawn.card) == []
    assert size(drawn.card) + 2 * len(drawn.text) <= 80_000
    assert 0 < len(drawn.text) <= 3000
    harmless(drawn.card)
    assert live(drawn.text) == []
    return drawn


def harmless(card: Any) -> None:
    """Nothing in this card acts that we did not make."""
    assert not {str(one.get("type")) for one in everything(card)} & _ACTING
    assert "entities" not in (card.get("msteams") or {})
    for text, marked in said(card):
        assert live(text, marked=marked) == [], text


def message(*parts: Any, **more: Any) -> Message:
    """A message of these blocks."""
    return Message(blocks=parts, summary=more.pop("summary", "In words"), **more)


def body(made: Message, look: Look = NATIVE) -> list[dict[str, Any]]:
    """The elements of its card."""
    return list(shown(made, look).card["body"])


def of(value: Any, kind: str) -> list[dict[str, Any]]:
    """The elements of a type, fallbacks left out."""
    return [one for one in everything(_drawn(value)) if one.get("type") == kind]


def _drawn(value: Any) -> Any:
    if isinstance(value, list):
        return [_drawn(one) for one in value]
    if isinstance(value, dict):
        return {name: _drawn(one) for name, one in value.items() if name != "fallback"}
    return value


def pressed(made: Message, look: Look = NATIVE) -> list[tuple[str, str, dict[str, Any]]]:
    """Title, type and data of every button."""
    return [(one["title"], one["type"], one["data"]) for one in buttons(dict(shown(made, look).card))]


def opened(made: Message) -> Iterator[tuple[str, int]]:
    """The figures in the text that a click opens: their words and their number."""
    for one in of(shown(made).card, "TextRun"):
        if "selectAction" in one:
            assert one["selectAction"]["data"]["msteams"] == {"type": "task/fetch"}
            yield one["text"], one["selectAction"]["data"]["n"]


# --- what is posted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
@pytest.mark.parametrize("name", REAL)
def test_teams_takes_what_the_demo_posts(name: str, look: Look) -> None:
    drawn = shown(REAL[name], look)
    assert drawn.card["version"] == "1.5" and drawn.card["msteams"] == {"width": "Full"}
    assert "does not fit" not in read(drawn.card)


def test_a_digest_of_five_with_everything_shows_everything() -> None:
    drawn = read(shown(lumo.digest()).card)
    for entry in lumo.digest().blocks:
        if isinstance(entry, Entry) and entry.quote is not None and entry.spark is not None:
            assert f"{entry.number} {entry.badge}" in drawn
            assert f"“{entry.quote.text.raw}”" in drawn
            assert entry.spark.alt in drawn
    assert "Missing" in drawn and "React 1️⃣-5️⃣" in drawn


def test_an_entry_is_a_badge_a_curve_a_title_a_quote_with_a_rule_and_a_button() -> None:
    entry = next(one for one in body(lumo.digest()) if one["type"] == "Container")
    head, title, numbers, below, quote, curve_says, why, acts = entry["items"]
    badge, curve = (column["items"][0] for column in head["columns"])
    assert badge["type"] == "Badge" and badge["style"] == "Attention" and badge["text"] == "1 Sudden rise, over"
    assert badge["fallback"]["type"] == "TextBlock" and badge["fallback"]["color"] == "Attention"
    assert head["columns"][1]["targetWidth"] == "atLeast:Standard" and below["targetWidth"] == "atMost:Narrow"
    assert curve["inlines"] == below["inlines"]
    assert title["inlines"][0]["weight"] == "Bolder" and "164 mentions" in read(numbers)
    assert quote["columns"][1]["separator"] is True and quote["columns"][0]["items"] == []
    assert curve_says["inlines"][0]["text"].startswith("Sign-in failed Saturday")
    assert why["inlines"][0]["size"] == "Small" and acts["type"] == "ActionSet"


def test_what_follows_the_entries_stands_apart_from_them() -> None:
    drawn = body(lumo.digest())
    last = max(at for at, one in enumerate(drawn) if one["type"] == "Container")
    assert drawn[last + 1]["separator"] is True


def test_the_words_for_notifications_are_the_summary() -> None:
    drawn = shown(REAL["digest"])
    assert unescape(drawn.text) == REAL["digest"].summary.strip()
    assert unescape(drawn.card["fallbackText"]).startswith(REAL["digest"].summary[:200])


def test_a_summary_that_is_too_long_is_cut_before_it_is_escaped() -> None:
    drawn = shown(message(Header(text="Digest"), summary="<&> *x*" * 2000))
    assert drawn.text.endswith("…") and len(drawn.text) > 2800


def test_a_sparkline_has_gaps_and_words() -> None:
    (drawn,) = body(message(Spark(values=(0, None, 4, 8), alt="from 0 to 8")))
    assert [one["text"] for one in drawn["inlines"]] == ["▁·▅█", "\u2002from 0 to 8"]


def test_a_message_that_says_nothing_still_says_something() -> None:
    for empty in (message(summary=""), message(Text(line=()), summary=" "), message(Header(text=""), summary="")):
        assert body(empty)


# --- buttons --------------------------------------------------------------------------------------------------------


def test_an_alert_has_two_buttons_and_more() -> None:
    found = pressed(REAL["alert"])
    assert [(title, kind) for title, kind, _ in found] == [
        ("In work", "Action.Execute"), ("Not ours", "Action.Execute"), ("More", "Action.Submit"),
    ]  # fmt: skip
    assert found[0][2] == {"k": KEY, "a": "in_work", "i": 47, "s": "acknowledged", "v": ""}
    assert found[2][2] == {"msteams": {"type": "task/fetch"}, "k": KEY, "d": "more"}


def test_a_digest_has_a_button_for_each_insight_and_more() -> None:
    found = buttons(dict(shown(lumo.digest()).card))
    assert [one["title"] for one in found[-1:]] == ["More"] and len(found) == 6
    assert len({one["data"]["i"] for one in found[:-1]}) == 5
    assert all(one["tooltip"].startswith(f"{one['title']}: {at}") for at, one in enumerate(found[:-1], start=1))
    assert not any("style" in one for one in found)


def test_the_first_button_of_a_card_stands_out() -> None:
    found = buttons(dict(shown(REAL["alert"]).card))
    assert [one.get("style") for one in found] == ["positive", None, None]


def test_an_act_that_needs_a_form_opens_a_dialog() -> None:
    acts = Actions(insight=InsightId(7), saw="in_work", buttons=(Button(label="Fixed …", act="open:fixed"),))
    ((title, kind, data),) = pressed(message(acts))
    assert (title, kind) == ("Fixed …", "Action.Submit")
    assert data == {
        "msteams": {"type": "task/fetch"}, "k": KEY, "d": "form", "a": "open:fixed", "i": 7, "s": "in_work", "v": "",
    }  # fmt: skip


def test_buttons_of_an_answer_carry_their_own_values() -> None:
    found = pressed(REAL["roi"])
    assert [(data.get("a"), data.get("v")) for _, _, data in found][:2] == [
        ("open:roi", "roi programme desk last quarter how"), ("open:roi", "roi programme desk last quarter rows"),
    ]  # fmt: skip
    assert [title for title, _, _ in found][-2:] == ["Share to channel", "More"] and len(found) == 6


def test_buttons_beyond_six_stand_behind_more() -> None:
    acts = Actions(insight=None, buttons=tuple(Button(label=f"B{at}", act="watch", value=str(at)) for at in range(9)))
    made = message(acts)
    assert [title for title, _, _ in pressed(made)] == ["B0", "B1", "B2", "B3", "B4", "More"]
    _, card = more_card(made, key=KEY)
    assert [one["title"] for one in of(card, "Input.ChoiceSet")[0]["choices"]] == [f"B{at}" for at in range(9)]


def test_a_message_with_nothing_more_has_no_more() -> None:
    assert pressed(message(Text(line=(Span(text="Hello"),)))) == []


def test_a_card_with_acts_is_drawn_anew_for_whoever_looks_again() -> None:
    refresh = shown(REAL["alert"]).card["refresh"]
    assert refresh == {"action": {"type": "Action.Execute", "verb": "refresh", "data": {"k": KEY}}, "userIds": []}
    assert "refresh" not in shown(REAL["roi"]).card
    assert "refresh" not in shown(replace(REAL["alert"], private=True)).card


# --- figures --------------------------------------------------------------------------------------------------------


def test_every_figure_of_a_digest_opens_where_it_stands() -> None:
    spans = figures(REAL["digest"])
    found = dict(opened(REAL["digest"]))
    for text, number in found.items():
        assert text.replace("\u2060", "") == clean(spans[number].text)
    assert len(list(opened(REAL["digest"]))) == len(spans)


def test_the_same_figure_twice_opens_the_same() -> None:
    figure = Span(text="58", opens=Rows(theme=1))
    made = message(Text(line=(figure, Span(text=" or "), figure)))
    assert [figures(made)[number] for _, number in opened(made)] == [figure, figure]


def test_where_figures_are_no_links_more_lists_them() -> None:
    assert "selectAction" not in json.dumps(_drawn(shown(REAL["digest"], replace(NATIVE, links=False)).card))
    _, card = more_card(REAL["digest"], key=KEY)
    assert problems(card, dialog=True) == []
    numbers = next(one for one in of(card, "Input.ChoiceSet") if one["id"] == "n")["choices"]
    assert ("Show 58 mentions", "0") in [(one["title"], one["value"]) for one in numbers]
    assert {int(one["value"]) for one in numbers} <= set(range(len(figures(REAL["digest"]))))


def test_figures_stand_out_and_what_is_faint_is_small() -> None:
    line = (Span(text="Because "), Span(text="58 people", opens=Rows(theme=1)), Span(text=" wrote"))
    (plain, *_), (faint, *_) = body(message(Text(line=line))), body(message(Text(line=line, faint=True)))
    assert [one.get("weight") for one in plain["inlines"]] == [None, "Bolder", None]
    assert all(one["size"] == "Small" and one["isSubtle"] for one in faint["inlines"])


def test_only_a_vetted_address_is_a_link_and_its_host_is_shown() -> None:
    def link(href: str) -> str:
        return read([one for one in of(body(message(Text(line=(Span(text="ticket", href=href),)))), "TextRun")
                     if one.get("selectAction", {}).get("type") == "Action.OpenUrl"])  # fmt: skip

    assert link("https://tracker.example/T-1") == "ticket (tracker.example)"
    assert not any(map(link, ("http://a.example", "javascript:alert(1)", "/insight/3", "https://", "https:// x")))


# --- more -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_more_offers_every_act_and_every_number(name: str) -> None:
    _, card = more_card(REAL[name], key=KEY)
    assert problems(card, dialog=True) == [] and len(buttons(card)) <= 6
    harmless(card)
    codes = {one["value"] for field in of(card, "Input.ChoiceSet") if field["id"] != "n" for one in field["choices"]}
    rows = [block.actions if isinstance(block, Entry) else block for block in REAL[name].blocks]
    assert codes == {
        row.code(one) for row in rows if isinstance(row, Actions) for one in (*row.buttons, *row.menu)
    }  # fmt: skip


def test_more_of_one_insight_shows_all_acts_at_once() -> None:
    _, card = more_card(REAL["alert"], key=KEY)
    acts, numbers = of(card, "Input.ChoiceSet")
    assert acts["style"] == "expanded"
    assert acts["choices"][2] == {"title": "Take it on", "value": "take|47|acknowledged|"}
    assert [one["data"] for one in buttons(card)] == [
        {"k": KEY, "d": "act", "f": "a1"}, {"k": KEY, "d": "open", "f": "n"},
    ]  # fmt: skip
    assert numbers["choices"][0]["title"] == "Topic: login failure"


def test_more_of_many_insights_keeps_to_six_buttons() -> None:
    acts = [Actions(insight=InsightId(at), buttons=(Button(label="Watch", act="watch"),)) for at in range(1, 9)]
    _, card = more_card(message(*acts), key=KEY)
    fields = of(card, "Input.ChoiceSet")
    assert len(buttons(card)) == 5 and sum(len(field["choices"]) for field in fields) == 8


# --- too much -------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_counted_and_the_buttons_stay() -> None:
    lines = [Text(line=(Span(text=f"line {number} " + "word " * 500),)) for number in range(80)]
    acts = Actions(insight=None, buttons=(Button(label="How", act="open:roi", value="how"),))
    drawn = body(message(*lines, acts))
    kept = sum("line " in read(one) for one in drawn)
    assert 10 < kept < 80 and drawn[-1]["type"] == "ActionSet"
    assert read(drawn[-2]).replace("  ", " ") == (
        f"{80 - kept} more parts do not fit here: the whole message stands in Earshot's own workspace."
    )


def test_what_does_not_fit_is_linked_where_there_is_an_address() -> None:
    lines = [Text(line=(Span(text="word " * 600),)) for _ in range(80)]
    last = body(message(*lines), replace(NATIVE, url="https://earshot.example"))[-1]
    assert last["inlines"][1]["selectAction"] == {"type": "Action.OpenUrl", "url": "https://earshot.example"}


def test_a_message_of_the_widest_characters_fits() -> None:
    lines = [Text(line=(Span(text="👍" * 1400),)) for _ in range(40)]
    assert "do not fit here" in read(body(message(*lines)))


def test_a_header_a_quote_and_a_label_are_cut() -> None:
    long = "wörter " * 2000
    drawn = body(
        message(
            Header(text=long), Quote(text=Untrusted(long), origin=()), Text(line=(Span(text=long),)),
            Actions(insight=InsightId(1), buttons=(Button(label=long, act="take", value=long),), menu=()),
        )
    )  # fmt: skip
    assert all(text.endswith(("…", "…”")) for text, _ in said(drawn) if len(text) > 60)


# --- charts and tables ----------------------------------------------------------------------------------------------


def _chart(**more: Any) -> Chart:
    made: dict[str, Any] = {
        "kind": "bar", "title": "Worth by kind", "alt": "Worth 7 against 5", "x": ("Sales", "Retention", "Spent"),
        "series": (("EUR", (2.0, None, 5.0)),), "unit": "EUR",
    }  # fmt: skip
    return Chart(**(made | more))


def test_a_chart_is_native_and_a_gap_is_named_never_zero() -> None:
    chart, words = body(message(_chart()))
    fallback = chart.pop("fallback")
    assert chart == {
        "type": "Chart.VerticalBar", "title": "Worth by kind", "yAxisTitle": "EUR", "showBarValues": True,
        "data": [{"x": "Sales", "y": 2.0}, {"x": "Spent", "y": 5.0}],
    }  # fmt: skip
    assert read(words) == "Worth 7 against 5 No data: Retention."
    title, table = fallback["items"]
    assert title["text"] == "Worth by kind" and table["type"] == "Table" and "no data" in read(table["rows"])
    assert "█████" in read(table["fallback"])


def test_days_make_a_line_and_anything_else_makes_bars() -> None:
    days = _chart(kind="line", x=("2026-09-28", "2026-10-05"), series=(("m", (1.0, 2.0)),))
    assert body(message(days))[0]["data"][0]["values"][0] == {"x": "2026-09-28", "y": 1.0}
    hours = replace(days, x=("2026-10-03T22:00", "2026-10-03T23:00"))
    assert body(message(hours))[0]["type"] == "Chart.VerticalBar"
    both = replace(hours, series=(("m", (1.0, 2.0)), ("n", (3.0, 4.0))))
    assert body(message(both))[0]["type"] == "Chart.VerticalBar.Grouped"


def test_parts_of_a_whole_lie_beside_each_other() -> None:
    two = (("negative", (1.0, 2.0)), ("positive", (3.0, 4.0)))
    lying = body(message(_chart(kind="stacked", x=("Mon", "Tue"), series=two)))[0]
    assert lying["type"] == "Chart.HorizontalBar.Stacked"
    assert lying["data"][0] == {
        "title": "Mon", "data": [{"legend": "negative", "value": 1.0}, {"legend": "positive", "value": 3.0}],
    }  # fmt: skip
    many = tuple(f"{at:02} h" for at in range(24))
    standing = body(message(_chart(kind="stacked", x=many, series=(("a", (1.0,) * 24), ("b", (2.0,) * 24)))))[0]
    assert standing["type"] == "Chart.VerticalBar.Grouped" and standing["stacked"] is True


@pytest.mark.parametrize(
    "chart",
    [
        _chart(kind="line", x=("2026-09-21", "2026-09-28", "2026-10-05")),
        _chart(series=(("a", (1.0, 2.0, None)), ("b", (1.0, 2.0, 3.0)))),
        _chart(x=tuple(map(str, range(61))), series=(("a", (1.0,) * 61),)),
        _chart(series=tuple((str(number), (1.0, 2.0, 3.0)) for number in range(9))),
        _chart(x=("same", "same", "other"), series=(("a", (1.0, 2.0, 3.0)),)),
        _chart(series=()),
    ],
    ids=["line with a gap", "gap in one series", "61 points", "9 series", "labels twice", "no series"],
)
def test_what_a_native_chart_cannot_tell_truly_is_told_in_words(chart: Chart) -> None:
    drawn = body(message(chart))
    assert not any(one["type"].startswith("Chart.") for one in everything(drawn) if "type" in one)
    assert "Worth 7 against 5" in read(drawn) and "Worth by kind" in read(drawn)


def test_a_chart_of_nothing_takes_no_room() -> None:
    assert body(message(Header(text="Title"), _chart(title="", alt="", x=(), series=())))[1:] == []


def _table(rows: int, cell: str = "cell", columns: int = 3) -> Table:
    line = ((Span(text=cell),), (Span(text="7", opens=Rows(theme=1)),), *((),) * (columns - 2))
    full = tuple(said or (Span(text="more"),) for said in line)
    return Table(head=("What", "Count", "", "", "")[:columns], rows=(*(line,) * (rows - 1), *(full,) * min(rows, 1)))


def test_a_table_is_native_with_figures_that_open_and_words_beneath() -> None:
    table, *_ = body(message(_table(2)))
    assert table["type"] == "Table" and table["firstRowAsHeaders"] is True
    cells = table["rows"][1]["cells"]
    assert cells[1]["items"][0]["horizontalAlignment"] == "Right" and read(cells[2]) == "–"
    assert cells[1]["items"][0]["inlines"][0]["selectAction"]["data"]["n"] in (0, 1)
    assert [read(one) for one in table["fallback"]["items"]] == ["cell · 7", "cell · 7 · more"]


def test_a_column_that_says_nothing_is_left_out() -> None:
    bare = Table(head=("What", "Note", "Count"), rows=(((Span(text="a"),), (), (Span(text="1"),)),))
    table = body(message(bare))[0]
    assert [read(cell) for cell in table["rows"][0]["cells"]] == ["What", "Count"]


def test_a_table_of_many_columns_is_a_list_on_a_phone() -> None:
    table, listed, *_ = body(message(_table(2, columns=5)))
    assert (table["targetWidth"], listed["targetWidth"]) == ("atLeast:Standard", "atMost:Narrow")
    assert read(listed).count("Count: ") == 2


def test_rows_beyond_what_fits_are_counted() -> None:
    plain = Table(head=("What",), rows=(((Span(text="cell"),),),) * 100)
    assert "40 more rows are not shown here." in read(body(message(plain)))
    drawn = read(body(message(_table(40, "x" * 900), _table(3, "short"))))
    assert "more rows are not shown here." in drawn and drawn.count("short") == 6 and "do not fit" not in drawn


def test_a_table_without_rows_names_its_columns() -> None:
    assert "What · Count" in read(body(message(_table(0))))


# --- whatever was written -------------------------------------------------------------------------------------------

MESSAGES = messages(st.one_of(st.sampled_from([*WRITTEN, *corpus()]), st.text(max_size=30)))


@settings(max_examples=60, deadline=None)
@given(MESSAGES, st.sampled_from(LOOKS))
def test_whatever_is_written_in_any_field_stays_words(made: Message, look: Look) -> None:
    shown(made, look)
    for one in everything(shown(made, look).card):
        if one.get("type") == "Action.Submit" and "n" in one["data"]:
            assert one["data"]["n"] in range(len(figures(made)))


@settings(max_examples=40, deadline=None)
@given(MESSAGES)
def test_whatever_is_written_more_stays_words(made: Message) -> None:
    _, card = more_card(made, key=KEY)
    assert problems({**card, "body": _without_codes(card["body"])}, dialog=True) == []
    assert len(buttons(card)) <= 6
    harmless(card)


def _without_codes(value: Any) -> Any:
    """A card whose choices stand for nothing: what they stand for is not shown."""
    if isinstance(value, list):
        return [_without_codes(one) for one in value]
    if isinstance(value, dict):
        plain = {name: _without_codes(one) for name, one in value.items()}
        return {**plain, "value": "x"} if "title" in value and isinstance(value.get("value"), str) else plain
    return value


@pytest.mark.parametrize("text", [*WRITTEN, *corpus()])
def test_a_quote_in_teams_is_the_words_and_nothing_else(text: str) -> None:
    entry = next(block for block in lumo.digest().blocks if isinstance(block, Entry))
    told = replace(entry, title=(Span(text=Untrusted(text)),), quote=Quote(text=Untrusted(text), origin=()))
    shown(message(told))


def test_cards_are_json() -> None:
    drawn = shown(REAL["roi"]).card
    assert json.loads(json.dumps(drawn)) == drawn
