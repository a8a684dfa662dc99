"""The reader's model: from the files in the package, and the quality extra's encoder if it lies beside the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.config import Organisation
from bot.errors import ConfigError
from bot.texts import operating as texts
from bot.understanding import MODEL_FILES, ReaderModel, Understood, load_identifier, read_batch, read_model
from bot.understanding.content import mapped
from bot.understanding.quality import Encode, read_encoder

ENCODER = "minilm256-int8.onnx"
"""Where this file lies in the data folder, texts are compared by its vectors."""


@cache
def reader_model(data: Path | None = None) -> ReaderModel:
    """The reader's model, loaded at its first use (0.1 s); with the encoder of the data folder, if any.

    Raises:
        ConfigError: an encoder is there, and cannot be used.
    """
    folder = files("bot.understanding")
    tokenizer, heads, decisions = ((folder / name).read_bytes() for name in MODEL_FILES[1:])
    encode = _encoder(data / ENCODER, tokenizer) if data is not None and (data / ENCODER).is_file() else None
    return read_model(mapped("static256.npy"), tokenizer, heads, decisions, identify=load_identifier(), encode=encode)


def reading(organisation: Organisation, data: Path) -> Callable[[Sequence[str]], list[Understood]]:
    """Reads texts for this organisation."""
    names = tuple(word for word in organisation.name.split() if len(word) > 1)

    def read(texts: Sequence[str]) -> list[Understood]:
        return read_batch(texts, model=reader_model(data), languages=organisation.languages, names=names)

    return read


def _encoder(path: Path, tokenizer: bytes) -> Encode:
    record = (files("bot.understanding") / "files" / "quality.json").read_bytes()
    try:
        return read_encoder(path.read_bytes(), tokenizer, record)
    except ImportError as wrong:
        raise ConfigError(where=str(path), what=texts.no_quality(), remedy=texts.install_quality()) from wrong
    except ValueError as wrong:
        raise ConfigError(where=str(path), what=texts.wrong_encoder(), remedy=texts.build_encoder()) from wrong
