"""Builds the vectors of the quality extra out of all-MiniLM-L6-v2: the encoder itself, int8, as one ONNX file.

Called by `distil.py --quality FOLDER`. The graph takes the word pieces of the shipped `tokenizer.json`, [CLS] and [SEP]
around them, and gives 256 numbers: the mean of the last layer, turned by the same principal components that made the
static vectors, of length 1. So both kinds of vectors have one shape, and neither needs the other's tokenizer.
"""

from __future__ import annotations

import importlib.metadata
import platform
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

Floats = npt.NDArray[np.float64]

NAME = "minilm256-int8.onnx"
RECORD = "quality.json"
OPSET = 17
EXACT = 6  # digits of the components that are kept: another machine's solver may differ behind them
CLS, SEP = 101, 102  # in the source; here they stand behind the last word piece, in this order
LEAST = 0.95
SENTENCES = (
    "My parcel has been on its way for nine days and nobody answers the phone.",
    "How do I change the address on my account?",
    "Best headphones I ever had, the battery lasts all week",
    "The app closes whenever I open the settings, on both of my phones, since the update of last Tuesday.",
)
STEPS = [
    "the encoder in float32, the rows of its word pieces in the order of tokenizer.json, then [CLS] and [SEP]",
    "the mean of the last layer over all tokens (384 numbers)",
    "projected on the 256 components that made static256.npy, rounded to 6 digits; divided by its length",
    "exported to ONNX (opset 17), one text at a time, any number of tokens",
    "weights to int8 by onnxruntime's dynamic quantisation",
]


class Refused(Exception):
    """The result is not fit to be used."""


class Encoder(torch.nn.Module):
    """The encoder with its mean, its projection and its length inside."""

    def __init__(self, model: torch.nn.Module, components: Floats) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("turn", torch.tensor(np.round(components, EXACT), dtype=torch.float32))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """The vectors of one row of tokens."""
        said = self.model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(dim=1)
        return torch.nn.functional.normalize(said @ self.turn, dim=1)


def build(folder: Path, *, tokenizer: bytes, numbers: list[int], components: Floats) -> bytes:
    """Returns the ONNX file.

    Args:
        folder: where the source model lies.
        tokenizer: ours, as it is shipped.
        numbers: the source's ids of the word pieces, in the order of our tokenizer.
        components: the strongest components of the word pieces' vectors, one a column.
    """
    torch.set_num_threads(1)
    model = transformers.AutoModel.from_pretrained(
        folder, local_files_only=True, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    rows = model.embeddings.word_embeddings.weight.detach()[[*numbers, CLS, SEP]]
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows)
    encoder = Encoder(model, components).eval()
    with tempfile.TemporaryDirectory() as place:
        exact, small = Path(place) / "exact.onnx", Path(place) / NAME
        shown = torch.arange(8).unsqueeze(0)
        torch.onnx.export(
            encoder, (shown,), str(exact), input_names=["ids"], output_names=["vector"],
            dynamic_axes={"ids": {1: "tokens"}}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(exact, small, weight_type=QuantType.QInt8)
        content = small.read_bytes()
    judge(content, encoder, tokenizer=Tokenizer.from_str(tokenizer.decode()), pieces=len(numbers))
    return content


def judge(content: bytes, encoder: Encoder, *, tokenizer: Tokenizer, pieces: int) -> None:
    """Raises Refused unless the int8 file says nearly what the exact encoder says."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    likeness = []
    for text in SENTENCES:
        ids = np.array([[pieces, *tokenizer.encode(text, add_special_tokens=False).ids, pieces + 1]])
        with torch.no_grad():
            exact = encoder(torch.tensor(ids)).numpy()[0]
        likeness.append(float(exact @ session.run(None, {"ids": ids})[0][0]))
    if min(likeness) < LEAST:
        raise Refused(f"int8 says something else than the exact encoder: cosines {likeness}")


def record(inputs: dict[str, str], output: str) -> dict[str, object]:
    """Returns what is recorded beside the shipped files, so that a file built elsewhere can be recognised."""
    names = ("numpy", "onnx", "onnxruntime", "torch", "transformers")
    return {
        "file": NAME,
        "sha256": output,
        "inputs": inputs,
        "steps": STEPS,
        "versions": {"python": platform.python_version(), **{n: importlib.metadata.version(n) for n in names}},
        "machine": platform.machine(),
        "script": "training/distil.py --quality",
    }
