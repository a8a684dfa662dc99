"""What the reader needs in memory: made once from bytes, then passed to every reading."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.heads import Heads, read_heads
from bot.understanding.identifier import Identify
from bot.understanding.vectors import Embedding, read_embedding

MODEL_FILES = ("files/static256.npy", "files/tokenizer.json", "files/heads.npz", "files/heads.json")
"""Where the bytes for `read_model` lie inside this package, in the order of its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReaderModel:
    """The loaded parts of the reader. Callers pass it on and look at nothing in it."""

    embedding: Embedding
    heads: Heads
    identify: Identify


def read_model(static: bytes, tokenizer: bytes, heads: bytes, decisions: bytes, *, identify: Identify) -> ReaderModel:
    """Returns the model from the bytes of the `MODEL_FILES`.

    Args:
        static: the embedding's table.
        tokenizer: the word pieces it has rows for.
        heads: what was learned of moods and intents.
        decisions: how scores become labels.
        identify: as `load_identifier()` gives it.

    Raises:
        ValueError: the bytes are damaged or do not belong together.
    """
    return ReaderModel(
        embedding=read_embedding(static, tokenizer), heads=read_heads(heads, decisions), identify=identify
    )
