"""The world outside: one outside system is one module that exports `connect`."""
