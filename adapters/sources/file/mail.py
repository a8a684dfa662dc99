"""A mailbox in one file (mbox): each mail that a person sent becomes a turn of a service conversation.

Source: RFC 4155 (mbox).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from adapters.sources._mail import letter
from adapters.sources.file.tables import Found
from bot.errors import BadMention
from bot.ports.sources import Plain

SOURCE: Final = "mail"
_START: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")


def mails(data: bytes, *, plain: Plain) -> Iterator[Found]:
    """The mails in order, each as a row that is mention JSON; what machines sent is left out."""
    starts = [*_START.finditer(data)]
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(data)
        line = data.count(b"\n", 0, start.start()) + 1
        raw = data[start.end() : end].replace(b"\n>From ", b"\nFrom ")
        try:
            row = letter(raw, plain=plain, source=SOURCE, where=f"line {line}")
        except BadMention as wrong:
            yield Found(line=line, error=wrong)
        else:
            if row is not None:
                yield Found(line=line, row=row)
