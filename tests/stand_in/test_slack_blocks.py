"""Each limit of Block Kit: just allowed, just refused. The limits' sources stand in the judge's modules."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stand_in.slack import blocks
from tests.stand_in.slack.blocks import of_message, of_view, too_long

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def buttons(n: int) -> list[Json]:
    return [button(action_id=f"go:{k}") for k in range(n)]


def option(**more: Any) -> Json:
    return {"text": plain("One"), "value": "1", **more}


def options(n: int) -> list[Json]:
    return [option(value=str(k)) for k in range(n)]


def menu(n: int = 1, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "menu", "options": options(n), **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def inline(text: str) -> list[Json]:
    return [{"type": "text", "text": text}]


def table(rows: int, cells: int = 1, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells] * rows}


def data_table(rows: int, cells: int = 1, **more: Any) -> Json:
    return {**table(rows, cells), "type": "data_table", "caption": "Mentions", **more}


def pie(segments: int) -> Json:
    cuts = [{"label": f"a{k}", "value": 1} for k in range(segments)]
    return {"type": "data_visualization", "title": "T", "chart": {"type": "pie", "segments": cuts}}


def bars(series: int = 1, points: int = 2, **axes: Any) -> Json:
    days = [f"d{k}" for k in range(points)]
    one = [{"label": day, "value": -1.5} for day in days]
    chart = {
        "type": "bar", "series": [{"name": f"s{k}", "data": one} for k in range(series)],
        "axis_config": {"categories": days, **axes},
    }  # fmt: skip
    return {"type": "data_visualization", "title": "T", "chart": chart}


def titled(length: int) -> Json:
    return {**bars(), "title": "t" * length}


def field_input(**element: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input", "action_id": "a", **element}}


LIMITS: list[tuple[str, Callable[[int], list[Json]], int]] = [
    ("blocks of a message", lambda n: [section()] * n, 50),
    ("section text", lambda n: [section(text=mrkdwn("x" * n))], 3000),
    ("fields", lambda n: [section(fields=[mrkdwn("x")] * n)], 10),
    ("field text", lambda n: [section(fields=[mrkdwn("x" * n)])], 2000),
    ("header", lambda n: [{"type": "header", "text": plain("x" * n)}], 150),
    ("context elements", lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10),
    ("elements of actions", lambda n: [actions(*buttons(n))], 25),
    ("button text", lambda n: [actions(button(text=plain("x" * n)))], 75),
    ("button value", lambda n: [actions(button(value="x" * n))], 2000),
    ("button url", lambda n: [actions(button(url="https://x.example/".ljust(n, "x")))], 3000),
    ("accessibility label", lambda n: [actions(button(accessibility_label="x" * n))], 75),
    ("action_id", lambda n: [actions(button(action_id="x" * n))], 255),
    ("block_id", lambda n: [section(block_id="x" * n)], 255),
    ("options", lambda n: [actions(menu(n))], 100),
    ("option text", lambda n: [actions(menu(options=[option(text=plain("x" * n))]))], 75),
    ("option value", lambda n: [actions(menu(options=[option(value="x" * n)]))], 150),
    ("option description", lambda n: [actions(menu(options=[option(description=plain("x" * n))]))], 75),
    ("placeholder", lambda n: [actions(menu(placeholder=plain("x" * n)))], 150),
    ("overflow options", lambda n: [section(accessory={"type": "overflow", "options": options(n)})], 5),
    ("check boxes", lambda n: [actions({"type": "checkboxes", "options": options(n)})], 10),
    ("radio buttons", lambda n: [actions({"type": "radio_buttons", "options": options(n)})], 10),
    ("alt text", lambda n: [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "x" * n}], 2000),
    (
        "image url",
        lambda n: [{"type": "image", "image_url": "https://x.example/".ljust(n, "x"), "alt_text": "x"}],
        3000,
    ),
    ("input label", lambda n: [{**field_input(), "label": plain("x" * n)}], 2000),
    ("input max_length", lambda n: [field_input(max_length=n)], 3000),
    ("markdown", lambda n: [{"type": "markdown", "text": "x" * n}], 12_000),
    ("table rows", lambda n: [table(n)], 100),
    ("table cells", lambda n: [table(1, n)], 20),
    ("table characters", lambda n: [table(1, 1, "x" * n)], 10_000),
    ("tables of a message", lambda n: [table(1)] * n, 1),
    ("data table rows", lambda n: [data_table(n)], 101),
    ("data table cells", lambda n: [data_table(2, n)], 20),
    ("data table page", lambda n: [data_table(2, page_size=n)], 100),
    ("chart title", lambda n: [titled(n)], 50),
    ("pie segments", lambda n: [pie(n)], 6),
    ("pie label", lambda n: [_labelled(n)], 20),
    ("chart series", lambda n: [bars(n)], 6),
    ("chart points", lambda n: [bars(1, n)], 20),
    ("axis label", lambda n: [bars(x_label="x" * n)], 50),
    ("charts of a message", lambda n: [bars()] * n, 2),
    ("confirmation title", lambda n: [actions(button(confirm=_confirm(title=plain("x" * n))))], 100),
    ("confirmation text", lambda n: [actions(button(confirm=_confirm(text=plain("x" * n))))], 300),
    ("confirmation button", lambda n: [actions(button(confirm=_confirm(confirm=plain("x" * n))))], 30),
]


def _labelled(length: int) -> Json:
    made = pie(1)
    made["chart"]["segments"][0]["label"] = "x" * length
    return made


def _confirm(**more: Any) -> Json:
    return {"title": plain("T"), "text": plain("t"), "confirm": plain("Yes"), "deny": plain("No"), **more}


@pytest.mark.parametrize(("made", "most"), [one[1:] for one in LIMITS], ids=[one[0] for one in LIMITS])
def test_a_message_may_reach_a_limit_and_not_pass_it(made: Callable[[int], list[Json]], most: int) -> None:
    assert of_message(made(most)) == []
    assert of_message(made(most + 1)) != []


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "blocks": [section()], **more}


VIEW_LIMITS: list[tuple[str, Callable[[int], Json], int]] = [
    ("blocks of a modal", lambda n: modal(blocks=[section()] * n), 100),
    ("blocks of a Home tab", lambda n: {"type": "home", "blocks": [section()] * n}, 100),
    ("title", lambda n: modal(title=plain("x" * n)), 24),
    ("submit", lambda n: modal(submit=plain("x" * n)), 24),
    ("close", lambda n: modal(close=plain("x" * n)), 24),
    ("private_metadata", lambda n: modal(private_metadata="x" * n), 3000),
    ("callback_id", lambda n: modal(callback_id="x" * n), 255),
    ("external_id", lambda n: modal(external_id="x" * n), 255),
]


@pytest.mark.parametrize(("made", "most"), [one[1:] for one in VIEW_LIMITS], ids=[one[0] for one in VIEW_LIMITS])
def test_a_view_may_reach_a_limit_and_not_pass_it(made: Callable[[int], Json], most: int) -> None:
    assert of_view(made(most)) == []
    assert of_view(made(most + 1)) != []


GOOD: list[Json] = [
    {"type": "divider"},
    rich({"type": "rich_text_quote", "elements": inline("Never again!")}),
    rich({"type": "rich_text_section", "elements": [*inline("a"), {"type": "emoji", "name": "wave"},
         {"type": "link", "url": "https://x.example", "text": "x"}, {"type": "user", "user_id": "U0"}]}),
    rich({"type": "rich_text_list", "style": "bullet", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "b", "style": {"bold": True}}]}]}),
    rich({"type": "rich_text_preformatted", "elements": inline("code")}),
    section(accessory=menu(2, initial_option=option(value="1"))),
    {"type": "section", "fields": [plain("a")]},
    actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-06-16"}),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chart"},
    {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "f",
        "positive_button": {"text": plain("Good"), "value": "1"},
        "negative_button": {"text": plain("Bad"), "value": "0"}}]},
    data_table(3, 2, row_header_column_index=1),
    field_input(),
]  # fmt: skip


@pytest.mark.parametrize("block", GOOD, ids=lambda one: str(one["type"]))
def test_what_slack_shows_is_allowed(block: Json) -> None:
    assert of_message([block]) == []


BAD: list[tuple[str, Json]] = [
    ("a type that is not there", {"type": "chart"}),
    ("no type", {"text": plain("x")}),
    ("a property that is not there", section(colour="red")),
    ("a section of nothing", {"type": "section"}),
    ("an empty text", section(text=mrkdwn(""))),
    ("a text that is a number", section(text=mrkdwn(3))),  # type: ignore[arg-type]
    ("mrkdwn in a header", {"type": "header", "text": mrkdwn("x")}),
    ("mrkdwn in a button", actions(button(text=mrkdwn("x")))),
    ("emoji in mrkdwn", section(text={**mrkdwn("x"), "emoji": True})),
    ("a style of its own", actions(button(style="green"))),
    ("a script for an address", actions(button(url="javascript:alert(1)"))),
    ("an image without alt text", {"type": "image", "image_url": "https://x.example/a.png"}),
    ("an image without image", {"type": "image", "alt_text": "x"}),
    ("no elements", actions()),
    ("a text field among actions", actions({"type": "plain_text_input", "action_id": "a"})),
    ("two same action_ids in a block", actions(button(), button())),
    ("a menu without options", actions({"type": "static_select", "action_id": "m"})),
    ("a menu of nothing", actions(menu(0))),
    ("two same option values", actions(menu(options=[option(), option()]))),
    ("a first choice not on offer", actions(menu(1, initial_option=option(value="9")))),
    ("an option with an address in a menu", actions(menu(options=[option(url="https://x.example")]))),
    ("rich text of bare texts", rich(*inline("x"))),
    ("an empty rich text", rich({"type": "rich_text_section", "elements": inline("")})),
    ("a list of bare texts", rich({"type": "rich_text_list", "style": "bullet", "elements": inline("x")})),
    ("a user in a preformatted text", rich({"type": "rich_text_preformatted", "elements": [
        {"type": "user", "user_id": "U"}]})),
    ("a data table of a header alone", data_table(1)),
    ("a data table without caption", {**table(2), "type": "data_table"}),
    ("rows of unequal length", {**data_table(2), "rows": [[{"type": "raw_text", "text": "a"}], []]}),
    ("rich text in a header row", {**data_table(2), "rows": [[rich({"type": "rich_text_section",
        "elements": inline("x")})]] * 2}),
    ("a data table page of nothing", data_table(2, page_size=0)),
    ("a segment of nothing", {"type": "data_visualization", "title": "T", "chart": {
        "type": "pie", "segments": [{"label": "a", "value": 0}]}}),
    ("a chart without title", {**bars(), "title": ""}),
    ("labels beside the categories", {**bars(), "chart": {**bars()["chart"], "axis_config": {"categories": ["x"]}}}),
    ("a file field in a message", {"type": "alert", "text": plain("x")}),
    ("a date that is none", actions({"type": "datepicker", "action_id": "d", "initial_date": "16.06.2026"})),
]  # fmt: skip


@pytest.mark.parametrize("block", [one for _, one in BAD], ids=[name for name, _ in BAD])
def test_what_slack_refuses_is_refused(block: Json) -> None:
    assert of_message([block]) != []


def test_the_finding_says_what_and_where_as_slack_does() -> None:
    assert of_message([section(text=mrkdwn("x" * 3001))]) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert of_message("x") == ["[ERROR] must provide an array [json-pointer:/blocks]"]


def test_block_ids_are_unique_in_a_message_and_action_ids_only_in_a_block() -> None:
    assert of_message([section(block_id="a"), section(block_id="a")]) != []
    assert of_message([actions(button()), actions(button())]) == []


def test_a_workspace_without_the_new_blocks_refuses_them() -> None:
    for block in (data_table(2), bars()):
        assert of_message([block]) == []
        assert of_message([block], new_blocks=False) == [
            f"[ERROR] unsupported type: {block['type']} [json-pointer:/blocks/0/type]"
        ]


def test_tables_charts_and_markdown_are_not_for_modals() -> None:
    for block in (table(1), data_table(2), bars(), {"type": "markdown", "text": "x"}):
        assert of_view(modal(blocks=[block])) != []
    assert of_view({"type": "home", "blocks": [data_table(2), bars()]}) == []


def test_a_modal_with_a_field_needs_a_button_to_send_it() -> None:
    assert of_view(modal(blocks=[field_input()])) != []
    assert of_view(modal(blocks=[field_input()], submit=plain("Save"))) == []
    assert of_view({"type": "home", "title": plain("T"), "blocks": []}) != []


def test_the_markdown_of_a_message_counts_together() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert not too_long([half, half])
    assert too_long([half, half, {"type": "markdown", "text": "x"}])


def test_the_judge_knows_every_block_that_it_names() -> None:
    assert set(blocks.NEW_BLOCKS) < set(blocks.IN_MESSAGE)
