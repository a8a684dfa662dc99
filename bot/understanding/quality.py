"""The vectors of the quality extra: all-MiniLM-L6-v2 itself, as int8, where the static ones are a table of it.

It knows the order of words, so it tells better what a text is about, some thirty times as slowly. Texts go through it
one at a time: its numbers are scaled by the largest of a batch, so a text would have another vector in other company.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bot.understanding.vectors import DIMENSIONS, MAX_TOKENS, Vectors

QUALITY = "minilm-1"
"""What the version of a reading ends with where its vector is one of these."""
VECTOR_WEIGHT = 2.5
"""The length of such a vector beside the lexical parts of `linear`: with few texts more does better, with many less."""
_REMEMBERED = 4096

Encode = Callable[[Sequence[str]], Vectors]
"""One row a text, as `vectors.embed` gives them."""


class Session(Protocol):
    """What runs the graph (onnxruntime's `InferenceSession`)."""

    def run(self, outputs: None, inputs: dict[str, npt.NDArray[np.int64]]) -> Sequence[npt.NDArray[np.float32]]:
        """The outputs for these inputs."""
        ...


def read_encoder(content: bytes, tokenizer: bytes, record: bytes) -> Encode:
    """Returns the function that gives texts their vectors; those of the last texts are remembered.

    Args:
        content: the ONNX file.
        tokenizer: the bytes of `tokenizer.json`.
        record: the bytes of `quality.json`, which says what the file must be.

    Raises:
        ImportError: onnxruntime is not installed.
        ValueError: the file is not the one that was measured.
    """
    if hashlib.sha256(content).hexdigest() != json.loads(record)["sha256"]:
        raise ValueError("it is not the file that training/distil.py --quality builds")
    pieces = len(json.loads(tokenizer)["model"]["vocab"])
    return encoder(_session(content), Tokenizer.from_str(tokenizer.decode()), pieces=pieces)


def encoder(session: Session, tokenizer: Tokenizer, *, pieces: int) -> Encode:
    """Returns the function that gives texts their vectors; behind so many word pieces stand [CLS] and [SEP]."""
    known: dict[bytes, Vectors] = {}

    def one(text: str, ids: Sequence[int]) -> Vectors:
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        if key not in known:
            if len(known) >= _REMEMBERED:
                known.pop(next(iter(known)))
            tokens = np.array([[pieces, *ids[: MAX_TOKENS - 2], pieces + 1]], dtype=np.int64)
            known[key] = np.asarray(session.run(None, {"ids": tokens})[0][0], dtype=np.float32)
        return known[key]

    def encode(texts: Sequence[str]) -> Vectors:
        whole = [text if text.isascii() else text.encode("utf-8", "replace").decode() for text in texts]
        rows = np.zeros((len(whole), DIMENSIONS), dtype=np.float32)
        for place, found in enumerate(tokenizer.encode_batch_fast(whole, add_special_tokens=False) if whole else ()):
            if any(found.ids):  # 0 is what no word piece stands for
                rows[place] = one(whole[place], found.ids)
        return rows

    return encode


def _session(content: bytes) -> Session:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return cast(Session, InferenceSession(content, options, providers=["CPUExecutionProvider"]))
