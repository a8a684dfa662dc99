"""A stream of NATS JetStream, in which others put what they heard; acknowledged once it is kept here."""

from adapters.sources.nats.stream import ABOUT, connect

__all__ = ["ABOUT", "connect"]
