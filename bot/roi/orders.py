"""Sales attribution: which programmes an order is credited to, and the credits as benefits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from bot.model.ledger import Attribution, Benefit, History, LedgerSettings, Order, Span, Touch
from bot.roi.prices import Prices

LOOKBACK_DAYS = Decimal(30)
ATTRIBUTION: Attribution = "last"
_ONE = Decimal(1)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_DAY = 86_400 * 10**6
_ALWAYS = History()


def credits_of(order: Order, prices: Prices) -> tuple[Benefit, ...]:
    """The credits of an order as sales, by programme; without a coupon or a touch in time there are none."""
    settings = prices.settings
    return tuple(_sale(order, programme, part, settings) for programme, part in shares(order, settings).items())


def shares(order: Order, settings: LedgerSettings) -> Mapping[str, Decimal]:
    """The programmes an order is credited to and the part of each; the parts add up to 1, or there are none."""
    if order.coupon is not None:
        return {order.coupon: _ONE}
    touches = _in_time(order, LOOKBACK_DAYS if settings.lookback_days is None else settings.lookback_days)
    if not touches:
        return {}
    model = settings.attribution or ATTRIBUTION
    if model == "last":
        newest = max(touch.at for touch in touches)
        return {min(touch.programme for touch in touches if touch.at == newest): _ONE}
    if model == "first":
        return {min(touches, key=lambda touch: (touch.at, touch.programme)).programme: _ONE}
    counts: dict[str, int] = {}
    for touch in touches:
        counts[touch.programme] = counts.get(touch.programme, 0) + 1
    return {programme: Decimal(counts[programme]) / len(touches) for programme in sorted(counts)}


def _in_time(order: Order, lookback_days: Decimal) -> Sequence[Touch]:
    """Touches at or before the order and not older than so many times 24 hours."""
    reach = lookback_days * _MICROSECONDS_A_DAY
    return [touch for touch in order.touches if 0 <= (order.at - touch.at) // _MICROSECOND <= reach]


def _sale(order: Order, programme: str, part: Decimal, settings: LedgerSettings) -> Benefit:
    """The credit as a benefit of kind sales: margin and incremental share come from the settings."""
    return Benefit(
        id=f"{order.id}:{programme}",
        kind="sales",
        basis="attributed",
        shares={programme: _ONE},
        when=Span.of_day(order.at.astimezone(settings.timezone).date()),
        currency=order.currency,
        inputs={
            "revenue": None if order.revenue is None else order.revenue * part,
            "refunds": None if order.refund is None else order.refund * part,
            "orders": part,
        },
        history=_ALWAYS,
    )
