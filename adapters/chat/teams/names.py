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
FILE: Final = "fileConsent/invoke"
"""The invoke of a file that was allowed or declined."""
EXTENDED: Final = "composeExtension/fetchTask"
"""The invoke of an action in the menu of a message: its dialog is wanted."""
EXTENSION: Final = "composeExtension/submitAction"
"""The invoke of such a dialog that was sent off."""
INVOKES: Final = (PRESS, FETCH, SUBMIT, FILE, EXTENDED, EXTENSION)

ACT: Final = "act"
OPEN: Final = "open"
REFRESH: Final = "refresh"
"""The verbs of a card's actions."""

RAISE: Final = "raise"
"""The action of any message that turns it into an insight."""
ACT_ON: Final = "act_on"
"""The action of a message that opens the acts of its insight."""
