"""A service conversation in short: what was asked, what was tried, how it ended, each in words that were said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.mention import Untrusted
from bot.model.service import Outcome, Turn

_ENDS: Final = re.compile(r"(?<=[.!?])\s+|\s*\n\s*")
_GREETING: Final = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|moin|servus|"
    r"liebe[rs]?)\b",
    re.IGNORECASE,
)
_WHO: Final = re.compile(r"\b(?:i|i've|we|we've|ich|wir|already|bereits|schon)\b", re.IGNORECASE)
_DID: Final = re.compile(
    r"\b(?:tried|try|trying|restarted|rebooted|reset|reinstalled|installed|updated|followed|checked|changed|swapped|"
    r"replaced|contacted|called|wrote|returned|charged|cleaned|unplugged|downgraded|logged (?:out|in)|switched|"
    r"probiert|ausprobiert|versucht|neu ?gestartet|zurückgesetzt|aktualisiert|installiert|gewechselt|getauscht|"
    r"angerufen|geschrieben|geladen|geprüft|umgestellt|abgemeldet|ausgetauscht)\b",
    re.IGNORECASE,
)
FEWEST: Final = 3
"""Words that a greeting has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One conversation in short; `asked`, `tried` and `ended` are literal parts of what was said in it.

    `tried` is None where nobody said so, `ended` while it is open or where it ended without an answer. `last` is when
    its customer last wrote, `turns` how often.
    """

    case: tuple[str, str]
    author: Untrusted | None
    channel: str | None
    last: datetime
    turns: int
    outcome: Outcome | None
    asked: Untrusted
    tried: Untrusted | None
    ended: Untrusted | None


def conversations_of(turns: Sequence[Turn]) -> list[Conversation]:
    """The conversations of turns that are given oldest first; the one whose customer wrote last comes first."""
    cases: dict[tuple[str, str], list[Turn]] = {}
    for turn in turns:
        cases.setdefault(turn.case, []).append(turn)
    found = [_in_short(each) for each in cases.values()]
    return sorted(found, key=lambda one: (one.last, one.case), reverse=True)


def _in_short(turns: Sequence[Turn]) -> Conversation:
    first, outcome = turns[0], next((one.outcome for one in turns if one.outcome is not None), None)
    asked = _asked(first.text.raw)
    said = (part for turn in turns for part in _sentences(turn.text.raw) if part != asked)
    tried = next((part for part in said if _WHO.search(part) and _DID.search(part)), None)
    return Conversation(
        case=first.case, author=first.author, channel=first.channel, last=turns[-1].at, turns=len(turns),
        outcome=outcome, asked=Untrusted(asked), tried=Untrusted(tried) if tried is not None else None,
        ended=outcome.answer if outcome is not None and outcome.ended else None,
    )  # fmt: skip


def _asked(text: str) -> str:
    """What a first turn asks: its first question, else its first sentence that is no greeting, else all of it."""
    parts = list(_sentences(text))
    question = next((part for part in parts if part.endswith("?") and not _greets(part)), None)
    return question or next((part for part in parts if not _greets(part)), text.strip())


def _greets(sentence: str) -> bool:
    return len(sentence.split()) <= FEWEST and _GREETING.match(sentence) is not None


def _sentences(text: str) -> Iterator[str]:
    yield from (part for raw in _ENDS.split(text) if (part := raw.strip()))
