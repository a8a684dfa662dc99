"""The reader's model: from the files in the package, and the quality extra's encoder if it lies beside the data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from bot.config import Organisation
from bot.errors import ConfigError
from bot.flow.rereading import QUALITY
from bot.model.views import Check
from bot.texts import doctor
from bot.texts import operating as texts
from bot.understanding import MODEL_FILES, ReaderModel, Understood, load_identifier, read_batch, read_model
from bot.understanding.content import mapped
from bot.understanding.model import VERSION
from bot.understanding.quality import QUALITY as ENCODED
from bot.understanding.quality import Encode, read_encoder

State = Literal["ok", "warning", "fault"]
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


def examined(data: Path, vectors: str) -> Check:
    """How the reader is: its files, by which vectors texts are compared, and the extra quality."""
    changed = damaged(files("bot.understanding") / "files")
    if changed:
        return Check(name="reader", state="fault", words=doctor.damaged(changed), fix=doctor.fix_damaged())
    encoder, used = data / ENCODER, vectors == QUALITY
    worse: State = "fault" if used else "warning"
    state: State = "ok"
    if not encoder.is_file():
        if used:
            return Check(name="reader", state="fault", words=texts.no_encoder(), fix=texts.build_encoder())
        return Check(name="reader", state="ok", words=doctor.plain(VERSION))
    record = json.loads((files("bot.understanding") / "files" / "quality.json").read_bytes())
    if hashlib.sha256(encoder.read_bytes()).hexdigest() != record["sha256"]:
        state, words, fix = worse, texts.wrong_encoder(), texts.build_encoder()
    elif find_spec("onnxruntime") is None:
        state, words, fix = worse, texts.no_quality(), texts.install_quality()
    elif used:
        words, fix = doctor.by_encoder(f"{VERSION}+{ENCODED}"), ""
    else:
        words, fix = doctor.encoder_ready(VERSION), ""
    return Check(name="reader", state=state, words=words, fix=fix)


def damaged(folder: Traversable) -> list[str]:
    """The reader's files in this folder that are not what the records beside them say."""
    wanted: dict[str, str] = {}
    for record in ("provenance.json", "languages.json", "heads.json"):
        wanted |= json.loads((folder / record).read_bytes())["outputs"]
    return sorted(
        name for name, sha256 in wanted.items() if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256
    )
