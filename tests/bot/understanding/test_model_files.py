from __future__ import annotations

import hashlib
import json
from importlib.resources import files

import pytest

FOLDER = files("bot.understanding") / "files"
RECORD = json.loads((FOLDER / "provenance.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(RECORD["outputs"]))
def test_a_model_file_is_the_one_that_the_record_describes(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == RECORD["outputs"][name]


def test_the_record_says_what_went_in_with_which_versions() -> None:
    assert set(RECORD["inputs"]) == {"model.safetensors", "tokenizer.json"}
    assert {"numpy", "python", "tokenizers", "torch", "transformers"} <= set(RECORD["versions"])


def test_licence_and_notice_lie_beside_the_model() -> None:
    assert "Apache License" in (FOLDER / "LICENSE-APACHE-2.0").read_text(encoding="utf-8")
    assert "all-MiniLM-L6-v2" in (FOLDER / "NOTICE").read_text(encoding="utf-8")
