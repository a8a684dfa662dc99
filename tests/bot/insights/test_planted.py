"""The demo's stories are found, and nothing is found where nothing happens: <= 1 false rise a department and week.

Themes are not topics as a person would cut them: the recalls below are what the embedding gives for
texts of which no two share their wording. What the insights need is that a part of each story stays
together.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.bot.insights.world import World, heard, shuffled

HALF_DAY = timedelta(hours=12)


@pytest.fixture(scope="module")
def world() -> World:
    return World(voices=heard()).live(every=HALF_DAY / 2)


def rises(world: World) -> Counter[int]:
    """New rises and new themes by week."""
    first = world.voices[0].at
    return Counter((at - first).days // 7 for at, one, _ in world.said
                   if one.kind in ("spike", "emerging") and one.change == "new")  # fmt: skip


def stories(world: World) -> dict[str, bool]:
    """Which of the planted stories were found in their windows."""
    outage = datetime(2026, 10, 3, 17, tzinfo=UTC)
    return {
        "S1 repeat": bool(world.told("repeat", "S1")),
        "S3 repeat": bool(world.told("repeat", "S3")),
        "S4 rise": any(outage < at < outage + timedelta(hours=12) for at, _ in world.told("spike", "S4")),
        "S5 risk": any(at > datetime(2026, 10, 1, 22, tzinfo=UTC) for at, _ in world.told("risk", "S5")),
        "S7 praise": any(datetime(2026, 8, 12, tzinfo=UTC) < at for at, _ in world.told("praise", "S7")),
        "S8 new": any(datetime(2026, 9, 1, tzinfo=UTC) <= at for at, _ in world.told("emerging", "S8")),
    }  # fmt: skip


def test_the_planted_stories_are_found(world: World) -> None:
    assert [name for name, found in stories(world).items() if not found] == []


def test_the_wish_that_grows_is_found(world: World) -> None:
    assert any(at < datetime(2026, 9, 28, tzinfo=UTC) for at, _ in world.told("request", "S6"))


def test_the_tracking_story_stays_together(world: World) -> None:
    assert world.told("repeat", "S2")


def test_the_outage_is_one_rise_and_nothing_else_is_in_it(world: World) -> None:
    spikes = [insight for insight in world.insights if insight.kind == "spike"]
    (found,) = spikes
    assert found.numbers.mentions >= 130
    assert found.numbers.copies >= 15
    assert found.level >= 2
    theme = world.book.current(found.theme) if found.theme is not None else None
    inside = Counter(
        world.voices[mention - 1].story
        for mention, member in world.members.items()
        if member.theme == theme and found.numbers.since <= member.at < found.numbers.until
    )
    assert inside["S4"] >= 0.97 * inside.total()


def test_the_decoys_are_no_danger(world: World) -> None:
    assert world.told("risk", "decoy") == []


def test_the_power_bank_is_one_risk_said_three_times(world: World) -> None:
    numbers = [number for _, one, number in world.said if one.kind == "risk" and world.story(one)["S5"]]
    assert len(numbers) == 3
    assert len(set(numbers)) == 1


def test_in_an_ordinary_half_year_at_most_one_rise_a_week_is_found(world: World) -> None:
    assert max(rises(world).values(), default=0) <= 1


@pytest.mark.parametrize(
    ("story", "recall", "purity"),
    [("S1", 0.12, 0.5), ("S2", 0.12, 0.4), ("S3", 0.12, 0.8), ("S4", 0.7, 0.2), ("S7", 0.25, 0.3), ("S8", 0.35, 0.6)],
)
def test_a_storys_largest_theme_holds_a_part_of_it(world: World, story: str, recall: float, purity: float) -> None:
    found = world.shares(story)
    assert found[0] >= recall
    assert found[1] >= purity


def test_where_nothing_happens_nothing_is_found() -> None:
    assert rises(World(voices=shuffled(heard()[:1500], 1)).live(every=timedelta(days=1))).total() <= 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_on_shuffled_replays_at_most_one_rise_a_week_is_found(seed: int) -> None:
    world = World(voices=shuffled(heard(), 100 + seed)).live(every=HALF_DAY)
    assert max(rises(world).values(), default=0) <= 1


@pytest.mark.soak
@pytest.mark.parametrize(
    ("seed", "brand", "volume"), [(2, "Lumo", 1.0), (3, "Orbix", 1.0), (1, "Lumo", 0.5), (4, "Velune", 0.5)]
)
def test_the_stories_are_found_with_another_seed_brand_and_half_the_volume(
    seed: int, brand: str, volume: float
) -> None:
    world = World(voices=heard(seed=seed, brand=brand, volume=volume)).live(every=timedelta(hours=6))
    missing = [name for name, found in stories(world).items() if not found]
    assert missing == []
    assert max(rises(world).values(), default=0) <= 1
