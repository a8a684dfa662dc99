"""A morning in short: the latest digest and an answer to /roi, a line for each thing."""

from __future__ import annotations

from datetime import timedelta

from bot.flow.asking import answer_as_operator
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.message import Entry, Header, Line, Message, Span, Text
from bot.model.people import PersonId

OPERATOR = PersonId("operator:demo")
DIGEST_LINES, ANSWER_LINES = 7, 4


async def short_digest(department: str, *, tools: Tools, standing: Standing) -> list[Line]:
    """The department's latest digest: its title, its figures, a line for each insight, and what stands below them."""
    found = standing.organisation.department(department)
    if found is None or not found.channels:
        return []
    place = found.channels[0]
    since = tools.clock.now() - timedelta(days=4)
    posted = await tools.store.delivered(place=place, kind="digest", since=since)
    row = await tools.store.behind(place, posted[-1].message_id) if posted else None
    if row is None:
        return []
    lines: list[Line] = []
    for block in row.post.message.blocks:
        if isinstance(block, Header):
            lines.append((Span(text=block.text, style="strong"),))
        elif isinstance(block, Entry):
            badge = Span(text=f"  {block.number} {block.badge}  ", style="bad" if block.tone == "bad" else "strong")
            lines.append((badge, *block.title, Span(text="   "), *block.figures))
        elif isinstance(block, Text) and not block.faint:
            lines.append(block.line)
    return lines[:DIGEST_LINES]


async def short_answer(question: str, *, tools: Tools, standing: Standing) -> list[Line]:
    """The answer's first lines."""
    answered = await answer_as_operator(
        question, as_of=tools.clock.now(), reader=OPERATOR, tools=tools, standing=standing
    )
    return _first_lines(answered.message)


def _first_lines(message: Message) -> list[Line]:
    lines: list[Line] = []
    for block in message.blocks:
        if isinstance(block, Header):
            lines.append((Span(text=block.text, style="strong"),))
        elif isinstance(block, Text):
            lines.append(block.line)
    return lines[:ANSWER_LINES]
