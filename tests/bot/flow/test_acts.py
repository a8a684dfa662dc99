"""Acts, each from a person's click to what is kept, posted and said; and the way of a correction."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.errors import BadQuestion, NotAllowed, NotFound
from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.model.signal import NOT_ABOUT_US, ActName
from bot.signals.rights import NEEDS
from tests.bot.flow.rig import QUALITY, SUPPORT
from tests.bot.flow.small import Filled, Small, small

FIXED = {"what": "New cells", "released": "2026-10-05"}

STEPS: dict[ActName, tuple[Filled, str]] = {
    "react": ({"value": "👍"}, "Your reaction counted as"),
    "reply": ({"text": "We look into it"}, ""),
    "tag": ({"value": "support"}, "Support"),
    "not_ours": ({"value": "support"}, "Support"),
    "take": ({}, ""),
    "in_work": ({}, ""),
    "fixed": ({"form": FIXED}, ""),
    "decline": ({"form": {"why": "not worth it"}}, ""),
    "watch": ({}, ""),
    "useful": ({}, "Noted"),
    "not_useful": ({}, "Noted"),
    "link": ({"text": "https://tracker.example/7"}, ""),
    "rename": ({"text": "Hot chargers"}, "called “Hot chargers” now"),
    "mute": ({}, "Muted until"),
    "less": ({}, ""),
}
"""Acts on a new insight, with what they need and what is said."""

AFTER: dict[ActName, tuple[ActName, Filled, Filled]] = {
    "told": ("fixed", {"form": FIXED}, {"form": {"where": "forum"}}),
    "reopen": ("decline", {"form": {"why": "no"}}, {"form": {"why": "it is back"}}),
    "unreact": ("react", {"value": "👍"}, {"value": "👍"}),
}
"""Acts that need another one first."""

ELSEWHERE: frozenset[ActName] = frozenset(
    {"undo", "raise", "say", "wrong_mood", "wrong_intent", "wrong_department", "not_about_us", "told_customer"}
)  # fmt: skip
"""Acts with tests of their own below."""


def test_every_act_has_its_test() -> None:
    assert {*STEPS, *AFTER, *ELSEWHERE} == set(get_args(ActName))


@pytest.mark.parametrize("name", STEPS)
async def test_an_act_is_done_once_however_often_it_comes(name: ActName, world: Small) -> None:
    insight = await world.topic()
    more, said = STEPS[name]
    first = await world.act(name, "Ben", "once", insight=insight.id, place=QUALITY, **more)
    assert first.moved
    assert said in first.words
    before = (await world.now(insight.id), await world.app.store.signals(), await world.threads(QUALITY))
    again = await world.act(name, "Ben", "once", insight=insight.id, place=QUALITY, **more)
    assert (again.words, again.moved) == (first.words, False)
    assert (await world.now(insight.id), await world.app.store.signals(), await world.threads(QUALITY)) == before


@pytest.mark.parametrize("name", AFTER)
async def test_an_act_that_needs_another_one_first(name: ActName, world: Small) -> None:
    insight = await world.harm()
    first, given, more = AFTER[name]
    early = await world.act(name, "Ben", insight=insight.id, place=QUALITY, **more)
    assert not early.moved
    assert (await world.act(first, "Ben", insight=insight.id, place=QUALITY, **given)).moved
    assert (await world.act(name, "Ben", insight=insight.id, place=QUALITY, **more)).moved


@pytest.mark.parametrize("name", sorted(name for name, role in NEEDS.items() if role == "editor"))
async def test_a_viewer_is_told_which_role_it_takes(name: ActName, world: Small) -> None:
    insight = await world.harm()
    with pytest.raises(NotAllowed, match="needs the role editor"):
        await world.act(name, "Vic", insight=insight.id, mention=MentionId(1), text="x", value="quality")
    assert await world.now(insight.id) == insight


async def test_nobody_unknown_acts(world: Small) -> None:
    insight = await world.harm()
    with pytest.raises(NotAllowed, match="invitation"):
        await world.act("react", "Nobody", insight=insight.id, value="👍")


async def test_an_act_on_what_is_not_there_is_refused(world: Small) -> None:
    insight = await world.harm()
    with pytest.raises(NotFound):
        await world.act("tag", "Ben", insight=insight.id, value="sales")
    with pytest.raises(NotFound):
        await world.act("wrong_mood", "Ben", mention=MentionId(404), value="negative")


async def test_saying_something_moves_no_insight(world: Small) -> None:
    assert not (await world.act("say", text="hello")).moved


async def test_a_status_that_changed_meanwhile_is_told_and_can_be_set_anyway(world: Small) -> None:
    insight = await world.harm()
    await world.act("take", "Ben", insight=insight.id, saw="new")
    stale = await world.act("decline", "Ana", insight=insight.id, saw="new", form={"why": "old"})
    assert (stale.moved, stale.stale, "Ben" in stale.words) == (False, True, True)
    forced = await world.act("decline", "Ana", insight=insight.id, saw="new", form={"why": "old"}, force=True)
    assert forced.moved
    assert (await world.now(insight.id)).status == "declined"


async def test_what_is_not_ours_appears_where_it_was_sent_and_teaches_the_router(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        insight = await world.harm()
        assert insight.active == ("quality",)
        message = (await world.posts(QUALITY))[0].id
        receipt = await world.act(
            "not_ours", "Ben", "moved", insight=insight.id, place=QUALITY, message=message, value="support"
        )  # fmt: skip
        assert receipt.moved
        assert (await world.now(insight.id)).active == ("support",)
        assert "Ben" in await world.threads(SUPPORT)
        assert "Ben" in await world.threads(QUALITY)
        assert "Undo" in await world.threads(QUALITY)
        world.wait(hours=1)
        assert await _routed(world, "The battery started to smoke and burned my finger") == ("support", True)
    async with small(folder, at=world.clock.now()) as later:
        assert await _routed(later, "The battery started smoking and burned my hands") == ("support", True)
        undone = await later.act("undo", "Ana", insight=insight.id, value="moved")
        assert undone.moved
        assert (await later.now(insight.id)).active == ("quality",)
        assert (await _routed(later, "The battery started to smoke and it burned me"))[0] == "quality"


async def _routed(world: Small, text: str) -> tuple[str | None, bool]:
    """Where a text goes now, and whether the reason names who corrected."""
    (kept,) = (await world.hear(text)).kept
    (full,) = await world.app.store.full([kept])
    why = next((why for name, _, why in full.departments if name == full.row.department), "")
    return full.row.department, "Ben" in why


async def test_a_wrong_mood_is_corrected_in_every_total_and_taken_back(world: Small) -> None:
    (kept,) = (await world.hear("The charger is broken, I am so angry")).kept
    (before,) = await world.app.store.listed(Rows())
    await world.act("wrong_mood", "Ana", "mood", mention=kept, value="positive")
    assert await world.app.store.facets(Rows(), "sentiment") == {"positive": 1}
    receipt = await world.act("undo", "Ana", mention=kept, value="mood")
    assert receipt.moved
    assert (await world.app.store.listed(Rows()))[0] == before
    assert not (await world.act("undo", "Ana", mention=kept, value="mood")).moved


async def test_the_last_correction_is_taken_back_by_whoever_does_not_know_its_key(world: Small) -> None:
    (kept,) = (await world.hear("the charger is broken and I am so angry")).kept
    (before,) = await world.app.store.full([kept])
    await world.act("wrong_mood", "Ana", "mood", mention=kept, value="positive")
    world.wait(minutes=1)
    await world.act("not_about_us", "Ben", "out", mention=kept)
    assert (await world.act("undo", "Ana", mention=kept)).moved
    (between,) = await world.app.store.full([kept])
    assert (between.row.department, between.row.sentiment) == (before.row.department, "positive")
    assert (await world.act("undo", "Ben", mention=kept)).moved
    (after,) = await world.app.store.full([kept])
    assert (after.row, after.departments) == (before.row, before.departments)
    receipt = await world.act("undo", "Ana", mention=kept)
    assert (receipt.moved, receipt.words) == (False, "Nobody corrected this mention: it stands as it was read.")


async def test_a_mood_is_asked_for_where_none_is_named(world: Small) -> None:
    (kept,) = (await world.hear("The charger is broken")).kept
    receipt = await world.act("wrong_mood", mention=kept)
    assert (receipt.moved, receipt.ask) == (False, "mood")


async def test_an_intent_and_a_department_are_corrected_and_taken_back_each_by_itself(world: Small) -> None:
    (kept,) = (await world.hear("the charger is broken and I am so angry")).kept
    (before,) = await world.app.store.full([kept])
    assert (before.row.intent, before.row.department) == ("complaint", "quality")
    await world.act("wrong_intent", "Ana", "intent", mention=kept, value="churn_risk")
    await world.act("wrong_department", "Ben", "moved", mention=kept, value="support")
    (after,) = await world.app.store.full([kept])
    assert (after.row.intent, after.row.department) == ("churn_risk", "support")
    assert after.departments == (("support", 1.0, "Ben said so"),)
    await world.act("undo", "Ana", mention=kept, value="moved")
    await world.act("undo", "Ana", mention=kept, value="intent")
    (again,) = await world.app.store.full([kept])
    assert (again.row, again.departments) == (before.row, before.departments)


async def test_a_corrected_mention_takes_the_next_like_it_along_until_it_is_taken_back(world: Small) -> None:
    (kept,) = (await world.hear("my charger gets hot and smells of plastic")).kept
    await world.act("wrong_department", "Ben", "moved", mention=kept, value="support")
    assert await _routed(world, "the charger gets hot and it smells of plastic") == ("support", True)
    await world.act("undo", "Ben", mention=kept, value="moved")
    assert await _routed(world, "this charger gets hot, smells of plastic too") == ("quality", False)


async def test_an_intent_or_a_department_that_there_is_not_is_refused(world: Small) -> None:
    (kept,) = (await world.hear("The charger is broken")).kept
    with pytest.raises(BadQuestion):
        await world.act("wrong_intent", mention=kept, value="nonsense")
    with pytest.raises(NotFound):
        await world.act("wrong_department", mention=kept, value="legal")


async def test_what_is_not_about_us_leaves_its_department_and_comes_back(world: Small) -> None:
    (kept,) = (await world.hear("the battery gets hot")).kept
    (before,) = await world.app.store.full([kept])
    assert before.row.department == "quality"
    await world.act("not_about_us", "Ana", "out", mention=kept)
    assert await world.app.store.facets(Rows(), "department") == {"": 1}
    await world.act("undo", "Ana", mention=kept, value="out")
    (after,) = await world.app.store.full([kept])
    assert (after.row, after.departments) == (before.row, before.departments)


async def test_what_is_like_what_is_not_about_us_is_not_shown_and_stays_countable(world: Small) -> None:
    (kept,) = (await world.hear("Lumo the cat by the lake is so cute in this sunset picture")).kept
    await world.act("not_about_us", "Ana", "out", mention=kept)
    like, other = (
        await world.hear("What a cute cat picture by the lake, sunset with Lumo", "the battery gets hot")
    ).kept
    full = {one.row.id: one for one in await world.app.store.full([kept, like, other])}
    assert (full[like].row.department, full[like].row.theme, full[like].departments) == (None, None, ())
    assert full[other].row.department == "quality"
    assert full[like].groups == ((NOT_ABOUT_US, "similar to one Ana took out as not about us on 5 Oct"),)
    assert full[kept].groups == ((NOT_ABOUT_US, "Ana took it out as not about us"),)
    assert (await world.app.store.count(Rows(group=NOT_ABOUT_US))).mentions == 2
    await world.act("undo", "Ana", mention=kept, value="out")
    (again,) = (await world.hear("Such a cute picture of the cat by the lake at sunset, Lumo")).kept
    (heard,) = await world.app.store.full([again])
    assert heard.groups == ()
    assert [row.id for row in await world.app.store.listed(Rows(group=NOT_ABOUT_US))] == [like]


async def test_danger_and_what_customers_write_to_us_is_never_about_others(world: Small) -> None:
    said = "the battery of this thing started to smoke and burned my hand"
    (kept,) = (await world.hear(said)).kept
    await world.act("not_about_us", "Ana", "out", mention=kept)
    (danger,) = (await world.hear("my battery started to smoke and it burned my hand")).kept
    (service,) = (await world.hear("the battery of this thing smokes", kind="service")).kept
    full = await world.app.store.full([danger, service])
    assert [one.groups for one in full] == [(), ()]


async def test_a_customer_is_marked_as_told_and_not_told(world: Small) -> None:
    await world.hear("The battery started to smoke and burned my hand", kind="service")
    (insight,) = await world.think()
    await world.act("fixed", "Ben", insight=insight.id, form=FIXED)
    ((row, nobody),) = await world.app.store.customers(insight.id)
    assert nobody is None
    await world.act("told_customer", "Ana", insight=insight.id, mention=row.id)
    ((_, mark),) = await world.app.store.customers(insight.id)
    assert mark is not None
    assert (mark.told, mark.person) == (True, "workspace:ana")
    await world.act("told_customer", "Ana", insight=insight.id, mention=row.id, value="no")
    ((_, mark),) = await world.app.store.customers(insight.id)
    assert mark is not None
    assert not mark.told


async def test_a_colleague_s_message_becomes_an_insight_marked_internal(world: Small) -> None:
    receipt = await world.act("raise", "Ana", "raised", text="Two callers today had swollen batteries", value="quality")
    assert receipt.insight is not None
    insight = await world.now(receipt.insight)
    assert (insight.kind, insight.visibility, insight.active) == ("raised", "internal", ("quality",))
    assert "Ana" in await world.threads(QUALITY)
    again = await world.act("raise", "Ana", "raised", text="Two callers today had swollen batteries", value="quality")
    assert not again.moved
    assert len(await world.app.store.insights()) == 1


async def test_a_topic_keeps_its_new_name_over_a_restart_and_can_have_its_own_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        insight = await world.topic()
        assert insight.theme is not None
        await world.act("rename", "Ben", insight=insight.id, text="Hot chargers")
    async with small(folder, at=world.clock.now() + timedelta(hours=1)) as later:
        theme = later.app.standing.book.theme(insight.theme)
        assert theme is not None
        assert (theme.name, bool(theme.label)) == ("Hot chargers", True)
        await later.act("rename", "Ben", value=str(insight.theme))
        theme = later.app.standing.book.theme(insight.theme)
        assert theme is not None
        assert theme.name is None
