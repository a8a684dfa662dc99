"""Words of the demonstration."""

from __future__ import annotations


def living() -> str:
    """Beside the progress bar."""
    return "Half a year at Lumo"


def address(link: str) -> str:
    """Where the workspace is."""
    return f"Open {link} (works once; `earshot demo` prints a new one)"


def stop() -> str:
    """How to end it."""
    return "Ctrl-C ends it."
