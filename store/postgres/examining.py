"""How the server is: asked by a doctor, over a connection of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from store.postgres import months
from store.postgres.dialect import Statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.opening import SETTINGS, where
from store.postgres.session import Session

_ASKED: Final = Statement(
    "select current_setting('server_version'), current_setting('synchronous_commit'),"
    " (extract(epoch from clock_timestamp()) * 1000000)::bigint,"
    " (select count(*) from pg_stat_activity where backend_type = 'client backend'),"
    " current_setting('max_connections')::int,"
    " (select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float8 from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid())",
    (),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What a server said. `longest`: seconds since the oldest open transaction began; `ahead`, `beyond`: whole months
    to come that have a table, and mentions that lie beyond them (None where mentions are not parted yet).
    """

    version: str
    commits: str
    clock: datetime
    connections: int
    most: int
    longest: float
    ahead: int | None = None
    beyond: int = 0


def examine(url: str) -> Server:
    """What the server at this address says of itself.

    Raises:
        StoreError: it cannot be reached.
    """
    session = Session(url, settings=SETTINGS)
    try:
        session.connect()
        ((version, commits, now, connections, most, longest),) = session.rows(_ASKED, {})
        left = months.left(session)
    except ERRORS as error:
        raise meaning(error, where(url)) from error
    finally:
        session.close()
    return Server(
        version=version.split()[0], commits=commits, clock=datetime.fromtimestamp(now / 1_000_000, UTC),
        connections=connections, most=most, longest=longest, ahead=left[0] if left else None,
        beyond=left[1] if left else 0,
    )  # fmt: skip
