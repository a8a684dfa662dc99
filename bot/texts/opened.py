"""Words of an opened figure: the list behind it, and how the answer could be made surer."""

from __future__ import annotations

HEAD = ("Entry", "What", "Date", "Amount", "How sure", "Note", "Recorded by")
LEFT_OUT_HEAD = ("Entry", "What", "Date", "Why not counted", "Note", "Recorded by")
INSIGHTS_HEAD = ("Insight", "Programme", "Posted", "Days old", "Old enough")
REQUESTS_HEAD = ("Insight", "Request", "Built", "Customers told")
CAUSES_HEAD = ("Entry", "What", "Insight", "Insight posted", "Result from", "Days")
ACTS_HEAD = ("Insight", "Act", "Department", "Date")
OUTCOMES_HEAD = ("Entry", "Programme", "What", "Date", "Count", "Recorded by")
OBSERVED_HEAD = ("Aim", "Date", "Value", "Recorded by")
FACTS_HEAD = ("Field", "Value")

TITLES = {
    "roi": "Worth and spent",
    "cash_roi": "Worth in cash, and spent",
    "worth": "Worth",
    "low": "Worth, all low cases",
    "high": "Worth, all high cases",
    "cash": "Worth in cash",
    "measured": "Worth, measured",
    "estimated": "Worth, estimated",
    "spent": "Spent",
    "spent:time": "Spent, hours",
    "spent:cash": "Spent, cash",
    "kind:sales": "Worth, sales",
    "kind:efficiency": "Worth, efficiency",
    "kind:retention": "Worth, retention",
    "insights": "Insights posted",
    "acts": "Acts on insights",
    "learning": "Counted results",
    "intention": "Aims and what was observed",
    "not_counted": "Not counted",
    "requests:voiced": "Requests voiced",
    "requests:built": "Requests built",
    "requests:told": "Requests whose customers were told",
    "causes": "From insight to result",
    "restated": "Counted differently since",
    "how": "How it was worked out",
    "rows": "All entries",
    "surer": "What would make this surer?",
    "sheet": "The sheet",
}
SURER = {
    "sales": "Give some customers no code and compare: a test with a low and a high case makes it measured.",
    "deflection": "Ask a sample of readers whether they would have written: a test with bounds makes it measured.",
    "fix": "Wait until the weeks after the fix can be compared with all other topics.",
    "time_saved": "Time the task before and after, and set your own share of saved time that is used.",
    "retention": "Compare with customers who got no help, picked by chance.",
    "spend_change": "Compare with customers picked by chance, and enter a low and a high case.",
    "other_cash": "Enter it from the bill: what is counted is measured.",
}


def total(count: int, amount: str) -> str:
    """Under a list of money: how many entries and what they come to."""
    return f"{'1 entry' if count == 1 else f'{count:,} entries'}, together {amount}"


def counted(count: int) -> str:
    """Under a list without money."""
    return "1 row" if count == 1 else f"{count:,} rows"


def days(inside: int, whole: int) -> str:
    """The part of an entry's days that lies in the period."""
    return f"{inside} of {whole} days"


def yes_no(value: bool) -> str:
    """Yes or no."""
    return "yes" if value else "no"


def its_mentions() -> str:
    """Opens the mentions that an insight stands on."""
    return "its mentions"


def sure_already() -> str:
    """Every counted entry is measured."""
    return "Every counted entry is measured."


def own_figure(name: str) -> str:
    """A default to be replaced."""
    return f"Set your own {name.replace('.', ' ').replace('_', ' ')}: a figure of ours stands in for it."


def early() -> str:
    """Waiting makes it surer."""
    return "Wait until the insights are old enough: what they lead to comes later than what they cost."


def nothing_set() -> str:
    """The method in one sentence, below the formula."""
    return "Worth counts measured and estimated entries once each; claims, reach and unproven fixes stay out."


def download() -> str:
    """A link to the sheet."""
    return "Download the sheet (XLSX, with live formulas)"
