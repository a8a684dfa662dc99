"""CSV that no spreadsheet takes for a program."""

import csv
import io

import pytest

from bot.delivery.sheet import cell, evidence, sheet, told
from bot.model.mention import Untrusted
from bot.model.views import ToldRow
from bot.testing.lumo import NOW, outage

FORMULAS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\ufeff=1",
    "\u00a0=1",
    "|calc",
    "%0A=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "｜x",
    "％x",
    "\n=1",
    "\u200b=1",
    "\u202e=1",
    "\x00=1",
    "\u2212" + "1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_compute_is_quoted(text: str) -> None:
    assert cell(Untrusted(text)).startswith("'")


@pytest.mark.parametrize("text", ["plain", "a=b", "5 % off", "mail a@b", "", "“=1”", "1-2", "'quoted'"])
def test_what_could_not_compute_is_left_alone(text: str) -> None:
    assert cell(text) == text


def test_every_cell_is_quoted_and_reads_back() -> None:
    rows = [["a", "b,c"], ['say "hi"', "two\nlines"]]
    made = sheet(["x", "y"], rows).decode("utf-8-sig")
    assert made.splitlines()[0] == '"x","y"'
    assert list(csv.reader(io.StringIO(made)))[1:] == rows


def test_the_outage_has_its_164_rows() -> None:
    rows = list(csv.reader(io.StringIO(evidence(outage()).decode("utf-8-sig"))))
    assert len(rows) == 165
    assert rows[1][:4] == ["2026-10-03T17:20:00+00:00", "Bluesky", "'@mila.k", "cant log in since 7, is it just me???"]


def test_a_draft_with_a_formula_is_quoted_too() -> None:
    made = told([ToldRow(view=outage()[0], draft="=HYPERLINK(1)", told=NOW, by="Ana")]).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in made
