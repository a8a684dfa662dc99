"""Reading a mention: `read_batch` gives for each text language, mood, intent, vector and words of danger.

Callers use `read_batch`, `Understood`, `ReaderModel` and `VERSION`. The composition root makes the model with
`read_model` from the bytes of the `MODEL_FILES` in this package, and `load_identifier`.
"""

from bot.understanding.identifier import load_identifier
from bot.understanding.model import MODEL_FILES, VERSION, ReaderModel, read_model
from bot.understanding.reading import SCORED, Understood, read_batch, unsaid

__all__ = [
    "MODEL_FILES",
    "SCORED",
    "VERSION",
    "ReaderModel",
    "Understood",
    "load_identifier",
    "read_batch",
    "read_model",
    "unsaid",
]
