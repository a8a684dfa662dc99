"""The file as a source: JSONL, CSV, XLSX and gzip, resumed where it was left; and every bad one with its remedy."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.sources.file import connect, rows
from adapters.sources.file.source import Shape
from bot.errors import BadFile
from bot.listening.columns import read_columns
from bot.listening.intake import read_json, read_mention
from bot.model.mention import Mention
from bot.ports.world import Item, Source

REPOSITORY = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)


def source(content: Path | bytes | str, *, format_: str | None = None, shape: Shape | None = None) -> Source:
    data = content.encode() if isinstance(content, str) else content
    return connect(data, read=read_json, format=format_, shape=shape, name="posts")


async def everything(one: Source, cursor: str = "") -> list[Item]:
    found: list[Item] = []
    while True:
        poll = await one.poll(cursor)
        found += poll.items
        cursor = poll.cursor
        if not poll.more:
            return found


async def table(content: bytes | str) -> list[tuple[str, object]]:
    return [(item.position, item.mention or str(item.error)) for item in await everything(source(content))]


async def test_each_line_of_jsonl_is_an_item_with_its_number() -> None:
    items = await everything(source('{"a": 1}\n\n{"a": 2}\r\n{"a"'))

    assert [(item.position, item.mention) for item in items[:2]] == [("line 1", {"a": 1}), ("line 3", {"a": 2})]
    assert str(items[2].error).startswith("line 4: the text is not JSON at character")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_the_delimiter_of_a_csv_is_found_out(delimiter: str) -> None:
    text = "id,text\n1,Hello; there\n2,fine\n" if delimiter == "," else "id,text\n1,Hello, there\n2,fine\n"
    text = "\n".join(line.replace(",", delimiter, 1) for line in text.split("\n"))

    found = await table(text)

    assert [position for position, _ in found] == ["line 2", "line 3"]
    assert found[1][1] == {"id": "2", "text": "fine"}


async def test_texts_with_quotes_and_new_lines_are_one_row_and_lines_are_counted_as_an_editor_does() -> None:
    found = await table('id,text\r\n1,"first\r\nsecond ""said"""\r\n\r\n2,next\r\n')

    assert found == [
        ("line 2", {"id": "1", "text": 'first\r\nsecond "said"'}),
        ("line 5", {"id": "2", "text": "next"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_byte_order_marks_say_the_encoding_and_are_no_part_of_the_first_column(encoding: str) -> None:
    assert await table("täxt\nhällo wörld\n".encode(encoding)) == [("line 2", {"täxt": "hällo wörld"})]


async def test_gzip_is_opened_also_of_several_parts() -> None:
    data = gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n')

    assert [item.mention for item in await everything(source(data))] == [{"a": 1}, {"a": 2}]


async def test_rows_that_do_not_fit_the_header_are_reported_and_the_rest_goes_on() -> None:
    found = await table("id,text\n1,a\n2,b,c\n3\n4,d,,\n5,e\n")

    assert found[0] == ("line 2", {"id": "1", "text": "a"})
    assert found[1][1] == (
        "line 3: the row is 3 cells; expected 2 cells as in the header; put texts that hold the delimiter in quotes."
    )
    assert "line 4: the row is 1 cells" in str(found[2][1])
    assert [one[1] for one in found[3:]] == [{"id": "4", "text": "d"}, {"id": "5", "text": "e"}]


async def test_a_header_that_changes_in_mid_file_costs_its_rows_until_the_first_comes_back() -> None:
    found = await table("id,text\n1,a\nid,text\n2,b\ntext,id\nc,3\nid,text\n4,d\n")

    assert [one[1] for one in found if isinstance(one[1], dict)] == [
        {"id": "1", "text": "a"},
        {"id": "2", "text": "b"},
        {"id": "4", "text": "d"},
    ]
    assert found[2][0] == "line 5"
    assert "line 6: the row is under a new header (text, id); expected the header of line 1" in str(found[3][1])


async def test_a_quote_that_is_never_closed_costs_its_own_row() -> None:
    found = await table('id,text\n1,"open\n2,b\n3,c')

    assert "line 2: a cell is a quote that is never closed" in str(found[0][1])
    assert [one[1] for one in found[1:]] == [{"id": "2", "text": "b"}, {"id": "3", "text": "c"}]


async def test_many_open_quotes_are_no_attack() -> None:
    found = await table("id,text\n" + '1,"open\n2,b\n' * 3000 + '1,"open')

    assert len(found) > 3000


async def test_a_text_of_one_megabyte_and_nul_pass_through_to_intake() -> None:
    found = await table("id,text\n1," + "a" * 1_000_000 + "\n2,a\x00b\n")

    assert [len(str(dict(one[1])["text"])) for one in found if isinstance(one[1], dict)] == [1_000_000, 3]


async def test_nameless_and_repeated_columns_get_names_of_their_own() -> None:
    assert await table("a,a,,b\n1,2,3,4\n") == [("line 2", {"a": "1", "a (2)": "2", "column 3": "3", "b": "4"})]


async def test_an_import_resumes_where_it_was_left_and_starts_again_for_another_file() -> None:
    text = "".join(f'{{"a": {number}}}\n' for number in range(1200))
    first = await source(text).poll("")

    assert (len(first.items), first.more) == (500, True)
    assert first.done == pytest.approx(500 / 1200)
    rest = await everything(source(text), first.cursor)
    assert [item.mention for item in rest] == [{"a": number} for number in range(500, 1200)]
    assert rest[0].position == "line 501"
    assert len(await everything(source(text + '{"a": 1}'), first.cursor)) == 1201
    assert len(await everything(source(text), "nonsense")) == 1200


async def test_the_same_cursor_may_be_polled_again() -> None:
    one = source("".join(f'{{"a": {number}}}\n' for number in range(700)))
    first = await one.poll("")
    again = await one.poll("")
    last = await one.poll(first.cursor)

    assert first == again
    assert (len(last.items), last.more, last.done) == (200, False, 1.0)
    assert (await one.poll(last.cursor)).items == ()


async def test_a_shape_makes_mentions_of_rows_by_their_number() -> None:
    one = source("t\na\nb\n", shape=lambda row, number: {"text": row["t"], "id": number})

    assert [item.mention for item in await everything(one)] == [{"text": "a", "id": 1}, {"text": "b", "id": 2}]


# --- spreadsheets ---------------------------------------------------------------------------------------------------


def spreadsheet(*lines: str) -> bytes:
    """The smallest XLSX that holds these rows; each line is its cells as XML."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}/relationships"><sheets>'
        '<sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()


def said(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


async def test_a_spreadsheet_gives_rows_with_whole_numbers_as_digits() -> None:
    data = spreadsheet(
        f'<row r="2">{said("A2", "id")}{said("B2", "text")}</row>',
        f'<row r="4"><c r="A4"><v>4417</v></c>{said("B4", "Charger not recognised")}</row>',
        '<row r="5"><c r="A5"><v>1.5</v></c><c r="B5" t="b"><v>1</v></c></row>',
    )

    assert await table(data) == [
        ("line 4", {"id": "4417", "text": "Charger not recognised"}),
        ("line 5", {"id": "1.5", "text": "true"}),
    ]


# --- files that are none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "format_", "words"),
    [
        (b"", None, "posts: it is empty. Check the export"),
        (b"\xef\xbb\xbf \n\n", None, "posts: it is empty"),
        (gzip.compress(b"", mtime=0), None, "posts: it is empty"),
        (
            gzip.compress(b"id,text\n1,abcdefghijk\n", mtime=0)[:-9],
            None,
            "its gzip data is damaged or cut short. Download",
        ),
        (b"\x1f\x8bnonsense", None, "its gzip data is damaged"),
        ("id,text\n1,fine\n2,schön".encode("cp1252"), None, "line 3 is not UTF-8 (byte 0xf6). Save it as"),
        (b'{"text": "sch\xf6n"}', None, "iconv -f WINDOWS-1252 -t UTF-8"),
        (bytes(range(256)) + b"\x00" * 500, None, "it is not text. Give a JSONL, CSV, XLSX or mbox file"),
        (b"id,text\n1,a\n", "parquet", "the format 'parquet' is not known. Use jsonl, csv, xlsx or mbox"),
        (b'[{"a": 1}]', None, "it is one JSON list. Put one object on each line: jq -c '.[]'"),
        (b"PK\x03\x04broken", None, "it is no readable spreadsheet"),
        (b"\xd0\xcf\x11\xe0 not really", None, "it is no readable spreadsheet"),
        (b"id,text\n", "xlsx", "it is no readable spreadsheet"),
    ],
)
async def test_a_file_that_is_none_is_refused_with_a_remedy(content: bytes, format_: str | None, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        await everything(source(content, format_=format_))

    assert words in str(caught.value)


async def test_an_archive_that_is_no_spreadsheet_is_named_so() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("posts.csv", "id,text\n")

    with pytest.raises(BadFile, match=r"it is a ZIP archive, not a spreadsheet\. Unpack it"):
        await everything(source(held.getvalue()))


def test_paths_that_are_no_files_are_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.csv: there is no such file. Check the path"):
        source(tmp_path / "none.csv")
    with pytest.raises(BadFile, match=r"it is a folder\. Name one file in it"):
        source(tmp_path)
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(BadFile, match=r"loop\.csv: it cannot be read \(.+\). Check its permissions"):
        source(loop)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' is given twice"),
        ('{"a": NaN}', "a number is NaN; expected a finite number or null"),
        ("[" * 70 + "]" * 70, "the nesting is deeper than 64 levels"),
        ("7", "the line is no object; expected one JSON object on each line"),
    ],
)
async def test_a_bad_line_is_reported_with_its_number_and_the_rest_goes_on(line: str, words: str) -> None:
    items = await everything(source('{"a": 0}\n' + line + '\n{"a": 3}\n'))

    assert [item.mention for item in items] == [{"a": 0}, None, {"a": 3}]
    assert f"line 2: {words}" in str(items[1].error)


def test_the_first_rows_are_given_for_a_guess_and_a_header_alone_is_refused() -> None:
    assert rows(b"a,b\n1,2\n3\n4,5\n", read=read_json) == ({"a": "1", "b": "2"}, {"a": "4", "b": "5"})
    with pytest.raises(BadFile, match="it has a header and no rows"):
        rows(b"a,b\n", read=read_json)


# --- real input -----------------------------------------------------------------------------------------------------


async def test_the_real_complaints_become_mentions_with_departments() -> None:
    path = REPOSITORY.parent / "shared" / "data" / "cfpb_220_raw.csv.gz"
    if not path.exists():
        pytest.skip("the public complaints (cfpb_220_raw.csv.gz) are not beside this checkout")
    columns = read_columns((REPOSITORY / "examples" / "complaints.toml").read_text("utf-8"), where="complaints.toml")

    items = await everything(source(path, shape=columns.shape))
    found = [read_mention(item.mention, where=item.position, arrived=NOW) for item in items]

    mentions = [one for one in found if isinstance(one, Mention)]
    assert len(mentions) == len({one.key for one in mentions}) == 220
    assert {str(one.rest["department"]) for one in mentions} == {
        "accounts", "cards", "collections", "credit reports", "lending", "payments",
    }  # fmt: skip
    assert mentions[0].at < mentions[-1].at < NOW
    assert json.dumps(mentions[0].rest).startswith('{"department": "accounts", "columns": {"product":')
