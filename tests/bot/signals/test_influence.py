from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.insight import Insight, InsightId, Routed
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.signals.influence import Influence, influence, origin
from tests.bot.delivery import lumo

ANA, BEN, PRIYA = (PersonId(f"workspace:{name}") for name in ("ana", "ben", "priya"))
LATER = lumo.NOW + timedelta(days=9)


def first_of(number: int, department: str | None = "support") -> Insight:
    read = () if department is None else (Routed(department=department, reason="parcels", probability=0.8),)
    return lumo.insight(number, departments=read)


def done(
    number: int, kind: SignalKind, department: str | None, *, insight: int = 1, days: int = 0, value: str = "",
    removed: datetime | None = None, person: PersonId = ANA,
) -> Signal:  # fmt: skip
    return Signal(
        id=SignalId(number), insight=InsightId(insight), person=person, department=department, kind=kind,
        at=lumo.NOW + timedelta(days=days), value=value, removed=removed, key=str(number),
    )  # fmt: skip


def moved(*signals: Signal, insights: tuple[Insight, ...] = (first_of(1), first_of(2), first_of(3))) -> Influence:
    return influence(insights, signals, at=LATER)


def test_each_department_stands_with_what_it_did_and_when_it_first_did_it() -> None:
    found = moved(
        done(1, "acknowledged", "product"), done(2, "fixed", "product", days=3), done(3, "fixed", "product", days=4),
        done(4, "tag", "support", value="quality", days=1),
    )  # fmt: skip
    said = [(move.department, [(one.kind, one.at - lumo.NOW, one.to) for one in move.did]) for move in found.moves]
    assert said == [
        ("product", [("acknowledged", timedelta(0), ""), ("fixed", timedelta(days=3), "")]),
        ("support", [("tag", timedelta(days=1), "quality")]),
    ]


def test_what_two_departments_acted_on_counts_once_and_the_share_is_of_all_that_were_posted() -> None:
    found = moved(
        done(1, "acknowledged", "support"), done(2, "action", "product"), done(3, "fixed", "quality"),
        done(4, "acknowledged", "support", insight=2),
    )  # fmt: skip
    assert (found.acted, found.outside, found.share_outside) == ((1, 2), (1,), 1 / 3)


def test_attention_is_noticed_and_no_acting() -> None:
    found = moved(done(1, "reaction", "product"), done(2, "reply", "product"), done(3, "tag", "product", value="x"))
    assert (found.noticed, found.acted, found.outside) == ((1,), (), ())


def test_what_was_taken_back_came_later_or_was_an_authors_own_moved_nobody() -> None:
    mine = replace(first_of(1), by=ANA)
    found = moved(
        done(1, "fixed", "product", person=BEN, removed=LATER), done(2, "fixed", "product", days=10),
        done(3, "fixed", "product", person=ANA, insight=1), done(4, "told", None, insight=2),
        insights=(mine, first_of(2)),
    )  # fmt: skip
    assert (found.moves, found.noticed, found.share_outside) == ((), (), 0.0)


def test_what_was_taken_back_afterwards_counted_until_then() -> None:
    found = moved(done(1, "fixed", "product", removed=LATER + timedelta(days=1)))
    assert found.outside == (1,)


def test_it_was_first_for_the_department_that_the_reader_found_most_concerned() -> None:
    read = (*first_of(1).departments, Routed(department="product", reason="", probability=0.9, active=False))
    tagged = (*read, Routed(department="quality", reason="", probability=1.0, by=PRIYA))
    assert origin(replace(first_of(1), departments=tagged)) == "product"


def test_nothing_is_outside_of_triage() -> None:
    found = moved(done(1, "fixed", "product"), insights=(first_of(1, None),))
    assert (found.acted, found.outside) == ((1,), ())


def test_of_one_department_only_what_was_first_its_own_is_asked_for() -> None:
    signals = [done(1, "fixed", "product"), done(2, "fixed", "support", insight=2)]
    found = influence([first_of(1), first_of(2, "product")], signals, at=LATER, department="support")
    assert ([one.id for one in found.posted], found.acted, found.share_outside) == ([1], (1,), 1.0)


def test_where_nothing_was_posted_there_is_no_share() -> None:
    assert influence([], [], at=LATER).share_outside is None
