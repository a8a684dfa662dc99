"""Understanding ahead: what came in is read while it waits, by whoever has time; who takes it in need not read it.

The same text reads the same in any batch and any process, so that nothing depends on whether, or how often, it was
read ahead.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

import numpy as np

from bot.errors import EarshotError
from bot.flow.payload import text
from bot.flow.tools import Read
from bot.listening.intake import read_mention
from bot.model.changes import Receive
from bot.model.mention import Mention
from bot.model.reading import Intent, Sentiment
from bot.ports.sources import Hook
from bot.ports.world import Clock
from bot.understanding import Understood


def understand(
    events: Sequence[Receive], find: Callable[[str], Hook | None], *, read: Read, clock: Clock
) -> Mapping[str, str]:
    """What is understood of each delivery, by the event's id; all their texts are read as one batch."""
    said = {event.event_id: tuple(_texts(event, find, clock)) for event in events}
    distinct = tuple(dict.fromkeys(one for texts in said.values() for one in texts))
    found = dict(zip(distinct, read(distinct), strict=True)) if distinct else {}
    return {
        event_id: json.dumps({_hash(one): _written(found[one]) for one in texts}) for event_id, texts in said.items()
    }


def known_ahead(events: Iterable[Receive], read: Read) -> Read:
    """Reads texts: those that were understood ahead by the same reader are looked up, the others read now."""
    known: dict[str, Sequence[object]] = {}
    for event in events:
        known |= json.loads(event.ahead) if event.ahead else {}
    if known:
        reader = read(("a",))[0].reader
        known = {key: held for key, held in known.items() if held[0] == reader}

    def looked_up(texts: Sequence[str]) -> list[Understood]:
        hashes = [_hash(one) for one in texts]
        missing = [one for one, key in zip(texts, hashes, strict=True) if key not in known]
        fresh = iter(read(missing) if missing else ())
        return [_read(known[key]) if key in known else next(fresh) for key in hashes]

    return looked_up


def _texts(event: Receive, find: Callable[[str], Hook | None], clock: Clock) -> Iterable[str]:
    """The texts of a delivery as they will be taken in; what cannot be taken in is told when it is tried."""
    try:
        hook = find(text(event.payload, "name"))
        items = hook.items(text(event.payload, "body")) if hook is not None else ()
    except EarshotError:
        return
    for item in items:
        if item.mention is None or item.error is not None:
            continue
        try:
            mention = read_mention(item.mention, where=item.position, arrived=clock.now())
        except EarshotError:
            continue
        if isinstance(mention, Mention):
            yield mention.text.raw


def _hash(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _written(one: Understood) -> Sequence[object]:
    vector = base64.b64encode(one.vector.tobytes()).decode() if one.vector.any() else ""
    return (
        one.reader,
        one.language,
        one.sentiment,
        one.score,
        one.confidence,
        one.intent,
        one.harm,
        one.shares,
        vector,
    )


def _read(held: Sequence[object]) -> Understood:
    reader, language, sentiment, score, confidence, intent, harm, shares, vector = held
    raw = base64.b64decode(str(vector))
    return Understood(
        language=str(language), sentiment=cast(Sentiment, sentiment), score=cast(float, score),
        confidence=cast(float, confidence), intent=cast(Intent, intent),
        vector=np.frombuffer(raw, np.float32).copy() if raw else np.zeros(256, np.float32),
        harm=cast("str | None", harm), shares=tuple(cast("list[float]", shares)), reader=str(reader),
    )  # fmt: skip
