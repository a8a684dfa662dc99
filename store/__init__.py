"""The memory: each module gives `connect`, which returns the stores of every stage.

sqlite (one file, one machine) today. Every store shares what does not depend on the engine: the named queries, the
conditions of a set of rows (`where`), values as JSON (`codec`) and as columns (`columns`).
"""
