"""A ledger that was counted before is counted on from there: what comes of it is what counting all of it gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.answer import Query
from bot.model.ledger import Ledger
from bot.roi import answered, dump, read_ledger
from bot.roi.accounts import Accounts, accounts
from tests.bot.roi.ledgers import Item, bill, cash, ledger, ledgers

AT = datetime(2027, 1, 1, tzinfo=UTC)
"""Later than anything that the ledgers know of."""
ASKED = (
    Query(metric="roi", as_of=AT, by="programme"),
    Query(metric="npv", as_of=AT, period="2026-02-10..2026-03-20"),
    Query(metric="roi", as_of=AT, programme="a", period="2026-03"),
    Query(metric="benefit", as_of=AT, view="cohort"),
)


def _said(books: Accounts) -> list[str]:
    return [dump(answered(books, query)) for query in ASKED]


def _some(whole: Ledger, *, costs: set[int], benefits: set[int], orders: set[int]) -> Ledger:
    return replace(
        whole,
        costs=tuple(one for at, one in enumerate(whole.costs) if at not in costs),
        benefits=tuple(one for at, one in enumerate(whole.benefits) if at not in benefits),
        orders=tuple(one for at, one in enumerate(whole.orders) if at not in orders),
    )


_PLACES = st.sets(st.integers(0, 8), max_size=5)
_LEFT_OUT = st.tuples(_PLACES, _PLACES, _PLACES)


@st.composite
def _crowded(draw: st.DrawFn) -> Item:
    """A ledger in which nearly every benefit counts, and is in the way of others: by a unit, a pool or its place."""
    made = []
    for at in range(9):
        one = bill(draw(st.integers(1, 9)), id=f"b{at}", date=draw(st.sampled_from(["2026-02-01", "2026-03-02"])))
        one |= {"pool": draw(st.sampled_from([None, None, "p", "q"])), "programme": draw(st.sampled_from("ab"))}
        one |= {"unit_type": "case", "unit_ids": draw(st.lists(st.sampled_from("1234"), max_size=2, unique=True))}
        kind = draw(st.sampled_from(["bill", "bill", "contacts", "agent"]))
        if kind == "contacts":
            one |= {"kind": "deflection", "contacts_avoided": 3, "pool_cap": draw(st.sampled_from([None, 4]))}
        if kind == "agent":
            one |= {"kind": "time_saved", "basis": "timed", "role": "agent", "minutes_before": 60, "minutes_after": 0}
            one |= {"tasks": draw(st.integers(1, 5))}
        if draw(st.integers(0, 4)) == 0:
            one |= {"supersedes": [f"b{draw(st.integers(0, 8))}"]}
        made.append(one | draw(st.sampled_from([{}, {}, {}, {}, {"voided": True}])))
    return ledger(*made, costs=(cash(3, id="c"),))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(_crowded(), _crowded(), ledgers()), st.lists(_LEFT_OUT, min_size=2, max_size=4))
def test_counting_on_from_another_ledger_gives_what_counting_anew_gives(
    raw: Item, steps: list[tuple[set[int], set[int], set[int]]]
) -> None:
    whole = read_ledger(raw)
    books: Accounts | None = None
    for costs, benefits, orders in steps:
        step = _some(whole, costs=costs, benefits=benefits, orders=orders)
        books = accounts(step, AT, before=books, settled=True)
        assert _said(books) == _said(accounts(step, AT))


def test_an_entry_changes_the_page_of_its_month_and_no_other() -> None:
    spent = [cash(1, id=f"c{month}", date=f"2026-{month:02}-03") for month in range(1, 13)]
    before = accounts(read_ledger(ledger(costs=tuple(spent))), AT)
    whole = replace(before.source, costs=(*before.source.costs, read_ledger(
        ledger(costs=(cash(5, id="new", date="2026-04-20"),))).costs[0]))  # fmt: skip
    after = accounts(whole, AT, before=before, settled=True)
    then, now = before.tally.spent.paid.pages, after.tally.spent.paid.pages
    assert [month % 12 + 1 for month, page in now.items() if page is not then[month]] == [4]


def test_an_entry_of_a_pool_cuts_the_others_of_its_pool_and_of_no_other() -> None:
    entered = [
        bill(30, id="a", pool="x", date="2026-02-01"), bill(20, id="b", pool="y", date="2026-02-01"),
        bill(10, id="c", date="2026-02-01", unit_type="case", unit_ids=["1"]),
    ]  # fmt: skip
    whole = read_ledger(ledger(*entered, bill(40, id="d", pool="x", date="2026-02-01")))
    before = accounts(replace(whole, benefits=whole.benefits[:3]), AT)
    after = accounts(whole, AT, before=before, settled=True)
    found = answered(after, Query(metric="benefit", as_of=AT))
    # The larger of the pool stays; what is in no pool, or in another, is as it was.
    assert {one.id: str(one.value) for one in found.benefits} == {"b": "20", "c": "10", "d": "40"}
    assert [(one.id, one.reason) for one in found.not_counted] == [("a", "overlap:d")]
    then = answered(before, Query(metric="benefit", as_of=AT))
    assert (str(then.benefit), str(found.benefit)) == ("60", "70")
