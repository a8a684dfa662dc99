"""What acting was worth: a ledger and a query in, an answer out. Pure; the only evaluator of ROI.

`read_ledger` and `read_query` take parsed JSON (numbers as Decimal or int), `evaluate` answers, `answer_json` and
`dump` write the answer with the method's field names. Phrases that name a period are read by `read_period`.

Top to bottom: fields, entries, reading (from JSON) - periods - known (as of when) - prices, values (worth of one
entry) - counting (rules 1 to 4) - scope (rules 5 and 6) - figures, intention (sums) - words - answers - output.
"""

from bot.roi.answers import ANSWERED, evaluate
from bot.roi.output import answer_json, dump
from bot.roi.periods import phrases, read_period
from bot.roi.reading import read_ledger, read_query

__all__ = ["ANSWERED", "answer_json", "dump", "evaluate", "phrases", "read_ledger", "read_period", "read_query"]
