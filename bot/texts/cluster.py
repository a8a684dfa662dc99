"""What a doctor says of a database server and of the processes that share the work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def server(version: str, connections: int, most: int) -> str:
    """The server is well."""
    return f"PostgreSQL {version}, every commit durable; {connections} of {most} connections in use"


def fix_connections() -> str:
    """It runs out of connections."""
    return "Raise max_connections, or start fewer processes: each takes up to 8."


def standing_still(seconds: float) -> str:
    """A transaction that is open for long."""
    return f"a transaction has been open for {seconds / 60:.0f} minutes; what was removed cannot be cleared away"


def fix_standing_still() -> str:
    """What to do about it."""
    return "See pg_stat_activity for who it is; end it with pg_terminate_backend."


def clock_apart(seconds: float) -> str:
    """The server's clock and ours."""
    return f"the server's clock and this machine's are {abs(seconds):.0f} seconds apart"


def clock_together() -> str:
    """The clocks agree."""
    return "the server's clock and this machine's agree"


def fix_clock() -> str:
    """Which clock counts."""
    return "Let both follow a time server: leases are kept by the server's clock, days and hours by ours."


def months(ahead: int) -> str:
    """Tables for months to come."""
    return f"{ahead} months to come have their table"


def months_short(ahead: int, beyond: int) -> str:
    """Months to come have no table."""
    lie = f", and {beyond} mentions lie beyond them" if beyond else ""
    return f"{ahead} months to come have their table{lie}"


def not_parted() -> str:
    """Mentions are in one table yet."""
    return "mentions are in one table yet; the next start parts them by month"


def fix_months() -> str:
    """How months are made."""
    return "Run `earshot migrate --schema`, or select mention_months(12) in the database."


def alone() -> str:
    """Nobody shares the work."""
    return "one process does everything"


def at_work(roles: Mapping[str, int], lead: str) -> str:
    """Who is there."""
    there = ", ".join(f"{number} {role}" for role, number in sorted(roles.items()))
    return f"{there}; {lead} thinks"


def missing(roles: Sequence[str]) -> str:
    """Parts that nobody does."""
    return f"nobody does: {', '.join(roles)}"


def single(roles: Sequence[str]) -> str:
    """Parts that only one process does."""
    return f"only one process does: {', '.join(roles)}"


def fix_missing() -> str:
    """Start it."""
    return "Start two of each: earshot serve --role edge, read, post, think."


def queue(inbox: int, inbox_age: float, outbox: int, outbox_age: float) -> str:
    """How much waits."""
    return (
        f"{inbox} events wait, the oldest for {inbox_age:.0f} s; {outbox} posts wait, the oldest for {outbox_age:.0f} s"
    )


def fix_queue() -> str:
    """What to do where much waits."""
    return "More readers help where events wait to be understood; see docs/postgresql.md for what else there is."


def reached(name: str) -> str:
    """A stream that answers."""
    return f"{name} answers"


def fix_reached(name: str) -> str:
    """How to look closer."""
    return f"earshot sources test {name}"
