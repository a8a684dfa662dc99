"""A workbook in the format of spreadsheets (ECMA-376), written by hand: the same cells give the same bytes.

Text stands in inline strings, which no program computes; what would start a formula if somebody edited it is marked as
quoted besides. Formulas are ours alone, and each carries the value it has, for programs that do not compute.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

MOST_LETTERS = 32_000
"""A cell holds no more."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_STARTS = re.compile("[\\s\u00a0\u200b-\u200f\ufeff]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\u2212]")
_PLAIN, _HEAD, _QUOTED, _MONEY, _BOLD_MONEY = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula of ours (without the sign before it), and what it comes to."""

    text: str
    value: Decimal | None
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A title or the head of a column."""

    text: str


Cell: TypeAlias = "str | Decimal | Formula | Headed | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One sheet: its name, its rows, and the width of its columns in letters."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()


def workbook(leaves: Sequence[Leaf]) -> bytes:
    """The file."""
    parts = {
        "[Content_Types].xml": _types(len(leaves)),
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _book(leaves),
        "xl/_rels/workbook.xml.rels": _book_rels(len(leaves)),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{at}.xml": _leaf(leaf) for at, leaf in enumerate(leaves, 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, _XML + text)
    return out.getvalue()


def place(column: int, row: int) -> str:
    """The address of a cell; both are counted from 0: `B3` is (1, 2)."""
    letters = ""
    at = column + 1
    while at:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"


def _leaf(leaf: Leaf) -> str:
    rows = "".join(
        f'<row r="{at + 1}">' + "".join(_cell(cell, place(column, at)) for column, cell in enumerate(row)) + "</row>"
        for at, row in enumerate(leaf.rows)
    )
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(leaf.widths, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}">{f"<cols>{columns}</cols>" if columns else ""}'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(cell: Cell, address: str) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, Decimal):
        return f'<c r="{address}" s="{_PLAIN}"><v>{_number(cell)}</v></c>'
    if isinstance(cell, Formula):
        style = _BOLD_MONEY if cell.strong else _MONEY
        value = "" if cell.value is None else f"<v>{_number(cell.value)}</v>"
        return f'<c r="{address}" s="{style}"><f>{escape(cell.text)}</f>{value}</c>'
    text = cell.text if isinstance(cell, Headed) else cell
    bare = _UNSEEN.sub("", text)[:MOST_LETTERS]
    style = _HEAD if isinstance(cell, Headed) else _QUOTED if _STARTS.match(bare) else _PLAIN
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(bare)}</t></is></c>'


def _number(value: Decimal) -> str:
    """As many digits as a spreadsheet keeps."""
    return f"{+round(value, 12):.15g}" if value else "0"


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for at in range(1, count + 1)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _book(leaves: Sequence[Leaf]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(leaf.name)} sheetId="{at}" r:id="rId{at}"/>' for at, leaf in enumerate(leaves, 1)
    )
    # A program that opens it computes everything anew.
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{sheets}</sheets>'
        '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
    )


def _book_rels(count: int) -> str:
    sheets = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, count + 1)
    )
    styles = f'<Relationship Id="rId{count + 1}" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{sheets}{styles}</Relationships>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELS = (
    f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    "</cellXfs></styleSheet>"
)
