"""The vector of a text: what it is about, as 256 numbers.

A text's vector is the sum of its word pieces' rows, normalised. The rows are summed as whole numbers, so the
result depends neither on the batch nor on the order of additions nor on the machine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bot.understanding.content import Content, arrays_in

DIMENSIONS = 256
MAX_TOKENS = 256

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embedding:
    """The distilled table: for each word piece a row of int8 and its scale as a whole number."""

    tokenizer: Tokenizer
    rows: npt.NDArray[np.int8]
    scales: npt.NDArray[np.int32]


def read_embedding(static: Content, tokenizer: bytes) -> Embedding:
    """Returns the embedding held by the bytes of `static256.npy` (which stay where they are) and `tokenizer.json`.

    Raises:
        ValueError: the bytes are damaged or do not belong together.
    """
    (table,) = arrays_in(static)
    vocabulary = json.loads(tokenizer)["model"]["vocab"]
    if table.dtype.names != ("scale", "row") or table["row"].shape != (len(vocabulary), DIMENSIONS):
        raise ValueError(f"the embedding has {table.shape} rows of {table.dtype}, the tokenizer {len(vocabulary)}")
    scales = table["scale"].astype(np.float64)
    # The finest unit in which the sum of MAX_TOKENS rows still fits into 32 bits.
    unit = np.exp2(np.floor(np.log2((2**31 - 1) / (MAX_TOKENS * 127 * scales.max()))))
    return Embedding(
        tokenizer=Tokenizer.from_str(tokenizer.decode()),
        rows=table["row"],
        scales=np.rint(scales * unit).astype(np.int32),
    )


def embed(texts: Sequence[str], *, embedding: Embedding) -> Vectors:
    """Returns one row a text, L2-normalised; all zeros where no word piece is known (emoji only, empty).

    Only the first 256 word pieces count. Lone surrogates are read as "?".
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    whole = [text if text.isascii() else text.encode("utf-8", "replace").decode() for text in texts]
    encodings = embedding.tokenizer.encode_batch_fast(whole, add_special_tokens=False)
    sums = np.zeros((len(texts), DIMENSIONS), dtype=np.int32)
    for place, encoding in enumerate(encodings):
        ids = encoding.ids
        if ids:
            sums[place] = embedding.scales[ids] @ embedding.rows[ids].astype(np.int32)
    exact = sums.astype(np.float64)
    lengths = np.sqrt((exact * exact).sum(axis=1, keepdims=True))
    return np.asarray(exact / np.where(lengths > 0, lengths, 1), dtype=np.float32)
