"""What the connector's refusals mean: for the conversation, for the message, for a while.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (status code responses)
and .../conversations/send-proactive-messages
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.errors import Closed, Refused, RemoteError, TryLater
from bot.texts import teams_refusals as texts

_SOON_S: Final = 1.0
_NO_HINT_S: Final = 30.0
"""Waited where Teams says that it is too much and not for how long."""

CLOSED: Final[Mapping[str, Callable[[], str]]] = {
    "BotNotInConversationRoster": texts.install_app,
    "BotNotRegistered": texts.install_app,
    "ForbiddenOperationException": texts.may_not,
    "MessageWritesBlocked": texts.unblock,
    "BotDisabledByAdmin": texts.allow_app,
    "NotEnoughPermissions": texts.may_not,
    "ConversationNotFound": texts.name_conversation,
    "ConversationBlockedByUser": texts.unblock,
    "UserBlocked": texts.unblock,
}
"""Nothing is taken there until a person acts, by the connector's word."""

_LATER: Final = frozenset({408, 412, 429, 500, 502, 503, 504})
_TAKES_NOTHING: Final = frozenset({412, 429})
"""Statuses with which certainly nothing was taken."""


def failure(where: str, status: int, code: str, message: str, *, wait: str | None = None) -> RemoteError:
    """The error of an answer that is none of 2xx and 401. `wait` is its Retry-After."""
    what = f"{code} ({message})" if message and message != code else code or f"HTTP {status}"
    if status in _LATER:
        seconds = _seconds(wait) or (_NO_HINT_S if status == 429 else _SOON_S)
        accepted = False if status in _TAKES_NOTHING else None
        return TryLater(where=where, what=what, seconds=seconds, accepted=accepted, code=code)
    if code in CLOSED:
        return Closed(where=where, what=what, remedy=CLOSED[code](), code=code)
    if status == 403:
        return Closed(where=where, what=what, remedy=texts.may_not(), code=code)
    return Refused(where=where, what=what, code=code)


def _seconds(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0
