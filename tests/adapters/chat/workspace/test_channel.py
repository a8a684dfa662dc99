"""Channels, threads, the composer and reactions, as a browser without scripts sees them."""

import pytest

from adapters.chat.workspace.chat import place
from bot.model.changes import KeepPost, RoomPost
from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import Header, Message, Quote, Span, Text
from bot.testing.visitor import ANA, Lumo, Visitor, form_of
from tests.house import ROOT

DIGEST = "digest"
CORPUS = [
    line.split("\t")[2]
    for line in (ROOT / "tests/corpus/voices/s10_hostile.tsv").read_text(encoding="utf-8").splitlines()
    if line.count("\t") == 2
]


async def _id(lumo: Lumo, key: str = DIGEST) -> str:
    post = await lumo.room.room_post(key=key)
    assert post is not None
    return post.id


async def test_the_digest_shows_five_insights_whose_figures_open(ana: Visitor) -> None:
    page = (await ana.get("/c/support")).text
    assert page.count('<section class="entry') == 5
    assert 'href="/rows?insight=4"' in page
    assert "“cant log in since 7, is it just me???”" in page
    assert 'role="img" aria-label="eSIM lost when changing phones: 18, 19, 18, no data, no data, 18' in page


async def test_the_list_of_channels_names_where_one_is_and_admins_see_notices(ana: Visitor, ben: Visitor) -> None:
    page = (await ana.get("/c/support")).text
    assert 'href="/c/support" data-goes="support" aria-current="page"' in page
    assert 'data-goes="triage"' in page
    assert 'data-goes="admin"' in page
    assert 'data-goes="admin"' not in (await ben.get("/c/support")).text
    assert (await ben.get("/c/admin")).status == 404


async def test_the_start_is_the_welcome_once_and_then_ones_own_channel(ana: Visitor) -> None:
    assert "Welcome, Ana" in (await ana.get("/")).text
    assert "<title>#support" in (await ana.get("/")).text


async def test_a_message_is_kept_once_however_often_its_form_is_sent(lumo: Lumo, ana: Visitor) -> None:
    form = {"channel": "support", "key": "one"}
    for _ in range(3):
        assert (await ana.send("/say", {**form, "text": "Three power banks are back."})).status == 200
    page = (await ana.get("/c/support")).text
    assert page.count("Three power banks are back.</p>") == 1


async def test_an_empty_message_is_said_to_be_empty(ana: Visitor) -> None:
    assert "There was nothing to send." in (await ana.send("/say", {"channel": "support", "text": "  "})).text


async def test_a_reply_to_an_insight_is_an_act_on_it(lumo: Lumo, ana: Visitor) -> None:
    message = Message(blocks=(Header(text="Charger"),), summary="", insight=InsightId(7))
    root = await lumo.post(message, key="insight")
    await ana.send("/say", {"channel": "support", "root": root, "text": "We know this one."})
    assert [(act.name, act.insight, act.text, act.message) for act in lumo.desk.acts] == [
        ("reply", 7, "We know this one.", root)
    ]
    page = (await ana.get(f"/c/support/t/{root}")).text
    assert "We know this one." in page
    assert "1 reply" in (await ana.get("/c/support")).text


async def test_roi_answers_its_asker_alone_and_can_be_shared(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    page = (await ana.send("/say", {"channel": "support", "text": "/roi last quarter"})).text
    assert "Only visible to you" in page
    assert "About break-even: -0.2 %" in page
    assert (lumo.desk.asked[0].command, lumo.desk.asked[0].text) == ("roi", "last quarter")
    assert "break-even" not in (await ben.get("/c/support")).text
    await ana.send("/share", form_of(page, "Share to channel"))
    shared = (await ben.get("/c/support")).text
    assert "break-even" in shared
    assert "Shared on 2026-10-05" in shared


async def test_a_question_is_answered_in_its_thread_for_all(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    await ana.send("/say", {"channel": "support", "text": "@Earshot which problems did 20 people report?", "key": "q"})
    assert lumo.desk.asked[0].text == "which problems did 20 people report?"
    page = (await ben.get("/c/support")).text
    assert "@Earshot which problems" in page
    assert "1 reply" in page


async def test_a_reaction_is_given_counted_and_taken_back(lumo: Lumo, ana: Visitor) -> None:
    post = await _id(lumo)
    await ana.send("/react", {"message": post, "emoji": "👍", "key": "1"})
    assert 'value="👍|off" class="pill" aria-pressed="true"' in (await ana.get("/c/support")).text
    await ana.send("/react", {"message": post, "emoji": "👍|off", "key": "2"})
    assert 'class="pill" aria-pressed' not in (await ana.get("/c/support")).text


@pytest.mark.parametrize(("wish", "pills"), [("on", 1), ("off", 0)])
async def test_a_reaction_that_is_sent_twice_does_the_same(lumo: Lumo, ana: Visitor, wish: str, pills: int) -> None:
    post = await _id(lumo)
    for _ in range(2):
        await ana.send("/react", {"message": post, "emoji": f"👍|{wish}", "key": "1"})
    assert (await ana.get("/c/support")).text.count('class="pill" aria-pressed="true"') == pills


@pytest.mark.parametrize(("emoji", "insight"), [("1️⃣", 1), ("4️⃣", 4), ("👍", None)])
async def test_a_number_on_a_digest_is_about_that_insight_and_anything_else_about_none(
    lumo: Lumo, ana: Visitor, emoji: str, insight: int | None
) -> None:
    await ana.send("/react", {"message": await _id(lumo), "emoji": emoji})
    assert [act.insight for act in lumo.desk.acts] == ([insight] if insight else [])


async def test_a_reaction_answers_htmx_with_its_bar_and_the_private_line(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.send("/react", {"message": await _id(lumo), "emoji": "1️⃣"}, htmx=True)
    assert answer.text.lstrip().startswith('<div class="reactions">')
    assert "Counted as useful." in answer.text
    assert "<html" not in answer.text


async def test_another_emoji_is_not_taken(lumo: Lumo, ana: Visitor) -> None:
    assert (await ana.send("/react", {"message": await _id(lumo), "emoji": "<script>"})).status == 404


async def test_the_palette_of_a_digest_ends_with_its_last_insight(ana: Visitor) -> None:
    page = (await ana.get("/c/support")).text
    assert 'value="5️⃣|on"' in page
    await ana.send("/say", {"channel": "sales", "text": "hello"})
    assert 'value="1️⃣|on"' not in (await ana.get("/c/sales")).text


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
async def test_hostile_text_is_shown_as_text(lumo: Lumo, ana: Visitor, text: str) -> None:
    quote = Quote(text=Untrusted(text), origin=(Span(text=Untrusted(text)),))
    await lumo.post(
        Message(blocks=(quote, Text(line=(Span(text=Untrusted(text), style="strong"),))), summary=""), key="h"
    )
    await ana.send("/say", {"channel": "support", "text": text})
    page = (await ana.get("/c/support")).text
    for live in ("<script>alert", "<img src=x", "onerror=alert(1)>", 'href="javascript:', 'href="http://evil'):
        assert live not in page
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(page)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "http://plain.example",
        "data:text/html,x",
        "https://a b",
    ],
)
async def test_an_address_that_is_not_vetted_becomes_plain_words(lumo: Lumo, ana: Visitor, href: str) -> None:
    await lumo.post(Message(blocks=(Text(line=(Span(text="see", href=href),)),), summary=""), key="h")
    page = (await ana.get("/c/support")).text
    assert f'href="{href}' not in page


async def test_an_act_that_a_menu_offers_is_reachable_without_scripts(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.get("/c/support")).text
    await ana.send("/act", form_of(page, "Take it on"))
    form = (await ana.get("/open/fixed?insight=4&saw=new&back=/c/support")).text
    assert 'name="f.released" type="date"' in form
    fields = form_of(form, "Save")
    answer = await ana.send("/act", {**fields, "f.what": "Release 7.1.2", "f.released": "2026-10-05", "f.hours": "22"})
    assert "<title>#support" in answer.text
    done = lumo.desk.acts[-1]
    assert (done.name, done.insight, done.saw, done.form["what"], done.form["hours"]) == (
        "fixed",
        4,
        "new",
        "Release 7.1.2",
        "22",
    )


async def test_an_empty_channel_says_what_will_come(ana: Visitor) -> None:
    assert "Nothing in #logistics yet" in (await ana.get("/c/logistics")).text


async def test_a_part_alone_is_asked_for_by_htmx(lumo: Lumo, ana: Visitor) -> None:
    answer = await ana.get(f"/m/{await _id(lumo)}", htmx=True)
    assert "<html" not in answer.text
    assert '<article class="post bot"' in answer.text


async def test_a_colleague_who_left_keeps_no_name(lumo: Lumo, ana: Visitor) -> None:
    body = {"words": "bye"}
    post = RoomPost(id="m1", key="k", place=place("support"), author="workspace:gone", at=lumo.clock.at, body=body)
    await lumo.room.commit([KeepPost(post=post)])
    assert "a former colleague" in (await ana.get("/c/support")).text


async def test_a_digest_is_folded_away_above_its_replies(lumo: Lumo, ana: Visitor) -> None:
    root = await _id(lumo)
    assert "Show the digest" not in (await ana.get(f"/c/support/t/{root}")).text
    await ana.send("/say", {"channel": "support", "root": root, "text": "Seen."})
    assert "Show the digest" in (await ana.get(f"/c/support/t/{root}")).text


async def test_what_the_desk_cannot_draw_for_everyone_is_not_shared(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    blocks = (Header(text="For Ana alone"), Text(line=(Span(text="see", href="/insight/1"),)))
    private = await lumo.post(Message(blocks=blocks, summary=""), key="alone", to=ANA)
    assert (await ana.send("/share", {"message": private})).status == 404
    assert "For Ana alone" not in (await ben.get("/c/support")).text
