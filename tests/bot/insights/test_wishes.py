"""Wishes find together over themes, and stay one request from day to day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from bot.insights.wishes import joined
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.theme import ThemeId
from bot.themes.space import DIMENSIONS, first_space
from tests.bot.insights.scenes import START, Scene

DAY = timedelta(days=1)


def about(*parts: float) -> bytes:
    """A vector with these leading parts."""
    row = np.zeros(DIMENSIONS, dtype=np.float32)
    row[: len(parts)] = parts
    return (row / np.linalg.norm(row)).tobytes()


@pytest.fixture
def scene() -> Scene:
    world = Scene()
    world.space = first_space()
    return world


def asks(scene: Scene, days: float, vector: bytes, *, theme: int = 1, voice: str = "") -> None:
    scene.hear(START + days * DAY, theme=ThemeId(theme), intent="request", vector=vector, voice=voice)


def test_four_people_who_ask_for_one_thing_are_a_request_whatever_their_themes(scene: Scene) -> None:
    for place, theme in enumerate((1, 2, 2, 3)):
        asks(scene, place, about(1, 0.1 * place), theme=theme)
    asks(scene, 3.5, about(0, 0, 1))
    scene.hear(START + 3 * DAY, intent="complaint", vector=about(1))
    (found,) = scene.new(START + 5 * DAY)
    assert (found.kind, found.theme, found.mentions) == ("request", 2, (1, 2, 3, 4))
    assert (found.numbers.mentions, found.numbers.people) == (4, 4)


def test_one_person_who_asks_four_times_is_no_request(scene: Scene) -> None:
    for place in range(4):
        asks(scene, place, about(1), voice="again")
    assert scene.new(START + 5 * DAY) == []


def test_a_request_takes_in_who_asks_later_and_is_said_again_when_it_doubles(scene: Scene) -> None:
    for place in range(4):
        asks(scene, place, about(1))
    (found,) = scene.new(START + 5 * DAY)
    for place in range(4):
        asks(scene, 6 + place, about(1, 0.2), theme=7)
    (more,) = scene.find(START + 12 * DAY)
    assert (more.change, more.insight, more.theme, len(more.mentions)) == ("again", 1, found.theme, 8)
    assert [one.change for one in scene.find(START + 13 * DAY)] == ["update"]


def test_a_part_of_an_open_request_is_not_said_beside_it(scene: Scene) -> None:
    for place in range(4):
        asks(scene, place, about(1))
    (found,) = scene.new(START + 5 * DAY)
    for place in range(5):
        asks(scene, place, about(0, 1))
    # Yesterday both were one group.
    scene.asked[InsightId(1)] = frozenset(MentionId(one) for one in range(1, 10))
    (after,) = scene.find(START + 7 * DAY)
    assert (after.change, after.insight) == ("update", 1)
    assert not set(after.mentions) & set(found.mentions)


def test_what_nobody_asks_for_any_more_is_over(scene: Scene) -> None:
    for place in range(4):
        asks(scene, place, about(1))
    scene.find(START + 5 * DAY)
    assert [one.change for one in scene.find(START + 70 * DAY)] == ["over"]


def test_rows_join_closest_first_while_their_mean_is_near_enough() -> None:
    angles = np.array([0.0, 0.1, 0.2, 1.5, 1.6])
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert sorted(sorted(group) for group in joined(rows, least=0.8)) == [[0, 1, 2], [3, 4]]
    assert len(joined(rows, least=1.1)) == 5
