"""What is said of streams of NATS: why one is not read, what its owner promises."""

from __future__ import annotations


def duty() -> str:
    """What a stream must do so that nothing is lost; it cannot be asked by who only reads."""
    return (
        "the server writes each message to disk before it says that it has it "
        "(jetstream { sync_interval: always } in its settings)"
    )


def no_stream() -> str:
    """It speaks another language."""
    return "it does not speak as a NATS server does"


def no_stream_named() -> str:
    """An address that is none of a stream."""
    return "its address names no stream (tls://HOST:4222/STREAM, in your own network nats://)"


def not_encrypted() -> str:
    """A password would go in the clear."""
    return "the connection would not be encrypted"


def said_no(words: str) -> str:
    """What it said instead of what was asked for."""
    return f"it said: {words.strip()}" if words.strip() else "it said no"


def too_old_nats(version: str) -> str:
    """A server that may lose what it said it has."""
    return f"NATS {version or 'of an unknown version'} may lose what it has said that it has; 2.12 or later is needed"


def no_jetstream() -> str:
    """A server without streams, or an account that may not use them."""
    return "JetStream is not switched on there"


def not_kept(stream: str) -> str:
    """A stream in memory, or one that answers before it has written."""
    return f"the stream {stream} is not kept on disk before it is acknowledged (storage: file, persist_mode: default)"


def not_pulled(consumer: str) -> str:
    """A consumer that was made for something else."""
    return f"the consumer {consumer} does not wait for acknowledgements (ack_policy: explicit, no deliver_subject)"
