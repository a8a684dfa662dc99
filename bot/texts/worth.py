"""Words of the views of a ROI answer: present value, payback, unit cost, splits, another programme, restatements."""

from __future__ import annotations

from decimal import Decimal

from bot.texts import money as amounts

MOVES = {
    "sales": "gross margin",
    "spend_change": "gross margin",
    "deflection": "cost to serve",
    "fix": "cost to serve",
    "time_saved": "staff hours",
    "retention": "churn",
    "other_cash": "bills paid",
}
"""The business metric that a kind of benefit moves."""
LINKS = {"measured": "direct (measured)", "estimated": "dotted (estimated)", "asserted": "a claim"}
CREDITS = {"last": "last touch", "first": "first touch", "linear": "every touch alike"}


def npv_head() -> str:
    """Before the present value."""
    return "Net present value: "


def discounted(rate: Decimal | None) -> str:
    """After the present value."""
    return f"   each month discounted at {amounts.share(Decimal('0.10') if rate is None else rate)} a year"


def paid_back(months: Decimal) -> str:
    """When it had paid for itself."""
    if not months:
        return "Paid for itself from the first month on"
    return f"Paid for itself after {amounts.plain(months)} months"


def not_paid_back() -> str:
    """It has not paid for itself."""
    return "Not paid back yet"


def undiscounted() -> str:
    """What payback leaves out."""
    return "   counted in calendar months, not discounted"


def spent_for() -> str:
    """Between the amount spent and the count."""
    return " spent for "


def ratio(value: Decimal) -> str:
    """How one unit cost stands to another."""
    return f" · ours is {amounts.plain(value.quantize(Decimal('0.001')))} of that"


def no_unit_cost(name: str) -> str:
    """A programme that counts no such result, or whose cost is missing."""
    return f"{name}: no unit cost (no such result counted in these days, or a cost is missing)"


def no_insights() -> str:
    """Nothing to be old enough."""
    return "No data: no insight was posted in these days."


def old_enough(old: int, posted: int, days: int) -> str:
    """After the share of insights that are old enough."""
    return (
        f": {old} of {posted} insights are {days} days old or older. Younger ones can still turn out to be worth more."
    )


def no_rate(currency: str, base: str) -> str:
    """No rate of exchange into the currency."""
    return (
        f"No rate from {base} to {currency} was entered for the last days, so everything stands in {base}."
        " One rate with its date would change that."
    )


def no_figure() -> str:
    """Nothing to show."""
    return "no figure"


def no_data() -> str:
    """An empty cell."""
    return "no data"


def against(name: str) -> str:
    """Before the figure of the other programme."""
    return f"{name}: "


def no_figure_of(refused: str | None) -> str:
    """Why the other programme has no figure."""
    why = {"NO_BENEFIT_DATA": "nothing that came of it was entered", "NO_COST": "no cost was entered",
           "COST_MISSING": "what one entry cost is not known"}.get(refused or "", "")  # fmt: skip
    return f"no figure{f': {why}' if why else ''}"


def not_ranked() -> str:
    """Two programmes of which one is too young."""
    return " · still early: not ranked"


def which_is_better(mine: Decimal | None, other: Decimal | None, metric: str) -> str:
    """Which of two is better, in words."""
    if mine is None or other is None or mine == other:
        return " · the same" if mine == other and mine is not None else ""
    higher = mine > other
    better = not higher if metric in ("cost", "unit_cost") else higher
    return " · ours is better" if better else " · ours is worse"


def split_name(by: str, key: str) -> str:
    """What a line of a split is called."""
    if by == "kind":
        return (amounts.BENEFITS.get(key) or amounts.COSTS.get(key, key)).capitalize()
    if by == "credit":
        return CREDITS.get(key, key)
    if key == "-":
        return {"topic": "no topic", "channel": "no channel"}.get(by, key)
    return f"topic {key}" if by == "topic" else key


def split_head(by: str, *, whole: bool, worth: bool) -> tuple[str, ...]:
    """The head of a split."""
    first = by.capitalize() if by != "credit" else "Credited by"
    if whole:
        return (first, "Worth", "Spent", "Net", "ROI")
    return (first, "Worth" if worth else "Spent")


def restated(count: int) -> str:
    """Entries that count differently since."""
    return f"Restated since: {count} {'entry counts' if count == 1 else 'entries count'} differently"


def restated_now(metric: str, now: str | None) -> str:
    """What the same days come to now."""
    return f". {metric} of the same days now: {now or 'no figure'}."


def never_restated() -> str:
    """Nothing was recorded since that changes the figure."""
    return "Nothing that was recorded since changes this figure."


RESTATED_HEAD = ("Entry", "What", "Counted then", "Counts now")


def restated_title() -> str:
    """The head of what was recorded since."""
    return "Counted differently since"


def moves(kinds: tuple[str, ...]) -> str:
    """The business metrics that a line moves."""
    named = dict.fromkeys(MOVES[kind] for kind in kinds if kind in MOVES)
    return f"moves {' and '.join(named)}" if named else ""


def causes_head() -> str:
    """The head of the line about the age of causes."""
    return "Causes"


def days_after(days: Decimal) -> str:
    """The median lag from insight to result."""
    shown = f"{days:.1f}".removesuffix(".0")
    return f"{shown} {'day' if shown == '1' else 'days'} from insight to result"


def named_causes(named: int, whole: int) -> str:
    """Of how many results that is the middle."""
    of = "one entry that names its insight" if named == 1 else f"{named:,} entries that name their insight"
    rest = whole - named
    return f" (median of {of}{f'; {rest:,} without' if rest else ''})"


def requests_head() -> str:
    """The head of the line of requests."""
    return "Requests"


def requests(voiced: int, built: int, told: int) -> tuple[str, str, str]:
    """The funnel in three figures."""
    return (f"{voiced:,} voiced", f"{built:,} built", f"{told:,} told")


def no_requests() -> str:
    """Nobody asked for anything."""
    return "none voiced in these days"
