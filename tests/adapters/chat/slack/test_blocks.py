"""Messages as Block Kit: what stands where, within Slack's limits, whatever was written."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.slack.blocks import Drawn, Look, draw, unescape
from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Entry, Header, Message, Quote, Span, Spark, Table, Text
from bot.model.rows import Rows
from bot.testing import lumo
from bot.texts.numbered import figures
from tests.adapters.chat.posted import REAL, messages
from tests.adapters.chat.slack.hostile import WRITTEN, corpus, kinds, live, mrkdwn, strings
from tests.stand_in.slack.blocks import of_message, too_long

KEY = "digest:support:2026-10-05"
NATIVE = Look()
PLAIN = Look(charts="text", tables=False)
LOOKS = (
    NATIVE,
    PLAIN,
    Look(charts="image", images={"Worth by kind against cost, EUR": "F012"}, url="https://e.example"),
)
_ACTING = {"user", "usergroup", "channel", "broadcast", "date", "markdown", "link", "color"}


def shown(message: Message, look: Look = NATIVE) -> Drawn:
    """The message as drawn, judged."""
    drawn = draw(message, key=KEY, look=look)
    assert of_message(list(drawn.blocks)) == []
    assert not too_long(list(drawn.blocks))
    assert 0 < len(drawn.text) <= 3000
    return drawn


def blocks(message: Message, look: Look = NATIVE) -> list[dict[str, Any]]:
    """Its blocks."""
    return [dict(block) for block in shown(message, look).blocks]


def read(value: object) -> str:
    """Everything that people read, run together."""
    return " ".join(strings(value))


def choices(message: Message, look: Look = NATIVE) -> list[tuple[str, str]]:
    """What the menus offer: words and value."""
    found = []
    for block in blocks(message, look):
        for element in block.get("elements", []):
            groups = element.get("option_groups", [element]) if element["type"] == "static_select" else []
            found += [(one["text"]["text"], one["value"]) for group in groups for one in group["options"]]
    return found


def buttons(message: Message) -> list[tuple[str, str, str]]:
    """Label, action and value of every button."""
    return [
        (element["text"]["text"], element["action_id"], element.get("value", ""))
        for block in blocks(message)
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def message(*parts: Any, **more: Any) -> Message:
    """A message of these blocks."""
    return Message(blocks=parts, summary=more.pop("summary", "In words"), **more)


# --- what is posted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS, ids=["native", "plain", "image"])
@pytest.mark.parametrize("name", REAL)
def test_slack_takes_what_the_demo_posts(name: str, look: Look) -> None:
    assert len(blocks(REAL[name], look)) <= 30


def test_a_digest_of_five_with_everything_shows_everything() -> None:
    drawn = read(blocks(lumo.digest()))
    for entry in lumo.digest().blocks:
        if isinstance(entry, Entry) and entry.quote is not None and entry.spark is not None:
            assert f"{entry.number} {entry.badge}" in drawn
            assert f"“{entry.quote.text.raw}”" in drawn
            assert entry.spark.alt in drawn
    assert "Missing" in drawn and "React 1️⃣-5️⃣" in drawn


def test_an_entry_is_a_rich_text_with_its_quote_small_print_and_acts() -> None:
    drawn = blocks(lumo.digest())
    assert [block["type"] for block in drawn[2:6]] == ["divider", "rich_text", "context", "actions"]
    assert [part["type"] for part in drawn[3]["elements"]] == [
        "rich_text_section", "rich_text_quote",
    ]  # fmt: skip
    assert drawn[3]["elements"][0]["elements"][0] == {"type": "emoji", "name": "red_circle"}
    assert [one["type"] for one in drawn[5]["elements"]] == ["button", "button", "static_select"]


def test_the_words_for_notifications_are_the_summary() -> None:
    drawn = shown(REAL["digest"])
    assert unescape(drawn.text) == REAL["digest"].summary
    assert "SUDDEN RISE" in drawn.text


def test_a_summary_that_is_too_long_is_cut_before_it_is_escaped() -> None:
    drawn = shown(message(Header(text="Digest"), summary="<&>" * 2000))
    assert drawn.text.endswith("…") and len(drawn.text) > 2800
    assert unescape(drawn.text).removesuffix("…") == ("<&>" * 2000)[: len(unescape(drawn.text)) - 1]


def test_a_sparkline_has_gaps_and_words() -> None:
    spark = Spark(values=(0, None, 4, 8), alt="from 0 to 8")
    (drawn,) = blocks(message(spark))
    assert drawn["elements"][0]["text"] == "▁·▅█\u2002from 0 to 8"


def test_a_message_that_says_nothing_still_says_something() -> None:
    for empty in (message(summary=""), message(Text(line=()), summary=" "), message(Header(text=""), summary="")):
        assert shown(empty).blocks


# --- buttons, menus, figures ----------------------------------------------------------------------------------------


def test_a_button_says_which_act_on_what_as_its_person_saw_it() -> None:
    acts = Actions(
        insight=InsightId(7), saw="in_work",
        buttons=(Button(label="No", act="not_ours", value="quality|x"), Button(label="Fixed …", act="open:fixed")),
        menu=(Button(label="Watch", act="watch"), Button(label="Tag …", act="open:tag")),
    )  # fmt: skip
    (block,) = blocks(message(acts))
    assert block["block_id"] == f"1|{KEY}"
    assert buttons(message(acts)) == [
        ("No", "act:not_ours", "not_ours|7|in_work|quality|x"), ("Fixed …", "open:fixed", "open:fixed|7|in_work|"),
    ]  # fmt: skip
    assert choices(message(acts)) == [("Watch", "watch|7|in_work|"), ("Tag …", "open:tag|7|in_work|")]


def test_buttons_of_an_answer_carry_their_own_values_and_are_told_apart() -> None:
    assert [(action, value) for _, action, value in buttons(REAL["roi"])][:2] == [
        ("open:roi", "roi programme desk last quarter how"), ("open:roi:1", "roi programme desk last quarter rows"),
    ]  # fmt: skip
    assert buttons(REAL["roi"])[-1] == ("Share to channel", "open:share", "")


def test_what_is_too_long_for_a_choice_is_a_button() -> None:
    acts = Actions(insight=None, buttons=(), menu=(Button(label="Add", act="open:entry", value="x" * 400),))
    assert buttons(message(acts)) == [("Add", "open:entry", "x" * 400)]
    assert choices(message(acts)) == []


def test_the_same_act_twice_is_offered_once() -> None:
    watch = Button(label="Watch", act="watch")
    assert len(choices(message(Actions(insight=InsightId(1), buttons=(), menu=(watch, watch))))) == 1


def test_an_entrys_menu_opens_its_own_figures_and_one_at_the_end_the_others() -> None:
    found = choices(REAL["digest"])
    spans = figures(REAL["digest"])
    opened = {int(value.partition("|")[2]): words for words, value in found if value.startswith("open|")}
    assert sorted(opened) == list(range(len(spans)))
    assert opened[0] == "Show 58 mentions"
    assert "Show 143 mentions" in opened.values() and "Topic: login failure" in opened.values()
    assert "Show 51 wrote" in opened.values()


def test_figures_are_numbered_in_the_order_of_the_message() -> None:
    spans = figures(REAL["digest"])
    assert [span.text for span in spans[:2]] == ["58 mentions", "54 people"]
    assert all(span.opens or span.topic is not None or span.href for span in spans)


def test_every_figure_of_an_answer_opens_and_says_what_it_is() -> None:
    words = [words for words, value in choices(REAL["roi"]) if value.startswith("open|")]
    assert "Show -0.2 % (About break-even)" in words
    assert "Show €7,529 worth" in words and "Show €7,547 spent" in words
    assert "Show €3,746 measured" in words and "Show €5,342 (Efficiency)" in words
    assert len(words) == len(set(words))


def test_figures_without_a_menu_near_by_get_one() -> None:
    line = (Span(text="3 mentions", opens=Rows(theme=1)), Span(text=" and "), Span(text="a topic", topic=4))
    drawn = blocks(message(Text(line=line)))
    assert drawn[-1]["elements"][0]["placeholder"]["text"] == "Open a number"
    assert choices(message(Text(line=line))) == [("Show 3 mentions", "open|0"), ("Topic: a topic", "open|1")]


def test_more_figures_than_a_menu_holds_get_several() -> None:
    line = tuple(Span(text=f"{number} mentions ", opens=Rows(theme=number)) for number in range(1, 251))
    assert len(choices(message(Text(line=line)))) == 250
    acts = Actions(insight=InsightId(1), buttons=(), menu=(Button(label="Watch", act="watch"),))
    assert len(choices(message(Text(line=line), acts))) == 251


def test_figures_stand_out_in_rich_text_and_in_small_print() -> None:
    line = (Span(text="Because "), Span(text="58 people", opens=Rows(theme=1)), Span(text=" wrote"))
    plain, faint = message(Text(line=line)), message(Text(line=line, faint=True))
    assert blocks(plain)[0]["elements"][0]["elements"][1] == {
        "type": "text", "text": "58 people", "style": {"bold": True},
    }  # fmt: skip
    assert blocks(faint)[0]["elements"][0] == {"type": "mrkdwn", "text": "Because *58 people* wrote", "verbatim": True}


def test_a_figure_beside_a_sign_is_not_made_bold_there() -> None:
    line = (Span(text="58 people", opens=Rows(theme=1)), Span(text="_wrote"))
    (block,) = blocks(message(Text(line=line, faint=True)))[:1]
    assert unescape(block["elements"][0]["text"]) == "58 people_wrote"


def test_figures_with_nothing_between_them_are_bold_together() -> None:
    figure = Span(text="58", opens=Rows(theme=1))
    (block,) = blocks(message(Text(line=(figure, Span(text=""), figure), faint=True)))[:1]
    assert block["elements"][0]["text"] == "*5858*"


def test_small_print_without_figures_is_plain_text() -> None:
    (block,) = blocks(message(Text(line=(Span(text="<!here> *x*"),), faint=True)))
    assert block["elements"] == [{"type": "plain_text", "text": "<!here> *x*", "emoji": False}]


def test_only_a_vetted_address_is_a_link_and_its_host_is_shown() -> None:
    def link(href: str) -> set[str]:
        return kinds(blocks(message(Text(line=(Span(text="ticket", href=href),))))) & {"link"}

    assert link("https://tracker.example/T-1") == {"link"}
    assert not any(map(link, ("http://a.example", "javascript:alert(1)", "/insight/3", "https://", "https:// x")))
    (block,) = blocks(message(Text(line=(Span(text="ticket", href="https://tracker.example/T-1"),))))
    assert block["elements"][0]["elements"][0]["text"] == "ticket (tracker.example)"


# --- too much -------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_counted_and_the_buttons_stay() -> None:
    lines = [Text(line=(Span(text=f"line {number}"),)) for number in range(80)]
    acts = Actions(insight=None, buttons=(Button(label="How", act="open:roi", value="how"),))
    drawn = blocks(message(*lines, acts))
    assert len(drawn) == 50
    assert read(drawn[-2]) == "32 more parts do not fit here:  the whole message stands in Earshot's own workspace."
    assert drawn[-1]["type"] == "actions"
    assert read(drawn[47]) == "line 47" and sum("line" in read(block) for block in drawn) == 48


def test_what_does_not_fit_is_linked_where_there_is_an_address() -> None:
    lines = [Text(line=(Span(text=f"line {number}"),)) for number in range(51)]
    last = blocks(message(*lines), replace(NATIVE, url="https://earshot.example"))[-1]
    assert last["elements"][0]["elements"][1]["url"] == "https://earshot.example"


def test_a_header_a_quote_and_a_label_are_cut_where_slack_ends() -> None:
    long = "wörter " * 2000
    drawn = blocks(
        message(
            Header(text=long), Quote(text=Untrusted(long), origin=()), Text(line=(Span(text=long),)),
            Actions(insight=InsightId(1), buttons=(Button(label=long, act="take", value=long),), menu=()),
        )
    )  # fmt: skip
    assert all(text.endswith(("…", "…”")) for text in strings(drawn) if len(text) > 60)


# --- charts and tables ----------------------------------------------------------------------------------------------


def _chart(**more: Any) -> Chart:
    made: dict[str, Any] = {
        "kind": "bar", "title": "Worth by kind", "alt": "Worth 7 against 5", "x": ("Sales", "Retention", "Spent"),
        "series": (("EUR", (2.0, None, 5.0)),), "unit": "EUR",
    }  # fmt: skip
    return Chart(**(made | more))


def test_a_chart_is_native_and_a_gap_is_named_never_zero() -> None:
    chart, words = blocks(message(_chart()))
    assert chart == {
        "type": "data_visualization",
        "title": "Worth by kind",
        "chart": {
            "type": "bar",
            "series": [{"name": "EUR", "data": [{"label": "Sales", "value": 2.0}, {"label": "Spent", "value": 5.0}]}],
            "axis_config": {"categories": ["Sales", "Spent"], "y_label": "EUR"},
        },
    }
    assert read(words) == "Worth 7 against 5 No data: Retention."


@pytest.mark.parametrize(
    "chart",
    [
        _chart(kind="line"),
        _chart(series=(("a", (1.0, 2.0, None)), ("b", (1.0, 2.0, 3.0)))),
        _chart(x=tuple(map(str, range(21))), series=(("a", (1.0,) * 21),)),
        _chart(series=tuple((str(number), (1.0, 2.0, 3.0)) for number in range(7))),
        _chart(x=("same", "same", "other"), series=(("a", (1.0, 2.0, 3.0)),)),
        _chart(series=()),
    ],
    ids=["line with a gap", "gap in one series", "21 points", "7 series", "labels twice", "no series"],
)
def test_what_a_native_chart_cannot_tell_truly_is_told_in_words(chart: Chart) -> None:
    drawn = blocks(message(chart))
    assert [block["type"] for block in drawn] == ["rich_text"]
    assert "Worth 7 against 5" in read(drawn)


def test_a_chart_of_nothing_takes_no_room() -> None:
    assert blocks(message(Header(text="Title"), _chart(title="", alt="", x=(), series=())))[1:] == []


def test_a_message_has_two_native_charts_at_most() -> None:
    drawn = [block["type"] for block in blocks(message(_chart(), _chart(), _chart()))]
    assert drawn.count("data_visualization") == 2 and drawn[-1] == "rich_text"


def test_an_uploaded_chart_has_its_finding_as_alternative_text() -> None:
    (image,) = blocks(message(_chart()), Look(charts="image", images={"Worth by kind": "F1"}))
    assert image["slack_file"] == {"id": "F1"}
    assert image["alt_text"] == "Worth by kind. Worth 7 against 5 No data: Retention."


def test_a_chart_in_letters_has_a_bar_for_each_label_and_says_where_nothing_is_known() -> None:
    drawn = read(blocks(message(_chart()), PLAIN))
    assert "Sales      █████        2\nRetention               no data\nSpent      ████████████ 5" in drawn


def test_days_are_written_as_people_write_them() -> None:
    chart = _chart(kind="line", x=("2026-09-28", "2026-10-05"), series=(("m", (1.0, 2.0)),))
    assert blocks(message(chart))[0]["chart"]["axis_config"]["categories"] == ["28 Sep", "5 Oct"]


def _table(rows: int, cell: str = "cell") -> Table:
    line = ((Span(text=cell),), (Span(text="7", opens=Rows(theme=1)),), ())
    return Table(head=("What", "Count", ""), rows=(line,) * rows)


def test_a_table_is_native_with_figures_that_stand_out() -> None:
    table, _ = blocks(message(_table(2)))
    assert table["type"] == "data_table" and table["caption"] == "What · Count · –"
    assert [cell["type"] for cell in table["rows"][1]] == ["raw_text", "rich_text", "raw_text"]


def test_rows_beyond_slacks_limits_are_counted() -> None:
    assert "20 more rows are not shown here." in read(blocks(message(_table(120))))
    drawn = blocks(message(_table(40, "x" * 300), _table(3, "short")))
    assert "more rows are not shown here." in read(drawn) and "short" in read(drawn)


def test_a_table_without_the_native_kind_is_letters_of_one_width_or_a_list() -> None:
    narrow, wide = blocks(message(_table(2)), PLAIN)[0], blocks(message(_table(2, "word " * 30)), PLAIN)[0]
    assert narrow["elements"][0]["type"] == "rich_text_preformatted"
    assert wide["elements"][0]["type"] == "rich_text_list"
    assert read(wide).count("Count: ") == 2


def test_a_table_without_rows_names_its_columns() -> None:
    assert "What · Count" in read(blocks(message(_table(0))))


# --- whatever was written -------------------------------------------------------------------------------------------

MESSAGES = messages(st.one_of(st.sampled_from([*WRITTEN, *corpus()]), st.text(max_size=30)))


def harmless(value: object) -> None:
    """Nothing in these blocks acts that we did not make."""
    assert not kinds(value) & _ACTING
    for text in mrkdwn(value):
        assert live(text, bold=True) == []
    assert not any(letter in text for text in strings(value) for letter in "\u202e\u2066\u200b\u0000\u001b")


@settings(max_examples=60, deadline=None)
@given(MESSAGES, st.sampled_from(LOOKS[:2]))
def test_whatever_is_written_in_any_field_stays_words(made: Message, look: Look) -> None:
    drawn = shown(made, look)
    harmless(drawn.blocks)
    assert live(drawn.text) == []
    opened = {int(value[5:]) for _, value in choices(made, look) if value.startswith("open|")}
    assert opened <= set(range(len(figures(made))))


@pytest.mark.parametrize("text", [*WRITTEN, *corpus()])
def test_a_quote_in_slack_is_the_words_and_nothing_else(text: str) -> None:
    entry = next(block for block in lumo.digest().blocks if isinstance(block, Entry))
    said = replace(entry, title=(Span(text=Untrusted(text)),), quote=Quote(text=Untrusted(text), origin=()))
    harmless(blocks(message(said)))


@pytest.mark.parametrize("name", REAL)
def test_what_the_demo_posts_is_harmless(name: str) -> None:
    for look in LOOKS[:2]:
        drawn = shown(REAL[name], look)
        harmless(drawn.blocks)
        assert live(drawn.text) == []


def test_blocks_are_json() -> None:
    drawn: tuple[Mapping[str, object], ...] = shown(REAL["roi"]).blocks
    assert json.loads(json.dumps(drawn)) == list(drawn)
