"""The reader's model: from the files in the package, and the quality extra's encoder if it lies beside the data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.config import Organisation
from bot.errors import ConfigError
from bot.flow.rereading import QUALITY
from bot.texts import operating as texts
from bot.understanding import MODEL_FILES, ReaderModel, Understood, load_identifier, read_batch, read_model
from bot.understanding.content import mapped
from bot.understanding.quality import Encode, read_encoder

ENCODER = "minilm256-int8.onnx"
"""What this file in the data folder gives are the vectors `quality`."""


@cache
def reader_model(data: Path | None = None) -> ReaderModel:
    """The reader's model, loaded at its first use (0.1 s); with the encoder of a data folder, if named.

    Raises:
        ConfigError: the encoder cannot be used.
    """
    folder = files("bot.understanding")
    tokenizer, heads, decisions = ((folder / name).read_bytes() for name in MODEL_FILES[1:])
    encode = _encoder(data / ENCODER, tokenizer) if data is not None else None
    return read_model(mapped("static256.npy"), tokenizer, heads, decisions, identify=load_identifier(), encode=encode)


class Reader:
    """Reads texts for this organisation, by the vectors that were last chosen (`use`)."""

    def __init__(self, organisation: Organisation, data: Path) -> None:
        self._names = tuple(word for word in organisation.name.split() if len(word) > 1)
        self._languages, self._data, self._quality = organisation.languages, data, False

    def __call__(self, texts: Sequence[str]) -> list[Understood]:
        """Each text's reading, in order. Raises as `model`."""
        return read_batch(texts, model=self.model(), languages=self._languages, names=self._names)

    def use(self, vectors: str) -> None:
        """Compare texts by these vectors from now on."""
        self._quality = vectors == QUALITY

    def model(self) -> ReaderModel:
        """What it reads with.

        Raises:
            ConfigError: the encoder of the quality extra cannot be used.
        """
        return reader_model(self._data if self._quality else None)


def _encoder(path: Path, tokenizer: bytes) -> Encode:
    record = (files("bot.understanding") / "files" / "quality.json").read_bytes()
    try:
        return read_encoder(path.read_bytes(), tokenizer, record)
    except OSError as wrong:
        raise ConfigError(where=str(path), what=texts.no_encoder(), remedy=texts.build_encoder()) from wrong
    except ImportError as wrong:
        raise ConfigError(where=str(path), what=texts.no_quality(), remedy=texts.install_quality()) from wrong
    except ValueError as wrong:
        raise ConfigError(where=str(path), what=texts.wrong_encoder(), remedy=texts.build_encoder()) from wrong
