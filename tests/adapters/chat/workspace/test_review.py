"""The review list: what nobody could tell is confirmed or corrected by those who may, and taken back."""

import re

from bot.testing.visitor import Lumo, Visitor


def _forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of each mention's form."""
    forms = re.findall(r'<form class="fields inline" method="post" action="/review">(.*?)</form>', page, re.DOTALL)
    return [dict(re.findall(r'name="(csrf|mention|key|page)" value="([^"]*)"', form)) for form in forms]


async def test_the_board_leads_to_the_list_and_each_mention_says_what_is_open(ana: Visitor) -> None:
    assert 'href="/review"' in (await ana.get("/board")).text
    page = (await ana.get("/review")).text
    waits = [words.strip() for words in re.findall("Not clear: ([^<·]*)", page)]
    assert waits == ["its mood", "whose it is", "its mood and whose it is"]
    assert page.count("support (likeliest, 34 %)") == 2


async def test_what_is_open_is_not_filled_in_beforehand(ana: Visitor) -> None:
    first, second, _ = re.findall(r"<li class=\"row boxed\".*?</li>", (await ana.get("/review")).text, re.DOTALL)
    assert "selected" not in first[first.index('name="mood"') : first.index('name="intent"')]
    assert "selected" in second[second.index('name="mood"') : second.index('name="intent"')]
    department = second[second.index('name="department"') :]
    assert '<option value="">Choose</option>' in department
    assert "selected" not in department


async def test_whatever_is_filled_in_is_one_act_each_and_one_undo_takes_all_back(lumo: Lumo, ana: Visitor) -> None:
    form = _forms((await ana.get("/review")).text)[1]
    filled = {**form, "mood": "negative", "intent": "complaint", "department": "support"}
    page = (await ana.send("/review", filled)).text
    mention = int(form["mention"])
    assert [(act.name, act.mention, act.value) for act in lumo.desk.acts] == [
        ("wrong_mood", mention, "negative"), ("wrong_intent", mention, "complaint"),
        ("wrong_department", mention, "support"),
    ]  # fmt: skip
    keys = [act.key for act in lumo.desk.acts]
    found = re.search(r'<form method="post" action="/review">(.*?)</form>', page, re.DOTALL)
    assert found
    undo = dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', found[1]))
    assert undo["do"] == "undo"
    await ana.send("/review", undo)
    assert [(act.name, act.value) for act in lumo.desk.acts[3:]] == [("undo", key) for key in keys]


async def test_what_is_left_open_is_not_corrected(lumo: Lumo, ana: Visitor) -> None:
    form = _forms((await ana.get("/review")).text)[0]
    page = (await ana.send("/review", {**form, "mood": "", "intent": "", "department": ""})).text
    assert "Nothing was filled in, so nothing was kept." in page
    assert lumo.desk.acts == []


async def test_whoever_may_only_read_sees_the_list_without_forms(vera: Visitor) -> None:
    page = (await vera.get("/review")).text
    assert "ask an admin to make you an editor" in page
    assert "Not clear: " in page
    assert _forms(page) == []


async def test_a_form_without_a_mention_is_refused(lumo: Lumo, ana: Visitor) -> None:
    for fields in ({"key": "k"}, {"mention": "7"}):
        answer = await ana.raw("POST", "/review", {"csrf": ana.csrf, **fields, "mood": "negative"})
        assert answer.status == 400
    assert lumo.desk.acts == []
