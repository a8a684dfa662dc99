"""How questions are answered from rows, whatever the engine: one module for each stage's port."""
