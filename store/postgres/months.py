"""Mentions by month: each month is a table of its own behind the table `mention`, made ahead.

Queries are the same as on a table that is whole. PostgreSQL keeps a key unique only within a month, so the keys of
mentions stand in a narrow table of their own, `mention_once`, which triggers keep: whoever would write a second mention
under a key fails, whatever version it is of. What was there before months were told apart is the first part, as it is:
nothing is copied, and it is locked only for the moment in which it takes its new place.

Sources: https://www.postgresql.org/docs/15/ddl-partitioning.html (limitations, attaching without a scan)
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import asyncpg

from store.postgres.dialect import Statement, translated
from store.postgres.session import Session
from store.queries import parts

AHEAD: Final = 3
"""So many months have their table at each start."""
LONG_S: Final = 24 * 3600.0
"""So long may take what is done while others go on writing."""
LOCK: Final = 0x4541524D
"""The advisory lock of who parts: "EARM". Whoever does not get it goes on without."""
_TRY: Final = Statement("select pg_try_advisory_lock($1)", ("lock",))
_DONE: Final = Statement("select pg_advisory_unlock($1)", ("lock",))


def arrange(session: Session) -> None:
    """See to it that mentions are parted by month, and that the months to come have their tables."""
    if session.rows(_TRY, {"lock": LOCK}) != [(True,)]:
        return
    try:
        ((parted, any_there),) = session.rows(_said("parted"), {})
        if not parted:
            _part(session, live=any_there)
    except asyncpg.LockNotAvailableError:  # somebody reads for long: the next start tries again
        return
    else:
        session.rows(_said("ahead"), {"ahead": AHEAD})
    finally:
        if not session.lost:
            if session.in_transaction:
                session.run("rollback")
            session.run("reset lock_timeout")
            session.rows(_DONE, {"lock": LOCK})


def left(session: Session) -> tuple[int, int] | None:
    """How many whole months to come have a table, and how many mentions lie beyond them; None: not parted yet."""
    ((parted, _),) = session.rows(_said("parted"), {})
    if not parted:
        return None
    ((ahead, beyond),) = session.rows(_said("left"), {})
    return int(ahead), int(beyond)


def _part(session: Session, *, live: bool) -> None:
    """Part the table. Where anything is in it, what takes long is done while others go on writing.

    Whoever must wait for a lock keeps everybody behind it waiting, so none is waited for long.
    """
    session.run("set lock_timeout = '2s'")
    if live:
        session.run("drop table if exists mention_once; drop function if exists mention_once cascade")
        session.run("alter table mention drop constraint if exists mention_past; drop index if exists mention_by_month")
    else:
        session.run("begin")
    session.run(_said("key").sql)
    session.run(_said("fill").sql, patience=LONG_S)
    unique = _said("unique").sql
    session.run(unique if live else unique.replace("concurrently", ""), patience=LONG_S)
    ((bound,),) = session.rows(_said("bound"), {})
    session.run(_said("within").sql.replace("BOUND", str(bound)), patience=LONG_S)
    if live:
        session.run("begin")
    session.run(_said("part").sql.replace("BOUND", str(bound)))
    session.run("commit")


@cache
def _said(name: str) -> Statement:
    text = parts((files("store.postgres") / "months.sql").read_text(encoding="utf-8"))[name]
    return translated(text, types={"ahead": "int"}) if name == "ahead" else Statement(text, ())
