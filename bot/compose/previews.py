"""What would be posted for an insight that quotes a mention, on each platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.chat.slack import blocks
from adapters.chat.teams import cards
from adapters.chat.teams.chat import CARD
from adapters.chat.terminal import draw
from adapters.chat.workspace.body import of_message
from bot.delivery.cards import card
from bot.delivery.views import CardView, QuoteView
from bot.flow.cards import short_label
from bot.listening.privacy import redact
from bot.model.insight import Insight, InsightId, Numbers, Routed, Sentence
from bot.model.mention import Mention, MentionId, Untrusted
from bot.model.message import Message

_HOUR = timedelta(hours=1)

_KEY = "preview"


def _slack(message: Message) -> Mapping[str, object]:
    drawn = blocks.draw(message, key=_KEY, look=blocks.Look())
    quiet = {"unfurl_links": False, "unfurl_media": False, "link_names": False}
    return {"text": drawn.text, "blocks": list(drawn.blocks), **quiet}


def _teams(message: Message) -> Mapping[str, object]:
    drawn = cards.draw(message, key=_KEY, look=cards.Look())
    return {
        "type": "message", "summary": drawn.text, "attachments": [{"contentType": CARD, "content": drawn.card}],
    }  # fmt: skip


PLATFORMS: Mapping[str, Callable[[Message], Mapping[str, object]]] = {
    "terminal": lambda message: {"text": draw(message)},
    "workspace": of_message,
    "slack": _slack,
    "teams": _teams,
}
"""Platforms by name, each with what it is sent."""


def preview(mention: Mention, platform: str, *, department: str, zone: ZoneInfo, now: datetime) -> Mapping[str, object]:
    """The payload of the root message of an insight that quotes this mention alone."""
    text = Untrusted(redact(mention.text.raw).text)
    number = MentionId(1)
    insight = Insight(
        id=InsightId(1), kind="raised", label=short_label(text.raw),
        numbers=Numbers(mentions=1, people=1, copies=0, usual=None, since=mention.at, until=mention.at + _HOUR),
        sentences=(Sentence(quote=text, cites=(number,)),), severity=0.5, found=now, updated=now,
        departments=(Routed(department=department, reason="", probability=1.0),), visibility=mention.visibility,
    )  # fmt: skip
    quote = QuoteView(text=text, source=mention.source, at=mention.at)
    view = CardView(insight=insight, department=department, zone=zone, now=now, quote=quote)
    return PLATFORMS[platform](card(view))
