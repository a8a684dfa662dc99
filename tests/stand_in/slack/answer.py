"""What an app answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the app answered; status 0: nothing came, or nothing was delivered (`reason` says why)."""

    status: int
    body: str = ""
    ms: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    ts: str = ""
    event_id: str = ""
    tries: int = 1
    others: tuple[Answer, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether Slack is content."""
        return 200 <= self.status < 300 and not self.reason

    @property
    def json(self) -> Any:
        """The body as a value; None if it is empty."""
        return json.loads(self.body) if self.body else None
