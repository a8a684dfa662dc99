"""What much labelled history taught, remembered beside the database: it is learned once, not at every start."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from bot.compose.reader import reader_model
from bot.routing.learned import LEARNING, Embed, Learn, Lessons, learn
from bot.understanding import ReaderModel
from bot.understanding.linear import Linear, as_bytes, read_linear


def remembered(folder: Path, model: Callable[[], ReaderModel] = reader_model) -> Learn:
    """Learns as `learn` does, and keeps the last result in a file of this folder: weights, not a word of any text.

    `model` gives the reader's model, which is asked for when something is to be learned.
    """

    def once(lessons: Lessons, names: int, embed: Embed) -> Linear:
        said = json.dumps([LEARNING, model().version, names, [list(one) for one in lessons]]).encode()
        path = folder / f"learned-{hashlib.sha256(said).hexdigest()[:24]}.npz"
        kept = _read(path)
        if kept is not None:
            return kept
        content = as_bytes(learn(lessons, names, embed, vector_weight=model().vector_weight))
        _keep(path, content)
        # What was rounded to be kept is what decides from the first moment on.
        return read_linear(content)

    return once


def _read(path: Path) -> Linear | None:
    try:
        return read_linear(path.read_bytes())
    except (OSError, ValueError):
        return None


def _keep(path: Path, content: bytes) -> None:
    """Writes the file in one go and removes its forerunners; where that is not allowed, it is learned again."""
    partly = path.with_suffix(f".{os.getpid()}")
    try:
        partly.write_bytes(content)
        partly.replace(path)
        for other in path.parent.glob("learned-*.npz"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError:
        partly.unlink(missing_ok=True)
