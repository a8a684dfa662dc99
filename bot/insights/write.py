"""Says an insight in sentences that are proven one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.model.insight import Sentence
from bot.model.mention import MentionId
from bot.ports.world import Claim


def prove(
    claims: Sequence[Claim], texts: Mapping[MentionId, str], *,
    redact: Callable[[str], str], facts: Collection[int] = (),
) -> tuple[tuple[Sentence, ...], int]:  # fmt: skip
    """The sentences whose every quote is a literal part of a mention they cite, and how many were dropped.

    Args:
        claims: what a summariser said of the redacted texts.
        texts: the stored texts of the mentions that may be cited.
        redact: hides personal data; the quote shown is a part of the redacted text.
        facts: the whole numbers that a sentence may state outside its quotes.
    """
    raise NotImplementedError
