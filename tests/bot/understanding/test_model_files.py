from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest

FOLDER = files("bot.understanding") / "files"
RECORD = json.loads((FOLDER / "provenance.json").read_text(encoding="utf-8"))
LANGUAGES = json.loads((FOLDER / "languages.json").read_text(encoding="utf-8"))
OUTPUTS = RECORD["outputs"] | LANGUAGES["outputs"]


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_a_model_file_is_the_one_that_the_record_describes(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == OUTPUTS[name]


def test_the_record_says_what_went_in_with_which_versions() -> None:
    assert set(RECORD["inputs"]) == {"model.safetensors", "tokenizer.json"}
    assert {"numpy", "python", "tokenizers", "torch", "transformers"} <= set(RECORD["versions"])


def test_the_table_of_languages_was_made_from_the_model_that_the_library_ships() -> None:
    spec = find_spec("py3langid")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).parent / "data" / "model.npz.xz"
    assert hashlib.sha256(source.read_bytes()).hexdigest() == LANGUAGES["inputs"]["model.npz.xz"]


def test_licence_and_notice_lie_beside_the_model() -> None:
    assert "Apache License" in (FOLDER / "LICENSE-APACHE-2.0").read_text(encoding="utf-8")
    assert "BSD 3-Clause" in (FOLDER / "LICENSE-BSD-3-PY3LANGID").read_text(encoding="utf-8")
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert "all-MiniLM-L6-v2" in notice
    assert "py3langid" in notice
