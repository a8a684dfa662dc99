"""The long-running side: a task group of loops, each of which goes on when one of its turns fails.

The only user of asyncio in the domain.
"""

from bot.serve.loops import Link, Served, loop, serve, take_deliveries

__all__ = ["Link", "Served", "loop", "serve", "take_deliveries"]
