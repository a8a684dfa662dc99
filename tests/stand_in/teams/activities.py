"""Our own judge of what a bot posts; `problems` returns what Teams would say against it (empty: fine)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_in.teams import cards
from tests.stand_in.teams.state import Json

FORMATS = ("plain", "markdown", "xml", "extendedmarkdown")
ADAPTIVE = "application/vnd.microsoft.card.adaptive"


def problems(activity: Json) -> list[str]:
    """What is wrong with a message activity."""
    return list(_of(activity))


def _of(activity: Json) -> Iterator[str]:
    if activity.get("type") != "message":
        yield f"/type: {activity.get('type')} cannot be posted"
    said = activity.get("text")
    if not isinstance(said, str | None):
        yield "/text: must be text"
        return
    if not said and not activity.get("attachments"):
        yield "/: a message without text and attachments"
    if activity.get("textFormat") not in (None, *FORMATS):
        yield f"/textFormat: must be one of {', '.join(FORMATS)}"
    if activity.get("attachmentLayout") not in (None, "list", "carousel"):
        yield "/attachmentLayout: must be list or carousel"
    for name in ("summary", "speak", "locale"):
        if not isinstance(activity.get(name), str | None):
            yield f"/{name}: must be text"
    yield from _mentions(str(said or ""), activity.get("entities") or [])
    attachments = activity.get("attachments") or []
    if len(attachments) > 10:
        yield "/attachments: no more than 10"
    for n, one in enumerate(attachments):
        yield from _attachment(one, f"/attachments/{n}")


def _mentions(said: str, entities: list[Json]) -> Iterator[str]:
    """A mention without its entity is shown as broken text, an entity without its mention pings nobody."""
    named = set()
    for one in entities:
        if one.get("type") != "mention":
            continue
        if not (one.get("mentioned") or {}).get("id"):
            yield "/entities: a mention without mentioned.id"
        named.add(str(one.get("text")))
    said_tags = {match[0] for match in cards.AT.finditer(said)}
    yield from (f"/entities: {tag} has no entity" for tag in sorted(said_tags - named))
    yield from (f"/entities: {tag} stands nowhere in the text" for tag in sorted(named - said_tags))


def _attachment(one: Any, at: str) -> Iterator[str]:
    if not isinstance(one, dict) or not isinstance(one.get("contentType"), str):
        yield f"{at}: must have a contentType"
    elif one["contentType"] == ADAPTIVE:
        yield from (f"{at}/content: {said}" for said in cards.problems(one.get("content")))
    elif "content" not in one and "contentUrl" not in one:
        yield f"{at}: must have content"
