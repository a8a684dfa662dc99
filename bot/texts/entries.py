"""Words of the forms of the ledger: titles, what a field is called, what helps to fill it in, choices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TITLES: Final[Mapping[str, str]] = MappingProxyType({
    "cost=time": "Hours worked", "cost=cash": "Money spent", "benefit": "What came of it", "aim": "An aim",
    "benefit=sales": "Sales", "benefit=deflection": "Contacts avoided", "benefit=fix": "A problem fixed",
    "benefit=time_saved": "Time saved", "benefit=retention": "Customers kept",
    "benefit=spend_change": "Change in spend",
    "benefit=other_cash": "A bill no longer paid", "benefit=asserted": "A claim", "benefit=exposure": "Reach",
    "outcome": "A counted result", "observation": "How the aim stands", "change": "What was changed",
    "programme": "Programme", "idea": "An idea", "rates": "Your own figures", "used": "What did you use?",
    "fx": "An exchange rate", "edit": "Change an entry", "void": "Take an entry back",
})  # fmt: skip
"""Titles of forms, by their code or its beginning; at most 24 characters."""

INTROS: Final[Mapping[str, str]] = MappingProxyType({
    "cost=time": "Hours count as cost, also where no money is spent.",
    "cost=cash": "What was paid, before tax that is refunded.",
    "benefit": "Fill in what you know. What is left out is named as missing, never guessed.",
    "benefit=asserted": "A claim is shown beside the answer and never counted.",
    "benefit=exposure": "Reach is kept for the record. It never becomes money.",
    "aim": "An aim is what you intend before there is a result: a figure, where it stands, where it shall be, when.",
    "outcome": "Something you counted that carries no money: problems confirmed, leads, people helped.",
    "observation": "The figure as it stands on a day.",
    "change": "A script, a policy, a check, a campaign: it stands in charts from its day on, beside “did it work?”.",
    "programme": "Begin with the end in mind: what shall be different, by when, and who answers for it.",
    "idea": "What could be saved, and what would show it. Later it is compared with what was measured.",
    "rates": "Each of our figures is a placeholder until you set yours. Answers of an earlier day keep what was known "
             "then.",
    "used": "Name what you used, however small. It stands beside the answers as said by you, and is not counted as "
            "money.",
    "fx": "What was paid in another currency counts with the newest rate of that day or the seven days before.",
    "edit": "The entry as it was stays in answers of the past; this one takes its place from now on.",
    "void": "It no longer counts, and is listed as taken back. Answers of the past still know it.",
})  # fmt: skip

LABELS: Final[Mapping[str, str]] = MappingProxyType({
    "programme": "Programme", "date": "On", "from": "From", "to": "Up to, not including", "hours": "Hours",
    "role": "Whose hours (rate)", "rate": "Rate an hour, if not the usual one", "amount": "Amount",
    "currency": "Currency", "category": "What for", "label": "What it was", "note": "Note", "department": "Department",
    "basis": "How it is known", "low": "At least", "high": "At most", "cashable": "Share that is cash (0 to 1)",
    "channel": "Channel", "unit": "Unit", "unit_type": "What the listed ids are", "unit_ids": "Ids, with commas",
    "pool": "Shares its units with (pool)", "pool_cap": "Units there are at all", "insight": "From insight number",
    "metric": "Figure", "baseline": "Where it stands now", "target": "Where it shall be", "start": "Starts",
    "due": "Due", "weight": "Weight among the aims", "tolerance": "May be off by", "count": "How many",
    "value": "Value", "aim": "Aim", "what": "What", "owner": "Who answers for it", "before": "Figure before",
    "after": "Figure after", "name": "Name", "strategy": "Strategy: how it shall be reached",
    "people": "People who take part", "processes": "Processes it changes or needs", "tools": "Tools it uses",
    "departments": "Departments whose insights belong to it", "codes": "Coupon and campaign codes",
    "cap": "Pilot: cost cap", "members": "Pilot: members",
    "ends": "Pilot: ends", "expected": "Expected saving", "variable": "What would show it",
    "benefit": "Measured by", "valid_from": "Valid from", "source": "Where the figures come from", "why": "Why",
    "anyway": "Over the cost cap", "kind": "Kind", "default_hourly_rate": "The usual hour",
    "gross_margin": "Gross margin (share of a sale)", "incremental_share": "Share of credited sales that is extra",
    "realisation": "Share of saved time that is used", "revenue": "Revenue, net of tax and discounts",
    "refunds": "Refunds", "orders": "Orders", "contacts_avoided": "Contacts avoided, if counted", "visits": "Visits",
    "intent_share": "Share that came for help (0 to 1)", "resolved_share": "Share that found it (0 to 1)",
    "would_contact_share": "Share that would have asked us (0 to 1)", "recontacts": "Asked us all the same",
    "avoided": "Avoided, if estimated", "avoided_low": "Avoided, at least", "avoided_high": "Avoided, at most",
    "pre_count": "Counted before", "post_count": "Counted after", "control_pre": "Compared with: before",
    "control_post": "Compared with: after", "pre_days": "Days before", "post_days": "Days after",
    "contacts_per_mention": "Contacts for each mention", "minutes_before": "Minutes before",
    "minutes_after": "Minutes after", "tasks": "How often", "treated_n": "Customers helped",
    "treated_churned": "of them left", "control_n": "Customers compared with", "control_churned": "of them left",
    "margin_per_customer_month": "Margin per customer and month", "months_observed": "Months that have passed",
    "n": "Customers", "treated_after": "Their spend after", "treated_before": "Their spend before",
    "control_after": "Others' spend after", "control_before": "Others' spend before",
})  # fmt: skip

HINTS: Final[Mapping[str, str]] = MappingProxyType({
    "hours": "For example 2 or 1.5",
    "from": "Instead of one day: a span, over whose days it is spread",
    "role": "Empty: the rate of your department, else the usual one",
    "basis": "What would convince a sceptic: a comparison group, a count, a measured time",
    "insight": "For example 12",
    "metric": "For example: days to confirm, customers told in %, cost a problem",
    "baseline": "Leave empty if nobody knows yet",
    "owner": "Without an owner an admin is reminded each week",
    "cap": "A warning comes at 80 %; at 100 % an entry has to be confirmed",
    "members": "Names, with commas",
    "codes": "With commas; orders that carry one are credited to it",
    "expected": "A year, in your currency; a guess will do, it is compared later",
    "variable": "A figure that you can count: contacts about sign-in, minutes a case",
    "benefit": "The entry that measured it, once there is one",
    "valid_from": "What happened before this day keeps the figure of then",
    "source": "For example: payroll 2026, finance, help desk report",
    "incremental_share": "1 counts every credited sale",
    "unit_ids": "The same id in two entries counts once",
    "used_amount": "Only if you would defend it; it is shown as a claim",
    "why_void": "Others will read this beside the entry",
})  # fmt: skip
"""What helps to fill a field in."""

_ONLY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "owner": ("programme",), "metric": ("programme", "aim"), "baseline": ("programme", "aim"),
    "benefit": ("idea",), "expected": ("idea",),
})  # fmt: skip
"""Hints that belong to some forms alone."""
_OF_FORM: Final[Mapping[tuple[str, str], str]] = MappingProxyType({
    ("programme", "metric"): "Aim: the figure", ("programme", "unit"): "Aim: its unit",
    ("programme", "baseline"): "Aim: where it stands now", ("programme", "target"): "Aim: where it shall be",
    ("programme", "start"): "Aim: starts", ("programme", "due"): "Aim: due", ("change", "metric"): "What it shall move",
    ("change", "what"): "What is done differently", ("used", "what"): "What, and what for",
    ("idea", "what"): "The idea",
    ("idea", "due"): "Judged on", ("idea", "programme"): "Programme in which it is tried",
    ("observation", "date"): "On", ("cost", "amount"): "Amount", ("used", "amount"): "Worth, if you can say",
    ("outcome", "metric"): "What was counted", ("fx", "rate"): "is worth", ("fx", "foreign"): "One unit of (code)",
    ("fx", "into"): "in (code)",
})  # fmt: skip

CATEGORIES: Final[Mapping[str, str]] = MappingProxyType({
    "listening": "Listening and sorting", "moderation": "Moderation", "answering": "Answering",
    "audience": "Audience: lists, friends, connections", "content": "Content", "fixing": "Fixing",
    "analysis": "Analysis and reports", "training": "Training", "running": "Running Earshot",
})  # fmt: skip
BASES: Final[Mapping[str, str]] = MappingProxyType({
    "holdout": "A group that was left out, by lot", "control": "Compared with something untouched",
    "its": "A long series before and after", "before_after": "Before and after alone",
    "attributed": "Credited by a code or link", "counted": "Counted", "timed": "Timed", "statement": "Somebody says so",
})  # fmt: skip
CHANNELS: Final[Mapping[str, str]] = MappingProxyType({
    "phone": "phone", "email": "e-mail", "chat": "chat", "social": "social", "self_service": "self-service",
})  # fmt: skip
UNITS: Final[Mapping[str, str]] = MappingProxyType({"contacts": "contacts", "mentions": "mentions"})


def title(code: str) -> str:
    """The title of a form."""
    return TITLES.get(code) or TITLES.get(code.partition("=")[0]) or TITLES["benefit"]


def intro(code: str) -> str:
    """The sentence under the title."""
    return INTROS.get(code) or INTROS.get(code.partition("=")[0], "")


def label(field: str, head: str = "") -> str:
    """What a field is called on a form."""
    return _OF_FORM.get((head, field)) or LABELS.get(field) or field.replace("_", " ").capitalize()


def hint(head: str, field: str) -> str:
    """What helps to fill a field of a form in, '' where nothing is needed."""
    if field in _ONLY and head not in _ONLY[field]:
        return ""
    return HINTS.get(field, "")


def none_chosen() -> str:
    """The words of the choice of nothing."""
    return "–"


def all_programmes() -> str:
    """A change that concerns every programme."""
    return "All programmes"


def usual_currency(code: str) -> str:
    """The currency that is taken where none is named."""
    return f"Empty: {code}. Another one as its code, such as USD"


def usual_programme(name: str) -> str:
    """The programme that is taken where none is chosen."""
    return f"{name} (usual)"


def set_in_file() -> str:
    """A value that cannot be changed here."""
    return "set in earshot.toml"


def confirm_cap() -> str:
    """The choice that records an entry although the pilot's cost cap is reached."""
    return "Record it all the same"


def change_it() -> str:
    """The button that changes an entry."""
    return "Change"


def take_back() -> str:
    """The button that takes an entry back."""
    return "Take back"


def rate_label(name: str, currency: str = "") -> str:
    """What one of the figures is called: `An hour of support`, `A contact by e-mail, EUR`."""
    head, _, rest = name.partition(".")
    tail = f", {currency}" if currency else ""
    if head == "hourly_rates":
        return f"An hour of {rest}{tail}"
    if head == "cost_per_contact":
        return f"A contact by {CHANNELS.get(rest, rest)}{tail}"
    return label(name) + (tail if head == "default_hourly_rate" else "")


def ours(value: str, *, hourly: bool = False) -> str:
    """The placeholder beside a figure, '' where there is none."""
    if hourly:
        return "without it the usual hour counts"
    return f"ours: {value}" if value else "we have none: without yours a sale is not valued"


def yours(value: str, *, since: str, by: str, recorded: str, source: str) -> str:
    """Who set a figure, when, from when on it holds, and where it comes from."""
    said = f"yours: {value} since {since}, set by {by or 'somebody'} on {recorded}"
    return f"{said} ({source})" if source else said


def no_such_form() -> str:
    """What was expected of the code of a form."""
    return "the code of a form, such as cost=time"
