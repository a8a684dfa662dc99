"""Acts through plain forms: what reaches the desk, and what is said after."""

import re

import pytest

from bot.model.message import Actions, Button, Message
from bot.testing.lumo import roi
from bot.testing.visitor import ANA, Lumo, Visitor, form_of


async def test_a_button_carries_its_insight_the_status_it_saw_and_where_it_stood(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.send("/act", form_of((await ana.get("/c/support")).text, "Take it on"))
    act = lumo.desk.acts[0]
    assert (act.name, act.insight, act.saw, act.person, str(act.place)) == ("take", 1, "new", ANA, "workspace:support")
    assert "Taken on by Support." in answer.text
    assert "Taken on by Support." not in (await ana.get("/c/support")).text


async def test_a_form_that_is_sent_twice_is_the_same_act(lumo: Lumo, ana: Visitor) -> None:
    form = form_of((await ana.get("/c/support")).text, "Take it on")
    for _ in range(2):
        await ana.send("/act", form)
    assert len(lumo.desk.acts) == 1


async def test_not_ours_can_be_undone_from_the_line_that_says_it(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.send("/act", form_of((await ana.get("/c/support")).text, "Not ours"))).text
    assert "Moved to triage by Ana." in page
    await ana.send("/act", form_of(page, "Undo"))
    assert [act.name for act in lumo.desk.acts] == ["not_ours", "undo"]
    assert lumo.desk.acts[1].value == lumo.desk.acts[0].key


async def test_an_act_that_came_too_late_offers_to_do_it_anyway(lumo: Lumo, ana: Visitor) -> None:
    lumo.desk.stale = True
    page = (await ana.send("/act", form_of((await ana.get("/c/support")).text, "Take it on"))).text
    assert "Ben set this to “in work”" in page
    assert lumo.desk.acts == []
    await ana.send("/act", form_of(page, "Do it anyway"))
    assert [(act.name, act.force, act.insight) for act in lumo.desk.acts] == [("take", True, 1)]


async def test_an_act_that_needs_words_shows_its_form(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.send("/act", {"act": "fixed", "insight": "1", "saw": "new"}, htmx=True)
    assert "What was fixed, and when was it released?" in answer.text
    assert 'name="f.what"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "name", ["fixed", "told", "decline", "reopen", "tag", "not_ours", "link", "rename", "reply", "raise", "in_work"]
)
async def test_every_form_leads_to_its_act(lumo: Lumo, ana: Visitor, name: str) -> None:
    page = (await ana.get(f"/open/{name}?insight=3&saw=new")).text
    fields = form_of(page, "Save")
    typed = dict.fromkeys(re.findall(r'<(?:input|select) name="([^"]+)"', page), "support")
    await ana.send("/act", {**fields, **typed})
    assert [(act.name, act.insight) for act in lumo.desk.acts] == [(name, 3)]


async def test_a_message_becomes_an_insight_with_where_it_stood(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.send("/say", {"channel": "sales", "text": "Three asked for a 5 m cable", "key": "k"})).text
    found = re.search(r'href="(/open/raise[^"]+)"', page)
    assert found
    form = (await ana.get(found[1].replace("&amp;", "&"))).text
    assert 'value="Three asked for a 5 m cable"' in form
    await ana.send("/act", {**form_of(form, "Save"), "text": "5 m cable wanted"})
    act = lumo.desk.acts[0]
    assert (act.name, act.text, str(act.place)) == ("raise", "5 m cable wanted", "workspace:sales")


async def test_a_wrong_mood_names_the_right_one(lumo: Lumo, ana: Visitor) -> None:
    form = form_of((await ana.get("/rows?insight=4")).text, "positive")
    await ana.send("/act", form)
    assert [(act.name, act.mention, act.value) for act in lumo.desk.acts] == [("wrong_mood", 1000, "positive")]


async def test_a_line_for_htmx_is_a_line_alone(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.send("/act", {"act": "take", "insight": "1"}, htmx=True)
    assert "Taken on by Support." in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "javascript:x", "/\\evil.example", "", "/a\nb"]
)
async def test_an_act_never_leads_out_of_the_workspace(ana: Visitor, back: str) -> None:
    answer = await ana.raw("POST", "/act", {"csrf": ana.csrf, "act": "take", "insight": "1", "back": back})
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_somebody_elses_private_answer_can_neither_be_shared_nor_acted_on(lumo: Lumo, ben: Visitor) -> None:
    private = await lumo.post(roi(), key="roi", to=ANA)
    for path, form in (
        ("/share", {}),
        ("/act", {"act": "useful"}),
        ("/react", {"emoji": "👍"}),
        ("/say", {"channel": "support", "text": "x"}),
    ):
        assert (await ben.send(path, {**form, "message": private, "root": private})).status == 404
    assert lumo.desk.acts == []


async def test_words_after_an_act_are_for_the_session_that_did_it(ana: Visitor, ben: Visitor) -> None:
    await ana.raw("POST", "/act", {"csrf": ana.csrf, "act": "take", "insight": "1"})
    assert "Taken on" not in (await ben.get("/help")).text
    assert "Taken on" in (await ana.get("/help")).text


async def test_hours_are_recorded_by_a_command_that_is_written_already(ana: Visitor) -> None:
    page = (await ana.get("/open/entry?value=cost%3Dtime%26programme%3Ddesk")).text
    assert "/roi spent 2h for desk on 2026-10-05</textarea>" in page


OFFERS = (
    ("open:setting", "roi.half"),
    ("open:entry", "cost=time&programme=desk"),
    ("open:topic", "4"),
    ("open:none", ""),
    ("watch", ""),
)


async def test_what_has_no_form_yet_is_not_offered(lumo: Lumo, ana: Visitor) -> None:
    buttons = tuple(Button(label=f"Offer {act}", act=act, value=value) for act, value in OFFERS)
    await lumo.post(Message(blocks=(Actions(insight=None, buttons=buttons),), summary=""), key="offers")
    page = (await ana.get("/c/support")).text
    assert [act for act, _ in OFFERS if f"Offer {act}<" in page] == [
        "open:setting",
        "open:entry",
        "open:topic",
        "watch",
    ]
