"""Which programme an order is credited to, and what the credit is worth (section 5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.errors import BadLedger
from bot.model.answer import Answer
from bot.roi import answer_json, read_ledger
from tests.bot.roi.ledgers import Item, ask, ledger

AT = "2026-03-02T10:00:00Z"
_MARGIN = {"gross_margin": "0.3"}


def _touch(programme: str, at: str) -> Item:
    return {"programme": programme, "at": at}


def _order(*touches: Item, **more: Any) -> Item:
    return {"id": "o", "at": AT, "revenue": 100, "touches": list(touches)} | more


def _credit(*orders: Item, settings: Item | None = None, **query: Any) -> Answer:
    own = _MARGIN | (settings or {})
    return ask(ledger(orders=list(orders), settings=own), **{"metric": "benefit"} | query)


def _values(answer: Answer) -> dict[str, Decimal]:
    return {entry.id: entry.value for entry in answer.benefits}


_THREE = (
    _touch("b", "2026-02-20T10:00:00Z"), _touch("a", "2026-02-25T10:00:00Z"), _touch("a", "2026-03-01T10:00:00Z"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (None, {"o:a": "30.00"}),
        ("last", {"o:a": "30.00"}),
        ("first", {"o:b": "30.00"}),
        ("linear", {"o:a": "20.00", "o:b": "10.00"}),
    ],
)
def test_credit_goes_to_the_last_the_first_or_every_touch(model: str | None, values: dict[str, str]) -> None:
    answer = _credit(_order(*_THREE), settings={"attribution": model})
    assert {name: f"{value:.2f}" for name, value in _values(answer).items()} == values
    assert answer_json(answer)["benefit"] == Decimal("30.00")


@pytest.mark.parametrize(("model", "name"), [("last", "o:a"), ("first", "o:a")])
def test_of_touches_at_one_instant_the_smaller_programme_is_credited(model: str, name: str) -> None:
    same = [_touch(one, "2026-03-01T10:00:00+00:00") for one in ("b", "a")]
    assert set(_values(_credit(_order(*same), settings={"attribution": model}))) == {name}


def test_a_coupon_wins_over_every_touch() -> None:
    assert set(_values(_credit(_order(*_THREE, coupon="b")))) == {"o:b"}


@pytest.mark.parametrize(
    ("at", "settings", "credited"),
    [
        ("2026-03-02T10:00:00Z", {}, True),  # at the order
        ("2026-03-02T10:00:01Z", {}, False),  # after it
        ("2026-01-31T10:00:00Z", {}, True),  # 30 x 24 h
        ("2026-01-31T09:59:59Z", {}, False),
        ("2026-03-01T10:00:00Z", {"lookback_days": 1}, True),
        ("2026-03-01T09:59:59Z", {"lookback_days": 1}, False),
        ("2026-03-01T22:00:00Z", {"lookback_days": "0.5"}, True),
    ],
)
def test_a_touch_counts_at_or_before_the_order_within_the_look_back(at: str, settings: Item, credited: bool) -> None:
    answer = _credit(_order(_touch("a", at)), settings=settings)
    assert (answer.benefit == 30) is credited
    assert answer.refused == (None if credited else "NO_BENEFIT_DATA")


def test_the_look_back_is_counted_in_hours_over_the_change_of_the_clock() -> None:
    # On 29 March 2026 the day in Berlin has 23 hours: 24 hours before 30 March 00:30 is 28 March 23:30.
    touches = {True: "2026-03-28T23:30:00+01:00", False: "2026-03-28T23:29:59+01:00"}
    for credited, at in touches.items():
        order = _order(_touch("a", at), at="2026-03-30T00:30:00+02:00")
        assert (_credit(order, settings={"lookback_days": 1}).refused is None) is credited


def test_an_order_without_a_touch_brings_nothing_and_says_so() -> None:
    answer = _credit(_order(), _order(_touch("a", AT), id="p"))
    assert answer.benefit == 30
    assert answer.notes == ("1 order has no touch in time and is credited to no programme.",)


def test_a_refund_is_taken_off_and_the_settings_share_is_applied() -> None:
    answer = _credit(_order(*_THREE, refund=40), settings={"incremental_share": "0.5"})
    assert (answer.benefit, answer.warnings, answer.defaults_used) == (Decimal(9), (), ())  # 60 x 0.3 x 0.5


def test_without_a_share_of_its_own_a_sale_is_attributed_not_incremental() -> None:
    answer = _credit(_order(*_THREE))
    assert answer.warnings == ("ATTRIBUTED_NOT_INCREMENTAL",) and answer.defaults_used == ("incremental_share",)
    assert (answer.grade, answer.cash_benefit) == ("estimated", Decimal(30))


@pytest.mark.parametrize(
    ("order", "settings", "reason"),
    [
        (_order(*_THREE, revenue=None), {}, "revenue"),
        (_order(*_THREE, refund=None), {}, "refunds"),
        (_order(*_THREE), {"gross_margin": None}, "gross_margin"),
        (_order(*_THREE, currency="USD"), {}, "FX_MISSING"),
    ],
)
def test_what_is_not_known_of_an_order_is_missing(order: Item, settings: Item, reason: str) -> None:
    answer = _credit(order, settings=settings)
    assert [(one.id, one.reason) for one in answer.missing] == [("o:a", reason)]
    assert answer.warnings == ("PARTIAL",)


def test_a_credit_is_dated_on_the_local_day_of_the_order() -> None:
    late = _order(*_THREE, at="2026-03-02T23:30:00Z")
    assert _credit(late, period="2026-03-03").benefit == 30
    assert _credit(late, period="2026-03-02").refused == "NO_BENEFIT_DATA"


def test_credits_of_one_order_never_exceed_it() -> None:
    touches = [_touch(name, f"2026-03-01T0{hour}:00:00Z") for hour, name in enumerate("aababab")]
    answer = _credit(_order(*touches), settings={"attribution": "linear"}, by="programme")
    assert answer_json(answer)["benefit"] == Decimal("30.00") and answer.by is not None
    assert {name: f"{line.benefit:.4f}" for name, line in answer.by.items()} == {"a": "17.1429", "b": "12.8571"}


def test_an_order_that_was_taken_back_or_replaced_leaves_its_credit_uncounted() -> None:
    new = _order(*_THREE, id="new", revenue=50, supersedes="o")
    gone = _order(*_THREE, id="gone", voided=True)
    answer = _credit(_order(*_THREE), new, gone)
    assert answer.benefit == 15
    assert {one.id: one.reason for one in answer.not_counted} == {"o:a": "superseded", "gone:a": "voided"}


def test_an_order_that_was_recorded_later_is_unknown() -> None:
    order = _order(*_THREE, recorded="2026-03-20T00:00:00Z")
    assert _credit(order, as_of="2026-03-19").refused == "NO_BENEFIT_DATA"
    assert _credit(order, as_of="2026-03-20").benefit == 30


@pytest.mark.parametrize(("more", "key"), [({"coupon": "z"}, "coupon"), ({"touches": [_touch("z", AT)]}, "touches")])
def test_an_order_names_programmes_of_the_ledger(more: Item, key: str) -> None:
    with pytest.raises(BadLedger, match=f"orders 'o': {key} is 'z'; expected one of the ledger's programmes: a, b"):
        read_ledger(ledger(orders=[_order() | more]))
