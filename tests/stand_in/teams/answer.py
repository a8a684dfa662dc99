"""What a bot answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class NotThere(Exception):
    """No client of Teams lets this person do that: no such action, dialog, message, or a field left empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bot answered; status 0: nothing came, or nothing was delivered (`reason` says why).

    `id` is that of the activity; `shown` what the person was shown beside cards and dialogs (a message, an address);
    `wrong` what Teams would not make out in an invoke's answer.
    """

    status: int
    body: str = ""
    ms: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    id: str = ""
    activity: Mapping[str, Any] = field(default_factory=dict)
    shown: str = ""
    wrong: tuple[str, ...] = ()
    others: tuple[Answer, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether Teams is content."""
        return 200 <= self.status < 300 and not self.reason and not self.wrong

    @property
    def json(self) -> Any:
        """The body as a value; None if it is empty."""
        return json.loads(self.body) if self.body else None


def not_told(reason: str, *, id: str = "", shown: str = "") -> Answer:  # noqa: A002
    """Teams tells the bot nothing of this."""
    return Answer(status=0, reason=reason, id=id, shown=shown)
