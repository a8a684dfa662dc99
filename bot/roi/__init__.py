"""What acting was worth: a ledger and a query in, an answer out. Pure; the only evaluator of ROI.

`read_ledger` and `read_query` take parsed JSON (numbers as Decimal or int), `evaluate` answers, `answer_json` and
`dump` write the answer with the method's field names. Phrases that name a period are read by `read_period`.

Top to bottom: fields, entries, reading (from JSON) - periods - known (as of when) - prices, values (worth of one
entry), orders (sales attribution) - counting (rules 1 to 4) - scope (rules 5 and 6) - months, figures, outcomes,
intention (sums) - words - accounts - answers - output.
"""

from bot.roi.accounts import Accounts, accounts
from bot.roi.answers import answered, evaluate
from bot.roi.output import answer_json, dump
from bot.roi.periods import phrases, read_period
from bot.roi.reading import read_ledger, read_query

__all__ = [
    "Accounts",
    "accounts",
    "answer_json",
    "answered",
    "dump",
    "evaluate",
    "phrases",
    "read_ledger",
    "read_period",
    "read_query",
]
