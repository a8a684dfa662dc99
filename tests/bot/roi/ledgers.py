"""Small ledgers made of defaults and overrides, and random ones that meet every counting rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.model.answer import Answer
from bot.roi import evaluate, read_ledger, read_query

Item = dict[str, Any]
SETTINGS: Item = {"base_currency": "EUR", "timezone": "Europe/Berlin", "fiscal_year_start_month": 1}
PROGRAMMES = [
    {"id": "a", "name": "A", "department": "support", "start": "2026-01-05"},
    {"id": "b", "name": "B", "department": "product", "start": "2026-02-01"},
]


def ledger(*benefits: Item, costs: tuple[Item, ...] = (), settings: Item | None = None, **lists: Any) -> Item:
    """A ledger of programmes a and b with these entries, each completed by `id`, programme and date."""

    def full(prefix: str, items: tuple[Item, ...]) -> list[Item]:
        whole = []
        for n, item in enumerate(items, 1):
            owner = {} if "shares" in item else {"programme": "a"}
            dated = {} if "from" in item else {"date": "2026-03-02"}
            whole.append({"id": f"{prefix}{n}"} | owner | dated | item)
        return whole

    return {
        "settings": SETTINGS | (settings or {}),
        "programmes": PROGRAMMES,
        "costs": full("c", costs),
        "benefits": full("b", benefits),
    } | lists


def ask(raw: Item, **query: Any) -> Answer:
    """The answer about a ledger; ROI as of the end of 31 March 2026 unless said otherwise."""
    return evaluate(read_ledger(raw), read_query({"metric": "roi", "as_of": "2026-03-31"} | query))


def cash(amount: Any, **more: Any) -> Item:
    """A cost in cash."""
    return {"type": "cash", "amount": amount} | more


def bill(amount: Any, **more: Any) -> Item:
    """A bill that is no longer paid."""
    return {"kind": "other_cash", "basis": "counted", "amount": amount} | more


_NUMBERS = st.integers(0, 400) | st.decimals(-50, 500, places=2, allow_nan=False) | st.sampled_from(["12.5", "3", "0"])
_SHARE = st.decimals(0, 1, places=2)
_COUNT = st.integers(0, 60)
_DAYS = st.integers(0, 45).map(lambda n: date(2026, 2, 10) + timedelta(days=n))
_STAMPS = st.builds(
    lambda day, hour, zone: f"{day}T{hour:02}:30:00{zone}",
    _DAYS,
    st.sampled_from([0, 12, 22, 23]),
    st.sampled_from(["+00:00", "+09:00", "-05:00"]),
)
_BASES = st.sampled_from(["holdout", "control", "its", "before_after", "attributed", "counted", "timed", "statement"])
# The bases that a kind may have a chance with, drawn more often than the rest.
_LIKELY = {
    "fix": ["control", "control", "holdout", "its"],
    "other_cash": ["counted"],
    "time_saved": ["timed"],
    "retention": ["holdout", "control"],
}


def _sometimes(strategy: st.SearchStrategy[Any], chance: int = 6) -> st.SearchStrategy[Any]:
    """Left out, or null, or (in `chance` of as many and two) a value."""
    return st.integers(0, chance + 1).flatmap(
        lambda n: strategy if n < chance else st.just(...) if n == chance else st.none()
    )


def _rarely(strategy: st.SearchStrategy[Any], chance: int = 3) -> st.SearchStrategy[Any]:
    """Left out but once in `chance`."""
    return st.integers(1, chance).flatmap(lambda n: strategy if n == chance else st.just(...))


def _items(parts: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Item]:
    return st.fixed_dictionaries(dict(parts)).map(lambda i: {k: v for k, v in i.items() if v is not ...})


@st.composite
def _when(draw: st.DrawFn) -> Item:
    day = draw(_DAYS)
    if draw(st.booleans()):
        return {"date": draw(st.sampled_from([day.isoformat()]) | _STAMPS)}
    return {"from": day.isoformat(), "to": (day + timedelta(days=draw(st.integers(1, 50)))).isoformat()}


@st.composite
def _history(draw: st.DrawFn, ids: tuple[str, ...]) -> Item:
    if draw(st.integers(0, 5)) < 5:
        return {}
    return draw(
        _items(
            {
                "recorded": st.just(...) | _STAMPS | _DAYS.map(str),
                "voided": st.just(...) | st.booleans(),
                "voided_at": st.just(...) | st.just(...) | _STAMPS,
                "supersedes": st.just(...) | st.sampled_from(ids) | st.lists(st.sampled_from(ids), max_size=2),
            }
        )
    )


_KINDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "sales": {
        "revenue": _sometimes(_NUMBERS, 8),
        "refunds": _sometimes(_NUMBERS, 8),
        "gross_margin": _sometimes(_SHARE),
        "incremental_share": _sometimes(_SHARE, 2),
        "orders": _sometimes(_COUNT),
    },
    "deflection": {
        "contacts_avoided": _sometimes(_NUMBERS, 2),
        "visits": _NUMBERS,
        "intent_share": _sometimes(_SHARE, 9),
        "resolved_share": _SHARE,
        "would_contact_share": _SHARE,
        "recontacts": _sometimes(_COUNT),
        "channel": _sometimes(st.sampled_from(["phone", "email"])),
    },
    "fix": {
        "avoided": _sometimes(_NUMBERS, 2),
        "pre_count": st.integers(0, 40) | st.integers(200, 400),
        "post_count": _COUNT,
        "pre_days": st.integers(1, 60),
        "post_days": _COUNT,
        "unit": _sometimes(st.sampled_from(["mentions", "contacts"])),
        "contacts_per_mention": _sometimes(_SHARE, 6),
        "channel": _sometimes(st.sampled_from(["phone", "email"])),
    },
    "time_saved": {
        "minutes_before": _sometimes(_COUNT, 9),
        "minutes_after": _COUNT,
        "tasks": _COUNT,
        "realisation": _sometimes(_SHARE),
        "role": _sometimes(st.sampled_from(["agent", "agent", "lead"])),
        "rate": _sometimes(_COUNT),
    },
    "retention": {
        "treated_n": st.integers(40, 90),
        "treated_churned": st.integers(0, 40),
        "control_n": st.integers(40, 90),
        "control_churned": _sometimes(st.integers(0, 40), 9),
        "margin_per_customer_month": _NUMBERS,
        "months_observed": st.integers(0, 6),
    },
    "spend_change": {
        "n": _COUNT,
        "treated_after": _NUMBERS,
        "treated_before": _NUMBERS,
        "control_after": _NUMBERS,
        "control_before": _sometimes(_NUMBERS, 9),
        "gross_margin": _sometimes(_SHARE),
    },
    "other_cash": {"amount": _sometimes(_NUMBERS, 8)},
    "asserted": {"amount": _sometimes(_NUMBERS, 8)},
    "exposure": {"impressions": _NUMBERS},
}


def _pair(draw: st.DrawFn, low: str, high: str) -> Item:
    if draw(st.integers(0, 2)):
        return {}
    ends = sorted([draw(st.integers(-30, 300)), draw(st.integers(10, 500))])
    return draw(st.sampled_from([{low: ends[0], high: ends[1]}, {low: ends[0]}, {low: None, high: ends[1]}]))


@st.composite
def _benefit(draw: st.DrawFn, own: str, ids: tuple[str, ...]) -> Item:
    kind = draw(st.sampled_from([*sorted(_KINDS), "fix", "deflection", "time_saved"]))
    basis = draw(st.sampled_from(_LIKELY[kind]) if kind in _LIKELY and draw(st.integers(0, 3)) else _BASES)
    item: Item = {"id": own, "kind": kind, "basis": basis} | draw(_items(_KINDS[kind])) | draw(_when())
    if kind == "fix":
        item |= _pair(draw, "avoided_low", "avoided_high")
        if draw(st.booleans()):
            item |= {"control_pre": draw(st.integers(1, 60)), "control_post": draw(_COUNT)}
    owner: Item = {"programme": draw(st.sampled_from("ab"))}
    if draw(st.integers(0, 3)) == 0:
        owner = {"shares": {"a": draw(st.integers(1, 3)), "b": draw(st.integers(0, 3))}}
    units: Item = {"unit_type": draw(st.sampled_from(["order", "case"])), "unit_ids": draw(st.lists(st.integers(1, 5)))}
    return (
        item
        | owner
        | (units if draw(st.booleans()) else {})
        | _pair(draw, "low", "high")
        | draw(_history(ids))
        | draw(
            _items(
                {
                    "pool": st.sampled_from([..., "p", "p", "q"]),
                    "pool_cap": _rarely(st.integers(0, 60)),
                    "cashable": st.just(...) | _SHARE,
                    "currency": _rarely(st.sampled_from(["EUR", "USD", "USD", "GBP"])),
                    "insight": st.sampled_from([..., "i1", "i1", "i2", "i2", "unheard"]),
                }
            )
        )
    )


@st.composite
def _cost(draw: st.DrawFn, own: str, ids: tuple[str, ...]) -> Item:
    kind: Item = draw(
        _items({"type": st.just("cash"), "amount": _sometimes(_NUMBERS, 60)})
        | _items(
            {
                "type": st.just("time"),
                "hours": _sometimes(_COUNT, 60),
                "role": st.just(...) | st.just("lead"),
                "rate": _sometimes(_COUNT),
            }
        )
    )
    currency = draw(st.sampled_from([{}, {}, {"currency": "USD"}]))
    owner = {"id": own, "programme": draw(st.sampled_from("ab"))}
    return owner | kind | currency | draw(_when()) | draw(_history(ids))


@st.composite
def _order(draw: st.DrawFn, own: str, ids: tuple[str, ...]) -> Item:
    touch = st.fixed_dictionaries({"programme": st.sampled_from("ab"), "at": _STAMPS})
    parts = {
        "revenue": _sometimes(_NUMBERS, 8),
        "refund": _rarely(_COUNT | st.none()),
        "coupon": _rarely(st.sampled_from(["a", "b", None])),
        "currency": _rarely(st.sampled_from(["EUR", "USD"])),
        "touches": st.lists(touch, max_size=4),
    }
    return {"id": own, "at": draw(_STAMPS)} | draw(_items(parts)) | draw(_history(ids))


@st.composite
def _aim(draw: st.DrawFn, own: str, ids: tuple[str, ...]) -> Item:
    start = draw(_DAYS)
    seen = _items(
        {
            "date": _DAYS.map(str),
            "value": st.integers(-5, 25) | st.none(),
            "recorded": st.just(...) | _STAMPS,
        }
    )
    return (
        {
            "id": own,
            "programme": draw(st.sampled_from("ab")),
            "metric": "days to confirm",
            "baseline": draw(st.sampled_from([0, 10])),
            "target": draw(st.sampled_from([10, 20])),
            "start": start.isoformat(),
            "due": (start + timedelta(days=draw(st.integers(0, 90)))).isoformat(),
            "observations": draw(st.lists(seen, max_size=4)),
        }
        | draw(_items({"weight": _rarely(st.integers(0, 3)), "tolerance": _rarely(st.integers(0, 3))}))
        | draw(_history(ids))
    )


@st.composite
def _outcome(draw: st.DrawFn, own: str, ids: tuple[str, ...]) -> Item:
    found = {"id": own, "programme": draw(st.sampled_from("ab")), "metric": draw(st.sampled_from(["told", "built"]))}
    return found | {"date": draw(_DAYS).isoformat(), "count": draw(_COUNT | st.none())} | draw(_history(ids))


def _named(draw: st.DrawFn, prefix: str, make: Callable[..., st.SearchStrategy[Item]]) -> list[Item]:
    ids = tuple(f"{prefix}{n}" for n in range(draw(st.integers(0, 3))))
    return [draw(make(own, ids)) for own in ids]


_SOME_CONTACTS = {"email": Decimal("7.4"), "self_service": Decimal("0.2")}
_ALL_CONTACTS = _SOME_CONTACTS | {"phone": 11, "social": 5}


@st.composite
def ledgers(draw: st.DrawFn) -> Item:
    """A random ledger of programmes a and b."""
    benefit_ids = tuple(f"b{n}" for n in range(draw(st.integers(3, 9))))
    cost_ids = tuple(f"c{n}" for n in range(draw(st.integers(0, 4))))
    rates = st.fixed_dictionaries(
        {
            "date": _DAYS.map(str),
            "from": st.sampled_from(["USD", "EUR"]),
            "to": st.sampled_from(["EUR", "USD"]),
            "rate": st.decimals("0.5", 2, places=2),
        }
    )
    settings = _items(
        {
            "hourly_rates": st.just(...) | st.just({"lead": 48, "agent": Decimal("30.5")}),
            "default_hourly_rate": st.just(...) | st.just(40),
            "cost_per_contact": st.just(...) | st.sampled_from([_SOME_CONTACTS, _ALL_CONTACTS]),
            "realisation": st.just(...) | st.just(Decimal("0.6")),
            "gross_margin": st.just(...) | _SHARE,
            "incremental_share": st.just(...) | st.just(Decimal("0.4")),
            "fx_max_age_days": st.just(...) | st.just(30),
            "overdispersion": st.just(...) | st.just(3),
            "lookback_days": st.just(...) | st.integers(0, 20),
            "attribution": st.sampled_from([..., "last", "first", "linear", "linear"]),
            "discount_rate_annual": st.just(...) | st.just(Decimal("0.25")),
            "lag_days": st.just(...) | st.integers(20, 60),
        }
    )
    return {
        "settings": SETTINGS | draw(settings),
        "programmes": PROGRAMMES,
        "fx": draw(st.lists(rates, max_size=6)),
        "costs": [draw(_cost(own, cost_ids)) for own in cost_ids],
        "benefits": [draw(_benefit(own, benefit_ids)) for own in benefit_ids],
        "orders": _named(draw, "o", _order),
        "aims": _named(draw, "x", _aim),
        "outcomes": _named(draw, "r", _outcome),
        "insights": [
            {"id": "i1", "programme": "a", "posted": draw(_DAYS).isoformat()},
            {"id": "i2", "programme": "b", "posted": draw(_STAMPS)},
        ],
    }


@st.composite
def queries(draw: st.DrawFn) -> Item:
    """A random query of what is answered, with a period of two dates or none."""
    ends = sorted([draw(_DAYS), draw(_DAYS)])
    return draw(
        _items(
            {
                "metric": st.sampled_from(
                    ["roi", "net", "benefit", "cost", "npv", "payback", "unit_cost", "intention", "maturity"]
                ),
                "outcome": st.just("told"),
                "as_of": st.sampled_from(["2026-04-30", "2026-04-30", "2026-03-20", "2026-03-09T23:30:00+00:00"]),
                "programme": st.sampled_from([..., None, ..., "a", "b"]),
                "period": _rarely(st.just(f"{ends[0]}..{ends[1]}")),
                "view": _rarely(st.sampled_from([None, "cohort"])),
            }
        )
    )
