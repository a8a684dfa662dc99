"""What the reader needs in memory: made once from bytes, then passed to every reading."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding import linear, quality
from bot.understanding.content import Content
from bot.understanding.heads import Heads, read_heads
from bot.understanding.identifier import Identify
from bot.understanding.quality import QUALITY, Encode
from bot.understanding.vectors import Embedding, read_embedding

MODEL_FILES = ("files/static256.npy", "files/tokenizer.json", "files/heads.npz", "files/heads.json")
"""Where the bytes for `read_model` lie inside this package, in the order of its parameters."""


VERSION = "heads-1"
"""Changes whenever the same text may be read otherwise than before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReaderModel:
    """The loaded parts of the reader. Callers pass it on and look at nothing in it but its version.

    `encode` gives the vectors by which texts are compared, where the quality extra is there; mood and intent are read
    from those of `embedding` all the same.
    """

    embedding: Embedding
    heads: Heads
    identify: Identify
    encode: Encode | None = None

    @property
    def version(self) -> str:
        """Changes whenever the same text may be read otherwise than before; part of each reading."""
        return VERSION if self.encode is None else f"{VERSION}+{QUALITY}"

    @property
    def vector_weight(self) -> float:
        """How much a vector counts beside the words of a text."""
        return linear.VECTOR_WEIGHT if self.encode is None else quality.VECTOR_WEIGHT


def read_model(
    static: Content,
    tokenizer: bytes,
    heads: bytes,
    decisions: bytes,
    *,
    identify: Identify,
    encode: Encode | None = None,
) -> ReaderModel:
    """Returns the model from the bytes of the `MODEL_FILES`.

    Args:
        static: the embedding's table.
        tokenizer: the word pieces it has rows for.
        heads: what was learned of moods and intents.
        decisions: how scores become labels.
        identify: as `load_identifier()` gives it.
        encode: as `read_encoder` gives it, where the quality extra is used.

    Raises:
        ValueError: the bytes are damaged or do not belong together.
    """
    return ReaderModel(
        embedding=read_embedding(static, tokenizer),
        heads=read_heads(heads, decisions),
        identify=identify,
        encode=encode,
    )
