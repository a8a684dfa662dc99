from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.insight import InsightId
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.signals.ladder import LADDER, strength
from bot.signals.worth import shown_score, worth
from tests.bot.delivery import lumo

ANA, BEN, PRIYA, OLE = (PersonId(f"workspace:{name}") for name in ("ana", "ben", "priya", "ole"))


def given_by(
    person: PersonId, kind: SignalKind, department: str | None = "support", *, later: int = 0, removed: bool = False
) -> Signal:
    at = lumo.NOW + timedelta(minutes=later)
    return Signal(
        id=SignalId(1 + later), insight=InsightId(1), person=person, department=department, kind=kind, at=at,
        removed=at if removed else None, key=f"{person}{kind}{later}",
    )  # fmt: skip


def test_nothing_is_worth_nothing() -> None:
    assert worth([]).score == 0


def test_within_a_department_each_further_person_counts_half_of_the_one_before() -> None:
    found = worth([given_by(ANA, "reaction"), given_by(BEN, "tag"), given_by(PRIYA, "fixed")])
    assert (found.score, found.spread) == (8 + 0.5 * 2 + 0.25 * 1, 1)


def test_a_further_department_adds_a_quarter_of_all() -> None:
    found = worth([given_by(ANA, "acknowledged"), given_by(PRIYA, "action", "product")])
    assert (found.by_department, found.spread, found.score) == ({"product": 5, "support": 3}, 2, 8 * 1.25)


def test_a_person_counts_with_their_strongest_act_only() -> None:
    assert (
        worth([given_by(ANA, "told"), given_by(ANA, "reaction", later=1), given_by(ANA, "seen", later=2)]).score == 10
    )


def test_of_yes_and_no_the_later_one_holds_and_having_seen_it_changes_neither() -> None:
    assert worth([given_by(ANA, "reaction"), given_by(ANA, "negative", later=1)]).score < 0
    assert worth([given_by(ANA, "negative"), given_by(ANA, "reaction", later=1)]).score == 1
    assert worth([given_by(ANA, "negative"), given_by(ANA, "seen", later=1)]).score < 0


def test_removed_acts_bots_and_the_authors_own_count_nothing() -> None:
    signals = [given_by(ANA, "fixed", removed=True), given_by(BEN, "action"), given_by(PRIYA, "tag")]
    assert worth(signals, authors=[BEN], bots=[PRIYA]).score == 0


def test_somebody_without_a_department_counts_and_spreads_it_nowhere() -> None:
    found = worth([given_by(ANA, "acknowledged"), given_by(OLE, "reply", None)])
    assert (found.score, found.spread) == (5, 1)
    assert worth([given_by(OLE, "reply", None)]).score == 2


@given(
    st.lists(
        st.tuples(st.sampled_from((ANA, BEN, PRIYA, OLE)), st.sampled_from(sorted(LADDER)), st.sampled_from("abc")),
        max_size=12,
    )
)
def test_the_score_is_the_formula_of_the_method(drawn: list[tuple[PersonId, SignalKind, str]]) -> None:
    one_act = {person: (kind, department) for person, kind, department in drawn}
    signals = [given_by(person, kind, department) for person, (kind, department) in one_act.items()]
    departments = {department for _, department in one_act.values()}
    totals = []
    for department in departments:
        points = sorted((strength(kind) for kind, of in one_act.values() if of == department), reverse=True)
        totals.append(sum(point / 2**place for place, point in enumerate(points)))
    spread = sum(total > 0 for total in totals)
    assert worth(signals).score == pytest.approx(sum(totals) * (1 + 0.25 * (spread - 1)))


def test_one_department_that_brigades_is_worth_less_than_two_that_act() -> None:
    crowd = [given_by(PersonId(f"workspace:p{number}"), "reaction") for number in range(50)]
    assert worth(crowd).score < worth([given_by(ANA, "tag"), given_by(PRIYA, "reaction", "product")]).score


def test_a_shown_score_is_drawn_towards_the_mean_until_there_is_evidence() -> None:
    assert shown_score([], 4.0) == 4.0
    assert shown_score([10.0], 4.0) == (5 * 4 + 10) / 6
    assert shown_score([10.0] * 95, 0.0) == 9.5
