"""From bytes to text or spreadsheet: gzip, byte order marks, encodings, formats."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from pathlib import Path

from bot.errors import BadFile
from bot.texts import files as words

FORMATS = ("jsonl", "csv", "xlsx", "mbox")
MOST_GIB = 1
_MOST_BYTES = MOST_GIB << 30
_MBOX = re.compile(rb"From \S+ [^\n]*\d{4}[^\n]*\r?\n[A-Za-z-]+:")
_GZIP, _ZIP, _OLD_XLS = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def bad(where: str, said: tuple[str, str]) -> BadFile:
    """The refusal of a file, in the words given."""
    return BadFile(where=where, what=said[0], remedy=said[1])


def load(content: Path | bytes, *, where: str) -> bytes:
    """The file's bytes, out of their gzip if they are in one.

    Raises:
        BadFile: it is not there, not readable, empty, damaged or too large.
    """
    data = content if isinstance(content, bytes) else _read(content, where)
    # An archive in an archive is opened once: nobody gzips twice but by mistake or malice.
    if data.startswith(_GZIP):
        data = _unzipped(data, where)
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise bad(where, words.empty())
    return data


def format_of(data: bytes, *, name: str, said: str | None, where: str) -> str:
    """`jsonl`, `csv`, `xlsx` or `mbox`: as said, else by what stands at the beginning.

    Raises:
        BadFile: it is none of them.
    """
    if said is not None and said not in FORMATS:
        raise bad(where, words.unknown_format(said))
    if data.startswith((_ZIP, _OLD_XLS)):
        return "xlsx"
    if said is not None:
        return said
    if name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson", ".json")):
        return "jsonl"
    if _MBOX.match(data[:1024]):
        return "mbox"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "jsonl" if start.startswith((b"{", b"[")) else "csv"


def text_of(data: bytes, *, where: str) -> str:
    """The text, without byte order mark.

    Raises:
        BadFile: it is in no encoding that says which it is, or no text at all.
    """
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as wrong:
        if body[:1024].count(b"\x00") > 16:
            raise bad(where, words.binary()) from wrong
        line = body.count(b"\n", 0, wrong.start) + 1
        raise bad(where, words.not_utf8(line, body[wrong.start])) from wrong


def check_zip(data: bytes, *, where: str) -> None:
    """Refuses a ZIP that is no spreadsheet or would unpack to more than fits.

    Raises:
        BadFile: so.
    """
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as wrong:
        raise bad(where, words.not_xlsx("its ZIP is damaged")) from wrong
    if not any(part.filename.startswith(("xl/", "content.xml")) for part in parts):
        raise bad(where, words.zip_not_xlsx())
    if sum(part.file_size for part in parts) > _MOST_BYTES:
        raise bad(where, words.too_large(MOST_GIB))


def _read(path: Path, where: str) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise bad(where, words.too_large(MOST_GIB))
        return path.read_bytes()
    except FileNotFoundError as wrong:
        raise bad(where, words.missing()) from wrong
    except IsADirectoryError as wrong:
        raise bad(where, words.folder()) from wrong
    except OSError as wrong:
        raise bad(where, words.unreadable(wrong.strerror or "no reason given")) from wrong


def _unzipped(data: bytes, where: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while data.startswith(_GZIP):
            inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            part = inflate.decompress(data, _MOST_BYTES + 1 - size)
            size += len(part)
            if size > _MOST_BYTES:
                raise bad(where, words.too_large(MOST_GIB))
            if not inflate.eof:
                raise bad(where, words.broken_gzip())
            parts.append(part)
            data = inflate.unused_data
    except zlib.error as wrong:
        raise bad(where, words.broken_gzip()) from wrong
    return b"".join(parts)
