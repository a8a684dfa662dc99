"""Words of a ROI answer: amounts, verdicts, how sure, what is not counted and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.texts.questions import day_words

STALE = timedelta(days=90)
"""A figure older than this is marked as not updated."""
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
KINDS = {"sales": "Sales", "efficiency": "Efficiency", "retention": "Retention"}
GRADES = {"measured": "measured", "estimated": "estimated", "asserted": "a claim"}
NO_DATA = {
    "sales": "no data (needs a code or a test)",
    "efficiency": "no data",
    "retention": "no data (needs a comparison group)",
    "learning": "no data (nobody counted a result)",
    "intention": "no data (no aim was entered)",
}
BENEFITS = {
    "sales": "sales",
    "deflection": "contacts avoided",
    "fix": "fix",
    "time_saved": "time saved",
    "retention": "customers kept",
    "spend_change": "change in spend",
    "other_cash": "a bill no longer paid",
    "asserted": "claim",
    "exposure": "reach",
}
COSTS = {"time": "hours", "cash": "cash"}
STATUSES = {
    "not_started": "not started",
    "unknown": "no observation yet",
    "achieved": "reached",
    "reversed": "going the wrong way",
    "on_track": "on track",
    "behind": "behind",
}
_BREAK_EVEN = 5


def _grouped(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,f}"


def amount(value: Decimal, currency: str, *, cents: bool = False) -> str:
    """`€7,529`, `-€18`, `CHF 12.50`."""
    text = _grouped(value, 2 if cents and currency != "JPY" else 0)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"


def plain(value: Decimal) -> str:
    """A number as it was entered, with separators: `18,900`, `5.2`."""
    text = f"{value.normalize():,f}"
    return "0" if text == "-0" else text


def percent(value: Decimal, *, places: int = 1) -> str:
    """`-0.2 %`, `+60.3 %`."""
    text = _grouped(value, places)
    return f"{text} %" if text.startswith("-") or not text.strip("0.,") else f"+{text} %"


def share(value: Decimal) -> str:
    """A share as percent: `31 %`."""
    return f"{plain((value * 100).quantize(Decimal('0.1')))} %"


def verdict(roi: Decimal) -> str:
    """The words that come before a ROI figure."""
    if abs(roi) < _BREAK_EVEN:
        return "About break-even"
    if roi < 0:
        return "Worth less than it cost, so far"
    return "Worth more than it cost" if roi < 100 else "Worth more than twice what it cost"


def all_cases() -> str:
    """Before the range: the sums of all lows and of all highs are no interval."""
    return "all low cases to all high cases: "


def in_cash() -> str:
    """Before the cash figure."""
    return "In cash: "


def cash_rest(*, all_cash: bool) -> str:
    """What follows the amount that came in as cash."""
    return " came in: all of it is cash" if all_cash else " came in; the rest is time freed, not cash"


def how_sure(grade: str | None) -> str:
    """How sure the figure is."""
    return f"How sure: {GRADES.get(grade or '', 'nothing counted yet')}"


def still_early(mature: int, posted: int, *, lag_days: int, newest: date) -> tuple[str, str, str]:
    """The warning in three parts: before, the figure that opens, after."""
    what = "insight is" if posted == 1 else "insights are"
    firm = newest + timedelta(days=lag_days)
    return (
        "⚠ Still early: ",
        f"{mature} of {posted}",
        f" {what} {lag_days} days old. Firm on {day_words(firm, year=False)}.",
    )


def warning(name: str) -> str:
    """A warning of the method in plain words."""
    return {
        "PARTIAL": "⚠ In part: an entry lacks something and counts as nothing, see Missing.",
        "ATTRIBUTED_NOT_INCREMENTAL": (
            "⚠ Credited, not shown to be extra: nobody tested how many of these sales would have come anyway."
        ),
    }.get(name, name)


def sales_formula(*, revenue: Decimal, refunds: Decimal, margin: Decimal, extra: Decimal | None) -> str:
    """How a sale's worth was worked out."""
    tested = "" if extra is None else f" x {share(extra)} extra"
    return f"({plain(revenue)} - {plain(refunds)}) x {share(margin)} margin{tested}"


def more(count: int) -> str:
    """What a short list leaves out."""
    return f"{count} more "


def learned(count: Decimal, metric: str) -> str:
    """`7 problems confirmed`."""
    return f"{plain(count)} {metric}"


def each() -> str:
    """After a unit cost."""
    return " each"


def aim_words(
    metric: str, *, baseline: Decimal | None, actual: Decimal | None, target: Decimal | None, unit: str
) -> str:
    """`days to confirm 19 -> 11 (aim 7)`; a baseline of nothing is left out."""
    tail = f" {unit}" if unit else ""
    started = f"{plain(baseline)}{tail} -> " if baseline else ""
    now = "not observed" if actual is None else f"{plain(actual)}{tail}"
    aim = "" if target is None else f" (aim {plain(target)}{tail})"
    return f"{metric} {started}{now}{aim}"


def judged_from(day: date) -> str:
    """Behind a fix that is too young."""
    return f" (from {day.day} {day:%b})"


def change_words(change: Decimal, low: Decimal, high: Decimal) -> str:
    """How much a fixed theme changed, with its interval: `(-29 %; 90 %: -77 to +122)`."""
    ends = " to ".join(percent(end, places=0).removesuffix(" %") for end in (low, high))
    return f" ({percent(change, places=0)}; 90 %: {ends})"


def placeholder(name: str, currency: str) -> str:
    """A default of the method that entered the figure."""
    head, _, rest = name.partition(".")
    if head == "cost_per_contact":
        usual = {"phone": "10", "email": "6", "chat": "5", "social": "6", "self_service": "0.25"}
        cost = Decimal(usual.get(rest, "0"))
        channel = rest.replace("_", "-")
        return f"{amount(cost, currency, cents=cost != int(cost))} a contact by {channel} (ours)"
    return {
        "realisation": "half of saved time used (ours)",
        "default_hourly_rate": f"{amount(Decimal(50), currency)} an hour (ours)",
        "incremental_share": "all credited sales taken as extra (ours)",
    }.get(head, head)


def hours_label(hours: Decimal) -> str:
    """An entry of hours that has no name of its own."""
    return f"{plain(hours.quantize(Decimal('0.01')))} h"


def topic_head() -> str:
    """Before what a topic is called."""
    return "Topic: "


def chart_title(currency: str) -> str:
    """The title of the chart."""
    return f"Worth by kind against cost, {currency}"


def month_title(currency: str) -> str:
    """The title of the chart by month."""
    return f"Worth and spent by month, {currency}"


def month_alt(first: str, last: str) -> str:
    """What the chart by month shows, in words."""
    return f"Worth and spent of each month from {first} to {last}; the table beside it has the figures."


def chart_alt(worth: str, spent: str) -> str:
    """What the chart shows, in words."""
    return f"Worth {worth} against {spent} spent."


def shared(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Under an answer that somebody put into a channel: date, method, and from when on it is out of date."""
    day = at.astimezone(zone).date()
    return (
        f"Shared by {name}: as of {day_words(day)}. Method: worth counts measured and estimated entries only, once"
        f" each; ROI = (worth - spent) / spent. Not updated after that day: old from {day_words(day + STALE)} on."
    )


def not_updated(day: date, days: int) -> str:
    """Above a figure that is older than it should be read."""
    return f"Not updated since {day_words(day)}, {days} days ago."


def ask_again() -> str:
    """A button that asks the same question of today."""
    return "Ask again"


BUTTONS = {
    "how": "How",
    "rows": "Rows",
    "surer": "What would make this surer?",
    "not counted": "Not counted",
    "sheet": "Download sheet",
    "share": "Share to channel",
}


def low_series() -> str:
    """The lower end of what months were worth."""
    return "worth, all low cases"


def high_series() -> str:
    """The upper end of what months were worth."""
    return "worth, all high cases"


def add(what: str) -> str:
    """A button that opens a form."""
    return f"Add {what}"


def set_yours(name: str) -> str:
    """A button that replaces a default by the organisation's own figure."""
    return f"Set your {name.replace('.', ' ').replace('_', ' ')}"


def summary(canonical: str, words: str) -> str:
    """The answer for notifications and screen readers."""
    return f"{canonical}. {words}"


BY_PROGRAMME = ("Programme", "Worth", "Spent", "Net", "ROI")


def too_early() -> str:
    """Beside a programme that is not ranked yet."""
    return "still early"


def points(change: Decimal) -> str:
    """A change of a percentage: `+1.5 points`."""
    return f"{percent(change).removesuffix(' %')} points"


def entries(count: int) -> str:
    """`1 entry`, `8 entries`."""
    return "1 entry" if count == 1 else f"{count:,} entries"


def score(value: Decimal) -> str:
    """A score of 0 to 1 with three digits."""
    return _grouped(value, 3)


def score_of(coverage: Decimal) -> str:
    """How much of the aims' weight the score stands on."""
    return f" of 1, from {share(coverage)} of the aims' weight"


def a_point() -> str:
    """After the cost of one point of the score."""
    return " a point"


def learning() -> str:
    """The head of the line of counted results."""
    return "Learning"


def intention() -> str:
    """The head of the line of aims."""
    return "Intention"


def no_aim(programmes: Sequence[str]) -> str:
    """Programmes that nobody gave an aim."""
    return f"no aim: {', '.join(programmes)}"


def no_data_for(why: str) -> str:
    """A section that is empty, and why."""
    return f"no data ({why})"


def not_counted_head() -> str:
    """The head of the line of what is left out."""
    return "Not counted"


def placeholder_head() -> str:
    """The head of the line of our own figures."""
    return "Placeholder"


def missing_head() -> str:
    """The head of the line of what nobody entered."""
    return "Missing"
