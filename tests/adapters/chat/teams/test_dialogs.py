"""Dialogs in Teams: numbers that open, acts behind "More", forms with their errors, entries of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.chat.teams.opened import key_of, shown_by
from bot.model.rows import Rows
from bot.texts.windows import What
from tests.adapters.chat.teams.office import ANA, BEN, FIN, SUPPORT, VIC, Office, buttons, words_of
from tests.adapters.chat.teams.office import office as opened_office
from tests.stand_in.teams.filling import inputs
from tests.stand_in.teams.posts import actions_of


def choices(card: Any, field: str) -> list[str]:
    """What a list offers."""
    (found,) = [one for one in inputs(card) if one["id"] == field]
    return [str(one["title"]) for one in found["choices"]]


async def rows(office: Office, *, who: str = BEN) -> None:
    """Open the mentions of the card."""
    await office.press("More", who=who)
    name = next(one for one in choices(office.dialog(who).card, "n") if "mention" in one)
    await office.submit({"n": name}, who=who, data={"f": "n"})


async def fixed(office: Office) -> None:
    """Open the form that says what was fixed."""
    await office.press("More")
    label = next(one for one in choices(office.dialog().card, "a1") if one.startswith("Fixed"))
    await office.submit({"a1": label}, data={"f": "a1"})


# --- numbers --------------------------------------------------------------------------------------------------------


async def test_every_number_of_a_card_opens(office: Office) -> None:
    await office.topic()
    await office.press("More")
    for name in choices(office.dialog().card, "n"):
        await office.press("More")
        await office.submit({"n": name}, data={"f": "n"})
        assert len(office.shown()) > 40, name


async def test_a_click_on_a_figure_opens_its_rows(office: Office) -> None:
    await office.topic()
    figure = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "open")
    await office.press(data={"d": "open", "n": figure["data"]["n"]})
    assert "charger" in office.shown()


async def test_a_list_is_narrowed_and_widened_again(office: Office) -> None:
    await office.topic()
    await rows(office)
    facets = choices(office.dialog().card, "facet")
    await office.submit({"facet": facets[0]}, data={"d": "narrow"})
    again = choices(office.dialog().card, "facet")
    assert again[0] == "All of them"
    await office.submit({"facet": "All of them"}, data={"d": "narrow"})
    assert choices(office.dialog().card, "facet") == facets


async def test_a_long_list_is_turned_page_by_page(office: Office) -> None:
    await office.world.hear(*(f"The battery started to smoke, number {at}" for at in range(45)))
    await office.world.think()
    await office.post()
    await rows(office)
    seen = set[str]()
    for page in (2, 3):
        seen |= set(choices(office.dialog().card, "row"))
        await office.submit(data={"d": "page", "p": page})
    assert len(seen | set(choices(office.dialog().card, "row"))) == 45
    assert len(choices(office.dialog().card, "row")) == 5


async def test_a_mood_is_corrected_in_the_list_and_taken_back(office: Office) -> None:
    await office.harm()
    await rows(office)
    row = choices(office.dialog().card, "row")[0]
    await office.submit({"row": row, "wrong": "wrong_mood|neutral"}, data={"d": "correct"})
    assert "The mood is neutral now" in office.shown()
    (held,) = await office.world.app.store.listed(Rows())
    assert held.sentiment == "neutral"
    await office.submit(named="Undo")
    (held,) = await office.world.app.store.listed(Rows())
    assert held.sentiment == "negative"


async def test_a_correction_is_taken_back_after_its_dialog_was_closed(office: Office) -> None:
    await office.harm()
    await rows(office)
    row = choices(office.dialog().card, "row")[0]
    (before,) = await office.world.app.store.listed(Rows())
    await office.submit({"row": row, "wrong": "not_about_us|"}, data={"d": "correct"})
    (out,) = await office.world.app.store.listed(Rows())
    assert out.department is None
    office.shut()
    await rows(office)
    await office.submit({"row": row, "wrong": "undo|"}, data={"d": "correct"})
    assert office.shown().startswith("Undone: it stands as it did before.")
    assert await office.world.app.store.listed(Rows()) == [before]
    await office.submit({"row": row, "wrong": "undo|"}, data={"d": "correct"})
    assert office.shown().startswith("Nobody corrected this mention")


async def test_a_list_that_is_sent_without_a_choice_asks_for_one(office: Office) -> None:
    await office.harm()
    await rows(office)
    await office.submit(data={"d": "correct"})
    assert office.shown().startswith("Please choose something")
    await office.press("More")
    await office.submit(data={"f": "n"})
    assert office.shown().startswith("Please choose something")


async def test_a_file_is_behind_a_link_that_is_good_once(tmp_path: Path) -> None:
    workspace = {"workspace": {"url": "https://earshot.example.com"}}
    async with opened_office(tmp_path / "data", **workspace) as office:
        await office.harm()
        await rows(office)
        await office.submit(data={"d": "csv"})
        (out,) = [one["url"] for one in actions_of(office.dialog().card) if one["type"] == "Action.OpenUrl"]
        assert out.startswith("https://earshot.example.com/once/")
        await office.submit(data={"d": "page"})
        assert choices(office.dialog().card, "row")


async def test_a_file_is_put_into_the_drive_of_who_allows_it(office: Office) -> None:
    await office.harm()
    await rows(office)
    await office.submit(data={"d": "csv"})
    assert "is on offer in your own chat" in office.shown()
    await office.allow()
    held = office.teams.file_of(office.posts(BEN)[-1])
    assert held.content is not None
    assert "smoke" in held.content.decode("utf-8-sig")
    assert held.puts == 1
    assert "is in your OneDrive" in words_of(office.posts(BEN)[-2].card)


async def test_a_file_that_is_declined_goes_nowhere(office: Office) -> None:
    await office.harm()
    await rows(office)
    await office.submit(data={"d": "csv"})
    await office.allow(allow=False)
    assert "was not sent" in words_of(office.posts(BEN)[-1].card)
    assert not office.teams.files


async def test_a_file_goes_to_no_address_that_settings_do_not_name(office: Office) -> None:
    await office.harm()
    await rows(office)
    await office.submit(data={"d": "csv"})
    await office.allow(url="http://127.0.0.1:9/drive/upload/x")
    assert "teams.allowed_upload_urls" in words_of(office.posts(BEN)[-1].card)


async def test_a_drive_that_takes_nothing_now_is_asked_again(office: Office) -> None:
    await office.harm()
    await rows(office)
    await office.submit(data={"d": "csv"})
    office.teams.drive_errors = [503]
    await office.allow()
    held = office.teams.file_of(office.posts(BEN)[-1])
    assert held.content is not None
    assert held.puts == 1


async def test_who_has_no_chat_with_earshot_is_told_how_to_get_files(office: Office) -> None:
    await office.harm()
    await office.teams.uninstall(office.tenant, BEN, BEN)
    await office.turn()
    await rows(office)
    await office.submit(data={"d": "csv"})
    assert "in your own chat with it alone" in office.shown()


async def test_an_answer_about_money_opens_in_the_own_chat_of_who_may_see_it(office: Office) -> None:
    await office.ask("roi spent 120 EUR on 2026-10-01", who=FIN, where=FIN)
    await office.ask("roi this year", who=FIN, where=FIN)
    answer = office.posts(FIN)[-1]
    await office.press("More", who=FIN, post=answer)
    for name in choices(office.dialog(FIN).card, "n"):
        await office.press("More", who=FIN, post=answer)
        await office.submit({"n": name}, who=FIN, data={"f": "n"})
        assert office.shown(FIN)


async def test_an_answer_is_shared_in_the_thread_where_it_was_asked_for(office: Office) -> None:
    await office.ask("roi spent 2h at 40", who=ANA, where=ANA)
    asked = await office.ask("roi cost this month", who=FIN, where=SUPPORT)
    posts = len(office.posts(SUPPORT))
    told = await office.press("Share to channel", who=FIN, post=office.posts(FIN)[-1])
    assert told.shown == "Shared in the channel where you asked."
    (shared,) = office.posts(SUPPORT)[posts:]
    assert shared.root == asked.id
    assert "Fin" in words_of(shared.card)


async def test_an_answer_is_not_shared_where_guests_read_along(office: Office) -> None:
    await office.ask("roi cost this month", who=FIN, where=SUPPORT)
    posts = len(office.posts(SUPPORT))
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    await office.press("Share to channel", who=FIN, post=office.posts(FIN)[-1])
    assert "another organisation" in office.shown(FIN)
    assert len(office.posts(SUPPORT)) == posts


async def test_what_was_asked_alone_cannot_be_shared(office: Office) -> None:
    await office.ask("roi cost this month", who=FIN, where=FIN)
    told = await office.press("Share to channel", who=FIN, post=office.posts(FIN)[-1])
    assert told.shown.startswith("There is no channel to share this in")


async def test_what_is_asked_again_from_a_channel_about_money_is_told_in_the_own_chat(office: Office) -> None:
    await office.harm()
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] |= {"d": "form", "a": "open:roi", "v": "cost this month"}
    told = await office.press("More", who=FIN)
    assert "privately" in told.shown
    assert len(office.posts(FIN)) == 2
    more["data"] |= {"a": "open:ask", "v": "mention what changed"}
    await office.press("More", who=VIC)
    assert "What changed" in f"{office.dialog(VIC).title} {office.shown(VIC)}"


async def test_the_rows_behind_a_figure_are_shown_to_nobody_else_by_its_key(office: Office) -> None:
    await office.ask("roi this year", who=FIN, where=SUPPORT)
    await office.harm()
    key = office.posts(FIN)[-1].key
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"]["k"] = key
    await office.press("More", who=VIC)
    assert "does not hold this message" in office.shown(VIC)


# --- acts and forms -------------------------------------------------------------------------------------------------


async def test_all_acts_of_an_insight_stand_behind_more(office: Office) -> None:
    insight = await office.harm()
    await office.choose("In work")
    assert (await office.now(insight)).status == "in_work"
    assert "In work: Ben" in office.seen()


async def test_a_form_is_a_dialog_and_its_words_stand_in_the_thread(office: Office) -> None:
    insight = await office.harm()
    await office.press("More")
    label = next(one for one in choices(office.dialog().card, "a1") if one.startswith("Won't do"))
    await office.submit({"a1": label}, data={"f": "a1"})
    answer = await office.submit({"why": "A burnt hand was a prank | {{DATE(2026)}}"})
    assert (await office.now(insight)).status == "declined"
    assert answer.shown
    assert any("A burnt hand was a prank" in text for text in office.said("quality"))


async def test_what_is_wrong_with_a_form_is_said_in_it_and_what_was_typed_stays(office: Office) -> None:
    insight = await office.harm()
    await fixed(office)
    await office.submit({"what": "New cells", "released": "2026-10-05", "hours": "2.5"}, named="Save")
    assert (await office.now(insight)).status == "fixed"
    history = await office.world.app.store.statuses([insight.id])
    assert "New cells" in history[-1].detail


async def test_a_form_that_a_client_did_not_check_is_checked_here(office: Office) -> None:
    insight = await office.harm()
    await fixed(office)
    for one in inputs(office.dialog().card):
        one.pop("isRequired", None)
        one.pop("max", None)
    await office.submit({"what": "New <b>cells</b>", "released": "2030-01-01"}, named="Save")
    assert "Please put this right" in office.shown()
    held = {one["id"]: one.get("value") for one in inputs(office.dialog().card)}
    assert (held["what"], held["released"]) == ("New <b>cells</b>", "2030-01-01")
    assert (await office.now(insight)).status == "new"


async def test_a_form_that_comes_too_late_keeps_its_words_for_doing_it_anyway(office: Office) -> None:
    insight = await office.harm()
    await office.press("More")
    label = next(one for one in choices(office.dialog().card, "a1") if one.startswith("Won't do"))
    await office.submit({"a1": label}, data={"f": "a1"})
    await office.press("Take it on", who=ANA)
    await office.submit({"why": "a prank " * 200})
    assert (await office.now(insight)).status == "acknowledged"
    await office.submit(named="Do it anyway")
    history = await office.world.app.store.statuses([insight.id])
    assert [one.after for one in history] == ["acknowledged", "declined"]
    assert history[-1].detail.startswith("a prank a prank")


async def test_customers_are_told_one_by_one(office: Office) -> None:
    said = {"kind": "service", "source": "forum"}
    await office.world.history()
    for at in range(16):
        await office.world.hear(f"The charger is not recognised since the update, please help {at}", **said)
        office.world.wait(minutes=8)
    (insight,) = await office.world.think()
    await office.post()
    await office.press("Take it on")
    await fixed(office)
    await office.submit({"what": "New firmware", "released": "2026-10-05"})
    key = key_of(What(kind="insight", number=int(insight.id)))
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] |= {"k": key, "d": "page", "p": 1}
    await office.press(more["title"])
    customers = choices(office.dialog().card, "told")
    await office.submit({"told": customers[0], "draft": "It is fixed, sorry!"}, data={"d": "told"})
    assert "1 of 16" in office.shown()


async def test_an_entry_of_the_ledger_is_a_form_that_finance_fills_in(office: Office) -> None:
    await office.harm()
    await _entry(office, "cost=cash&programme=listening", who=BEN)
    assert "finance" in office.shown(BEN)
    await _entry(office, "cost=cash&programme=listening", who=FIN)
    told = await office.submit({"amount": "120.50", "date": "2026-10-01", "category": "running"}, who=FIN)
    assert "Kept" in told.shown
    (entry,) = await office.world.app.store.ledger()
    assert (entry.kind, entry.item["type"], entry.item["amount"]) == ("costs", "cash", "120.50")
    assert entry.item["category"] == "running"


async def test_an_entry_that_cannot_be_kept_comes_back_as_it_was_typed(office: Office) -> None:
    await office.harm()
    await _entry(office, "aim=", who=FIN)
    given = {"metric": "days", "target": "7", "start": "2026-10-01", "due": "2026-09-01"}
    await office.submit(given, who=FIN)
    held = {one["id"]: one.get("value") for one in inputs(office.dialog(FIN).card)}
    assert (held["metric"], held["due"]) == ("days", "2026-09-01")
    assert "due is" in office.shown(FIN)


@pytest.mark.parametrize("code", ["rates=", "programme=", "change=", "used=quality", "fx=", "benefit=fix"])
async def test_every_form_of_the_ledger_is_a_dialog(office: Office, code: str) -> None:
    await office.harm()
    await _entry(office, code, who=FIN)
    fields = list(inputs(office.dialog(FIN).card))
    assert fields
    assert all(one["label"] for one in fields)


@pytest.mark.parametrize("value", ["", "x", "edit=costs/1", "cost=gold", "nothing=at&all="])
async def test_an_entry_nobody_offers_is_refused_in_words(office: Office, value: str) -> None:
    await office.harm()
    await _entry(office, value, who=FIN)
    assert office.shown(FIN)
    assert list(inputs(office.dialog(FIN).card)) == []


@pytest.mark.parametrize(
    "data",
    [
        {}, {"d": "sing"}, {"d": "act", "a": "sing"}, {"d": "form", "a": "open:sing"}, {"d": "form", "a": "open:raise"},
        {"d": "open", "n": "9999"}, {"d": "open", "n": "x"}, {"d": "send", "a": "entry"}, {"d": "page", "p": "2"},
        {"d": "more", "k": "none"}, {"d": "form", "a": "open:rows", "v": "since=never"}, {"d": "act", "f": "d"},
        {"d": "page", "k": "shows:{"}, {"d": "page", "k": "shows:" + "[" * 3000}, {"d": "record", "a": "x"},
        {"d": "page", "k": 'shows:{"kind":"rows","rows":{"theme":"x"}}'}, {"d": "told", "told": "1|yes"},
        {"d": "correct", "k": 'shows:{"kind":"topic","number":99}'},
    ],
)  # fmt: skip
async def test_what_earshot_never_offered_is_refused_in_words(office: Office, data: dict[str, Any]) -> None:
    insight = await office.harm()
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] = {**more["data"], "d": "", **data}
    answer = await office.press("More")
    assert answer.shown or office.shown()
    assert (await office.now(insight)).status == "new"
    assert await office.signals() == []


def test_what_a_dialog_shows_travels_with_its_buttons() -> None:
    what = What(kind="rows", rows={"theme": "4"}, narrow={"source": "forum"}, page=3)
    assert shown_by(key_of(what)) == what
    assert shown_by("digest:1") is None
    assert shown_by("shows:{") is None


async def _entry(office: Office, value: str, *, who: str) -> None:
    """Open the form of an entry, as a button of an answer does."""
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") in {"more", "form"})
    more["data"] = {"msteams": {"type": "task/fetch"}, "k": "", "d": "form", "a": "open:entry", "v": value}
    await office.press(more["title"], who=who)


async def test_an_act_on_a_mention_without_a_mood_asks_for_one(office: Office) -> None:
    await office.harm()
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] |= {"d": "act", "a": "wrong_mood", "v": "m1"}
    await office.press("More")
    await office.submit({"value": "neutral"})
    (held,) = await office.world.app.store.listed(Rows())
    assert held.sentiment == "neutral"
    assert "Undo" in buttons(office.dialog().card)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"a": "open:board"}, "The board is in Earshot's own workspace"), ({"a": "open:help"}, "commands"),
        ({"a": "open:settings"}, "Settings"), ({"a": "open:insight", "i": 1}, "smoke"),
    ],
)  # fmt: skip
async def test_buttons_that_open_a_page_open_a_dialog(office: Office, button: dict[str, Any], words: str) -> None:
    await office.harm()
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] |= {"d": "form", **button}
    await office.press("More")
    assert words in f"{office.dialog().title} {office.shown()}"


async def test_a_setting_of_the_ledger_is_said_to_be_set_in_the_file(office: Office) -> None:
    await office.harm()
    more = next(one for one in actions_of(office.card().card) if one.get("data", {}).get("d") == "more")
    more["data"] |= {"d": "form", "a": "open:setting", "v": "roi.currency"}
    told = await office.press("More")
    assert told.shown == "roi.currency is set in earshot.toml by whoever runs Earshot."
