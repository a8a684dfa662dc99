import tomllib
from pathlib import Path

from bench.people_said import DEPARTMENTS, GROUPS, settings, write_csv, write_jsonl
from bot.config import read_settings


def test_the_settings_of_the_measurements_are_settings() -> None:
    read = read_settings(tomllib.loads(settings()), origins={})
    assert [one.name for one in read.departments] == list(DEPARTMENTS)
    assert [one.name for one in read.groups] == list(GROUPS)


def test_the_same_texts_give_the_same_files(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(50)]
    for name in ("one", "two"):
        write_csv(tmp_path / f"{name}.csv", texts)
        write_jsonl(tmp_path / f"{name}.jsonl", texts, days=3)
    for kind in ("csv", "jsonl"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
        assert len((tmp_path / f"one.{kind}").read_text("utf-8").splitlines()) >= 50
