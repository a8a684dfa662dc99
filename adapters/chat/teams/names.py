"""The names under which Teams knows what we offer."""

from __future__ import annotations

from typing import Final

PATH: Final = "/api/messages"
"""Where activities come in."""

PRESS: Final = "adaptiveCard/action"
"""The invoke of an action of a card."""
FETCH: Final = "task/fetch"
"""The invoke that opens a dialog."""
SUBMIT: Final = "task/submit"
"""The invoke of a dialog that was sent off."""
INVOKES: Final = (PRESS, FETCH, SUBMIT)

ACT: Final = "act"
OPEN: Final = "open"
REFRESH: Final = "refresh"
"""The verbs of a card's actions."""
