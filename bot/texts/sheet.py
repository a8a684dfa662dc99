"""Words of the sheet of an answer."""

from __future__ import annotations

ANSWER, WORTH, SPENT, INPUTS, RATES, LEFT_OUT = "Answer", "Worth", "Spent", "Inputs", "Rates", "Left out"
_ENTRY = ("Entry", "What", "Name", "From", "To (first day not included)", "How sure")
_COUNTED = ("Whole", "Kept by the counting rules", "Share of these programmes", "Days inside", "Days", "Counts as")
_NOTED = ("Note", "Recorded by", "Recorded at")
WORTH_HEAD = (
    *_ENTRY, *_COUNTED, "Low case", "High case", "In cash", "Low, part of it", "High, part of it", "Cash, part of it",
    *_NOTED,
)  # fmt: skip
SPENT_HEAD = (*_ENTRY, *_COUNTED, *_NOTED)
COUNTED = len(_ENTRY) + len(_COUNTED) - 1
"""The column of what an entry counts as, in both sheets; low, high and cash follow it."""
PARTS = COUNTED + 4
"""The first of the columns that say which part of it the low case, the high case and the cash are."""
INPUTS_HEAD = ("Entry", "Input", "Value")
RATES_HEAD = ("Rate", "Value", "Whose")
LEFT_OUT_HEAD = ("Entry", "What", "Name", "From", "To (first day not included)", "Why not counted", *_NOTED)
LABELS = {
    "worth": "Worth", "low": "Worth, all low cases", "high": "Worth, all high cases", "cash": "Worth in cash",
    "spent": "Spent", "net": "Net", "roi": "ROI, percent", "roi_low": "ROI, all low cases, percent",
    "roi_high": "ROI, all high cases, percent", "cash_roi": "ROI in cash, percent",
}  # fmt: skip


def currency(code: str) -> str:
    """In which currency the amounts stand."""
    return f"Amounts in {code}. Change an input or a rate: every total follows."


def shown_in(code: str) -> str:
    """The rate into the currency that was asked for."""
    return f"base currency in {code}"


def whose(*, ours: bool) -> str:
    """Whose figure a rate is."""
    return "ours: a placeholder" if ours else "yours"


def method() -> str:
    """How the figure is worked out."""
    return (
        "ROI = (worth - spent) / spent. Worth counts measured and estimated entries once each; what is left out, and"
        " why, stands in the last sheet."
    )
