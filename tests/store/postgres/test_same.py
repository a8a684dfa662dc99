"""The same Earshot on both engines: what was heard, found, posted, acted on and answered is the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.flow.forgetting import forget
from bot.model.mention import MentionId
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.views import Ask
from tests.bot.flow.rig import SUPPORT
from tests.bot.flow.small import ORGANISATION, Small, small

ANA = PersonId("workspace:ana")
BARE = ("deleted", "forgotten", "expired")
"""Rows that carry an id of the database's own key."""


async def _story(world: Small) -> None:
    """A month, a rise, a danger, colleagues who act, a correction, an edit, a deletion, somebody forgotten."""
    insight = await world.topic()
    await world.act("take", insight=insight.id, saw="new")
    await world.act("useful", "Ben", insight=insight.id)
    harm = await world.harm()
    await world.act("tag", insight=harm.id, value="support")
    fixed = {"what": "a new cable", "released": "2026-10-05"}
    await world.act("fixed", insight=insight.id, saw="acknowledged", form=fixed)
    edited = {"source": "forum", "id": "1", "at": "2026-10-05T07:00:00Z", "text": "All is well", "edited": "2026-10-06"}
    await world.take([
        {**edited, "edited": "2026-10-06T00:00:00Z", "author": {"id": "a1", "name": "Person 1"}},
        {"source": "forum", "id": "2", "op": "delete"},
    ])  # fmt: skip
    await forget("forum", "3", tools=world.app.tools, standing=world.app.standing)
    await world.think()


async def _seen(world: Small) -> Mapping[str, Any]:
    """Everything that can be asked of the store, and two answers."""
    store = world.app.store
    rows = await store.listed(Rows(), limit=0)
    insights = await store.insights()
    answers = [
        await world.app.desk.ask(Ask(command="earshot", text=text, person=ANA, place=SUPPORT))
        for text in ("topics", "insights", "pulse charger", "sources", "digest")
    ]
    return {
        "rows": [repr(row) for row in rows if row.state not in BARE],
        "bare": [(row.id, row.state, row.reason, row.theme, row.sentiment) for row in rows if row.state in BARE],
        "full": [repr(one) for one in await store.full([row.id for row in rows])],
        "words": [repr(await store.count(Rows(text=text))) for text in ("charger", "Müller's update", "zzz", "''")],
        "facets": [
            await store.facets(Rows(), by) for by in ("source", "sentiment", "language", "theme", "department", "group")
        ],
        "concerns": repr(await store.count(Rows(concerns="support"))),
        "days": await store.series("theme", ["1", "2"], unit="day", since="2026-01-01", until="2027-01-01"),
        "hours": await store.series("group", ["chargers"], unit="hour", since="0", until="999999"),
        "insights": [repr(one) for one in insights],
        "evidence": [await store.evidence(one.id) for one in insights],
        "citing": await store.citing([MentionId(one) for one in range(40)]),
        "statuses": repr(await store.statuses([one.id for one in insights])),
        "signals": repr(await store.signals()),
        "corrections": repr(await store.corrections()),
        "themes": repr(await store.themes()),
        "outbox": repr(await store.outbox(("new", "sending", "done", "dead"))),
        "delivered": repr(await store.delivered()),
        "posts": [repr(post.body) for post in await store.posts(SUPPORT, person=None)],
        "settings": repr(await store.setting_events()),
        "sources": repr(await store.sources()),
        "answers": [repr(answer) for answer in answers],
    }


async def test_a_story_leaves_the_same_on_both_engines_also_after_a_restart(tmp_path: Path, database: str) -> None:
    seen = {}
    for name, more in (("sqlite", {}), ("postgres", {"store": {"url": database}})):
        async with small(tmp_path / name, settings={**ORGANISATION, **more}) as world:
            await _story(world)
            seen[name] = await _seen(world)
            now = world.clock.now()
        async with small(tmp_path / name, settings={**ORGANISATION, **more}, at=now) as world:
            seen[f"{name} again"] = await _seen(world)
    assert len(seen["sqlite"]["rows"]) > 40
    assert [one for one in seen["sqlite"]["bare"] if one[1] == "forgotten"]
    for part, value in seen["sqlite"].items():
        assert seen["postgres"][part] == value, part
    assert seen["postgres again"] == seen["sqlite again"]
