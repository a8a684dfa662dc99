"""Forgetting a colleague: nothing says who it was any more, and every count, sum and lesson stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput, NotFound
from bot.flow.parting import asked
from bot.model.changes import Change, KeepPost, KeepReaction, KeepSetting, KeepToken, RoomPost, SettingEvent
from bot.model.insight import Insight
from bot.model.mention import MentionId
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.views import Ask
from tests.bot.flow.rig import MORNING, QUALITY, ScriptedChat
from tests.bot.flow.small import ORGANISATION, Small, small

NAME = "Miriam Zanzibar"
MIRIAM, SLACK = PersonId("workspace:miriam-zanzibar"), PersonId("slack:T1/UZANZ")
WORDS = (b"zanzibar", b"miriam", b"uzanz")


def _person(id_: str, name: str, **more: Any) -> Change:
    new = {"name": name, "role": "editor", "department": "quality", "ids": [id_], **more}
    return KeepSetting(event=SettingEvent(subject=f"person:{id_}", person=None, at=MORNING, new=new))


async def _came(world: Small, *more: Change) -> None:
    await world.app.standing.commit([_person(MIRIAM, NAME), *more], tools=world.app.tools)


async def _worked(world: Small) -> Insight:
    """Miriam does what a colleague does, from two accounts."""
    old, new = {"name": NAME, "role": "viewer"}, {"person": MIRIAM}
    link = SettingEvent(subject=f"link:{SLACK}", person=MIRIAM, at=MORNING, old=old, new=new)
    await _came(world, _person(SLACK, NAME, role="viewer"), KeepSetting(event=link))
    insight = await world.harm()
    (root,) = [one for one in await world.posts(QUALITY) if one.key.startswith("insight:")]
    await world.act("take", NAME.replace(" ", "-"), insight=insight.id, saw="new", place=QUALITY)
    await world.act("watch", NAME.replace(" ", "-"), insight=insight.id, place=QUALITY)
    await world.act("reply", NAME.replace(" ", "-"), insight=insight.id, place=QUALITY, text="I look into it")
    await world.act("useful", NAME.replace(" ", "-"), insight=insight.id, place=QUALITY)
    await world.act("wrong_department", NAME.replace(" ", "-"), mention=MentionId(1), value="support")
    await world.act("rename", NAME.replace(" ", "-"), insight=insight.id, value="Hot batteries", text="Hot batteries")
    await world.act("react", NAME.replace(" ", "-"), insight=insight.id, place=QUALITY, value="👍")
    await world.act("wrong_mood", NAME.replace(" ", "-"), mention=MentionId(1), value="negative")
    await world.act(
        "fixed", NAME.replace(" ", "-"), insight=insight.id, saw="acknowledged", place=QUALITY,
        form={"released": "2026-10-05", "what": f"{NAME} swapped the lot"}, force=True,
    )  # fmt: skip
    for text in ("feedback it is slow", "watch chargers", "sources", "settings", "link"):
        await world.app.desk.ask(Ask(command="earshot", text=text, person=MIRIAM, key=f"ask-{text}"))
    await world.act("told_customer", NAME.replace(" ", "-"), insight=insight.id, mention=MentionId(1))
    await world.act("tag", NAME.replace(" ", "-"), insight=insight.id, place=QUALITY, value="support")
    heard = "Two callers today had swollen batteries"
    await world.act("raise", NAME.replace(" ", "-"), "raised", text=heard, value="quality", place=QUALITY, message="r1")
    await world.think()
    await world.app.desk.record("cost", _HOURS, key="hours-1", person=MIRIAM)
    said = RoomPost(
        id="r1", key="", place=QUALITY, author=MIRIAM, at=MORNING, root=root.id,
        body={"text": f"It is the battery of lot 7. {NAME}"},
    )  # fmt: skip
    await world.app.store.commit([
        KeepPost(post=said), KeepReaction(post="r1", person=MIRIAM, emoji="👍", at=MORNING),
        KeepReaction(post="r1", person=SLACK, emoji="👍", at=MORNING),
        KeepToken(digest="d1", kind="session", person=MIRIAM, until=world.clock.now().replace(year=2030)),
    ])  # fmt: skip
    return insight


_HOURS = {"type": "time", "hours": "2", "date": "2026-10-04", "category": "listening", "note": f"by {NAME}"}


async def _part(world: Small, *people: str) -> Mapping[str, object]:
    done = await asked({"people": list(people)}, tools=world.app.tools, standing=world.app.standing)
    await world.post()
    return done


def _left(folder: Path) -> Sequence[str]:
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word in path.read_bytes().lower() for word in WORDS)
    ]


async def _counted(world: Small, insight: Insight) -> Mapping[str, object]:
    store = world.app.store
    ledger = await store.ledger()
    return {
        "steps": [(one.before, one.after, one.at) for one in await store.statuses([insight.id])],
        "signals": [(one.kind, one.department, one.at) for one in await store.signals()],
        "lessons": [(one.away, one.to, one.vector) for one in await store.corrections()],
        "hours": [(one.kind, one.item.get("hours"), one.recorded) for one in ledger],
        "mentions": await store.count(Rows()),
        "raised": [one.row.text.raw for one in await store.full([MentionId(2)])],
        "replies": len(await store.thread((await world.posts(QUALITY))[0].id, person=None)),
    }


async def test_no_byte_of_name_or_ids_is_left_and_all_that_counts_stays(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        insight = await _worked(world)
        before = await _counted(world, insight)
        assert before["raised"] and before["steps"] and before["signals"] and before["lessons"] and before["hours"]
        assert NAME in await world.threads(QUALITY)
        assert int(str((await _part(world, NAME))["kept"])) > 8
        assert await _counted(world, insight) == before
        said = await world.threads(QUALITY)
        assert "a former colleague" in said and "It is the battery of lot 7." in said and NAME not in said
        store = world.app.store
        authors = {one.person for one in await store.signals()}
        (pseudonym,) = authors
        assert pseudonym.startswith("former:")
        assert {one.person for one in await store.ledger() if one.kind == "costs"} == {pseudonym}
        assert [one.row.author_id for one in await store.full([MentionId(2)])] == [pseudonym]
        assert world.app.standing.organisation.person(MIRIAM) is None
        assert await store.token("d1", "session", world.clock.now()) is None
        (known,) = [one for one in world.app.standing.organisation.all_people if one.id == pseudonym]
        assert (known.name, known.archived) == ("a former colleague", True)
        await world.act("fixed", "Ben", insight=insight.id, place=QUALITY, form={"released": "2026-10-05"}, force=True)
    assert _left(folder) == []


async def test_what_stands_in_a_chat_is_edited_there_once(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await _came(world)
        insight = await world.harm()
        chat = world.app.chats["workspace"] = ScriptedChat()
        await world.act("take", NAME.replace(" ", "-"), insight=insight.id, saw="new", place=QUALITY)
        noted = [post.key for post, _ in chat.posts if NAME in str(post.message)]
        assert noted
        chat.edits.clear()
        await _part(world, NAME)
        assert chat.edits
        assert all(NAME not in str(message) for _, message in chat.edits)
        assert sum("a former colleague" in str(message) for _, message in chat.edits) >= len(noted)
        assert all(NAME not in str(one.post) for one in await world.app.store.outbox(("new", "sending", "done")))


async def test_nobody_and_somebody_forgotten_before_are_answered(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        with pytest.raises(NotFound, match="no person Nobody"):
            await _part(world, "Nobody")
        await _came(world)
        await _part(world, MIRIAM)
        for again in (NAME, MIRIAM, "a former colleague"):
            with pytest.raises(NotFound):
                await _part(world, again)


async def test_of_two_of_one_name_the_id_says_which_and_the_other_keeps_it(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await _came(world, _person("workspace:miriam-2", NAME))
        with pytest.raises(BadInput, match="workspace:miriam-2"):
            await _part(world, NAME)
        assert (await _part(world, MIRIAM))["shared"] is True
        other = world.app.standing.organisation.person("workspace:miriam-2")
        assert other is not None and other.name == NAME


@pytest.mark.parametrize("person", ["Ana", "workspace:ana"])
async def test_whom_the_file_names_is_refused_until_they_are_taken_out_of_it(tmp_path: Path, person: str) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        insight = await world.harm()
        await world.act("take", "Ana", insight=insight.id, saw="new", place=QUALITY)
        with pytest.raises(BadInput, match="take them out of it first"):
            await _part(world, person)
    without = {**ORGANISATION, "people": ORGANISATION["people"][1:], "sources": []}
    async with small(folder, settings=without) as world:
        assert int(str((await _part(world, person, "Ana"))["kept"])) > 0
        assert "workspace:ana" not in str(await world.app.store.signals())
        assert "Ana" not in await world.threads(QUALITY)


async def test_a_name_that_is_a_departments_too_stays_and_the_department_does(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await _came(world, _person("workspace:shop-floor", "Quality"))
        assert (await _part(world, "Quality"))["shared"] is True
        other = world.app.standing.organisation.person(MIRIAM)
        assert other is not None and other.department == "quality"
        assert await world.app.store.acted(["workspace:shop-floor"]) == 0


async def test_whose_id_is_a_channel_too_is_refused(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await _came(world, _person("workspace:quality", "Quality"))
        with pytest.raises(BadInput, match="channel too"):
            await _part(world, "Quality")


async def test_what_people_outside_said_and_what_others_are_called_stays_word_for_word(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await _came(world, _person("workspace:miriam-zanzibar-2", "Miriam Zanzibarova"))
        await world.hear(f"{NAME} of your shop said the battery may smoke, it burned my hand")
        (insight,) = await world.think()
        await _part(world, NAME)
        assert NAME in (await world.now(insight.id)).sentences[0].quote.raw
        other = world.app.standing.organisation.person("workspace:miriam-zanzibar-2")
        assert other is not None and other.name == "Miriam Zanzibarova"
