"""What is said about a file that cannot be read, or a line of it: what is wrong, and what to do."""

from __future__ import annotations


def missing() -> tuple[str, str]:
    """There is no such file."""
    return "there is no such file", "Check the path."


def folder() -> tuple[str, str]:
    """A folder where a file should be."""
    return "it is a folder", "Name one file in it."


def unreadable(reason: str) -> tuple[str, str]:
    """The system does not let us read it."""
    return f"it cannot be read ({reason})", "Check its permissions, or copy it to where you may read it."


def empty() -> tuple[str, str]:
    """Nothing in it."""
    return "it is empty", "Check the export that made it."


def not_utf8(line: int, byte: int) -> tuple[str, str]:
    """The text is in another encoding."""
    return (
        f"line {line} is not UTF-8 (byte 0x{byte:02x})",
        'Save it as "CSV UTF-8", or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.',
    )


def broken_gzip() -> tuple[str, str]:
    """A gzip file that stops early or is damaged."""
    return "its gzip data is damaged or cut short", "Download or compress it again."


def too_large(gib: int) -> tuple[str, str]:
    """More than fits."""
    return f"it holds more than {gib} GiB", "Split it, and import the parts one after the other."


def not_xlsx(reason: str) -> tuple[str, str]:
    """No spreadsheet that can be read."""
    return f"it is no readable spreadsheet ({reason})", 'Save it as "XLSX" again, or as "CSV UTF-8".'


def locked_xlsx() -> tuple[str, str]:
    """A spreadsheet with a password."""
    return "it is locked with a password", "Save a copy without password."


def zip_not_xlsx() -> tuple[str, str]:
    """Some other archive."""
    return "it is a ZIP archive, not a spreadsheet", "Unpack it and import the file inside."


def binary() -> tuple[str, str]:
    """Neither text nor a known table."""
    return "it is not text", "Give a JSONL, CSV, XLSX or mbox file; gzip is fine."


def unknown_format(name: str) -> tuple[str, str]:
    """A format nobody knows."""
    return f"the format {name!r} is not known", "Use jsonl, csv, xlsx or mbox."


def json_array() -> tuple[str, str]:
    """One long JSON list."""
    return "it is one JSON list", "Put one object on each line: jq -c '.[]' FILE > NEW.jsonl."


def header_alone() -> tuple[str, str]:
    """A header without rows."""
    return "it has a header and no rows", "Check the export that made it."


def wrong_mapping(reason: str) -> tuple[str, str]:
    """A mapping file that cannot be used."""
    return reason, "See examples/complaints.toml for one that works."


def one_object() -> str:
    """What each line of a JSONL file must be."""
    return "one JSON object on each line"


def width(expected: int) -> str:
    """A row with the wrong number of cells."""
    return f"{expected} cells as in the header; put texts that hold the delimiter in quotes"


def cells(count: int) -> str:
    """How many cells a row has."""
    return f"{count} cells"


def other_header(columns: str) -> str:
    """A second header in mid-file."""
    return f"under a new header ({columns})"


def same_header() -> str:
    """What the rows of a table must share."""
    return "the header of line 1 for the whole file; save the parts as files of their own"


def open_quote() -> str:
    """A quote that is opened and never closed."""
    return "a quote that is never closed"


def closed_quote() -> str:
    """What a cell should look like."""
    return 'a closing "; write a quote inside a text as ""'


# --- what the guess at columns is not sure of -----------------------------------------------------------------------


def no_text_column() -> str:
    """No column looks like what people said."""
    return "No column looks like what people said: name it as text."


def no_time_column() -> str:
    """No column says when."""
    return "No column says when it was said: all rows get the time below; name the column, or set start and every."


def day_or_month() -> str:
    """Dates that could be read in two ways."""
    return "Dates such as 05/03/2025 are read as month/day; change the format to %d/%m/%Y if the day comes first."


def assumed_zone(zone: str) -> str:
    """Times without an offset."""
    return f"Times have no offset: they are read as {zone}."


def no_id_column() -> str:
    """No column names a row."""
    return "No column names each row: the same row imported again is recognised by its content."


def a_mail() -> str:
    """What a part of a mailbox should be."""
    return "a mail with a date"
