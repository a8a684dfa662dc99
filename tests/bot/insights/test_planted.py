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
KINDS = ("spike", "emerging", "repeat", "request", "praise", "risk")


@pytest.fixture(scope="module")
def world() -> World:
    return World(voices=heard()).live(every=HALF_DAY / 2)


def rises(world: World) -> Counter[int]:
    """New rises and new themes by week."""
    first = world.voices[0].at
    return Counter((at - first).days // 7 for at, one, _ in world.said
                   if one.kind in ("spike", "emerging") and one.change == "new")  # fmt: skip


def stories(world: World) -> dict[str, bool]:
    """Which of the planted stories were found in their windows, as what they are."""
    outage = datetime(2026, 10, 3, 17, tzinfo=UTC)
    return {
        "S1 repeat": bool(world.told("repeat", "S1")),
        "S2 repeat": bool(world.told("repeat", "S2")),
        "S3 repeat": bool(world.told("repeat", "S3")),
        "S4 rise": any(outage < at < outage + timedelta(hours=12) for at, _ in world.told("spike", "S4")),
        "S5 risk": any(at > datetime(2026, 10, 1, 22, tzinfo=UTC) for at, _ in world.told("risk", "S5")),
        "S6 request": any(at < datetime(2026, 9, 29, tzinfo=UTC) for at, _ in world.told("request", "S6")),
        "S7 praise": any(datetime(2026, 8, 12, tzinfo=UTC) < at for at, _ in world.told("praise", "S7")),
        "S8 new": any(datetime(2026, 9, 1, tzinfo=UTC) <= at for at, _ in world.told("emerging", "S8")),
    }


def found_at_all(world: World) -> set[str]:
    """Which of the planted stories were found as anything."""
    names = [f"S{place}" for place in range(1, 9)]
    return {name for name in names for kind in KINDS if world.told(kind, name)}


def test_the_planted_stories_are_found(world: World) -> None:
    assert [name for name, found in stories(world).items() if not found] == []


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
    [("S1", 0.1, 0.5), ("S2", 0.2, 0.5), ("S3", 0.15, 0.9), ("S4", 0.8, 0.7), ("S7", 0.4, 0.4), ("S8", 0.6, 0.7),
     ("returns", 0.06, 0.6)],
)  # fmt: skip
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
@pytest.mark.parametrize(("seed", "brand"), [(2, "Lumo"), (3, "Orbix")])
def test_with_another_seed_and_brand_seven_of_the_eight_stories_are_found(seed: int, brand: str) -> None:
    world = World(voices=heard(seed=seed, brand=brand)).live(every=HALF_DAY / 2)
    assert len(found_at_all(world)) >= 7
    assert max(rises(world).values(), default=0) <= 1


@pytest.mark.soak
@pytest.mark.parametrize(("seed", "brand"), [(1, "Lumo"), (4, "Velune")])
def test_at_half_the_volume_five_of_the_eight_stories_are_found(seed: int, brand: str) -> None:
    """A quarter of 15 mentions a week, halved, is fewer than two people a week: not all that is so rare is found."""
    world = World(voices=heard(seed=seed, brand=brand, volume=0.5)).live(every=HALF_DAY / 2)
    assert {"S3", "S4", "S5", "S7"} <= found_at_all(world)
    assert len(found_at_all(world)) >= 5
    assert max(rises(world).values(), default=0) <= 2
