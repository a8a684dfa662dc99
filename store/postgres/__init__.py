"""PostgreSQL from 15 on, for who outgrows one machine.

The same changes and questions as on SQLite (`store.changing`, `store.asking`), the same named queries in its dialect.
"""

from store.postgres.opening import (
    connect,
    connect_beside,
    connect_shard,
    connect_to_read,
    hold_shards,
    open_bell,
    open_claims,
    open_leases,
    open_store,
)

__all__ = [
    "connect", "connect_beside", "connect_shard", "connect_to_read", "hold_shards", "open_bell", "open_claims",
    "open_leases", "open_store",
]  # fmt: skip
