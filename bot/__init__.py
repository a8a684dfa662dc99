"""Earshot: puts every department within earshot of the customer. The domain, top to bottom.

Mention -> Reading -> Theme -> Insight -> Delivery -> Signal -> Ledger -> Answer.
"""
