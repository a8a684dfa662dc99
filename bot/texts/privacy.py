"""What stands in a posted text where personal data stood."""

from __future__ import annotations

from typing import Literal, TypeAlias

Personal: TypeAlias = Literal["email", "phone", "iban", "card", "secret", "ip", "address", "order"]

_WORDS: dict[Personal, str] = {
    "email": "email",
    "phone": "phone",
    "iban": "IBAN",
    "card": "card no.",
    "secret": "secret",
    "ip": "IP address",
    "address": "address",
    "order": "order no.",
}


def hidden(kind: Personal) -> str:
    """The placeholder of one kind, e.g. "[email hidden]"."""
    return f"[{_WORDS[kind]} hidden]"
