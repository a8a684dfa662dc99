"""Every form as a modal: Slack takes it, mistakes are shown in place, and what was typed reaches the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from adapters.chat.slack import forms
from adapters.chat.slack.acts import read
from adapters.chat.slack.came import Spot
from bot.config import RoiSettings
from bot.roi.blank import blank
from bot.roi.entries import KIND_INPUTS
from bot.testing.desk import GROUND
from bot.texts import forms as form_words
from bot.texts.workspace import FORMS
from tests.adapters.chat.slack.office import BEN, QUALITY, Office
from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.filling import filled

SPOT = Spot(channel=QUALITY, message="1.2", insight=3, saw="new", today="2026-10-05")
DEPARTMENTS = ("support", "quality")
TYPED: Mapping[str, Mapping[str, Any]] = {
    "fixed": {"what": "New cells", "released": "2026-10-01", "hours": "2.5", "money": "120"},
    "told": {"where": "release notes"},
    "decline": {"why": "not ours to mend"},
    "reopen": {"why": "it is back"},
    "tag": {"value": "support"},
    "not_ours": {"value": "support"},
    "link": {"text": "https://tracker.example/7"},
    "rename": {"text": "Hot batteries"},
    "reply": {"text": "We look into it"},
    "raise": {"text": "Three asked for a longer cable"},
    "in_work": {"text": "on it"},
}
"""What somebody fills in, form by form."""
BEFORE = {"told": "fixed", "reopen": "decline"}
"""Forms of acts that need another one first."""
MOVES = {"fixed": "fixed", "told": "told", "decline": "declined", "reopen": "new", "in_work": "in_work"}


def view_of(name: str, **more: Any) -> dict[str, Any]:
    return forms.act_form(name, SPOT, departments=DEPARTMENTS, **more)


def sent(view: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    state = filled([{**block, "optional": True} for block in view["blocks"]], dict(values))
    return {"type": "view_submission", "view": {**view, "state": {"values": state}}}


def test_every_form_of_the_workspace_has_its_case() -> None:
    assert set(TYPED) == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_slack_takes_every_form_and_its_title_is_not_cut(name: str) -> None:
    view = view_of(name)
    assert kit.of_view(view) == []
    assert view["title"]["text"] == form_words.form_title(name) != "Earshot"
    assert forms.check(sent(view, TYPED[name])) == {}
    assert Spot.unpacked(view["private_metadata"]) == SPOT


@pytest.mark.parametrize("name", [name for name in FORMS if name != "raise"])
async def test_every_form_leads_to_its_act(slack: Office, name: str) -> None:
    insight = await slack.topic()
    first = BEFORE.get(name)
    for one in [first, name] if first else [name]:
        now = await slack.now(insight)
        await slack.open(one, insight=insight.id, saw=now.status)
        assert await slack.submit(TYPED[one]) == {}
    status = (await slack.now(insight)).status
    assert status == MOVES.get(name, "new")
    kinds = {kind for kind, _, _ in await slack.signals()}
    assert kinds or name in ("rename", "reopen")


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(slack: Office) -> None:
    insight = await slack.harm()
    await slack.open("fixed", insight=insight.id, saw="new")
    errors = await slack.submit({"what": " ", "released": "2027-01-01", "hours": "2,5,5", "money": "many"})
    assert errors == {
        "what": "Say what was done.", "hours": "Hours are a number such as 2.5.",
        "released": "Say on which day it was released, as 2026-09-30 (not a day to come).",
        "money": "The cost is a number such as 120.50.",
    }  # fmt: skip
    assert await slack.submit({"what": "New cells", "released": "2026-10-05", "hours": "2.5", "money": ""}) == {}
    assert (await slack.now(insight)).status == "fixed"


WRONG: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("told", {"where": "   "}, "where"),
    ("decline", {}, "why"),
    ("tag", {}, "value"),
    ("link", {"text": "tracker 7"}, "text"),
    ("link", {"text": "javascript:alert(1)"}, "text"),
    ("link", {"text": "https://"}, "text"),
    ("link", {"text": "http://[::1"}, "text"),
    ("link", {"text": "https://x.example/" + "y" * 2000}, "text"),
    ("rename", {"text": "\n"}, "text"),
    ("fixed", {"what": "x", "released": "2026-10-06"}, "released"),
    ("fixed", {"what": "x", "released": "tomorrow"}, "released"),
    ("fixed", {"what": "x", "released": None}, "released"),
    ("fixed", {"what": "x", "hours": "-1"}, "hours"),
    ("raise", {"text": ""}, "text"),
)


@pytest.mark.parametrize(("name", "values", "field"), WRONG)
def test_a_mistake_names_its_field(name: str, values: Mapping[str, Any], field: str) -> None:
    assert list(forms.check(sent(view_of(name), values))) == [field]


@pytest.mark.parametrize("callback", ["", "rows", "form:", "form:nothing", "form:act"])
def test_other_forms_are_not_ours_to_judge(callback: str) -> None:
    assert forms.check({"view": {"callback_id": callback, "state": {"values": {}}}}) == {}


@pytest.mark.parametrize("chosen", [None, "members", "everyone"])
def test_who_may_read_what_was_said_in_private_must_be_chosen(chosen: str | None) -> None:
    spot = replace(SPOT, private="private")
    view = forms.raise_form(spot, text="x" * 4000, departments=DEPARTMENTS, member=True, outside=False)
    assert kit.of_view(view) == []
    values = {"audience": chosen} if chosen else {}
    assert forms.check(sent(view, values)) == ({} if chosen else {"audience": "Choose who may read it, or cancel."})


def test_a_form_without_departments_asks_for_the_name() -> None:
    view = forms.act_form("tag", SPOT, departments=())
    assert kit.of_view(view) == []
    assert view["blocks"][1]["element"]["type"] == "plain_text_input"


def test_a_form_keeps_what_was_typed_before() -> None:
    view = view_of("fixed", given={"what": "cells", "released": "2026-10-01", "hours": "2"}, words="Say on which day.")
    shown = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
    assert shown["what"]["initial_value"] == "cells"
    assert shown["released"]["initial_date"] == "2026-10-01"
    assert shown["hours"]["initial_value"] == "2"
    assert view["blocks"][0]["text"]["text"] == "Say on which day."


def test_a_fix_is_dated_today_unless_somebody_says_otherwise() -> None:
    shown = {one["block_id"]: one["element"] for one in view_of("fixed")["blocks"] if one["type"] == "input"}
    assert shown["released"]["initial_date"] == "2026-10-05"


CODES = ("cost=time", "cost=cash", "aim=", "outcome=", "change=", "idea=", "fx=", "programme=desk", "programme=",
         "rates=", "used=support", *(f"benefit={kind}" for kind in KIND_INPUTS))  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_form_of_the_ledger_is_one_that_slack_takes(code: str) -> None:
    form = blank(f"{code}&programme=survey", GROUND)
    view = forms.entry_form(form, SPOT)
    assert kit.of_view(view) == []
    assert forms.name_of({"view": view}) == f"entry:{code}"
    assert len(view["blocks"]) == len(form.fields) + 1


def test_a_figure_that_the_file_names_is_told_and_not_asked_for() -> None:
    ground = replace(GROUND, settings=RoiSettings(gross_margin="0.31"))
    blocks = forms.entry_form(blank("rates=", ground), SPOT)["blocks"]
    assert "Gross margin (share of a sale): 0.31 (set in earshot.toml)" in [
        one["text"]["text"] for one in blocks if one["type"] == "section"
    ]
    assert "gross_margin" not in [one.get("block_id") for one in blocks]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [({"amount": "12.5"}, []), ({"amount": "much"}, ["amount"]), ({"note": "x" * 401}, ["note"]), ({"rate": ""}, []),
     ({"amount": "1e9", "rate": "nan"}, ["amount", "rate"])],
)  # fmt: skip
def test_a_figure_of_an_entry_must_be_one(given: Mapping[str, str], wrong: list[str]) -> None:
    values = {field: {forms.FIELD: {"type": "number_input", "value": said}} for field, said in given.items()}
    view = {"callback_id": "form:entry:cost=cash", "state": {"values": values}}
    assert list(forms.check({"view": view})) == wrong


def test_the_buttons_that_open_forms_are_the_forms_there_are() -> None:
    for name in (*FORMS, "entry"):
        body = {"actions": [{"action_id": f"open:{name}", "block_id": "1|k", "value": f"open:{name}|1|new|"}]}
        assert read(body).form == name


async def test_a_form_within_a_modal_lies_on_top_of_it(slack: Office) -> None:
    insight = await slack.harm()
    below = forms.choice_form(SPOT, [("take", "Take it on")], [])
    button = {"type": "button", "action_id": "open:decline", "text": {"type": "plain_text", "text": "Won't do"},
              "value": f"open:decline|{insight.id}|new|"}  # fmt: skip
    view = {**below, "callback_id": "insight", "blocks": [{"type": "actions", "block_id": "1|", "elements": [button]}]}
    await slack.show(view)
    await slack.slack.press_in_view(slack.team, BEN, slack.modal().id, "open:decline")
    await slack.turn()
    assert slack.modal().previous is not None
    await slack.submit({"why": "no"})
    assert (await slack.now(insight)).status == "declined"
    assert slack.whispers()
