from collections.abc import Sequence

import pytest

from bench.ranking_world import (
    BRIGADE,
    CANDIDATES,
    DAYS,
    DEPARTMENTS,
    PEOPLE,
    SHOWN,
    Act,
    Brigading,
    Item,
    Organisation,
    Past,
)


def best(organisation: Organisation) -> float:
    return sum(
        worth
        for items in organisation.days
        for worth in sorted((organisation.worth[item.id] for item in items), reverse=True)[:SHOWN]
    ) / (DAYS * SHOWN)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return Organisation(7)


def test_an_organisation_is_as_large_as_it_is_said(organisation: Organisation) -> None:
    assert (len(organisation.days), {len(items) for items in organisation.days}) == (DAYS, {CANDIDATES})
    assert (DAYS, CANDIDATES, SHOWN, DEPARTMENTS, PEOPLE) == (120, 25, 5, 6, 30)


def test_who_knows_what_each_is_worth_reaches_the_best_and_nobody_more(organisation: Organisation) -> None:
    def knowing(items: Sequence[Item], past: Past, day: int) -> list[int]:
        return [item.id for item in sorted(items, key=lambda item: -organisation.worth[item.id])]

    run = organisation.run(knowing)
    assert run.worth == pytest.approx(run.best) == pytest.approx(best(organisation))


def seen_by(past: Past, day: int) -> tuple[list[Act], list[int]]:
    return [act for act in past.acts if act.day > day], [item.day for item, _ in past.shown if item.day >= day]


def test_nobody_sees_what_is_done_or_shown_later(organisation: Organisation) -> None:
    def peeping(items: Sequence[Item], past: Past, day: int) -> list[int]:
        assert seen_by(past, day) == ([], [])
        return [item.id for item in items]

    organisation.run(peeping)


def test_what_stands_high_is_seen_more_often(organisation: Organisation) -> None:
    kept: list[Past] = []

    def watched(items: Sequence[Item], past: Past, day: int) -> list[int]:
        kept[:] = [past]
        return [item.id for item in items]

    organisation.run(watched)
    ranks = {item.id: rank for item, rank in kept[0].shown}
    seen = [ranks[act.item] for act in kept[0].acts if act.deed == "seen"]
    assert seen.count(1) > seen.count(3) > seen.count(5) > 0


def test_a_brigading_department_is_on_three_in_ten_insights_and_the_rest_is_the_same() -> None:
    found = {}
    worlds: tuple[Brigading, ...] = ("nobody", "insights")
    for brigading in worlds:
        kept: list[Past] = []

        def watched(items: Sequence[Item], past: Past, day: int, kept: list[Past] = kept) -> list[int]:
            kept[:] = [past]
            return [item.id for item in items]

        Organisation(3, brigading=brigading).run(watched)
        found[brigading] = kept[0].acts
    quiet, loud = (
        [act for act in found[brigading] if act.department != BRIGADE] for brigading in worlds
    )  # fmt: skip
    assert {act for act in loud if act.deed == "seen"} == {act for act in quiet if act.deed == "seen"}
    replies = [act for act in found["insights"] if act.department == BRIGADE and act.deed == "reply"]
    assert 0.2 < len(replies) / (DAYS * SHOWN * PEOPLE / DEPARTMENTS) < 0.4
