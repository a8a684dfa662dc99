"""Naming: themes and insights are called by a literal phrase that somebody said, in the first language."""

from __future__ import annotations

from collections.abc import Sequence

import re2

from bot.flow import cards
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.insights.finding import Finding
from bot.insights.write import telling
from bot.listening.privacy import redact
from bot.model.insight import Insight
from bot.model.mention import MentionId, Untrusted
from bot.model.rows import Row, Rows
from bot.model.theme import Theme, ThemeId
from bot.ports.memory import Full, Spoken
from bot.texts.insights import silence_label
from bot.themes.label import label

READ = 80
"""So many mentions say what a theme or an insight is called."""

NAMED_BY = 3
"""Praise is called by those who praise where there are so many, a problem by those who do not."""


async def label_of(
    finding: Finding | Insight, fulls: Sequence[Full], *, tools: Tools, standing: Standing, so_far: str = ""
) -> Untrusted:
    """What an insight is called: by its own evidence, since a large theme may hold more than that.

    A sudden rise goes by what it was called `so_far`: its topic was named before it, on quieter days.
    """
    if finding.kind == "silence":
        return Untrusted(silence_label(finding.source or ""))
    first = cards.short_label(redact(fulls[0].row.text.raw).text) if fulls else Untrusted("")
    if finding.kind == "risk" or finding.theme is None:
        return first
    known = standing.theme(finding.theme)
    current = known.label.raw if known is not None else ""
    if known is not None and not current:
        current = (await name_theme(finding.theme, tools=tools, standing=standing)).raw
    rows = [one.row for one in telling(finding.kind, fulls, least=NAMED_BY)[-READ:]]
    held = so_far if finding.kind == "spike" else current
    found = label(_texts(rows, tools), stream=await standing.vocabulary(tools), current=held)
    return Untrusted(found.phrase) if found is not None else Untrusted(current) or first


async def name_theme(theme: ThemeId, *, tools: Tools, standing: Standing) -> Untrusted:
    """The theme's label; after it has grown by half its newest mentions are looked at again."""
    known = standing.theme(theme)
    if known is not None:
        if not standing.mine(theme) or not standing.due_for_label(known):  # who thinks about it names it
            return known.label
        standing.named(known)
    newest = await tools.store.members(theme, limit=READ)
    current = known.label.raw if known is not None else ""
    found = label(_texts(newest, tools), stream=await standing.vocabulary(tools), current=current)
    if found is None:
        return Untrusted(current)
    standing.book.label(theme, found.phrase)
    return Untrusted(found.phrase)


async def called(theme: Theme, *, tools: Tools, standing: Standing) -> str | Untrusted:
    """What a topic is called in an answer for all.

    Before its first night it has no label: then it is called by what all may read of it.
    """
    if theme.name or theme.label.raw:
        return theme.name or theme.label
    rows = await tools.store.listed(Rows(theme=theme.id), visible=OPEN_TO_ALL, limit=READ, newest=True)
    found = label(_texts(rows, tools), stream=await standing.vocabulary(tools))
    if found is not None:
        return Untrusted(found.phrase)
    return cards.short_label(redact(rows[0].text.raw).text) if rows else theme.label


def _texts(said: Sequence[Row | Spoken], tools: Tools) -> list[tuple[MentionId, str]]:
    """Their texts without personal data; originals in the first language, as far as there are any."""
    own = tools.settings.organisation
    first = [one for one in said if one.language in (own.languages[0], "unknown") and one.copy_of is None]
    texts = [(one.id, redact(one.text.raw).text) for one in first or said]
    words = "|".join(re2.escape(word) for word in own.name.split())
    if not words:
        return texts
    # What everybody names says nothing: a phrase ends where the organisation's own name stands.
    name = re2.compile(rf"(?i)\b(?:{words})(?:['\x{{2019}}]s|\s+\d+(?:\.\d+)*)?\b")
    return [(mention, str(name.sub(".", text))) for mention, text in texts]
