"""Builds the language table that Earshot ships, out of the model of py3langid: the same answers in a quarter of it.

That model is an automaton over bytes and, for each sequence of bytes that it knows, one logarithm of a probability a
language. The automaton always stands at the longest known sequence that ends where it is: so its 39 MB are written as
a hash table of those sequences. Four of five logarithms are the one that a language has for what it never says: only
the others are written, unrounded.
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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from py3langid.modelio import load_model  # type: ignore[import-untyped]

SOURCE = "py3langid"
SOURCE_SHA256 = "f4f4a2c3465ca1f081541037f9cac23021d68151c2f709c55ae5eedfca522963"
ALIGNED = 64
KEY = 48  # below lie a sequence's bytes, above how many they are
BUCKETS, SLOTS = 15, 17  # powers of two
MIX, STEP, WRAP = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 1 << 64
STEPS = [
    "the automaton's states are found from its start, breadth first; each stands for the bytes that first led to it",
    "checked: after any byte the automaton stands at the longest of those sequences that ends there",
    "features are renumbered, by the sum of their logarithms over all languages, the largest first",
    "written one after the other as .npy, each filled up to 64 bytes: names, priors, each language's usual logarithm;"
    " a perfect hash of the sequences (shifts of its buckets, keys and features in its slots); where each feature's row"
    " begins, the languages in it, their logarithms",
]
OUT = Path(__file__).resolve().parent.parent / "bot" / "understanding" / "files"

Arrays = Sequence[npt.NDArray[Any]]


class Refused(Exception):
    """The input is not the one named above, or it is not built as described."""


def main(arguments: list[str]) -> int:
    """Builds the file and writes it, or with --check compares it with the recorded hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--check", action="store_true", help="build again, compare, write nothing")
    options = parser.parse_args(arguments)
    content = as_bytes(arrays(load_model(source())))
    found = hashlib.sha256(content).hexdigest()
    place = options.out / "languages.json"
    if options.check:
        recorded = json.loads(place.read_text("utf-8"))["outputs"]["languages.npy"]
        say(json.dumps({"recorded": recorded, "rebuilt": found, "same": recorded == found}, indent=1))
        return 0 if recorded == found else 1
    (options.out / "languages.npy").write_bytes(content)
    place.write_text(json.dumps(provenance(found), indent=1) + "\n", "utf-8")
    say(f"{len(content):,} bytes, {found}")
    return 0


def say(line: str) -> None:
    """Writes a line for the person who runs the script."""
    sys.stdout.write(line + "\n")


def source() -> Path:
    """Returns the model file inside the installed package."""
    spec = importlib.util.find_spec(SOURCE)
    if spec is None or spec.origin is None:
        raise Refused(f"{SOURCE} is not installed")
    path = Path(spec.origin).parent / "data" / "model.npz.xz"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SOURCE_SHA256:
        raise Refused(f"{path} is {found}, not {SOURCE_SHA256}")
    return path


def arrays(model: tuple[Any, ...]) -> Arrays:
    """Returns what is written, in its order."""
    table, priors, names, nextmove, rows, outputs = model
    table = np.asarray(table)
    usual = table.min(axis=0)
    # What is said often stands together: of the file only those pages are read.
    order = np.argsort(-table.astype(np.float64).sum(axis=1), kind="stable")  # these sums are exact
    renamed = np.full(len(table) + 1, -1, dtype=np.int32)
    renamed[order] = np.arange(len(table), dtype=np.int32)
    sequences = sequences_of(np.asarray(nextmove).reshape(-1, 256)[np.asarray(rows)])
    said = table[order]
    features, languages = np.nonzero(said != usual)
    starts = np.searchsorted(features, np.arange(len(table) + 1)).astype(np.int32)
    keys = [len(one) << KEY | int.from_bytes(one, "big") for one in sequences]
    shifts, held = placed([key for key in keys if key])
    feature = {key: int(renamed[output]) for key, output in zip(keys, outputs, strict=True)}
    meant = np.array([feature.get(int(key), -1) for key in held], dtype=np.int32)
    told = [np.array(names, dtype="S3"), np.asarray(priors, dtype=np.float32), usual]
    return [*told, shifts, held, meant, starts, languages.astype(np.uint8), said[features, languages]]


def placed(keys: list[int]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint64]]:
    """Returns a perfect hash of the keys: the shift of each bucket, and the key in each slot (0: none)."""
    buckets: list[list[int]] = [[] for _ in range(1 << BUCKETS)]
    for key in sorted(keys):
        buckets[mixed(key, 0) >> (64 - BUCKETS)].append(key)
    shifts = np.zeros(len(buckets), dtype=np.uint16)
    held = np.zeros(1 << SLOTS, dtype=np.uint64)
    for bucket in sorted(range(len(buckets)), key=lambda at: (-len(buckets[at]), at)):
        for shift in range(1 << 16):
            slots = [mixed(key, shift + 1) >> (64 - SLOTS) for key in buckets[bucket]]
            if len(set(slots)) == len(slots) and not held[slots].any():
                break
        else:
            raise Refused("no perfect hash was found")
        shifts[bucket] = shift
        held[slots] = buckets[bucket]
    return shifts, held


def mixed(key: int, shift: int) -> int:
    """Returns 64 bits of a key and a shift, as the reader mixes them."""
    return ((key ^ (key >> 15) ^ (shift * STEP % WRAP)) * MIX) % WRAP


def sequences_of(following: npt.NDArray[Any]) -> list[bytes]:
    """Returns for each state the bytes that it stands for, after checking that it does."""
    known: dict[bytes, int] = {b"": 0}
    sequences: dict[int, bytes] = {0: b""}
    reached = [0]
    for state in reached:
        for byte, after in enumerate(following[state].tolist()):
            if after not in sequences:
                sequences[after] = sequences[state] + bytes([byte])
                known[sequences[after]] = after
                reached.append(after)
    if len(sequences) != len(following):
        raise Refused("some states of the automaton cannot be reached")
    for state, sequence in sequences.items():
        for byte, after in enumerate(following[state].tolist()):
            longer = sequence + bytes([byte])
            if after != next(known[longer[at:]] for at in range(len(longer) + 1) if longer[at:] in known):
                raise Refused(f"after {longer!r} the automaton does not stand at its longest known end")
    return [sequences[state] for state in range(len(following))]


def as_bytes(parts: Arrays) -> bytes:
    """Returns the arrays one after the other."""
    buffer = io.BytesIO()
    for part in parts:
        np.lib.format.write_array(buffer, np.ascontiguousarray(part), version=(1, 0), allow_pickle=False)
        buffer.write(bytes(-buffer.tell() % ALIGNED))
    return buffer.getvalue()


def provenance(output: str) -> dict[str, object]:
    """Returns the record that lies beside the file."""
    return {
        "source": {"package": f"{SOURCE} {importlib.metadata.version(SOURCE)}", "licence": "BSD-3-Clause"},
        "inputs": {"model.npz.xz": SOURCE_SHA256},
        "steps": STEPS,
        "outputs": {"languages.npy": output},
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "script": "training/languages.py",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
