"""The memory: each module gives `connect`, which returns the stores of every stage."""
