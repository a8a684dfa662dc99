"""Opening numbers in Slack: a modal with exactly the rows, turned, narrowed, corrected, taken as CSV to one person."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.chat.slack import opened
from adapters.chat.slack.came import METADATA, Came, Spot
from adapters.chat.slack.opened import packed, unpacked
from adapters.chat.slack.opening import page, show, turned
from adapters.chat.slack.visit import visit
from bot.errors import BadQuestion, NotAllowed, NotFound
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.rows import Rows
from bot.texts.numbered import figures
from bot.texts.windows import SHEET, What, answered, figure
from tests.adapters.chat.slack.office import ANA, BEN, FIN, QUALITY, SUPPORT, VIC, Office
from tests.bot.flow.small import HARM
from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.views import described, trigger

PEOPLE = 45


async def _many(slack: Office) -> None:
    """45 people said it, in two sources, and someone asked about it."""
    await slack.world.hear(*(f"The charger is broken, case {at}" for at in range(30)))
    await slack.world.hear(*(f"My charger broke, round {at}" for at in range(15)), source="reviews")
    slack.world.wait(minutes=1)


async def _asked(slack: Office, text: str, *, user: str = ANA, command: str = "/earshot") -> str:
    """The id of the answer to a command."""
    await slack.slack.command(slack.team, user, SUPPORT, command, text)
    await slack.turn()
    return slack.whisper(user).ts


async def _sources(slack: Office) -> None:
    """A list of sources is opened at its first figure: 30 mentions in the forum."""
    await slack.press(await _asked(slack, "sources"), "menu", "open|0", user=ANA)


async def _press(slack: Office, action: str, value: Any = None, *, user: str = ANA) -> None:
    answer = await slack.slack.press_in_view(slack.team, user, slack.modal(user).id, action, value)
    assert answer.status == 200
    await slack.turn()


def _text(slack: Office, user: str = ANA) -> str:
    return str(slack.modal(user).body["blocks"])


def _rows(slack: Office, user: str = ANA) -> list[str]:
    found = [str(one.get("block_id", "")) for one in slack.modal(user).body["blocks"]]
    return [one for one in found if one.startswith("row|")]


async def test_a_figure_opens_exactly_its_rows_and_turning_shows_each_of_them_once(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    assert slack.modal(ANA).body["title"]["text"] == "30 mentions"
    first = _rows(slack)
    assert len(first) == 20
    await _press(slack, "page", "2")
    assert len({*first, *_rows(slack)}) == 30
    await _press(slack, "page", "1")
    assert _rows(slack) == first


async def test_the_modal_opens_at_once_and_is_filled_after(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    calls = [one.method for one in slack.team.calls if one.method.startswith("views.")]
    assert calls == ["views.open", "views.update"]


async def test_a_click_that_comes_too_late_for_a_modal_is_told_so(slack: Office) -> None:
    await _many(slack)
    ts = await _asked(slack, "sources")
    await slack.slack.press(slack.team, ANA, ts, "menu", "open|0")
    slack.world.wait(seconds=4)
    await slack.turn()
    assert slack.team.top_view(ANA) is None
    assert "click once more" in slack.whispers(ANA)[-1]


async def test_a_list_is_narrowed_to_a_mood_and_widened_again(slack: Office) -> None:
    await _many(slack)
    await _open_everything(slack)
    assert slack.modal(ANA).body["title"]["text"] == f"{PEOPLE} mentions"
    await _press(slack, "facet", "source=reviews")
    assert slack.modal(ANA).body["title"]["text"] == "15 mentions"
    await _press(slack, "csv")
    assert len(_files(slack)[-1]) == 15
    await _press(slack, "facet", "all")
    assert slack.modal(ANA).body["title"]["text"] == f"{PEOPLE} mentions"


async def _open_everything(slack: Office) -> None:
    """A post with a figure that counts all there is."""
    line = (Span(text="45 mentions", opens=Rows()),)
    message = Message(blocks=(Text(line=line),), summary="45 mentions")
    place = slack.room.place(slack.team.id, SUPPORT)
    post = Outgoing(key="all", kind="notice", place=place, message=message, due=slack.world.clock.now())
    await slack.world.app.store.commit([Enqueue(post=post)])
    await slack.post()
    await slack.press(slack.team.posts(SUPPORT)[-1].ts, "menu", "open|0", user=ANA)


def _files(slack: Office) -> list[list[list[str]]]:
    held = [one.content for one in slack.team.files.values() if one.content]
    return [list(csv.reader(io.StringIO(one.decode("utf-8-sig"))))[1:] for one in held]


async def test_the_csv_holds_all_rows_and_goes_to_the_asker_alone(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    await _press(slack, "csv")
    (rows,) = _files(slack)
    assert len(rows) == 30
    (file,) = slack.team.files.values()
    holders = [name for name in slack.team.channels if file.id in str(slack.team.posts(name))]
    assert holders == [slack.team.dm(ANA).id]
    assert "to your messages with Earshot" in _text(slack)


async def test_a_row_is_corrected_where_it_stands_and_that_can_be_undone(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    number = int(_rows(slack)[0].removeprefix("row|"))
    store = slack.world.app.store
    (before,) = [row for row in await store.listed(Rows(), limit=0) if row.id == number]
    mood = "positive" if before.sentiment != "positive" else "negative"
    option = next(one for one in _options(slack, "row") if one.startswith("wrong_mood") and one.endswith(mood))
    await _press(slack, "row", option)
    (after,) = [row for row in await store.listed(Rows(), limit=0) if row.id == number]
    assert after.sentiment == mood
    assert f"The mood is {mood} now" in _text(slack)
    await _press(slack, "act:undo")
    (undone,) = [row for row in await store.listed(Rows(), limit=0) if row.id == number]
    assert undone.sentiment == before.sentiment


async def test_a_correction_is_taken_back_after_its_modal_was_closed(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    number = int(_rows(slack)[0].removeprefix("row|"))
    store = slack.world.app.store
    before = await store.listed(Rows(), limit=0)
    await _press(slack, "row", f"not_about_us|{number}||")
    assert await store.listed(Rows(), limit=0) != before
    await _sources(slack)
    await _press(slack, "row", f"undo|{number}||")
    assert "Undone: it stands as it did before." in _text(slack)
    assert await store.listed(Rows(), limit=0) == before
    await _press(slack, "row", f"undo|{number}||")
    assert "Nobody corrected this mention" in _text(slack)


def _options(slack: Office, action: str, user: str = ANA) -> list[str]:
    """The values that can be chosen under this action, in the order of the modal."""
    found: list[str] = []
    for block in slack.modal(user).body["blocks"]:
        for element in [block.get("accessory") or {}, *(block.get("elements") or [])]:
            if element.get("action_id") == action:
                groups = element.get("option_groups") or [{"options": element.get("options") or []}]
                found += [str(one["value"]) for group in groups for one in group["options"]]
    return found


async def test_a_topic_opens_with_its_insight_over_it_and_the_numbers_of_both_open(slack: Office) -> None:
    insight = await slack.topic()
    ts = await _asked(slack, "topics")
    topic = next(at for at, span in enumerate(figures(await _held(slack, ANA))) if span.topic is not None)
    await slack.press(ts, "menu", f"open|{topic}", user=ANA)
    assert "charger not recognised" in _text(slack).lower()
    counted = await slack.world.app.store.count(Rows(theme=insight.theme))
    await _press(slack, "menu", "open|0")
    assert slack.modal(ANA).body["title"]["text"] == f"{counted.mentions} mentions"
    await slack.slack.close(slack.team, ANA, slack.modal(ANA).id)
    await _press(slack, "open:insight")
    assert slack.modal(ANA).body["title"]["text"] == "Insight"
    counted_here = _options(slack, "menu")
    await _press(slack, "menu", next(one for one in counted_here if one == "open|1"))
    assert slack.modal(ANA).body["title"]["text"] == f"{insight.numbers.mentions} mentions"


async def _held(slack: Office, user: str) -> Message:
    key = next(
        str(block["block_id"]).partition("|")[2]
        for block in slack.whisper(user).blocks
        if "|" in str(block.get("block_id"))
    )
    row = await slack.world.app.store.planned(key)
    assert row is not None
    return row.post.message


async def test_the_fourth_window_takes_the_place_of_the_third(slack: Office) -> None:
    await slack.topic()
    ts = await _asked(slack, "topics")
    topic = next(at for at, span in enumerate(figures(await _held(slack, ANA))) if span.topic is not None)
    await slack.press(ts, "menu", f"open|{topic}", user=ANA)
    await _press(slack, "open:insight")
    await _press(slack, "menu", "open|0")  # its topic again
    third = slack.modal(ANA)
    assert third.body["title"]["text"] == "Topic"
    await _press(slack, "menu", "open|0")
    assert slack.modal(ANA).id == third.id
    assert "mentions" in third.body["title"]["text"]


async def test_a_figure_of_money_opens_its_entries_for_finance_alone(slack: Office) -> None:
    await _asked(slack, "spent 2h at 40 answering", user=ANA, command="/roi")
    await _asked(slack, "spent 2h answering", user=ANA, command="/roi")
    ts = await _asked(slack, "cost this month", user=FIN, command="/roi")
    held = await _held(slack, FIN)
    part = next(at for at, span in enumerate(figures(held)) if span.href and "part=spent" in span.href)
    await slack.press(ts, "menu", f"open|{part}", user=FIN)
    assert "Answering" in _text(slack, FIN)
    vic = next(one for one in slack.room.directory.people() if one.name == "Vic")
    with pytest.raises(NotAllowed):
        await opened.read(slack.room, vic, What.of(figures(held)[part]), key="e")


async def test_a_figure_of_a_private_message_that_is_gone_says_so(slack: Office) -> None:
    insight = await slack.harm()
    card = slack.card(QUALITY)
    for block in card.blocks:
        if "|" in str(block.get("block_id")):
            block["block_id"] = "1|a-key-nobody-knows"
    await slack.press(card.ts, "menu", "open|0")
    assert "does not hold this message" in slack.whispers(BEN)[-1]
    assert insight.id


async def test_what_there_is_in_the_workspace_alone_is_named_with_its_address(slack: Office) -> None:
    for at, (name, words) in enumerate({"board": "The board", "import": "Importing a file"}.items()):
        body = {
            "user": {"id": VIC}, "channel": {"id": SUPPORT},
            "actions": [{"action_id": f"open:{name}", "block_id": "b", "value": ""}],
        }  # fmt: skip
        await page(slack.room, Came(id=f"page-{at}", team=slack.team.id, body=body))
        await slack.post()
        assert slack.whispers(VIC)[-1].startswith(words)


def test_what_a_modal_carries_comes_back_and_always_fits() -> None:
    what = What(kind="rows", rows=Rows(theme=3, text="été 🔋").code(), narrow={"source": "forum"}, page=4)
    assert unpacked(packed(Spot(channel="C1", thread="1.2"), what)) == what
    assert Spot.unpacked(packed(Spot(channel="C1", thread="1.2"), what)).thread == "1.2"
    with pytest.raises(BadQuestion):
        packed(Spot(), What(kind="rows", rows={"text": "x" * METADATA}))
    for broken in (
        "",
        "{",
        "[]",
        '{"what": 3}',
        '{"what": {"kind": "money"}}',
        '{"what": {"kind": "rows", "page": "x"}}',
    ):
        assert unpacked(broken) is None


def test_words_that_are_no_set_or_no_moment_are_refused() -> None:
    with pytest.raises(NotFound):
        _ = What(kind="rows", rows={"theme": "x"}).set
    for at in ("", "yesterday", "2026-10-05T09:00:00"):
        with pytest.raises(BadQuestion):
            _ = What(kind="answer", at=at).moment
    with pytest.raises(NotFound):
        figure(Message(blocks=(), summary=""), 0)


async def test_where_the_workspace_has_an_address_a_link_leads_there_once_and_only_its_person(slack: Office) -> None:
    await _many(slack)
    slack.room = replace(slack.room, url="https://ears.example")
    one = Came(id="e1", team=slack.team.id, body={"user": {"id": ANA}, "trigger_id": trigger(slack.team, ANA)})
    here = await visit(slack.room, one, Spot(channel=SUPPORT))
    assert here is not None
    what = What(kind="rows", rows=Rows(source="forum").code())
    await show(here, what)
    view = slack.team.top_view(ANA)
    assert view is not None
    action = {"action_id": "link", "block_id": "browser"}
    body = {"user": {"id": ANA}, "view": described(slack.team, view), "actions": [action]}
    await turned(slack.room, Came(id="e2", team=slack.team.id, body=body))
    link = re.search(r"https://ears.example/once/([A-Za-z0-9_-]+)", _text(slack))
    assert link
    spent = hashlib.sha256(link[1].encode()).hexdigest()
    now = slack.world.clock.now()
    found = await slack.world.app.store.token(spent, "open", now + timedelta(minutes=4))
    assert found == (here.person.id, {"path": "/rows?source=forum"})
    assert await slack.world.app.store.token(spent, "open", now + timedelta(minutes=5)) is None


async def test_without_an_address_no_link_is_offered(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    assert "Open in my browser" not in _text(slack)


async def test_what_was_said_in_a_private_channel_is_opened_by_its_members_alone(slack: Office) -> None:
    slack.team.channel("C0PRIVATE", "private", ANA, kind="private")
    await slack.world.hear(HARM, visibility=f"private:slack:{slack.team.id}/C0PRIVATE")
    await slack.world.think()
    ts = await _asked(slack, "insights", user=ANA)
    counted = _whispered(slack, ANA)[-1]
    await slack.press(ts, "menu", counted, user=ANA)
    assert slack.modal(ANA).body["title"]["text"] == "1 mention"
    await _asked(slack, "insights", user=VIC)
    assert _whispered(slack, VIC) == []
    await slack.slack.leave(slack.team, "C0PRIVATE", ANA)
    await slack.turn()
    await slack.press(ts, "menu", counted, user=ANA)
    assert "There is no insight" in _text(slack)


def _whispered(slack: Office, user: str) -> list[str]:
    """The figures that can be opened in the last answer to a person."""
    return re.findall(r"open\|[0-9]+", str(slack.whisper(user).blocks))


_QUESTIONS = (
    "earshot help", "earshot digest", "earshot topics", "earshot insights", "earshot sources", "earshot settings",
    "earshot doctor", "mention what changed", "mention top problems", "mention show messages about charger",
    "roi this month", "roi help", "roi cost this month how", "roi this month sheet",
)  # fmt: skip


async def test_every_number_of_every_answer_opens_a_window_that_slack_takes(slack: Office) -> None:
    await slack.topic()
    await slack.world.hear("See <!channel> *now* <https://evil.example|here>", "=HYPERLINK(1) @here")
    slack.world.wait(minutes=1)
    await _asked(slack, "spent 2h at 40 writing", user=FIN, command="/roi")
    fin = next(one for one in slack.room.directory.people() if one.name == "Fin")
    todo = [What(kind="asked", part=one.partition(" ")[0], question=one.partition(" ")[2]) for one in _QUESTIONS]
    seen: set[str] = set()
    while todo:
        what = todo.pop()
        metadata = packed(Spot(channel=SUPPORT), what)
        if metadata in seen or what.part == SHEET:
            continue
        seen.add(metadata)
        read = await opened.read(slack.room, fin, what, key="e")
        blocks = [*read.blocks, *opened.in_browser(what)]
        assert kit.of_view(opened.modal(read.title, blocks, metadata=metadata)) == [], what
        if what.kind == "rows":
            count = (await slack.world.app.store.count(what.set)).mentions
            assert read.title == f"{count} mention" + ("s" if count != 1 else "")
        todo += [What.of(span) for span in figures(read.message)]
    assert len(seen) > len(_QUESTIONS) + 10


async def test_an_insight_that_an_answer_names_opens_its_page(slack: Office) -> None:
    insight = await slack.topic()
    named = Message(
        blocks=(Text(line=(Span(text=f"insight-{insight.id}", href=f"/insight/{insight.id}"),)),), summary=""
    )
    (span,) = figures(named)
    fin = next(one for one in slack.room.directory.people() if one.name == "Fin")
    read = await opened.read(slack.room, fin, What.of(span), key="e")
    assert insight.label.raw in str(read.blocks)
    assert answered(named) is None
    elsewhere = Text(
        line=(Span(text="out", href="https://example.com/insight/1"), Span(text="up", href="/insight/../1"))
    )
    assert figures(Message(blocks=(elsewhere,), summary="")) == ()


async def test_who_turns_twice_at_once_sees_the_later_page_and_no_error(slack: Office) -> None:
    await _many(slack)
    await _sources(slack)
    slack.slack.set_error(slack.team, "views.update", "hash_conflict")
    await _press(slack, "page", "2")
    assert slack.whispers(ANA)[1:] == []
    await _press(slack, "page", "2")
    assert len(_rows(slack)) == 10


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "invalid_trigger_id", "exchanged_trigger_id"])
async def test_a_window_that_slack_refuses_is_told_and_never_silent(code: str, slack: Office) -> None:
    await _many(slack)
    ts = await _asked(slack, "sources")
    slack.slack.set_error(slack.team, "views.open", code)
    await slack.press(ts, "menu", "open|0", user=ANA)
    assert slack.team.top_view(ANA) is None
    assert "click once more" in slack.whispers(ANA)[-1]


async def test_a_setting_that_is_the_files_is_said_so(slack: Office) -> None:
    action = {"action_id": "menu", "block_id": "1|k", "selected_option": {"value": "open:setting||new|roi.time_used"}}
    body = {"user": {"id": FIN}, "channel": {"id": SUPPORT}, "actions": [action]}
    await page(slack.room, Came(id="setting", team=slack.team.id, body=body))
    await slack.post()
    assert slack.whispers(FIN)[-1].startswith("roi.time_used is set in earshot.toml")


async def test_who_is_no_colleague_opens_nothing(slack: Office) -> None:
    await slack.harm()
    slack.team.user("U0GUEST", "guest", guest=True)
    slack.team.channels[QUALITY].members.add("U0GUEST")
    await slack.press(slack.card().ts, "menu", "open|0", user="U0GUEST")
    assert slack.team.top_view("U0GUEST") is None
    assert "Ask an admin" in slack.whispers("U0GUEST")[-1]
