"""What is built is what is meant to be installed."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house import ROOT


def test_the_wheel_holds_the_three_packages_whole_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("earshot-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"bot", "adapters", "store"}
    assert {"bot/py.typed", "adapters/py.typed", "store/py.typed"} <= names
    # Queries, pages, model files: whatever lies beside the code.
    listed = subprocess.run(
        ["git", "ls-files", "bot", "adapters", "store"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    assert {name for name in listed if name and (ROOT / name).exists()} - names == set()


def test_every_locked_package_has_its_hash_and_the_core_is_part_of_the_whole() -> None:
    locks = {
        name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in ("core", "dev", "uv")
    }
    pins = {name: set(re.findall(r"^([\w.-]+==\S+)", text, re.MULTILINE)) for name, text in locks.items()}
    for text in locks.values():
        entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert pins["core"] <= pins["dev"]
