"""A database that was brought back to a point in time, brought to what happened since that must hold.

PostgreSQL's own tools bring it back; the same archive played to its end, in a folder of its own, gives a second copy,
which is only read: it tells who was taken out since and what was posted since.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from bot.errors import StoreError
from bot.model.insight import Insight
from bot.texts import memory as words
from store.asking.reading import Rows
from store.changing.since import Told, bring, sketch
from store.codec import load_as
from store.postgres.dialect import Statement, statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.opening import SETTINGS, alone, where
from store.postgres.session import Session
from store.postgres.transaction import OnPostgres
from store.tokens import Tokenizer

_REMOVED: Final = Statement(
    "select hash, state, reason, at from closed_key"
    " where state = 'forgotten' or (state = 'deleted' and mention is not null)",
    (),
)
_POSTED: Final = Statement(
    "select key, kind, platform, workspace, channel, message_id, at, insight, level, day from delivery", ()
)
_STANDS_ON: Final = Statement(
    "select i.id, i.body, m.source, m.source_id from insight i join evidence e on e.insight = i.id"
    " join mention m on m.id = e.mention"
    " where m.state = 'live' and i.id in (select insight from delivery where insight is not null)",
    (),
)
_DELIVERY: Final = ("kind", "platform", "workspace", "channel", "message_id", "at", "insight", "level", "day")


def bring_up(url: str, later: str) -> int:
    """Bring the database at `url` to what the one at `later` knows; gives how many mentions are to be taken out again.

    Raises:
        StoreBusy: somebody is at work with it.
        StoreError: one cannot be reached, or they are not of one origin.
    """
    key, told = _told(later)
    with ExitStack() as stack:
        session, lease = stack.enter_context(alone(url))
        tokenizer = Tokenizer()
        stack.callback(tokenizer.close)
        try:
            open_ = OnPostgres(session, tokenizer, lease=lease)
            if open_.one("meta.get", name="key") != key:
                raise StoreError(what=words.another_origin(where(url), where(later)))
            open_.begin()
            again = bring(open_, told)
            open_.commit()
        except ERRORS as error:
            raise meaning(error, where(url)) from error
    return again


def _say_what(told: Told, rows: Rows, secret: bytes) -> None:
    """Add to deliveries by what their insight is known again."""
    kinds: dict[object, str] = {}
    stands: dict[object, list[tuple[str, str]]] = {}
    for insight, body, source, source_id in rows:
        if insight not in kinds:
            kinds[insight] = load_as(Insight, body).kind
        stands.setdefault(insight, []).append((source, source_id))
    for key, one in told.posted.items():
        if one["insight"] in stands:
            said = sketch(stands[one["insight"]], secret)
            told.posted[key] = {**one, "what": kinds[one["insight"]], "said": said}


def _told(url: str) -> tuple[str | None, Told]:
    session = Session(url, settings={**SETTINGS, "default_transaction_read_only": "on"})
    try:
        session.connect()
        found = session.rows(statement("meta.get"), {"name": "key"})
        told = Told(
            removed={
                hashed: {"removed": hashed, "state": state, "reason": reason, "at": at}
                for hashed, state, reason, at in session.rows(_REMOVED, {})
            },
            posted={key: dict(zip(_DELIVERY, row, strict=True)) for key, *row in session.rows(_POSTED, {})},
        )
        _say_what(told, session.rows(_STANDS_ON, {}), str(found[0][0] if found else "").encode())
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()
    return (found[0][0] if found else None), told
