"""What the doctor says of the reader: its files, by which vectors texts are compared, and the extra quality."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from bot.compose.reader import ENCODER, damaged, examined
from bot.flow.rereading import PLAIN, QUALITY


def test_without_the_extra_the_reader_is_whole(tmp_path: Path) -> None:
    found = examined(tmp_path, PLAIN)
    assert (found.name, found.state) == ("reader", "ok")
    assert "heads-1" in found.words
    assert "not set up" in found.words


@pytest.mark.parametrize(("content", "said"), [(None, "not here"), (b"something else", "not the encoder")])
def test_where_the_encoder_is_used_it_must_be_there_and_the_right_one(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / ENCODER).write_bytes(content)
    found = examined(tmp_path, QUALITY)
    assert (found.state, said in found.words, "training/distil.py" in found.fix) == ("fault", True, True)


def test_a_wrong_encoder_that_is_not_used_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / ENCODER).write_bytes(b"something else")
    assert examined(tmp_path, PLAIN).state == "warning"


def test_a_changed_file_of_the_reader_is_named(tmp_path: Path) -> None:
    shutil.copytree(str(files("bot.understanding") / "files"), tmp_path / "files")
    assert damaged(tmp_path / "files") == []
    with (tmp_path / "files" / "heads.npz").open("ab") as end:
        end.write(b"!")
    assert damaged(tmp_path / "files") == ["heads.npz"]
