"""The ladder fitted to what became of insights, with numbers worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from bot.model.insight import Insight, InsightId, Numbers
from bot.model.mention import Untrusted
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.signals.foretold import Foretold, foretold

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
LAG = timedelta(days=90)
POSTED = NOW - timedelta(days=100)
ANA, BEN = PersonId("workspace:ana"), PersonId("workspace:ben")


def _insights(count: int) -> list[Insight]:
    numbers = Numbers(mentions=3, people=3, copies=0, usual=0, since=POSTED, until=POSTED)
    return [
        Insight(id=InsightId(at), kind="repeat", label=Untrusted("charger"), numbers=numbers, severity=0.4,
                programme="p", found=POSTED, updated=POSTED, by=BEN)
        for at in range(1, count + 1)
    ]  # fmt: skip


def _act(kind: SignalKind, insight: int, *, days: int = 1, by: PersonId = ANA, removed: bool = False) -> Signal:
    return Signal(
        id=SignalId(insight * 10 + days), insight=InsightId(insight), person=by, department="support", kind=kind,
        at=POSTED + timedelta(days=days), key=f"{insight}:{kind}:{days}", removed=NOW if removed else None,
    )  # fmt: skip


def _of(count: int, *acts: Signal, posted: datetime = POSTED) -> Foretold:
    first = {InsightId(at): posted for at in range(1, count + 1)}
    return foretold(_insights(count), first, acts, at=NOW, lag=LAG)


def _fitted(found: Foretold) -> dict[str, tuple[float, int, int]]:
    return {one.kind: (one.fitted, one.insights, one.came) for one in found.rungs}


def test_until_fifty_are_old_enough_nothing_is_fitted() -> None:
    assert _of(49, _act("fixed", 1)) == Foretold(mature=49, came=1)
    assert _of(50).mature == 50 and _of(50).rungs
    assert _of(50, posted=NOW - timedelta(days=89)) == Foretold(mature=0, came=0)


def test_the_ladder_moves_by_what_came_of_each_act() -> None:
    # A reply on 12 insights, 3 of which were then fixed (8 points): 2 + (3 x 8 - 12 x 2) / (12 + 4) = 2.
    # A reaction on 4 others, all of them told (10): 1 + (4 x 10 - 4 x 1) / (4 + 4) = 5.5.
    replies = [_act("reply", at) for at in range(1, 13)]
    fixes = [_act("fixed", at, days=5) for at in (1, 2, 3)]
    reactions = [_act("reaction", at) for at in range(13, 17)]
    told = [_act("told", at, days=6) for at in range(13, 17)]
    found = _of(60, *replies, *fixes, *reactions, *told)
    assert (found.mature, found.came) == (60, 7)
    fitted = _fitted(found)
    assert fitted["reply"] == (2.0, 12, 3) and fitted["reaction"] == (5.5, 4, 4)
    assert fitted["tag"] == (2.0, 0, 0)  # Nobody tagged: it stays on its rung.


def test_replies_that_led_to_nothing_fall() -> None:
    # 2 + (0 - 12 x 2) / (12 + 4) = 0.5
    fitted = _fitted(_of(50, *(_act("reply", at) for at in range(1, 13))))
    assert fitted["reply"] == (float(Fraction(1, 2)), 12, 0)


def test_only_the_strongest_act_of_a_department_before_the_outcome_counts() -> None:
    acts = [_act("reaction", 1), _act("reply", 1, days=2), _act("fixed", 1, days=3), _act("acknowledged", 1, days=4)]
    fitted = _fitted(_of(50, *acts))
    assert fitted["reaction"][1] == fitted["acknowledged"][1] == 0 and fitted["reply"][1:] == (1, 1)


def test_acts_of_authors_and_acts_taken_back_count_nothing() -> None:
    fitted = _fitted(_of(50, _act("reply", 1, by=BEN), _act("reaction", 2, removed=True)))
    assert all(one[1:] == (0, 0) for one in fitted.values())
