"""The living ledger: what people recorded, what was set and what was posted, as the one ledger that is evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.config import RoiSettings
from bot.model.changes import LedgerItem
from bot.model.people import Programme
from bot.roi.fields import day_or_moment
from bot.roi.rates import RATES, in_file
from bot.roi.shelf import text

LISTS = ("fx", "costs", "benefits", "orders", "aims", "outcomes")
"""The lists of a ledger that are made of recorded entries."""
_DATES = ("date", "from", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An insight that was posted, the programme it was frozen to, and when it was first seen in a channel."""

    insight: int
    programme: str
    at: datetime


def export(
    items: Sequence[LedgerItem],
    *,
    settings: RoiSettings,
    zone: ZoneInfo,
    programmes: Sequence[Programme],
    insights: Sequence[Posted],
    department: str | None = None,
) -> dict[str, object]:
    """The ledger as JSON: entries by list, the settings that were set, programmes and posted insights.

    A programme stands under its first department, or under `department` where that is one of its own.
    """
    lists: dict[str, list[dict[str, object]]] = {
        kind: [entry_json(one) for one in items if one.kind == kind] for kind in LISTS
    }
    posted: list[dict[str, object]] = [
        {
            "id": f"insight-{one.insight}",
            "programme": one.programme,
            "posted": one.at.astimezone(zone).date().isoformat(),
        }
        for one in insights
    ]
    dated = [*lists["costs"], *lists["benefits"], *lists["outcomes"]]
    undated = [*lists["aims"], *lists["orders"]]
    starts = _starts(dated, insights, zone)
    named = {programme.id for programme in programmes}
    # An entry outlives the programme that the settings name: it must not take every answer down with it.
    left = sorted({name for item in (*dated, *undated, *posted) for name in _programmes(item)} - named)
    return {
        "settings": settings_json(settings, zone, items),
        "programmes": [
            *(_programme(one, starts.get(one.id), department) for one in programmes),
            *({"id": name, "name": name, "department": None, "start": _iso(starts.get(name))} for name in left),
        ],
        **lists,
        "insights": posted,
    }


def settings_json(settings: RoiSettings, zone: ZoneInfo, items: Sequence[LedgerItem]) -> dict[str, object]:
    """The organisation's own figures. Only what was set: the rest is for the method's defaults, which an answer names.

    What people set in a chat or on the page is dated; what earshot.toml names holds always, whatever they set.
    """
    found: dict[str, object] = {
        "base_currency": settings.base_currency,
        "timezone": zone.key,
        "fiscal_year_start_month": settings.fiscal_year_start_month,
    }
    own = {
        "hourly_rates": settings.hourly_rates,
        "default_hourly_rate": settings.default_hourly_rate,
        "cost_per_contact": settings.cost_per_contact,
        "gross_margin": settings.gross_margin,
        "incremental_share": settings.incremental_share,
        "realisation": settings.realisation,
    }
    fixed = in_file(settings)
    dated = [_dated(one) for one in items if one.kind == RATES and text(one, "name") not in fixed]
    given: dict[str, object] = {**own, "dated": dated}
    return found | {name: value for name, value in given.items() if value not in (None, {}, [])}


def _dated(entry: LedgerItem) -> dict[str, object]:
    item = entry_json(entry)
    return {**item, "value": item.get("value") or None}


def _programme(programme: Programme, start: date | None, department: str | None) -> dict[str, object]:
    own = programme.departments
    stands = department if department in own else (own[0] if own else None)
    return {"id": programme.id, "name": programme.name, "department": stands, "start": _iso(start)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def entry_json(entry: LedgerItem) -> dict[str, object]:
    """An entry as it stands in the list of its kind."""
    item = {name: exact(value) for name, value in entry.item.items()}
    return {**item, "id": entry.id, "recorded": item.get("recorded") or entry.recorded.isoformat()}


def exact(value: object) -> object:
    """The value with binary floats as the decimals they were written as."""
    if type(value) is str:  # nearly all of them
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {str(name): exact(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    return value


def _programmes(item: Mapping[str, object]) -> Iterator[str]:
    """The programmes an entry names."""
    shares, programme = item.get("shares"), item.get("programme")
    coupon, touches = item.get("coupon"), item.get("touches")
    if isinstance(coupon, str):
        yield coupon
    for touch in touches if isinstance(touches, list) else ():
        yield str(touch.get("programme"))
    if isinstance(shares, Mapping):
        yield from (str(name) for name in shares)
    elif isinstance(programme, str):
        yield programme


def _starts(items: Iterable[Mapping[str, object]], insights: Iterable[Posted], zone: ZoneInfo) -> Mapping[str, date]:
    """The first day on which anything belongs to a programme."""
    found: dict[str, date] = {}

    def seen(programme: str, day: date) -> None:
        found[programme] = min(day, found.get(programme, day))

    for item in items:
        value = next((day for name in _DATES if (day := day_or_moment(item.get(name))) is not None), None)
        if value is None:
            continue
        local = value.astimezone(zone).date() if isinstance(value, datetime) else value
        for programme in _programmes(item):
            seen(programme, local)
    for one in insights:
        seen(one.programme, one.at.astimezone(zone).date())
    return found
