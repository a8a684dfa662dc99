"""The summariser alone, on texts that nobody stored."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.summarisers import extractive
from bot.flow.cards import short_label
from bot.insights.write import prove
from bot.listening.privacy import redact
from bot.model.mention import MentionId, Untrusted
from bot.ports.world import Said


async def summary(texts: Sequence[str], *, words: int) -> tuple[str, list[tuple[str, list[int]]]]:
    """A headline and proven sentences, each with the places (from 0) of the texts that it cites."""
    whole = {MentionId(place): text for place, text in enumerate(texts)}
    said = [Said(id=id_, text=Untrusted(redact(text).text)) for id_, text in whole.items()]
    claims = await extractive.connect().summarise(said, words=words)
    proven, _ = prove(claims, whole, redact=lambda text: redact(text).text, facts=(len(whole),))
    headline = short_label(proven[0].quote.raw).raw if proven else ""
    return headline, [(one.quote.raw, [int(cite) for cite in one.cites]) for one in proven]
