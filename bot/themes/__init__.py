"""Which theme a mention belongs to, and what happens to themes over time.

`book` assigns each mention as it comes; `consolidate` merges and splits at night; `label` names a
theme by a phrase somebody said; `spikes`, `changes` and `repeats` read its counts.
"""
