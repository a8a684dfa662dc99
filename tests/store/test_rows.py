"""Every figure opens to as many rows as it says: for all sets of rows, over one store with mentions of every kind."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.changes import Change, KeepInsight
from bot.model.insight import InsightId, Routed
from bot.model.mention import MentionId, MentionState
from bot.model.reading import Sentiment
from bot.model.rows import Rows
from bot.ports.memory import Visible
from bot.testing.samples import at, insight, kept, removed
from store.sqlite import SqliteStore, connect

_MOODS: tuple[Sentiment, ...] = ("positive", "negative", "unsure")
_STATES: tuple[MentionState, ...] = ("deleted", "forgotten", "expired")
_VISIBLE = ("public", "internal", "private:slack:T1/C1")
_times = st.none() | st.integers(-1, 12).map(at)


def _mentions() -> list[Change]:
    chance = random.Random(4)
    mentions = [
        kept(
            number, chance.choice(("parcel late", "late again", "charger hot", "Größe falsch")),
            source=chance.choice(("forum", "app")), hours=chance.randint(0, 11), sentiment=chance.choice(_MOODS),
            department=chance.choice(("support", "product", None)), theme=chance.choice((7, 8, None)),
            groups=tuple(chance.sample(("brand", "care"), chance.randint(0, 2))), author=f"a{chance.randint(1, 20)}",
            kind=chance.choice(("mention", "service")), language=chance.choice(("en", "de")),
            visibility=chance.choice(_VISIBLE), copy_of=chance.choice((None, None, 1)),
        )
        for number in range(1, 121)
    ]  # fmt: skip
    changes: list[Change] = [*mentions]
    for number in (5, 6):
        evidence = tuple(MentionId(one) for one in chance.sample(range(1, 121), 40))
        here = Routed(department="support", reason="they say “late”", probability=0.6, active=number == 5)
        changes.append(KeepInsight(insight=replace(insight(number), departments=(here,)), evidence=evidence))
    gone = chance.sample(mentions, 30)
    return [*changes, *(removed(one.id, chance.choice(_STATES), source=one.mention.source) for one in gone)]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    opened = connect(tmp_path_factory.mktemp("rows") / "earshot.db", zone="UTC", token=lambda: "key")
    asyncio.run(opened.commit(_mentions()))
    yield opened
    opened.close()


_rows = st.builds(
    Rows,
    theme=st.sampled_from((None, None, 7, 9)),
    insight=st.sampled_from((None, None, InsightId(5), InsightId(6), InsightId(404))),
    department=st.sampled_from((None, None, "support", "nobody")),
    concerns=st.sampled_from((None, None, "support", "nobody")),
    group=st.sampled_from((None, None, "brand")),
    source=st.sampled_from((None, None, "forum")),
    kind=st.sampled_from((None, None, "service")),
    sentiment=st.sampled_from((None, None, "negative")),
    language=st.sampled_from((None, None, "de")),
    voice=st.sampled_from((None, None, None, "a3")),
    text=st.sampled_from((None, None, "late", "GROSSE", "hot charger", "!")),
    since=_times,
    until=_times,
    copies=st.sampled_from(("all", "all", "originals", "copies")),
)  # fmt: skip
_visible = st.none() | st.frozensets(st.sampled_from(_VISIBLE))
_often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_often
@given(rows=_rows, visible=_visible)
def test_a_figure_is_as_long_as_its_list(full: SqliteStore, rows: Rows, visible: Visible) -> None:
    counts = asyncio.run(full.count(rows, visible=visible))
    listed = asyncio.run(full.listed(rows, visible=visible, limit=0))
    assert counts.mentions == len(listed) == len({row.id for row in listed})
    assert counts.copies == sum(row.copy_of is not None for row in listed)
    assert counts.people <= counts.mentions
    assert all(row.state != "deleted" for row in listed)


@_often
@given(rows=_rows, visible=_visible, size=st.integers(1, 30), newest=st.booleans())
def test_pages_leave_nothing_out_and_show_nothing_twice(
    full: SqliteStore, *, rows: Rows, visible: Visible, size: int, newest: bool
) -> None:
    whole = asyncio.run(full.listed(rows, visible=visible, limit=0, newest=newest))
    pages = [
        asyncio.run(full.listed(rows, visible=visible, limit=size, offset=start, newest=newest))
        for start in range(0, len(whole) + 1, size)
    ]
    assert [row for page in pages for row in page] == list(whole)
    assert whole == sorted(whole, key=lambda row: (row.at, row.id), reverse=newest)


@_often
@given(
    rows=_rows, visible=_visible, by=st.sampled_from(("source", "sentiment", "language", "kind", "theme", "department"))
)
def test_facets_add_up_and_each_opens_to_its_number(full: SqliteStore, rows: Rows, visible: Visible, by: str) -> None:
    facets = asyncio.run(full.facets(rows, by, visible=visible))
    listed = asyncio.run(full.listed(rows, visible=visible, limit=0))
    assert sum(facets.values()) == len(listed)
    names = [getattr(row, by) for row in listed]
    assert facets == {name: names.count(_value(by, name)) for name in facets}


def _value(by: str, name: str) -> str | int | None:
    if name == "":
        return None
    return int(name) if by == "theme" else name


@pytest.mark.parametrize("visible", [None, frozenset({"public"})])
def test_each_condition_takes_something_away_and_leaves_something(full: SqliteStore, visible: Visible) -> None:
    everything = asyncio.run(full.count(Rows(), visible=visible)).mentions
    for rows in (
        Rows(theme=7), Rows(insight=5), Rows(department="support"), Rows(concerns="support"), Rows(group="brand"),
        Rows(source="forum"),
        Rows(kind="service"), Rows(sentiment="negative"), Rows(language="de"), Rows(voice="a3"), Rows(text="late"),
        Rows(since=at(6)), Rows(until=at(6)), Rows(copies="originals"), Rows(copies="copies"),
    ):  # fmt: skip
        assert 0 < asyncio.run(full.count(rows, visible=visible)).mentions < everything, rows
