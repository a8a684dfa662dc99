"""Reads a workbook and computes its formulas anew: an evaluator of its own, for numbers, cells, SUM and IF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>SUM|IF)\(|(?P<ref>(?:[A-Za-z]+!)?[A-Z]+\d+(?::[A-Z]+\d+)?)|(?P<text>\"[^\"]*\")|(?P<sign>[-+*/(),=]))"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells by address: text, stored values, formulas, and whether text is marked as quoted."""

    text: Mapping[str, str]
    stored: Mapping[str, float]
    formulas: Mapping[str, str]
    styles: Mapping[str, str]


def opened(data: bytes) -> dict[str, Sheet]:
    """The sheets by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - our own file
        names = [one.attrib["name"] for one in book.iter(f"{_MAIN}sheet")]
        return {name: _sheet(packed.read(f"xl/worksheets/sheet{at}.xml")) for at, name in enumerate(names, 1)}


def _sheet(xml: bytes) -> Sheet:
    text: dict[str, str] = {}
    stored: dict[str, float] = {}
    formulas: dict[str, str] = {}
    styles: dict[str, str] = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c"):  # noqa: S314 - our own file
        at = cell.attrib["r"]
        styles[at] = cell.attrib.get("s", "0")
        if cell.attrib.get("t") == "inlineStr":
            text[at] = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        value, formula = cell.find(f"{_MAIN}v"), cell.find(f"{_MAIN}f")
        if value is not None and value.text is not None:
            stored[at] = float(value.text)
        if formula is not None and formula.text is not None:
            formulas[at] = formula.text
    return Sheet(text, stored, formulas, styles)


class Book:
    """Computes cells from the inputs up; `change` puts another number into an input."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.sheets = sheets
        self.changed: dict[tuple[str, str], float] = {}

    def change(self, sheet: str, cell: str, value: float) -> None:
        """Another number in a cell."""
        self.changed[sheet, cell] = value

    def value(self, sheet: str, cell: str) -> float | str:
        """What a cell comes to, computed and not as it is stored."""
        if (sheet, cell) in self.changed:
            return self.changed[sheet, cell]
        found = self.sheets[sheet]
        if cell in found.formulas:
            return _Parser(self, sheet, found.formulas[cell]).whole()
        return found.stored.get(cell, 0.0)


class _Parser:
    def __init__(self, book: Book, sheet: str, text: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = list(_TOKEN.finditer(text))
        assert "".join(one[0] for one in self.tokens) == text, text
        self.at = 0

    def whole(self) -> float | str:
        found = self.sum()
        assert self.at == len(self.tokens)
        return found

    def peek(self) -> str:
        return self.tokens[self.at][0].strip() if self.at < len(self.tokens) else ""

    def take(self, sign: str) -> None:
        assert self.peek() == sign
        self.at += 1

    def sum(self) -> float | str:
        found = self.product()
        while self.peek() in ("+", "-", "="):
            sign = self.peek()
            self.at += 1
            other = self.product()
            assert isinstance(found, float) and isinstance(other, float)
            found = found + other if sign == "+" else found - other if sign == "-" else float(found == other)
        return found

    def product(self) -> float | str:
        found = self.one()
        while self.peek() in ("*", "/"):
            sign = self.peek()
            self.at += 1
            other = self.one()
            assert isinstance(found, float) and isinstance(other, float)
            found = found * other if sign == "*" else found / other
        return found

    def one(self) -> float | str:
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return float(token["number"])
        if token["text"]:
            return str(token["text"]).strip('"')
        if token["sign"] == "(":
            found = self.sum()
            self.take(")")
            return found
        if token["sign"] == "-":
            found = self.one()
            assert isinstance(found, float)
            return -found
        if token["name"] == "SUM":
            span = self.tokens[self.at]["ref"]
            self.at += 1
            self.take(")")
            return self.total(str(span))
        if token["name"] == "IF":
            return self.condition()
        return self.cell(str(token["ref"]))

    def condition(self) -> float | str:
        test = self.sum()
        self.take(",")
        start = self.at
        if test:
            found = self.sum()
            self.take(",")
            self.skip()
            return found
        self.at = start
        self.skip(",")
        found = self.sum()
        self.take(")")
        return found

    def skip(self, until: str = ")") -> None:
        depth = 0
        while depth or self.peek() != until:
            token = self.tokens[self.at]
            depth += (token["sign"] == "(" or bool(token["name"])) - (token["sign"] == ")")
            self.at += 1
        self.at += 1

    def total(self, span: str) -> float:
        sheet, _, cells = span.rpartition("!")
        first, last = (re.fullmatch(r"([A-Z]+)(\d+)", one) for one in cells.split(":"))
        assert first is not None and last is not None and first[1] == last[1]
        found = 0.0
        for row in range(int(first[2]), int(last[2]) + 1):
            value = self.book.value(sheet or self.sheet, f"{first[1]}{row}")
            assert isinstance(value, float)
            found += value
        return found

    def cell(self, ref: str) -> float | str:
        sheet, _, cell = ref.rpartition("!")
        return self.book.value(sheet or self.sheet, cell)
