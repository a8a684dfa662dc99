"""How changes become rows, whatever the engine: the one writer, what it applies, and the transaction it is given."""
